/** [pure] What somebody asks a pass for, in their words, and what a plan takes it to mean. */
import type { PassKind, PassOptions } from '../db/schema.ts';
import { type DateFault, futureMoment, hours, pastMoment } from './dates.ts';
import { ok, type Result, refuse } from './refusal.ts';

/** As it was typed; `mailboxes` are source addresses. Neither they nor `waves`: everybody. */
export interface PassRequest {
  mailboxes?: string[];
  waves?: string[];
  /** prestage: "90 days ago", "before 1 March". */
  olderThan?: string;
  /** trial: the name of a folder at the destination. */
  into?: string;
  /** trial: the number of the trial whose folders shall go. */
  removes?: number;
  /** full: "this is the last one". */
  last?: boolean;
  /** "Friday 22:00" */
  at?: string;
  /** "20:00 to 06:00" */
  only?: string;
  /** "Friday 06:00" */
  by?: string;
}

export const readRequest = (
  kind: PassKind,
  asked: PassRequest,
  clock: { timeZone: string; now: Date },
): Result<PassOptions> => {
  const misplaced = only.find(([word, kinds]) => asked[word] !== undefined && !kinds.includes(kind));
  if (misplaced !== undefined) {
    const [, kinds, said] = misplaced;
    return refuse(
      'invalid',
      `A ${kind} pass knows no "${said}".`,
      `Leave it out, or ask for a ${kinds.join(' or a ')} pass.`,
    );
  }
  if (kind === 'prestage' && asked.olderThan === undefined)
    return refuse(
      'invalid',
      'A prestage pass takes mail that is older than a date, and the date is missing.',
      'Say for example "prestage older than 90 days", or "prestage before 1 March".',
    );
  const olderThan = read(asked.olderThan, (text) => pastMoment(text, clock));
  const startAt = read(asked.at, (text) => futureMoment(text, clock));
  const readyBy = read(asked.by, (text) => futureMoment(text, clock));
  const window = read(asked.only, hours);
  for (const found of [olderThan, startAt, readyBy, window])
    if (found !== undefined && 'problem' in found)
      return refuse('invalid', sentence(found.problem), sentence(found.mend));
  const into = asked.into?.trim();
  if (into !== undefined && (into === '' || into.length > 255 || into.includes('/')))
    return refuse(
      'invalid',
      'The folder for the trial needs a name of 1 to 255 characters without "/".',
      'Say for example: trial into "Mailferry trial".',
    );
  return ok({
    ...moment('olderThan', olderThan),
    ...moment('startAt', startAt),
    ...moment('readyBy', readyBy),
    ...(window === undefined || 'problem' in window ? {} : { window }),
    ...(into === undefined ? {} : { into }),
    ...(asked.removes === undefined ? {} : { removes: asked.removes }),
    ...(asked.last === true ? { last: true } : {}),
  });
};

/** A clause, as a sentence. */
const sentence = (clause: string): string => `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;

const moving: PassKind[] = ['trial', 'prestage', 'full', 'retry'];

/** Which words belong to which kinds. */
const only: [word: keyof PassRequest, kinds: PassKind[], said: string][] = [
  ['olderThan', ['prestage'], 'older than'],
  ['into', ['trial'], 'into'],
  ['removes', ['trial'], 'remove'],
  ['last', ['full'], 'last'],
  ['at', moving, 'at'],
  ['only', moving, 'only'],
  ['by', ['prestage', 'full'], 'ready by'],
];

const read = <T>(
  text: string | undefined,
  how: (text: string) => T | DateFault,
): T | DateFault | undefined => (text === undefined ? undefined : how(text));

const moment = <Name extends keyof PassOptions>(
  name: Name,
  found: Date | DateFault | undefined,
): { [key in Name]?: string } =>
  found instanceof Date ? ({ [name]: found.toISOString() } as { [key in Name]: string }) : {};
