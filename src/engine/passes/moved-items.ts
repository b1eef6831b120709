/**
 * An item that its owner moved to another folder has a new id and the old search key. Graph has no request that
 * moves a copy after it, so it is copied to its new place and the old copy taken away, in that order. Where that
 * may not be done (the copy's own user has touched it, or the app may not delete items) nothing is copied again:
 * the ledger follows the item, its copy stays where it is, and the errors say so.
 */
import { copiesOf, followMove } from '../../db/ledger.ts';
import { changeOf, keyOf } from '../../db/packed.ts';
import type { ListedItem } from '../graph/index.ts';
import type { Transfer } from '../transfer/transfer.ts';

type Copy = Awaited<ReturnType<typeof copiesOf>>[number];

/** Which of these new items are only moved ones. A copy that its owner made is a new item: the old one is still there. */
export const followMoves = async (
  transfer: Transfer,
  fresh: ListedItem[],
): Promise<Map<string, 'stays' | { replaces: string }>> => {
  const { db, mailboxId, source } = transfer;
  const copies = await copiesOf(
    db,
    mailboxId,
    fresh.flatMap(({ searchKey }) => searchKey ?? []),
  );
  const moved = new Map<string, 'stays' | { replaces: string }>();
  for (const copy of copies.slice(0, mostAsked)) {
    const item = fresh.find(
      ({ id, searchKey }) => !moved.has(id) && copy.searchKey?.equals(searchKey ?? nothing),
    );
    if (item === undefined || item.id === copy.sourceId) continue;
    if ((await source.changeKeyOf(copy.sourceFolderId, copy.sourceId)) !== null) continue;
    if (await mayReplace(transfer, copy)) moved.set(item.id, { replaces: keyOf(copy.sourceId) });
    else {
      const to = { sourceId: item.id, sourceChange: changeOf(item.changeKey) };
      await followMove(db, transfer, copy.sourceId, to);
      moved.set(item.id, 'stays');
    }
  }
  return moved;
};
const nothing = Buffer.alloc(0);
/** Each costs a request. Items that share their key with hundreds are copied rather than asked about. */
const mostAsked = 50;

const mayReplace = async ({ destination, folderOf }: Transfer, copy: Copy): Promise<boolean> => {
  const folder = folderOf.get(copy.folderId)?.destinationId;
  if (folder === undefined || copy.destinationId === null || !(await destination.mayDelete())) return false;
  return (await destination.changeKeyOf(folder, copy.destinationId)) === copy.destinationChange;
};
