/**
 * The queue of runs (and of notices), on pg-boss: job names, payloads, and what happens to a job whose worker died.
 *
 * One job per run, exclusive per mailbox, so one worker owns a mailbox at a time and the governor's
 * per-mailbox budgets need no shared counter. A job is only a reminder to work on a run: everything that
 * must survive is in the ledger, so a job may be handed out again at any moment.
 */
import { sql } from 'drizzle-orm';
import { fromDrizzle, fromPglite, PgBoss } from 'pg-boss';
import type { Database, Db } from '../db/open.ts';
import { letGoOfAll } from '../db/runs.ts';
import type { Log } from '../log.ts';

export interface RunJob {
  runId: number;
  passId: number;
  mailboxId: number;
}

/** A job, and when its turn comes among others. */
export interface QueuedRun extends RunJob {
  projectId: number;
  /** Higher ones are taken first. */
  priority: number;
  /** Mailboxes of the project that run at once, over all workers. */
  atOnce?: number | undefined;
}

/** A notice that goes to some of its project's people, one after the other. */
export interface NoticeJob {
  noticeId: number;
  mailboxIds: number[];
  /** Where to, for each of them: an address that was changed since is not the one that was approved. */
  addresses: string[];
  /** Who said so. */
  personId: number;
  /** Where they said so, to hear the end of it. */
  conversationId?: number | undefined;
  /** Jobs with the same sender wait for each other: its limits are for all of them together. */
  sender: string;
  /** Stands for the words and the sender that were approved: others are not sent under that yes. */
  approved: string;
  /** ISO 8601: the sender has used up its recipients of the day. */
  notBefore?: string | undefined;
}

/** All but `work` and `stop` take part in the caller's transaction: a job exists exactly if the run it belongs to does. */
export interface Queue {
  /** Throws StillBusy when a mailbox's last job is not gone yet. */
  enqueue(tx: Db, runs: QueuedRun[]): Promise<void>;
  /** Takes jobs back, also those that a worker has in hand: it learns from the run that it shall stop. */
  cancel(tx: Db, runIds: number[]): Promise<void>;
  /** Puts back what was taken back. */
  revive(tx: Db, runs: QueuedRun[]): Promise<void>;
  /** Calls `turn` for this pass at that time. */
  wakeAt(tx: Db, passId: number, at: Date): Promise<void>;
  sendNotice(tx: Db, job: NoticeJob): Promise<void>;
  /** Jobs that are not through. */
  openNotices(tx: Db): Promise<NoticeJob[]>;
  /** Starts taking jobs. `handle` resolves: done. It rejects: handed out again after a while. */
  work(options: {
    concurrency: number;
    handle: (job: RunJob, signal: AbortSignal) => Promise<void>;
    abandoned: (job: RunJob) => Promise<void>;
    turn: (passId: number) => Promise<void>;
    notice: (job: NoticeJob, signal: AbortSignal) => Promise<void>;
  }): Promise<void>;
  /** Stops taking jobs; those in hand get their signal aborted and go back to the queue. */
  stop(): Promise<void>;
}

/** A mailbox is still in another worker's hands, for the moment that it takes to let go of it. */
export class StillBusy extends Error {
  override readonly name = 'StillBusy';
}

/** A run's job is found by the run: the id is its number, written as the UUID that pg-boss asks for. */
const jobIdOf = (runId: number): string => `00000000-0000-4000-8000-${runId.toString(16).padStart(12, '0')}`;

const runs = 'runs';
const abandonedRuns = 'abandoned-runs';
const turns = 'turns';
const notices = 'notices';
/** Of different senders. */
const noticesAtOnce = 4;

/** pg-boss limits a group by the name of its tier, and each worker says what the tiers are. */
const mostAtOnce = 200;
const tiers = Object.fromEntries(Array.from({ length: mostAtOnce }, (_, at) => [String(at + 1), at + 1]));

/**
 * A worker is taken for dead after 30 s without a heartbeat (it sends one every 10 s), so its mailboxes go
 * on elsewhere within a minute. A job may run for 23 h before it is handed out again, which costs one look
 * at the ledger; pg-boss allows no more than a day.
 */
const heldOptions = {
  heartbeatSeconds: 30,
  expireInSeconds: 23 * 3600,
  retryLimit: 100,
  retryDelay: 2,
  retryBackoff: true,
  retryDelayMax: 120,
} as const;

export const openQueue = async (database: Database, log: Log): Promise<Queue> => {
  const boss = new PgBoss({
    schema: 'queue',
    ...(database.pglite === undefined
      ? { connectionString: database.url ?? '', max: 4, useListenNotify: true }
      : { db: fromPglite(database.pglite), backend: 'pglite' as const }),
    superviseIntervalSeconds: 10,
    monitorIntervalSeconds: 10,
  });
  boss.on('error', (error) => log.warn({ err: error }, 'the queue had trouble; it goes on'));
  await boss.start();
  await boss.createQueue(abandonedRuns, { policy: 'standard' });
  await boss.createQueue(runs, {
    policy: 'exclusive',
    deadLetter: abandonedRuns,
    notify: true,
    ...heldOptions,
  });
  await boss.createQueue(notices, { policy: 'singleton', ...heldOptions });
  await boss.createQueue(turns, { policy: 'standard', retryLimit: 1000, retryDelay: 5 });
  if (database.pglite !== undefined) {
    await letGoOfAll(database.db);
    for (const name of [runs, notices]) await releaseOrphans(boss, name);
  }
  const stopping = new AbortController();

  return {
    enqueue: async (tx, queued) => {
      const db = inTransaction(tx);
      const insert = async () =>
        (await boss.insert(runs, queued.map(jobOf), { db, returnId: true }))?.length ?? 0;
      let taken = await insert();
      if (taken < queued.length) {
        await dropLeftOvers(boss, db, queued);
        taken += await insert();
      }
      if (taken < queued.length) throw new StillBusy(`the queue took ${taken} of ${queued.length} jobs`);
    },

    cancel: async (tx, runIds) => {
      if (runIds.length > 0) await boss.cancel(runs, runIds.map(jobIdOf), { db: inTransaction(tx) });
    },

    revive: async (tx, queued) => {
      if (queued.length === 0) return;
      const db = inTransaction(tx);
      const ids = queued.map(({ runId }) => jobIdOf(runId));
      await boss.resume(runs, ids, { db });
      // After a week pg-boss has thrown a cancelled job away; one that is there is left as it is.
      await boss.insert(runs, queued.map(jobOf), { db });
    },

    wakeAt: async (tx, passId, at) => {
      await boss.send(turns, { passId }, { startAfter: at, db: inTransaction(tx) });
    },

    sendNotice: async (tx, job) => {
      const { sender: singletonKey, notBefore: startAfter } = job;
      const options = { singletonKey, ...(startAfter === undefined ? {} : { startAfter }) };
      await boss.send(notices, job, { ...options, db: inTransaction(tx) });
    },

    openNotices: async (tx) => {
      const jobs = await boss.findJobs<NoticeJob>(notices, { limit: 100_000, db: inTransaction(tx) });
      return jobs
        .filter(({ state }) => state === 'created' || state === 'retry' || state === 'active')
        .map(({ data }) => data);
    },

    work: async ({ concurrency, handle, abandoned, turn, notice }) => {
      const options = {
        localConcurrency: concurrency,
        pollingIntervalSeconds: 1,
        notifyPollingIntervalSeconds: 5,
        heartbeatRefreshSeconds: 10,
        groupConcurrency: { default: mostAtOnce, tiers },
      };
      await boss.work<RunJob>(runs, options, async ([job]) => {
        if (job !== undefined) await handle(job.data, AbortSignal.any([job.signal, stopping.signal]));
      });
      await boss.work<RunJob>(abandonedRuns, { pollingIntervalSeconds: 5 }, async ([job]) => {
        if (job !== undefined) await abandoned(job.data);
      });
      await boss.work<{ passId: number }>(turns, { pollingIntervalSeconds: 1 }, async ([job]) => {
        if (job !== undefined) await turn(job.data.passId);
      });
      const held = {
        localConcurrency: noticesAtOnce,
        pollingIntervalSeconds: 1,
        heartbeatRefreshSeconds: 10,
      };
      await boss.work<NoticeJob>(notices, held, async ([job]) => {
        if (job !== undefined) await notice(job.data, AbortSignal.any([job.signal, stopping.signal]));
      });
    },

    stop: async () => {
      stopping.abort(new Error('the worker is stopping'));
      await boss.stop({ graceful: true, timeout: 10_000 });
    },
  };
};

const jobOf = ({ runId, passId, mailboxId, projectId, priority, atOnce }: QueuedRun) => ({
  id: jobIdOf(runId),
  data: { runId, passId, mailboxId } satisfies RunJob,
  singletonKey: String(mailboxId),
  priority,
  ...(atOnce === undefined ? {} : { group: { id: String(projectId), tier: String(atOnce) } }),
});

/**
 * A run can be over and its job not: its worker wrote the outcome, lost its connection, and could not say so to the
 * queue, which hands the job out again after up to two minutes. A job that a worker has in hand is left alone.
 */
const dropLeftOvers = async (
  boss: PgBoss,
  db: ReturnType<typeof inTransaction>,
  queued: QueuedRun[],
): Promise<void> => {
  const mailboxes = new Set(queued.map(({ mailboxId }) => mailboxId));
  const ours = new Set(queued.map(({ runId }) => runId));
  const leftOver = await boss.findJobs<RunJob>(runs, { queued: true, limit: 100_000, db });
  const ids = leftOver
    .filter(({ data }) => mailboxes.has(data.mailboxId) && !ours.has(data.runId))
    .map(({ id }) => id);
  if (ids.length > 0) await boss.cancel(runs, ids, { db });
};

/**
 * The embedded database belongs to one process (its folder is locked), so a job that is active when we
 * start belonged to a process that is gone: no need to wait for its heartbeat to run out.
 */
const releaseOrphans = async (boss: PgBoss, name: string): Promise<void> => {
  for (let after: string | undefined; ; ) {
    const page = await boss.findJobs<object>(name, after === undefined ? {} : { after });
    const orphans = page.filter((job) => job.state === 'active').map((job) => job.id);
    if (orphans.length > 0) {
      // Not failed: a process that died again and again would wait longer each time, and in the end be given up.
      await boss.cancel(name, orphans);
      await boss.resume(name, orphans);
    }
    after = page.at(-1)?.id;
    if (after === undefined) return;
  }
};

/** pg-boss asks for a promise of rows; drizzle's raw statement is one, but its type says so only to drizzle. */
const inTransaction = (tx: Db) => fromDrizzle(tx as unknown as Parameters<typeof fromDrizzle>[0], sql);
