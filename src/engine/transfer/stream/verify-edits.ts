/** [pure] Reads a changed stream again: is it an item, and is each change one whole element where it was meant to be? */
import type { Element } from './elements.ts';
import { StreamFault } from './fault.ts';
import { createGrammar } from './grammar.ts';
import type { Edit } from './map-bag.ts';

export const createVerifier = (edits: Edit[]): { take(element: Element): void } => {
  const places = placesOf(edits);
  const grammar = createGrammar();
  let next = 0;
  return {
    take: (element) => {
      grammar.take(element);
      const place = places[next];
      if (place === undefined) return;
      if (element.at === place.at && element.end === place.end) next++;
      else if (element.kind === 'end' || element.at >= place.at)
        throw new StreamFault('changed-otherwise', place.at);
    },
  };
};

/** Where each edit begins and ends in the changed stream. */
const placesOf = (edits: Edit[]): { at: number; end: number }[] => {
  let longer = 0;
  return edits.flatMap(({ at, end, bytes }) => {
    const from = at + longer;
    longer += bytes.length - (end - at);
    // What was taken out is no element any more.
    return bytes.length === 0 ? [] : [{ at: from, end: from + bytes.length }];
  });
};
