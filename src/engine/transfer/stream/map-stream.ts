/**
 * [pure] Maps the people in a stream: takes its elements one after the other and answers what is to be written in
 * place of which bytes. It holds the addresses of one bag at a time, and nothing else.
 */
import type { Element } from './elements.ts';
import { createGrammar } from './grammar.ts';
import { type Bag, type Edit, mapBag, type People } from './map-bag.ts';
import type { Place } from './property-names.ts';
import { keyOf } from './slots.ts';

export interface Mapper {
  /** What this element brought to an end, if that changes anything. Throws StreamFault. */
  take(element: Element): Edit[];
}

export const createMapper = (people: People): Mapper => {
  const grammar = createGrammar();
  let bag: Bag = new Map();
  let place: Place = 'message';
  return {
    take: (element) => {
      const stands = grammar.take(element);
      if (element.kind === 'property') {
        const key = keyOf(element.property);
        if (key !== undefined) bag.set(key, element);
        place = stands;
        return none;
      }
      if (element.kind === 'long' || bag.size === 0) return none;
      const edits = mapBag(place, bag, people);
      bag = new Map();
      return edits;
    },
  };
};

const none: Edit[] = [];
