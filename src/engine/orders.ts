/**
 * Orders of licences. Nothing is paid here: an order says what was ordered and how it is paid, and somebody who may
 * approve says that the payment is there. Of two who say so at once, one decides and the other hears of it.
 */
import { and, eq } from 'drizzle-orm';
import { countsLicences, type Order, orderIn } from '../db/licences.ts';
import type { Db } from '../db/open.ts';
import { nameOf } from '../db/passes.ts';
import { orders } from '../db/schema.ts';
import { notCounted } from './licence-gate.ts';
import { ok, type Result, refuse } from './refusal.ts';
import type { Actor } from './workgroups.ts';

export type { Order };
export type PaymentMethod = 'card' | 'transfer' | 'purchase order';

/** A transfer is checked by hand, which fewer are not worth. */
const fewestByTransfer = 100;
const mostLicences = 100_000;

export const createOrders = ({ db }: { db: Db }) => ({
  place: async (
    actor: Actor,
    { licences, method }: { licences: number; method: PaymentMethod },
  ): Promise<Result<Order>> => {
    if (!(await countsLicences(db, actor.workgroupId))) return notCounted();
    if (!Number.isInteger(licences) || licences < 1 || licences > mostLicences)
      return refuse(
        'invalid',
        'An order is for 1 to 100,000 licences.',
        'Say for example "licences order 40 by card".',
      );
    if (method === 'purchase order')
      return refuse(
        'invalid',
        'Purchase orders are not accepted, because of the overhead of processing them.',
        `Pay by card: "licences order ${licences} by card"; or, from ${fewestByTransfer} licences up, by transfer.`,
      );
    if (method === 'transfer' && licences < fewestByTransfer)
      return refuse(
        'invalid',
        `A transfer pays for ${fewestByTransfer} licences or more, and this order is for ${licences}.`,
        `Pay by card: "licences order ${licences} by card".`,
      );
    const [row] = await db
      .insert(orders)
      .values({ workgroupId: actor.workgroupId, licences, method, orderedBy: actor.personId })
      .returning({ id: orders.id });
    if (row === undefined) throw new Error('keeping an order: no row came back');
    return shown(db, actor, row.id);
  },

  /** From now on its licences can be applied, for 12 months. */
  pay: (actor: Actor, id: number): Promise<Result<Order>> =>
    decide(db, actor, id, { state: 'paid', paidBy: actor.personId, paidAt: new Date() }),

  cancel: (actor: Actor, id: number): Promise<Result<Order>> => decide(db, actor, id, { state: 'cancelled' }),
});

const decide = (
  db: Db,
  actor: Actor,
  id: number,
  decision: { state: 'paid'; paidBy: number; paidAt: Date } | { state: 'cancelled' },
): Promise<Result<Order>> =>
  db.transaction(async (tx) => {
    if (!(await countsLicences(tx, actor.workgroupId))) return notCounted();
    const [order] = await tx
      .select()
      .from(orders)
      .where(and(eq(orders.id, id), eq(orders.workgroupId, actor.workgroupId)))
      .for('update');
    if (order === undefined)
      return refuse('not-found', `There is no order ${id} here.`, 'Say "licences" to see the open orders.');
    if (order.state === 'cancelled')
      return refuse(
        'already-decided',
        `Order ${id} was cancelled.`,
        `Order again: "licences order ${order.licences} by ${order.method}".`,
      );
    if (order.state === 'paid')
      return refuse(
        'already-decided',
        `${await nameOf(tx, order.paidBy)} marked order ${id} as paid already; nothing happened twice.`,
        'Say "licences" to see what is available.',
      );
    await tx.update(orders).set(decision).where(eq(orders.id, id));
    return shown(tx, actor, id);
  });

const shown = async (db: Db, actor: Actor, id: number): Promise<Result<Order>> => {
  const order = await orderIn(db, actor.workgroupId, id);
  if (order === undefined) throw new Error(`reading order ${id}: it does not exist`);
  return ok(order);
};
