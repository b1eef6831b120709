/** What we posted where, so that it is posted once and can be updated; and who is to hear of a pass. */
import { and, eq, inArray, isNotNull, ne, or, sql } from 'drizzle-orm';
import type { Conversation } from './conversations.ts';
import type { Db } from './open.ts';
import { conversations, members, passes, people, posts, projects, workgroups } from './schema.ts';

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

/** A conversation that is quiet at times, or wants a summary each day. */
export interface Digesting {
  conversationId: number;
  projectId: number;
  projectName: string;
  workgroupId: number;
  tenantId: string;
  timeZone: string;
  locale: string;
  quiet: Conversation['quiet'];
  digestAt: string | null;
  /** When the last summary was posted, or daily ones were asked for. */
  digestedAt: Date;
}

export const digesting = async (db: Db, surfaces: string[]): Promise<Digesting[]> => {
  if (surfaces.length === 0) return [];
  const held = db.select({ id: posts.conversationId }).from(posts).where(eq(posts.purpose, owed));
  const rows = await db
    .select({
      conversationId: conversations.id,
      projectId: projects.id,
      projectName: projects.name,
      workgroupId: projects.workgroupId,
      tenantId: workgroups.tenantId,
      timeZone: projects.timeZone,
      locale: projects.locale,
      quiet: conversations.quiet,
      digestAt: conversations.digestAt,
      digestedAt: conversations.digestedAt,
    })
    .from(conversations)
    .innerJoin(projects, eq(projects.id, conversations.projectId))
    .innerJoin(workgroups, eq(workgroups.id, projects.workgroupId))
    .where(
      and(
        inArray(conversations.surface, surfaces),
        eq(conversations.installed, true),
        or(isNotNull(conversations.digestAt), inArray(conversations.id, held)),
      ),
    );
  return rows.map((row) => ({ ...row, digestedAt: row.digestedAt ?? new Date(0) }));
};

/** The purpose of a post that was held back because its conversation was quiet. */
const owed = 'owed';

export const owe = (db: Db, conversationId: number, passId: number): Promise<void> =>
  recordPost(db, { conversationId, passId, purpose: owed, messageId: '' });

export const owedPasses = async (
  db: Db,
  conversationId: number,
): Promise<{ passId: number; since: Date }[]> =>
  (
    await db
      .select({ passId: posts.passId, since: posts.createdAt })
      .from(posts)
      .where(and(eq(posts.conversationId, conversationId), eq(posts.purpose, owed)))
  ).flatMap(({ passId, since }) => (passId === null ? [] : [{ passId, since }]));

export const forgetOwed = async (db: Db, conversationId: number, passIds: number[]): Promise<void> => {
  await db
    .delete(posts)
    .where(
      and(eq(posts.conversationId, conversationId), eq(posts.purpose, owed), inArray(posts.passId, passIds)),
    );
};

/** Whom a chat can name, so that they are told: by their Entra object id. */
export interface Named {
  objectId: string;
  name: string;
}

const mentionsAtMost = 4;

/** Who may say yes to a plan and has not yet; approvers before owners. */
export const decidersOf = (db: Db, passId: number): Promise<Named[]> =>
  db
    .select({ objectId: people.objectId, name: people.name })
    .from(passes)
    .innerJoin(projects, eq(projects.id, passes.projectId))
    .innerJoin(workgroups, eq(workgroups.id, projects.workgroupId))
    .innerJoin(members, eq(members.workgroupId, workgroups.id))
    .innerJoin(people, eq(people.id, members.personId))
    .where(
      and(
        eq(passes.id, passId),
        inArray(members.role, ['approver', 'owner']),
        or(eq(workgroups.selfApproval, true), ne(people.id, passes.requestedBy)),
        // Only those who see the project.
        or(eq(workgroups.sharesProjects, true), eq(members.role, 'owner'), eq(people.id, projects.createdBy)),
        sql`not (${passes.approvals} @> jsonb_build_array(jsonb_build_object('id', ${people.id})))`,
        // The terminal and Mailferry itself are nobody that a chat could name.
        sql`${people.objectId} ~ '^[0-9a-fA-F-]{36}$'`,
      ),
    )
    .orderBy(members.role, people.name)
    .limit(mentionsAtMost);

/** Who asked for a pass, as the actor for whom its posts are written; and the zone its times are said in. */
export const askerOf = async (
  db: Db,
  passId: number,
): Promise<
  | {
      personId: number;
      name: string;
      objectId: string;
      workgroupId: number;
      tenantId: string;
      timeZone: string;
      locale: string;
    }
  | undefined
> =>
  (
    await db
      .select({
        personId: people.id,
        name: people.name,
        objectId: people.objectId,
        workgroupId: projects.workgroupId,
        tenantId: workgroups.tenantId,
        timeZone: projects.timeZone,
        locale: projects.locale,
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
