/** [pure] May a pass work now, and when does that change? By the clock on the wall in the project's time zone. */
import { IANAZone } from 'luxon';
import type { PassOptions, Window } from '../db/schema.ts';

export interface Turn {
  open: boolean;
  /** When `open` changes next. Null: never. */
  until: Date | null;
}

/**
 * A night in which the clock jumps over the window's beginning opens it at the jump; one that jumps over the
 * whole window has none; one that repeats an hour opens it as often as the wall says so. A window whose ends
 * are the same never closes.
 */
export const turnOf = (
  { startAt, window }: Pick<PassOptions, 'startAt' | 'window'>,
  timeZone: string,
  now: Date,
): Turn => {
  const start = startAt === undefined ? Number.NEGATIVE_INFINITY : Date.parse(startAt);
  const at = Math.max(now.getTime(), start);
  const clock = clockOf(timeZone, window);
  if (now.getTime() < start)
    return { open: false, until: new Date(clock.isOpen(at) ? start : clock.nextChange(at)) };
  return { open: clock.isOpen(at), until: clock.changes ? new Date(clock.nextChange(at)) : null };
};

const minute = 60_000;
const day = 24 * 60 * minute;

const clockOf = (timeZone: string, window: Window | undefined) => {
  // An unknown zone has no offset at all, and nothing would ever change in it.
  const zone = IANAZone.create(IANAZone.isValidZone(timeZone) ? timeZone : 'UTC');
  const [from, to] = window === undefined ? [0, 0] : [timeOfDay(window.from), timeOfDay(window.to)];
  const offset = (at: number): number => zone.offset(at) * minute;
  const wall = (at: number): number => modulo(at + offset(at), day);

  const isOpen = (at: number): boolean => {
    const time = wall(at);
    if (from === to) return true;
    return from < to ? time >= from && time < to : time >= from || time < to;
  };

  /** From edge to edge, and from one change of the zone's offset to the next. */
  const nextChange = (since: number): number => {
    const open = isOpen(since);
    let at = since;
    do {
      const edge = at + Math.min(...[from, to].map((time) => modulo(time - wall(at), day) || day));
      at = offset(edge) === offset(at) ? edge : jumpBetween(at, edge, offset);
    } while (isOpen(at) === open);
    return at;
  };

  return { isOpen, nextChange, changes: from !== to };
};

/** The first millisecond with the later offset. Zones do not change theirs twice in a day. */
const jumpBetween = (before: number, after: number, offset: (at: number) => number): number => {
  let [low, high] = [before, after];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offset(middle) === offset(before)) low = middle;
    else high = middle;
  }
  return high;
};

/** "20:00" -> milliseconds since midnight. */
const timeOfDay = (text: string): number => {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return (hours * 60 + minutes) * minute;
};

const modulo = (value: number, by: number): number => ((value % by) + by) % by;
