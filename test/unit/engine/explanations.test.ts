import fc from 'fast-check';
import { expect, test } from 'vitest';
import { explain } from '../../../src/engine/explanations.ts';

const isFallback = (code: string) => explain(code).sentence.includes('no better words');
const isSentence = /^[A-Z].*[.!]$/s;

/** What an item, a run or a sign-in can end with; Microsoft's as Microsoft spells them. */
const codes = [
  ...['gone-at-source', 'conflict', 'possible duplicate', 'moved at the source', 'unconfirmed update'],
  ...['ErrorItemCorrupt', 'ErrorItemTooLarge', 'ErrorMessageSizeExceeded', 'ErrorQuotaExceeded'],
  ...['ErrorAccessDenied', 'Authorization_RequestDenied', 'InvalidAuthenticationToken'],
  ...['ErrorMailboxNotFound', 'ErrorItemNotFound', 'ErrorFolderExists', 'ErrorCorruptData'],
  ...['TruncatedData', 'ExportEmpty', 'export-broke-off', 'ApplicationThrottled', 'throttled'],
  ...['sign-in-busy', 'transient', 'database-away', 'wrong-key', 'not-ready', 'sync-lost', 'bug'],
  ...['addresses-kept:changed-otherwise', 'addresses-kept:stream-too-long', 'addresses-kept:x'],
  ...['AADSTS700016', 'AADSTS90002', 'AADSTS7000215', 'AADSTS7000222', 'AADSTS65001'],
];

test.for(codes)('%s has a sentence of its own, and a next step', (code) => {
  expect(isFallback(code)).toBe(false);
  expect(explain(code).sentence).toMatch(isSentence);
  expect(explain(code).next).toMatch(isSentence);
});

test.for(codes.filter((code) => code.startsWith('Error')))('%s is known in any letter case', (code) => {
  expect(explain(code.toUpperCase())).toEqual(explain(code));
  expect(explain(code.toLowerCase())).toEqual(explain(code));
});

test('a code that is not known is shown as it came, with where to look it up', () => {
  expect(explain('ErrorOfTomorrow').sentence).toContain('"ErrorOfTomorrow"');
  expect(explain('ErrorOfTomorrow').next).toMatch(isSentence);
  expect(explain('AADSTS123456').next).toContain('error?code=123456');
});

test('any text at all is explained', () => {
  const text = fc.string().filter((code) => !(code.toLowerCase() in {}));
  fc.assert(
    fc.property(text, (code) => {
      expect(explain(code).sentence).toMatch(/\w/);
      expect(explain(code).next).toMatch(/\w/);
    }),
  );
});

test.for(['constructor', '__proto__'])('the code "%s" is a code like any other', (code) => {
  expect(explain(code).sentence).toContain(code);
});

test.for(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT'])(
  'the connection error %s is explained as one',
  (code) => {
    expect(explain(code).sentence).not.toContain('The service answered');
  },
);

test.for(['auth', 'forbidden', 'not-found', 'permanent'])(
  'the kind "%s", which stands in where there is no code, has words of its own',
  (kind) => {
    expect(isFallback(kind)).toBe(false);
  },
);

test.for([
  'MailboxNotEnabledForRESTAPI',
  'ErrorMailboxNotEnabledForRESTAPI',
  'ErrorMailboxMovedToAnotherServer',
  'TooManyRequests',
  'ErrorServerBusy',
])('%s, which the engine knows, has words of its own', (code) => {
  expect(isFallback(code)).toBe(false);
});
