/** What is neither mail nor calendar: contacts and lists, tasks, notes, journal, posts, feeds, documents. */
import type { Kind } from './mail.ts';
import {
  asBinaries,
  asBoolean,
  asFloat,
  asNumber,
  asText,
  asTime,
  binary,
  entryId,
  file,
  from,
  item,
  named,
  oneOff,
  recipients,
  sets,
  text,
  time,
} from './properties.ts';
import type { Random } from './random.ts';
import { externalPeople, type Person, person, text as prose, subject } from './words.ts';

const when = (random: Random) => random.date('2018-01-01', '2026-09-01');

/** The one that people write to, the one that the tenant came with, and a private one. */
const addressesOf = ({ address }: Person): string[] => [
  address,
  address.replace(/@([a-z]+)\.example$/, '@$1.onmicrosoft.example'),
  address.replace(/@.*$/, '@home.example'),
];

const contact: Kind = (random) => {
  const who = person(random);
  const [first = '', last = ''] = who.name.split(' ');
  const addresses = [0x8080, 0x8090, 0x80a0].flatMap((base, at) => {
    const address = addressesOf(who)[at] ?? who.address;
    return [
      [sets.address, base, asText(`${who.name} (${address})`)],
      [sets.address, base + 2, asText('SMTP')],
      [sets.address, base + 3, asText(address)],
      [sets.address, base + 5, { type: 0x0102, value: oneOff({ ...who, address }) }],
    ] as Parameters<typeof named>[0];
  });
  return item(
    random,
    'IPM.Contact',
    who.name,
    when(random),
    [
      text(0x3001, who.name),
      text(0x3a06, first),
      text(0x3a11, last),
      text(0x3a08, '+49 40 1234567'),
      text(0x3a16, 'Contoso GmbH & Co. KG'),
    ],
    {
      named: named([...addresses, [sets.address, 0x8015, asBoolean(true)]]),
      attachments: [file(0, 'ContactPicture.jpg', 'image/jpeg', random.bytes(random.int(3_000, 9_000)))],
    },
  );
};

/** Members as one-offs and as wrapped address book entries (MS-OXOCNTC 2.2.2). */
const list: Kind = (random) => {
  const members = [person(random), person(random), ...externalPeople];
  const wrapped = Buffer.from('00000000c091add3519dcf11a4a900aa0047faa4b5', 'hex');
  return item(random, 'IPM.DistList', `Team ${random.int(1, 99)}`, when(random), [text(0x3001, 'Team')], {
    named: named([
      [sets.address, 0x8055, asBinaries(members.map((member) => Buffer.concat([wrapped, entryId(member)])))],
      [sets.address, 0x8054, asBinaries(members.map(oneOff))],
      [sets.address, 0x8053, asText('Team')],
    ]),
  });
};

const task =
  (messageClass: string, recurring: boolean): Kind =>
  (random) => {
    const at = when(random);
    return item(random, messageClass, subject(random), at, [text(0x1000, prose(random, 500))], {
      named: named([
        [sets.task, 0x8101, asNumber(random.int(0, 2))],
        [sets.task, 0x8102, asFloat(0.25)],
        [sets.task, 0x8105, asTime(new Date(at.getTime() + 86_400_000))],
        [sets.task, 0x8126, asBoolean(recurring)],
        [sets.task, 0x811f, asText(person(random).name)],
      ]),
    });
  };

const simple =
  (
    messageClass: string,
    more: (random: Random, at: Date) => Partial<Parameters<typeof item>[5]> = () => ({}),
  ): Kind =>
  (random) => {
    const at = when(random);
    return item(
      random,
      messageClass,
      subject(random),
      at,
      [time(0x0e06, at), text(0x1000, prose(random, random.int(200, 2_000)))],
      more(random, at),
    );
  };

const posted: Kind = (random) => {
  const at = when(random);
  return item(random, 'IPM.Post', subject(random), at, [
    ...from(person(random)),
    time(0x0e06, at),
    time(0x0039, at),
    text(0x1000, prose(random, 1_000)),
  ]);
};

const assigned: Kind = (random) => {
  const inner = task('IPM.Task', false)(random);
  return {
    ...item(random, 'IPM.TaskRequest', subject(random), when(random), from(person(random))),
    recipients: recipients([person(random)]),
    attachments: [
      {
        properties: [
          { id: 0x0e21, type: 0x0003, value: 0 },
          { id: 0x3705, type: 0x0003, value: 5 },
        ],
        embedded: inner,
      },
    ],
  };
};

export const contacts: readonly Kind[] = [contact, contact, contact, list];
export const tasks: readonly Kind[] = [task('IPM.Task', false), task('IPM.Task', true), assigned];
export const notes: readonly Kind[] = [
  simple('IPM.StickyNote', () => ({
    named: named([
      [sets.note, 0x8b00, asNumber(3)],
      [sets.note, 0x8b02, asNumber(200)],
    ]),
  })),
];
export const journal: readonly Kind[] = [
  simple('IPM.Activity', (_, at) => ({
    named: named([
      [sets.log, 0x8700, asText('Phone call')],
      [sets.log, 0x8706, asTime(at)],
      [sets.log, 0x8707, asNumber(15)],
    ]),
  })),
];
export const posts: readonly Kind[] = [
  posted,
  simple('IPM.Post.RSS', () => ({ named: named([[sets.rss, 0x8900, asText('https://news.example/feed')]]) })),
  simple('IPM.Document.txt', (random) => ({
    attachments: [file(0, 'readme.txt', 'text/plain', random.bytes(2_000))],
  })),
];
/** What programs keep in hidden folders. */
export const settings: Kind = (random) =>
  item(random, 'IPM.Configuration.Sandbox', 'settings', when(random), [binary(0x7c08, random.bytes(300))]);
