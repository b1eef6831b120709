/**
 * Who did what, when, and what came of it. Append-only: each row's hash covers the row before it, so a row
 * that is changed or taken out breaks the chain from there on.
 */
import { createHash } from 'node:crypto';
import { and, asc, desc, eq, gt, inArray, or, sql } from 'drizzle-orm';
import type { Db } from '../db/open.ts';
import { audit, people, workgroups } from '../db/schema.ts';
import { csvOf } from './report-csv.ts';
import type { Actor } from './workgroups.ts';

export interface AuditEntry {
  actor?: Actor;
  command: string;
  /** Never with secrets in it: the caller leaves them out. */
  args: Record<string, unknown>;
  result: string;
}

/** What was said and clicked, as people read it. */
export interface AuditRow {
  id: number;
  at: Date;
  /** Null: somebody who was not let in. */
  person: string | null;
  command: string;
  args: Record<string, unknown>;
  result: string;
  hash: string;
}

export const createAudit = ({ db }: { db: Db }) => ({
  write: (entry: AuditEntry): Promise<void> =>
    db.transaction(async (tx) => {
      // One writer at a time: a chain has no branches.
      await tx.execute(sql`select pg_advisory_xact_lock(7306)`);
      const [last] = await tx.select({ hash: audit.hash }).from(audit).orderBy(desc(audit.id)).limit(1);
      const row = {
        workgroupId: entry.actor?.workgroupId ?? null,
        personId: entry.actor?.personId ?? null,
        command: entry.command,
        args: entry.args,
        result: entry.result,
        at: new Date(),
        previousHash: last?.hash ?? '',
      };
      await tx.insert(audit).values({ ...row, hash: hashOf(row) });
    }),

  /** Of the actor's workgroup, newest first. */
  list: async (
    actor: Actor,
    { offset, limit }: { offset: number; limit: number },
  ): Promise<{ rows: AuditRow[]; total: number }> => ({
    rows: await rowsOf(db, actor).orderBy(desc(audit.id)).offset(offset).limit(limit),
    total: await db.$count(audit, seenOf(db, actor)),
  }),

  /** All of the actor's workgroup, oldest first. */
  csv: async (actor: Actor): Promise<string> => {
    const rows = await rowsOf(db, actor).orderBy(asc(audit.id));
    return csvOf([
      ['Entry', 'Time (UTC)', 'Person', 'Command', 'Arguments', 'Result', 'Hash'],
      ...rows.map((row) => [
        row.id,
        row.at.toISOString(),
        row.person ?? '',
        row.command,
        JSON.stringify(row.args),
        row.result,
        row.hash,
      ]),
    ]);
  },

  /** The id of the first row that does not fit, or null: the chain is whole. */
  verify: async (): Promise<number | null> => {
    let previousHash = '';
    for (let after = 0; ; ) {
      const rows = await db
        .select()
        .from(audit)
        .where(gt(audit.id, after))
        .orderBy(asc(audit.id))
        .limit(1_000);
      for (const row of rows) {
        if (row.previousHash !== previousHash || row.hash !== hashOf(row)) return row.id;
        previousHash = row.hash;
        after = row.id;
      }
      if (rows.length === 0) return null;
    }
  },
});

/** Where members do not see each other's projects, they do not see what was said about them either; owners do. */
const seenOf = (db: Db, { workgroupId, personId, role }: Actor) =>
  and(
    eq(audit.workgroupId, workgroupId),
    role === 'owner'
      ? undefined
      : or(
          eq(audit.personId, personId),
          inArray(
            audit.workgroupId,
            db.select({ id: workgroups.id }).from(workgroups).where(eq(workgroups.sharesProjects, true)),
          ),
        ),
  );

const rowsOf = (db: Db, actor: Actor) =>
  db
    .select({
      id: audit.id,
      at: audit.at,
      person: people.name,
      command: audit.command,
      args: audit.args,
      result: audit.result,
      hash: audit.hash,
    })
    .from(audit)
    .leftJoin(people, eq(people.id, audit.personId))
    .where(seenOf(db, actor));

type Hashed = Pick<
  typeof audit.$inferSelect,
  'workgroupId' | 'personId' | 'command' | 'args' | 'result' | 'at' | 'previousHash'
>;

const hashOf = (row: Hashed): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        row.previousHash,
        row.workgroupId,
        row.personId,
        row.command,
        sorted(row.args),
        row.result,
        row.at.toISOString(),
      ]),
    )
    .digest('hex');

/** JSON columns come back with their keys in another order. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)]);
};
