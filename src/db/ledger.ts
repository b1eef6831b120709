/**
 * The ledger's statements. Every one works on a batch, names the mailbox, and is a single statement: a
 * crash leaves all of a batch's rows or none. Rows travel as one JSON parameter, which both databases
 * unpack the same way and which costs one parameter however large the batch is.
 */
import { and, eq, inArray, isNotNull, isNull, ne, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import {
  type ItemType,
  intents,
  items,
  type Outcome,
  outcomeLetters,
  searchDigest,
  typeLetters,
} from './ledger-tables.ts';
import { type Db, rowsOf } from './open.ts';
import { keyOf, pack, unpack } from './packed.ts';
import { type Claim, RunTaken } from './runs.ts';
import { type CountsByType, folders } from './schema.ts';

/** An item whose import may be sent from now on. */
export interface Intent {
  sourceId: string;
  /** `changeOf` its change key at the source. */
  sourceChange: bigint;
  searchKey: Buffer | null;
  itemType: ItemType;
  size: number;
  created: Date;
  folderId: number;
  /** Set when the copy exists and is to be updated. */
  destinationId?: string | null | undefined;
  destinationChange?: string | null | undefined;
  /** The key of the row that this one takes the place of: the item was moved at the source. */
  replaces?: string | null | undefined;
}

export interface Settled {
  sourceId: string;
  outcome: Outcome;
  cause?: string | undefined;
  destinationId?: string | undefined;
  destinationChange?: string | undefined;
  /** Bytes of the stream that was sent; absent: the size Exchange reported stays. */
  size?: number | undefined;
}

/** Many keys in one parameter: 250 of them cost more than the query. */
const keyList = (hexKeys: string[]) =>
  sql`${`{${hexKeys.map((key) => `"\\\\x${key}"`).join(',')}}`}::text::bytea[]`;

/** Rows whose column is one of these. Selected, so that the list is read once and not again for every row. */
const isOneOf = (column: SQLWrapper, hexKeys: string[]) =>
  sql`${column} = any((select ${keyList(hexKeys)})::bytea[])`;

/**
 * Rows of the mailbox, key by key: a look into the index for each. The server learns of a table's size a minute late
 * and keeps the plans that it made before; asked for all keys at once, it would until then read all that the mailbox
 * has. So each look matches one index only, and the rows are fetched by their places. "+ 0" keeps the mailbox, which
 * is asked for again because rows of two partitions may have the same place, from choosing an index.
 */
const foundBy = (
  mailboxId: number,
  hexKeys: string[],
  matches: SQL,
) => sql`${items.mailboxId} + 0 = ${mailboxId}::int
  and ${items}.ctid = any(array(
    select found.row from unnest(${keyList(hexKeys)}) as wanted(key), lateral (
      select ctid as row from ${items} where ${matches} offset 0
    ) found))`;
const hasKey = (mailboxId: number, hexKeys: string[]) =>
  foundBy(mailboxId, hexKeys, sql`mailbox_id = ${mailboxId}::int and item_key = wanted.key`);
const hasSearchKey = (mailboxId: number, keys: Buffer[]) =>
  foundBy(
    mailboxId,
    keys.map((key) => key.toString('hex')),
    sql`${searchDigest(sql`mailbox_id`, sql`search_key`)} = ${searchDigest(sql`${mailboxId}::int`, sql`wanted.key`)}
      and search_key = wanted.key`,
  );
const packed = (id: string | null | undefined): string | null =>
  id === null || id === undefined ? null : pack(id).toString('base64');

/** Whose rows, and on whose behalf. */
export interface Scope extends Claim {
  mailboxId: number;
  passId: number;
}

/**
 * The hold of a claim, as the first part of a statement. The lock makes a worker that takes the run up wait for
 * the statement, so that it sees what was intended before it looks what is in doubt. No weaker one: two batches that
 * settle at once would share it, and then each wait for the other to count.
 */
const held = ({ runId, attempt }: Claim) =>
  sql`held as (select 1 from runs where id = ${runId}::int and attempt = ${attempt}::int for no key update)`;

/**
 * Writes the batch down, before any of it is sent. `at` is the destination's clock. What the ledger knew of an item
 * that failed before, or is to be updated, stays as it is until this is settled.
 * Throws RunTaken: then nothing of it may be sent.
 */
export const intend = async (db: Db, scope: Scope & { at: Date }, batch: Intent[]): Promise<void> => {
  const rows = batch.map((intent) => ({
    k: keyOf(intent.sourceId),
    f: intent.folderId,
    t: typeLetters[intent.itemType],
    s: packed(intent.sourceId),
    c: String(intent.sourceChange),
    h: intent.searchKey?.toString('hex') ?? null,
    z: intent.size,
    g: intent.created.toISOString(),
    d: packed(intent.destinationId),
    e: packed(intent.destinationChange),
    r: intent.replaces ?? null,
  }));
  const written = await db.execute(sql`
    with ${held(scope)}
    insert into intents (mailbox_id, item_key, folder_id, pass_id, item_type, source_id, source_change, search_key,
                         size, created_at, destination_id, destination_change, replaces, intended_at)
    select ${scope.mailboxId}::int, decode(k, 'hex'), f, ${scope.passId}::int, t, decode(s, 'base64'), c,
           decode(h, 'hex'), z, g, decode(d, 'base64'), decode(e, 'base64'), decode(r, 'hex'),
           ${scope.at.toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(k text, f int, t "char", s text, c bigint, h text, z int, g timestamptz, d text, e text, r text)
    where exists (select 1 from held)
    on conflict (mailbox_id, item_key) do update
      set folder_id = excluded.folder_id, pass_id = excluded.pass_id, source_change = excluded.source_change,
          search_key = coalesce(excluded.search_key, intents.search_key), size = excluded.size,
          destination_id = excluded.destination_id, destination_change = excluded.destination_change,
          replaces = excluded.replaces, intended_at = excluded.intended_at
    returning 1 as one`);
  if (rowsOf(written).length < batch.length) throw new RunTaken();
};

/** Takes intents back: nothing of these was sent, and the ledger knows of them what it knew before. */
export const withdraw = async (db: Db, scope: Scope, sourceIds: string[]): Promise<void> => {
  if (sourceIds.length === 0) return;
  await db.execute(sql`
    with ${held(scope)}
    delete from intents where mailbox_id = ${scope.mailboxId}::int
      and ${isOneOf(intents.itemKey, sourceIds.map(keyOf))} and exists (select 1 from held)`);
};

/**
 * Moves the batch from the intents to the ledger with its outcomes, and adds them to the run's counters, in one
 * statement, so that the counters are the sum of the ledger after any crash. What is not intended any more is left
 * as it is. A stored item that replaces another's row takes that row's place, and remembers the old copy, which is
 * to be taken away. Answers how many items of the run have failed so far.
 * Throws RunTaken; what was stored meanwhile, in spite of the other worker, is then reported as a possible
 * duplicate.
 */
export const settle = async (
  db: Db,
  scope: Scope & {
    /** Of the streams that were stored. */
    bytes: number;
    /** Items that were stored with changed addresses, and those whose addresses could not be changed. */
    addressesMapped?: number;
    addressesKept?: number;
  },
  settled: Settled[],
): Promise<number> => {
  if (settled.length === 0) return 0;
  const rows = settled.map((one) => ({
    k: keyOf(one.sourceId),
    o: outcomeLetters[one.outcome],
    c: one.cause ?? null,
    d: packed(one.destinationId),
    e: packed(one.destinationChange),
    z: one.size ?? null,
  }));
  const json = JSON.stringify(rows);
  const counted = await db.execute(sql`
    with ${held(scope)}, done as (
      delete from intents i
      using jsonb_to_recordset(${json}::jsonb) as r(k text, o "char", c text, d text, e text, z int)
      where mailbox_id = ${scope.mailboxId}::int and item_key = decode(k, 'hex') and exists (select 1 from held)
        and ${isOneOf(
          sql`i.item_key`,
          rows.map(({ k }) => k),
        )}
      returning i.*, o, c, d, e, z
    ), replaced as (
      delete from items i using done
      -- Asked first and once: most batches replace nothing, and then nothing is looked for.
      where (select bool_or(replaces is not null) from done)
        and i.mailbox_id = ${scope.mailboxId}::int and i.item_key = done.replaces and o = 'c'
      returning i.item_key, i.destination_id, i.destination_change, i.folder_id
    ), kept as (
      insert into items (mailbox_id, item_key, folder_id, pass_id, outcome, cause, item_type, source_id, source_change,
                         search_key, size, created_at, destination_id, destination_change, replaces, superseded)
      select ${scope.mailboxId}::int, done.item_key, done.folder_id, ${scope.passId}::int,
             case when replaced.item_key is null then o else 'u' end, c, item_type, source_id, source_change,
             search_key, coalesce(z, size),
             -- Only what has something to be looked for by people: 8 bytes for each of all the others.
             case when c is null then null else created_at end,
             coalesce(decode(d, 'base64'), done.destination_id), coalesce(decode(e, 'base64'), done.destination_change),
             case when o = 'c' then null else replaces end,
             case when replaced.destination_id is null then null else jsonb_build_object(
               'itemId', encode(replaced.destination_id, 'base64'),
               'changeKey', encode(replaced.destination_change, 'base64'), 'folderId', replaced.folder_id) end
      from done left join replaced on replaced.item_key = done.replaces
      on conflict (mailbox_id, item_key) do update
        set folder_id = excluded.folder_id, pass_id = excluded.pass_id, outcome = excluded.outcome,
            cause = excluded.cause, source_change = excluded.source_change, size = excluded.size,
            search_key = coalesce(excluded.search_key, items.search_key), created_at = excluded.created_at,
            destination_id = excluded.destination_id, destination_change = excluded.destination_change,
            replaces = excluded.replaces, superseded = coalesce(excluded.superseded, items.superseded), gone = false,
            subject = null
      returning outcome
    )
    update runs set copied = copied + (select count(*) from kept where outcome = 'c'),
                    updated = updated + (select count(*) from kept where outcome = 'u'),
                    skipped = skipped + (select count(*) from kept where outcome = 's'),
                    failed = failed + (select count(*) from kept where outcome = 'f'),
                    bytes = bytes + ${scope.bytes}::bigint,
                    addresses_mapped = addresses_mapped + ${scope.addressesMapped ?? 0}::int,
                    addresses_kept = addresses_kept + ${scope.addressesKept ?? 0}::int,
                    reported_bytes = reported_bytes + (select coalesce(sum(size), 0) from done where z is not null)
    where id = ${scope.runId}::int and attempt = ${scope.attempt}::int
    returning failed`);
  const [run] = rowsOf<{ failed: number }>(counted);
  if (run !== undefined) return run.failed;
  await suspectDuplicates(db, scope.mailboxId, settled);
  throw new RunTaken();
};

/** Somebody else settled these meanwhile, with another copy. */
const suspectDuplicates = async (db: Db, mailboxId: number, settled: Settled[]): Promise<void> => {
  const there = await known(
    db,
    mailboxId,
    settled.map(({ sourceId }) => sourceId),
  );
  const isDouble = ({ sourceId, destinationId }: Settled): boolean => {
    const other = there.get(sourceId)?.destinationId ?? destinationId;
    return destinationId !== undefined && other !== destinationId;
  };
  const keys = settled.filter(isDouble).map(({ sourceId }) => keyOf(sourceId));
  await db
    .update(items)
    .set({ cause: 'possible duplicate' })
    .where(
      and(
        eq(items.mailboxId, mailboxId),
        isOneOf(items.itemKey, keys),
        inArray(items.outcome, ['copied', 'updated']),
      ),
    );
};

/** What the ledger knows of an item; `intended`: its import may have been sent, and nobody knows the answer. */
export interface KnownItem {
  sourceId: string;
  sourceChange: bigint;
  outcome: Outcome | 'intended';
  passId: number;
  folderId: number;
  destinationId: string | null;
  destinationChange: string | null;
  replaces: string | null;
}

const knownColumns = <Table extends typeof items | typeof intents>(table: Table) => ({
  sourceId: table.sourceId,
  sourceChange: table.sourceChange,
  passId: table.passId,
  folderId: table.folderId,
  destinationId: table.destinationId,
  destinationChange: table.destinationChange,
  replaces: table.replaces,
});

/** By source id. */
export const known = async (
  db: Db,
  mailboxId: number,
  sourceIds: string[],
): Promise<Map<string, KnownItem>> => {
  if (sourceIds.length === 0) return new Map();
  const keys = sourceIds.map(keyOf);
  const settled = await db
    .select({ ...knownColumns(items), outcome: items.outcome })
    .from(items)
    .where(hasKey(mailboxId, keys));
  const intended = await db
    .select(knownColumns(intents))
    .from(intents)
    .where(and(eq(intents.mailboxId, mailboxId), isOneOf(intents.itemKey, keys)));
  return new Map([
    ...settled.map((row): [string, KnownItem] => [row.sourceId, row]),
    ...intended.map((row): [string, KnownItem] => [row.sourceId, { ...row, outcome: 'intended' }]),
  ]);
};

/** Copied items with these search keys, and the source folder each was in: the same item may have moved since. */
export const copiesOf = async (db: Db, mailboxId: number, searchKeys: Buffer[]) =>
  searchKeys.length === 0
    ? []
    : db
        .select({
          sourceId: items.sourceId,
          searchKey: items.searchKey,
          sourceFolderId: folders.sourceId,
          folderId: items.folderId,
          destinationId: items.destinationId,
          destinationChange: items.destinationChange,
        })
        .from(items)
        .innerJoin(folders, eq(folders.id, items.folderId))
        .where(and(hasSearchKey(mailboxId, searchKeys), inArray(items.outcome, ['copied', 'updated'])));

/** The item has another id now, and its copy stays where it is: its row goes on under that id. */
export const followMove = async (
  db: Db,
  scope: Scope,
  fromSourceId: string,
  to: { sourceId: string; sourceChange: bigint },
): Promise<void> => {
  await db.execute(sql`
    with ${held(scope)}
    update items set item_key = decode(${keyOf(to.sourceId)}, 'hex'), source_id = decode(${packed(to.sourceId)}, 'base64'),
                     source_change = ${String(to.sourceChange)}::bigint, cause = ${movedAway}, gone = false
    where mailbox_id = ${scope.mailboxId}::int and item_key = decode(${keyOf(fromSourceId)}, 'hex')
      and exists (select 1 from held)`);
};

/** A copy that a newer one has replaced and that is still there; `folderId` is the ledger's. */
export interface Superseded {
  sourceId: string;
  itemId: string;
  changeKey: string | null;
  folderId: number;
}

export const superseded = async (db: Db, mailboxId: number): Promise<Superseded[]> => {
  const rows = await db
    .select({ sourceId: items.sourceId, copy: items.superseded })
    .from(items)
    .where(and(eq(items.mailboxId, mailboxId), isNotNull(items.superseded)));
  return rows.flatMap(({ sourceId, copy }) =>
    copy === null
      ? []
      : [
          {
            sourceId,
            itemId: unpack(Buffer.from(copy.itemId, 'base64')),
            changeKey: copy.changeKey === null ? null : unpack(Buffer.from(copy.changeKey, 'base64')),
            folderId: copy.folderId,
          },
        ],
  );
};

export const forgetSuperseded = (db: Db, scope: Scope, sourceId: string): Promise<void> =>
  change(db, scope, sql`superseded = null`, [keyOf(sourceId)]);

/** Something to know about a copy. */
export const remark = (db: Db, scope: Scope, sourceId: string, cause: string): Promise<void> =>
  change(db, scope, sql`cause = ${cause}`, [keyOf(sourceId)]);

/** Their items are not where they were: deleted at the source, or moved and not met again yet. */
export const markGone = (db: Db, scope: Scope, sourceIds: string[]): Promise<void> =>
  markKeysGone(db, scope, sourceIds.map(keyOf));

export const markKeysGone = (db: Db, scope: Scope, keys: string[]): Promise<void> =>
  keys.length === 0 ? Promise.resolve() : change(db, scope, sql`gone = true`, keys);

export const markFolderGone = async (db: Db, scope: Scope, folderId: number): Promise<void> => {
  await db.execute(sql`
    with ${held(scope)}
    update items set gone = true where mailbox_id = ${scope.mailboxId}::int and folder_id = ${folderId}::int
      and outcome in ('c', 'u') and cause is distinct from ${movedAway} and exists (select 1 from held)`);
};

/** Changes copied rows. Throws RunTaken. */
const change = async (db: Db, scope: Scope, what: SQL, keys: string[]): Promise<void> => {
  const changed = await db.execute(sql`
    with ${held(scope)}, changed as (
      update items set ${what} where mailbox_id = ${scope.mailboxId}::int and ${isOneOf(items.itemKey, keys)}
        and outcome in ('c', 'u') and exists (select 1 from held)
    )
    select 1 as one from held`);
  if (rowsOf(changed).length === 0) throw new RunTaken();
};

/** Copies whose items are gone, but not those whose item was only moved and is about to be copied to its new place. */
export const goneItems = (
  db: Db,
  mailboxId: number,
): Promise<
  {
    sourceId: string;
    destinationId: string | null;
    destinationChange: string | null;
    folderId: number;
    isDeleting: boolean;
  }[]
> =>
  db
    .select({
      sourceId: items.sourceId,
      destinationId: items.destinationId,
      destinationChange: items.destinationChange,
      folderId: items.folderId,
      isDeleting: sql<boolean>`${items.cause} is not distinct from 'deleting'`,
    })
    .from(items)
    .where(
      and(
        eq(items.mailboxId, mailboxId),
        sql`${items.gone}`,
        inArray(items.outcome, ['copied', 'updated']),
        sql`not exists (select 1 from items r where r.mailbox_id = ${mailboxId}::int and r.replaces = ${items.itemKey})`,
        sql`not exists (select 1 from intents r where r.mailbox_id = ${mailboxId}::int and r.replaces = ${items.itemKey})`,
      ),
    );

/**
 * What became of the copy of an item that seemed to be gone: `deleted`; `kept`, because its user has changed or moved
 * it; or the item is `there` after all.
 */
export const settleGone = async (
  db: Db,
  scope: Scope,
  sourceId: string,
  became: 'deleted' | 'kept' | 'there',
): Promise<void> => {
  if (became !== 'deleted')
    return change(
      db,
      scope,
      became === 'kept'
        ? sql`gone = false, cause = 'kept'`
        : sql`gone = false, cause = nullif(cause, 'deleting')`,
      [keyOf(sourceId)],
    );
  const counted = await db.execute(sql`
    with ${held(scope)}, done as (
      update items set outcome = 's', cause = 'deleted', destination_id = null, destination_change = null,
                       gone = false, pass_id = ${scope.passId}::int
      where mailbox_id = ${scope.mailboxId}::int and item_key = decode(${keyOf(sourceId)}, 'hex')
        and outcome in ('c', 'u') and exists (select 1 from held)
      returning 1
    )
    update runs set deleted = deleted + (select count(*) from done)
    where id = ${scope.runId}::int and attempt = ${scope.attempt}::int
    returning 1 as one`);
  if (rowsOf(counted).length === 0) throw new RunTaken();
};

/** Before the copy of a gone item is deleted: a copy that is not found then is one that we deleted. */
export const intendDelete = (db: Db, scope: Scope, sourceId: string): Promise<void> =>
  change(db, scope, sql`cause = 'deleting'`, [keyOf(sourceId)]);

/** Of an item that was moved, and whose copy could not follow: the copy's folder says nothing about the item. */
const movedAway = 'moved at the source';

/** The keys of a folder's copied items, to be compared with what a listing shows. */
export const keysIn = async (db: Db, mailboxId: number, folderId: number): Promise<Set<string>> => {
  const rows = await db
    .select({ key: items.itemKey })
    .from(items)
    .where(
      and(
        eq(items.mailboxId, mailboxId),
        eq(items.folderId, folderId),
        inArray(items.outcome, ['copied', 'updated']),
        sql`${items.cause} is distinct from ${movedAway}`,
      ),
    );
  return new Set(rows.map(({ key }) => key.toString('hex')));
};

/** What a try needs to know of an item that was tried before. */
export type LedgerRow = Pick<
  typeof items.$inferSelect,
  | 'sourceId'
  | 'sourceChange'
  | 'searchKey'
  | 'itemType'
  | 'size'
  | 'createdAt'
  | 'folderId'
  | 'destinationId'
  | 'destinationChange'
  | 'replaces'
>;
export type DoubtfulRow = typeof intents.$inferSelect;

/** The rows whose import may have been sent and whose answer nobody knows, oldest intent first. */
export const inDoubt = (db: Db, mailboxId: number): Promise<DoubtfulRow[]> =>
  db.select().from(intents).where(eq(intents.mailboxId, mailboxId)).orderBy(intents.intendedAt);

/** Which destination items are already the copy of a source item with one of these search keys, or with none. */
export const claimed = async (db: Db, mailboxId: number, searchKeys: Buffer[]): Promise<Set<string>> => {
  const ids: (string | null)[] = (await superseded(db, mailboxId)).map(({ itemId }) => itemId);
  // One by one, because with an "or" neither index would be used. Of intents there are few.
  const asked = [
    [items, hasSearchKey(mailboxId, searchKeys)],
    [items, isNull(items.searchKey)],
    [intents, undefined],
  ] as const;
  for (const [table, same] of asked) {
    const rows = await db
      .select({ id: table.destinationId })
      .from(table)
      .where(and(eq(table.mailboxId, mailboxId), same));
    ids.push(...rows.map(({ id }) => id));
  }
  return new Set(ids.flatMap((id) => id ?? []));
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
        // Tried again since, and nobody knows the answer: only recover.ts may decide about it.
        sql`not exists (select 1 from ${intents} i where i.mailbox_id = ${mailboxId}::int and i.item_key = ${items.itemKey})`,
      ),
    );

/** Failed items of a pass whose subject nobody has looked up. */
export const failedWithoutSubject = (
  db: Db,
  mailboxId: number,
  passId: number,
  limit: number,
): Promise<{ sourceId: string; folderId: number }[]> =>
  db
    .select({ sourceId: items.sourceId, folderId: items.folderId })
    .from(items)
    .where(
      and(
        eq(items.mailboxId, mailboxId),
        eq(items.passId, passId),
        eq(items.outcome, 'failed'),
        isNull(items.subject),
      ),
    )
    .limit(limit);

export const noteSubjects = async (
  db: Db,
  scope: Scope,
  found: { sourceId: string; subject: string }[],
): Promise<void> => {
  if (found.length === 0) return;
  const rows = found.map(({ sourceId, subject }) => ({ k: keyOf(sourceId), s: subject }));
  await db.execute(sql`
    with ${held(scope)}
    update items set subject = s from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(k text, s text)
    where mailbox_id = ${scope.mailboxId}::int and item_key = decode(k, 'hex') and exists (select 1 from held)`);
};

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
      copied: countWhere(sql`${items.passId} = ${passId} and ${items.outcome} in ('c', 'u')`),
      failed: countWhere(sql`${items.passId} = ${passId} and ${items.outcome} = 'f'`),
      bytes:
        sql<number>`coalesce(sum(${items.size}) filter (where ${items.passId} = ${passId} and ${items.outcome} in ('c', 'u')), 0)`.mapWith(
          Number,
        ),
      unchanged: countWhere(sql`${items.passId} <> ${passId} and ${items.outcome} in ('c', 'u')`),
    })
    .from(items)
    .where(eq(items.mailboxId, mailboxId))
    .groupBy(items.itemType);
  const doubtful = await db
    .select({ key: intents.itemKey })
    .from(intents)
    .where(and(eq(intents.mailboxId, mailboxId), eq(intents.passId, passId)));
  const byType: CountsByType = {};
  for (const { type, copied, failed, bytes } of rows)
    if (copied + failed > 0) byType[type] = { copied, failed, bytes };
  return {
    byType,
    unchanged: rows.reduce((sum, row) => sum + row.unchanged, 0),
    unsettled: rows.reduce((sum, row) => sum + row.failed, doubtful.length),
  };
};

const countWhere = (condition: SQL) => sql<number>`count(*) filter (where ${condition})`.mapWith(Number);
