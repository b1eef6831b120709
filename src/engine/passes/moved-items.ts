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
  const { db, mailboxId } = transfer;
  const known = await copiesOf(
    db,
    mailboxId,
    fresh.flatMap(({ searchKey }) => searchKey ?? []),
  );
  // Those of an archive that does not move now cannot be asked about, and stay as they are.
  const copies = known.filter(({ folderId }) => transfer.folderOf.has(folderId));
  const byKey = Map.groupBy(copies, ({ searchKey }) => searchKey?.toString('hex'));
  const moved = new Map<string, 'stays' | { replaces: string }>();
  for (const { id, changeKey, searchKey } of fresh) {
    const alike = searchKey === null ? [] : (byKey.get(searchKey.toString('hex')) ?? []);
    const copy = await goneOf(transfer, alike);
    if (copy === undefined) continue;
    alike.splice(alike.indexOf(copy), 1);
    if (await mayReplace(transfer, copy)) moved.set(id, { replaces: keyOf(copy.sourceId) });
    else {
      await followMove(db, transfer, copy.sourceId, { sourceId: id, sourceChange: changeOf(changeKey) });
      moved.set(id, 'stays');
    }
  }
  return moved;
};

/** The first of these copies whose item is not in its folder any more. */
const goneOf = async ({ source }: Transfer, copies: Copy[]): Promise<Copy | undefined> => {
  for (const copy of copies.slice(0, mostAsked))
    if ((await source.changeKeyOf(copy.sourceFolderId, copy.sourceId)) === null) return copy;
  return undefined;
};
/** Each costs a request. An item that shares its key with more than these is copied rather than asked about. */
const mostAsked = 10;

const mayReplace = async ({ destination, folderOf }: Transfer, copy: Copy): Promise<boolean> => {
  const folder = folderOf.get(copy.folderId)?.destinationId;
  if (folder === undefined || copy.destinationId === null || !(await destination.mayDelete())) return false;
  return (await destination.changeKeyOf(folder, copy.destinationId)) === copy.destinationChange;
};
