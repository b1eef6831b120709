/**
 * One folder of a full pass: everything not yet there, and what changed since.
 *
 * The first time, the folder is listed with search keys, which the change feed does not carry. Pages are
 * cut by position there, so an item deleted while we read shifts the next page and another is passed over.
 * The change feed (items/delta) that follows has no such gap: whatever the listing missed arrives with it,
 * and its token makes the next pass cost requests per folder instead of per item.
 *
 * The last pass of a mailbox lists every folder once more: a change of nothing but the read state may be
 * missing from the feed, and a listing shows its change key.
 */
import { keysIn, markGone, markKeysGone } from '../../db/ledger.ts';
import { keyOf } from '../../db/packed.ts';
import { keepDeltaToken } from '../../db/runs.ts';
import { kindOf } from '../errors.ts';
import { move } from '../transfer/mover.ts';
import { whileItExists } from '../transfer/pages.ts';
import type { Route, Transfer } from '../transfer/transfer.ts';
import { addWanted, type LeftOut } from './add-wanted.ts';

/** Answers how many items were sent without an answer. */
export const copyFolder = async (transfer: Transfer, route: Route): Promise<number> => {
  let lost = 0;
  let since = route.deltaToken;
  let listed = false;
  // The feed that follows shows all of these once more, and each would have to be asked for alone.
  const leftOut: LeftOut = new Set();
  for (let tries = 1; ; tries++) {
    if (since === null || (transfer.pass.last === true && !listed)) {
      lost += await copyListing(transfer, route, { leftOut });
      listed = true;
    }
    try {
      return lost + (await copyChanges(transfer, route, since, leftOut));
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

/** Everything in the folder that the pass wants and the ledger does not know. `most`: only of the first so many items. */
export const copyListing = (
  transfer: Transfer,
  route: Route,
  {
    most,
    leftOut = new Set(),
  }: { most?: { items: number; left: { bytes: number } }; leftOut?: LeftOut } = {},
): Promise<number> =>
  move(transfer, route, async (mover) => {
    const { source, signal, filter, options, db, mailboxId, mostDeletes } = transfer;
    const unseen =
      mostDeletes === undefined ? new Set<string>() : await keysIn(db, mailboxId, route.folderId);
    const pages = source.items(route.sourceId, {
      searchKeys: true,
      received: filter.needsReceived,
      newestFirst: options.newestFirst,
      ...(most === undefined ? {} : { most: most.items }),
      signal,
    });
    for await (const page of whileItExists(source, route.sourceId, pages)) {
      for (const { id } of page) if (unseen.size > 0) unseen.delete(keyOf(id));
      const some = most === undefined ? page : within(page, most.left);
      await addWanted(transfer, mover, some, leftOut, async (item) => item);
    }
    if (unseen.size > 0) await markKeysGone(db, transfer, [...unseen]);
  });

const within = <T extends { size: number }>(page: T[], left: { bytes: number }): T[] =>
  page.filter(({ size }) => {
    if (size > left.bytes) return false;
    left.bytes -= size;
    return true;
  });

const copyChanges = async (
  transfer: Transfer,
  route: Route,
  since: string | null,
  leftOut: LeftOut,
): Promise<number> => {
  let token: string | null = null;
  let later = 0;
  const removed = new Set<string>();
  const lost = await move(transfer, route, async (mover) => {
    const { source, signal } = transfer;
    const pages = source.itemsDelta(route.sourceId, since, signal);
    for await (const page of whileItExists(source, route.sourceId, pages)) {
      for (const id of page.removed) removed.add(id);
      for (const { id } of page.items) removed.delete(id);
      later += await addWanted(transfer, mover, page.items, leftOut, async (item) => ({
        ...item,
        ...(await source.detailsOf(route.sourceId, item.id)),
      }));
      token = page.token ?? token;
    }
  });
  await markGone(transfer.db, transfer, [...removed]);
  // Only now: every item before the token has its outcome, or is in doubt in the ledger, which outlives it.
  // A change that had to wait is not in the ledger: the feed must show it once more.
  if (token !== null && later === 0) await keepDeltaToken(transfer.db, transfer, route.folderId, token);
  return lost;
};
