/**
 * [pure] What people type as a moment or as hours of the day, in their project's time zone.
 *
 * Where the clock is put forward, a time that it jumps over is as much later as the jump is long (02:30 is
 * 03:30); where it is put back, a time that comes twice is the first of the two. Days are said before months.
 */
import { type Component, en, type ParsedComponents, type ParsedResult } from 'chrono-node';
import { DateTime } from 'luxon';
import type { Window } from '../db/schema.ts';

export interface DateFault {
  problem: string;
  mend: string;
}
export interface Here {
  timeZone: string;
  now: Date;
}

/**
 * The latest moment that can be meant, never in the future. A day without a time is its beginning.
 *
 * @example pastMoment('older than 90 days', here), pastMoment('1 March', here), pastMoment('last Friday', here)
 */
export const pastMoment = (text: string, here: Here): Date | DateFault =>
  moment(text, /^(?:(?:only|mail|items)\s+)*(?:before|older than|earlier than|until|prior to)\s+/i, {
    ...here,
    tense: 'past',
  });

/**
 * The next moment that can be meant, never in the past. A day without a time is its beginning.
 *
 * @example futureMoment('Friday 22:00', here), futureMoment('tomorrow 6am', here), futureMoment('in 2 hours', here)
 */
export const futureMoment = (text: string, here: Here): Date | DateFault =>
  moment(text, /^(?:not before|start|starting|from)\s+/i, { ...here, tense: 'future' });

interface Asked extends Here {
  tense: 'past' | 'future';
}

const tenses = {
  past: {
    step: -1,
    completed: (text: string) => `${text} ago`,
    example: '2024-03-01, 1 March 2024 or 90 days ago',
    missed: { problem: 'lies in the future', mend: 'write a moment that has passed' },
  },
  future: {
    step: 1,
    completed: (text: string) => `in ${text}`,
    example: 'Friday 22:00, tomorrow 6am or in 2 hours',
    missed: { problem: 'lies in the past', mend: 'write a moment to come' },
  },
};

const moment = (typed: string, opening: RegExp, asked: Asked): Date | DateFault => {
  const text = tidy(typed).replace(opening, '');
  const { example, missed } = tenses[asked.tense];
  if (text === '') return { problem: 'no moment is given', mend: `write one, such as ${example}` };
  const ambiguous = bothReadings(text);
  if (ambiguous !== null) return ambiguous;
  const found = read(text, asked);
  if (found === undefined)
    return { problem: `${quoted(text)} cannot be read as a moment`, mend: `write it as ${example}` };
  if (isVague(found))
    return { problem: `${quoted(text)} does not say at what time`, mend: 'add it, as in Friday 22:00' };
  const at = nearestOf(found, asked);
  if (isOn(asked, at)) return at;
  return { problem: `${quoted(text)} ${missed.problem}`, mend: `${missed.mend}, such as ${example}` };
};

const tidy = (typed: string): string => typed.replace(/[\u00a0\u2007\u202f]/g, ' ').trim();

const quoted = (text: string): string => `"${text.length > 60 ? `${text.slice(0, 59)}…` : text}"`;

/** "03/04/2024" is in April for one colleague and in March for another. */
const bothReadings = (text: string): DateFault | null => {
  const found = /(?<![\d/.-])(\d{1,2})([/-])(\d{1,2})(?:\2(\d{4}|\d{2}))?(?![\d/-])/.exec(text);
  const [a, b] = [Number(found?.[1]), Number(found?.[3])];
  const isMonth = (value: number) => value >= 1 && value <= 12;
  if (found === null || a === b || !isMonth(a) || !isMonth(b)) return null;
  const [one, other] = [`${a} ${months[b - 1]}`, `${b} ${months[a - 1]}`];
  return {
    problem: `"${found[0]}" can be ${one} or ${other}`,
    mend: `write the month as a word: ${one} or ${other}`,
  };
};
const months = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** All of the text must be understood: half of a sentence may mean its opposite. */
const read = (text: string, { timeZone, now, tense }: Asked): ParsedResult | undefined => {
  if (text.length > 100) return undefined;
  for (const attempt of [text, tenses[tense].completed(text)]) {
    const [found] = en.GB.parse(attempt, { instant: onTheWall(now, timeZone), timezone: 0 });
    const year = found?.start.get('year') ?? 0;
    const whole = found?.index === 0 && found.text.length === attempt.length && !found.end;
    if (found !== undefined && whole && year >= 1900 && year <= 9999) return found;
  }
  return undefined;
};

/** The wall's time as if it were UTC: chrono knows offsets but no zones, so it is kept from any. */
const onTheWall = (now: Date, timeZone: string): Date =>
  DateTime.fromJSDate(now).setZone(timeZone).setZone('UTC', { keepLocalTime: true }).toJSDate();

const isTagged = ({ start }: ParsedResult, ...tags: string[]): boolean =>
  tags.some((tag) => start.tags().has(tag));

/** chrono has its own idea of the hour of each, and nobody should have to know it. */
const isVague = (found: ParsedResult): boolean =>
  !found.start.isCertain('hour') &&
  isTagged(
    found,
    ...['tonight', 'night', 'morning', 'afternoon', 'evening'].map((name) => `casualReference/${name}`),
  );

/** The moment itself; of one that comes every day, week or year, the nearest on the side that is asked for. */
const nearestOf = (found: ParsedResult, asked: Asked): Date => {
  const { timeZone, now, tense } = asked;
  const { start } = found;
  // "In 2 hours" is two hours from now, whatever the clock on the wall does meanwhile.
  if (isTagged(found, 'result/relativeDateAndTime', 'casualReference/now'))
    return new Date(now.getTime() + start.date().getTime() - onTheWall(now, timeZone).getTime());
  const part = (name: Component) => start.get(name) ?? 0;
  const time = (name: Component) => (start.isCertain('hour') ? part(name) : 0);
  const date = [part('year'), part('month'), part('day')] as const;
  const wall = DateTime.utc(...date, time('hour'), time('minute'), time('second'));
  const every = comesEvery(found);
  const first = inZone(wall, start, timeZone);
  if (every === null) return first;
  // Nine, because 29 February can be eight years away.
  const times = Array.from({ length: 9 }, (_, count) => wall.plus({ [every]: count * tenses[tense].step }));
  const days = times.filter(({ day }) => every !== 'years' || day === wall.day);
  return days.map((one) => inZone(one, start, timeZone)).find((at) => isOn(asked, at)) ?? first;
};

const isOn = ({ tense, now }: Asked, at: Date): boolean => (tense === 'past' ? at <= now : at > now);

const comesEvery = ({ start, text }: ParsedResult): 'days' | 'weeks' | 'years' | null => {
  if (start.isCertain('year') || /\b(?:last|past|this|next|coming)\b/i.test(text)) return null;
  if (start.isCertain('month')) return 'years';
  if (start.isCertain('weekday')) return 'weeks';
  return start.isCertain('hour') ? 'days' : null;
};

const inZone = (wall: DateTime, said: ParsedComponents, zone: string): Date => {
  const offset = said.isCertain('timezoneOffset') ? said.get('timezoneOffset') : null;
  if (offset !== null) return wall.minus({ minutes: offset }).toJSDate();
  const local = wall.setZone(zone, { keepLocalTime: true });
  // Of two possible times luxon takes one by the season in which it is asked.
  return new Date(Math.min(...local.getPossibleOffsets().map((possible) => possible.toMillis())));
};

/**
 * The hours of the day in which a pass may work.
 *
 * @example hours('20:00 to 06:00'), hours('8pm-6am'), hours('only 20-6')
 */
export const hours = (text: string): Window | DateFault => {
  const said = tidy(text).replace(/^(?:(?:only|from|between)\s+)+/i, '');
  const ends = said.split(/\s*(?:[-‐-―−]+>?|→|\b(?:to|and|until|till)\b)\s*/i);
  const [from, to] = ends.map(timeOfDay);
  if (ends.length !== 2 || from === undefined || to === undefined)
    return {
      problem: `${quoted(said)} does not say from when to when`,
      mend: 'write both, as in 20:00 to 06:00',
    };
  if (from === null || to === null)
    return {
      problem: `${quoted((from === null ? ends[0] : ends[1]) ?? '')} is no time of day`,
      mend: 'write it as in 20:00 to 06:00 or 8pm to 6am',
    };
  if (from.half !== to.half && (from.half ? to : from).isOpen)
    return {
      problem: `${quoted(said)} says am or pm at one end only`,
      mend: 'write am or pm at both ends, or neither',
    };
  if (from.time === to.time)
    return {
      problem: `${quoted(said)} begins when it ends`,
      mend: 'leave the hours out to work all day, or write two times that differ',
    };
  return { from: from.time, to: to.time };
};

/** A time of day as "08:30", however it is written; undefined: it is none. */
export const clockTime = (text: string): string | undefined => timeOfDay(tidy(text))?.time;

/** `isOpen`: beside an end with am or pm, this one could be in either half of the day. */
const timeOfDay = (text: string): { time: string; half: boolean; isOpen: boolean } | null => {
  const word = clockOfWords.get(text.toLowerCase());
  const found = /^(\d{1,2})(?:[:.h](\d{2})?)?(?:\s*(a|p)\.?m\.?)?$/i.exec(word ?? text);
  if (found === null) return null;
  const [, said = '', minute = '00', letter] = found;
  let hour = Number(said);
  if (letter !== undefined && (hour < 1 || hour > 12)) return null;
  if (letter !== undefined) hour = (hour % 12) + (letter.toLowerCase() === 'p' ? 12 : 0);
  if (hour > 24 || Number(minute) > 59 || (hour === 24 && minute !== '00')) return null;
  const half = letter !== undefined;
  return {
    time: `${String(hour % 24).padStart(2, '0')}:${minute}`,
    half,
    isOpen: !half && word === undefined && hour >= 1 && hour <= 12,
  };
};
const clockOfWords = new Map([
  ['noon', '12:00'],
  ['midnight', '00:00'],
]);
