/** One-time links, known only by the SHA-256 of their token, and who may still use them. */
import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Db } from './open.ts';
import { links, members, people, type Role, workgroups } from './schema.ts';

export type Link = typeof links.$inferSelect;

export const insertLink = async (db: Db, link: Omit<Link, 'usedAt'>): Promise<void> => {
  await db.insert(links).values(link);
};

export const findLink = async (db: Db, tokenHash: string): Promise<Link | undefined> =>
  (await db.select().from(links).where(eq(links.tokenHash, tokenHash)))[0];

/** Marks a link used. True for the one caller who was first. */
export const useLink = async (db: Db, tokenHash: string): Promise<boolean> =>
  (
    await db
      .update(links)
      .set({ usedAt: sql`now()` })
      .where(and(eq(links.tokenHash, tokenHash), isNull(links.usedAt)))
      .returning({ tokenHash: links.tokenHash })
  ).length === 1;

/** Opens a link again whose use came to nothing. */
export const giveBackLink = async (db: Db, tokenHash: string): Promise<void> => {
  await db.update(links).set({ usedAt: null }).where(eq(links.tokenHash, tokenHash));
};

/** A person's membership as it is now: a link made yesterday does not outlive it. */
export const findMember = async (
  db: Db,
  personId: number,
  workgroupId: number,
): Promise<
  { personId: number; workgroupId: number; name: string; tenantId: string; role: Role } | undefined
> =>
  (
    await db
      .select({
        personId: people.id,
        workgroupId: workgroups.id,
        name: people.name,
        tenantId: workgroups.tenantId,
        role: members.role,
      })
      .from(members)
      .innerJoin(people, eq(people.id, members.personId))
      .innerJoin(workgroups, eq(workgroups.id, members.workgroupId))
      .where(and(eq(members.personId, personId), eq(members.workgroupId, workgroupId)))
  )[0];
