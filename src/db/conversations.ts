/** Where we have been spoken to, and what each conversation works on. */
import { and, desc, eq, inArray, or, sql } from 'drizzle-orm';
import type { Db } from './open.ts';
import { conversations, imports, projects, workgroups } from './schema.ts';

export type Conversation = typeof conversations.$inferSelect;

/** Remembers a conversation and its newest reference (a Teams service address may change at any time). */
export const rememberConversation = async (
  db: Db,
  seen: Pick<Conversation, 'surface' | 'externalId' | 'workgroupId' | 'kind' | 'reference'>,
): Promise<Conversation> => {
  const { kind, reference, workgroupId } = seen;
  const [row] = await db
    .insert(conversations)
    .values(seen)
    .onConflictDoUpdate({
      target: [conversations.surface, conversations.externalId],
      // A 1:1 chat may come to belong to another workgroup; its project does not come along.
      set: {
        kind,
        reference,
        workgroupId,
        installed: true,
        projectId: sql`case when ${conversations.workgroupId} is distinct from excluded.workgroup_id then null else ${conversations.projectId} end`,
      },
    })
    .returning();
  if (row === undefined) throw new Error('remembering a conversation: the database answered no row');
  return row;
};

export const findConversation = async (db: Db, id: number): Promise<Conversation | undefined> =>
  (await db.select().from(conversations).where(eq(conversations.id, id)))[0];

export const setProject = async (db: Db, id: number, projectId: number): Promise<void> => {
  await db.update(conversations).set({ projectId }).where(eq(conversations.id, id));
};

export const setMuted = async (db: Db, id: number, muted: Conversation['muted']): Promise<void> => {
  await db.update(conversations).set({ muted }).where(eq(conversations.id, id));
};

export const setHours = async (
  db: Db,
  id: number,
  hours: Partial<Pick<Conversation, 'quiet' | 'digestAt' | 'digestedAt' | 'onlyTrouble'>>,
): Promise<void> => {
  await db.update(conversations).set(hours).where(eq(conversations.id, id));
};

export const setDigested = (db: Db, id: number, at: Date): Promise<void> =>
  setHours(db, id, { digestedAt: at });

export const setInstalled = async (db: Db, id: number, installed: boolean): Promise<void> => {
  await db.update(conversations).set({ installed }).where(eq(conversations.id, id));
};

/** Nothing is posted in this conversation any more, nor, where a whole team removed us, in any of its channels. */
export const closeConversations = async (
  db: Db,
  {
    surface,
    externalId,
    team,
  }: { surface: string; externalId: string; team?: { tenantId: string; id: string } },
): Promise<void> => {
  const ofTeam =
    team === undefined
      ? undefined
      : and(
          eq(conversations.kind, 'channel'),
          inArray(
            conversations.workgroupId,
            db
              .select({ id: workgroups.id })
              .from(workgroups)
              .where(and(eq(workgroups.tenantId, team.tenantId), eq(workgroups.externalId, team.id))),
          ),
        );
  await db
    .update(conversations)
    .set({ installed: false })
    .where(and(eq(conversations.surface, surface), or(eq(conversations.externalId, externalId), ofTeam)));
};

/** How numbers and dates are written where people work on this project. */
export const localeOf = async (db: Db, projectId: number | null): Promise<string> => {
  if (projectId === null) return 'en-GB';
  const [row] = await db.select({ locale: projects.locale }).from(projects).where(eq(projects.id, projectId));
  return row?.locale ?? 'en-GB';
};

/** Takes the right to greet, unless somebody took it within the last `seconds`: both install events arrive at once. */
export const mayGreet = async (
  db: Db,
  surface: string,
  externalId: string,
  seconds: number,
): Promise<boolean> =>
  (
    await db
      .update(conversations)
      .set({ greetedAt: sql`now()` })
      .where(
        and(
          eq(conversations.surface, surface),
          eq(conversations.externalId, externalId),
          sql`(${conversations.greetedAt} is null or ${conversations.greetedAt} < now() - make_interval(secs => ${seconds}))`,
        ),
      )
      .returning({ id: conversations.id })
  ).length === 1;

/** The list of mailboxes, or of pairs, that this person was shown last and that still waits for a yes. */
export const lastListShown = async (
  db: Db,
  personId: number,
  projectId: number,
  what: 'mailboxes' | 'pairs' = 'mailboxes',
): Promise<number | undefined> =>
  (
    await db
      .select({ id: imports.id })
      .from(imports)
      .where(
        and(
          eq(imports.personId, personId),
          eq(imports.projectId, projectId),
          eq(imports.state, 'waiting'),
          sql`(${imports.rows}->'pairs' is not null) = ${what === 'pairs'}`,
        ),
      )
      .orderBy(desc(imports.id))
      .limit(1)
  )[0]?.id;
