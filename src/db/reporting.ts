/** What passes and runs add up to: few statements, each over indexed rows, so that status answers at once. */
import { and, desc, eq, inArray, isNotNull, notInArray, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { overStates } from '../engine/run-state.ts';
import { type ItemType, items } from './ledger-tables.ts';
import type { Db } from './open.ts';
import { folders, mailboxes, passes, people, projects, runs } from './schema.ts';
import { seenBy, type Viewer } from './seen.ts';

const requester = alias(people, 'requester');
const decider = alias(people, 'decider');

const passColumns = {
  pass: passes,
  workgroupId: projects.workgroupId,
  projectName: projects.name,
  projectOptions: projects.options,
  approvers: projects.approvers,
  planExpiresHours: projects.planExpiresHours,
  requester: requester.name,
  decider: decider.name,
};

const selectPasses = (db: Db) =>
  db
    .select(passColumns)
    .from(passes)
    .innerJoin(projects, eq(projects.id, passes.projectId))
    .innerJoin(requester, eq(requester.id, passes.requestedBy))
    .leftJoin(decider, eq(decider.id, passes.decidedBy))
    .$dynamic();

export const passIn = async (db: Db, who: Viewer, id: number) => {
  const [row] = await selectPasses(db).where(and(eq(passes.id, id), seenBy(db, who)));
  return row;
};

export const passesOf = (db: Db, who: Viewer, projectId: number) =>
  selectPasses(db)
    .where(and(eq(passes.projectId, projectId), seenBy(db, who)))
    .orderBy(desc(passes.id))
    .limit(50);

/** Of all projects that this person sees: what they asked for, and what waits for a yes. Newest first. */
export const passesAbout = (db: Db, who: Viewer) =>
  selectPasses(db)
    .where(and(seenBy(db, who), or(eq(passes.requestedBy, who.personId), eq(passes.state, 'asked'))))
    .orderBy(desc(passes.id))
    .limit(20);

export type PassFound = NonNullable<Awaited<ReturnType<typeof passIn>>>;

const total = (column: unknown) => sql<number>`coalesce(sum(${column}), 0)`.mapWith(Number);

/** From a run's start to its end, or to when it was last heard of, without what it waited. */
const workedSeconds = sql`greatest(0, extract(epoch from
  case when ${runs.finishedAt} is not null then ${runs.finishedAt}
       when ${runs.state} = 'running' then now() else ${runs.heardAt} end - ${runs.startedAt}) - ${runs.waitedSeconds})`;

/** Per pass and run state: counts and sums. */
export const runSums = (db: Db, passIds: number[]) =>
  db
    .select({
      passId: runs.passId,
      state: runs.state,
      runs: sql<number>`count(*)`.mapWith(Number),
      plannedItems: total(runs.plannedItems),
      plannedBytes: total(runs.plannedBytes),
      copied: total(runs.copied),
      updated: total(runs.updated),
      unchanged: total(runs.unchanged),
      skipped: total(runs.skipped),
      failed: total(runs.failed),
      deleted: total(runs.deleted),
      filtered: total(runs.filtered),
      addressesMapped: total(runs.addressesMapped),
      addressesKept: total(runs.addressesKept),
      silent:
        sql<number>`count(*) filter (where ${runs.state} = 'running' and ${runs.heardAt} < now() - interval '1 minute')`.mapWith(
          Number,
        ),
      settingsCopied: total(sql`(${runs.settings}->>'copied')::int`),
      settingsUnchanged: total(sql`(${runs.settings}->>'unchanged')::int`),
      settingsSkipped: total(sql`(${runs.settings}->>'skipped')::int`),
      settingsFailed: total(sql`(${runs.settings}->>'failed')::int`),
      bytes: total(runs.bytes),
      workedSeconds: sql<number>`coalesce(sum(${workedSeconds}), 0)`.mapWith(Number),
      startedAt: sql<Date | null>`min(${runs.startedAt})`.mapWith((value) => new Date(value)),
      waitsFor: sql<string | null>`max(${runs.waitsFor})`,
    })
    .from(runs)
    .where(inArray(runs.passId, passIds))
    .groupBy(runs.passId, runs.state);

/**
 * The runs that are not over, of passes that are at work. Ten thousand rows at most in a pass, because the time that is
 * left is no sum: it depends on each mailbox's windows.
 */
export const openRuns = (db: Db, passIds: number[]) =>
  db
    .select({
      passId: runs.passId,
      state: runs.state,
      source: mailboxes.sourceAddress,
      plannedItems: runs.plannedItems,
      plannedBytes: runs.plannedBytes,
      done: sql<number>`${runs.copied} + ${runs.updated} + ${runs.skipped} + ${runs.failed}`.mapWith(Number),
      bytes: runs.bytes,
      reportedBytes: runs.reportedBytes,
      workedSeconds: sql<number>`coalesce(${workedSeconds}, 0)`.mapWith(Number),
      elapsedSeconds: sql<number>`coalesce(extract(epoch from now() - ${runs.startedAt}), 0)`.mapWith(Number),
    })
    .from(runs)
    .innerJoin(mailboxes, eq(mailboxes.id, runs.mailboxId))
    .innerJoin(passes, eq(passes.id, runs.passId))
    .where(
      and(inArray(runs.passId, passIds), eq(passes.state, 'running'), notInArray(runs.state, overStates)),
    )
    .orderBy(desc(mailboxes.priority), runs.id);

export const runsOf = (db: Db, passId: number) =>
  db
    .select({
      run: runs,
      source: mailboxes.sourceAddress,
      destination: mailboxes.destinationAddress,
      verification: mailboxes.verification,
    })
    .from(runs)
    .innerJoin(mailboxes, eq(mailboxes.id, runs.mailboxId))
    .where(eq(runs.passId, passId))
    .orderBy(sql`lower(${mailboxes.sourceAddress})`);

export type RunFound = Awaited<ReturnType<typeof runsOf>>[number];

/** Of one mailbox, whatever pass it was. */
export interface MailboxTotals {
  folders: number;
  /** Passes that moved something of it or tried to. */
  passes: number;
  /** Sizes of the items that this pass could not copy. */
  failedBytes: Partial<Record<ItemType, number>>;
}

/** For each mailbox of a pass. */
export const mailboxTotals = async (db: Db, passId: number): Promise<Map<number, MailboxTotals>> => {
  const inPass = db.select({ id: runs.mailboxId }).from(runs).where(eq(runs.passId, passId));
  const number = sql<number>`count(*)`.mapWith(Number);
  const folderCounts = await db
    .select({ mailboxId: folders.mailboxId, number })
    .from(folders)
    .where(inArray(folders.mailboxId, inPass))
    .groupBy(folders.mailboxId);
  const passCounts = await db
    .select({ mailboxId: runs.mailboxId, number })
    .from(runs)
    .innerJoin(passes, eq(passes.id, runs.passId))
    .where(
      and(
        inArray(runs.mailboxId, inPass),
        notInArray(passes.kind, ['verify', 'assess']),
        isNotNull(runs.startedAt),
      ),
    )
    .groupBy(runs.mailboxId);
  const failures = await db
    .select({ mailboxId: items.mailboxId, itemType: items.itemType, bytes: total(items.size) })
    .from(items)
    .where(and(inArray(items.mailboxId, inPass), eq(items.passId, passId), eq(items.outcome, 'failed')))
    .groupBy(items.mailboxId, items.itemType);
  const totals = new Map<number, MailboxTotals>();
  const of = (mailboxId: number): MailboxTotals => {
    const known = totals.get(mailboxId) ?? { folders: 0, passes: 0, failedBytes: {} };
    totals.set(mailboxId, known);
    return known;
  };
  for (const { mailboxId, number } of folderCounts) of(mailboxId).folders = number;
  for (const { mailboxId, number } of passCounts) of(mailboxId).passes = number;
  for (const { mailboxId, itemType, bytes } of failures) of(mailboxId).failedBytes[itemType] = bytes;
  return totals;
};

/** Failed and skipped items, and copies with a remark, of one pass or of the whole project. */
const troubled = (projectId: number, passId: number | undefined) =>
  and(
    eq(mailboxes.projectId, projectId),
    or(inArray(items.outcome, ['failed', 'skipped']), isNotNull(items.cause)),
    // Deleted on both sides, as it was asked for.
    sql`${items.cause} is distinct from 'deleted'`,
    passId === undefined ? undefined : eq(items.passId, passId),
  );

export const itemErrorGroups = (db: Db, projectId: number, passId?: number) =>
  db
    .select({
      cause: items.cause,
      count: sql<number>`count(*)`.mapWith(Number),
      mailboxes: sql<number>`count(distinct ${items.mailboxId})`.mapWith(Number),
    })
    .from(items)
    .innerJoin(mailboxes, eq(mailboxes.id, items.mailboxId))
    .where(troubled(projectId, passId))
    .groupBy(items.cause)
    .orderBy(sql`count(*) desc`);

/** Copies of one pass that have a remark. */
export const remarksIn = async (db: Db, passId: number): Promise<number> => {
  const [row] = await db
    .select({ count: sql<number>`count(*)`.mapWith(Number) })
    .from(items)
    .innerJoin(runs, and(eq(runs.mailboxId, items.mailboxId), eq(runs.passId, passId)))
    .where(
      and(
        eq(items.passId, passId),
        inArray(items.outcome, ['copied', 'updated']),
        sql`${items.cause} is not null`,
      ),
    );
  return row?.count ?? 0;
};

export const itemErrors = (
  db: Db,
  projectId: number,
  passId: number | undefined,
  limit: number,
  cause?: string,
) =>
  db
    .select({
      mailbox: mailboxes.sourceAddress,
      destination: mailboxes.destinationAddress,
      folder: folders.path,
      itemType: items.itemType,
      outcome: items.outcome,
      cause: items.cause,
      size: items.size,
      created: items.createdAt,
      subject: items.subject,
    })
    .from(items)
    .innerJoin(mailboxes, eq(mailboxes.id, items.mailboxId))
    .leftJoin(folders, eq(folders.id, items.folderId))
    .where(and(troubled(projectId, passId), cause === undefined ? undefined : eq(items.cause, cause)))
    .orderBy(mailboxes.sourceAddress, folders.path, items.itemKey)
    .limit(limit);

/** Runs of the pass that ended with a problem; without a pass, of each mailbox's latest run. */
export const troubledRuns = (db: Db, projectId: number, passId?: number) => {
  const latest = sql`${runs.id} in (select max(r.id) from runs r where r.mailbox_id = ${runs.mailboxId})`;
  return db
    .select({
      mailbox: mailboxes.sourceAddress,
      problem: runs.problem,
      verification: mailboxes.verification,
      kind: passes.kind,
      state: runs.state,
    })
    .from(runs)
    .innerJoin(mailboxes, eq(mailboxes.id, runs.mailboxId))
    .innerJoin(passes, eq(passes.id, runs.passId))
    .where(
      and(
        eq(mailboxes.projectId, projectId),
        sql`${runs.problem} is not null`,
        passId === undefined ? latest : eq(runs.passId, passId),
      ),
    )
    .orderBy(mailboxes.sourceAddress);
};

export type ItemError = Awaited<ReturnType<typeof itemErrors>>[number];
export type TroubledRun = Awaited<ReturnType<typeof troubledRuns>>[number];

/** One mailbox of a project, by either address, whatever its letters' case. */
export const mailboxAt = async (db: Db, projectId: number, address: string) => {
  const [row] = await db
    .select()
    .from(mailboxes)
    .where(
      and(
        eq(mailboxes.projectId, projectId),
        sql`lower(${address}) in (lower(${mailboxes.sourceAddress}), lower(${mailboxes.destinationAddress}))`,
      ),
    );
  return row;
};

/** What became of a mailbox in its passes, newest first. */
export const historyOf = (db: Db, mailboxId: number, limit: number) =>
  db
    .select({
      run: runs,
      kind: passes.kind,
      passState: passes.state,
    })
    .from(runs)
    .innerJoin(passes, eq(passes.id, runs.passId))
    .where(eq(runs.mailboxId, mailboxId))
    .orderBy(desc(runs.id))
    .limit(limit);
export type RunRecord = Awaited<ReturnType<typeof historyOf>>[number];

/** How many of the pass's mailboxes a worker takes before this one. */
export const queuedBefore = async (
  db: Db,
  passId: number,
  { id, priority }: { id: number; priority: number },
): Promise<number> => {
  const [row] = await db
    .select({ count: sql<number>`count(*)`.mapWith(Number) })
    .from(runs)
    .innerJoin(mailboxes, eq(mailboxes.id, runs.mailboxId))
    .where(
      and(
        eq(runs.passId, passId),
        eq(runs.state, 'queued'),
        sql`(${mailboxes.priority}, -${runs.id}) > (${priority}::int, -${id}::int)`,
      ),
    );
  return row?.count ?? 0;
};

/** What is wrong with items of one mailbox, by cause. */
export const causesOf = (db: Db, projectId: number, mailboxId: number) =>
  db
    .select({ cause: items.cause, count: sql<number>`count(*)`.mapWith(Number) })
    .from(items)
    .innerJoin(mailboxes, eq(mailboxes.id, items.mailboxId))
    .where(and(troubled(projectId, undefined), eq(items.mailboxId, mailboxId)))
    .groupBy(items.cause)
    .orderBy(sql`count(*) desc`);
