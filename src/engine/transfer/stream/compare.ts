/**
 * [pure] Compares an item that was sent with what the destination exports of its copy, property by property.
 * What it says is shown and kept: it names properties, and never holds what is written in the message.
 */
import { hasMany, isFixed, type Property } from './elements.ts';
import { isIgnored } from './ignored.ts';
import { knownNameOf, nameOf, type Place } from './property-names.ts';
import { type Attachment, type Message, readItem } from './read.ts';

export interface Difference {
  /** "subject", "recipient 2: address", "attachment 1: message: body (text)", "0x8005 {guid} Name x". */
  property: string;
  what: 'missing' | 'extra' | 'different';
  /** Lengths, counts, times, flags: "10 bytes, 12 were sent". */
  detail?: string;
}

/** Empty: nothing differs but what an import changes by nature. Throws StreamFault if one cannot be read. */
export const compareItems = (sent: Buffer, stored: Buffer): Difference[] =>
  compareMessages(readItem(sent).message, readItem(stored).message);

const compareMessages = (sent: Message, stored: Message): Difference[] => [
  ...compareProperties('message', sent.properties, stored.properties),
  ...compareRows('recipient', inOrder(sent.recipients), inOrder(stored.recipients), (one, other) =>
    compareProperties('recipient', one, other),
  ),
  ...compareRows('attachment', inNumber(sent.attachments), inNumber(stored.attachments), compareAttachments),
];

const compareAttachments = (sent: Attachment, stored: Attachment): Difference[] => [
  ...compareProperties('attachment', sent.properties, stored.properties),
  ...compareEmbedded(sent.embedded, stored.embedded),
];

const compareEmbedded = (sent: Message | undefined, stored: Message | undefined): Difference[] => {
  if (sent !== undefined && stored !== undefined) return inside('message', compareMessages(sent, stored));
  if (sent === stored) return [];
  return [{ property: 'message', what: stored === undefined ? 'missing' : 'extra' }];
};

/** Row by row; what is left over on one side is missing or extra as a whole. */
const compareRows = <Row>(
  called: string,
  sent: Row[],
  stored: Row[],
  compare: (sent: Row, stored: Row) => Difference[],
): Difference[] => {
  const rows = Array.from({ length: Math.max(sent.length, stored.length) }, (_, at) => at);
  return rows.flatMap((at): Difference[] => {
    const property = `${called} ${at + 1}`;
    const [one, other] = [sent[at], stored[at]];
    if (other === undefined) return [{ property, what: 'missing' }];
    if (one === undefined) return [{ property, what: 'extra' }];
    return inside(property, compare(one, other));
  });
};

const inside = (place: string, differences: Difference[]): Difference[] =>
  differences.map((difference) => ({ ...difference, property: `${place}: ${difference.property}` }));

const compareProperties = (place: Place, sent: Property[], stored: Property[]): Difference[] => {
  const before = byKey(place, sent);
  const after = byKey(place, stored);
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) => {
    const [ones, others] = [before.get(key) ?? [], after.get(key) ?? []];
    // No store has one twice; if a stream does, none of them may hide behind another.
    const times = Array.from({ length: Math.max(ones.length, others.length) }, (_, at) => at);
    return times.flatMap((at) => compareOne(place, ones[at], others[at]) ?? []);
  });
};

const byKey = (place: Place, properties: Property[]): Map<string, Property[]> =>
  Map.groupBy(
    properties.filter((property) => !isIgnored(property, place)),
    keyOf,
  );

/** Each mailbox numbers its named properties anew: they are the same if set and name are. */
const keyOf = ({ id, name }: Property): string => {
  if (name === undefined) return String(id);
  return 'lid' in name ? `${name.guid} ${name.lid}` : `${name.guid} "${name.name}"`;
};

const compareOne = (
  place: Place,
  sent: Property | undefined,
  stored: Property | undefined,
): Difference | undefined => {
  const either = sent ?? stored;
  if (either === undefined) return undefined;
  const property = nameOf(either, place);
  if (sent === undefined || stored === undefined) {
    const detail = describe(either, place);
    return { property, what: stored === undefined ? 'missing' : 'extra', ...(detail && { detail }) };
  }
  if (typeOf(sent) !== typeOf(stored))
    return { property, what: 'different', detail: `type ${hex(stored.type)}, ${hex(sent.type)} was sent` };
  if (Buffer.compare(sent.value, stored.value) === 0) return undefined;
  const [before, after] = [describe(sent, place), describe(stored, place)];
  if (before === undefined) return { property, what: 'different' };
  const detail = before === after ? `${after}, other content` : `${after}; sent: ${before}`;
  return { property, what: 'different', detail };
};

/** UTF-16 has two types, and the bytes of both are the same. */
const typeOf = ({ type }: Property): number => utf16.get(type) ?? type;
const utf16 = new Map([
  [0x001f, 0x84b0],
  [0x101f, 0x94b0],
]);

const hex = (type: number): string => `0x${type.toString(16).toUpperCase().padStart(4, '0')}`;

/**
 * Never what is written in the message: of texts and bytes how long they are, of many values how many; times,
 * yes and no; numbers only where it is known that they are settings, and not somebody's salary.
 */
const describe = (property: Property, place: Place): string | undefined => {
  const { type, value } = property;
  if (hasMany(type)) return `${value.readUInt32LE()} values`;
  switch (type) {
    case 0x0040:
      return timeText(value.readBigUInt64LE());
    case 0x000b:
      return value.readUInt16LE() === 0 ? 'no' : 'yes';
    case 0x0003:
      return knownNameOf(property, place) && String(value.readInt32LE());
    default:
      return isFixed(type) ? undefined : `${value.length} bytes`;
  }
};

/** 100 ns since 1601; all seven decimals, since the last ones may be what differs. */
const timeText = (ticks: bigint): string => {
  const milliseconds = Number(ticks / 10_000n) - 11_644_473_600_000;
  const rest = String(ticks % 10_000n).padStart(4, '0');
  return new Date(milliseconds).toISOString().replace('Z', `${rest}Z`);
};

/** By their numbers, which both sides give in the same order; those without one stay as they come. */
const inOrder = (recipients: Property[][]): Property[][] =>
  recipients.toSorted((one, other) => numberIn(one, rowNumber) - numberIn(other, rowNumber));

const inNumber = (attachments: Attachment[]): Attachment[] =>
  attachments.toSorted(
    (one, other) => numberIn(one.properties, attachmentNumber) - numberIn(other.properties, attachmentNumber),
  );

const rowNumber = 0x3000;
const attachmentNumber = 0x0e21;

const numberIn = (properties: Property[], id: number): number => {
  const found = properties.find((property) => property.id === id && property.type === 0x0003);
  return found === undefined ? 0 : found.value.readUInt32LE();
};
