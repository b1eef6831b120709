/** Mail in its shapes. */
import type { MessageContent, Property } from '../model.ts';
import {
  asBinary,
  asText,
  asTexts,
  attachedMessage,
  binary,
  boolean,
  file,
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

export type Kind = (random: Random) => MessageContent;

const received = (random: Random) => random.date('2019-01-01', '2026-10-01');

/** Read 1, unmodified 2, submitted 4, unsent 8, has attachments 16, from me 32. */
const envelope = (random: Random, at: Date, flags: number): Property[] => [
  ...from(person(random)),
  time(0x0039, new Date(at.getTime() - 4_000)),
  time(0x0e06, at),
  number(0x0e07, flags),
  text(0x1035, `<${random.bytes(8).toString('hex')}.${at.getTime()}@contoso.example>`),
  binary(0x0071, random.bytes(22)),
];

const mail =
  (messageClass: string, own: (random: Random) => Property[], flags = 1, more: Kind2 = () => ({})): Kind =>
  (random) => {
    const at = received(random);
    const { subject: title = subject(random), ...rest } = more(random);
    const people = Array.from({ length: random.int(1, 4) }, () => person(random));
    return item(random, messageClass, title, at, [...envelope(random, at, flags), ...own(random)], {
      recipients: recipients(people),
      ...rest,
    });
  };
type Kind2 = (random: Random) => {
  subject?: string;
  named?: Property[];
  attachments?: MessageContent['attachments'];
};

const plainBody = (random: Random): Property[] => [
  text(0x1000, prose(random, random.int(400, 6_000))),
  number(0x1016, 1),
];
const htmlBody = (random: Random): Property[] => [
  binary(0x1013, Buffer.from(`<html><body><p>${prose(random, random.int(800, 12_000))}</p></body></html>`)),
  number(0x1016, 3),
  number(0x3fde, 65_001),
];
/** Compressed RTF (MS-OXRTFCP) that holds its text uncompressed: the "MELA" form. */
const rtfBody = (random: Random): Property[] => {
  const rtf = Buffer.from(`{\\rtf1\\ansi ${random.bytes(400).toString('hex')}}`, 'latin1');
  const header = Buffer.alloc(16);
  header.writeUInt32LE(rtf.length + 12, 0);
  header.writeUInt32LE(rtf.length, 4);
  header.write('MELA', 8, 'latin1');
  return [binary(0x1009, Buffer.concat([header, rtf])), number(0x1016, 2)];
};

const picture = (random: Random) =>
  file(0, 'logo.png', 'image/png', random.bytes(random.int(2_000, 9_000)), 'logo@contoso.example');
const report = (random: Random) =>
  file(
    1,
    'Zahlen für März.xlsx',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    random.bytes(random.int(5_000, 30_000)),
  );

const plain = mail('IPM.Note', plainBody);
const html = mail('IPM.Note', htmlBody);

/** A message in a message in a message. */
const attached: Kind = (random) => {
  const inner = html(random);
  const middle: MessageContent = { ...plain(random), attachments: [attachedMessage(0, inner)] };
  const outer = plain(random);
  return { ...outer, attachments: [attachedMessage(0, middle)] };
};

export const ordinary: readonly Kind[] = [plain, html, html, mail('IPM.Note', plainBody, 0)];

export const special: readonly Kind[] = [
  mail('IPM.Note', rtfBody),
  mail('IPM.Note', htmlBody, 17, (random) => ({ attachments: [picture(random), report(random)] })),
  attached,
  mail(
    'IPM.Note',
    (random) => [...plainBody(random), number(0x1090, 2)],
    1,
    (random) => ({
      named: named([
        [sets.strings, 'Keywords', asTexts(['Red category', 'Grün'])],
        [sets.common, 0x8530, asText('Follow up')],
        [sets.headers, 'x-originating-ip', asText(`[10.0.0.${random.int(1, 250)}]`)],
      ]),
    }),
  ),
  mail('IPM.Note', plainBody, 1, () => ({ subject: '' })),
  mail('IPM.Note', plainBody, 1, (random) => ({ subject: prose(random, 400) })),
  mail('IPM.Note', plainBody, 1, () => ({ subject: 'Üñïçødé: 日本語, Ελληνικά, עברית, русский 🛳️' })),
  mail(
    'IPM.Note.SMIME.MultipartSigned',
    () => [],
    17,
    (random) => ({ attachments: [file(0, 'smime.p7m', 'multipart/signed', random.bytes(6_000))] }),
  ),
  mail(
    'IPM.Note.SMIME',
    () => [],
    17,
    (random) => ({ attachments: [file(0, 'smime.p7m', 'application/pkcs7-mime', random.bytes(9_000))] }),
  ),
  mail('REPORT.IPM.Note.IPNRN', () => [text(0x1001, 'Your message was read.')]),
  mail('REPORT.IPM.Note.NDR', (random) => [
    text(0x1001, 'Your message was not delivered.'),
    binary(0x0045, random.bytes(40)),
  ]),
  mail('IPM.Note.Microsoft.Voicemail.UM', plainBody, 17, (random) => ({
    attachments: [file(0, 'Voice.mp3', 'audio/mp3', random.bytes(15_000))],
  })),
  mail('IPM.Note.Rules.OofTemplate.Microsoft', plainBody),
  mail('IPM.Note.Contoso.Order', plainBody),
  mail('IPM.Sharing', plainBody, 1, (random) => ({
    named: named([
      [sets.sharing, 0x8a08, asText(person(random).address)],
      [sets.sharing, 0x8a09, asBinary(random.bytes(60))],
    ]),
  })),
];

export const draft: Kind = mail('IPM.Note', plainBody, 8);
export const sent: Kind = mail('IPM.Note', htmlBody, 37);

const meetingMail = (messageClass: string): Kind =>
  mail(messageClass, plainBody, 1, (random) => {
    const start = random.date('2024-01-01', '2027-01-01');
    const id = Buffer.concat([Buffer.from('040000008200e00074c5b7101a82e008', 'hex'), random.bytes(40)]);
    return {
      named: named([
        [sets.meeting, 0x0003, asBinary(id)],
        [sets.meeting, 0x0023, asBinary(id)],
        [sets.appointment, 0x820d, { type: 0x0040, value: time(0, start).value }],
        [sets.appointment, 0x8208, asText('Room 3, Haus Süd')],
      ]),
    };
  });

export const meetingMails: readonly Kind[] = [
  meetingMail('IPM.Schedule.Meeting.Request'),
  meetingMail('IPM.Schedule.Meeting.Resp.Pos'),
  meetingMail('IPM.Schedule.Meeting.Resp.Neg'),
  meetingMail('IPM.Schedule.Meeting.Resp.Tent'),
  meetingMail('IPM.Schedule.Meeting.Canceled'),
];

export const readReceiptWanted: Kind = mail('IPM.Note', (random) => [
  ...plainBody(random),
  boolean(0x0029, true),
]);
