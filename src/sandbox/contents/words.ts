/** People, subjects and sentences, in the scripts that mailboxes really hold. */
import type { Random } from './random.ts';

export interface Person {
  name: string;
  address: string;
}

export const people: readonly { name: string; alias: string }[] = [
  { name: 'Alex Berg', alias: 'alex.berg' },
  { name: 'Sam Okoye', alias: 'sam.okoye' },
  { name: 'Inés Vega', alias: 'ines.vega' },
  { name: 'Jürgen Größe', alias: 'juergen.groesse' },
  { name: 'Łukasz Żak', alias: 'lukasz.zak' },
  { name: 'Мария Иванова', alias: 'maria.ivanova' },
  { name: 'Νίκος Παπαδόπουλος', alias: 'nikos.papadopoulos' },
  { name: '田中 花子', alias: 'hanako.tanaka' },
  { name: 'נועה כהן', alias: 'noa.cohen' },
  { name: 'Chloé d’Arc', alias: 'chloe.darc' },
  { name: 'Priya Raman', alias: 'priya.raman' },
  { name: 'Tom O’Neill', alias: "tom.o'neill" },
];

export const externalPeople: readonly Person[] = [
  { name: 'External Buyer', address: 'buyer@northwind.example' },
  { name: 'Støtte Tailspin', address: 'support@tailspin.example' },
  { name: '王伟', address: 'wei.wang@adatum.example' },
];

export const person = (random: Random): Person => {
  if (random.chance(0.25)) return random.pick(externalPeople);
  const { name, alias } = random.pick(people);
  return { name, address: `${alias}@contoso.example` };
};

const topics = [
  'Quarterly numbers',
  'Lunch on Friday',
  'Offer 4711',
  'Angebot für Köln',
  'Réunion d’équipe',
  'Отчёт за май',
  'Ανανέωση σύμβασης',
  '会議の資料',
  'פגישה מחר',
  'Server room access',
  'Invoice',
  '🎉 We did it',
  'Holiday plan',
  'Contract draft',
];
const starts = ['', '', '', 'RE: ', 'FW: ', 'AW: '];

export const subject = (random: Random): string =>
  `${random.pick(starts)}${random.pick(topics)} ${random.int(1, 9_999)}`;

const sentences = [
  'Please find the latest version attached.',
  'Können wir das am Dienstag besprechen?',
  'Merci de confirmer avant vendredi.',
  'The delivery is late by two days, and the customer knows.',
  'Пожалуйста, проверьте цифры в приложении.',
  '資料を添付しました。ご確認ください。',
  'I moved the meeting to the afternoon, so that everybody can join.',
  'Thanks & best regards 👍',
];

/** About `length` characters of text. */
export const text = (random: Random, length: number): string => {
  const parts: string[] = [];
  for (let left = length; left > 0; left -= (parts.at(-1)?.length ?? 1) + 1)
    parts.push(random.pick(sentences));
  return parts.join(' ');
};
