/** Appointments and meetings: single, all day, recurring, with exceptions, private. */
import type { MessageContent } from '../model.ts';
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
import { person, text as prose, subject } from './words.ts';

interface Shape {
  allDay?: boolean;
  /** Days between occurrences; none: single. */
  every?: number;
  exceptions?: number;
  attendees?: number;
  private?: boolean;
}

/** AppointmentRecurrencePattern (MS-OXOCAL 2.2.1.44.5): a daily one, of ten occurrences. */
const recurrence = (start: Date, everyDays: number): Buffer => {
  const minutes = Math.floor((start.getTime() + 11_644_473_600_000) / 60_000);
  const bytes = Buffer.alloc(70);
  bytes.writeUInt16LE(0x3004, 0);
  bytes.writeUInt16LE(0x3004, 2);
  bytes.writeUInt16LE(0x200a, 4);
  bytes.writeUInt32LE((minutes - (minutes % 1440)) % (everyDays * 1440), 10);
  bytes.writeUInt32LE(everyDays * 1440, 14);
  bytes.writeUInt32LE(0x2022, 22);
  bytes.writeUInt32LE(10, 26);
  bytes.writeUInt32LE(minutes - (minutes % 1440), 42);
  bytes.writeUInt32LE(minutes - (minutes % 1440) + 9 * everyDays * 1440, 46);
  bytes.writeUInt32LE(0x3006, 50);
  bytes.writeUInt32LE(0x3009, 54);
  bytes.writeUInt32LE(minutes % 1440, 58);
  bytes.writeUInt32LE((minutes % 1440) + 30, 62);
  return bytes;
};

/** An exception is an attached message of a class of its own. */
const exception = (random: Random, row: number, start: Date): MessageContent['attachments'][number] => {
  const moved = new Date(start.getTime() + random.int(1, 6) * 3_600_000);
  const embedded = item(
    random,
    'IPM.OLE.CLASS.{00061055-0000-0000-C000-000000000046}',
    'Moved occurrence',
    start,
    [text(0x1000, 'An hour later this time.')],
    {
      named: named([
        [sets.appointment, 0x820d, asTime(moved)],
        [sets.appointment, 0x820e, asTime(new Date(moved.getTime() + 1_800_000))],
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

const appointment =
  (shape: Shape): Kind =>
  (random) => {
    const start = random.date('2023-01-01', '2027-06-01');
    const end = new Date(start.getTime() + (shape.allDay ? 86_400_000 : 1_800_000));
    const id = Buffer.concat([Buffer.from('040000008200e00074c5b7101a82e008', 'hex'), random.bytes(40)]);
    const people = Array.from({ length: shape.attendees ?? 0 }, () => person(random));
    return item(
      random,
      'IPM.Appointment',
      subject(random),
      start,
      [
        ...from(person(random)),
        time(0x0060, start),
        time(0x0061, end),
        binary(0x1013, Buffer.from(`<p>${prose(random, random.int(200, 3_000))}</p>`)),
        ...(shape.private ? [number(0x0036, 2)] : []),
      ],
      {
        recipients: recipients(people),
        attachments: Array.from({ length: shape.exceptions ?? 0 }, (_, row) =>
          exception(random, row, new Date(start.getTime() + row * 86_400_000)),
        ),
        named: named([
          [sets.appointment, 0x820d, asTime(start)],
          [sets.appointment, 0x820e, asTime(end)],
          [sets.appointment, 0x8205, asNumber(2)],
          [sets.appointment, 0x8208, asText('Raum „Elbe“')],
          [sets.appointment, 0x8215, asBoolean(shape.allDay ?? false)],
          // A meeting 1, received from its organizer 2: somebody else invited the mailbox's owner.
          [sets.appointment, 0x8217, asNumber(people.length > 0 ? 3 : 0)],
          [sets.appointment, 0x8223, asBoolean(shape.every !== undefined)],
          ...(shape.every === undefined
            ? []
            : [
                [sets.appointment, 0x8216, asBinary(recurrence(start, shape.every))] as [
                  string,
                  number,
                  ReturnType<typeof asBinary>,
                ],
              ]),
          [sets.meeting, 0x0003, asBinary(id)],
          [sets.meeting, 0x0023, asBinary(id)],
          [sets.common, 0x8506, asBoolean(shape.private ?? false)],
        ]),
      },
    );
  };

export const appointments: readonly Kind[] = [
  appointment({}),
  appointment({ allDay: true }),
  appointment({ every: 7 }),
  appointment({ every: 1, exceptions: 2 }),
  appointment({ attendees: 5 }),
  appointment({ every: 7, attendees: 3, exceptions: 1 }),
  appointment({ private: true }),
];
