/** Passes as they are asked for and decided. Running them is runs.ts. */
import { and, desc, eq, gt, inArray, isNotNull, isNull, ne, notInArray, or, sql } from 'drizzle-orm';
import { overStates, type RunState } from '../engine/run-state.ts';
import { items } from './ledger-tables.ts';
import { useLicences } from './licences.ts';
import type { Db } from './open.ts';
import {
  endpoints,
  mailboxes,
  members,
  type PassKind,
  type PassState,
  passes,
  people,
  projects,
  runs,
} from './schema.ts';
import { seenBy, type Viewer } from './seen.ts';

export type PassRow = typeof passes.$inferSelect;
export type ProjectRow = typeof projects.$inferSelect;

export const projectIn = async (db: Db, who: Viewer, id: number): Promise<ProjectRow | undefined> => {
  const [row] = await db
    .select()
    .from(projects)
    .where(and(eq(projects.id, id), seenBy(db, who)));
  return row;
};

/** Locked: of two clicks at once, the second sees what the first decided. */
export const lockPass = async (
  tx: Db,
  who: Viewer,
  id: number,
): Promise<{ pass: PassRow; project: ProjectRow } | undefined> => {
  const [row] = await tx
    .select({ pass: passes, project: projects })
    .from(passes)
    .innerJoin(projects, eq(projects.id, passes.projectId))
    .where(and(eq(passes.id, id), seenBy(tx, who)))
    .for('update', { of: passes });
  return row;
};

export const mailboxesOf = (db: Db, projectId: number): Promise<(typeof mailboxes.$inferSelect)[]> =>
  db.select().from(mailboxes).where(eq(mailboxes.projectId, projectId)).orderBy(mailboxes.id);

export const endpointsOf = (db: Db, ids: number[]): Promise<(typeof endpoints.$inferSelect)[]> =>
  db.select().from(endpoints).where(inArray(endpoints.id, ids));

/** Mailboxes of the project that are in a pass which is not over. */
export const busyIn = (db: Db, projectId: number): Promise<{ mailboxId: number; passId: number }[]> =>
  db
    .select({ mailboxId: runs.mailboxId, passId: runs.passId })
    .from(runs)
    .innerJoin(passes, eq(passes.id, runs.passId))
    .where(and(eq(passes.projectId, projectId), notInArray(runs.state, overStates)));

/** Items per second and mailbox of the project's earlier runs, while nothing made them wait. */
export const measuredRate = async (db: Db, projectId: number): Promise<number | undefined> => {
  const [row] = await db
    .select({
      items: sql<number>`coalesce(sum(${runs.copied} + ${runs.updated}), 0)`.mapWith(Number),
      seconds:
        sql<number>`coalesce(sum(extract(epoch from ${runs.finishedAt} - ${runs.startedAt}) - ${runs.waitedSeconds}), 0)`.mapWith(
          Number,
        ),
    })
    .from(runs)
    .innerJoin(passes, eq(passes.id, runs.passId))
    .where(
      and(
        eq(passes.projectId, projectId),
        inArray(passes.kind, ['full', 'prestage']),
        inArray(runs.state, ['completed', 'completed with errors']),
      ),
    );
  // Fewer items than this say more about start-up than about speed.
  return row === undefined || row.items < 500 || row.seconds <= 0 ? undefined : row.items / row.seconds;
};

/** What earlier passes copied of each mailbox, by their own count; bytes as Exchange reports them. */
export const copiedBefore = async (
  db: Db,
  projectId: number,
): Promise<Map<number, { items: number; bytes: number }>> => {
  const rows = await db
    .select({
      mailboxId: runs.mailboxId,
      items: sql<number>`sum(${runs.copied})`.mapWith(Number),
      bytes: sql<number>`sum(${runs.reportedBytes})`.mapWith(Number),
    })
    .from(runs)
    .innerJoin(mailboxes, eq(mailboxes.id, runs.mailboxId))
    .where(and(eq(mailboxes.projectId, projectId), gt(runs.id, mailboxes.forgottenRun)))
    .groupBy(runs.mailboxId);
  return new Map(rows.map(({ mailboxId, ...copied }) => [mailboxId, copied]));
};

const movingKinds: PassKind[] = ['trial', 'prestage', 'full', 'retry'];

/** How the last pass that moved something of each mailbox ended. A trial into a folder of its own is none. */
export const lastMoves = (
  db: Db,
  projectId: number,
): Promise<{ mailboxId: number; passId: number; state: RunState }[]> =>
  db
    .selectDistinctOn([runs.mailboxId], { mailboxId: runs.mailboxId, passId: runs.passId, state: runs.state })
    .from(runs)
    .innerJoin(passes, eq(passes.id, runs.passId))
    .where(
      and(
        eq(passes.projectId, projectId),
        inArray(passes.kind, movingKinds),
        sql`not (${passes.plan}->'options' ?| array['into', 'removes'])`,
        isNotNull(runs.startedAt),
      ),
    )
    .orderBy(runs.mailboxId, desc(runs.id));

/** The mailboxes whose folder of this trial is still there. */
export const trialFolders = async (db: Db, projectId: number, passId: number): Promise<Set<number>> => {
  const rows = await db
    .select({ mailboxId: runs.mailboxId })
    .from(runs)
    .innerJoin(passes, eq(passes.id, runs.passId))
    .where(
      and(
        eq(passes.projectId, projectId),
        eq(runs.passId, passId),
        sql`${runs.trial} is not null and ${runs.trial}->>'removed' is null`,
      ),
    );
  return new Set(rows.map(({ mailboxId }) => mailboxId));
};

/** Items of each mailbox whose last try failed. */
export const failedItems = async (
  db: Db,
  projectId: number,
): Promise<Map<number, { items: number; bytes: number }>> => {
  const rows = await db
    .select({
      mailboxId: items.mailboxId,
      items: sql<number>`count(*)`.mapWith(Number),
      bytes: sql<number>`sum(${items.size})`.mapWith(Number),
    })
    .from(items)
    .innerJoin(mailboxes, eq(mailboxes.id, items.mailboxId))
    .where(and(eq(mailboxes.projectId, projectId), eq(items.outcome, 'failed')))
    .groupBy(items.mailboxId);
  return new Map(rows.map(({ mailboxId, ...failed }) => [mailboxId, failed]));
};

export const nameOf = async (db: Db, personId: number | null): Promise<string> => {
  if (personId === null) return 'somebody';
  const [row] = await db.select({ name: people.name }).from(people).where(eq(people.id, personId));
  return row?.name ?? 'somebody';
};

export const setPassState = async (
  tx: Db,
  id: number,
  state: PassState,
  decided: { by: number; reason?: string } | null,
): Promise<void> => {
  const decision =
    decided === null ? {} : { decidedBy: decided.by, decidedAt: sql`now()`, reason: decided.reason ?? null };
  await tx
    .update(passes)
    .set({ state, ...decision })
    .where(eq(passes.id, id));
};

export const setReminded = async (tx: Db, id: number): Promise<void> => {
  await tx.update(passes).set({ remindedAt: sql`now()` }).where(eq(passes.id, id));
};

/** As if nobody had decided yet. */
export const takeBackApproval = async (tx: Db, id: number, state: 'asked' | 'stopped'): Promise<void> => {
  await tx
    .update(passes)
    .set({
      state,
      approvals: [],
      decidedBy: null,
      decidedAt: null,
      ...(state === 'stopped' ? { finishedAt: sql`now()` } : {}),
    })
    .where(eq(passes.id, id));
};

/** Of those who approved, the ones who may still do so. */
export const stillApprovers = async (
  tx: Db,
  workgroupId: number,
  approvals: PassRow['approvals'],
): Promise<PassRow['approvals']> => {
  const rows = await tx
    .select({ id: members.personId })
    .from(members)
    .where(and(eq(members.workgroupId, workgroupId), inArray(members.role, ['approver', 'owner'])));
  const may = new Set(rows.map(({ id }) => id));
  return approvals.filter(({ id }) => may.has(id));
};

export const addApproval = async (tx: Db, id: number, approvals: PassRow['approvals']): Promise<void> => {
  await tx.update(passes).set({ approvals }).where(eq(passes.id, id));
};

/** For the clock, which acts for nobody in particular. */
export const lockPassAnywhere = async (
  tx: Db,
  id: number,
): Promise<{ pass: PassRow; project: ProjectRow } | undefined> => {
  const [row] = await tx
    .select({ pass: passes, project: projects })
    .from(passes)
    .innerJoin(projects, eq(projects.id, passes.projectId))
    .where(eq(passes.id, id))
    .for('update', { of: passes });
  return row;
};

/** One run per planned mailbox. */
export const createRuns = async (tx: Db, pass: PassRow, state: 'queued' | 'waiting'): Promise<void> => {
  // 1,000 rows are 5,000 parameters, far below PostgreSQL's 65,535.
  for (let at = 0; at < pass.plan.mailboxes.length; at += 1_000) {
    const rows = pass.plan.mailboxes.slice(at, at + 1_000).map(({ mailboxId, items, bytes }) => ({
      passId: pass.id,
      mailboxId,
      state,
      plannedItems: items,
      plannedBytes: bytes,
    }));
    await tx.insert(runs).values(rows);
  }
};

/** Has any run of the pass been taken up, or ended? One that rests after a pause looks like one that never began. */
export const hasBegun = async (tx: Db, passId: number): Promise<boolean> =>
  (await tx.$count(
    runs,
    and(
      eq(runs.passId, passId),
      or(ne(runs.state, 'waiting'), isNotNull(runs.startedAt), gt(runs.attempt, 0)),
    ),
  )) > 0;

/** Of a pass that has not begun: what a run has done is never dropped. */
export const dropRuns = async (tx: Db, passId: number): Promise<void> => {
  await tx
    .delete(runs)
    .where(and(eq(runs.passId, passId), eq(runs.state, 'waiting'), isNull(runs.startedAt)));
};

/** The runs of a pass that are not over, the most urgent first. */
export const openRunsOf = (
  tx: Db,
  passId: number,
): Promise<{ runId: number; mailboxId: number; state: RunState; priority: number }[]> =>
  tx
    .select({
      runId: runs.id,
      mailboxId: runs.mailboxId,
      state: runs.state,
      priority: mailboxes.priority,
    })
    .from(runs)
    .innerJoin(mailboxes, eq(mailboxes.id, runs.mailboxId))
    .where(and(eq(runs.passId, passId), notInArray(runs.state, overStates)))
    .orderBy(desc(mailboxes.priority), runs.id);

/**
 * Moves all runs that are not over: `queued`; `resting`, which is `waiting` for those that never began and `paused`
 * for the others; or `stopped`, except the running ones, whose workers end them when the batch in hand is through.
 */
export const setOpenRuns = async (
  tx: Db,
  passId: number,
  to: 'queued' | 'resting' | 'stopped',
): Promise<void> => {
  const open = and(eq(runs.passId, passId), notInArray(runs.state, overStates));
  if (to === 'stopped') {
    const ended = await tx
      .update(runs)
      .set({ state: 'stopped', waitsFor: null, finishedAt: sql`now()` })
      .where(and(open, ne(runs.state, 'running')))
      .returning({ id: runs.id, startedAt: runs.startedAt });
    await useLicences(
      tx,
      ended.flatMap(({ id, startedAt }) => (startedAt === null ? [] : [id])),
    );
  } else
    await tx
      .update(runs)
      .set({
        state:
          to === 'queued'
            ? 'queued'
            : sql`case when ${runs.startedAt} is null then 'waiting' else 'paused' end`,
        waitsFor: null,
      })
      .where(open);
};
