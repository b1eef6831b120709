/**
 * A trial into a folder of its own: what no test can know about two certain tenants. The tree and a few items of each
 * folder are copied into it, the copies are exported again and compared with what was sent, property by property.
 * The ledger hears nothing of it: a full pass moves these items as if there had been no trial.
 *
 * The folder is noted before anything is put into it. A run that is begun anew takes it away and starts over, so a
 * lost answer leaves no second copy; and only a folder that was noted is ever removed.
 */

import type { ItemType } from '../../db/ledger-tables.ts';
import { noteTrial, noteTrialRemoved, type RunEnd, trialOf } from '../../db/runs.ts';
import type { TrialResult } from '../../db/schema.ts';
import type { ListedItem } from '../graph/index.ts';
import { trialLimits } from '../plan.ts';
import { itemTypeOf } from '../transfer/item-type.ts';
import { compareItems } from '../transfer/stream/compare.ts';
import { StreamFault } from '../transfer/stream/fault.ts';
import type { Transfer } from '../transfer/transfer.ts';
import { wantedFolders } from './filters.ts';
import { archiveName, walk } from './folders.ts';

export const runTrialInto = async (transfer: Transfer, name: string): Promise<RunEnd> => {
  const { source, destination, signal, db, passId, mailboxId, options } = transfer;
  const before = await trialOf(db, passId, mailboxId);
  if (before !== null) await destination.deleteFolder(before.folderId);
  const taken = (await destination.folders(signal)).some(
    (folder) =>
      folder.inArchive !== true &&
      folder.parentId === null &&
      folder.name.toLowerCase() === name.toLowerCase(),
  );
  if (taken)
    return {
      state: 'failed',
      problem: `The destination mailbox has a folder "${name}" already, and a trial uses one of its own. Ask for the trial with another name.`,
    };
  const top = await destination.createFolder(null, { name, type: 'IPF.Note' });
  const trial: TrialResult = { folderId: top.id, folders: 0, compared: 0, equal: 0, differences: [] };
  await noteTrial(db, transfer, trial);

  const walked = walk(await source.folders(signal));
  const wanted = wantedFolders(
    walked.map(({ folder: { id, wellKnownName }, path }) => ({ id, wellKnownName, path })),
    options,
  );
  const made = new Map<string, string>();
  // An archive's samples have a folder of their own in it: nothing is put where it would have to be looked for.
  let archive: string | undefined;
  const left = { bytes: trialLimits.bytes };
  for (const { folder, path } of walked) {
    if (!wanted.has(folder.id)) continue;
    transfer.signs.doing = `trying "${path}"`;
    if (folder.inArchive === true)
      archive ??= (await destination.createFolder(top.id, { name: archiveName, type: 'IPF.Note' })).id;
    const above = folder.inArchive === true ? archive : top.id;
    const parent = (folder.parentId === null ? undefined : made.get(folder.parentId)) ?? above ?? top.id;
    const twin = await destination.createFolder(parent, { name: folder.name, type: folder.type });
    made.set(folder.id, twin.id);
    trial.folders++;
    for (const item of await sampleOf(transfer, folder.id, left))
      await tryItem(transfer, { from: folder.id, to: twin.id, path }, item, trial);
    await noteTrial(db, transfer, trial);
  }
  const bad = trial.compared - trial.equal;
  return {
    state: bad === 0 ? 'completed' : 'completed with errors',
    trial,
    ...(bad === 0
      ? {}
      : {
          problem: `${bad} of ${trial.compared} copies differ from what was sent, or could not be compared. The statistics of the pass say in which properties.`,
        }),
  };
};

const sampleOf = async (
  { source, filter, signal }: Transfer,
  folderId: string,
  left: { bytes: number },
): Promise<ListedItem[]> => {
  const sample: ListedItem[] = [];
  const look = { most: trialLimits.itemsPerFolder, received: filter.needsReceived, signal };
  for await (const page of source.items(folderId, look))
    for (const item of page) {
      const isLeftOut = filter.leavesOut({ ...item, itemType: itemTypeOf(item.messageClass) });
      if (isLeftOut || item.size > left.bytes) continue;
      left.bytes -= item.size;
      sample.push(item);
    }
  return sample;
};

const tryItem = async (
  { source, destination, signal, signs, rewriter }: Transfer,
  { from, to, path: folder }: { from: string; to: string; path: string },
  { id, messageClass }: ListedItem,
  trial: TrialResult,
): Promise<void> => {
  signal.throwIfAborted();
  signs.aliveAt = performance.now();
  const itemType = itemTypeOf(messageClass);
  trial.compared++;
  using exported = await source.holding(from).exportItems([id], signal);
  const [sent] = exported.items;
  if (sent === undefined || !('data' in sent))
    return note(trial, { folder, itemType }, [{ property: 'the item', what: whyNot(sent) }]);
  const { content } = rewriter.whole(sent.data);
  const answer = await destination.importItem(to, content, { signal });
  if (answer.kind !== 'stored')
    return note(trial, { folder, itemType }, [
      {
        property: 'the item',
        what: answer.kind === 'refused' ? `refused with ${answer.code}` : 'sent, and not answered',
      },
    ]);
  using again = await destination.holding(to).exportItems([answer.itemId], signal);
  const [stored] = again.items;
  if (stored === undefined || !('data' in stored))
    return note(trial, { folder, itemType }, [{ property: 'the copy', what: whyNot(stored) }]);
  const differences = compared(content, stored.data);
  if (differences.length === 0) trial.equal++;
  else note(trial, { folder, itemType }, differences);
};

const whyNot = (exported: object | undefined): string =>
  exported !== undefined && 'error' in exported
    ? `could not be exported: ${(exported.error as { code: string }).code}`
    : 'could not be exported';

/** Both are base64, as they travel. */
const compared = (sent: Buffer, stored: Buffer): { property: string; what: string }[] => {
  try {
    const [one, other] = [sent, stored].map((data) => Buffer.from(data.toString('latin1'), 'base64'));
    return compareItems(one ?? Buffer.alloc(0), other ?? Buffer.alloc(0)).map(
      ({ property, what, detail }) => ({
        property,
        what: detail === undefined ? what : `${what}: ${detail}`,
      }),
    );
  } catch (error) {
    if (!(error instanceof StreamFault)) throw error;
    return [{ property: 'the item', what: `cannot be compared: ${error.kind}` }];
  }
};

const mostDifferences = 100;

const note = (
  trial: TrialResult,
  where: { folder: string; itemType: ItemType },
  differences: { property: string; what: string }[],
): void => {
  for (const difference of differences)
    if (trial.differences.length < mostDifferences) trial.differences.push({ ...where, ...difference });
};

/** Takes away the folder that a trial made, with everything in it. */
export const removeTrial = async (
  { db, mailboxId, destination }: Transfer,
  passId: number,
): Promise<RunEnd> => {
  const trial = await trialOf(db, passId, mailboxId);
  if (trial !== null && trial.removed !== true) {
    await destination.deleteFolder(trial.folderId);
    await noteTrialRemoved(db, passId, mailboxId);
  }
  return { state: 'completed' };
};
