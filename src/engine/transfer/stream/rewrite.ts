/**
 * [pure] An exported item with its people mapped. Everything else stays byte for byte, and what comes out is read
 * again before anybody gets it: every change must be one whole property where it was meant to be.
 */
import { createEditor } from './edit.ts';
import { elementsOf } from './elements.ts';
import { openEnvelope, writeEnvelope } from './envelope.ts';
import type { Edit, People } from './map-bag.ts';
import { createMapper } from './map-stream.ts';
import { createVerifier } from './verify-edits.ts';

/** Null: there is nobody to map. Throws StreamFault: it is not wholly understood, so it should stay as it is. */
export const rewriteItem = (blob: Uint8Array, people: People): Buffer | null => {
  const { head, stream } = openEnvelope(blob);
  const edits = editsOf(stream, people);
  if (edits.length === 0) return null;
  const changed = applied(stream, edits);
  verify(changed, edits);
  return writeEnvelope(head, changed);
};

const editsOf = (stream: Uint8Array, people: People): Edit[] => {
  const mapper = createMapper(people);
  const next = elementsOf(stream);
  const edits: Edit[] = [];
  for (let element = next(); ; element = next()) {
    for (const edit of mapper.take(element)) edits.push(edit);
    if (element.kind === 'end') return edits;
  }
};

const applied = (stream: Uint8Array, edits: Edit[]): Buffer => {
  const parts: Uint8Array[] = [];
  const editor = createEditor(edits, (part) => void parts.push(part));
  editor.push(stream);
  editor.end();
  return Buffer.concat(parts);
};

/** What lies between the edits was copied; so it is the same message if each edit is an element in its place. */
const verify = (changed: Uint8Array, edits: Edit[]): void => {
  const verifier = createVerifier(edits);
  const next = elementsOf(changed);
  for (let element = next(); ; element = next()) {
    verifier.take(element);
    if (element.kind === 'end') return;
  }
};
