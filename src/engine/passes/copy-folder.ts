/**
 * One folder of a full pass: everything not yet there, and what changed since.
 *
 * The first time, the folder is listed with search keys, which the change feed does not carry. Pages are
 * cut by position there, so an item deleted while we read shifts the next page and another is passed over.
 * The change feed (items/delta) that follows has no such gap: whatever the listing missed arrives with it,
 * and its token makes the next pass cost requests per folder instead of per item.
 */
import { type KnownItem, known } from '../../db/ledger.ts';
import { keepDeltaToken } from '../../db/runs.ts';
import { kindOf } from '../errors.ts';
import type { ListedItem } from '../graph/index.ts';
import { decide } from '../transfer/decide.ts';
import { itemTypeOf } from '../transfer/item-type.ts';
import { type Mover, move } from '../transfer/mover.ts';
import { whileItExists } from '../transfer/pages.ts';
import type { Candidate, Route, Transfer } from '../transfer/transfer.ts';
import { followMoves } from './moved-items.ts';

/** Answers how many items were sent without an answer. */
export const copyFolder = async (transfer: Transfer, route: Route): Promise<number> => {
  let lost = 0;
  let since = route.deltaToken;
  for (let tries = 1; ; tries++) {
    if (since === null) lost += await copyListing(transfer, route);
    try {
      return lost + (await copyChanges(transfer, route, since));
    } catch (error) {
      if (kindOf(error) !== 'sync-lost' || tries === mostFeeds) throw error;
      const { runId, db } = transfer;
      transfer.log.info(
        { runId, folderId: route.folderId },
        'the change feed expired; the folder is listed anew against the ledger',
      );
      await keepDeltaToken(db, transfer, route.folderId, null);
      since = null;
    }
  }
};
/** A token can expire while its pages are read, too. */
const mostFeeds = 3;

const copyListing = (transfer: Transfer, route: Route): Promise<number> =>
  move(transfer, route, async (mover) => {
    const { source, signal } = transfer;
    const pages = source.items(route.sourceId, { searchKeys: true, signal });
    for await (const page of whileItExists(source, route.sourceId, pages)) {
      await addWanted(transfer, route, mover, page, async (item) => item.searchKey);
    }
  });

const copyChanges = async (transfer: Transfer, route: Route, since: string | null): Promise<number> => {
  let token: string | null = null;
  let later = 0;
  const lost = await move(transfer, route, async (mover) => {
    const { source, signal } = transfer;
    const pages = source.itemsDelta(route.sourceId, since, signal);
    for await (const page of whileItExists(source, route.sourceId, pages)) {
      later += await addWanted(transfer, route, mover, page.items, (item) =>
        source.searchKeyOf(route.sourceId, item.id),
      );
      token = page.token ?? token;
    }
  });
  // Only now: every item before the token has its outcome, or is in doubt in the ledger, which outlives it.
  // A change that had to wait is not in the ledger: the feed must show it once more.
  if (token !== null && later === 0) await keepDeltaToken(transfer.db, transfer, route.folderId, token);
  return lost;
};

/**
 * Adds what is to be moved of one page. Answers how many changes have to be met again later.
 *
 * A feed may name an item twice, and a page that shifts while we read begins with the last one's end: what was
 * added before must be in the ledger before it is asked.
 */
const addWanted = async (
  transfer: Transfer,
  route: Route,
  mover: Mover,
  page: ListedItem[],
  searchKeyOf: (item: ListedItem) => Promise<Buffer | null>,
): Promise<number> => {
  transfer.signal.throwIfAborted();
  await mover.flush();
  const before = await known(
    transfer.db,
    transfer.mailboxId,
    page.map((item) => item.id),
  );
  const wanted = new Map<string, { item: ListedItem; row: KnownItem | undefined }>();
  let later = 0;
  for (const item of page) {
    const row = before.get(item.id);
    const decision = decide(row, item, transfer.passId);
    const twice = wanted.get(item.id);
    if (decision === 'later' || (twice !== undefined && twice.item.changeKey !== item.changeKey)) later++;
    else if (decision !== 'nothing' && twice === undefined) wanted.set(item.id, { item, row });
  }
  const keyed: { item: ListedItem; row: KnownItem | undefined }[] = [];
  for (const { item, row } of wanted.values())
    keyed.push({ item: { ...item, searchKey: await searchKeyOf(item) }, row });
  const fresh = keyed.flatMap(({ item, row }) => (row === undefined ? [item] : []));
  const moved = await followMoves(transfer, route, fresh);
  for (const { item, row } of keyed) if (!moved.has(item.id)) await mover.add(candidateFor(item, row));
  return later;
};

const candidateFor = (item: ListedItem, row: KnownItem | undefined): Candidate => ({
  sourceId: item.id,
  sourceChange: item.changeKey,
  searchKey: item.searchKey,
  itemType: itemTypeOf(item.messageClass),
  size: item.size,
  created: item.created,
  destinationId: row?.destinationId ?? null,
  destinationChange: row?.destinationChange ?? null,
});
