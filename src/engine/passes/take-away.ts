/**
 * The only place where items are deleted, and only at the destination (trial-folder.ts removes the folder that it
 * made): copies that a newer one has replaced, and, if it was approved, copies of items that were deleted at the source. Each goes only as long as it is what
 * we stored; one that its user has touched since is theirs. Exchange keeps what we delete recoverable.
 */
import {
  forgetSuperseded,
  goneItems,
  intendDelete,
  markFolderGone,
  remark,
  settleGone,
  superseded,
} from '../../db/ledger.ts';
import type { Transfer } from '../transfer/transfer.ts';

/** The old copies of items that were moved at the source, now that the new ones are stored. */
export const takeAwayReplaced = async (transfer: Transfer): Promise<void> => {
  const { db, mailboxId } = transfer;
  for (const { sourceId, ...copy } of await superseded(db, mailboxId)) {
    if (!transfer.folderOf.has(copy.folderId)) continue;
    if ((await takeAway(transfer, copy, { notFound: 'deleted' })) === 'kept')
      await remark(db, transfer, sourceId, 'old copy kept');
    await forgetSuperseded(db, transfer, sourceId);
  }
};

/**
 * Copies of items that are gone at the source, at most as many as the project allows: more are rather a mistake at
 * the source than anybody's wish. Answers the sentence that says why none was taken away, if none was.
 */
export const takeAwayGone = async (
  transfer: Transfer,
  goneFolders: number[],
): Promise<string | undefined> => {
  const { db, mailboxId, mostDeletes, destination } = transfer;
  if (mostDeletes === undefined) return undefined;
  for (const folderId of goneFolders) await markFolderGone(db, transfer, folderId);
  const gone = (await goneItems(db, mailboxId)).filter(({ folderId }) => transfer.folderOf.has(folderId));
  if (gone.length === 0) return undefined;
  const many = `${gone.length.toLocaleString('en')} ${gone.length === 1 ? 'item was' : 'items were'} deleted at the source`;
  if (gone.length > mostDeletes)
    return `${many}, more than the ${mostDeletes.toLocaleString('en')} that one pass may carry over, so no copy was deleted. Look whether that is meant; if so, say "options MaximumDeletes=${gone.length}" and ask for full again.`;
  const archive = await transfer.archiveStays();
  if (archive === 'yes')
    return `${many}, or moved into the in-place archive, which does not move in this pass, so no copy was deleted. ${transfer.options.includeArchive ? 'Say "verify", so that the archive is known' : 'Say "options IncludeArchive=1" and "verify" to have archives move too'}, then ask for full again.`;
  if (archive === 'not told')
    return `${many}, and Microsoft did not tell whether the mailbox has an in-place archive that they were moved into, so no copy was deleted. Say "verify" to see whether the mailbox still has its address, then ask for full again.`;
  if (!(await destination.mayDelete()))
    return `${many}, and the app at the destination may not delete, so their copies are still there. Grant it MailboxItem.ReadWrite.All with admin consent and ask for full again.`;
  for (const { sourceId, destinationId, destinationChange, folderId, isDeleting } of gone) {
    const isThere = await isAtSource(transfer, folderId, sourceId);
    const copy = { itemId: destinationId, changeKey: destinationChange, folderId };
    // Not found, and we have not deleted it: its user moved it, so that it must count as a copy if the item was only
    // moved and turns up in a folder that was read before.
    const became = isThere
      ? 'there'
      : await takeAway(transfer, copy, {
          notFound: isDeleting ? 'deleted' : 'kept',
          before: () => intendDelete(db, transfer, sourceId),
        });
    await settleGone(db, transfer, sourceId, became);
  }
  return undefined;
};

/** A page that shifted while it was read can make an item look gone. */
const isAtSource = async (
  { source, folderOf }: Transfer,
  folderId: number,
  sourceId: string,
): Promise<boolean> => {
  const folder = folderOf.get(folderId)?.sourceId;
  return folder !== undefined && (await source.changeKeyOf(folder, sourceId)) !== null;
};

const takeAway = async (
  { destination, folderOf, signal, signs }: Transfer,
  copy: { itemId: string | null; changeKey: string | null; folderId: number },
  { notFound, before }: { notFound: 'deleted' | 'kept'; before?: () => Promise<void> },
): Promise<'deleted' | 'kept'> => {
  signal.throwIfAborted();
  signs.aliveAt = performance.now();
  const folder = folderOf.get(copy.folderId)?.destinationId;
  if (folder === undefined || copy.itemId === null) return 'kept';
  const now = await destination.changeKeyOf(folder, copy.itemId);
  if (now === null) return notFound;
  if (now !== copy.changeKey) return 'kept';
  await before?.();
  await destination.deleteItem(folder, copy.itemId);
  return 'deleted';
};
