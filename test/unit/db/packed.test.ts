import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changeOf, keyOf, pack, unpack } from '../../../src/db/packed.ts';

const base64 = (alphabet: string) => fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 200 });
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

test('what is packed is unpacked as it was, whatever it is', () => {
  const id = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    base64(`${letters}-_`),
    base64(`${letters}+/`),
    base64(`${letters}-_=`),
    fc.uint8Array({ maxLength: 120 }).map((bytes) => Buffer.from(bytes).toString('base64')),
  );
  fc.assert(
    fc.property(id, (text) => {
      // A lone half of a surrogate pair has no UTF-8: no id of Exchange is so.
      if (text.isWellFormed()) expect(unpack(pack(text))).toBe(text);
    }),
    { numRuns: 2_000 },
  );
});

test('an item id of 152 characters takes 114 bytes, and 116 where its end is not canonical', () => {
  const id = `AAMk${'x-_9'.repeat(36)}abc=`;
  expect(id).toHaveLength(152);
  expect(pack(id)).toHaveLength(114);
  expect(pack(id.replace('abc=', 'abd='))).toHaveLength(116);
});

test('keys are 11 bytes, changes 8, and others for other texts', () => {
  expect(keyOf('a')).toMatch(/^[0-9a-f]{22}$/);
  expect(changeOf('a')).toBe(-3848465438864589366n);
  expect(keyOf('a')).not.toBe(keyOf('b'));
});
