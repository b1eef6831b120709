/**
 * [pure] Reads an exported item: envelope, then message, recipients, attachments and what is embedded in them.
 *
 *     message    = [DN prefix] properties [list] recipients [list] attachments
 *     recipient  = mark properties mark
 *     attachment = mark number [DN prefix] properties [mark message mark] mark
 *
 * Strict: what is not wholly understood is refused, because whoever compares or changes half an item reports
 * or does the wrong thing. No value is copied, and nothing is believed that is longer than what is left.
 */
import { type Element, elementsOf, type Mark, type Property } from './elements.ts';
import { openEnvelope } from './envelope.ts';
import { StreamFault } from './fault.ts';

export interface ReadItem {
  /** Of the server that exported it: "15.20.4566.6022". */
  version: string;
  message: Message;
}

export interface Message {
  properties: Property[];
  recipients: Property[][];
  attachments: Attachment[];
}

export interface Attachment {
  properties: Property[];
  embedded?: Message;
}

/** Throws StreamFault, and nothing else. The blob must stay as it is while the answer is used. */
export const readItem = (blob: Uint8Array): ReadItem => {
  const { version, stream } = openEnvelope(blob);
  const reader = readerOf(stream);
  const message = readMessage(reader, 0);
  if (reader.next.kind !== 'end') throw reader.unexpected();
  return { version, message };
};

/** Forwarded in forwarded in forwarded: nobody's mail is deeper, and a stream made to harm us may be. */
const deepest = 100;

const recipientList = 0x0e12000d;
const attachmentList = 0x0e13000d;
const attachmentNumber = 0x0e21;
const dnPrefix = 0x4008;

const readMessage = (reader: Reader, depth: number): Message => {
  if (depth > deepest) throw new StreamFault('stream-too-deep', reader.next.at);
  const properties = readProperties(reader);
  readList(reader, recipientList, depth);
  const recipients: Property[][] = [];
  while (reader.takes('recipient')) {
    recipients.push(readProperties(reader));
    reader.expect('recipientEnd');
  }
  readList(reader, attachmentList, depth);
  const attachments: Attachment[] = [];
  while (reader.takes('attachment')) attachments.push(readAttachment(reader, depth));
  return { properties, recipients, attachments };
};

/**
 * Every exported item has both lists, also when they are empty; without one it broke off between two chunks.
 * Whether embedded messages always have them nobody has seen, and there the mark of their end does the same.
 */
const readList = (reader: Reader, list: number, depth: number): void => {
  const isThere = reader.next.kind === 'list' && reader.next.of === list;
  if (isThere) reader.advance();
  else if (depth === 0) throw reader.unexpected();
};

const readAttachment = (reader: Reader, depth: number): Attachment => {
  if (reader.next.kind !== 'property' || reader.next.property.id !== attachmentNumber)
    throw reader.unexpected();
  const number = reader.next.property;
  reader.advance();
  const properties = [number, ...readProperties(reader)];
  if (!reader.takes('embedded')) {
    reader.expect('attachmentEnd');
    return { properties };
  }
  const embedded = readMessage(reader, depth + 1);
  reader.expect('embeddedEnd');
  reader.expect('attachmentEnd');
  return { properties, embedded };
};

const readProperties = (reader: Reader): Property[] => {
  const properties: Property[] = [];
  while (reader.next.kind === 'property') {
    if (reader.next.property.id === dnPrefix && properties.length > 0) throw reader.unexpected();
    properties.push(reader.next.property);
    reader.advance();
  }
  return properties;
};

/** One element ahead. */
interface Reader {
  readonly next: Element;
  advance(): void;
  /** Whether this mark comes next; if so it is passed. */
  takes(mark: Mark): boolean;
  expect(mark: Mark): void;
  unexpected(): StreamFault;
}

const readerOf = (stream: Uint8Array): Reader => {
  const read = elementsOf(stream);
  let next = read();
  const advance = () => {
    next = read();
  };
  const takes = (mark: Mark): boolean => {
    const isNext = next.kind === 'mark' && next.mark === mark;
    if (isNext) advance();
    return isNext;
  };
  const unexpected = () => new StreamFault('stream-unexpected-element', next.at);
  return {
    get next() {
      return next;
    },
    advance,
    takes,
    expect: (mark) => {
      if (!takes(mark)) throw unexpected();
    },
    unexpected,
  };
};
