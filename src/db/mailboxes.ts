/** The mailboxes of a project as people look through them: by a piece of an address, a wave, how they stand. */
import { and, eq, ilike, inArray, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { RunState } from '../engine/run-state.ts';
import type { Db } from './open.ts';
import { mailboxes, type PassKind, runs } from './schema.ts';

/** What a list can be limited to. `failed`: its verification or its latest run. */
export const standings = [
  'verified',
  'unverified',
  'failed',
  'excluded',
  'waiting',
  'queued',
  'running',
  'paused',
  'completed',
  'stopped',
] as const;

export interface MailboxFilter {
  search?: string | undefined;
  standing?: (typeof standings)[number] | undefined;
  wave?: string | undefined;
  offset?: number | undefined;
  /** Absent: all of them. */
  limit?: number | undefined;
}

export interface FoundMailbox {
  mailbox: typeof mailboxes.$inferSelect;
  passId: number | null;
  passKind: PassKind | null;
  state: RunState | null;
  problem: string | null;
  /** By all passes. */
  copied: number;
  /** By the latest one. */
  failed: number | null;
}

export const findMailboxes = async (
  db: Db,
  projectId: number,
  { search, standing, wave, offset = 0, limit }: MailboxFilter,
): Promise<{ rows: FoundMailbox[]; total: number }> => {
  const latest = latestRuns(db, projectId);
  const like = search === undefined ? undefined : `%${search.replace(/[\\%_]/g, '\\$&')}%`;
  const query = db
    .select({
      mailbox: mailboxes,
      passId: latest.passId,
      state: latest.state,
      problem: latest.problem,
      copied:
        sql<number>`(select coalesce(sum(copied), 0) from runs where mailbox_id = ${mailboxes.id} and id > ${mailboxes.forgottenRun})`.mapWith(
          Number,
        ),
      failed: latest.failed,
      passKind: sql<PassKind | null>`(select kind from passes where passes.id = ${latest.passId})`,
      total: sql<number>`count(*) over ()`.mapWith(Number),
    })
    .from(mailboxes)
    .leftJoin(latest, eq(latest.mailboxId, mailboxes.id))
    .where(
      and(
        eq(mailboxes.projectId, projectId),
        like === undefined
          ? undefined
          : or(ilike(mailboxes.sourceAddress, like), ilike(mailboxes.destinationAddress, like)),
        wave === undefined ? undefined : sql`lower(${mailboxes.wave}) = lower(${wave})`,
        standing === undefined ? undefined : stands(latest.state)[standing],
      ),
    )
    .orderBy(sql`lower(${mailboxes.sourceAddress})`)
    .offset(offset);
  const found = await (limit === undefined ? query : query.limit(limit));
  return { rows: found, total: found[0]?.total ?? 0 };
};

const latestRuns = (db: Db, projectId: number) =>
  db
    .selectDistinctOn([runs.mailboxId], {
      mailboxId: runs.mailboxId,
      passId: runs.passId,
      state: runs.state,
      problem: runs.problem,
      failed: runs.failed,
    })
    .from(runs)
    .innerJoin(mailboxes, and(eq(mailboxes.id, runs.mailboxId), eq(mailboxes.projectId, projectId)))
    .orderBy(runs.mailboxId, sql`${runs.id} desc`)
    .as('latest');

const isGood = sql`(${mailboxes.verification}->>'ok')::boolean`;

const stands = (
  state: ReturnType<typeof latestRuns>['state'],
): Record<(typeof standings)[number], SQL | undefined> => ({
  verified: isGood,
  unverified: isNull(mailboxes.verification),
  failed: or(sql`not ${isGood}`, eq(state, 'failed')),
  excluded: eq(mailboxes.excluded, true),
  waiting: eq(state, 'waiting'),
  queued: eq(state, 'queued'),
  running: eq(state, 'running'),
  paused: eq(state, 'paused'),
  completed: inArray(state, ['completed', 'completed with errors']),
  stopped: eq(state, 'stopped'),
});

/** Locked in the order of their ids: who changes them and who makes a plan of them come one after the other. */
export const lockMailboxes = (
  tx: Db,
  projectId: number,
  how: 'update' | 'share',
): Promise<(typeof mailboxes.$inferSelect)[]> =>
  tx.select().from(mailboxes).where(eq(mailboxes.projectId, projectId)).orderBy(mailboxes.id).for(how);
