/** What assessments found: about mailboxes, and about the meetings in them. */
import { and, eq, inArray, ne, or, type SQL, sql } from 'drizzle-orm';
import type { AssessmentFound } from '../engine/assessment/found.ts';
import type { MeetingsFound } from '../engine/meetings/found.ts';
import { assessments, meetingReports } from './findings-tables.ts';
import { addressPairs } from './mapping-tables.ts';
import type { Db } from './open.ts';
import { mailboxes, projects, runs } from './schema.ts';

/** Both at once: a mailbox whose assessment is new has meetings of the same look. */
export const recordAssessment = (
  db: Db,
  mailboxId: number,
  { found, meetings }: { found: AssessmentFound; meetings: MeetingsFound | null },
): Promise<void> =>
  db.transaction(async (tx) => {
    await tx
      .insert(assessments)
      .values({ mailboxId, found })
      .onConflictDoUpdate({ target: assessments.mailboxId, set: { found, at: sql`now()` } });
    if (found.purpose !== null)
      await tx.update(mailboxes).set({ purpose: found.purpose }).where(eq(mailboxes.id, mailboxId));
    if (meetings === null) {
      await tx.delete(meetingReports).where(eq(meetingReports.mailboxId, mailboxId));
      return;
    }
    await tx
      .insert(meetingReports)
      .values({ mailboxId, found: meetings })
      .onConflictDoUpdate({ target: meetingReports.mailboxId, set: { found: meetings, at: sql`now()` } });
  });

/** Whose mailbox it is has changed. */
export const forgetFindings = async (db: Db, mailboxIds: number[]): Promise<void> => {
  await db.delete(assessments).where(inArray(assessments.mailboxId, mailboxIds));
  await db.delete(meetingReports).where(inArray(meetingReports.mailboxId, mailboxIds));
};

export interface AssessedMailbox {
  mailbox: typeof mailboxes.$inferSelect;
  /** Null: not assessed yet. */
  found: AssessmentFound | null;
  at: Date | null;
  meetings: MeetingsFound | null;
  meetingsAt: Date | null;
}

/** With an address: of that mailbox, and of those that lead to the same one at the destination. */
export const assessedMailboxes = async (
  db: Db,
  projectId: number,
  address?: string,
): Promise<AssessedMailbox[]> => {
  const rows = await db
    .select({
      mailbox: mailboxes,
      found: assessments.found,
      at: assessments.at,
      meetings: meetingReports.found,
      meetingsAt: meetingReports.at,
    })
    .from(mailboxes)
    .leftJoin(assessments, eq(assessments.mailboxId, mailboxes.id))
    .leftJoin(meetingReports, eq(meetingReports.mailboxId, mailboxes.id))
    .where(
      and(
        eq(mailboxes.projectId, projectId),
        address === undefined ? undefined : bearsOn(db, projectId, address),
      ),
    )
    .orderBy(sql`lower(${mailboxes.sourceAddress})`);
  return rows as AssessedMailbox[];
};

const bearsOn = (db: Db, projectId: number, address: string): SQL | undefined => {
  const isIt = sql`lower(${mailboxes.sourceAddress}) = lower(${address})`;
  const destination = sql`${assessments.found}->'destination'->>'mailboxId'`;
  const itsDestination = db
    .select({ id: destination })
    .from(mailboxes)
    .innerJoin(assessments, eq(assessments.mailboxId, mailboxes.id))
    .where(and(eq(mailboxes.projectId, projectId), isIt));
  return or(isIt, inArray(destination, itsDestination));
};

export const meetingsOf = async (db: Db, mailboxId: number): Promise<MeetingsFound | null> => {
  const [row] = await db.select().from(meetingReports).where(eq(meetingReports.mailboxId, mailboxId));
  return (row?.found as MeetingsFound | undefined) ?? null;
};

/** Of a project: its mailboxes whose meetings are known. */
export const meetingsByMailbox = async (db: Db, projectId: number): Promise<Map<number, MeetingsFound>> => {
  const rows = await db
    .select({ mailboxId: meetingReports.mailboxId, found: meetingReports.found })
    .from(meetingReports)
    .innerJoin(mailboxes, eq(mailboxes.id, meetingReports.mailboxId))
    .where(eq(mailboxes.projectId, projectId));
  return new Map(rows.map(({ mailboxId, found }) => [mailboxId, found as MeetingsFound]));
};

/** Addresses at the source of everybody who moves, or of whom people said where they are now. In lower case. */
export const addressesInProject = async (db: Db, projectId: number): Promise<Set<string>> => {
  const listed = await db
    .select({ address: mailboxes.sourceAddress })
    .from(mailboxes)
    .where(eq(mailboxes.projectId, projectId));
  const paired = await db
    .select({ address: addressPairs.source })
    .from(addressPairs)
    .where(eq(addressPairs.projectId, projectId));
  return new Set([...listed, ...paired].map(({ address }) => address.toLowerCase()));
};

/** Destination mailboxes that other projects of the workgroup fill as well: "MBX:…" ids. */
export const filledElsewhere = async (
  db: Db,
  workgroupId: number,
  projectId: number,
  ids: string[],
): Promise<Set<string>> => {
  if (ids.length === 0) return new Set();
  const rows = await db
    .select({ id: mailboxes.destinationMailboxId })
    .from(mailboxes)
    .innerJoin(projects, eq(projects.id, mailboxes.projectId))
    .where(
      and(
        eq(projects.workgroupId, workgroupId),
        ne(projects.id, projectId),
        // One parameter, however many there are.
        sql`${mailboxes.destinationMailboxId} = any(${sql.param(`{${ids.map((id) => `"${id}"`).join(',')}}`)}::text[])`,
      ),
    );
  return new Set(rows.flatMap(({ id }) => id ?? []));
};

/** The mailboxes of a pass. */
export const mailboxesIn = async (db: Db, passId: number): Promise<Set<number>> => {
  const rows = await db.select({ id: runs.mailboxId }).from(runs).where(eq(runs.passId, passId));
  return new Set(rows.map(({ id }) => id));
};
