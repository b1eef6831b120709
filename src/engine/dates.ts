/**
 * [pure] Moments as people type them, where the project is: "90 days ago", "before 1 March", "Friday 22:00",
 * "20:00 to 06:00". What cannot be read, or lies on the wrong side of now, is said with an example.
 */
import * as chrono from 'chrono-node';
import { DateTime } from 'luxon';
import type { Window } from '../db/schema.ts';

export interface DateFault {
  problem: string;
  mend: string;
}

export interface Clock {
  timeZone: string;
  now: Date;
}

const pastExample = 'Say for example "90 days ago", "1 March 2025" or "2025-03-01".';
const futureExample = 'Say for example "Friday 22:00", "tomorrow 6am" or "2026-12-01 20:00".';

/** A day without a time is its beginning. "1 March" is the last one there was. */
export const pastMoment = (text: string, clock: Clock): Date | DateFault => {
  const said = text.trim().replace(/^(?:older than|earlier than|before)\s+/i, '');
  const bare = /^(\d{1,5})\s*(day|week|month|year)s?$/i.test(said) ? `${said} ago` : said;
  const read = momentIn(bare, clock, 'past', pastExample);
  if ('problem' in read) return read;
  return read.at < clock.now
    ? read.at
    : {
        problem: `"${text.trim()}" is ${spell(read.at, clock)}, which is not over yet.`,
        mend: pastExample,
      };
};

/** "Friday 22:00" on a Friday evening at 23:00 is the next one. */
export const futureMoment = (text: string, clock: Clock): Date | DateFault => {
  const said = text.trim().replace(/^(?:at|on|by|not before)\s+/i, '');
  const read = momentIn(said, clock, 'future', futureExample);
  if ('problem' in read) return read;
  if (!read.hasTime && !/\bin\s+\d|\bago\b/i.test(said))
    return {
      problem: `"${text.trim()}" is a day without a time.`,
      mend: `Add the time: "${said} 22:00".`,
    };
  return read.at > clock.now
    ? read.at
    : { problem: `"${text.trim()}" is ${spell(read.at, clock)}, which is over.`, mend: futureExample };
};

/** "20:00 to 06:00", "20-6", "8pm to 6am". */
export const hours = (text: string): Window | DateFault => {
  const said = text
    .trim()
    .toLowerCase()
    .replace(/^(?:only|between|from)\s+/, '');
  const parts = said.split(/\s*(?:-|–|—|\bto\b|\buntil\b|\band\b)\s*/);
  const [from, to] = parts.map(timeOfDay);
  const mend = 'Say for example "only 20:00 to 06:00".';
  if (parts.length !== 2 || from === undefined || to === undefined)
    return { problem: `"${text.trim()}" is no span of hours that I can read.`, mend };
  return from === to
    ? { problem: `"${text.trim()}" begins and ends at the same time, which is always or never.`, mend }
    : { from, to };
};

const timeOfDay = (text: string): string | undefined => {
  const found = /^(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?$/.exec(text.trim());
  if (found === null) return undefined;
  const [, hourText, minuteText = '00', half] = found;
  const hour = Number(hourText);
  if (Number(minuteText) > 59 || hour > (half === undefined ? 24 : 12) || (half !== undefined && hour === 0))
    return undefined;
  const onDay = half === undefined ? hour % 24 : (hour % 12) + (half === 'pm' ? 12 : 0);
  return hour === 24 && minuteText !== '00' ? undefined : `${String(onDay).padStart(2, '0')}:${minuteText}`;
};

interface Read {
  at: Date;
  hasTime: boolean;
}

const momentIn = (
  said: string,
  { timeZone, now }: Clock,
  side: 'past' | 'future',
  mend: string,
): Read | DateFault => {
  const either = bothWays(said);
  if (either !== null)
    return { problem: `"${said}" can be ${either.join(' or ')}.`, mend: 'Write the month as a word.' };
  const here = DateTime.fromJSDate(now, { zone: timeZone });
  const reference = { instant: now, timezone: here.offset };
  const [found, ...more] = chrono.en.GB.parse(said, reference, { forwardDate: side === 'future' });
  const whole = found !== undefined && found.text.length >= said.replace(/[.!?]+$/, '').length;
  if (found === undefined || !whole || more.length > 0)
    return { problem: `"${said}" is no date that I can read.`, mend };
  const { start } = found;
  const hasTime = start.isCertain('hour');
  const part = (name: chrono.Component): number => start.get(name) ?? 0;
  let at = DateTime.fromObject(
    {
      year: part('year'),
      month: part('month'),
      day: part('day'),
      ...(hasTime ? { hour: part('hour'), minute: part('minute'), second: part('second') } : {}),
    },
    { zone: timeZone },
  );
  if (!at.isValid) return { problem: `"${said}" is no date that I can read.`, mend };
  // What was left open decides by the side: "1 March" and "Friday" have a last one and a next one.
  const step = start.isCertain('year')
    ? null
    : start.isCertain('month')
      ? { years: 1 }
      : start.isCertain('weekday')
        ? { weeks: 1 }
        : start.isCertain('day')
          ? null
          : { days: 1 };
  if (step !== null && side === 'past' && at > here) at = at.minus(step);
  if (step !== null && side === 'future' && at <= here) at = at.plus(step);
  return { at: at.toJSDate(), hasTime };
};

/** 03/04/2024 is in March or in April, depending on who writes it. */
const bothWays = (said: string): [string, string] | null => {
  const found = /\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b/.exec(said);
  const [a, b, year] = (found ?? []).slice(1).map(Number);
  if (a === undefined || b === undefined || year === undefined || a > 12 || b > 12 || a === b) return null;
  const spelled = (month: number, day: number) =>
    DateTime.utc(year, month, day).toFormat('d MMMM yyyy', { locale: 'en' });
  return [spelled(b, a), spelled(a, b)];
};

const spell = (at: Date, { timeZone }: Clock): string =>
  DateTime.fromJSDate(at, { zone: timeZone }).toFormat('d MMMM yyyy HH:mm', { locale: 'en' });
