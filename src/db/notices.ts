/** Notices and who got them. A row is written before its message is sent, so that nobody gets one twice. */
import { and, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import type { Db } from './open.ts';
import { events, mailboxes, type NoticeMoment, noticeSends, notices, projects } from './schema.ts';

export type Notice = typeof notices.$inferSelect;
export type Mailbox = typeof mailboxes.$inferSelect;

export const noticesOf = (db: Db, projectId: number): Promise<Notice[]> =>
  db.select().from(notices).where(eq(notices.projectId, projectId));

/** Locked: whoever sends it and whoever changes it wait for each other. */
export const lockNotice = async (
  tx: Db,
  projectId: number,
  moment: NoticeMoment,
): Promise<Notice | undefined> => {
  const [row] = await tx
    .select()
    .from(notices)
    .where(and(eq(notices.projectId, projectId), eq(notices.moment, moment)))
    .for('update');
  return row;
};

export const keepNotice = async (
  tx: Db,
  notice: { projectId: number; moment: NoticeMoment; subject: string; body: string },
): Promise<Notice> => {
  const { subject, body } = notice;
  const [row] = await tx
    .insert(notices)
    .values(notice)
    .onConflictDoUpdate({
      target: [notices.projectId, notices.moment],
      set: { subject, body, updatedAt: sql`now()` },
    })
    .returning();
  if (row === undefined) throw new Error('keeping a notice: the database answered no row');
  return row;
};

/** With its project, as both are now. */
export const noticeToSend = async (db: Db, id: number) => {
  const [row] = await db
    .select({ notice: notices, project: projects })
    .from(notices)
    .innerJoin(projects, eq(projects.id, notices.projectId))
    .where(eq(notices.id, id));
  return row;
};

/**
 * What became of a message. `unclear`: it was about to be sent when its worker died, or its answer was lost. A request
 * takes five minutes at most.
 */
const outcome = sql<Outcome>`case
  when ${noticeSends.state} <> 'sending' then ${noticeSends.state}
  when ${noticeSends.problem} is null and ${noticeSends.at} > now() - interval '10 minutes' then 'sending'
  else 'unclear' end`;
export type Outcome = 'sending' | 'sent' | 'failed' | 'unclear';

export const sendsOf = (db: Db, noticeIds: number[]) =>
  db
    .select({
      noticeId: noticeSends.noticeId,
      mailboxId: noticeSends.mailboxId,
      outcome,
      problem: noticeSends.problem,
      at: noticeSends.at,
      source: mailboxes.sourceAddress,
      destination: mailboxes.destinationAddress,
    })
    .from(noticeSends)
    .innerJoin(mailboxes, eq(mailboxes.id, noticeSends.mailboxId))
    .where(inArray(noticeSends.noticeId, noticeIds.length === 0 ? [0] : noticeIds))
    .orderBy(noticeSends.at, noticeSends.id);
export type Send = Awaited<ReturnType<typeof sendsOf>>[number];

/** False: somebody has it already, or may have it. */
export const claimSend = async (
  db: Db,
  send: { noticeId: number; mailboxId: number; sentBy: number },
): Promise<boolean> =>
  (
    await db
      .insert(noticeSends)
      .values({ ...send, state: 'sending' })
      .onConflictDoNothing()
      .returning({ id: noticeSends.id })
  ).length === 1;

const of = (noticeId: number, mailboxIds: number[]) =>
  and(
    eq(noticeSends.noticeId, noticeId),
    // One parameter, however many there are.
    sql`${noticeSends.mailboxId} = any(${sql.param(`{${mailboxIds.join(',')}}`)}::int[])`,
  );

/** `sending` with a problem: it is not known whether it was sent. */
export const settleSend = async (
  db: Db,
  { noticeId, mailboxId }: { noticeId: number; mailboxId: number },
  state: 'sent' | 'failed' | 'sending',
  problem: string | null = null,
): Promise<void> => {
  await db
    .update(noticeSends)
    .set({ state, problem, at: sql`now()` })
    .where(of(noticeId, [mailboxId]));
};

/** These were certainly not sent, and are not tried again by themselves. */
export const failSends = async (
  db: Db,
  { noticeId, mailboxIds, sentBy }: { noticeId: number; mailboxIds: number[]; sentBy: number },
  problem: string,
): Promise<void> => {
  for (let at = 0; at < mailboxIds.length; at += 1_000) {
    const batch = mailboxIds.slice(at, at + 1_000);
    // A mailbox may have been removed while it waited.
    const there = await db.select({ id: mailboxes.id }).from(mailboxes).where(inArray(mailboxes.id, batch));
    if (there.length === 0) continue;
    const rows = there.map(({ id: mailboxId }) => ({
      noticeId,
      mailboxId,
      sentBy,
      state: 'failed' as const,
      problem,
    }));
    await db.insert(noticeSends).values(rows).onConflictDoNothing();
  }
};

/** As if they had never been tried. */
export const forgetSends = async (db: Db, noticeId: number, mailboxIds: number[]): Promise<void> => {
  await db.delete(noticeSends).where(of(noticeId, mailboxIds));
};

/** Their worker died between writing that it would send and hearing that it had. */
export const doubtSends = async (db: Db, noticeId: number, mailboxIds: number[]): Promise<void> => {
  await db
    .update(noticeSends)
    .set({ problem: 'worker-died' })
    .where(and(of(noticeId, mailboxIds), eq(noticeSends.state, 'sending'), isNull(noticeSends.problem)));
};

/** Of a sender, in the last day: what was handed over for all projects that send from it. */
export const sentInADay = (db: Db, sender: string): Promise<number> =>
  db.$count(
    noticeSends,
    and(
      or(eq(noticeSends.state, 'sent'), eq(noticeSends.state, 'sending')),
      sql`${noticeSends.at} > now() - interval '1 day'`,
      sql`${noticeSends.noticeId} in (select n.id from ${notices} n join ${projects} p on p.id = n.project_id where lower(p.sender) = lower(${sender}))`,
    ),
  );

export const mailboxById = async (db: Db, id: number): Promise<Mailbox | undefined> =>
  (await db.select().from(mailboxes).where(eq(mailboxes.id, id)))[0];

/** For whoever waits to hear of it. */
export const noticeSent = async (db: Db, projectId: number, data: Record<string, unknown>): Promise<void> => {
  await db.insert(events).values({ projectId, kind: 'notice.sent', data });
};
