/**
 * [pure] Exchange's ids and keys, small. An item id is 152 characters of base64: decoded it takes three quarters of
 * that, and a ledger holds two for every item.
 */
import { hash } from 'node:crypto';

/**
 * First byte: in its upper half how the rest is written. 0: as UTF-8. 3 and 4: base64url and base64, filled up to four
 * characters, as Exchange writes its own. 1 and 2: the same with an end that decoding would forget, so that as many
 * characters as the lower half says stand as they are.
 */
export const pack = (text: string): Buffer => {
  for (const { name, whole } of alphabets) {
    const bytes = Buffer.from(text, name);
    if (bytes.length > 0 && filled(bytes.toString(name)) === text)
      return Buffer.concat([Buffer.of(whole << 4), bytes]);
  }
  const head = text.slice(0, Math.max(0, Math.floor((text.length - 1) / 4) * 4));
  const alphabet = alphabets.find(({ fits }) => fits.test(head));
  const tail = Buffer.from(text.slice(head.length));
  // What is not ASCII takes more bytes than characters.
  if (head === '' || alphabet === undefined || tail.length > 15)
    return Buffer.concat([Buffer.of(0), Buffer.from(text)]);
  return Buffer.concat([
    Buffer.of((alphabet.cut << 4) | tail.length),
    Buffer.from(head, alphabet.name),
    tail,
  ]);
};

export const unpack = (packed: Buffer): string => {
  const [first = 0] = packed;
  const form = first >> 4;
  const alphabet = alphabets.find(({ cut, whole }) => cut === form || whole === form);
  if (alphabet === undefined) return packed.toString('utf8', 1);
  if (alphabet.whole === form) return filled(packed.toString(alphabet.name, 1));
  const end = packed.length - (first & 15);
  return packed.toString(alphabet.name, 1, end) + packed.toString('utf8', end);
};

const filled = (text: string): string => text.padEnd(Math.ceil(text.length / 4) * 4, '=');

const alphabets = [
  { name: 'base64url', cut: 1, whole: 3, fits: /^[\w-]*$/ },
  { name: 'base64', cut: 2, whole: 4, fits: /^[A-Za-z\d+/]*$/ },
] as const;

/**
 * An item's key in the ledger, as hexadecimal digits of 11 bytes: with a mailbox's number of 4 that is the most that
 * an index entry of 24 bytes holds. Of a million items in one mailbox, two share one once in 10^14 mailboxes.
 */
export const keyOf = (sourceId: string): string => hash('sha256', sourceId).slice(0, 22);

/** A change key is only ever asked whether it is still the same: 8 bytes, as PostgreSQL's `bigint`. */
export const changeOf = (changeKey: string): bigint => hash('sha256', changeKey, 'buffer').readBigInt64BE();
