/** [pure] Reads a changed stream again: is it an item, and is each change one whole element where it was meant to be? */
import type { Element } from './elements.ts';
import { StreamFault } from './fault.ts';
import { createGrammar } from './grammar.ts';
import type { Edit } from './map-bag.ts';

export const createVerifier = (edits: Edit[]): { take(element: Element): void } => {
  const wanted = placesOf(edits);
  const grammar = createGrammar();
  return {
    take: (element) => {
      grammar.take(element);
      if (wanted.get(element.at) === element.end) wanted.delete(element.at);
      if (element.kind === 'end' && wanted.size > 0)
        throw new StreamFault('changed-otherwise', wanted.keys().next().value ?? 0);
    },
  };
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
