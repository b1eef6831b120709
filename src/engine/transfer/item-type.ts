/** [pure] Message class -> the eight kinds people count in. */
import type { ItemType } from '../../db/ledger-tables.ts';

/** Longest prefix first: a meeting request is mail to its reader, an appointment is not. */
const prefixes: [string, ItemType][] = [
  ['ipm.schedule.meeting', 'mail'],
  ['ipm.taskrequest', 'mail'],
  ['ipm.appointment', 'calendar'],
  ['ipm.contact', 'contact'],
  ['ipm.distlist', 'contact'],
  ['ipm.stickynote', 'note'],
  ['ipm.activity', 'journal'],
  ['ipm.task', 'task'],
  ['ipm.post', 'post'],
  ['ipm.note', 'mail'],
  ['report.', 'mail'],
];

export const itemTypeOf = (messageClass: string): ItemType => {
  const name = messageClass.toLowerCase();
  return prefixes.find(([prefix]) => name.startsWith(prefix))?.[1] ?? 'other';
};
