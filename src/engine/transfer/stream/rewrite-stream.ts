/**
 * [pure] Maps the people in an item that is never held whole. It is read twice: the address that decides about a
 * person may stand behind a body of any length, so the first reading says what is to be written where, and the second
 * writes it. What comes out is read again on its way; whoever sends it stops when that throws.
 */
import { createDecoder, createEncoder } from './base64.ts';
import { createEditor } from './edit.ts';
import { createChunks, createOpener } from './envelope.ts';
import type { Edit, People } from './map-bag.ts';
import { createMapper } from './map-stream.ts';
import { createScanner } from './scan.ts';
import { createVerifier } from './verify-edits.ts';

export type Base64 = AsyncIterable<Buffer>;

/** Empty: there is nobody to map. Throws StreamFault: it is not wholly understood. */
export const editsOfStream = async (content: Base64, people: People): Promise<Edit[]> => {
  const edits: Edit[] = [];
  const mapper = createMapper(people);
  const scanner = createScanner((element) => {
    for (const edit of mapper.take(element)) edits.push(edit);
  });
  const opener = createOpener({ head: () => {}, carried: scanner.push });
  const decoder = createDecoder();
  for await (const piece of content) opener.push(decoder.push(piece));
  decoder.end();
  opener.end();
  scanner.end();
  return edits;
};

/** Throws StreamFault when it is not what was read the first time, or does not read back as it should. */
export async function* rewriteStream(content: Base64, edits: Edit[]): Base64 {
  let out: Buffer[] = [];
  const encoder = createEncoder();
  const emit = (piece: Buffer): void => {
    const text = encoder.push(piece);
    if (text.length > 0) out.push(text);
  };
  const chunks = createChunks(emit);
  const verifier = createVerifier(edits);
  const again = createScanner(verifier.take);
  const editor = createEditor(edits, (piece) => {
    again.push(piece);
    chunks.push(piece);
  });
  const opener = createOpener({ head: emit, carried: editor.push });
  const decoder = createDecoder();
  for await (const piece of content) {
    opener.push(decoder.push(piece));
    yield* out;
    out = [];
  }
  decoder.end();
  opener.end();
  editor.end();
  again.end();
  chunks.end();
  yield* out;
  yield encoder.end();
}
