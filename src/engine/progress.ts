/** [pure] A pass's progress from the sums of its runs: counts, rates, and when it will be done. */
import type { PassKind, PassState, SettingCounts } from '../db/schema.ts';
import { looksOnly } from './policy.ts';
import { overStates, type RunState, runStates } from './run-state.ts';
import { type MailboxTime, type OpenRun, paceOf, type TimeLeft, timeLeftOf } from './time-left.ts';

export interface Progress {
  runs: Record<RunState, number>;
  mailboxes: number;
  items: {
    planned: number;
    copied: number;
    updated: number;
    unchanged: number;
    skipped: number;
    failed: number;
    deleted: number;
    filtered: number;
    /** Copied with mapped addresses; and with those they had, because they could not be changed safely. */
    addressesMapped: number;
    addressesKept: number;
  };
  /** What is not an item; all of it 0 where the pass carries none. */
  settings: SettingCounts;
  bytes: { planned: number; moved: number };
  itemsPerSecond: number;
  bytesPerSecond: number;
  /** Null: not running, or too early to say. */
  etaSeconds: number | null;
  /** Which limit decides that, as people say it. */
  boundBy: string | null;
  /** Mailboxes that are moved now, the one that takes longest first. */
  running: MailboxTime[];
  waitsFor: string | null;
  startedAt: Date | null;
  elapsedSeconds: number;
}

export interface RunSum {
  state: RunState;
  runs: number;
  plannedItems: number;
  plannedBytes: number;
  copied: number;
  updated: number;
  unchanged: number;
  skipped: number;
  failed: number;
  deleted: number;
  filtered: number;
  addressesMapped: number;
  addressesKept: number;
  settingsCopied: number;
  settingsUnchanged: number;
  settingsSkipped: number;
  settingsFailed: number;
  bytes: number;
  /** Without what they waited. */
  workedSeconds: number;
  /** Running ones whose worker has not been heard of for a minute. */
  silent: number;
  startedAt: Date | null;
  waitsFor: string | null;
}

interface PassFacts {
  kind: PassKind;
  state: PassState;
  /** When it was approved, or asked for if nobody had to. */
  begunAt: Date;
  finishedAt: Date | null;
  plan: { mailboxes: { length: number }; items: number; bytes: number };
  /** What the project allows each mailbox. */
  bytesPerSecond?: number | undefined;
}

export const progressOf = (sums: RunSum[], open: OpenRun[], pass: PassFacts, now = new Date()): Progress => {
  const sum = (of: (one: RunSum) => number) => sums.reduce((total, one) => total + of(one), 0);
  const starts = sums.flatMap((one) =>
    one.startedAt === null || one.startedAt.getTime() === 0 ? [] : one.startedAt.getTime(),
  );
  const startedAt = starts.length === 0 ? null : new Date(Math.min(...starts));
  const end = pass.finishedAt ?? now;
  const elapsedSeconds = startedAt === null ? 0 : Math.max(0, (end.getTime() - startedAt.getTime()) / 1000);
  const items = {
    planned: pass.plan.items,
    copied: sum((one) => one.copied),
    updated: sum((one) => one.updated),
    unchanged: sum((one) => one.unchanged),
    skipped: sum((one) => one.skipped),
    failed: sum((one) => one.failed),
    deleted: sum((one) => one.deleted),
    filtered: sum((one) => one.filtered),
    addressesMapped: sum((one) => one.addressesMapped),
    addressesKept: sum((one) => one.addressesKept),
  };
  const moved = sum((one) => one.bytes);
  const perSecond = (amount: number) => (elapsedSeconds > 0 ? amount / elapsedSeconds : 0);
  const itemsPerSecond = perSecond(items.copied + items.updated);
  const done = items.copied + items.updated + items.skipped + items.failed;
  const pace = paceOf(
    done,
    sum((one) => one.workedSeconds),
  );
  const left =
    pass.finishedAt !== null
      ? null
      : looksOnly(pass.kind)
        ? timeToVerify(sums, elapsedSeconds)
        : timeLeftOf(open, pace, pass.bytesPerSecond);
  return {
    runs: Object.fromEntries(
      runStates.map((state) => [
        state,
        sums.filter((one) => one.state === state).reduce((n, one) => n + one.runs, 0),
      ]),
    ) as Record<RunState, number>,
    mailboxes: sums.length === 0 ? pass.plan.mailboxes.length : sum((one) => one.runs),
    items,
    settings: {
      copied: sum((one) => one.settingsCopied),
      unchanged: sum((one) => one.settingsUnchanged),
      skipped: sum((one) => one.settingsSkipped),
      failed: sum((one) => one.settingsFailed),
    },
    bytes: { planned: pass.plan.bytes, moved },
    itemsPerSecond,
    bytesPerSecond: perSecond(moved),
    etaSeconds: left === null ? null : Math.ceil(left.seconds),
    boundBy: left?.boundBy ?? null,
    running: left?.running ?? [],
    waitsFor: pass.finishedAt === null ? waiting(sums, pass, now) : null,
    startedAt,
    elapsedSeconds,
  };
};

/** What moves nothing: its mailboxes take about as long as each other. */
const timeToVerify = (sums: RunSum[], elapsedSeconds: number): TimeLeft | null => {
  const count = (isCounted: (state: RunState) => boolean) =>
    sums.filter(({ state }) => isCounted(state)).reduce((n, { runs }) => n + runs, 0);
  const over = count((state) => overStates.includes(state));
  return over === 0 || elapsedSeconds < 3
    ? null
    : {
        seconds: (count((state) => !overStates.includes(state)) * elapsedSeconds) / over,
        boundBy: null,
        running: [],
      };
};

/** What the pass waits for: Microsoft, or a worker. */
const waiting = (sums: RunSum[], { state, begunAt }: PassFacts, now: Date): string | null => {
  const silent = sums.reduce((n, one) => n + one.silent, 0);
  if (silent > 0)
    return `The worker of ${silent} ${silent === 1 ? 'mailbox' : 'mailboxes'} has not been heard of for a minute. Another one goes on from the ledger; if none does, look whether a worker is running.`;
  const isIdle = state === 'running' && sums.every((one) => one.state !== 'running' || one.runs === 0);
  const queued = sums.filter((one) => one.state === 'queued');
  if (isIdle && queued.length > 0 && now.getTime() - begunAt.getTime() > 60_000)
    return (
      queued.find((one) => one.waitsFor !== null)?.waitsFor ??
      'No worker has taken up any of these mailboxes yet. Look whether a worker is running.'
    );
  return sums.find((one) => one.waitsFor !== null)?.waitsFor ?? null;
};
