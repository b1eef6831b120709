/** [pure] How the values of options are read: as they are kept, or what is wrong with them. */
import type { ItemType } from '../../db/ledger-tables.ts';
import { type Here, pastMoment } from '../dates.ts';
import { patternFault } from '../guarded-regexp.ts';

/** What is wrong with a value: where in it, counted from 0, why, and what to write instead. */
export interface ValueFault {
  at?: number;
  problem: string;
  mend: string;
}

export const number =
  (least: number, most: number) =>
  (value: string): string | ValueFault =>
    /^\d+$/.test(value) && Number(value) >= least && Number(value) <= most
      ? String(Number(value))
      : {
          problem: `"${value}" is no whole number from ${least} to ${most.toLocaleString('en')}`,
          mend: 'write such a number',
        };

export const yesOrNo = (value: string): string | ValueFault => {
  const said = value.toLowerCase();
  if (['1', 'true', 'yes', 'on'].includes(said)) return '1';
  if (['0', 'false', 'no', 'off'].includes(said)) return '0';
  return { problem: `"${value}" is neither yes nor no`, mend: 'write 1 or 0' };
};

const units: Record<string, number> = { b: 1, kb: 1_000, mb: 1_000_000, gb: 1_000_000_000 };
export const bytesOf = (value: string, bare: number): number | null => {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)\s*([kmg]?b)?$/i.exec(value.replace(/\/s$/i, '')) ?? [];
  return amount === undefined ? null : Number(amount) * (units[unit.toLowerCase()] ?? bare);
};

export const size = (value: string): string | ValueFault => {
  const bytes = bytesOf(value, 1_000_000);
  return bytes !== null && bytes >= 1
    ? value
    : { problem: `"${value}" is no size`, mend: 'write for example 25MB' };
};

export const rate = (value: string): string | ValueFault => {
  const bytes = bytesOf(value, 1_000);
  return bytes !== null && bytes >= 1_000
    ? value
    : {
        problem: `"${value}" is no rate of at least 1 KB a second`,
        mend: 'write for example 500KB (a second, for each mailbox)',
      };
};

export const date = (value: string, clock: Here): string | ValueFault => {
  const at = pastMoment(value, clock);
  return at instanceof Date ? at.toISOString() : at;
};

export const folders = (value: string): string | ValueFault => {
  const names = value.split(',').map((name) => name.trim());
  const wrong = names.find((name) => name === '' || /^\/|\/$|\/\//.test(name));
  return wrong === undefined
    ? names.join(', ')
    : {
        at: value.indexOf(wrong),
        problem:
          wrong === '' ? 'a folder between two commas is missing' : `"${wrong}" is no path of a folder`,
        mend: 'write paths such as Inbox/Projects, without a "/" at the beginning or end, with commas between them',
      };
};

export const typeNames: Record<string, ItemType> = {
  mail: 'mail',
  calendar: 'calendar',
  contact: 'contact',
  contacts: 'contact',
  task: 'task',
  tasks: 'task',
  note: 'note',
  notes: 'note',
  journal: 'journal',
  post: 'post',
  other: 'other',
};
export const allTypes: ItemType[] = [
  'mail',
  'calendar',
  'contact',
  'task',
  'note',
  'journal',
  'post',
  'other',
];
export const spelled = (types: ItemType[]): string =>
  types.map((type) => type.charAt(0).toUpperCase() + type.slice(1)).join(',');

export const types = (value: string): string | ValueFault => {
  const names = value.split(/[,|]/).map((name) => name.trim());
  const wrong = names.find((name) => !Object.hasOwn(typeNames, name.toLowerCase()));
  return wrong === undefined
    ? spelled(allTypes.filter((type) => names.some((name) => typeNames[name.toLowerCase()] === type)))
    : {
        at: value.indexOf(wrong),
        problem: `"${wrong}" is no kind of item`,
        mend: `choose from ${spelled(allTypes)}`,
      };
};

export const arrow = '->';

export const mapping = (value: string): string | ValueFault => {
  const at = value.indexOf(arrow);
  if (at < 0)
    return {
      problem: `"${value}" does not say where to`,
      mend: 'write "^Source folder->Destination folder"',
    };
  const [pattern, to] = [value.slice(0, at), value.slice(at + arrow.length)];
  const fault = patternFault(pattern);
  if (fault !== null) return fault;
  const inTo = (problem: string): ValueFault => ({
    at: at + arrow.length,
    problem,
    mend: 'write the path of a folder, such as Archive/2019',
  });
  if (to.includes(arrow)) return inTo('there is a second "->" in it');
  if (to.trim() === '' && pattern === '^') return inTo('it leads nowhere');
  if (pattern === '^' && !to.endsWith('/'))
    return {
      at: at + arrow.length,
      problem: `"${to}" would be put in front of each name, so "Inbox" became "${to}Inbox"`,
      mend: `write "^->${to}/" to put everything under one folder`,
    };
  if (to.startsWith('/') || to.includes('//')) return inTo(`"${to}" has a part without a name`);
  if (to.split('/').some((part) => part.length > 255))
    return inTo('the name of a folder has at most 255 characters');
  return value;
};
