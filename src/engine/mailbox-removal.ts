/** Taking mailboxes out of a project, as long as nothing of them has moved. */
import { eq, sql } from 'drizzle-orm';
import { intents, items } from '../db/ledger-tables.ts';
import { lockMailboxes } from '../db/mailboxes.ts';
import type { Db } from '../db/open.ts';
import { folders, mailboxes, noticeSends, runs } from '../db/schema.ts';
import type { Projects } from './projects.ts';
import { ok, type Refusal, type Result, refuse } from './refusal.ts';
import { overStates } from './run-state.ts';
import type { Actor } from './workgroups.ts';

type MailboxRecord = typeof mailboxes.$inferSelect;

export interface Removal {
  go: string[];
  stay: { address: string; why: string }[];
}

export const createMailboxRemoval = ({ db, projects }: { db: Db; projects: Projects }) => {
  const inProject = async <T>(
    actor: Actor,
    projectId: number,
    work: (tx: Db, rows: MailboxRecord[]) => Promise<Result<T>>,
  ): Promise<Result<T>> => {
    const project = await projects.get(actor, projectId);
    if (!project.ok) return project;
    return db.transaction(async (tx) => work(tx, await lockMailboxes(tx, projectId, 'update')));
  };
  return {
    /** One, by either of its addresses. */
    one: (actor: Actor, projectId: number, address: string): Promise<Result<MailboxRecord>> =>
      inProject(actor, projectId, async (tx, rows) => {
        const row = rows.find((one) => isAt(one, address));
        if (row === undefined)
          return refuse('not-found', `${address} is not in this project.`, 'Say "users" to see who is.');
        const refusal = await whyStays(tx, row);
        if (refusal !== null) return { ok: false, refusal };
        await remove(tx, row);
        return ok(row);
      }),

    /** What removing them would do. */
    preview: (actor: Actor, projectId: number, addresses: string[]): Promise<Result<Removal>> =>
      inProject(actor, projectId, async (tx, rows) => ok((await sorted(tx, rows, addresses)).removal)),

    /** `count`: how many the person expects to go. */
    several: (
      actor: Actor,
      projectId: number,
      addresses: string[],
      count: number,
    ): Promise<Result<Removal>> =>
      inProject(actor, projectId, async (tx, rows) => {
        const { removal, going } = await sorted(tx, rows, addresses);
        if (going.length !== count)
          return refuse(
            'plan-changed',
            `You typed ${count}, and ${going.length} of these mailboxes can be removed. Nothing was removed.`,
            `Type ${going.length} to remove them, or say "users remove" with others.`,
          );
        for (const row of going) await remove(tx, row);
        return ok(removal);
      }),
  };
};

const isAt = ({ sourceAddress, destinationAddress }: MailboxRecord, address: string): boolean =>
  [sourceAddress, destinationAddress].some((own) => own.toLowerCase() === address.toLowerCase());

const sorted = async (
  tx: Db,
  rows: MailboxRecord[],
  addresses: string[],
): Promise<{ removal: Removal; going: MailboxRecord[] }> => {
  const going = new Set<MailboxRecord>();
  const stay: Removal['stay'] = [];
  for (const address of addresses) {
    const row = rows.find((one) => isAt(one, address));
    const why = row === undefined ? 'It is not in this project.' : (await whyStays(tx, row))?.sentence;
    if (row !== undefined && why === undefined) going.add(row);
    else stay.push({ address, why: why ?? '' });
  }
  return { removal: { go: [...going].map(({ sourceAddress }) => sourceAddress), stay }, going: [...going] };
};

const whyStays = async (tx: Db, row: MailboxRecord): Promise<Refusal | null> => {
  for (const table of [items, intents])
    if ((await tx.select({ one: sql`1` }).from(table).where(eq(table.mailboxId, row.id)).limit(1)).length > 0)
      return {
        code: 'busy',
        sentence: `Items of ${row.sourceAddress} have been moved already, and the ledger must not forget them.`,
        next: `Leave it out of the next passes instead: say "users exclude ${row.sourceAddress}".`,
      };
  const own = await tx.select({ state: runs.state }).from(runs).where(eq(runs.mailboxId, row.id));
  return own.some(({ state }) => !overStates.includes(state))
    ? {
        code: 'busy',
        sentence: `${row.sourceAddress} is in a pass right now.`,
        next: 'Wait for it, or stop the pass, then remove it.',
      }
    : null;
};

const remove = async (tx: Db, { id }: MailboxRecord): Promise<void> => {
  for (const table of [runs, folders, noticeSends]) await tx.delete(table).where(eq(table.mailboxId, id));
  await tx.delete(mailboxes).where(eq(mailboxes.id, id));
};
