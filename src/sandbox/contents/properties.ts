/** Properties, address slots, recipient rows and attachments, as Exchange writes them. */
import type { MessageContent, Property } from '../model.ts';
import { fileTimeOf } from '../stream/index.ts';
import type { Random } from './random.ts';
import type { Person } from './words.ts';

export const text = (id: number, value: string): Property => ({ id, type: 0x84b0, value });
export const number = (id: number, value: number): Property => ({ id, type: 0x0003, value });
export const boolean = (id: number, value: boolean): Property => ({ id, type: 0x000b, value });
export const time = (id: number, value: Date): Property => ({ id, type: 0x0040, value: fileTimeOf(value) });
export const binary = (id: number, value: Buffer): Property => ({ id, type: 0x0102, value });

/** Property sets, in the byte order of the stream. */
const guid = (text: string): string => {
  const [a = '', b = '', c = '', ...rest] = text.split('-');
  const turned = (part: string) => Buffer.from(part, 'hex').reverse().toString('hex');
  return turned(a) + turned(b) + turned(c) + rest.join('');
};
export const sets = {
  appointment: guid('00062002-0000-0000-c000-000000000046'),
  task: guid('00062003-0000-0000-c000-000000000046'),
  address: guid('00062004-0000-0000-c000-000000000046'),
  common: guid('00062008-0000-0000-c000-000000000046'),
  log: guid('0006200a-0000-0000-c000-000000000046'),
  note: guid('0006200e-0000-0000-c000-000000000046'),
  sharing: guid('00062040-0000-0000-c000-000000000046'),
  rss: guid('00062041-0000-0000-c000-000000000046'),
  meeting: guid('6ed8da90-450b-101b-98da-00aa003f1305'),
  strings: guid('00020329-0000-0000-c000-000000000046'),
  headers: guid('00020386-0000-0000-c000-000000000046'),
};

type Value = Pick<Property, 'type' | 'value'>;
export const asText = (value: string): Value => ({ type: 0x84b0, value });
export const asTexts = (value: string[]): Value => ({ type: 0x94b0, value });
export const asNumber = (value: number): Value => ({ type: 0x0003, value });
export const asBoolean = (value: boolean): Value => ({ type: 0x000b, value });
export const asTime = (value: Date): Value => ({ type: 0x0040, value: fileTimeOf(value) });
export const asBinary = (value: Buffer): Value => ({ type: 0x0102, value });
export const asBinaries = (value: Buffer[]): Value => ({ type: 0x1102, value });
export const asFloat = (value: number): Value => ({ type: 0x0005, value });

/** Named properties of one item. Their numbers are the mailbox's own; each name has one. */
export const named = (values: [set: string, name: number | string, value: Value][]): Property[] =>
  values.map(([set, name, value], at) => ({
    id: 0x8000 + at,
    ...value,
    name: typeof name === 'number' ? { guid: set, lid: name } : { guid: set, name },
  }));

/** legacyExchangeDN. */
export const exchangeName = ({ address }: Pick<Person, 'address'>): string =>
  `/o=ExchangeLabs/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=${address.split('@')[0]}`;
const isInside = ({ address }: Person): boolean => address.endsWith('@contoso.example');

/** An address book entry (MS-OXCDATA 2.2.5.2), or a one-off for people outside (2.2.5.1). */
export const entryId = (person: Person): Buffer =>
  isInside(person)
    ? Buffer.concat([
        Buffer.from('00000000dca740c8c042101ab4b908002b2fe182' + '0100000000000000', 'hex'),
        Buffer.from(`${exchangeName(person)}\0`, 'latin1'),
      ])
    : oneOff(person);

export const oneOff = ({ name, address }: Person): Buffer =>
  Buffer.concat([
    Buffer.from('00000000812b1fa4bea310199d6e00dd010f5402' + '00000180', 'hex'),
    Buffer.from(`${name}\0SMTP\0${address}\0`, 'utf16le'),
  ]);

const searchKeyOf = (person: Person): Buffer =>
  Buffer.from(
    `${isInside(person) ? `EX:${exchangeName(person)}` : `SMTP:${person.address}`}\0`.toUpperCase(),
    'latin1',
  );

const addressType = (person: Person): string => (isInside(person) ? 'EX' : 'SMTP');
const addressIn = (person: Person): string => (isInside(person) ? exchangeName(person) : person.address);

/** Sender and "sent representing", in ascending order of id among the others. */
export const from = (person: Person): Property[] => [
  binary(0x003b, searchKeyOf(person)),
  binary(0x0041, entryId(person)),
  text(0x0042, person.name),
  text(0x0064, addressType(person)),
  text(0x0065, addressIn(person)),
  binary(0x0c19, entryId(person)),
  text(0x0c1a, person.name),
  binary(0x0c1d, searchKeyOf(person)),
  text(0x0c1e, addressType(person)),
  text(0x0c1f, addressIn(person)),
  text(0x5d01, person.address),
  text(0x5d02, person.address),
];

/** 1 To, 2 Cc, 3 Bcc (or a meeting's resource). */
export const recipient = (row: number, type: number, person: Person): Property[] => [
  number(0x3000, row),
  number(0x0c15, type),
  boolean(0x0e0f, true),
  number(0x0ffe, 6),
  binary(0x0fff, entryId(person)),
  text(0x3001, person.name),
  text(0x3002, addressType(person)),
  text(0x3003, addressIn(person)),
  binary(0x300b, searchKeyOf(person)),
  number(0x3900, 0),
  text(0x39fe, person.address),
  text(0x5ff6, person.name),
  number(0x5ffd, 1),
];

export const recipients = (persons: Person[]): Property[][] =>
  persons.map((person, row) => recipient(row, row === 0 ? 1 : 2, person));

export const file = (
  row: number,
  name: string,
  mime: string,
  data: Buffer,
  contentId?: string,
): MessageContent['attachments'][number] => ({
  properties: [
    number(0x0e21, row),
    ...(contentId === undefined ? [] : [text(0x3712, contentId)]),
    number(0x370b, -1),
    number(0x0e20, data.length + 512),
    binary(0x3701, data),
    text(0x3703, name.slice(name.lastIndexOf('.'))),
    number(0x3705, 1),
    text(0x3707, name),
    text(0x370e, mime),
    text(0x3001, name),
  ],
});

export const attachedMessage = (
  row: number,
  embedded: MessageContent,
  more: Property[] = [],
): MessageContent['attachments'][number] => ({
  properties: [
    number(0x0e21, row),
    number(0x370b, -1),
    number(0x0e20, 4_096),
    number(0x3705, 5),
    text(0x3001, 'Attached message'),
    ...more,
  ],
  embedded,
});

/** What every item has, besides its own: in ascending order of id, as Exchange sends them. */
export const item = (
  random: Random,
  messageClass: string,
  subject: string,
  at: Date,
  own: Property[],
  rest: Partial<Pick<MessageContent, 'recipients' | 'attachments'>> & { named?: Property[] } = {},
): MessageContent => {
  const common = [
    number(0x0017, 1),
    text(0x001a, messageClass),
    text(0x0037, subject),
    text(0x0e1d, subject.replace(/^(?:RE|FW|AW): /, '')),
    time(0x3007, at),
    time(0x3008, new Date(at.getTime() + 60_000)),
    binary(0x300b, random.bytes(16)),
  ];
  const plain = [...common, ...own].sort((a, b) => a.id - b.id);
  return {
    properties: [...plain, ...(rest.named ?? [])],
    recipients: rest.recipients ?? [],
    attachments: rest.attachments ?? [],
  };
};
