/** Which mailboxes move together, and which of them first. */
import { eq, inArray, sql } from 'drizzle-orm';
import type { Db } from '../db/open.ts';
import { mailboxesOf } from '../db/passes.ts';
import { mailboxes } from '../db/schema.ts';
import type { Projects } from './projects.ts';
import { ok, type Result, refuse } from './refusal.ts';
import type { Actor } from './workgroups.ts';

export interface Wave {
  name: string;
  mailboxes: number;
  verified: number;
  items: number;
  bytes: number;
}

/** What became of the mailboxes that were named. */
export interface Assigned {
  wave: string | null;
  changed: number;
  /** They were in it already. */
  already: number;
  /** They were in another one, which they left. */
  from: string[];
}

export const createWaves = ({ db, projects }: { db: Db; projects: Projects }) => ({
  list: async (actor: Actor, projectId: number): Promise<Result<{ waves: Wave[]; without: number }>> => {
    const project = await projects.get(actor, projectId);
    if (!project.ok) return project;
    const rows = await db
      .select({
        name: mailboxes.wave,
        mailboxes: sql<number>`count(*)`.mapWith(Number),
        verified: sql<number>`count(*) filter (where (${mailboxes.verification}->>'ok')::boolean)`.mapWith(
          Number,
        ),
        items: sql<number>`coalesce(sum((${mailboxes.verification}->>'items')::bigint), 0)`.mapWith(Number),
        bytes: sql<number>`coalesce(sum((${mailboxes.verification}->>'bytes')::bigint), 0)`.mapWith(Number),
      })
      .from(mailboxes)
      .where(eq(mailboxes.projectId, projectId))
      .groupBy(mailboxes.wave)
      .orderBy(mailboxes.wave);
    return ok({
      waves: rows.flatMap(({ name, ...wave }) => (name === null ? [] : [{ name, ...wave }])),
      without: rows.find(({ name }) => name === null)?.mailboxes ?? 0,
    });
  },

  /** Null: they leave the wave that they are in. A mailbox is in one wave at a time. */
  assign: async (
    actor: Actor,
    projectId: number,
    wave: string | null,
    addresses: string[],
  ): Promise<Result<Assigned>> => {
    const name = wave?.trim() ?? null;
    if (name !== null && !/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,39}$/u.test(name))
      return refuse(
        'invalid',
        `"${name.slice(0, 60)}" cannot be the name of a wave: it is one word of letters, digits, "-", "_" and ".".`,
        'Say for example "wave pilot add anna@contoso.com".',
      );
    return inProject(db, projects, { actor, projectId, addresses }, async (tx, chosen) => {
      const fresh = chosen.filter((one) => one.wave?.toLowerCase() !== name?.toLowerCase());
      // "Wave-1" and "wave-1" are one wave, spelled as whoever made it did.
      const [same] = (await mailboxesOf(tx, projectId)).filter(
        (one) => one.wave !== null && one.wave.toLowerCase() === name?.toLowerCase(),
      );
      const spelled = same?.wave ?? name;
      await setOn(tx, fresh, { wave: spelled });
      return {
        wave: spelled,
        changed: fresh.length,
        already: chosen.length - fresh.length,
        from: [...new Set(fresh.flatMap((one) => one.wave ?? []))],
      };
    });
  },

  /** Higher first; 0 is usual. Counts for passes that start from now on. */
  prioritise: async (
    actor: Actor,
    projectId: number,
    priority: number,
    addresses: string[],
  ): Promise<Result<{ priority: number; changed: number }>> =>
    inProject(db, projects, { actor, projectId, addresses }, async (tx, chosen) => {
      await setOn(tx, chosen, { priority });
      return { priority, changed: chosen.length };
    }),
});

type MailboxRecord = typeof mailboxes.$inferSelect;

const inProject = async <T>(
  db: Db,
  projects: Projects,
  { actor, projectId, addresses }: { actor: Actor; projectId: number; addresses: string[] },
  change: (tx: Db, chosen: MailboxRecord[]) => Promise<T>,
): Promise<Result<T>> => {
  const project = await projects.get(actor, projectId);
  if (!project.ok) return project;
  if (addresses.length === 0)
    return refuse('invalid', 'No mailbox was named.', 'Name mailboxes by their source address.');
  return db.transaction(async (tx) => {
    const wanted = new Set(addresses.map((address) => address.toLowerCase()));
    const chosen = (await mailboxesOf(tx, projectId)).filter((row) =>
      wanted.delete(row.sourceAddress.toLowerCase()),
    );
    const [unknown, ...more] = wanted;
    return unknown === undefined
      ? ok(await change(tx, chosen))
      : refuse(
          'not-found',
          `${unknown}${more.length > 0 ? ` and ${more.length} more are` : ' is'} not in this project, so nothing was changed.`,
          'Say "users" to see who is; name mailboxes by their source address.',
        );
  });
};

const setOn = async (
  tx: Db,
  rows: MailboxRecord[],
  values: Partial<Pick<MailboxRecord, 'wave' | 'priority'>>,
): Promise<void> => {
  // 1,000 ids at a time: PostgreSQL takes 65,535 parameters.
  for (let at = 0; at < rows.length; at += 1_000) {
    const ids = rows.slice(at, at + 1_000).map(({ id }) => id);
    await tx.update(mailboxes).set(values).where(inArray(mailboxes.id, ids));
  }
};
