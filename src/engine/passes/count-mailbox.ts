/** What is in a mailbox, or in an archive, for verification. */
import type { Folder, ListedItem, MailboxClient } from '../graph/index.ts';
import type { Signs } from '../transfer/transfer.ts';
import type { Report } from './checks.ts';
import { walk } from './folders.ts';

interface Reading {
  signal: AbortSignal;
  signs: Signs;
}

interface Counted {
  folders: number;
  items: number;
  bytes: number;
  smallest: ListedItem | null;
}
export const nothing: Counted = { folders: 0, items: 0, bytes: 0, smallest: null };

/** Folders have no sizes in Graph: the items are listed, 250 a request. Null: they could not be, and the report says why. */
export const count = async (
  report: Report,
  source: MailboxClient,
  { signal, signs }: Reading,
): Promise<Counted | null> => {
  const folders = await report.check(
    'MailboxFolder.Read.All at the source',
    'reading the source folders',
    () => source.folders(signal),
  );
  if (folders === null) return null;
  return report.check('MailboxItem.Read.All at the source', 'listing the source items', () =>
    countItems(
      source,
      walk(folders).map(({ folder }) => folder),
      { signal, signs },
    ),
  );
};

const countItems = async (
  source: MailboxClient,
  folders: Folder[],
  { signal, signs }: Reading,
): Promise<Counted> => {
  const counted: Counted = { ...nothing, folders: folders.length };
  for (const folder of folders) {
    signs.doing = 'counting the items of each folder';
    for await (const page of source.items(folder.id, { signal })) {
      signs.aliveAt = performance.now();
      for (const item of page) {
        counted.items++;
        counted.bytes += item.size;
        if (counted.smallest === null || item.size < counted.smallest.size) counted.smallest = item;
      }
    }
  }
  return counted;
};

/** An item that cannot be exported is that item's trouble; a permission that is missing is everybody's. */
export const exportOne = async (
  report: Report,
  source: MailboxClient,
  item: ListedItem,
  signal: AbortSignal,
): Promise<void> => {
  using _exported = await report.check(
    'MailboxItem.Export.All at the source',
    'exporting one item from the source',
    () => source.exportItems([item.id], signal),
  );
};
