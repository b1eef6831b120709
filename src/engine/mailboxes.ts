/** The mailboxes of a project: pairs of a source and a destination address. */
import { and, eq, ilike, or, type SQL, sql } from 'drizzle-orm';
import { intents, items } from '../db/ledger-tables.ts';
import type { Db } from '../db/open.ts';
import { mailboxes, noticeSends, type PassKind, runs, type Verification } from '../db/schema.ts';
import { addressFault } from './addresses.ts';
import type { Projects } from './projects.ts';
import { ok, type Result, refuse } from './refusal.ts';
import { overStates, type RunState } from './run-state.ts';
import { type Actor, sameText } from './workgroups.ts';

export interface Mailbox {
  id: number;
  source: string;
  destination: string;
  verification: Verification | null;
  verifiedAt: Date | null;
}

/** A mailbox and what its latest run is about. */
export interface MailboxRow extends Mailbox {
  passId: number | null;
  passKind: PassKind | null;
  state: RunState | null;
  problem: string | null;
  /** By all passes. */
  copied: number;
  /** By the latest one. */
  failed: number;
}

export interface MailboxFilter {
  search?: string;
  state?: RunState;
  offset?: number;
  limit?: number;
}

export const createMailboxes = ({ db, projects }: { db: Db; projects: Projects }) => ({
  add: async (
    actor: Actor,
    projectId: number,
    pair: { source: string; destination: string },
  ): Promise<Result<Mailbox>> => {
    const project = await projects.get(actor, projectId);
    if (!project.ok) return project;
    const [source, destination] = [pair.source.trim(), pair.destination.trim()];
    for (const address of [source, destination]) {
      const fault = addressFault(address);
      if (fault !== null)
        return refuse(
          'invalid',
          `"${address.slice(0, 100)}" is no address: ${fault.problem}.`,
          `Mend it: ${fault.mend}.`,
        );
    }
    const [row] = await db
      .insert(mailboxes)
      .values({ projectId, sourceAddress: source, destinationAddress: destination })
      .onConflictDoNothing()
      .returning();
    if (row === undefined)
      return refuse(
        'already-exists',
        `${source} or ${destination} is in this project already.`,
        'Say "users <address>" to see how it is paired.',
      );
    return ok(shown(row));
  },

  list: async (
    actor: Actor,
    projectId: number,
    filter: MailboxFilter = {},
  ): Promise<Result<{ rows: MailboxRow[]; total: number }>> => {
    const project = await projects.get(actor, projectId);
    return project.ok ? ok(await listed(db, projectId, filter)) : project;
  },

  remove: async (actor: Actor, projectId: number, address: string): Promise<Result<Mailbox>> => {
    const project = await projects.get(actor, projectId);
    return project.ok ? db.transaction((tx) => removed(tx, projectId, address)) : project;
  },
});

const listed = async (
  db: Db,
  projectId: number,
  { search, state, offset = 0, limit = 50 }: MailboxFilter,
): Promise<{ rows: MailboxRow[]; total: number }> => {
  const latest = db
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
  const like = search === undefined ? undefined : `%${search.replace(/[\\%_]/g, '\\$&')}%`;
  const conditions: (SQL | undefined)[] = [
    eq(mailboxes.projectId, projectId),
    like === undefined
      ? undefined
      : or(ilike(mailboxes.sourceAddress, like), ilike(mailboxes.destinationAddress, like)),
    state === undefined ? undefined : eq(latest.state, state),
  ];
  const found = await db
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
      kind: sql<PassKind | null>`(select kind from passes where passes.id = ${latest.passId})`,
      total: sql<number>`count(*) over ()`.mapWith(Number),
    })
    .from(mailboxes)
    .leftJoin(latest, eq(latest.mailboxId, mailboxes.id))
    .where(and(...conditions))
    .orderBy(sql`lower(${mailboxes.sourceAddress})`)
    .limit(limit)
    .offset(offset);
  const rows = found.map((row) => ({
    ...shown(row.mailbox),
    passId: row.passId,
    passKind: row.kind,
    state: row.state,
    problem: row.problem,
    copied: row.copied,
    failed: row.failed ?? 0,
  }));
  return { rows, total: found[0]?.total ?? 0 };
};

const removed = async (tx: Db, projectId: number, address: string): Promise<Result<Mailbox>> => {
  const [row] = await tx
    .select()
    .from(mailboxes)
    .where(
      and(
        eq(mailboxes.projectId, projectId),
        or(sameText(mailboxes.sourceAddress, address), sameText(mailboxes.destinationAddress, address)),
      ),
    )
    .for('update');
  if (row === undefined)
    return refuse('not-found', `${address} is not in this project.`, 'Say "users" to see who is.');
  if (await isKnown(tx, row.id)) {
    return refuse(
      'busy',
      `Items of ${row.sourceAddress} have been moved already, and the ledger must not forget them.`,
      'Leave it out of the next pass instead: name the addresses you want, "full a@… b@…".',
    );
  }
  const own = await tx.select({ state: runs.state }).from(runs).where(eq(runs.mailboxId, row.id));
  if (own.some(({ state }) => !overStates.includes(state)))
    return refuse(
      'busy',
      `${row.sourceAddress} is in a pass right now.`,
      'Wait for it, or stop the pass, then remove it.',
    );
  await tx.delete(runs).where(eq(runs.mailboxId, row.id));
  await tx.delete(noticeSends).where(eq(noticeSends.mailboxId, row.id));
  await tx.delete(mailboxes).where(eq(mailboxes.id, row.id));
  return ok(shown(row));
};

const isKnown = async (tx: Db, mailboxId: number): Promise<boolean> => {
  for (const table of [items, intents]) {
    const rows = await tx.select({ one: sql`1` }).from(table).where(eq(table.mailboxId, mailboxId)).limit(1);
    if (rows.length > 0) return true;
  }
  return false;
};

const shown = (row: typeof mailboxes.$inferSelect): Mailbox => ({
  id: row.id,
  source: row.sourceAddress,
  destination: row.destinationAddress,
  verification: row.verification,
  verifiedAt: row.verifiedAt,
});
