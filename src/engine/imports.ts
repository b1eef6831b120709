/** An uploaded list of mailboxes: read and shown first, saved only when somebody confirms it. */
import { and, eq, sql } from 'drizzle-orm';
import { type Db, rowsOf } from '../db/open.ts';
import { type ImportRow, imports, mailboxes, projects, type UnmappedList } from '../db/schema.ts';
import { seenBy } from '../db/seen.ts';
import type { Fault } from './csv-records.ts';
import { readMailboxList } from './mailbox-list.ts';
import type { Projects } from './projects.ts';
import { ok, type Result, refuse } from './refusal.ts';
import type { Actor } from './workgroups.ts';

export type { Fault };

export interface LeftOut {
  address: string;
  why: string;
}

export interface ImportPreview {
  importId: number;
  projectId: number;
  fileName: string;
  /** Rows that confirming adds. */
  accepted: number;
  /** Rows that are in the project already, exactly so. */
  already: number;
  sample: ImportRow[];
  faults: Fault[];
  faultCount: number;
  /** Rows with at least one fault. */
  badRows: number;
  /** Who was found and is not on the list, though nothing is wrong with the list. */
  leftOut: LeftOut[];
  leftOutCount: number;
  /** What else there is to know about it, in sentences. */
  told: string[];
  /** Of a file. */
  readAs?: UnmappedList['readAs'];
}

/** The file is read, and somebody has to say which of its columns are meant. */
export interface ColumnsAsked {
  importId: number;
  projectId: number;
  fileName: string;
  rows: number;
  columns: { name: string; example: string }[];
  source: number | null;
}

export interface ListToKeep {
  fileName: string;
  rows: (ImportRow & { line: number })[];
  faults: Fault[];
  leftOut?: LeftOut[];
  told?: string[];
  readAs?: ImportPreview['readAs'];
}

export const createImports = ({ db, projects: known }: { db: Db; projects: Projects }) => ({
  preview: async (
    actor: Actor,
    projectId: number,
    file: { fileName: string; bytes: Buffer },
  ): Promise<Result<ImportPreview | ColumnsAsked>> => {
    const project = await known.get(actor, projectId);
    if (!project.ok) return project;
    const { rows, faults, unmapped, ...readAs } = readMailboxList(file.bytes);
    const fileName = file.fileName.slice(0, 100);
    return ok(
      unmapped === undefined
        ? await keepList(db, actor, projectId, { fileName, rows, faults, readAs })
        : await keepUnmapped(db, actor, projectId, fileName, { ...unmapped, readAs }),
    );
  },

  confirm: (
    actor: Actor,
    importId: number,
  ): Promise<Result<{ added: number; already: number; projectId: number }>> =>
    db.transaction(async (tx) => {
      const found = await waiting(tx, actor, importId);
      if (!found.ok) return found;
      const { projectId, rows, fileName, personId } = found.value;
      if ('pairs' in rows)
        return refuse(
          'invalid',
          'This list holds pairs of addresses, not mailboxes, so no mailbox was added.',
          'Say "mapping confirm" to add its pairs.',
        );
      if (!Array.isArray(rows))
        return refuse(
          'not-ready',
          'Nobody has said yet which columns of this list are meant, so nothing was added.',
          'Choose them on its card, or send the list with the columns "source" and "destination".',
        );
      const added = rowsOf<{ id: number }>(
        await tx.execute(sql`
          insert into mailboxes (project_id, source_address, destination_address)
          select ${projectId}::int, source, destination
          from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(source text, destination text)
          on conflict do nothing returning id`),
      ).length;
      await tx.update(imports).set({ state: 'confirmed', rows: [] }).where(eq(imports.id, importId));
      // The file that the list was made from has served.
      await tx
        .update(imports)
        .set({ state: 'discarded', rows: [] })
        .where(
          and(
            eq(imports.projectId, projectId),
            eq(imports.personId, personId),
            eq(imports.fileName, fileName),
            eq(imports.state, 'waiting'),
            // Pairs of addresses may come under the same name, and are another list.
            sql`${imports.rows} ? 'columns'`,
          ),
        );
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

/** Keeps a list until somebody confirms it, and answers what confirming would do. */
export const keepList = async (
  db: Db,
  actor: Actor,
  projectId: number,
  { fileName, rows, faults: wrong, leftOut = [], told = [], readAs }: ListToKeep,
): Promise<ImportPreview> => {
  const { fresh, already, taken } = await compare(db, projectId, rows);
  // A list that came from no file has no lines to point at.
  const faults = readAs === undefined ? wrong : [...wrong, ...taken];
  faults.sort((a, b) => a.line - b.line || a.column - b.column);
  const others = [
    ...leftOut,
    ...(readAs === undefined
      ? taken.map(({ line, problem }) => ({
          address: rows[line - 1]?.source ?? '',
          why: `${capital(problem)}.`,
        }))
      : []),
  ];
  const importId = await keepWaiting(db, { projectId, personId: actor.personId, fileName, rows: fresh });
  return {
    importId,
    projectId,
    fileName,
    accepted: fresh.length,
    already,
    sample: fresh.slice(0, 10),
    faults,
    faultCount: faults.length,
    badRows: new Set(faults.map(({ line }) => line)).size,
    leftOut: others,
    leftOutCount: others.length,
    told,
    ...(readAs === undefined ? {} : { readAs }),
  };
};

const keepUnmapped = async (
  db: Db,
  actor: Actor,
  projectId: number,
  fileName: string,
  list: UnmappedList,
): Promise<ColumnsAsked> => ({
  importId: await keepWaiting(db, { projectId, personId: actor.personId, fileName, rows: list }),
  projectId,
  fileName,
  rows: list.rows.length,
  columns: list.columns.map((name, at) => ({
    name,
    example: list.rows.find(({ cells }) => cells[at])?.cells[at] ?? '',
  })),
  source: list.source,
});

export const keepWaiting = async (db: Db, values: typeof imports.$inferInsert): Promise<number> => {
  const [row] = await db.insert(imports).values(values).returning({ id: imports.id });
  if (row === undefined) throw new Error('keeping an import: no row came back');
  return row.id;
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Locks the import, so that of two people who press Confirm at once one adds and the other hears of it. */
export const waiting = async (
  tx: Db,
  actor: Actor,
  importId: number,
  { again, see } = { again: 'users import', see: 'users' },
): Promise<Result<typeof imports.$inferSelect>> => {
  const [found] = await tx
    .select({ list: imports })
    .from(imports)
    .innerJoin(projects, eq(projects.id, imports.projectId))
    .where(and(eq(imports.id, importId), seenBy(tx, actor)))
    .for('update', { of: imports });
  if (found === undefined)
    return refuse('not-found', 'This list does not exist here.', `Send the list again: say "${again}".`);
  const { state } = found.list;
  if (state === 'confirmed')
    return refuse(
      'already-decided',
      'This list was added already; nothing was added twice.',
      `Say "${see}" to see what is there.`,
    );
  if (state === 'discarded')
    return refuse(
      'already-decided',
      'This list was discarded; nothing of it was added.',
      `Send it again if you want it after all: say "${again}".`,
    );
  return ok(found.list);
};

/** What of the list is new, what is there exactly so, and what is paired with somebody else already. */
const compare = async (db: Db, projectId: number, rows: ListToKeep['rows']) => {
  const present = await db
    .select({ source: mailboxes.sourceAddress, destination: mailboxes.destinationAddress })
    .from(mailboxes)
    .where(eq(mailboxes.projectId, projectId));
  const bySource = new Map(present.map((pair) => [pair.source.toLowerCase(), pair]));
  const byDestination = new Map(present.map((pair) => [pair.destination.toLowerCase(), pair]));
  const fresh: ImportRow[] = [];
  const taken: Fault[] = [];
  let already = 0;
  for (const { line, ...row } of rows) {
    const { source, destination } = row;
    const [mine, theirs] = [bySource.get(source.toLowerCase()), byDestination.get(destination.toLowerCase())];
    if (mine === undefined && theirs === undefined) fresh.push(row);
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
