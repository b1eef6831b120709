/** The mailboxes of a project: pairs of a source and a destination address. */
import { type FoundMailbox, findMailboxes, type MailboxFilter } from '../db/mailboxes.ts';
import type { Db } from '../db/open.ts';
import { mailboxes, type PassKind, type Verification } from '../db/schema.ts';
import { addressFault } from './addresses.ts';
import { createMailboxRemoval } from './mailbox-removal.ts';
import type { Projects } from './projects.ts';
import { ok, type Result, refuse } from './refusal.ts';
import { csvOf, mailboxesTable } from './report-csv.ts';
import type { RunState } from './run-state.ts';
import type { Actor } from './workgroups.ts';

export interface Mailbox {
  id: number;
  source: string;
  destination: string;
  verification: Verification | null;
  verifiedAt: Date | null;
  wave: string | null;
  excluded: boolean;
}

/** A mailbox and what its latest run is about. */
export interface MailboxRow extends Mailbox {
  passId: number | null;
  passKind: PassKind | null;
  state: RunState | null;
  problem: string | null;
  /** By all passes. */
  copied: number;
  /** By the latest one. */
  failed: number;
}

export const createMailboxes = ({ db, projects }: { db: Db; projects: Projects }) => {
  const removal = createMailboxRemoval({ db, projects });
  return {
    add: async (
      actor: Actor,
      projectId: number,
      pair: { source: string; destination: string },
    ): Promise<Result<Mailbox>> => {
      const project = await projects.get(actor, projectId);
      if (!project.ok) return project;
      const [source, destination] = [pair.source.trim(), pair.destination.trim()];
      for (const address of [source, destination]) {
        const refused = noAddress(address);
        if (refused !== null) return refused;
      }
      const [row] = await db
        .insert(mailboxes)
        .values({ projectId, sourceAddress: source, destinationAddress: destination })
        .onConflictDoNothing()
        .returning();
      if (row === undefined)
        return refuse(
          'already-exists',
          `${source} or ${destination} is in this project already.`,
          'Say "users <address>" to see how it is paired.',
        );
      return ok(shown(row));
    },

    /** Fifty at a time, unless it is asked for more. */
    list: async (
      actor: Actor,
      projectId: number,
      filter: MailboxFilter = {},
    ): Promise<Result<{ rows: MailboxRow[]; total: number }>> => {
      const project = await projects.get(actor, projectId);
      if (!project.ok) return project;
      const { rows, total } = await findMailboxes(db, projectId, { limit: 50, ...filter });
      return ok({ rows: rows.map(rowOf), total });
    },

    /** All of them. */
    csv: async (actor: Actor, projectId: number): Promise<Result<{ fileName: string; text: string }>> => {
      const project = await projects.get(actor, projectId);
      if (!project.ok) return project;
      const { rows } = await findMailboxes(db, projectId, {});
      return ok({ fileName: 'users.csv', text: csvOf(mailboxesTable(rows)) });
    },

    remove: async (actor: Actor, projectId: number, address: string): Promise<Result<Mailbox>> => {
      const removed = await removal.one(actor, projectId, address);
      return removed.ok ? ok(shown(removed.value)) : removed;
    },
    previewRemoval: removal.preview,
    removeSeveral: removal.several,
  };
};

export const noAddress = (address: string): ReturnType<typeof refuse> | null => {
  const fault = addressFault(address);
  return fault === null
    ? null
    : refuse(
        'invalid',
        `"${address.slice(0, 100)}" is no address: ${fault.problem}.`,
        `Mend it: ${fault.mend}.`,
      );
};

const rowOf = ({ mailbox, failed, ...run }: FoundMailbox): MailboxRow => ({
  ...shown(mailbox),
  passId: run.passId,
  passKind: run.passKind,
  state: run.state,
  problem: run.problem,
  copied: run.copied,
  failed: failed ?? 0,
});

export const shown = (row: typeof mailboxes.$inferSelect): Mailbox => ({
  id: row.id,
  source: row.sourceAddress,
  destination: row.destinationAddress,
  verification: row.verification,
  verifiedAt: row.verifiedAt,
  wave: row.wave,
  excluded: row.excluded,
});
