import { expect, test } from 'vitest';
import { EngineError, errorKinds, isPassing, kindOf } from '../../../src/engine/errors.ts';

test('a chain of causes reads as one sentence, and keeps its causes', () => {
  const cause = new EngineError('forbidden', 'GET …/folders: 403', {
    code: 'ErrorAccessDenied',
    status: 403,
  });
  const error = new EngineError('forbidden', 'reading folders of mailbox 12', { cause });
  expect(error.message).toBe('reading folders of mailbox 12: GET …/folders: 403');
  expect(error.cause).toBe(cause);
  expect(error).toMatchObject({ name: 'EngineError', code: undefined, status: undefined });
});

test('a cause that is no error adds nothing to the sentence', () => {
  expect(new EngineError('bug', 'doing this', { cause: 'a string' }).message).toBe('doing this');
  expect('cause' in new EngineError('bug', 'doing this')).toBe(false);
});

test('what nobody classified is a bug', () => {
  expect(kindOf(new EngineError('throttled', 'asking'))).toBe('throttled');
  for (const thrown of [new TypeError('x'), 'text', null, undefined, { kind: 'throttled' }])
    expect(kindOf(thrown)).toBe('bug');
});

test('only throttling and trouble on the way pass by themselves', () => {
  expect(errorKinds.filter(isPassing)).toEqual(['throttled', 'transient']);
});
