import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareItems } from '../../../../../src/engine/transfer/stream/compare.ts';
import { Property } from '../../../../../src/engine/transfer/stream/elements.ts';
import { StreamFault } from '../../../../../src/engine/transfer/stream/fault.ts';
import { type Message, readItem } from '../../../../../src/engine/transfer/stream/read.ts';
import {
  blobOf,
  lists,
  long,
  named,
  sample,
  streamOf,
  type TestMessage,
  type TestProperty,
  text,
  u16,
  u32,
} from '../../../../fixtures/item-stream.ts';

const stream = streamOf(sample());
const whole = blobOf(stream);
const envelopeLength = 62;

const faultOf = (blob: Buffer): StreamFault | undefined => {
  try {
    readItem(blob);
    return undefined;
  } catch (error) {
    if (error instanceof StreamFault) return error;
    throw error;
  }
};

/** Wherever they stand in the stream: properties with their bytes. */
const bytesOf = (message: Message): unknown =>
  JSON.parse(
    JSON.stringify(message, (_, value) =>
      value instanceof Property
        ? { id: value.id, type: value.type, name: value.name, value: value.value.toString('hex') }
        : value,
    ),
  );

test('the version, the properties, the recipients, the attachments and what is embedded are read', () => {
  const { version, message } = readItem(whole);
  expect(version).toBe('15.20.4566.6022');
  expect(message.properties.map(({ id }) => id)).toEqual(sample().properties.map(({ id }) => id));
  expect(message.recipients.map((row) => row.length)).toEqual([4, 4]);
  expect(message.attachments.map(({ properties }) => properties.length)).toEqual([4, 2]);
  expect(message.attachments[1]!.embedded!.properties.map(({ id }) => id)).toEqual([0x0037, 0x1000]);
});

test('named properties have their set and their number or text', () => {
  const names = readItem(whole).message.properties.flatMap(({ name }) => name ?? []);
  expect(names).toEqual([
    { guid: '00062008-0000-0000-c000-000000000046', lid: 0x8503 },
    { guid: '00020329-0000-0000-c000-000000000046', name: 'Keywords' },
    { guid: '00020386-0000-0000-c000-000000000046', name: 'x-mailer' },
    { guid: '00062004-0000-0000-c000-000000000046', lid: 0x8028 },
  ]);
});

test('no value is copied', () => {
  const { properties } = readItem(whole).message;
  expect(properties.every(({ value }) => value.buffer === whole.buffer)).toBe(true);
  const cut = readItem(blobOf(stream, [100])).message;
  const [first] = cut.properties;
  expect(cut.properties.every(({ value }) => value.buffer === first!.value.buffer)).toBe(true);
});

test('a blob may begin anywhere in its buffer', () => {
  const shifted = Buffer.concat([Buffer.from([7]), whole]).subarray(1);
  expect(bytesOf(readItem(shifted).message)).toEqual(bytesOf(readItem(whole).message));
});

test('wherever the chunks are cut, the same is read', () => {
  const read = bytesOf(readItem(whole).message);
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: stream.length })), {
        minLength: 1,
      }),
      (chunks) => {
        expect(bytesOf(readItem(blobOf(stream, chunks)).message)).toEqual(read);
      },
    ),
  );
});

describe('what is cut off is refused', () => {
  const vector = new URL('../../../../../../shared/vectors/fts/contact-three-addresses.bin', import.meta.url);
  const real = existsSync(vector) ? [['a contact', readFileSync(vector)] as const] : [];
  if (real.length === 0)
    console.warn('skipped: the item stream vectors are not on this machine (../shared/vectors)');

  test.for([
    ['the sample', whole] as const,
    ['the sample in chunks of seven', blobOf(stream, [7])] as const,
    ...real,
  ])('%s, at every byte', ([, blob]) => {
    for (let length = 0; length < blob.length; length++)
      expect(faultOf(blob.subarray(0, length)), `${length} bytes`).toBeInstanceOf(StreamFault);
  });

  test('between two chunks and two properties, where nothing else shows it', () => {
    const [first] = sample().properties;
    const start = streamOf({ properties: [first!] }).indexOf(lists.recipients);
    const blob = blobOf(stream, [start, stream.length]).subarray(0, envelopeLength + 8 + start);
    expect(faultOf(blob)).toMatchObject({ kind: 'stream-unexpected-element', offset: start });
  });
});

test('whatever is changed in a stream, it is read or refused, and nothing else', () => {
  const blobs = [whole, blobOf(stream, [64]), blobOf(stream, [5, 200])];
  const dice = random(20250304);
  const seen = new Set<string>();
  for (let round = 0; round < 50_000; round++) {
    const blob = Buffer.from(blobs[round % blobs.length]!);
    // Most hits in the stream: a spoiled envelope is found at once.
    for (let hits = dice(3); hits >= 0; hits--) mutate(blob, dice(8) === 0 ? 0 : envelopeLength, dice);
    seen.add(faultOf(blob)?.kind ?? 'read');
  }
  expect([...seen].sort()).toEqual(
    expect.arrayContaining(['read', 'stream-truncated', 'stream-unexpected-element', 'stream-unknown-type']),
  );
});

test('what a changed stream still says can be compared', () => {
  const dice = random(7);
  for (let round = 0; round < 5_000; round++) {
    const blob = Buffer.from(whole);
    mutate(blob, envelopeLength + 8, dice);
    if (faultOf(blob) === undefined)
      for (const { property } of compareItems(whole, blob)) expect(property).not.toBe('');
  }
});

/** A small generator of our own: the same rounds on every machine. Answers 0 .. below - 1. */
const random = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

const mutate = (blob: Buffer, from: number, dice: (below: number) => number): void => {
  const at = from + dice(blob.length - from);
  switch (dice(4)) {
    case 0:
      blob[at] = dice(256);
      break;
    case 1:
      blob[at] = blob[at]! ^ (1 << dice(8));
      break;
    case 2:
      blob.fill(0xff, at, Math.min(at + 4, blob.length));
      break;
    default:
      blob.copy(blob, at, from + dice(blob.length - from), from + dice(blob.length - from));
  }
};

const type = (wanted: number, raw: Buffer): TestProperty => ({ id: 0x6001, type: wanted, raw });
const message = (...properties: TestProperty[]) => blobOf(streamOf({ properties }));

describe('values', () => {
  test.for([
    ['Integer16', 0x0002, 2],
    ['Integer32', 0x0003, 4],
    ['Floating32', 0x0004, 4],
    ['Floating64', 0x0005, 8],
    ['Currency', 0x0006, 8],
    ['FloatingTime', 0x0007, 8],
    ['ErrorCode', 0x000a, 4],
    ['Boolean', 0x000b, 2],
    ['Integer64', 0x0014, 8],
    ['Time', 0x0040, 8],
    ['Guid', 0x0048, 16],
  ] as const)('%s', ([, number, length]) => {
    const raw = Buffer.alloc(length, 7);
    const [property, ...others] = readItem(message(type(number, raw))).message.properties;
    expect(property).toMatchObject({ id: 0x6001, type: number, name: undefined });
    expect(property?.value).toEqual(raw);
    expect(others).toEqual([]);
  });

  test.for([
    ['Object', 0x000d],
    ['String8', 0x001e],
    ['Unicode', 0x001f],
    ['ServerId', 0x00fb],
    ['Binary', 0x0102],
    ['UTF-16 by its code page', 0x84b0],
    ['Windows 1252', 0x84e4],
    ['US-ASCII', 0xce9f],
    ['KOI8-R, whose number has the bit of many values', 0x8000 + 20_866],
  ] as const)('%s has its length in front, and the value is without it', ([, number]) => {
    const raw = Buffer.concat([u32(5), Buffer.from('abcd\0')]);
    expect(readItem(message(type(number, raw))).message.properties[0]!.value).toEqual(raw.subarray(4));
  });

  test.for([
    ['numbers', 0x1003, u32(2, 1, 2)],
    ['times', 0x1040, u32(1, 1, 2)],
    ['no numbers', 0x1003, u32(0)],
    ['bytes', 0x1102, Buffer.concat([u32(2, 1), Buffer.from('a'), u32(0)])],
    ['texts', 0x101f, Buffer.concat([u32(1, 4), u16(0x61, 0)])],
    ['texts by their code page', 0x94b0, Buffer.concat([u32(1, 4), u16(0x61, 0)])],
  ] as const)('many %s are one value with its count', ([, number, raw]) => {
    expect(
      readItem(message(type(number, raw), long(0x6002, 1))).message.properties.map(({ value }) => value),
    ).toEqual([raw, u32(1)]);
  });

  test.for([0x0000, 0x0001, 0x0099, 0x100a, 0x100b, 0x100d, 0x10fb, 0x2003, 0x7003])(
    'type %i is unknown',
    (number) => {
      expect(faultOf(message(type(number, Buffer.alloc(64))))).toMatchObject({
        kind: 'stream-unknown-type',
        offset: 0,
      });
    },
  );

  test.for([
    ['a length', 0x0102, u32(0xffff_ffff)],
    ['a count of numbers', 0x1048, u32(0xffff_ffff)],
    ['a count of texts', 0x94b0, u32(0xffff_ffff)],
    ['a length among many', 0x1102, u32(1, 0xffff_ffff)],
  ] as const)('%s beyond the end is not believed', ([, number, raw]) => {
    expect(faultOf(message(type(number, raw)))).toMatchObject({ kind: 'stream-truncated' });
  });

  test('a name that is neither a number nor a text is refused', () => {
    const blob = message(named({ guid: '00062008-0000-0000-c000-000000000046', lid: 1 }, long(0x8001, 1)));
    blob[blob.indexOf(Buffer.from('c000000000000046', 'hex'), envelopeLength) + 8] = 2;
    expect(faultOf(blob)).toMatchObject({ kind: 'stream-unknown-name', offset: 20 });
  });
});

describe('grammar', () => {
  const marks = {
    recipient: 0x40030003,
    recipientEnd: 0x40040003,
    attachment: 0x40000003,
    attachmentEnd: 0x400e0003,
  };
  const { recipients, attachments } = lists;
  const subject = streamOf({ properties: [text(0x0037, 'x')] }).subarray(0, 12);
  const prefix = Buffer.concat([u16(0x84e4, 0x4008), u32(2), Buffer.from('/\0')]);
  const number = Buffer.concat([u16(0x0003, 0x0e21), u32(0)]);

  test.for([
    ['nothing but the lists', [recipients, attachments]],
    ['a DN prefix in front', [prefix, subject, recipients, attachments]],
    [
      'a DN prefix in an attachment',
      [recipients, attachments, u32(marks.attachment), number, prefix, u32(marks.attachmentEnd)],
    ],
  ] as [string, Buffer[]][])('%s is an item', ([, parts]) => {
    expect(faultOf(blobOf(Buffer.concat(parts)))).toBeUndefined();
  });

  test.for([
    ['without the list of recipients', [subject, attachments]],
    ['without the list of attachments', [subject, recipients]],
    ['with the lists in the wrong order', [subject, attachments, recipients]],
    ['with a list of something else', [subject, u32(0x40160003, 0x360f000d), recipients, attachments]],
    ['with a DN prefix later on', [subject, prefix, recipients, attachments]],
    [
      'with a recipient before its list',
      [subject, u32(marks.recipient, marks.recipientEnd), recipients, attachments],
    ],
    [
      'with a recipient in a recipient',
      [
        recipients,
        u32(marks.recipient, marks.recipient, marks.recipientEnd, marks.recipientEnd),
        attachments,
      ],
    ],
    ['with a recipient that has no end', [recipients, u32(marks.recipient), attachments]],
    [
      'with an attachment without its number',
      [recipients, attachments, u32(marks.attachment), subject, u32(marks.attachmentEnd)],
    ],
    [
      'with an attachment among the recipients',
      [recipients, u32(marks.attachment), number, u32(marks.attachmentEnd), attachments],
    ],
    ['with a property behind', [recipients, attachments, subject]],
    ['with an end that has no begin', [recipients, attachments, u32(marks.attachmentEnd)]],
    ['with a warning of the service', [u16(0x0003, 0x400f), u32(1), recipients, attachments]],
    ['of a folder', [u32(0x40090003), recipients, attachments]],
  ] as [string, Buffer[]][])('a stream %s is refused', ([, parts]) => {
    expect(faultOf(blobOf(Buffer.concat(parts)))).toMatchObject({ kind: 'stream-unexpected-element' });
  });

  const nested = (depth: number): TestMessage =>
    depth === 0
      ? { properties: [] }
      : { properties: [], attachments: [{ properties: [long(0x0e21, 0)], embedded: nested(depth - 1) }] };

  test('a hundred messages inside each other are read, more are refused', () => {
    expect(faultOf(blobOf(streamOf(nested(100))))).toBeUndefined();
    expect(faultOf(blobOf(streamOf(nested(101))))).toMatchObject({ kind: 'stream-too-deep' });
  });
});

describe('envelope', () => {
  const changed = (at: number, byte: number) => {
    const blob = Buffer.from(whole);
    blob[at] = byte;
    return blob;
  };
  test.for([
    ['another method', changed(12, 2), 'envelope-unsupported-config'],
    ['another interface', changed(28, 0), 'envelope-unsupported-config'],
    ['another record first', changed(0, 3), 'envelope-unexpected-opcode'],
    ['a record of mailbox moves', changed(envelopeLength, 11), 'envelope-unexpected-opcode'],
    ['no chunk', whole.subarray(0, envelopeLength), 'envelope-short-record'],
    [
      'text behind it',
      Buffer.concat([whole, Buffer.from('=== Truncated Data ===')]),
      'envelope-unexpected-opcode',
    ],
    [
      'text in it',
      Buffer.concat([whole.subarray(0, 400), Buffer.from('=== Truncated Data ===')]),
      'envelope-record-overruns',
    ],
  ] as [string, Buffer, string][])('with %s it is refused', ([, blob, kind]) => {
    expect(faultOf(blob)).toMatchObject({ kind });
  });
});
