/**
 * The ledger's tables: all that grows with mail. `intents` is what may have been sent, `items` what became of it.
 *
 * The key starts with the mailbox, every statement names the mailbox, and nothing refers to these rows, so no query
 * changes when they are cut by `mailbox_id`: up to 10^9 items one table does (450 GB); to 10^10,
 * `PARTITION BY HASH (mailbox_id)` into 64 parts of 70 GB, or Citus' `create_distributed_table('items', 'mailbox_id')`
 * with `intents`, `folders` and `runs` beside it.
 *
 * 8-byte columns come first, then 4-byte ones, then those without a border to keep, so that nothing is lost between
 * them: `npm run bench -- ledger` says what an item takes.
 */
import { type SQLWrapper, sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';
import { pack, unpack } from './packed.ts';

/** What became of an item, and the letter it has in the database: a word takes eight times as much. */
export const outcomeLetters = {
  copied: 'c',
  updated: 'u',
  unchanged: 'n',
  skipped: 's',
  failed: 'f',
} as const;
export type Outcome = keyof typeof outcomeLetters;

/** Message classes, folded. */
export const typeLetters = {
  mail: 'm',
  calendar: 'a',
  contact: 'c',
  task: 't',
  note: 'n',
  journal: 'j',
  post: 'p',
  other: 'o',
} as const;
export type ItemType = keyof typeof typeLetters;
export const itemTypes = Object.keys(typeLetters) as ItemType[];

const letter = <Word extends string>(name: string, letters: Record<Word, string>) => {
  const words = new Map(Object.entries(letters).map(([word, one]) => [one, word as Word]));
  return customType<{ data: Word; driverData: string }>({
    // One byte; char(1) would take two.
    dataType: () => '"char"',
    toDriver: (word) => letters[word],
    fromDriver: (one) => {
      const word = words.get(one as string);
      if (word === undefined) throw new Error(`the ledger's column ${name} holds "${one}"`);
      return word;
    },
  })(name);
};
const bytea = customType<{ data: Buffer; driverData: Uint8Array }>({
  dataType: () => 'bytea',
  fromDriver: (value) => Buffer.from(value),
});
/** Exchange's ids and keys are written small, see packed.ts. */
const packed = customType<{ data: string; driverData: Uint8Array }>({
  dataType: () => 'bytea',
  fromDriver: (value) => unpack(Buffer.from(value)),
  toDriver: (value) => pack(value),
});
const hex = customType<{ data: string; driverData: Uint8Array }>({
  dataType: () => 'bytea',
  fromDriver: (value) => Buffer.from(value).toString('hex'),
  toDriver: (value) => Buffer.from(value, 'hex'),
});
/** What the index over search keys holds: four bytes that say whose and which, so that it serves nothing else. */
export const searchDigest = (mailboxId: SQLWrapper, searchKey: SQLWrapper) =>
  sql`substring(sha256(int4send(${mailboxId}) || ${searchKey}) from 1 for 4)`;
const at = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/**
 * What may have been sent and has no answer yet: the part of the ledger that is written first. A row here is never
 * sent again blindly, see engine/transfer/recover.ts. With its outcome it moves to `items`, which is so written only
 * once for most items: no dead rows, no index entry twice.
 */
export const intents = pgTable(
  'intents',
  {
    createdAt: at('created_at').notNull(),
    /** When the intent was written, by the destination server's clock. */
    intendedAt: at('intended_at').notNull(),
    sourceChange: bigint('source_change', { mode: 'bigint' }).notNull(),
    mailboxId: integer('mailbox_id').notNull(),
    folderId: integer('folder_id').notNull(),
    passId: integer('pass_id').notNull(),
    /** As Exchange reports it. */
    size: integer('size').notNull(),
    itemType: letter('item_type', typeLetters).notNull(),
    itemKey: bytea('item_key').notNull(),
    searchKey: bytea('search_key'),
    sourceId: packed('source_id').notNull(),
    /** With its change key: the copy that is to be updated. */
    destinationId: packed('destination_id'),
    destinationChange: packed('destination_change'),
    /** The key of the row whose place this one takes: the item was moved at the source. */
    replaces: hex('replaces'),
  },
  (t) => [primaryKey({ columns: [t.mailboxId, t.itemKey] })],
);

/** What became of each source item. */
export const items = pgTable(
  'items',
  {
    /** When Exchange created it at the source: for mail, when it arrived there. Kept where there is a cause. */
    createdAt: at('created_at'),
    /** `changeOf` the source's change key when it was copied: a different one means edited since. */
    sourceChange: bigint('source_change', { mode: 'bigint' }).notNull(),
    mailboxId: integer('mailbox_id').notNull(),
    folderId: integer('folder_id').notNull(),
    passId: integer('pass_id').notNull(),
    /** Bytes of the item stream; before the export, the size Exchange reports. */
    size: integer('size').notNull(),
    outcome: letter('outcome', outcomeLetters).notNull(),
    itemType: letter('item_type', typeLetters).notNull(),
    /** A copy whose item is not where it was: deleted at the source, or moved and not met again yet. */
    gone: boolean('gone').notNull().default(false),
    /** See `keyOf`: ids are ~150 characters, too wide for an index. */
    itemKey: bytea('item_key').notNull(),
    /** PR_SEARCH_KEY of the source item: the only identity that survives an import. */
    searchKey: bytea('search_key'),
    sourceId: packed('source_id').notNull(),
    destinationId: packed('destination_id'),
    /** The destination's change key after our import: a different one means its user edited it. */
    destinationChange: packed('destination_change'),
    /** The cause of `skipped`, the code of `failed`, what there is to know about a copy. */
    cause: text('cause'),
    replaces: hex('replaces'),
    /** The copy that this one has replaced, still to be taken away; ids packed, as base64. */
    superseded: jsonb('superseded').$type<{ itemId: string; changeKey: string | null; folderId: number }>(),
    /** Of failed items, in projects that ask for it. */
    subject: text('subject'),
  },
  (t) => [
    primaryKey({ columns: [t.mailboxId, t.itemKey] }),
    // The questions asked about few rows must not scan the ledger.
    index('items_failed').on(t.mailboxId, t.passId).where(sql`${t.outcome} in ('f', 's')`),
    index('items_remarked')
      .on(t.mailboxId, t.passId)
      .where(sql`${t.cause} is not null and ${t.outcome} in ('c', 'u')`),
    index('items_gone').on(t.mailboxId).where(sql`${t.gone}`),
    index('items_replacing').on(t.mailboxId).where(sql`${t.replaces} is not null`),
    index('items_superseding').on(t.mailboxId).where(sql`${t.superseded} is not null`),
    index('items_keyless').on(t.mailboxId).where(sql`${t.searchKey} is null`),
    // Whose copy is it, and has an item only moved: both are asked by search key. Four bytes find one row in 2^32.
    index('items_search_key').on(searchDigest(t.mailboxId, t.searchKey)),
  ],
);
