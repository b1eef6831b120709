/** [pure] When a pass and each of its mailboxes will be done, from what they did so far and what Microsoft allows. */
import { type Estimate, type Pace, timeOf } from './pace.ts';
import type { RunState } from './run-state.ts';

/** A run that is not over. */
export interface OpenRun {
  state: RunState;
  source: string;
  plannedItems: number;
  plannedBytes: number;
  /** Items that have their outcome. */
  done: number;
  /** Of the streams that were sent, and what Exchange reported for the same items. */
  bytes: number;
  reportedBytes: number;
  /** Without what it waited. */
  workedSeconds: number;
  elapsedSeconds: number;
}

export interface MailboxTime extends Estimate {
  source: string;
  done: number;
  planned: number;
}

export interface TimeLeft {
  seconds: number;
  boundBy: string | null;
  /** Of the mailboxes that are moved now, the longest first. */
  running: MailboxTime[];
}

/** How fast a mailbox of the pass was on average, while nothing made it wait; null: too early to say. */
export const paceOf = (done: number, workedSeconds: number): number | null =>
  // The first seconds are folders and listings: a rate from them would promise days.
  done > 0 && workedSeconds >= 3 ? done / workedSeconds : null;

/** The time that is left of a pass. Null while nothing runs, and before anything was measured. */
export const timeLeftOf = (
  open: OpenRun[],
  average: number | null,
  bytesPerSecond: number | undefined,
): TimeLeft | null => {
  const atWork = open.filter(({ state }) => state === 'running');
  if (atWork.length === 0 || average === null) return null;
  const running = atWork
    .map((run) => mailboxTime(run, { itemsPerSecond: ownPace(run) ?? average, bytesPerSecond }))
    .sort((a, b) => b.seconds - a.seconds);
  // The others follow in their order, each where a place becomes free first.
  const places = running.map(({ seconds, boundBy }): Estimate => ({ seconds, boundBy }));
  const queued = open.filter(({ state }) => state !== 'running');
  for (const run of queued) {
    const { seconds, boundBy } = mailboxTime(run, { itemsPerSecond: average, bytesPerSecond });
    const free = places.reduce((first, place) => (place.seconds < first.seconds ? place : first));
    free.seconds += seconds;
    free.boundBy = boundBy;
  }
  const last = places.reduce((a, b) => (b.seconds > a.seconds ? b : a));
  const others = queued.length === 0 ? '' : `${mailboxesAtOnce(running.length)} at once, and `;
  return { seconds: last.seconds, boundBy: `${others}${last.boundBy}`, running };
};

const mailboxesAtOnce = (count: number): string => (count === 1 ? 'one mailbox' : `${count} mailboxes`);

/** Its own once that says something; folders and listings come first, and a few items are chance. */
const ownPace = ({ done, plannedItems, workedSeconds }: OpenRun): number | null =>
  done >= Math.min(50, plannedItems / 10) ? paceOf(done, workedSeconds) : null;

const mailboxTime = (run: OpenRun, pace: Pace): MailboxTime => {
  const planned = Math.max(run.plannedItems, run.done);
  // Exchange's sizes are too small by about the same factor all through a mailbox.
  const factor = run.reportedBytes === 0 ? 1 : run.bytes / run.reportedBytes;
  const left = Math.max(0, run.plannedBytes - run.reportedBytes) * factor;
  const { seconds, boundBy } = timeOf({ items: planned, bytes: run.bytes + left }, pace, run);
  return { source: run.source, done: run.done, planned, seconds, boundBy };
};
