/**
 * In-doubt items: sent once, answer unknown (a crash, a reset, a time-out). They are never sent again
 * blindly. We look at the destination first, and match by search key *with multiplicity*: copies that a
 * user made share a key, so each found item answers for exactly one in-doubt row.
 *
 *   found        -> recorded as copied
 *   not found    -> looked for again after a pause (its import may still be running at the server), then in
 *                   every other folder (its owner may have moved it meanwhile), then moved like a new item
 *   cannot tell  -> an item without a search key: moved again and recorded as "possible duplicate".
 *                   Losing is worse than doubling, hiding is worst.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { claimed, inDoubt, type LedgerRow, type Settled, settle } from '../../db/ledger.ts';
import type { ListedItem } from '../graph/index.ts';
import { move } from './mover.ts';
import { whileItExists } from './pages.ts';
import type { Candidate, Route, Transfer } from './transfer.ts';

/** The server's clock has whole seconds and several machines; claimed items are told apart by their ids. */
const clockMarginMs = 2 * 60_000;

/** How long a lost import may still be running: a while, and a second more for each MB that had to be stored. */
const pauseFor = ({ lostImportMs }: Transfer, rows: LedgerRow[]): number =>
  Math.min(60_000, lostImportMs + Math.max(...rows.map((row) => row.size)) / 1_000);

/** Gives every in-doubt item of the mailbox its outcome. Repeatable; the more often, the less there is to do. */
export const recover = async (transfer: Transfer, routes: Route[]): Promise<void> => {
  for (let round = 1; ; round++) {
    const doubtful = await inDoubt(transfer.db, transfer.mailboxId);
    if (doubtful.length === 0) return;
    if (round > 3)
      return void transfer.log.warn(
        { runId: transfer.runId, items: doubtful.length },
        'items stay in doubt; the next pass looks again',
      );
    transfer.log.info(
      { runId: transfer.runId, items: doubtful.length },
      'looking at the destination for items in doubt',
    );
    const missing = await findAll(transfer, routes, doubtful);
    await moveAgain(transfer, routes, missing);
  }
};

const findAll = async (transfer: Transfer, routes: Route[], doubtful: LedgerRow[]): Promise<LedgerRow[]> => {
  const updates = doubtful.filter((row) => row.destinationId !== null);
  const copies = doubtful.filter((row) => row.destinationId === null);
  return [...(await findUpdated(transfer, routes, updates)), ...(await findCopies(transfer, routes, copies))];
};

const findCopies = async (transfer: Transfer, routes: Route[], copies: LedgerRow[]): Promise<LedgerRow[]> => {
  let missing = await findWhereSent(transfer, routes, copies);
  if (missing.some((row) => row.searchKey !== null)) {
    await sleep(pauseFor(transfer, missing), undefined, { signal: transfer.signal });
    missing = await findWhereSent(transfer, routes, missing);
  }
  const [withKey, withoutKey] = [
    missing.filter((row) => row.searchKey !== null),
    missing.filter((row) => row.searchKey === null),
  ];
  return [...(await findElsewhere(transfer, withKey)), ...withoutKey];
};

/** Looks in the folder that each item was sent to. Answers the rows that are not there. */
const findWhereSent = async (
  transfer: Transfer,
  routes: Route[],
  rows: LedgerRow[],
): Promise<LedgerRow[]> => {
  const missing: LedgerRow[] = [];
  for (const [folderId, inFolder] of Map.groupBy(rows, (row) => row.folderId)) {
    const route = routes.find((one) => one.folderId === folderId);
    missing.push(...(route === undefined ? inFolder : await findIn(transfer, route.destinationId, inFolder)));
  }
  return missing;
};

const findElsewhere = async (transfer: Transfer, rows: LedgerRow[]): Promise<LedgerRow[]> => {
  let missing = rows;
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
const findIn = async (transfer: Transfer, destinationId: string, rows: LedgerRow[]): Promise<LedgerRow[]> => {
  const since = new Date(Math.min(...rows.map((row) => row.intendedAt.getTime())) - clockMarginMs);
  const taken = await claimed(
    transfer.db,
    transfer.mailboxId,
    rows.flatMap((row) => row.searchKey ?? []),
  );
  const free = new Map<string, ListedItem[]>();
  const look = { createdSince: since, searchKeys: true, signal: transfer.signal };
  const pages = whileItExists(transfer.destination.items(destinationId, look));
  for await (const page of pages) {
    for (const item of page) {
      if (item.searchKey === null || taken.has(item.id)) continue;
      const key = item.searchKey.toString('hex');
      free.set(key, [...(free.get(key) ?? []), item]);
    }
  }
  const pairs = rows.map((row) => ({
    row,
    copy: row.searchKey === null ? undefined : free.get(row.searchKey.toString('hex'))?.shift(),
  }));
  const found = pairs.flatMap(({ row, copy }): Settled[] => {
    if (copy === undefined) return [];
    // More copies than rows: an import that we took for lost arrived late, after the next try.
    const surplus = (free.get(row.searchKey?.toString('hex') ?? '')?.length ?? 0) > 0;
    return [
      {
        sourceId: row.sourceId,
        outcome: 'copied',
        destinationId: copy.id,
        destinationChange: copy.changeKey,
        ...(surplus ? { cause: 'possible duplicate' } : {}),
      },
    ];
  });
  await settle(transfer.db, { ...transfer, bytes: 0 }, found);
  return pairs.filter(({ copy }) => copy === undefined).map(({ row }) => row);
};

/** An update is in doubt: its copy is known, and a new change key shows that the update arrived. */
const findUpdated = async (transfer: Transfer, routes: Route[], rows: LedgerRow[]): Promise<LedgerRow[]> => {
  const missing: LedgerRow[] = [];
  for (const row of rows) {
    const folder = routes.find((route) => route.folderId === row.folderId)?.destinationId ?? '';
    const change = await transfer.destination.changeKeyOf(folder, row.destinationId ?? '');
    if (change === null || change === row.destinationChange) missing.push(row);
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

const moveAgain = async (transfer: Transfer, routes: Route[], rows: LedgerRow[]): Promise<void> => {
  for (const [folderId, inFolder] of Map.groupBy(rows, (row) => row.folderId)) {
    const route = routes.find((one) => one.folderId === folderId);
    if (route === undefined) {
      // Its source folder is gone, and with it the item: nothing is left to copy.
      const settled = inFolder.map(
        (row): Settled => ({ sourceId: row.sourceId, outcome: 'skipped', cause: 'gone-at-source' }),
      );
      await settle(transfer.db, { ...transfer, bytes: 0 }, settled);
      continue;
    }
    await move(transfer, route, async (mover) => {
      for (const row of inFolder) await mover.add({ ...candidateOf(row), inDoubt: true });
    });
  }
};

export const candidateOf = (row: LedgerRow): Candidate => ({
  sourceId: row.sourceId,
  sourceChange: row.sourceChange,
  searchKey: row.searchKey,
  itemType: row.itemType,
  size: row.size,
  destinationId: row.destinationId,
  destinationChange: row.destinationChange,
});
