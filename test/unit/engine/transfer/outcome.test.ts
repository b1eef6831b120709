import { expect, test } from 'vitest';
import {
  isFatal,
  refusedOutcome,
  storedOutcome,
  unexportedOutcome,
} from '../../../../src/engine/transfer/outcome.ts';
import type { Candidate } from '../../../../src/engine/transfer/transfer.ts';

const item = (changes: Partial<Candidate> = {}): Candidate => ({
  sourceId: 'S1',
  sourceChange: 1n,
  searchKey: Buffer.alloc(16, 1),
  itemType: 'mail',
  created: new Date(0),
  size: 10,
  ...changes,
});

test.for(['ErrorItemNotFound', 'itemNotFound', 'ErrorNotFound', 'NotFound', 'ResourceNotFound'])(
  'an item that cannot be exported with %s was deleted or moved by its owner: skipped, not failed',
  (code) => {
    expect(unexportedOutcome(item(), { code })).toEqual({
      sourceId: 'S1',
      outcome: 'skipped',
      cause: 'gone-at-source',
    });
  },
);

test.for(['ErrorItemCorrupt', 'ErrorAccessDenied', 'unknown', ''])(
  'an item that cannot be exported with "%s" failed, with that cause',
  (code) => {
    expect(unexportedOutcome(item(), { code })).toEqual({ sourceId: 'S1', outcome: 'failed', cause: code });
  },
);

test.for([
  'ErrorIrresolvableConflict',
  'ErrorStaleChangeKey',
  'ErrorChangeKeyRequired',
  'ErrorInvalidChangeKey',
  'ErrorItemNotFound',
])('an update that is refused with %s is a conflict: its user has edited or removed the copy', (code) => {
  expect(refusedOutcome(item({ destinationId: 'D1' }), { code })).toMatchObject({
    outcome: 'skipped',
    cause: 'conflict',
  });
  // A first copy can have no conflict: the folder is gone, or something is wrong with the item.
  expect(refusedOutcome(item(), { code })).toMatchObject({ outcome: 'failed', cause: code });
});

test('any other refusal is a failure, of an update as of a copy', () => {
  for (const destinationId of ['D1', null])
    expect(refusedOutcome(item({ destinationId }), { code: 'ErrorItemTooLarge' })).toEqual({
      sourceId: 'S1',
      outcome: 'failed',
      cause: 'ErrorItemTooLarge',
    });
});

const stored = { itemId: 'D9', changeKey: 'CK9', bytes: 3_800_000 };

test('what was stored is remembered with its id, its change key and the bytes that were really sent', () => {
  expect(storedOutcome(item({ size: 95_000 }), stored, 'mapped')).toEqual({
    sourceId: 'S1',
    outcome: 'copied',
    cause: undefined,
    destinationId: 'D9',
    destinationChange: 'CK9',
    size: 3_800_000,
  });
  expect(storedOutcome(item({ destinationId: 'D1' }), stored, 'nobody')).toMatchObject({
    outcome: 'updated',
    destinationId: 'D9',
  });
});

test.for([
  ['sent before, and nothing to recognise it by', { inDoubt: 'unknown' }, 'possible duplicate'],
  ['sent before, looked for and not there', { inDoubt: 'absent' }, undefined],
  ['not in doubt, without a search key', { searchKey: null }, undefined],
] as [string, Partial<Candidate>, string | undefined][])(
  '%s: possible duplicate or not',
  ([, changes, cause]) => {
    expect(storedOutcome(item(changes), stored, 'nobody').cause).toBe(cause);
  },
);

test('that its addresses stayed as they were is said of an item, unless something worse is', () => {
  const kept = 'addresses-kept:stream-unknown-type';
  expect(storedOutcome(item(), stored, kept)).toMatchObject({ outcome: 'copied', cause: kept });
  expect(storedOutcome(item({ inDoubt: 'unknown' }), stored, kept).cause).toBe('possible duplicate');
});

test('a refusal that will be every further item’s ends the run; one item’s own does not', () => {
  for (const code of [
    'ErrorAccessDenied',
    'Authorization_RequestDenied',
    'ErrorQuotaExceeded',
    'InvalidAuthenticationToken',
    'ErrorMailboxMovedToAnotherServer',
  ])
    expect(isFatal(code), code).toBe(true);
  for (const code of ['ErrorItemTooLarge', 'ErrorItemCorrupt', 'ErrorItemNotFound', 'conflict', ''])
    expect(isFatal(code), code).toBe(false);
});
