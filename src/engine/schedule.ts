/** [pure] May a pass work now, and when does that change? Its hours are times of day where the project is. */
import { DateTime } from 'luxon';
import type { PassOptions } from '../db/schema.ts';

export interface Turn {
  open: boolean;
  /** When that changes; null: never. */
  until: Date | null;
}

export const turnOf = (
  { startAt, window }: Pick<PassOptions, 'startAt' | 'window'>,
  timeZone: string,
  now: Date,
): Turn => {
  const start = startAt === undefined ? null : new Date(startAt);
  if (start !== null && now < start) {
    const then = turnOf(window === undefined ? {} : { window }, timeZone, start);
    return { open: false, until: then.open ? start : then.until };
  }
  if (window === undefined) return { open: true, until: null };
  const edges = [-1, 0, 1, 2].flatMap((day) => [
    { at: clockTime(window.from, timeZone, now, day), opens: true },
    { at: clockTime(window.to, timeZone, now, day), opens: false },
  ]);
  edges.sort((a, b) => a.at - b.at || Number(a.opens) - Number(b.opens));
  const last = edges.findLast(({ at }) => at <= now.getTime());
  const open = last?.opens ?? false;
  const next = edges.find(({ at, opens }) => at > now.getTime() && opens !== open);
  return { open, until: next === undefined ? null : new Date(next.at) };
};

/**
 * That time of day, so many days from now. In the night that has no 02:30, it is 03:30; in the night that has two,
 * it is the first.
 */
const clockTime = (time: string, zone: string, now: Date, day: number): number => {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return DateTime.fromJSDate(now, { zone })
    .startOf('day')
    .plus({ days: day })
    .set({ hour, minute })
    .toMillis();
};
