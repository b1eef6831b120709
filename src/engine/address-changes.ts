/**
 * Changing addresses of mailboxes that are in a project. The ledger stays: it is about two mailboxes, not about
 * their names. What was verified does not: the next verification looks whether the new address leads to the same
 * mailbox, and forgets the ledger where it leads to another one.
 */
import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { forgetFindings } from '../db/assessments.ts';
import { followUsers } from '../db/licences.ts';
import { lockMailboxes } from '../db/mailboxes.ts';
import type { Db } from '../db/open.ts';
import { busyIn } from '../db/passes.ts';
import type { mailboxes } from '../db/schema.ts';
import { addressFault } from './addresses.ts';
import { type Mailbox, noAddress, shown } from './mailboxes.ts';
import { choose, type Scope } from './plans.ts';
import type { Projects } from './projects.ts';
import { ok, type Result, refuse } from './refusal.ts';
import type { Actor } from './workgroups.ts';

type MailboxRecord = typeof mailboxes.$inferSelect;
export const sides = ['source', 'destination'] as const;
export type Side = (typeof sides)[number];

export interface DomainChange extends Scope {
  from: string;
  to: string;
  /** Absent: both. */
  side?: Side | undefined;
}

interface Pair {
  source: string;
  destination: string;
}

export interface ChangedDomain {
  rows: { id: number; before: Pair; after: Pair }[];
  /** They keep their addresses. */
  blocked: { address: string; why: string }[];
  /** Stands for exactly these rows: whoever confirms says it. */
  code: string;
  /** Changing back with the same words reaches these rows and no others. */
  reversible: boolean;
}

export const createAddressChanges = ({ db, projects }: { db: Db; projects: Projects }) => {
  const inProject = async <T>(
    actor: Actor,
    projectId: number,
    work: (tx: Db, all: MailboxRecord[]) => Promise<Result<T>>,
  ): Promise<Result<T>> => {
    const project = await projects.get(actor, projectId);
    if (!project.ok) return project;
    return db.transaction(async (tx) => work(tx, await lockMailboxes(tx, projectId, 'update')));
  };
  return {
    /** What it would do. */
    previewDomain: (actor: Actor, projectId: number, wanted: DomainChange): Promise<Result<ChangedDomain>> =>
      inProject(actor, projectId, (tx, all) => workOut(tx, projectId, all, wanted)),

    changeDomain: (
      actor: Actor,
      projectId: number,
      wanted: DomainChange,
      code: string,
    ): Promise<Result<ChangedDomain>> =>
      inProject(actor, projectId, async (tx, all) => {
        const change = await workOut(tx, projectId, all, wanted);
        if (!change.ok) return change;
        if (change.value.code !== code.toLowerCase())
          return refuse(
            'plan-changed',
            'The mailboxes are not what they were when this change was shown, so nothing was changed.',
            `Say "domains change ${wanted.from} to ${wanted.to}" to see it as it would be now.`,
          );
        await write(tx, change.value.rows);
        const moves = change.value.rows.map(({ before, after }) => ({
          before: before.source,
          after: after.source,
        }));
        await followUsers(tx, projectId, moves);
        return change;
      }),

    /** One mailbox, by its source address. */
    edit: (
      actor: Actor,
      projectId: number,
      address: string,
      wanted: Partial<Pair>,
    ): Promise<Result<{ before: Pair; after: Mailbox }>> =>
      inProject(actor, projectId, async (tx, all) => {
        const chosen = choose(all, { addresses: [address] });
        if (!chosen.ok) return chosen;
        const [row] = chosen.value;
        if (row === undefined) throw new Error('editing a mailbox: it was chosen and is not there');
        const before = pairOf(row);
        const after = {
          source: wanted.source?.trim() ?? before.source,
          destination: wanted.destination?.trim() ?? before.destination,
        };
        for (const side of sides) {
          const refused = noAddress(after[side]);
          if (refused !== null) return refused;
        }
        if (after.source === before.source && after.destination === before.destination)
          return refuse('invalid', 'The addresses are these already.', 'Say "users" to see the mailboxes.');
        const why = whyBlocked(row, after, await standingOf(tx, projectId, all));
        if (why !== null)
          return refuse('busy', why, `Say "users ${address}" to see it, and change it afterwards.`);
        await write(tx, [{ id: row.id, after }]);
        return ok({
          before,
          after: {
            ...shown(row),
            ...after,
            verification: null,
            verifiedAt: null,
          },
        });
      }),
  };
};

const pairOf = ({ sourceAddress, destinationAddress }: MailboxRecord): Pair => ({
  source: sourceAddress,
  destination: destinationAddress,
});

/** Who has which address now, and who is in which pass. */
interface Standing {
  at: Record<Side, Map<string, MailboxRecord>>;
  passes: Map<number, number>;
}

const standingOf = async (tx: Db, projectId: number, all: MailboxRecord[]): Promise<Standing> => {
  const at = (side: Side) => new Map(all.map((row) => [pairOf(row)[side].toLowerCase(), row]));
  return {
    at: { source: at('source'), destination: at('destination') },
    passes: new Map((await busyIn(tx, projectId)).map(({ mailboxId, passId }) => [mailboxId, passId])),
  };
};

const workOut = async (
  tx: Db,
  projectId: number,
  all: MailboxRecord[],
  { from, to, side, ...scope }: DomainChange,
): Promise<Result<ChangedDomain>> => {
  for (const domain of [from, to]) {
    const fault = addressFault(`name@${domain}`);
    if (fault !== null)
      return refuse(
        'invalid',
        `"${domain.slice(0, 100)}" is no domain: ${fault.problem}.`,
        'Say for example "domains change contoso.com to contoso.onmicrosoft.com source".',
      );
  }
  if (from.toLowerCase() === to.toLowerCase())
    return refuse('invalid', 'Both domains are the same, so nothing would change.', 'Name two domains.');
  const named = (scope.addresses ?? []).length + (scope.waves ?? []).length > 0;
  const chosen = named ? choose(all, scope) : ok(all);
  if (!chosen.ok) return chosen;
  const changing: readonly Side[] = side === undefined ? sides : [side];
  const affected = chosen.value.filter((row) => changing.some((one) => isIn(pairOf(row)[one], from)));
  if (affected.length === 0)
    return refuse(
      'not-found',
      `None of ${named ? 'these' : "the project's"} mailboxes has ${side === undefined ? 'an' : `a ${side}`} address in ${from}.`,
      'Say "users" to see their addresses.',
    );
  const standing = await standingOf(tx, projectId, all);
  const result: ChangedDomain = { rows: [], blocked: [], code: '', reversible: true };
  for (const row of affected) {
    const before = pairOf(row);
    const after = { ...before };
    for (const one of changing)
      if (isIn(before[one], from)) after[one] = `${before[one].split('@')[0]}@${to}`;
    const why = whyBlocked(row, after, standing);
    if (why === null) result.rows.push({ id: row.id, before, after });
    else result.blocked.push({ address: before.source, why });
  }
  result.reversible = !chosen.value.some((row) => changing.some((one) => isIn(pairOf(row)[one], to)));
  result.code = codeOf(result.rows);
  return ok(result);
};

const isIn = (address: string, domain: string): boolean =>
  address.toLowerCase().endsWith(`@${domain.toLowerCase()}`);

const codeOf = (rows: ChangedDomain['rows']): string =>
  createHash('sha256')
    .update(JSON.stringify(rows.map(({ id, before, after }) => [id, before, after])))
    .digest('hex')
    .slice(0, 10);

const whyBlocked = (row: MailboxRecord, after: Pair, standing: Standing): string | null => {
  const pass = standing.passes.get(row.id);
  if (pass !== undefined) return `${row.sourceAddress} is in pass ${pass}, which is not over.`;
  for (const side of sides) {
    const fault = addressFault(after[side]);
    if (fault !== null) return `${after[side].slice(0, 100)} cannot be used: ${fault.problem}.`;
    const other = standing.at[side].get(after[side].toLowerCase());
    if (other !== undefined && other.id !== row.id)
      return `${after[side]} is the ${side} of another mailbox in this project (${other.sourceAddress} to ${other.destinationAddress}).`;
  }
  return null;
};

const write = async (tx: Db, rows: { id: number; after: Pair }[]): Promise<void> => {
  const values = rows.map(({ id, after }) => ({ id, ...after }));
  await tx.execute(sql`
    update mailboxes set source_address = r.source, destination_address = r.destination,
      verification = null, verified_at = null
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as r(id int, source text, destination text)
    where mailboxes.id = r.id`);
  // They are about the mailboxes that the addresses led to before.
  await forgetFindings(
    tx,
    rows.map(({ id }) => id),
  );
};
