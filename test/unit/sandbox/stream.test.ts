/** The sandbox's codec against streams made by others, and against itself. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MessageContent, Property } from '../../../src/sandbox/model.ts';
import {
  checkStream,
  compareStreams,
  decodeMessage,
  encodeMessage,
} from '../../../src/sandbox/stream/index.ts';
import { payloadOf } from '../../../src/sandbox/stream/read.ts';

const vectors = new URL('../../../../shared/vectors/fts/', import.meta.url);
const here = existsSync(vectors);
if (!here) console.warn('skipped: the item stream vectors are not on this machine (../shared/vectors)');

interface Vector {
  name: string;
  summary: {
    messageClass: string;
    subject: string | null;
    searchKey: string | null;
    recipients: number;
    attachments: number;
    deliveryTime: string | null;
  };
}
const names = here
  ? readdirSync(vectors)
      .filter((name) => name.endsWith('.json'))
      .map((name) => name.slice(0, -5))
  : [];

describe.skipIf(!here)('streams made by others', () => {
  test.for(names)('%s', (name) => {
    const blob = readFileSync(new URL(`${name}.bin`, vectors));
    const { summary } = JSON.parse(readFileSync(new URL(`${name}.json`, vectors), 'utf8')) as Vector;
    const content = decodeMessage(blob);
    const said = checkStream(blob);
    expect(said.messageClass).toBe(summary.messageClass ?? '');
    expect(said.searchKey?.toString('hex') ?? null).toBe(summary.searchKey);
    expect(said.received?.toISOString() ?? null).toBe(
      summary.deliveryTime?.replace(/(\.\d{3})\d{4}Z$/, '$1Z') ?? null,
    );
    expect([content.recipients.length, content.attachments.length]).toEqual([
      summary.recipients,
      summary.attachments,
    ]);
    // Written again, it is the same content byte for byte.
    expect(payloadOf(encodeMessage(content)).equals(payloadOf(blob))).toBe(true);
  });

  test('malformed ones are refused', () => {
    const folder = new URL('malformed/', vectors);
    const list = JSON.parse(readFileSync(new URL('index.json', folder), 'utf8')) as {
      name: string;
      blob: string;
    }[];
    const accepted = list.filter(({ blob }) => {
      try {
        decodeMessage(readFileSync(new URL(blob, folder)));
        return true;
      } catch (error) {
        expect((error as Error).name).toBe('StreamError');
        return false;
      }
    });
    expect(accepted.map(({ name }) => name)).toEqual([]);
  });
});

const property: fc.Arbitrary<Property> = fc.oneof(
  fc.record({
    id: fc.integer({ min: 1, max: 0x3ffe }),
    type: fc.constant(0x84b0),
    value: fc
      .string({ unit: 'binary', maxLength: 40 })
      .filter((text) => !text.includes('\0') && text.isWellFormed()),
  }),
  fc.record({
    id: fc.integer({ min: 1, max: 0x3ffe }),
    type: fc.constant(0x0102),
    value: fc.uint8Array({ maxLength: 70_000 }).map((bytes) => Buffer.from(bytes)),
  }),
  fc.record({ id: fc.integer({ min: 1, max: 0x3ffe }), type: fc.constant(0x0003), value: fc.integer() }),
  fc.record({ id: fc.integer({ min: 1, max: 0x3ffe }), type: fc.constant(0x000b), value: fc.boolean() }),
  fc.record({
    id: fc.constant(0x8001),
    type: fc.constant(0x0040),
    name: fc.constant({ guid: '0020062000000000c000000000000046', lid: 0x820d }),
    value: fc.bigInt({ min: 0n, max: 2n ** 62n }),
  }),
  fc.record({
    id: fc.constant(0x8002),
    type: fc.constant(0x94b0),
    name: fc.constant({ guid: '2903020000000000c000000000000046', name: 'Keywords' }),
    value: fc.array(fc.constantFrom('Red', 'Grün', ''), { maxLength: 4 }),
  }),
);
const list = fc.array(property, { maxLength: 8 });
const { message } = fc.letrec<{ message: MessageContent }>((tie) => ({
  message: fc.record({
    properties: list,
    recipients: fc.array(list, { maxLength: 3 }),
    attachments: fc.array(
      list.chain((properties) => {
        const all = [{ id: 0x0e21, type: 0x0003, value: 0 }, ...properties];
        return fc
          .option(tie('message'), { nil: undefined, depthSize: 'small' })
          .map((embedded) => (embedded === undefined ? { properties: all } : { properties: all, embedded }));
      }),
      { maxLength: 2 },
    ),
  }),
}));

test('what is written is read again', () => {
  fc.assert(
    fc.property(message, (content) => void expect(decodeMessage(encodeMessage(content))).toEqual(content)),
    { numRuns: 100 },
  );
});

test('no cut and no flipped byte makes it hang or throw anything but a refusal', () => {
  fc.assert(
    fc.property(message, fc.nat(), fc.nat({ max: 255 }), (content, at, byte) => {
      const blob = encodeMessage(content);
      const damaged = Buffer.from(blob);
      damaged[at % blob.length] = byte;
      for (const bad of [damaged, blob.subarray(0, at % blob.length)]) {
        try {
          decodeMessage(bad);
        } catch (error) {
          expect((error as Error).name).toBe('StreamError');
        }
      }
    }),
    { numRuns: 200 },
  );
});

test('a difference names its property, and what an import sets is none', () => {
  const text = (id: number, value: string): Property => ({ id, type: 0x84b0, value });
  const content = (subject: string, created: bigint): Buffer =>
    encodeMessage({
      properties: [
        text(0x001a, 'IPM.Note'),
        text(0x0037, subject),
        { id: 0x3007, type: 0x0040, value: created },
      ],
      recipients: [],
      attachments: [],
    });
  expect(compareStreams(content('one', 1n), content('one', 2n))).toEqual([]);
  expect(compareStreams(content('one', 1n), content('two', 1n))).toEqual([
    '0x0037: 84b0 one became 84b0 two',
  ]);
});
