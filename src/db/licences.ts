/**
 * Licences as they are counted: what each order still has, which mailboxes have one, and when one is used. A licence
 * belongs to a user of a customer (customer and source address), and expires with its order.
 */
import { and, desc, eq, inArray, isNull, notInArray, type SQL, sql } from 'drizzle-orm';
import { overStates } from '../engine/run-state.ts';
import type { Db } from './open.ts';
import {
  customers,
  licences,
  mailboxes,
  orders,
  type PassKind,
  passes,
  people,
  projects,
  runs,
  workgroups,
} from './schema.ts';

/** The passes that move everything. The others use none. */
export const licensedKinds: PassKind[] = ['prestage', 'full'];

/** Twelve calendar months after payment. In UTC, so that the server's own zone decides nothing. */
const expiry = sql`((${orders.paidAt} at time zone 'UTC' + interval '12 months') at time zone 'UTC')`;
const expiresAt = sql<Date>`${expiry}`.mapWith((value) => new Date(value));
const expiryOrNone = sql<Date | null>`${expiry}`.mapWith((value): Date | null => new Date(value));
const isValid = sql`${expiry} > now()`;
const count = (of: SQL) => sql<number>`count(${of})`.mapWith(Number);

export const countsLicences = async (db: Db, workgroupId: number): Promise<boolean> => {
  const [row] = await db
    .select({ counts: workgroups.countsLicences })
    .from(workgroups)
    .where(eq(workgroups.id, workgroupId));
  return row?.counts ?? false;
};

/**
 * Whoever hands licences out, takes them back or starts a pass on them goes one after the other, per workgroup. A
 * licence that is seen under this lock is there until the transaction ends.
 */
export const lockLicences = async (tx: Db, workgroupId: number): Promise<void> => {
  await tx
    .select({ id: orders.id })
    .from(orders)
    .where(and(eq(orders.workgroupId, workgroupId), eq(orders.state, 'paid')))
    .orderBy(orders.id)
    .for('update');
};

/** Paid orders that have not expired, the first to expire first, with what was handed out of each. */
export const validOrders = (db: Db, workgroupId: number) =>
  db
    .select({
      id: orders.id,
      licences: orders.licences,
      applied: count(sql`${licences.id}`),
      used: count(sql`${licences.usedAt}`),
      expiresAt,
      expiresSoon: sql<boolean>`${expiry} < now() + interval '30 days'`,
    })
    .from(orders)
    .leftJoin(licences, eq(licences.orderId, orders.id))
    .where(and(eq(orders.workgroupId, workgroupId), eq(orders.state, 'paid'), isValid))
    .groupBy(orders.id)
    .orderBy(orders.paidAt, orders.id);
export type ValidOrder = Awaited<ReturnType<typeof validOrders>>[number];

/** Licences of orders that have expired. */
export const expiredLicences = async (db: Db, workgroupId: number): Promise<number> => {
  const [row] = await db
    .select({ licences: sql<number>`coalesce(sum(${orders.licences}), 0)`.mapWith(Number) })
    .from(orders)
    .where(and(eq(orders.workgroupId, workgroupId), eq(orders.state, 'paid'), sql`not ${isValid}`));
  return row?.licences ?? 0;
};

/** The mailboxes of a project, each with its user's latest licence, valid or not. One mailbox, if it is named. */
export const licensedMailboxes = (db: Db, projectId: number, mailboxId?: number) =>
  db
    .selectDistinctOn([mailboxes.id], {
      mailboxId: mailboxes.id,
      source: mailboxes.sourceAddress,
      wave: mailboxes.wave,
      excluded: mailboxes.excluded,
      verified: sql<boolean>`coalesce((${mailboxes.verification}->>'ok')::boolean, false)`,
      orderId: licences.orderId,
      appliedAt: licences.createdAt,
      usedAt: licences.usedAt,
      expiresAt: expiryOrNone,
      valid: sql<boolean>`coalesce(${isValid}, false)`,
    })
    .from(mailboxes)
    .innerJoin(projects, eq(projects.id, mailboxes.projectId))
    .leftJoin(
      licences,
      and(
        eq(licences.customerId, projects.customerId),
        sql`lower(${licences.address}) = lower(${mailboxes.sourceAddress})`,
      ),
    )
    .leftJoin(orders, eq(orders.id, licences.orderId))
    .where(
      and(
        eq(mailboxes.projectId, projectId),
        mailboxId === undefined ? undefined : eq(mailboxes.id, mailboxId),
      ),
    )
    .orderBy(mailboxes.id, desc(orders.paidAt));
export type LicensedMailbox = Awaited<ReturnType<typeof licensedMailboxes>>[number];

/** The valid licences of these users. The rows are locked: one that a pass is just using is seen as used. */
export const lockValidLicences = (tx: Db, customerId: number, lowerAddresses: string[]) =>
  tx
    .select({ id: licences.id, address: licences.address, usedAt: licences.usedAt })
    .from(licences)
    .innerJoin(orders, eq(orders.id, licences.orderId))
    .where(
      and(
        eq(licences.customerId, customerId),
        inArray(sql`lower(${licences.address})`, lowerAddresses),
        isValid,
      ),
    )
    .for('update', { of: licences });

/** Which of a customer's users are in a pass that needs their licence and is not over. */
export const inLicensedPass = (
  db: Db,
  where: { customerId: number } | { projectId: number },
): Promise<{ address: string; passId: number }[]> =>
  db
    .select({ address: mailboxes.sourceAddress, passId: runs.passId })
    .from(runs)
    .innerJoin(passes, eq(passes.id, runs.passId))
    .innerJoin(projects, eq(projects.id, passes.projectId))
    .innerJoin(mailboxes, eq(mailboxes.id, runs.mailboxId))
    .where(
      and(
        'customerId' in where ? eq(projects.customerId, where.customerId) : eq(projects.id, where.projectId),
        inArray(passes.kind, licensedKinds),
        notInArray(runs.state, overStates),
      ),
    );

/**
 * Of runs that have just ended, those that moved something use the licences of their users, where licences are
 * counted. In the transaction that ends them. One that expired meanwhile was valid when its pass was approved.
 */
export const useLicences = async (tx: Db, runIds: number[]): Promise<void> => {
  if (runIds.length === 0) return;
  const latest = tx
    .selectDistinctOn([runs.id], { id: licences.id })
    .from(runs)
    .innerJoin(passes, eq(passes.id, runs.passId))
    .innerJoin(projects, eq(projects.id, passes.projectId))
    .innerJoin(workgroups, and(eq(workgroups.id, projects.workgroupId), eq(workgroups.countsLicences, true)))
    .innerJoin(mailboxes, eq(mailboxes.id, runs.mailboxId))
    .innerJoin(
      licences,
      and(
        eq(licences.customerId, projects.customerId),
        sql`lower(${licences.address}) = lower(${mailboxes.sourceAddress})`,
      ),
    )
    .innerJoin(orders, eq(orders.id, licences.orderId))
    .where(
      and(
        inArray(runs.id, runIds),
        inArray(passes.kind, licensedKinds),
        sql`${runs.copied} + ${runs.updated} > 0`,
      ),
    )
    .orderBy(runs.id, desc(orders.paidAt));
  await tx
    .update(licences)
    .set({ usedAt: sql`now()` })
    .where(and(isNull(licences.usedAt), inArray(licences.id, latest)));
};

/**
 * Users whose domain changes keep their licence: theirs under the old address is theirs under the new one. Not where
 * another project of the customer still knows them by the old address.
 */
export const followUsers = async (
  tx: Db,
  projectId: number,
  moves: { before: string; after: string }[],
): Promise<void> => {
  await tx.execute(sql`
    update licences set address = m.after
    from jsonb_to_recordset(${JSON.stringify(moves)}::jsonb) as m(before text, after text),
      projects
    where projects.id = ${projectId} and licences.customer_id = projects.customer_id
      and lower(licences.address) = lower(m.before)
      and not exists (
        select 1 from mailboxes other join projects p on p.id = other.project_id
        where p.customer_id = projects.customer_id and p.id <> projects.id
          and lower(other.source_address) = lower(m.before))`);
};

export const customerOf = async (
  db: Db,
  { customerId }: { customerId: number | null },
): Promise<typeof customers.$inferSelect | undefined> => {
  if (customerId === null) return undefined;
  const [row] = await db.select().from(customers).where(eq(customers.id, customerId));
  return row;
};

/** The customers of a workgroup, with what they have that is valid. */
export const customersOf = (db: Db, workgroupId: number) => {
  const held = db
    .select({
      customerId: licences.customerId,
      applied: count(sql`*`).as('applied'),
      used: count(sql`${licences.usedAt}`).as('used'),
    })
    .from(licences)
    .innerJoin(orders, eq(orders.id, licences.orderId))
    .where(and(eq(orders.workgroupId, workgroupId), isValid))
    .groupBy(licences.customerId)
    .as('held');
  return db
    .select({
      id: customers.id,
      name: customers.name,
      domain: customers.domain,
      projects:
        sql<number>`(select count(*) from ${projects} where ${projects.customerId} = ${customers.id})`.mapWith(
          Number,
        ),
      applied: sql<number>`coalesce(${held.applied}, 0)`.mapWith(Number),
      used: sql<number>`coalesce(${held.used}, 0)`.mapWith(Number),
    })
    .from(customers)
    .leftJoin(held, eq(held.customerId, customers.id))
    .where(eq(customers.workgroupId, workgroupId))
    .orderBy(sql`lower(${customers.name})`);
};

export const openOrders = (db: Db, workgroupId: number) =>
  selectOrders(db)
    .where(and(eq(orders.workgroupId, workgroupId), eq(orders.state, 'open')))
    .orderBy(orders.id);

export const orderIn = async (db: Db, workgroupId: number, id: number) => {
  const [row] = await selectOrders(db).where(and(eq(orders.id, id), eq(orders.workgroupId, workgroupId)));
  return row;
};
export type Order = NonNullable<Awaited<ReturnType<typeof orderIn>>>;

const selectOrders = (db: Db) =>
  db
    .select({
      id: orders.id,
      licences: orders.licences,
      method: orders.method,
      state: orders.state,
      orderedBy: people.name,
      orderedAt: orders.createdAt,
      paidAt: orders.paidAt,
      expiresAt: expiryOrNone,
    })
    .from(orders)
    .innerJoin(people, eq(people.id, orders.orderedBy))
    .$dynamic();
