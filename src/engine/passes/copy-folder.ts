/**
 * One folder of a full pass: everything not yet there, and what changed since.
 *
 * The first time, the folder is listed with search keys, which the change feed does not carry. Pages are
 * cut by position there, so an item deleted while we read shifts the next page and another is passed over.
 * The change feed (items/delta) that follows has no such gap: whatever the listing missed arrives with it,
 * and its token makes the next pass cost requests per folder instead of per item.
 */
import { known } from '../../db/ledger.ts';
import { keepDeltaToken } from '../../db/runs.ts';
import { EngineError } from '../errors.ts';
import type { ListedItem } from '../graph/index.ts';
import { decide } from '../transfer/decide.ts';
import { itemTypeOf } from '../transfer/item-type.ts';
import { type Mover, move } from '../transfer/mover.ts';
import type { Route, Transfer } from '../transfer/transfer.ts';

/** Answers how many items were sent without an answer. */
export const copyFolder = async (transfer: Transfer, route: Route): Promise<number> => {
  if (route.deltaToken === null)
    return (await copyListing(transfer, route)) + (await copyChanges(transfer, route, null));
  try {
    return await copyChanges(transfer, route, route.deltaToken);
  } catch (error) {
    if (!(error instanceof EngineError) || error.kind !== 'sync-lost') throw error;
    transfer.log.info(
      { runId: transfer.runId, folderId: route.folderId },
      'the change feed expired; the folder is listed anew against the ledger',
    );
    await keepDeltaToken(transfer.db, route.folderId, null);
    return copyFolder(transfer, { ...route, deltaToken: null });
  }
};

const copyListing = (transfer: Transfer, route: Route): Promise<number> =>
  move(transfer, route, async (mover) => {
    for await (const page of transfer.source.items(route.sourceId, {
      searchKeys: true,
      signal: transfer.signal,
    })) {
      await addWanted(transfer, mover, page, async (item) => item.searchKey);
    }
  });

const copyChanges = async (transfer: Transfer, route: Route, since: string | null): Promise<number> => {
  let token: string | null = null;
  let later = 0;
  const lost = await move(transfer, route, async (mover) => {
    for await (const page of transfer.source.itemsDelta(route.sourceId, since, transfer.signal)) {
      later += await addWanted(transfer, mover, page.items, (item) =>
        transfer.source.searchKeyOf(route.sourceId, item.id),
      );
      token = page.token ?? token;
    }
  });
  // Only now: every item before the token has its outcome, or is in doubt in the ledger, which outlives it.
  // A change that had to wait is not in the ledger: the feed must show it once more.
  if (token !== null && later === 0) await keepDeltaToken(transfer.db, route.folderId, token);
  return lost;
};

/** Answers how many changes have to be met again later. */
const addWanted = async (
  transfer: Transfer,
  mover: Mover,
  page: ListedItem[],
  searchKeyOf: (item: ListedItem) => Promise<Buffer | null>,
): Promise<number> => {
  transfer.signal.throwIfAborted();
  const before = await known(
    transfer.db,
    transfer.mailboxId,
    page.map((item) => item.id),
  );
  let later = 0;
  for (const item of page) {
    const row = before.get(item.id);
    const decision = decide(row, item, transfer.passId);
    if (decision === 'later') later++;
    if (decision === 'later' || decision === 'nothing') continue;
    await mover.add({
      sourceId: item.id,
      sourceChange: item.changeKey,
      searchKey: await searchKeyOf(item),
      itemType: itemTypeOf(item.messageClass),
      size: item.size,
      ...(decision === 'update' && row !== undefined
        ? { destinationId: row.destinationId, destinationChange: row.destinationChange }
        : {}),
    });
  }
  return later;
};
