/** The reader against streams that others made, and what they say is in them. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { compareItems } from '../../../../../src/engine/transfer/stream/compare.ts';
import type { Property } from '../../../../../src/engine/transfer/stream/elements.ts';
import { StreamFault } from '../../../../../src/engine/transfer/stream/fault.ts';
import { type Message, readItem } from '../../../../../src/engine/transfer/stream/read.ts';

const vectors = new URL('../../../../../../shared/vectors/fts/', import.meta.url);
const here = existsSync(vectors);
if (!here) console.warn('skipped: the item stream vectors are not on this machine (../shared/vectors)');

interface SaidProperty {
  id: string;
  type: string;
  named?: { guid: string; lid?: string; name?: string };
  value: unknown;
}
interface SaidMessage {
  props: SaidProperty[];
  recipients: SaidProperty[][];
  attachments: { props: SaidProperty[]; embedded: SaidMessage | null }[];
}
interface Vector {
  envelope: { partnerVersion: string; chunks: number[] };
  message: SaidMessage;
}

const blobOf = (name: string): Buffer => readFileSync(new URL(`${name}.bin`, vectors));
const json = <T>(name: string): T => JSON.parse(readFileSync(new URL(`${name}.json`, vectors), 'utf8')) as T;
const names = here
  ? readdirSync(vectors)
      .filter((name) => name.endsWith('.json'))
      .map((name) => name.slice(0, -5))
  : [];

describe.skipIf(!here)('a stream is read as it says', () => {
  test.for(names)('%s', (name) => {
    const { envelope, message } = json<Vector>(name);
    const read = readItem(blobOf(name));
    expect(read.version).toBe(envelope.partnerVersion);
    expect(saidOf(read.message)).toEqual(plain(message));
    expect(compareItems(blobOf(name), blobOf(name))).toEqual([]);
  });
});

interface Malformed {
  name: string;
  expectError: string;
}
const malformed = here ? json<Malformed[]>('malformed/index') : [];

describe.skipIf(!here)('a stream that is not one is refused', () => {
  test.for(malformed.map(({ name, expectError }) => [name, expectError] as const))(
    '%s: %s',
    ([name, kind]) => {
      const blob = blobOf(`malformed/${name}`);
      expect(() => readItem(blob)).toThrow(StreamFault);
      expect(() => readItem(blob)).toThrow(expect.objectContaining({ kind }));
    },
  );
});

test.skipIf(!here)('a rewritten message differs in what was rewritten, and in nothing else', () => {
  const found = compareItems(blobOf('report-ndr'), blobOf('rewrite/report-ndr.expected'));
  expect(found.length).toBeGreaterThan(0);
  for (const { property, what } of found) {
    expect(what).toBe('different');
    expect(property).toMatch(/address|search key|name|record key|^0x/);
  }
});

/** What was read, in the words of the vectors. */
const saidOf = ({ properties, recipients, attachments }: Message): SaidMessage => ({
  props: properties.map(saidProperty),
  recipients: recipients.map((row) => row.map(saidProperty)),
  attachments: attachments.map((attachment) => ({
    props: attachment.properties.map(saidProperty),
    embedded: attachment.embedded ? saidOf(attachment.embedded) : null,
  })),
});

const hex = (number: number) => `0x${number.toString(16).toUpperCase().padStart(4, '0')}`;

const saidProperty = (property: Property): SaidProperty => {
  const { id, type, name } = property;
  const named = name && ('lid' in name ? { ...name, lid: hex(name.lid) } : name);
  return { id: hex(id), type: hex(type), ...(named && { named }), value: saidValue(property) };
};

const plain = ({ props, recipients, attachments }: SaidMessage): SaidMessage => ({
  props: props.map(plainProperty),
  recipients: recipients.map((row) => row.map(plainProperty)),
  attachments: attachments.map((one) => ({
    props: one.props.map(plainProperty),
    embedded: one.embedded ? plain(one.embedded) : null,
  })),
});
const plainProperty = ({ id, type, named, value }: SaidProperty): SaidProperty => ({
  id,
  type,
  ...(named && { named }),
  value,
});

const saidValue = ({ type, value }: Property): unknown => {
  const bytes = Buffer.from(value);
  switch (type) {
    case 0x0002:
      return bytes.readInt16LE();
    case 0x0003:
      return bytes.readInt32LE();
    case 0x0005:
      return bytes.readDoubleLE();
    case 0x000b:
      return bytes.readUInt16LE() !== 0;
    case 0x0014:
      return String(bytes.readBigInt64LE());
    case 0x0040:
      return isoOf(bytes.readBigUInt64LE());
    case 0x0048:
      return guidOf(bytes);
    case 0x0102:
      return saidBinary(bytes);
    case 0x1003:
      return Array.from({ length: bytes.readUInt32LE() }, (_, at) => bytes.readInt32LE(4 + 4 * at));
    case 0x1102:
      return valuesIn(bytes).map(saidBinary);
    case 0x94b0:
      return valuesIn(bytes).map((one) => saidText(one, 1200));
    default:
      return saidText(bytes, type & 0x7fff);
  }
};

const valuesIn = (bytes: Buffer): Buffer[] => {
  const values: Buffer[] = [];
  let at = 4;
  while (values.length < bytes.readUInt32LE()) {
    const end = at + 4 + bytes.readUInt32LE(at);
    values.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return values;
};

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');

const saidBinary = (bytes: Buffer): unknown =>
  bytes.length <= 192 ? { hex: bytes.toString('hex') } : { sha256: sha256(bytes), bytes: bytes.length };

const saidText = (bytes: Buffer, codePage: number): unknown => {
  const encoding = codePageNames.get(codePage) ?? String(codePage);
  const text = iconv.decode(bytes, encoding, { stripBOM: false }).replace(/\0$/, '');
  const chars = [...text].length;
  if (chars <= 1024) return text;
  return { sha256utf8: sha256(text), chars, start: expect.any(String) };
};

const codePageNames = new Map([
  [1200, 'utf16le'],
  [20127, 'ascii'],
]);

const isoOf = (ticks: bigint): string =>
  new Date(Number(ticks / 10_000n) - 11_644_473_600_000)
    .toISOString()
    .replace('Z', `${String(ticks % 10_000n).padStart(4, '0')}Z`);

const guidOf = (bytes: Buffer): string => {
  const copy = Buffer.from(bytes);
  copy.subarray(0, 4).swap32();
  copy.subarray(4, 8).swap16();
  return copy.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};
