/**
 * [pure] What an exported appointment is as a meeting: whose, when, with whom, and whether its Teams link dies with the
 * move. Properties as in "[MS-OXOCAL] 2.2.1". Of what is written in it, only whether it holds such a link is looked at.
 */
import type { Property } from '../transfer/stream/elements.ts';
import type { Message, ReadItem } from '../transfer/stream/read.ts';
import { textOf as textIn } from '../transfer/stream/values.ts';
import type { FoundMeeting } from './found.ts';
import { lastDay } from './recurrence.ts';

/** What an attendee's address is told by: who is in the project, and which addresses are the owner's. */
export interface People {
  owner: ReadonlySet<string>;
  /** Addresses at the source, in lower case. */
  inProject: ReadonlySet<string>;
}

export type MeetingRead =
  | { kind: 'organised'; meeting: FoundMeeting }
  | { kind: 'invited' }
  /** Over, cancelled, or an appointment with nobody and no link. */
  | { kind: 'none' };

const appointmentSet = '00062002-0000-0000-c000-000000000046';
const dayMs = 86_400_000;

export const readMeeting = ({ message }: ReadItem, { owner, inProject }: People, now: Date): MeetingRead => {
  const { properties } = message;
  const state = numberOf(inSet(properties, 0x8217)) ?? 0;
  const isCancelled = (state & 4) !== 0;
  const start = timeOf(inSet(properties, 0x820d)) ?? timeOf(plain(properties, 0x0060));
  const until = untilOf(properties);
  if (isCancelled || start === undefined || until === undefined || (until !== null && until < now))
    return { kind: 'none' };
  const attendees = attendeesOf(message, owner);
  const losesLink = hasTeamsLink(properties);
  if ((state & 1) === 0 && attendees.size === 0 && !losesLink) return { kind: 'none' };
  if (!isOwn(properties, state, owner)) return { kind: 'invited' };
  return {
    kind: 'organised',
    meeting: {
      start: start.toISOString(),
      until: until?.toISOString() ?? null,
      isSeries: isSeries(properties),
      exceptions: exceptionsOf(message).length,
      attendees: attendees.size,
      outside: [...attendees].filter((address) => !inProject.has(address)).length,
      losesLink,
    },
  };
};

const isSeries = (properties: Property[]): boolean => (inSet(properties, 0x8223)?.value[0] ?? 0) !== 0;

/** When the last of it is over; null: never. Undefined: it does not say. */
const untilOf = (properties: Property[]): Date | null | undefined => {
  const end = timeOf(inSet(properties, 0x820e)) ?? timeOf(plain(properties, 0x0061));
  if (!isSeries(properties)) return end;
  const pattern = inSet(properties, 0x8216);
  const last = pattern === undefined ? undefined : lastDay(pattern.value);
  // Without end, or not understood: then it is rather named than left out.
  if (last === null || last === undefined) return null;
  // The day is that of the meeting's time zone: with two more, its last occurrence is over everywhere.
  return new Date(last.getTime() + 2 * dayMs);
};

/** "Received" is what a meeting is to everybody but its organizer; where nothing says so, the address does. */
const isOwn = (properties: Property[], state: number, owner: ReadonlySet<string>): boolean => {
  if ((state & 1) !== 0) return (state & 2) === 0;
  const address = smtpOf(properties, { type: 0x0064, address: 0x0065, smtp: 0x5d02 });
  return address === undefined || owner.has(address);
};

const exceptionClass = 'ipm.ole.class.{00061055-0000-0000-c000-000000000046}';

const exceptionsOf = ({ attachments }: Message): Message[] =>
  attachments.flatMap(({ embedded }) =>
    embedded !== undefined && textOf(plain(embedded.properties, 0x001a))?.toLowerCase() === exceptionClass
      ? [embedded]
      : [],
  );

/** Addresses in lower case; people of the organisation of whom only their Exchange name is known go by that. */
const attendeesOf = (message: Message, owner: ReadonlySet<string>): Set<string> => {
  const rows = [message, ...exceptionsOf(message)].flatMap(({ recipients }) => recipients);
  const found = rows.flatMap((row) => {
    // A resource is no attendee, and the organizer (flag 2) may stand among them.
    if (numberOf(plain(row, 0x0c15)) === 3 || ((numberOf(plain(row, 0x5ffd)) ?? 0) & 2) !== 0) return [];
    const address = smtpOf(row, { type: 0x3002, address: 0x3003, smtp: 0x39fe });
    return address === undefined || owner.has(address) ? [] : [address];
  });
  return new Set(found);
};

const smtpOf = (
  properties: Property[],
  ids: { type: number; address: number; smtp: number },
): string | undefined =>
  (textOf(plain(properties, ids.smtp)) || textOf(plain(properties, ids.address)))?.toLowerCase();

/** Names that Teams and its predecessor write links under, whatever set they stand in. */
const linkNames = new Set(['skypeteamsmeetingurl', 'onlinemeetingconflink']);
const bodies = [0x1013, 0x1000, 0x1009];
/** Also as a link checker writes it, with its slashes encoded. */
const teamsLink =
  /teams\.(?:microsoft\.(?:com|us)|cloud\.microsoft)(?:\/|%2f)(?:l(?:\/|%2f)meetup-join|meet)(?:\/|%2f)/i;

/** Compressed bodies are not unpacked: Teams writes the properties as well. */
const hasTeamsLink = (properties: Property[]): boolean =>
  properties.some(
    (property) =>
      property.name !== undefined &&
      'name' in property.name &&
      linkNames.has(property.name.name.toLowerCase()) &&
      (textOf(property) ?? '') !== '',
  ) ||
  bodies.some((id) => {
    const body = plain(properties, id);
    return body !== undefined && teamsLink.test(lettersOf(body.value));
  });

/** Both kinds of text: without the zeros, UTF-16 of these letters is ASCII. */
const lettersOf = (value: Uint8Array): string => Buffer.from(value).toString('latin1').replaceAll('\0', '');

const plain = (properties: Property[], id: number): Property | undefined =>
  properties.find((property) => property.id === id && property.name === undefined);

const inSet = (properties: Property[], lid: number): Property | undefined =>
  properties.find(
    ({ name }) => name !== undefined && 'lid' in name && name.lid === lid && name.guid === appointmentSet,
  );

/** Undefined: it is not there, or no text that can be read. */
const textOf = (property: Property | undefined): string | undefined =>
  property === undefined ? undefined : textIn(property);

const numberOf = (property: Property | undefined): number | undefined =>
  property === undefined || property.value.length < 4
    ? undefined
    : new DataView(property.value.buffer, property.value.byteOffset).getUint32(0, true);

/** FILETIME: 100 ns since 1601. */
const timeOf = (property: Property | undefined): Date | undefined => {
  if (property === undefined || property.value.length < 8) return undefined;
  const ticks = new DataView(property.value.buffer, property.value.byteOffset).getBigUint64(0, true);
  const time = new Date(Number(ticks / 10_000n - 11_644_473_600_000n));
  return Number.isNaN(time.getTime()) ? undefined : time;
};
