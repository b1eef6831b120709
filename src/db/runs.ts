/** Runs and what hangs on them: opening, finishing, and the pass that ends with its last run. */
import { and, eq, exists, inArray, ne, notInArray, sql } from 'drizzle-orm';
import { mayMove, overStates, type RunState, runStates } from '../engine/run-state.ts';
import { settingOutcomes } from './findings-tables.ts';
import { intents, items } from './ledger-tables.ts';
import { useLicences } from './licences.ts';
import type { Db } from './open.ts';
import {
  type CountsByType,
  events,
  folders,
  mailboxes,
  type OptionLine,
  type PassKind,
  type PassOptions,
  type PassState,
  passes,
  projects,
  runs,
  type TrialResult,
  type Verification,
} from './schema.ts';

/**
 * A worker's hold on a run. Every time a run is taken up its attempt is raised, and whatever is written for it
 * names the attempt: a worker that was taken for dead and is not finds nothing to write any more.
 */
export interface Claim {
  runId: number;
  attempt: number;
}

/** The run is another worker's, or waits for this one to let go of it: stop, and touch nothing. */
export class RunTaken extends Error {
  override readonly name = 'RunTaken';
  constructor() {
    super('the run was taken up by another worker');
  }
}

/** Everything a worker needs to know before it starts. */
export interface OpenedRun extends Claim {
  passId: number;
  projectId: number;
  kind: PassKind;
  mailbox: typeof mailboxes.$inferSelect;
  sourceEndpointId: number;
  destinationEndpointId: number;
  options: PassOptions;
  projectOptions: OptionLine[];
  /** What was approved: absent, no copy may be deleted because its item was. */
  mostDeletes: number | undefined;
  timeZone: string;
}

/**
 * Marks the run as running and answers what it is about. Null: there is nothing to do now (it is over or paused,
 * or its pass was stopped while it waited). A string says why it must be asked again later. Safe to call again for a
 * run whose worker died.
 */
export const openRun = (
  db: Db,
  runId: number,
  mostAtOnce: (options: OptionLine[]) => number | undefined,
): Promise<OpenedRun | null | 'held' | 'as many run as may'> =>
  db.transaction(async (tx) => {
    const [found] = await tx
      .select({ run: runs, pass: passColumns, mailbox: mailboxes, project: projects })
      .from(runs)
      .innerJoin(passes, eq(passes.id, runs.passId))
      .innerJoin(mailboxes, eq(mailboxes.id, runs.mailboxId))
      .innerJoin(projects, eq(projects.id, passes.projectId))
      .where(eq(runs.id, runId))
      .for('update', { of: runs });
    // Paused, or over: a job that was on its way is nobody's any more.
    if (found === undefined || !['queued', 'running'].includes(found.run.state)) return null;
    const { run, pass, mailbox, project } = found;
    if (project.sourceEndpointId === null || project.destinationEndpointId === null) return null;
    // The mailbox's row is the lock: of two runs of one mailbox that are opened at once, one sees the other's hold.
    await tx.select({ id: mailboxes.id }).from(mailboxes).where(eq(mailboxes.id, mailbox.id)).for('update');
    if (await isInHand(tx, mailbox.id)) return 'held';
    const most = mostAtOnce(project.options);
    if (most !== undefined && (await othersRunning(tx, project.id, runId)) >= most)
      return 'as many run as may';
    const attempt = run.attempt + 1;
    await tx
      .update(runs)
      .set({
        state: 'running',
        attempt,
        held: true,
        startedAt: run.startedAt ?? sql`now()`,
        heardAt: sql`now()`,
        waitedSeconds: sql`${runs.waitedSeconds} + coalesce(extract(epoch from now() - ${runs.heardAt}), 0)::int`,
        waitsFor: null,
      })
      .where(eq(runs.id, runId));
    if (run.startedAt === null) {
      await tx.insert(events).values({ projectId: project.id, passId: pass.id, runId, kind: 'run.started' });
    }
    return {
      runId,
      attempt,
      passId: pass.id,
      projectId: project.id,
      kind: pass.kind,
      mailbox,
      sourceEndpointId: project.sourceEndpointId,
      destinationEndpointId: project.destinationEndpointId,
      options: pass.options,
      projectOptions: project.options,
      mostDeletes: pass.mostDeletes ?? undefined,
      timeZone: project.timeZone,
    };
  });

/**
 * A pass that is paused and resumed, or stopped and followed by another, has work for its mailbox before the worker
 * that had it in hand has learnt of it. Two of them would each send what the other is just sending. One that has not
 * been heard for so long is dead, or has stopped sending by itself.
 */
const isInHand = async (tx: Db, mailboxId: number): Promise<boolean> => {
  const [row] = await tx
    .select({ id: runs.id })
    .from(runs)
    .where(
      and(
        eq(runs.mailboxId, mailboxId),
        eq(runs.held, true),
        sql`${runs.heardAt} > now() - ${`${silentForSeconds} seconds`}::interval`,
      ),
    )
    .limit(1);
  return row !== undefined;
};
/** More than the 15 seconds, and a look every two, after which a worker without the database sends nothing more. */
const silentForSeconds = 20;

/** Nothing of the run is on its way any more. */
export const letGo = async (db: Db, claim: Claim): Promise<void> => {
  await db.update(runs).set({ held: false }).where(isHeld(claim));
};

/** Whoever held a run in an embedded database is gone: its folder belongs to one process at a time. */
export const letGoOfAll = async (db: Db): Promise<void> => {
  await db.update(runs).set({ held: false }).where(eq(runs.held, true));
};

/** Of a plan only what concerns every mailbox: the list of ten thousand is megabytes, and each of them asks. */
const passColumns = {
  id: passes.id,
  kind: passes.kind,
  options: sql<PassOptions>`${passes.plan} -> 'options'`,
  mostDeletes: sql<number | null>`${passes.plan} -> 'mostDeletes'`,
};

/** The queue counts, too, but of two workers that ask it at once each may see a place. */
const othersRunning = async (tx: Db, projectId: number, runId: number): Promise<number> => {
  await tx.select({ id: projects.id }).from(projects).where(eq(projects.id, projectId)).for('update');
  const [row] = await tx
    .select({ count: sql<number>`count(*)`.mapWith(Number) })
    .from(runs)
    .innerJoin(passes, eq(passes.id, runs.passId))
    .where(and(eq(passes.projectId, projectId), eq(runs.state, 'running'), ne(runs.id, runId)));
  return row?.count ?? 0;
};

const isHeld = ({ runId, attempt }: Claim) => and(eq(runs.id, runId), eq(runs.attempt, attempt));

/** Is the run still ours, and is its pass still at work? Notes what the run waits for, and how long it waited since. */
export const keepHold = async (
  db: Db,
  claim: Claim & { passId: number },
  waitsFor: string | null,
  waitedSeconds: number,
): Promise<PassState | 'taken'> => {
  const held = await db
    .update(runs)
    .set({
      waitsFor,
      waitedSeconds: sql`${runs.waitedSeconds} + ${waitedSeconds}::int`,
      heardAt: sql`now()`,
    })
    .where(isHeld(claim))
    .returning({ state: runs.state });
  // Queued: the pass was paused and resumed, and the run's next worker waits until this one lets go.
  if (held[0] === undefined || held[0].state === 'queued') return 'taken';
  const [pass] = await db.select({ state: passes.state }).from(passes).where(eq(passes.id, claim.passId));
  return pass?.state ?? 'taken';
};

/** A worker that stops politely hands its run back. */
export const requeueRun = async (db: Db, claim: Claim, waitsFor: string | null): Promise<void> => {
  await db
    .update(runs)
    .set({ state: 'queued', waitsFor })
    .where(and(isHeld(claim), eq(runs.state, 'running')));
};

export interface RunEnd {
  state: Extract<RunState, 'completed' | 'completed with errors' | 'failed' | 'stopped'>;
  problem?: string;
  byType?: CountsByType;
  unchanged?: number;
  filtered?: number;
  trial?: TrialResult;
}

/**
 * Ends a run, and its pass with the last one. Idempotent: a run that is over, or another worker's, stays as it
 * is. The pass row is locked first, so that two runs ending at once agree on which of them was the last.
 */
export const finishRun = (
  db: Db,
  { runId, attempt }: { runId: number; attempt?: number },
  end: RunEnd,
): Promise<void> =>
  db.transaction(async (tx) => {
    const [run] = await tx.select({ passId: runs.passId }).from(runs).where(eq(runs.id, runId));
    if (run === undefined) return;
    const [pass] = await tx.select().from(passes).where(eq(passes.id, run.passId)).for('update');
    if (pass === undefined) return;
    const changed = await tx
      .update(runs)
      .set({
        state: end.state,
        problem: end.problem ?? null,
        waitsFor: null,
        finishedAt: sql`now()`,
        ...(end.byType === undefined ? {} : { byType: end.byType }),
        ...(end.unchanged === undefined ? {} : { unchanged: end.unchanged }),
        ...(end.filtered === undefined ? {} : { filtered: end.filtered }),
        ...(end.trial === undefined ? {} : { trial: end.trial }),
      })
      .where(
        and(
          eq(runs.id, runId),
          attempt === undefined ? undefined : eq(runs.attempt, attempt),
          inArray(
            runs.state,
            runStates.filter((from) => mayMove(from, end.state)),
          ),
        ),
      )
      .returning({ id: runs.id });
    if (changed.length === 0) return;
    await useLicences(tx, [runId]);
    const about = { projectId: pass.projectId, passId: pass.id };
    await tx.insert(events).values({
      ...about,
      runId,
      kind: 'run.finished',
      data: { state: end.state, problem: end.problem ?? null },
    });
    await finishPassIfOver(tx, pass);
  });

/** Ends the pass when none of its runs has work left. The caller holds the pass row's lock. */
export const finishPassIfOver = async (
  tx: Db,
  pass: { id: number; projectId: number; state: PassState },
): Promise<void> => {
  const [open] = await tx
    .select({ id: runs.id })
    .from(runs)
    .where(and(eq(runs.passId, pass.id), notInArray(runs.state, overStates)))
    .limit(1);
  if (open !== undefined) return;
  const state = pass.state === 'stopped' ? 'stopped' : 'finished';
  await tx.update(passes).set({ state, finishedAt: sql`now()` }).where(eq(passes.id, pass.id));
  await tx
    .insert(events)
    .values({ projectId: pass.projectId, passId: pass.id, kind: 'pass.finished', data: { state } });
};

/**
 * What verification found: kept with the mailbox, because plans are made from it. The ledger is about two
 * certain mailboxes; where an address leads to another one than before, it is forgotten. Answers how many
 * items were.
 */
export const recordVerification = (
  db: Db,
  mailboxId: number,
  found: Verification & {
    sourceMailboxId: string | null;
    destinationMailboxId: string | null;
    /** Null: not told. */
    purpose: string | null;
  },
): Promise<number> =>
  db.transaction(async (tx) => {
    const { sourceMailboxId, destinationMailboxId, purpose, ...verification } = found;
    const [before] = await tx.select().from(mailboxes).where(eq(mailboxes.id, mailboxId)).for('update');
    const isAnother =
      differ(before?.sourceMailboxId, sourceMailboxId) ||
      differ(before?.destinationMailboxId, destinationMailboxId);
    const forgotten = isAnother
      ? await tx.delete(items).where(eq(items.mailboxId, mailboxId)).returning({ key: items.itemKey })
      : [];
    if (isAnother) await tx.delete(intents).where(eq(intents.mailboxId, mailboxId));
    if (isAnother) await tx.delete(folders).where(eq(folders.mailboxId, mailboxId));
    if (isAnother) await tx.delete(settingOutcomes).where(eq(settingOutcomes.mailboxId, mailboxId));
    const [last] = await tx
      .select({ id: sql<number>`coalesce(max(${runs.id}), 0)`.mapWith(Number) })
      .from(runs)
      .where(eq(runs.mailboxId, mailboxId));
    await tx
      .update(mailboxes)
      .set({
        verification,
        verifiedAt: sql`now()`,
        purpose: purpose ?? before?.purpose ?? null,
        ...(isAnother ? { forgottenRun: last?.id ?? 0 } : {}),
        // A mailbox that cannot be found today is still the one the ledger is about.
        sourceMailboxId: sourceMailboxId ?? before?.sourceMailboxId ?? null,
        destinationMailboxId: destinationMailboxId ?? before?.destinationMailboxId ?? null,
      })
      .where(eq(mailboxes.id, mailboxId));
    return forgotten.length;
  });

const differ = (before: string | null | undefined, now: string | null): boolean =>
  before != null && now !== null && before !== now;

/** Where each source folder's items go, remembered with the delta token of the last pass. */
export const foldersOf = (db: Db, mailboxId: number): Promise<(typeof folders.$inferSelect)[]> =>
  db.select().from(folders).where(eq(folders.mailboxId, mailboxId));

export const rememberFolder = async (
  db: Db,
  folder: { mailboxId: number; sourceId: string; destinationId: string; path: string },
): Promise<typeof folders.$inferSelect> => {
  const [row] = await db
    .insert(folders)
    .values(folder)
    .onConflictDoUpdate({
      target: [folders.mailboxId, folders.sourceId],
      set: { destinationId: folder.destinationId, path: folder.path },
    })
    .returning();
  if (row === undefined) throw new Error('remembering a folder: no row came back');
  return row;
};

/** Throws RunTaken. */
export const keepDeltaToken = async (
  db: Db,
  claim: Claim,
  folderId: number,
  token: string | null,
): Promise<void> => {
  const kept = await db
    .update(folders)
    .set({ deltaToken: token })
    .where(and(eq(folders.id, folderId), exists(db.select({ one: sql`1` }).from(runs).where(isHeld(claim)))))
    .returning({ id: folders.id });
  if (kept.length === 0) throw new RunTaken();
};

/** The folder of a trial is known before anything is put into it. Throws RunTaken. */
export const noteTrial = async (db: Db, claim: Claim, trial: TrialResult): Promise<void> => {
  const noted = await db.update(runs).set({ trial }).where(isHeld(claim)).returning({ id: runs.id });
  if (noted.length === 0) throw new RunTaken();
};

export const trialOf = async (db: Db, passId: number, mailboxId: number): Promise<TrialResult | null> => {
  const [run] = await db
    .select({ trial: runs.trial })
    .from(runs)
    .where(and(eq(runs.passId, passId), eq(runs.mailboxId, mailboxId)));
  return run?.trial ?? null;
};

export const noteTrialRemoved = async (db: Db, passId: number, mailboxId: number): Promise<void> => {
  await db
    .update(runs)
    .set({ trial: sql`${runs.trial} || '{"removed": true}'::jsonb` })
    .where(and(eq(runs.passId, passId), eq(runs.mailboxId, mailboxId)));
};
