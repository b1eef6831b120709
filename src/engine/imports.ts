/** An uploaded list of mailboxes: read and shown first, saved only when somebody confirms it. */
import { and, eq, sql } from 'drizzle-orm';
import { type Db, rowsOf } from '../db/open.ts';
import { imports, mailboxes, projects } from '../db/schema.ts';
import { seenBy } from '../db/seen.ts';
import { type Fault, type MailboxList, readMailboxList } from './mailbox-list.ts';
import type { Projects } from './projects.ts';
import { ok, type Result, refuse } from './refusal.ts';
import type { Actor } from './workgroups.ts';

export type { Fault };

export interface ImportPreview {
  importId: number;
  projectId: number;
  fileName: string;
  /** Rows that confirming adds. */
  accepted: number;
  /** Rows that are in the project already, exactly so. */
  already: number;
  sample: { source: string; destination: string }[];
  faults: Fault[];
  faultCount: number;
  /** Rows with at least one fault. */
  badRows: number;
  encoding: string;
  separator: string;
}

export const createImports = ({ db, projects: known }: { db: Db; projects: Projects }) => ({
  preview: async (
    actor: Actor,
    projectId: number,
    file: { fileName: string; bytes: Buffer },
  ): Promise<Result<ImportPreview>> => {
    const project = await known.get(actor, projectId);
    if (!project.ok) return project;
    const list = readMailboxList(file.bytes);
    const { fresh, already, taken } = await compare(db, projectId, list);
    const faults = [...list.faults, ...taken].sort((a, b) => a.line - b.line || a.column - b.column);
    const fileName = file.fileName.slice(0, 100);
    const [row] = await db
      .insert(imports)
      .values({ projectId, personId: actor.personId, fileName, rows: fresh })
      .returning({ id: imports.id });
    if (row === undefined) throw new Error('keeping an import: no row came back');
    const { encoding, separator } = list;
    return ok({
      importId: row.id,
      projectId,
      fileName,
      accepted: fresh.length,
      already,
      sample: fresh.slice(0, 5),
      faults,
      faultCount: faults.length,
      badRows: new Set(faults.map(({ line }) => line)).size,
      encoding,
      separator,
    });
  },

  confirm: (
    actor: Actor,
    importId: number,
  ): Promise<Result<{ added: number; already: number; projectId: number }>> =>
    db.transaction(async (tx) => {
      const found = await waiting(tx, actor, importId);
      if (!found.ok) return found;
      const { projectId, rows } = found.value;
      const added = rowsOf<{ id: number }>(
        await tx.execute(sql`
          insert into mailboxes (project_id, source_address, destination_address)
          select ${projectId}::int, source, destination
          from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(source text, destination text)
          on conflict do nothing returning id`),
      ).length;
      await tx.update(imports).set({ state: 'confirmed', rows: [] }).where(eq(imports.id, importId));
      return ok({ added, already: rows.length - added, projectId });
    }),

  discard: (actor: Actor, importId: number): Promise<Result<null>> =>
    db.transaction(async (tx) => {
      const found = await waiting(tx, actor, importId);
      if (!found.ok) return found;
      await tx.update(imports).set({ state: 'discarded', rows: [] }).where(eq(imports.id, importId));
      return ok(null);
    }),
});

/** Locks the import, so that of two people who press Confirm at once one adds and the other hears of it. */
const waiting = async (
  tx: Db,
  actor: Actor,
  importId: number,
): Promise<Result<typeof imports.$inferSelect>> => {
  const [found] = await tx
    .select({ list: imports })
    .from(imports)
    .innerJoin(projects, eq(projects.id, imports.projectId))
    .where(and(eq(imports.id, importId), seenBy(tx, actor)))
    .for('update', { of: imports });
  if (found === undefined)
    return refuse('not-found', 'This list does not exist here.', 'Send the list again: say "users import".');
  const { state } = found.list;
  if (state === 'confirmed')
    return refuse(
      'already-decided',
      'This list was added already; nothing was added twice.',
      'Say "users" to see the mailboxes.',
    );
  if (state === 'discarded')
    return refuse(
      'already-decided',
      'This list was discarded; nothing of it was added.',
      'Send it again if you want it after all: say "users import".',
    );
  return ok(found.list);
};

/** What of the list is new, what is there exactly so, and what is paired with somebody else already. */
const compare = async (db: Db, projectId: number, list: MailboxList) => {
  const present = await db
    .select({ source: mailboxes.sourceAddress, destination: mailboxes.destinationAddress })
    .from(mailboxes)
    .where(eq(mailboxes.projectId, projectId));
  const bySource = new Map(present.map((pair) => [pair.source.toLowerCase(), pair]));
  const byDestination = new Map(present.map((pair) => [pair.destination.toLowerCase(), pair]));
  const fresh: { source: string; destination: string }[] = [];
  const taken: Fault[] = [];
  let already = 0;
  for (const { source, destination, line } of list.rows) {
    const [mine, theirs] = [bySource.get(source.toLowerCase()), byDestination.get(destination.toLowerCase())];
    if (mine === undefined && theirs === undefined) fresh.push({ source, destination });
    else if (mine !== undefined && mine === theirs) already++;
    else if (mine !== undefined)
      taken.push({
        line,
        column: 1,
        columnName: 'source',
        value: source,
        problem: `it goes to ${mine.destination} in this project already`,
        mend: 'remove that pair first, or this line',
      });
    else if (theirs !== undefined)
      taken.push({
        line,
        column: 2,
        columnName: 'destination',
        value: destination,
        problem: `${theirs.source} goes there in this project already`,
        mend: 'remove that pair first, or this line',
      });
  }
  return { fresh, already, taken };
};
