/**
 * [pure] Reads an exported item whole: envelope, then message, recipients, attachments and what is embedded in
 * them. No value is copied, and nothing is believed that is longer than what is left.
 */
import { elementsOf, type Mark, type Property } from './elements.ts';
import { openEnvelope } from './envelope.ts';
import { createGrammar } from './grammar.ts';

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
export const readItem = (blob: Buffer): ReadItem => {
  const { version, stream } = openEnvelope(blob);
  const message = emptyMessage();
  const builder = builderOf(message);
  const grammar = createGrammar();
  const next = elementsOf(stream);
  for (let element = next(); ; element = next()) {
    grammar.take(element);
    if (element.kind === 'end') return { version, message };
    if (element.kind === 'property') builder.property(element.property);
    if (element.kind === 'mark') builder.mark(element.mark);
  }
};

const emptyMessage = (): Message => ({ properties: [], recipients: [], attachments: [] });

/** What is open on top of each other; the grammar has seen to it that everything closes. */
const builderOf = (root: Message) => {
  const messages = [root];
  const bags = [root.properties];
  const attachments: Attachment[] = [];
  const last = <T>(some: T[]): T => some.at(-1) as T;
  const mark = (mark: Mark): void => {
    switch (mark) {
      case 'recipient': {
        const row: Property[] = [];
        last(messages).recipients.push(row);
        bags.push(row);
        return;
      }
      case 'attachment': {
        const attachment: Attachment = { properties: [] };
        last(messages).attachments.push(attachment);
        attachments.push(attachment);
        bags.push(attachment.properties);
        return;
      }
      case 'embedded': {
        const message = emptyMessage();
        last(attachments).embedded = message;
        messages.push(message);
        bags.push(message.properties);
        return;
      }
      case 'embeddedEnd':
        messages.pop();
        break;
      case 'attachmentEnd':
        attachments.pop();
        break;
    }
    bags.pop();
  };
  return { mark, property: (property: Property) => void last(bags).push(property) };
};
