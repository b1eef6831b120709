import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EngineError } from '../../../src/engine/errors.ts';
import { createVault } from '../../../src/engine/secrets.ts';

const vault = createVault('a passphrase of some length');
const other = createVault('another passphrase of length');

const refuses = (open: () => string) => {
  try {
    open();
  } catch (error) {
    expect(error).toBeInstanceOf(EngineError);
    return expect(error).toMatchObject({ kind: 'auth', code: 'wrong-key' });
  }
  throw new Error('it was opened');
};

test('what is sealed opens again, for the same row under the same key', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (secret, row) => {
      expect(vault.open(vault.seal(secret, row), row)).toBe(secret);
    }),
  );
  expect(createVault('a passphrase of some length').open(vault.seal('s', 'endpoint 1'), 'endpoint 1')).toBe(
    's',
  );
});

test('a sealed secret does not open for another row, nor under another key', () => {
  const sealed = vault.seal('secret', 'endpoint 1');
  refuses(() => vault.open(sealed, 'endpoint 2'));
  refuses(() => other.open(sealed, 'endpoint 1'));
});

test('a single flipped bit anywhere is noticed', () => {
  const sealed = Buffer.from(vault.seal('secret', 'endpoint 1'), 'base64');
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const flipped = Buffer.from(sealed);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    refuses(() => vault.open(flipped.toString('base64'), 'endpoint 1'));
  }
});

test('what was cut short, or was never sealed, is refused as well', () => {
  const sealed = Buffer.from(vault.seal('secret', 'endpoint 1'), 'base64');
  for (let length = 0; length < sealed.length; length++)
    refuses(() => vault.open(sealed.subarray(0, length).toString('base64'), 'endpoint 1'));
  refuses(() => vault.open('no base64 at all!', 'endpoint 1'));
});

test('the same secret is never sealed the same way twice, and is not in what is stored', () => {
  const sealed = Array.from({ length: 50 }, () => vault.seal('a client secret', 'endpoint 1'));
  expect(new Set(sealed).size).toBe(50);
  for (const one of sealed) expect(Buffer.from(one, 'base64').includes('client')).toBe(false);
});

test('the key id tells keys apart and tells nothing of the key', () => {
  expect(vault.keyId).toMatch(/^[0-9a-f]{8}$/);
  expect(createVault('a passphrase of some length').keyId).toBe(vault.keyId);
  expect(other.keyId).not.toBe(vault.keyId);
});
