/**
 * [pure] An exported item with its people mapped. Everything else stays byte for byte, and what comes out is read
 * again before anybody gets it: every change must be one whole property where it was meant to be.
 */
import { elementsOf } from './elements.ts';
import { openEnvelope, writeEnvelope } from './envelope.ts';
import { StreamFault } from './fault.ts';
import type { Edit, People } from './map-bag.ts';
import { createMapper } from './map-stream.ts';
import { createVerifier } from './verify-edits.ts';

/** Null: there is nobody to map. Throws StreamFault: it is not wholly understood, so it should stay as it is. */
export const rewriteItem = (blob: Buffer, people: People): Buffer | null => {
  const { head, stream } = openEnvelope(blob);
  const edits = editsOf(stream, people);
  if (edits.length === 0) return null;
  const changed = applied(stream, edits);
  verify(changed, edits);
  return writeEnvelope(head, changed);
};

const editsOf = (stream: Buffer, people: People): Edit[] => {
  const mapper = createMapper(people);
  const next = elementsOf(stream);
  const edits: Edit[] = [];
  for (let element = next(); ; element = next()) {
    for (const edit of mapper.take(element)) edits.push(edit);
    if (element.kind === 'end') return edits;
  }
};

const applied = (stream: Buffer, edits: Edit[]): Buffer => {
  const longer = edits.reduce((sum, { at, end, bytes }) => sum + bytes.length - (end - at), 0);
  const changed = Buffer.allocUnsafe(stream.length + longer);
  let [from, to] = [0, 0];
  for (const { at, end, bytes } of edits) {
    if (at < from) throw new StreamFault('changed-otherwise', at);
    to += stream.copy(changed, to, from, at);
    to += bytes.copy(changed, to);
    from = end;
  }
  stream.copy(changed, to, from);
  return changed;
};

/** What lies between the edits was copied; so it is the same message if each edit is an element in its place. */
const verify = (changed: Buffer, edits: Edit[]): void => {
  const verifier = createVerifier(edits);
  const next = elementsOf(changed);
  for (let element = next(); ; element = next()) {
    verifier.take(element);
    if (element.kind === 'end') return;
  }
};
