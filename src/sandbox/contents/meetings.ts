/**
 * Meetings around the day on which the sandbox starts: those whose Teams link dies with a move, series with exceptions,
 * people outside, and those that a report has to leave out. The same for the same owner and day.
 */
import type { MessageContent, Property } from '../model.ts';
import type { Kind } from './mail.ts';
import {
  asBinary,
  asBoolean,
  asNumber,
  asText,
  asTime,
  attachedMessage,
  binary,
  from,
  item,
  named,
  number,
  recipients,
  sets,
  text,
  time,
} from './properties.ts';
import type { Random } from './random.ts';
import { externalPeople, type Person, people } from './words.ts';

const dayMs = 86_400_000;
const meetingMs = 1_800_000;

interface Shape {
  /** Of its first occurrence, from the sandbox's day on. */
  inDays: number;
  attendees: Person[];
  /** Absent: single. `occurrences` absent: without end. */
  weekly?: { occurrences?: number; exceptions?: number };
  /** Where its Teams link stands; absent: it has none. */
  link?: 'property' | 'old property' | 'body' | 'body, by a link checker';
  /** Somebody else invited the mailbox's owner. */
  organizer?: Person;
  cancelled?: true;
}

/** An attendee who comes to a moved occurrence only. */
const latecomer: Person = { name: 'Late Comer', address: 'late@northwind.example' };

const shapesFor = (owner: Person): Shape[] => {
  const colleagues = people
    .map(({ name, alias }): Person => ({ name, address: `${alias}@contoso.example` }))
    .filter(({ address }) => address !== owner.address);
  const [first, second, , fourth] = colleagues as [Person, Person, Person, Person];
  const [buyer, support] = externalPeople as [Person, Person];
  return [
    { inDays: 3, attendees: [first, second, buyer], link: 'property' },
    { inDays: -25, attendees: [first], weekly: { occurrences: 10, exceptions: 2 }, link: 'property' },
    { inDays: 5, attendees: [buyer, support] },
    { inDays: 10, attendees: [fourth], link: 'body' },
    { inDays: -400, attendees: [first, second], weekly: {}, link: 'old property' },
    { inDays: 4, attendees: [owner, first], link: 'property', organizer: buyer },
    { inDays: 6, attendees: [first], link: 'property', cancelled: true },
    { inDays: -2, attendees: [first], link: 'property' },
    { inDays: 12, attendees: [], link: 'body, by a link checker' },
  ];
};

/** One kind for each shape, for the calendar of this person. */
export const meetingsOf = (owner: Person, today: Date): readonly Kind[] =>
  shapesFor(owner).map((shape) => (random) => meeting(random, owner, today, shape));

const meeting = (random: Random, owner: Person, today: Date, shape: Shape): MessageContent => {
  const start = new Date(today.getTime() + shape.inDays * dayMs + 9 * 3_600_000);
  const end = new Date(start.getTime() + meetingMs);
  const { weekly, link } = shape;
  const url = `https://teams.microsoft.com/l/meetup-join/19%3ameeting_${random.bytes(12).toString('hex')}%40thread.v2/0`;
  const id = Buffer.concat([Buffer.from('040000008200e00074c5b7101a82e008', 'hex'), random.bytes(40)]);
  return item(
    random,
    'IPM.Appointment',
    `Meeting in ${shape.inDays} days`,
    start,
    [
      ...from(shape.organizer ?? owner),
      time(0x0060, start),
      time(0x0061, end),
      binary(0x1013, Buffer.from(`<p>Join here: ${inBody(link, url)}</p>`)),
    ],
    {
      recipients: recipients(shape.attendees),
      attachments: Array.from({ length: weekly?.exceptions ?? 0 }, (_, row) =>
        exception(random, row, owner, new Date(start.getTime() + (row + 5) * 7 * dayMs)),
      ),
      named: named([
        [sets.appointment, 0x820d, asTime(start)],
        [sets.appointment, 0x820e, asTime(end)],
        [sets.appointment, 0x8205, asNumber(2)],
        // A meeting 1, received from its organizer 2, cancelled 4.
        [
          sets.appointment,
          0x8217,
          asNumber(
            (shape.attendees.length > 0 ? 1 : 0) +
              (shape.organizer === undefined ? 0 : 2) +
              (shape.cancelled ? 4 : 0),
          ),
        ],
        [sets.appointment, 0x8223, asBoolean(weekly !== undefined)],
        ...(weekly === undefined
          ? []
          : ([
              [sets.appointment, 0x8216, asBinary(recurrence(start, weekly.occurrences))],
              [sets.appointment, 0x8236, asTime(lastOf(start, weekly.occurrences))],
            ] satisfies Parameters<typeof named>[0])),
        [sets.meeting, 0x0003, asBinary(id)],
        [sets.meeting, 0x0023, asBinary(id)],
        ...inProperties(link, url),
      ]),
    },
  );
};

const inBody = (link: Shape['link'], url: string): string => {
  if (link === 'body') return `<a href="https://teams.microsoft.com/meet/2871094431">here</a>`;
  if (link !== 'body, by a link checker') return 'the usual room';
  return `<a href="https://eur01.safelinks.protection.outlook.com/ap/t-59584e83/?url=${encodeURIComponent(url)}">here</a>`;
};

const inProperties = (link: Shape['link'], url: string): Parameters<typeof named>[0] => {
  if (link === 'property')
    return [
      [sets.strings, 'SkypeTeamsMeetingUrl', asText(url)],
      [sets.strings, 'OnlineMeetingConfLink', asText('conf:sip:owner@contoso.example;gruu;opaque=app:conf')],
    ];
  return link === 'old property' ? [[sets.strings, 'OnlineMeetingConfLink', asText(url)]] : [];
};

/** What Outlook writes for a series without end: the last minute of August 4500. */
const noEnd = new Date('4500-08-31T23:59:00Z');
const lastOf = (start: Date, occurrences: number | undefined): Date =>
  occurrences === undefined ? noEnd : new Date(start.getTime() + (occurrences - 1) * 7 * dayMs);

const minutesOf = (date: Date): number => Math.floor((date.getTime() + 11_644_473_600_000) / 60_000);

/** AppointmentRecurrencePattern (MS-OXOCAL 2.2.1.44.5): weekly, on the weekday of its start. */
const recurrence = (start: Date, occurrences: number | undefined): Buffer => {
  const minutes = minutesOf(start);
  const midnight = minutes - (minutes % 1440);
  const bytes = Buffer.alloc(74);
  bytes.writeUInt16LE(0x3004, 0);
  bytes.writeUInt16LE(0x3004, 2);
  bytes.writeUInt16LE(0x200b, 4);
  bytes.writeUInt16LE(1, 6);
  bytes.writeUInt32LE(midnight % 10_080, 10);
  bytes.writeUInt32LE(1, 14);
  bytes.writeUInt32LE(1 << start.getUTCDay(), 22);
  bytes.writeUInt32LE(occurrences === undefined ? 0x2023 : 0x2022, 26);
  bytes.writeUInt32LE(occurrences ?? 10, 30);
  bytes.writeUInt32LE(midnight, 46);
  bytes.writeUInt32LE(occurrences === undefined ? 0x5ae980df : midnight + (occurrences - 1) * 7 * 1440, 50);
  bytes.writeUInt32LE(0x3006, 54);
  bytes.writeUInt32LE(0x3009, 58);
  bytes.writeUInt32LE(minutes % 1440, 62);
  bytes.writeUInt32LE((minutes % 1440) + 30, 66);
  return bytes;
};

/** A moved occurrence is an attached message with attendees of its own. */
const exception = (
  random: Random,
  row: number,
  owner: Person,
  start: Date,
): MessageContent['attachments'][number] => {
  const moved = new Date(start.getTime() + 3_600_000);
  const own: Property[] = [...from(owner), text(0x1000, 'An hour later this time.')];
  const embedded = item(
    random,
    'IPM.OLE.CLASS.{00061055-0000-0000-C000-000000000046}',
    'Moved occurrence',
    start,
    own,
    {
      recipients: recipients([latecomer]),
      named: named([
        [sets.appointment, 0x820d, asTime(moved)],
        [sets.appointment, 0x820e, asTime(new Date(moved.getTime() + meetingMs))],
        [sets.appointment, 0x8228, asTime(start)],
      ]),
    },
  );
  return attachedMessage(row, embedded, [
    time(0x7ff9, start),
    number(0x7ffd, 2),
    { id: 0x7ffe, type: 0x000b, value: true },
  ]);
};
