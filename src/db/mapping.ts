/** Who is who: pairs that people gave, other names of people, and the addresses that were met in items. */
import { and, eq, inArray, sql } from 'drizzle-orm';
import { addressPairs, legacyNames, seenAddresses } from './mapping-tables.ts';
import { type Db, rowsOf } from './open.ts';
import { mailboxes, passes, runs } from './schema.ts';

export interface AddressPair {
  source: string;
  destination: string;
}

/** A change of anything that a project's map is made of changes one of these. One statement, no rows travel. */
export const mappingVersion = async (
  db: Db,
  projectId: number,
): Promise<{ people: string; names: string }> => {
  const [row] = rowsOf<{ people: string; names: string }>(
    await db.execute(sql`
      select md5(concat(
          (select string_agg(lower(source_address) || '>' || destination_address, '|' order by id)
             from mailboxes where project_id = ${projectId}::int), '#',
          (select string_agg(source || '>' || destination, '|' order by source)
             from address_pairs where project_id = ${projectId}::int))) as people,
        md5(coalesce((select string_agg(name || '>' || address, '|' order by name)
             from legacy_names where project_id = ${projectId}::int), '')) as names`),
  );
  return { people: row?.people ?? '', names: row?.names ?? '' };
};

export const pairsIn = (db: Db, projectId: number): Promise<AddressPair[]> =>
  db
    .select({ source: addressPairs.source, destination: addressPairs.destination })
    .from(addressPairs)
    .where(eq(addressPairs.projectId, projectId))
    .orderBy(addressPairs.source);

/** Of every mailbox of a project, those that are excluded too: they are people all the same. */
export const mailboxPairs = (db: Db, projectId: number): Promise<(AddressPair & { excluded: boolean })[]> =>
  db
    .select({
      source: mailboxes.sourceAddress,
      destination: mailboxes.destinationAddress,
      excluded: mailboxes.excluded,
    })
    .from(mailboxes)
    .where(eq(mailboxes.projectId, projectId))
    .orderBy(mailboxes.id);

export const namesIn = (db: Db, projectId: number): Promise<{ name: string; address: string }[]> =>
  db
    .select({ name: legacyNames.name, address: legacyNames.address })
    .from(legacyNames)
    .where(eq(legacyNames.projectId, projectId));

/** Adds them, or gives them the new destination. Sources are in lower case, each once. */
export const putPairs = async (db: Db, projectId: number, pairs: AddressPair[]): Promise<void> => {
  await db.execute(sql`
    insert into address_pairs (project_id, source, destination)
    select ${projectId}::int, source, destination
    from jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) as p(source text, destination text)
    on conflict (project_id, source) do update set destination = excluded.destination`);
};

/** Answers how many there were. Without a source: all of them. */
export const removePairs = async (db: Db, projectId: number, source?: string): Promise<number> =>
  (
    await db
      .delete(addressPairs)
      .where(
        and(
          eq(addressPairs.projectId, projectId),
          source === undefined ? undefined : eq(addressPairs.source, source),
        ),
      )
      .returning({ source: addressPairs.source })
  ).length;

/**
 * Names that items gave away, with the address of whose they are. What is known already stays: the directory knows
 * better, and the first item as well as the last. Names that cannot be kept are left out.
 */
export const learnLegacyNames = (
  db: Db,
  projectId: number,
  pairs: Iterable<readonly [name: string, address: string]>,
): Promise<void> => keepNames(db, projectId, pairs, 'item');

/** What the directory of the source says, which takes the place of what was learnt from items. */
export const rememberNames = (
  db: Db,
  projectId: number,
  pairs: Iterable<readonly [name: string, address: string]>,
): Promise<void> => keepNames(db, projectId, pairs, 'directory');

const keepNames = async (
  db: Db,
  projectId: number,
  pairs: Iterable<readonly [name: string, address: string]>,
  from: 'directory' | 'item',
): Promise<void> => {
  const names = new Map<string, string>();
  for (const [name, address] of pairs)
    if (isKeepable(name) && isKeepable(address)) names.set(name.toLowerCase(), address.toLowerCase());
  // In one order, so that two workers that learn the same never wait for each other.
  const rows = [...names].map(([name, address]) => ({ name, address })).sort(byName);
  for (let at = 0; at < rows.length; at += rowsAtOnce)
    await db.execute(sql`
      insert into legacy_names (project_id, name, address, learnt_from)
      select ${projectId}::int, name, address, ${from}
      from jsonb_to_recordset(${JSON.stringify(rows.slice(at, at + rowsAtOnce))}::jsonb) as n(name text, address text)
      on conflict (project_id, name) ${
        from === 'item'
          ? sql`do nothing`
          : sql`do update set address = excluded.address, learnt_from = excluded.learnt_from
                where legacy_names.address <> excluded.address or legacy_names.learnt_from <> excluded.learnt_from`
      }`);
};
const byName = (one: { name: string }, other: { name: string }): number => (one.name < other.name ? -1 : 1);
const rowsAtOnce = 5_000;

/** Adds to how often each address was met in items of the mailbox. Addresses that cannot be kept are left out. */
export const noteSeenAddresses = async (
  db: Db,
  mailboxId: number,
  counts: ReadonlyMap<string, number>,
): Promise<void> => {
  const seen = new Map<string, number>();
  for (const [address, items] of counts) {
    const plain = address.toLowerCase();
    if (isKeepable(plain)) seen.set(plain, (seen.get(plain) ?? 0) + items);
  }
  const rows = [...seen].map(([name, items]) => ({ name, items })).sort(byName);
  for (let at = 0; at < rows.length; at += rowsAtOnce)
    await db.execute(sql`
      insert into seen_addresses (mailbox_id, address, items)
      select ${mailboxId}::int, name, items
      from jsonb_to_recordset(${JSON.stringify(rows.slice(at, at + rowsAtOnce))}::jsonb) as s(name text, items int)
      on conflict (mailbox_id, address) do update set items = seen_addresses.items + excluded.items`);
};

/** PostgreSQL indexes 2.7 KB at most and stores no NUL; what an item holds as an address can be anything. */
const isKeepable = (address: string): boolean =>
  address !== '' && address.length <= 600 && address.isWellFormed() && !/\p{Cc}/u.test(address);

export interface SeenAddress {
  address: string;
  items: number;
  mailboxes: number;
}

/** Most frequent first. */
export const seenIn = (db: Db, projectId: number): Promise<SeenAddress[]> =>
  db
    .select({
      address: seenAddresses.address,
      items: sql<number>`sum(${seenAddresses.items})`.mapWith(Number),
      mailboxes: sql<number>`count(*)`.mapWith(Number),
    })
    .from(seenAddresses)
    .innerJoin(mailboxes, eq(mailboxes.id, seenAddresses.mailboxId))
    .where(eq(mailboxes.projectId, projectId))
    .groupBy(seenAddresses.address)
    .orderBy(sql`2 desc`, seenAddresses.address);

/** Over all passes of the project: items that were copied, with mapped addresses, and with those they had. */
export const copiedIn = async (
  db: Db,
  projectId: number,
): Promise<{ copied: number; mapped: number; kept: number }> => {
  const sum = (column: unknown) => sql<number>`coalesce(sum(${column}), 0)`.mapWith(Number);
  const ofProject = db.select({ id: passes.id }).from(passes).where(eq(passes.projectId, projectId));
  const [row] = await db
    .select({ copied: sum(runs.copied), mapped: sum(runs.addressesMapped), kept: sum(runs.addressesKept) })
    .from(runs)
    .where(inArray(runs.passId, ofProject));
  return row ?? { copied: 0, mapped: 0, kept: 0 };
};
