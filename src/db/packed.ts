/**
 * [pure] Exchange's ids and keys, small. An item id is 152 characters of base64: decoded it takes three quarters of
 * that, and a ledger holds two for every item.
 */
import { hash } from 'node:crypto';

/**
 * First byte: in its upper half how the rest is written (0 as UTF-8, 1 base64url, 2 base64), in its lower half how
 * many characters at the end stand as they are, because base64 may end in ways that decoding forgets.
 */
export const pack = (text: string): Buffer => {
  const head = text.slice(0, Math.max(0, Math.floor((text.length - 1) / 4) * 4));
  const alphabet = alphabets.find(({ fits }) => fits.test(head));
  if (head === '' || alphabet === undefined) return Buffer.concat([Buffer.of(0), Buffer.from(text)]);
  const tail = Buffer.from(text.slice(head.length));
  // What is not ASCII takes more bytes than characters.
  if (tail.length > 15) return Buffer.concat([Buffer.of(0), Buffer.from(text)]);
  return Buffer.concat([
    Buffer.of((alphabet.number << 4) | tail.length),
    Buffer.from(head, alphabet.name),
    tail,
  ]);
};

export const unpack = (packed: Buffer): string => {
  const [first = 0] = packed;
  const alphabet = alphabets.find(({ number }) => number === first >> 4);
  if (alphabet === undefined) return packed.toString('utf8', 1);
  const end = packed.length - (first & 15);
  return packed.toString(alphabet.name, 1, end) + packed.toString('utf8', end);
};

const alphabets = [
  { number: 1, name: 'base64url', fits: /^[\w-]*$/ },
  { number: 2, name: 'base64', fits: /^[A-Za-z\d+/]*$/ },
] as const;

/**
 * An item's key in the ledger, as hexadecimal digits of 11 bytes: with a mailbox's number of 4 that is the most that
 * an index entry of 24 bytes holds. Of a million items in one mailbox, two share one once in 10^14 mailboxes.
 */
export const keyOf = (sourceId: string): string => hash('sha256', sourceId).slice(0, 22);

/** A change key is only ever asked whether it is still the same: 8 bytes, as hexadecimal digits. */
export const changeOf = (changeKey: string): string => hash('sha256', changeKey).slice(0, 16);
