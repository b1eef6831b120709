/** [pure] When a conversation is quiet, and when its daily summary is due: by the clock on the wall in its project's zone. */
import { DateTime } from 'luxon';
import type { Window } from '../../db/schema.ts';
import { turnOf } from '../../engine/schedule.ts';

export const isQuiet = (quiet: Window | null, timeZone: string, now: Date): boolean =>
  quiet !== null && turnOf({ window: quiet }, timeZone, now).open;

/** Has the time of day come at which a summary is posted, since `last`: when one was posted, or they were asked for? */
export const isDue = (digestAt: string, timeZone: string, last: Date, now: Date): boolean => {
  const [hour = 0, minute = 0] = digestAt.split(':').map(Number);
  const local = DateTime.fromJSDate(now).setZone(timeZone);
  const today = (local.isValid ? local : DateTime.fromJSDate(now).setZone('UTC')).set({
    hour,
    minute,
    second: 0,
    millisecond: 0,
  });
  const latest = today.toMillis() > now.getTime() ? today.minus({ days: 1 }) : today;
  return latest.toMillis() > last.getTime();
};
