/** What differs between two streams beyond what an import changes, one sentence per property. */
import type { MessageContent, Property } from '../model.ts';
import { type People, withPeople } from './people.ts';
import { decodeMessage } from './read.ts';

/** Created, modified, size, and the keys a store gives: an import sets them anew. */
const setByImport = new Set([0x3007, 0x3008, 0x0e08, 0x65e0, 0x65e2, 0x65e3]);

/** `people` have other addresses at the destination than at the source. */
export const compareStreams = (source: Buffer, destination: Buffer, people: People = new Map()): string[] =>
  people.size === 0 && source.equals(destination)
    ? []
    : compareMessages('', withPeople(decodeMessage(source), people), decodeMessage(destination));

const compareMessages = (where: string, a: MessageContent, b: MessageContent): string[] => [
  ...compareProperties(where, a.properties, b.properties),
  ...pairs(`${where}recipient`, a.recipients, b.recipients, compareProperties),
  ...pairs(`${where}attachment`, a.attachments, b.attachments, (at, one, other) => [
    ...compareProperties(at, one.properties, other.properties),
    ...(one.embedded === undefined || other.embedded === undefined
      ? one.embedded === other.embedded
        ? []
        : [`${at}attached message: only on one side`]
      : compareMessages(at, one.embedded, other.embedded)),
  ]),
];

const pairs = <T>(what: string, a: T[], b: T[], compare: (at: string, one: T, other: T) => string[]) =>
  a.length === b.length
    ? a.flatMap((one, at) => compare(`${what} ${at + 1}: `, one, b[at] as T))
    : [`${what}s: ${a.length} at the source, ${b.length} at the destination`];

const compareProperties = (where: string, a: Property[], b: Property[]): string[] => {
  const [left, right] = [keyed(a), keyed(b)];
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((key) => !setByImport.has(Number.parseInt(key, 16)))
    .filter((key) => left.get(key) !== right.get(key))
    .map((key) => `${where}0x${key}: ${shown(left.get(key))} became ${shown(right.get(key))}`);
};

/** A named property's number is each mailbox's own: it is known by its name. */
const keyed = (properties: Property[]): Map<string, string> =>
  new Map(
    properties.map(({ id, type, name, value }) => [
      name === undefined ? id.toString(16).padStart(4, '0') : JSON.stringify(name),
      `${type.toString(16)} ${comparable(value)}`,
    ]),
  );

const comparable = (value: Property['value']): string =>
  Array.isArray(value)
    ? value.map(comparable).join('|')
    : Buffer.isBuffer(value)
      ? value.toString('base64')
      : String(value);

const shown = (value: string | undefined): string =>
  value === undefined ? 'nothing' : value.length > 60 ? `${value.slice(0, 60)}…` : value;
