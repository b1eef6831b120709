/**
 * [pure] What may follow what in an item stream:
 *
 *     message    = [DN prefix] properties [list] recipients [list] attachments
 *     recipient  = mark properties mark
 *     attachment = mark number [DN prefix] properties [mark message mark] mark
 *
 * Strict: what is not wholly understood is refused, because whoever compares or changes half an item reports
 * or does the wrong thing.
 */
import type { Element, Mark } from './elements.ts';
import { StreamFault } from './fault.ts';
import type { Place } from './property-names.ts';

export interface Grammar {
  /** Answers in what the element stands. Throws StreamFault where it has no place. */
  take(element: Element): Place;
}

/** Forwarded in forwarded in forwarded: nobody's mail is deeper, and a stream made to harm us may be. */
const deepest = 100;

const recipientList = 0x0e12000d;
const attachmentList = 0x0e13000d;
const attachmentNumber = 0x0e21;
const dnPrefix = 0x4008;

/** What is open, and how far it has come. */
interface Open {
  place: Place;
  stage: 'number' | 'prefix' | 'properties' | 'embedded' | 'recipients' | 'attachments';
  /** Messages that it lies in; 0: of the item itself. */
  depth: number;
}

export const createGrammar = (): Grammar => {
  let top: Open = { place: 'message', stage: 'prefix', depth: 0 };
  const below: Open[] = [];

  const open = (place: Place, stage: Open['stage'], depth: number): boolean => {
    below.push(top);
    top = { place, stage, depth };
    return true;
  };
  const close = (place: Place, stages: Open['stage'][]): boolean => {
    if (below.length === 0 || top.place !== place || !stages.includes(top.stage)) return false;
    top = below.pop() as Open;
    return true;
  };
  const goOn = (place: Place, stage: Open['stage'], from: Open['stage'][]): boolean => {
    if (top.place !== place || !from.includes(top.stage)) return false;
    top.stage = stage;
    return true;
  };

  const takesProperty = (id: number): boolean => {
    switch (top.stage) {
      case 'number':
        top.stage = 'prefix';
        return id === attachmentNumber;
      case 'prefix':
        top.stage = 'properties';
        return true;
      case 'properties':
        return id !== dnPrefix;
      default:
        return false;
    }
  };

  /**
   * Every exported item has both lists, also when they are empty; without one it broke off between two chunks.
   * Whether embedded messages always have them nobody has seen, and there the mark of their end does the same.
   */
  const takesList = (list: number): boolean => {
    if (list === recipientList) return goOn('message', 'recipients', own);
    if (list !== attachmentList) return false;
    return goOn('message', 'attachments', top.depth === 0 ? ['recipients'] : beforeAttachments);
  };

  const takesMark = (mark: Mark): boolean => {
    const { depth } = top;
    switch (mark) {
      case 'recipient':
        return (
          goOn('message', 'recipients', depth === 0 ? ['recipients'] : beforeAttachments) &&
          open('recipient', 'prefix', depth)
        );
      case 'attachment':
        return (
          goOn(
            'message',
            'attachments',
            depth === 0 ? ['attachments'] : [...beforeAttachments, 'attachments'],
          ) && open('attachment', 'number', depth)
        );
      case 'embedded':
        return goOn('attachment', 'embedded', own) && open('message', 'prefix', depth + 1);
      case 'recipientEnd':
        return close('recipient', own);
      case 'attachmentEnd':
        return close('attachment', [...own, 'embedded']);
      case 'embeddedEnd':
        return close('message', [...beforeAttachments, 'attachments']);
    }
  };

  const takes = (element: Element): boolean => {
    switch (element.kind) {
      case 'property':
      case 'long':
        return takesProperty(element.property.id);
      case 'list':
        return takesList(element.of);
      case 'mark':
        return takesMark(element.mark);
      case 'end':
        return below.length === 0 && top.stage === 'attachments';
    }
  };

  return {
    take: (element) => {
      const { place } = top;
      if (!takes(element)) throw new StreamFault('stream-unexpected-element', element.at);
      if (top.depth > deepest) throw new StreamFault('stream-too-deep', element.at);
      return place;
    },
  };
};

const own: Open['stage'][] = ['prefix', 'properties'];
const beforeAttachments: Open['stage'][] = [...own, 'recipients'];
