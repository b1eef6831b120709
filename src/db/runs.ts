/** Runs and what hangs on them: opening, finishing, and the pass that ends with its last run. */
import { and, eq, notInArray, sql } from 'drizzle-orm';
import { overStates, type RunState } from '../engine/run-state.ts';
import type { Db } from './open.ts';
import {
  type CountsByType,
  events,
  folders,
  mailboxes,
  type PassKind,
  type PassState,
  passes,
  projects,
  runs,
  type Verification,
} from './schema.ts';

/** Everything a worker needs to know before it starts. */
export interface OpenedRun {
  runId: number;
  passId: number;
  projectId: number;
  kind: PassKind;
  mailbox: typeof mailboxes.$inferSelect;
  sourceEndpointId: number;
  destinationEndpointId: number;
}

/**
 * Marks the run as running and answers what it is about. Null: there is nothing to do any more (it is over,
 * or its pass was stopped while it waited). Safe to call again for a run whose worker died.
 */
export const openRun = (db: Db, runId: number): Promise<OpenedRun | null> =>
  db.transaction(async (tx) => {
    const [found] = await tx
      .select({ run: runs, pass: passes, mailbox: mailboxes, project: projects })
      .from(runs)
      .innerJoin(passes, eq(passes.id, runs.passId))
      .innerJoin(mailboxes, eq(mailboxes.id, runs.mailboxId))
      .innerJoin(projects, eq(projects.id, passes.projectId))
      .where(eq(runs.id, runId))
      .for('update', { of: runs });
    if (found === undefined || overStates.includes(found.run.state)) return null;
    const { run, pass, mailbox, project } = found;
    if (project.sourceEndpointId === null || project.destinationEndpointId === null) return null;
    await tx
      .update(runs)
      .set({
        state: 'running',
        startedAt: run.startedAt ?? sql`now()`,
        progressAt: sql`now()`,
        waitsFor: null,
      })
      .where(eq(runs.id, runId));
    if (run.startedAt === null) {
      await tx.insert(events).values({ projectId: project.id, passId: pass.id, runId, kind: 'run.started' });
    }
    return {
      runId,
      passId: pass.id,
      projectId: project.id,
      kind: pass.kind,
      mailbox,
      sourceEndpointId: project.sourceEndpointId,
      destinationEndpointId: project.destinationEndpointId,
    };
  });

export const passStateOf = async (db: Db, passId: number): Promise<PassState | undefined> => {
  const [row] = await db.select({ state: passes.state }).from(passes).where(eq(passes.id, passId));
  return row?.state;
};

/** What a running run waits for, or null. Cheap: written only by its own worker, every few seconds. */
export const noteWaiting = async (db: Db, runId: number, waitsFor: string | null): Promise<void> => {
  await db.update(runs).set({ waitsFor }).where(eq(runs.id, runId));
};

/** A worker that stops politely hands its run back. */
export const requeueRun = async (db: Db, runId: number, waitsFor: string | null): Promise<void> => {
  await db
    .update(runs)
    .set({ state: 'queued', waitsFor })
    .where(and(eq(runs.id, runId), eq(runs.state, 'running')));
};

export interface RunEnd {
  state: Extract<RunState, 'completed' | 'completed with errors' | 'failed' | 'stopped'>;
  problem?: string;
  byType?: CountsByType;
  unchanged?: number;
}

/**
 * Ends a run, and its pass with the last one. Idempotent: a run that is over stays as it is. The pass row
 * is locked first, so that two runs ending at once agree on which of them was the last.
 */
export const finishRun = (db: Db, runId: number, end: RunEnd): Promise<void> =>
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
      })
      .where(and(eq(runs.id, runId), notInArray(runs.state, overStates)))
      .returning({ id: runs.id });
    if (changed.length === 0) return;
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

/** What verification found: kept with the mailbox, because plans are made from it. */
export const recordVerification = async (
  db: Db,
  mailboxId: number,
  found: Verification & { sourceMailboxId: string | null; destinationMailboxId: string | null },
): Promise<void> => {
  const { sourceMailboxId, destinationMailboxId, ...verification } = found;
  await db
    .update(mailboxes)
    .set({ verification, verifiedAt: sql`now()`, sourceMailboxId, destinationMailboxId })
    .where(eq(mailboxes.id, mailboxId));
};

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

export const keepDeltaToken = async (db: Db, folderId: number, token: string | null): Promise<void> => {
  await db.update(folders).set({ deltaToken: token }).where(eq(folders.id, folderId));
};
