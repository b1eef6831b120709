/** Mailboxes that stay in the list and are left out of every plan until they are taken in again. */
import { inArray } from 'drizzle-orm';
import { lockMailboxes } from '../db/mailboxes.ts';
import type { Db } from '../db/open.ts';
import { busyIn } from '../db/passes.ts';
import { mailboxes } from '../db/schema.ts';
import { choose, type Scope } from './plans.ts';
import type { Projects } from './projects.ts';
import { ok, type Result, refuse } from './refusal.ts';
import type { Actor } from './workgroups.ts';

export interface Excluded {
  excluded: boolean;
  changed: string[];
  /** They were so before. */
  already: number;
  /** In a pass now, which takes them along to its end. */
  running: { address: string; passId: number }[];
}

export const createExclusions =
  ({ db, projects }: { db: Db; projects: Projects }) =>
  async (actor: Actor, projectId: number, scope: Scope, excluded: boolean): Promise<Result<Excluded>> => {
    const project = await projects.get(actor, projectId);
    if (!project.ok) return project;
    if ((scope.addresses ?? []).length + (scope.waves ?? []).length === 0)
      return refuse(
        'invalid',
        'No mailbox was named.',
        `Say "users ${excluded ? 'exclude' : 'include'}" with source addresses or the names of waves.`,
      );
    return db.transaction(async (tx) => {
      const chosen = choose(await lockMailboxes(tx, projectId, 'update'), scope);
      if (!chosen.ok) return chosen;
      const fresh = chosen.value.filter((row) => row.excluded !== excluded);
      // 1,000 ids at a time: PostgreSQL takes 65,535 parameters.
      for (let at = 0; at < fresh.length; at += 1_000) {
        const ids = fresh.slice(at, at + 1_000).map(({ id }) => id);
        await tx.update(mailboxes).set({ excluded }).where(inArray(mailboxes.id, ids));
      }
      const busy = new Map((await busyIn(tx, projectId)).map((one) => [one.mailboxId, one.passId]));
      return ok({
        excluded,
        changed: fresh.map(({ sourceAddress }) => sourceAddress),
        already: chosen.value.length - fresh.length,
        running: fresh.flatMap(({ id, sourceAddress }) => {
          const passId = busy.get(id);
          return passId === undefined ? [] : [{ address: sourceAddress, passId }];
        }),
      });
    });
  };
