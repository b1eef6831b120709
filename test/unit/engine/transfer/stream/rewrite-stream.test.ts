/** A stream that is never held whole says and becomes what one that is held does, wherever it is cut. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StreamFault } from '../../../../../src/engine/transfer/stream/fault.ts';
import type { Edit, People } from '../../../../../src/engine/transfer/stream/map-bag.ts';
import { readItem } from '../../../../../src/engine/transfer/stream/read.ts';
import { rewriteItem } from '../../../../../src/engine/transfer/stream/rewrite.ts';
import { editsOfStream, rewriteStream } from '../../../../../src/engine/transfer/stream/rewrite-stream.ts';
import { binary, blobOf, long, named, sample, streamOf, text } from '../../../../fixtures/item-stream.ts';

const vectors = new URL('../../../../../../shared/vectors/fts/', import.meta.url);
const here = existsSync(vectors);
if (!here) console.warn('skipped: the item stream vectors are not on this machine (../shared/vectors)');

/** Everybody is somebody else there. */
const everybody: People = {
  map: { smtp: (address) => `moved.${address}`, legacy: () => 'found@fabrikam.example' },
  met: () => {},
  learnt: () => {},
};

/** Its base64, cut every so many characters. */
async function* cut(blob: Uint8Array, every: number): AsyncIterable<Buffer> {
  const text = Buffer.from(Buffer.from(blob).toString('base64'));
  for (let at = 0; at < text.length; at += every) yield text.subarray(at, at + every);
}

const joined = async (content: AsyncIterable<Buffer>): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  for await (const piece of content) pieces.push(piece);
  return Buffer.from(Buffer.concat(pieces).toString('latin1'), 'base64');
};

const mapped = async (blob: Uint8Array, every: number): Promise<Buffer | null> => {
  const edits = await editsOfStream(cut(blob, every), everybody);
  return edits.length === 0 ? null : joined(rewriteStream(cut(blob, every + 3), edits));
};

const kindOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'none';
  } catch (error) {
    if (error instanceof StreamFault) return error.kind;
    throw error;
  }
};

const namesIn = (folder: string): string[] =>
  here
    ? readdirSync(new URL(folder, vectors))
        .filter((name) => name.endsWith('.bin'))
        .map((name) => folder + name)
    : [];
const read = (name: string): Buffer => readFileSync(new URL(name, vectors));

describe.skipIf(!here)('streams that others made', () => {
  test.for(namesIn(''))('%s', async (name) => {
    const blob = read(name);
    const whole = rewriteItem(blob, everybody);
    for (const every of [1024, 50_000, 1_000_000]) expect(await mapped(blob, every)).toEqual(whole);
  });

  test.for(namesIn('malformed/'))('%s is refused', async (name) => {
    expect(await kindOf(editsOfStream(cut(read(name), 4096), everybody))).not.toBe('none');
  });
});

test('cut after every character', async () => {
  const blob = blobOf(streamOf(sample()), [1, 2, 3, 5, 700]);
  expect(await mapped(blob, 1)).toEqual(rewriteItem(blob, everybody));
});

/** A sender whose address stands behind a body of three megabytes. */
const large = (body = 3_000_000) =>
  blobOf(
    streamOf({
      properties: [
        text(0x0042, 'Anna Berg'),
        text(0x0064, 'SMTP'),
        binary(0x1013, Buffer.alloc(body, 'x')),
        text(0x5d02, 'anna@contoso.example'),
      ],
      attachments: [{ properties: [long(0x0e21, 0), binary(0x3701, Buffer.alloc(body, 7))] }],
    }),
  );

test('what stands behind a long body is mapped, and the body is passed on as it comes', async () => {
  const found = await mapped(large(), 65_536);
  const properties = readItem(found!).message.properties;
  expect(Buffer.from(properties[3]!.value).toString('utf16le')).toBe('moved.anna@contoso.example\0');
  expect(properties[2]!.value.length).toBe(3_000_000);
  let most = 0;
  for await (const piece of rewriteStream(
    cut(large(), 65_536),
    await editsOfStream(cut(large(), 65_536), everybody),
  ))
    most = Math.max(most, piece.length);
  expect(most).toBeLessThan(100_000);
});

test.for([
  ["Tom O'Neill (tom.o'neill@contoso.example)", "Tom O'Neill (moved.tom.o'neill@contoso.example)"],
  ["'tom.o'neill@contoso.example'", "'moved.tom.o'neill@contoso.example'"],
] as const)('a contact that is shown as %s is shown as %s', ([before, after]) => {
  const set = '00062004-0000-0000-c000-000000000046';
  const known = "tom.o'neill@contoso.example";
  const people: People = {
    ...everybody,
    map: { ...everybody.map, smtp: (address) => (address === known ? `moved.${address}` : undefined) },
  };
  const blob = blobOf(
    streamOf({
      properties: [
        named({ guid: set, lid: 0x8080 }, text(0x8000, before)),
        named({ guid: set, lid: 0x8082 }, text(0x8001, 'SMTP')),
        named({ guid: set, lid: 0x8083 }, text(0x8002, known)),
      ],
    }),
  );
  const [shown] = readItem(rewriteItem(blob, people)!).message.properties;
  expect(Buffer.from(shown!.value).toString('utf16le')).toBe(`${after}\0`);
});

test('an item that is another one at the second reading is not sent to its end', async () => {
  const edits: Edit[] = await editsOfStream(cut(large(), 65_536), everybody);
  expect(await kindOf(joined(rewriteStream(cut(large(3_000_001), 65_536), edits)))).toBe('changed-otherwise');
  const other = Buffer.from(large());
  other[other.indexOf(Buffer.from('anna@', 'utf16le'))] = 0x62;
  expect(await kindOf(joined(rewriteStream(cut(other, 65_536), edits)))).toBe('changed-otherwise');
  expect(await kindOf(joined(rewriteStream(cut(large().subarray(0, -1), 65_536), edits)))).not.toBe('none');
});

test('base64 that is none is refused, and line breaks are not minded', async () => {
  const base64 = Buffer.from(blobOf(streamOf(sample())).toString('base64'));
  const lines = Buffer.from(base64.toString('latin1').replace(/.{76}/g, '$&\r\n'));
  async function* pieces(bytes: Buffer) {
    yield bytes.subarray(0, 100);
    yield bytes.subarray(100);
  }
  const edits = await editsOfStream(pieces(base64), everybody);
  expect(edits.length).toBeGreaterThan(0);
  expect(await editsOfStream(pieces(lines), everybody)).toEqual(edits);
  base64[50] = 0x21;
  expect(await kindOf(editsOfStream(pieces(base64), everybody))).toBe('not-base64');
});

test('whatever is changed in a stream, it is mapped or refused, whole and piece by piece alike', async () => {
  const stream = streamOf(sample());
  await fc.assert(
    fc.asyncProperty(
      fc.nat(stream.length - 1),
      fc.uint8Array({ maxLength: 6 }),
      fc.nat(6),
      fc.integer({ min: 1, max: 300 }),
      async (at, written, gone, every) => {
        const blob = blobOf(Buffer.concat([stream.subarray(0, at), written, stream.subarray(at + gone)]));
        const whole = await kindOf(Promise.resolve().then(() => rewriteItem(blob, everybody)));
        const pieces = await kindOf(mapped(blob, every));
        expect(pieces === 'none').toBe(whole === 'none');
      },
    ),
    { numRuns: 2_000 },
  );
});
