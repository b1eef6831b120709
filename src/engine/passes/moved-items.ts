/**
 * An item that its owner moved to another folder has a new id and the old search key. It is not copied again:
 * its row in the ledger goes on under the new id, and the copy stays where it is.
 */
import { copiesOf, followMove } from '../../db/ledger.ts';
import type { ListedItem } from '../graph/index.ts';
import type { Route, Transfer } from '../transfer/transfer.ts';

type Keyed = ListedItem & { searchKey: Buffer | null };

/** Which of these new items are only moved ones. A copy that its owner made is a new item: the old one is still there. */
export const followMoves = async (transfer: Transfer, route: Route, fresh: Keyed[]): Promise<Set<string>> => {
  const copies = await copiesOf(
    transfer.db,
    transfer.mailboxId,
    fresh.flatMap(({ searchKey }) => searchKey ?? []),
  );
  const moved = new Set<string>();
  for (const copy of copies.slice(0, mostAsked)) {
    const item = fresh.find(
      ({ id, searchKey }) => !moved.has(id) && copy.searchKey?.equals(searchKey ?? nothing),
    );
    if (item === undefined || item.id === copy.sourceId) continue;
    if ((await transfer.source.changeKeyOf(copy.sourceFolderId, copy.sourceId)) !== null) continue;
    const to = { sourceId: item.id, sourceChange: item.changeKey, folderId: route.folderId };
    await followMove(transfer.db, transfer, copy.sourceId, to);
    moved.add(item.id);
  }
  return moved;
};
const nothing = Buffer.alloc(0);
/** Each costs a request. Items that share their key with hundreds are copied rather than asked about. */
const mostAsked = 50;
