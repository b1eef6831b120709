/**
 * In-doubt items: sent once, answer unknown (a crash, a reset, a time-out). They are never sent again
 * blindly. We look at the destination first, and match by search key *with multiplicity*: copies that a
 * user made share a key, so each found item answers for exactly one in-doubt row. The few items without a
 * key are matched by what else an import keeps: message id, times and subject, read anew from the source.
 *
 *   found        -> recorded as copied
 *   not found    -> looked for again after a pause (its import may still be running at the server), then in
 *                   every other folder (its owner may have moved it meanwhile), then moved like a new item
 *   cannot tell  -> an item with nothing to recognise it by: moved again and recorded as "possible
 *                   duplicate". Losing is worse than doubling, hiding is worst.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { claimed, type DoubtfulRow, inDoubt, type LedgerRow, type Settled, settle } from '../../db/ledger.ts';
import { move } from './mover.ts';
import { whileItExists } from './pages.ts';
import type { Candidate, Route, Transfer } from './transfer.ts';

/** The server's clock has whole seconds and several machines; claimed items are told apart by their ids. */
const clockMarginMs = 2 * 60_000;

/** How long a lost import may still be running: a while, and a second more for each MB that had to be stored. */
const pauseFor = ({ lostImportMs }: Transfer, rows: Doubtful[]): number =>
  Math.min(60_000, lostImportMs + Math.max(...rows.map(({ row }) => row.size)) / 1_000);

/** A row in doubt, and what its copy is recognised by: null, nothing. */
interface Doubtful {
  row: DoubtfulRow;
  identity: string | null;
}

/** Gives every in-doubt item of the mailbox its outcome. Repeatable; the more often, the less there is to do. */
export const recover = async (transfer: Transfer, routes: Route[]): Promise<void> => {
  for (let round = 1; ; round++) {
    // What lies in an archive that does not move now stays in doubt: nobody looks there.
    const rows = (await inDoubt(transfer.db, transfer.mailboxId)).filter(({ folderId }) =>
      transfer.folderOf.has(folderId),
    );
    if (rows.length === 0) return;
    if (round > 3)
      return void transfer.log.warn(
        { runId: transfer.runId, items: rows.length },
        'items stay in doubt; the next pass looks again',
      );
    transfer.log.info(
      { runId: transfer.runId, items: rows.length },
      'looking at the destination for items in doubt',
    );
    const updates = rows.filter((row) => row.destinationId !== null);
    const copies = rows.filter((row) => row.destinationId === null);
    await moveAgain(transfer, routes, [
      ...(await findUpdated(transfer, routes, updates)),
      ...(await findCopies(transfer, routes, await identified(transfer, routes, copies))),
    ]);
  }
};

const identified = async (transfer: Transfer, routes: Route[], rows: DoubtfulRow[]): Promise<Doubtful[]> => {
  const doubtful: Doubtful[] = [];
  for (const row of rows) {
    const folder = routes.find((route) => route.folderId === row.folderId)?.sourceId;
    const identity =
      row.searchKey?.toString('hex') ??
      (folder === undefined ? null : await transfer.source.fingerprintOf(folder, row.sourceId));
    doubtful.push({ row, identity });
  }
  return doubtful;
};

/** Answers those that are nowhere, or that nothing tells. */
const findCopies = async (transfer: Transfer, routes: Route[], copies: Doubtful[]): Promise<Doubtful[]> => {
  const unknown = copies.filter(({ identity }) => identity === null);
  let missing = copies.filter(({ identity }) => identity !== null);
  if (missing.length > 0) missing = await findWhereSent(transfer, routes, missing);
  if (missing.length > 0) {
    await sleep(pauseFor(transfer, missing), undefined, { signal: transfer.signal });
    missing = await findWhereSent(transfer, routes, missing);
  }
  return [...(await findElsewhere(transfer, missing)), ...unknown];
};

/** Looks in the folder that each item was sent to. Answers those that are not there. */
const findWhereSent = async (
  transfer: Transfer,
  routes: Route[],
  doubtful: Doubtful[],
): Promise<Doubtful[]> => {
  const missing: Doubtful[] = [];
  for (const [folderId, inFolder] of Map.groupBy(doubtful, ({ row }) => row.folderId)) {
    const route = routes.find((one) => one.folderId === folderId);
    missing.push(...(route === undefined ? inFolder : await findIn(transfer, route.destinationId, inFolder)));
  }
  return missing;
};

const findElsewhere = async (transfer: Transfer, doubtful: Doubtful[]): Promise<Doubtful[]> => {
  let missing = doubtful;
  if (missing.length === 0) return missing;
  for (const folder of await transfer.destination.folders(transfer.signal)) {
    if (missing.length === 0) break;
    if (folder.kind === 'normal') missing = await findIn(transfer, folder.id, missing);
  }
  return missing;
};

/**
 * Looks in one destination folder, at what was created since the oldest intent (by the server's clock,
 * which stamped the intent) and is not already somebody else's copy.
 */
const findIn = async (
  transfer: Transfer,
  destinationId: string,
  doubtful: Doubtful[],
): Promise<Doubtful[]> => {
  const oldest = Math.min(...doubtful.map(({ row }) => row.intendedAt.getTime()));
  const taken = await claimed(
    transfer.db,
    transfer.mailboxId,
    doubtful.flatMap(({ row }) => row.searchKey ?? []),
  );
  const free = new Map<string, { id: string; changeKey: string }[]>();
  const look = {
    createdSince: new Date(oldest - clockMarginMs),
    searchKeys: true,
    fingerprints: doubtful.some(({ row }) => row.searchKey === null),
    signal: transfer.signal,
  };
  const { destination } = transfer;
  const pages = destination.items(destinationId, look);
  for await (const page of whileItExists(destination, destinationId, pages)) {
    for (const { id, changeKey, searchKey, fingerprint } of page) {
      if (taken.has(id)) continue;
      for (const identity of [searchKey?.toString('hex'), fingerprint])
        if (identity) free.set(identity, [...(free.get(identity) ?? []), { id, changeKey }]);
    }
  }
  const found: Settled[] = [];
  const missing: Doubtful[] = [];
  for (const one of doubtful) {
    const same = free.get(one.identity ?? '') ?? [];
    const copy = same.find(({ id }) => !taken.has(id));
    if (copy === undefined) {
      missing.push(one);
      continue;
    }
    taken.add(copy.id);
    found.push({
      sourceId: one.row.sourceId,
      outcome: 'copied',
      destinationId: copy.id,
      destinationChange: copy.changeKey,
      // More copies than rows: an import that we took for lost arrived late, after the next try.
      ...(hasSurplus(same, doubtful, one) ? { cause: 'possible duplicate' } : {}),
    });
  }
  await settle(transfer.db, { ...transfer, bytes: 0 }, found);
  return missing;
};

const hasSurplus = (same: unknown[], doubtful: Doubtful[], { identity }: Doubtful): boolean =>
  same.length > doubtful.filter((other) => other.identity === identity).length;

/** An update is in doubt: its copy is known, and a new change key shows that the update arrived. */
const findUpdated = async (transfer: Transfer, routes: Route[], rows: DoubtfulRow[]): Promise<Doubtful[]> => {
  const missing: Doubtful[] = [];
  for (const row of rows) {
    const folder = routes.find((route) => route.folderId === row.folderId)?.destinationId ?? '';
    const change = await transfer.destination.changeKeyOf(folder, row.destinationId ?? '');
    if (change === null || change === row.destinationChange)
      missing.push({ row, identity: row.destinationId });
    else
      await settle(transfer.db, { ...transfer, bytes: 0 }, [
        // Most likely by our update; its owner may have been as quick.
        {
          sourceId: row.sourceId,
          outcome: 'updated',
          cause: 'unconfirmed update',
          destinationChange: change,
        },
      ]);
  }
  return missing;
};

const moveAgain = async (transfer: Transfer, routes: Route[], missing: Doubtful[]): Promise<void> => {
  for (const [folderId, inFolder] of Map.groupBy(missing, ({ row }) => row.folderId)) {
    const route = routes.find((one) => one.folderId === folderId);
    if (route === undefined) {
      // Its source folder is gone, and with it the item: nothing is left to copy.
      const settled = inFolder.map(
        ({ row }): Settled => ({ sourceId: row.sourceId, outcome: 'skipped', cause: 'gone-at-source' }),
      );
      await settle(transfer.db, { ...transfer, bytes: 0 }, settled);
      continue;
    }
    await move(transfer, route, async (mover) => {
      for (const { row, identity } of inFolder)
        await mover.add({ ...candidateOf(row), inDoubt: identity === null ? 'unknown' : 'absent' });
    });
  }
};

export const candidateOf = (row: LedgerRow): Candidate => ({
  sourceId: row.sourceId,
  sourceChange: row.sourceChange,
  searchKey: row.searchKey,
  itemType: row.itemType,
  size: row.size,
  // Failed rows have one; a row without is an update, whose copy keeps the time it has.
  created: row.createdAt ?? new Date(0),
  destinationId: row.destinationId,
  destinationChange: row.destinationChange,
  ...(row.destinationId === null ? {} : { copyFolderId: row.folderId }),
  replaces: row.replaces,
});
