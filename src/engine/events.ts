/** The outbox, as its followers read it: in order, at least once, from where their cursor stands. */
import { asc, eq, gt, sql } from 'drizzle-orm';
import type { Db } from '../db/open.ts';
import { cursors, events } from '../db/schema.ts';

export type EventRow = typeof events.$inferSelect;

export const createEvents = ({ db }: { db: Db }) => ({
  after: async (cursorName: string, limit: number): Promise<EventRow[]> => {
    const [cursor] = await db.select().from(cursors).where(eq(cursors.name, cursorName));
    // Two transactions may commit in the other order than their ids: an event younger than two seconds
    // is left for the next look, so that a cursor never steps over one that is still on its way.
    const settled = sql`${events.at} < now() - interval '2 seconds'`;
    const rows = await db
      .select()
      .from(events)
      .where(gt(events.id, cursor?.eventId ?? 0))
      .orderBy(asc(events.id))
      .limit(limit);
    const [ripe] = await db
      .select({ id: sql<number | null>`max(${events.id})`.mapWith(Number) })
      .from(events)
      .where(settled);
    return rows.filter((row) => row.id <= (ripe?.id ?? 0));
  },

  advance: async (cursorName: string, eventId: number): Promise<void> => {
    await db
      .insert(cursors)
      .values({ name: cursorName, eventId })
      .onConflictDoUpdate({
        target: cursors.name,
        set: { eventId: sql`greatest(${cursors.eventId}, ${eventId})` },
      });
  },
});
