/**
 * [pure] An exported item with its people mapped. Everything else stays byte for byte, and what comes out is read
 * again before anybody gets it: every change must be one whole property where it was meant to be.
 */
import { elementsOf } from './elements.ts';
import { openEnvelope, writeEnvelope } from './envelope.ts';
import { StreamFault } from './fault.ts';
import { createGrammar } from './grammar.ts';
import type { Edit, People } from './map-bag.ts';
import { createMapper } from './map-stream.ts';

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
  let from = 0;
  const parts = edits.flatMap(({ at, end, bytes }) => {
    const kept = stream.subarray(from, at);
    from = end;
    return [kept, bytes];
  });
  return Buffer.concat([...parts, stream.subarray(from)]);
};

/** What lies between the edits was copied; so it is the same message if each edit is an element in its place. */
const verify = (changed: Uint8Array, edits: Edit[]): void => {
  const wanted = placesOf(edits);
  const grammar = createGrammar();
  const next = elementsOf(changed);
  for (let element = next(); ; element = next()) {
    grammar.take(element);
    if (wanted.get(element.at) === element.end) wanted.delete(element.at);
    if (element.kind === 'end') break;
  }
  if (wanted.size > 0) throw new StreamFault('changed-otherwise', wanted.keys().next().value ?? 0);
};

/** Where each edit begins and ends in the changed stream. */
const placesOf = (edits: Edit[]): Map<number, number> => {
  let longer = 0;
  const places = new Map<number, number>();
  for (const { at, end, bytes } of edits) {
    if (bytes.length > 0) places.set(at + longer, at + longer + bytes.length);
    longer += bytes.length - (end - at);
  }
  return places;
};
