/**
 * The ledger's statements. Every one works on a batch, names the mailbox, and is a single statement: a
 * crash leaves all of a batch's rows or none. Rows travel as one JSON parameter, which both databases
 * unpack the same way and which costs one parameter however large the batch is.
 */
import { hash } from 'node:crypto';
import { type AnyColumn, and, eq, inArray, isNull, ne, or, type SQL, sql } from 'drizzle-orm';
import { type Db, rowsOf } from './open.ts';
import { type Claim, RunTaken } from './runs.ts';
import { type CountsByType, folders, type ItemType, items, type Outcome } from './schema.ts';

/** An item whose import may be sent from now on. */
export interface Intent {
  sourceId: string;
  sourceChange: string;
  searchKey: Buffer | null;
  itemType: ItemType;
  size: number;
  created: Date;
  folderId: number;
  /** Set when the copy exists and is to be updated. */
  destinationId?: string | null;
  destinationChange?: string | null;
}

export interface Settled {
  sourceId: string;
  outcome: Exclude<Outcome, 'intended'>;
  cause?: string | undefined;
  destinationId?: string | undefined;
  destinationChange?: string | undefined;
  /** Bytes of the stream that was sent; absent: the size Exchange reported stays. */
  size?: number | undefined;
}

export type LedgerRow = typeof items.$inferSelect;

/** 16 bytes as hexadecimal digits. */
const hexKeyOf = (sourceId: string): string => hash('sha256', sourceId).slice(0, 32);

/** Rows whose column is one of these keys. One parameter for all: 250 of them cost more than the query. */
const isOneOf = (column: AnyColumn, hexKeys: string[]) =>
  sql`${column} in (select decode(value, 'hex') from jsonb_array_elements_text(${JSON.stringify(hexKeys)}::jsonb))`;
const hexOf = (key: Buffer): string => key.toString('hex');

/** Whose rows, and on whose behalf. */
export interface Scope extends Claim {
  mailboxId: number;
  passId: number;
}

/**
 * The hold of a claim, as the first part of a statement. The lock makes a worker that takes the run up wait for
 * the statement, so that it sees what was intended before it looks what is in doubt.
 */
const held = ({ runId, attempt }: Claim) =>
  sql`held as (select 1 from runs where id = ${runId}::int and attempt = ${attempt}::int for share)`;

/**
 * Writes the batch as `intended`, before any of it is sent. `at` is the destination's clock.
 * An item that failed in an earlier pass, or is to be updated, changes its row back to `intended`.
 * Throws RunTaken: then nothing of it may be sent.
 */
export const intend = async (db: Db, scope: Scope & { at: Date }, intents: Intent[]): Promise<void> => {
  const rows = intents.map((intent) => ({
    k: hexKeyOf(intent.sourceId),
    f: intent.folderId,
    t: intent.itemType,
    s: intent.sourceId,
    c: intent.sourceChange,
    h: intent.searchKey?.toString('hex') ?? null,
    z: intent.size,
    g: intent.created.toISOString(),
    d: intent.destinationId ?? null,
    e: intent.destinationChange ?? null,
  }));
  const written = await db.execute(sql`
    with ${held(scope)}
    insert into items (mailbox_id, item_key, folder_id, pass_id, outcome, item_type, source_id, source_change,
                       search_key, size, created_at, destination_id, destination_change, intended_at)
    select ${scope.mailboxId}::int, decode(k, 'hex'), f, ${scope.passId}::int, 'intended', t, s, c,
           decode(h, 'hex'), z, g, d, e, ${scope.at.toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(k text, f int, t text, s text, c text, h text, z bigint, g timestamptz, d text, e text)
    where exists (select 1 from held)
    on conflict (mailbox_id, item_key) do update
      set folder_id = excluded.folder_id, pass_id = excluded.pass_id, outcome = 'intended',
          source_change = excluded.source_change, search_key = coalesce(excluded.search_key, items.search_key),
          size = excluded.size, intended_at = excluded.intended_at
    returning 1 as one`);
  if (rowsOf(written).length < intents.length) throw new RunTaken();
};

/**
 * Takes an intent back: nothing of these was sent. A new item is forgotten, so that it is met again; one that
 * failed before has failed again; an update that was not made shows as a change again.
 */
export const withdraw = async (db: Db, scope: Scope, sourceIds: string[]): Promise<void> => {
  if (sourceIds.length === 0) return;
  const keys = JSON.stringify(sourceIds.map(hexKeyOf));
  const mine = sql`mailbox_id = ${scope.mailboxId}::int and outcome = 'intended'
    and item_key in (select decode(value, 'hex') from jsonb_array_elements_text(${keys}::jsonb))
    and exists (select 1 from held)`;
  await db.execute(
    sql`with ${held(scope)} delete from items where ${mine} and destination_id is null and cause is null`,
  );
  await db.execute(sql`
    with ${held(scope)}
    update items set outcome = case when destination_id is null then 'failed' else 'copied' end,
                     pass_id = case when destination_id is null then 0 else pass_id end,
                     source_change = case when destination_id is null then source_change else '' end
    where ${mine}`);
};

/**
 * Writes the batch's outcomes and adds them to the run's counters, in one statement, so that the counters
 * are the sum of the ledger after any crash. A row that is no longer `intended` is left as it is.
 * Throws RunTaken; what was stored meanwhile, in spite of the other worker, is then reported as a possible
 * duplicate.
 */
export const settle = async (
  db: Db,
  scope: Scope & { /** Bytes of the streams that were stored. */ bytes: number },
  settled: Settled[],
): Promise<void> => {
  if (settled.length === 0) return;
  const rows = settled.map((one) => ({
    k: hexKeyOf(one.sourceId),
    o: one.outcome,
    c: one.cause ?? null,
    d: one.destinationId ?? null,
    e: one.destinationChange ?? null,
    z: one.size ?? null,
  }));
  const json = JSON.stringify(rows);
  const counted = await db.execute(sql`
    with ${held(scope)}, done as (
      update items set outcome = o, cause = c, pass_id = ${scope.passId}::int, destination_id = coalesce(d, destination_id),
                       destination_change = coalesce(e, destination_change), size = coalesce(z, size)
      from jsonb_to_recordset(${json}::jsonb) as r(k text, o text, c text, d text, e text, z bigint)
      where mailbox_id = ${scope.mailboxId}::int and item_key = decode(k, 'hex') and outcome = 'intended'
        and exists (select 1 from held)
      returning o
    )
    update runs set copied = copied + (select count(*) from done where o = 'copied'),
                    updated = updated + (select count(*) from done where o = 'updated'),
                    skipped = skipped + (select count(*) from done where o = 'skipped'),
                    failed = failed + (select count(*) from done where o = 'failed'),
                    bytes = bytes + ${scope.bytes}::bigint, progress_at = now()
    where id = ${scope.runId}::int and attempt = ${scope.attempt}::int
    returning 1 as one`);
  if (rowsOf(counted).length > 0) return;
  await db.execute(sql`
    update items set cause = 'possible duplicate'
    from jsonb_to_recordset(${json}::jsonb) as r(k text, d text)
    where mailbox_id = ${scope.mailboxId}::int and item_key = decode(k, 'hex')
      and outcome in ('copied', 'updated') and destination_id <> d`);
  throw new RunTaken();
};

/** What the ledger knows of these items, by source id. */
export const known = async (
  db: Db,
  mailboxId: number,
  sourceIds: string[],
): Promise<Map<string, KnownItem>> => {
  if (sourceIds.length === 0) return new Map();
  const rows = await db
    .select(knownColumns)
    .from(items)
    .where(and(eq(items.mailboxId, mailboxId), isOneOf(items.itemKey, sourceIds.map(hexKeyOf))));
  return new Map(rows.map((row) => [row.sourceId, row]));
};

const knownColumns = {
  sourceId: items.sourceId,
  sourceChange: items.sourceChange,
  outcome: items.outcome,
  passId: items.passId,
  destinationId: items.destinationId,
  destinationChange: items.destinationChange,
};
export type KnownItem = Pick<LedgerRow, keyof typeof knownColumns>;

/** Copied items with these search keys, and the source folder each was in: the same item may have moved since. */
export const copiesOf = async (db: Db, mailboxId: number, searchKeys: Buffer[]) =>
  searchKeys.length === 0
    ? []
    : db
        .select({ sourceId: items.sourceId, searchKey: items.searchKey, sourceFolderId: folders.sourceId })
        .from(items)
        .innerJoin(folders, eq(folders.id, items.folderId))
        .where(
          and(
            eq(items.mailboxId, mailboxId),
            isOneOf(items.searchKey, searchKeys.map(hexOf)),
            inArray(items.outcome, ['copied', 'updated']),
          ),
        );

/** The item has another id now: its row goes on under that one. */
export const followMove = async (
  db: Db,
  scope: Scope,
  fromSourceId: string,
  to: { sourceId: string; sourceChange: string; folderId: number },
): Promise<void> => {
  await db.execute(sql`
    with ${held(scope)}
    update items set item_key = decode(${hexKeyOf(to.sourceId)}, 'hex'), source_id = ${to.sourceId},
                     source_change = ${to.sourceChange}, folder_id = ${to.folderId}::int, cause = 'moved at the source'
    where mailbox_id = ${scope.mailboxId}::int and item_key = decode(${hexKeyOf(fromSourceId)}, 'hex')
      and exists (select 1 from held)`);
};

/** The rows whose import may have been sent and whose answer nobody knows, oldest intent first. */
export const inDoubt = (db: Db, mailboxId: number): Promise<LedgerRow[]> =>
  db
    .select()
    .from(items)
    .where(and(eq(items.mailboxId, mailboxId), eq(items.outcome, 'intended')))
    .orderBy(items.intendedAt);

/** Which destination items are already the copy of a source item with one of these search keys, or with none. */
export const claimed = async (db: Db, mailboxId: number, searchKeys: Buffer[]): Promise<Set<string>> => {
  const rows = await db
    .select({ id: items.destinationId })
    .from(items)
    .where(
      and(
        eq(items.mailboxId, mailboxId),
        or(isOneOf(items.searchKey, searchKeys.map(hexOf)), isNull(items.searchKey)),
      ),
    );
  return new Set(rows.flatMap((row) => (row.id === null ? [] : [row.id])));
};

/** What failed in earlier passes and is due again, folder by folder. */
export const failedBefore = (
  db: Db,
  mailboxId: number,
  passId: number,
  folderId: number,
): Promise<LedgerRow[]> =>
  db
    .select()
    .from(items)
    .where(
      and(
        eq(items.mailboxId, mailboxId),
        eq(items.outcome, 'failed'),
        ne(items.passId, passId),
        eq(items.folderId, folderId),
      ),
    );

/**
 * What this pass did, per item type; how many items of earlier passes it found unchanged; and how many
 * items have no good end: failed, or still in doubt.
 */
export const totals = async (
  db: Db,
  mailboxId: number,
  passId: number,
): Promise<{ byType: CountsByType; unchanged: number; unsettled: number }> => {
  const rows = await db
    .select({
      type: items.itemType,
      copied: countWhere(sql`${items.passId} = ${passId} and ${items.outcome} in ('copied', 'updated')`),
      failed: countWhere(sql`${items.passId} = ${passId} and ${items.outcome} = 'failed'`),
      bytes:
        sql<number>`coalesce(sum(${items.size}) filter (where ${items.passId} = ${passId} and ${items.outcome} in ('copied', 'updated')), 0)`.mapWith(
          Number,
        ),
      unsettled: countWhere(sql`${items.passId} = ${passId} and ${items.outcome} in ('failed', 'intended')`),
      unchanged: countWhere(sql`${items.passId} <> ${passId} and ${items.outcome} in ('copied', 'updated')`),
    })
    .from(items)
    .where(eq(items.mailboxId, mailboxId))
    .groupBy(items.itemType);
  const byType: CountsByType = {};
  for (const { type, copied, failed, bytes } of rows)
    if (copied + failed > 0) byType[type] = { copied, failed, bytes };
  return {
    byType,
    unchanged: rows.reduce((sum, row) => sum + row.unchanged, 0),
    unsettled: rows.reduce((sum, row) => sum + row.unsettled, 0),
  };
};

const countWhere = (condition: SQL) => sql<number>`count(*) filter (where ${condition})`.mapWith(Number);
