/** What we posted where, so that it is posted once and can be updated; and who is to hear of a pass. */
import { and, eq, inArray, or, sql } from 'drizzle-orm';
import type { Conversation } from './conversations.ts';
import type { Db } from './open.ts';
import { conversations, passes, people, posts, projects, workgroups } from './schema.ts';

export type Post = typeof posts.$inferSelect;

/** The first post of a purpose wins; a second one (an event handled twice) changes nothing. */
export const recordPost = async (db: Db, post: Omit<Post, 'id' | 'createdAt'>): Promise<void> => {
  await db.insert(posts).values(post).onConflictDoNothing();
};

export const postsOf = async (db: Db, conversationId: number, passId: number): Promise<Post[]> =>
  db
    .select()
    .from(posts)
    .where(and(eq(posts.conversationId, conversationId), eq(posts.passId, passId)));

export const forgetPost = async (db: Db, id: number): Promise<void> => {
  await db.delete(posts).where(eq(posts.id, id));
};

/** The conversations of these surfaces that work on the pass's project, and the one where it was asked. */
export const audienceOf = async (db: Db, passId: number, surfaces: string[]): Promise<Conversation[]> => {
  if (surfaces.length === 0) return [];
  const project = db.select({ id: passes.projectId }).from(passes).where(eq(passes.id, passId));
  const asked = db.select({ id: posts.conversationId }).from(posts).where(eq(posts.passId, passId));
  return db
    .select()
    .from(conversations)
    .where(
      and(
        inArray(conversations.surface, surfaces),
        eq(conversations.installed, true),
        or(inArray(conversations.projectId, project), inArray(conversations.id, asked)),
      ),
    )
    .orderBy(conversations.id);
};

/** Who asked for a pass, as the actor for whom its posts are written; and the zone its times are said in. */
export const askerOf = async (
  db: Db,
  passId: number,
): Promise<
  { personId: number; name: string; workgroupId: number; tenantId: string; timeZone: string } | undefined
> =>
  (
    await db
      .select({
        personId: people.id,
        name: people.name,
        workgroupId: projects.workgroupId,
        tenantId: workgroups.tenantId,
        timeZone: projects.timeZone,
      })
      .from(passes)
      .innerJoin(projects, eq(projects.id, passes.projectId))
      .innerJoin(workgroups, eq(workgroups.id, projects.workgroupId))
      .innerJoin(people, eq(people.id, passes.requestedBy))
      .where(eq(passes.id, passId))
  )[0];

/** Passes whose live card must go on after a restart. */
export const runningPasses = async (db: Db): Promise<number[]> =>
  (await db.select({ id: passes.id }).from(passes).where(eq(passes.state, 'running')).orderBy(passes.id)).map(
    ({ id }) => id,
  );

/** Is the database there? For the health page. */
export const ping = async (db: Db): Promise<void> => {
  await db.execute(sql`select 1`);
};
