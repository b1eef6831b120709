/**
 * Can this pair of mailboxes be migrated? Signs in on both sides, finds both mailboxes, reads the folders,
 * counts what is there, exports one item (and throws it away), and opens an import session. Moves nothing.
 *
 * Every check that fails is one sentence with the permission or the click that mends it, and the checks
 * that do not depend on it go on, so that an admin mends everything at once.
 */
import type { Verification } from '../../db/schema.ts';
import type { Folder, ListedItem, MailboxClient, Purpose, Tenant } from '../graph/index.ts';
import type { Signs } from '../transfer/transfer.ts';
import { createReport, openSide, type Report } from './checks.ts';
import { walk } from './folders.ts';

export interface VerifyRequest {
  source: Tenant;
  destination: Tenant;
  sourceAddress: string;
  destinationAddress: string;
  signal: AbortSignal;
  signs: Signs;
  /** Told of each mailbox that could be opened, to ask it what it waits for. */
  opened: (client: MailboxClient) => void;
}

export type Verified = Verification & {
  sourceMailboxId: string | null;
  destinationMailboxId: string | null;
  /** Null: not told. */
  purpose: Purpose | null;
};

export const verifyMailbox = async (request: VerifyRequest): Promise<Verified> => {
  const report = createReport();
  const source = await openSide(report, 'source', request.source, request.sourceAddress);
  const destination = await openSide(report, 'destination', request.destination, request.destinationAddress);
  for (const client of [source, destination]) if (client !== null) request.opened(client);
  const counted = source === null ? nothing : await count(report, source, request);
  if (source !== null && counted.smallest !== null)
    await exportOne(report, source, counted.smallest, request.signal);
  if (destination !== null) {
    await report.check(
      'MailboxFolder.ReadWrite.All at the destination',
      'reading the destination folders',
      () => destination.folders(request.signal),
    );
    await report.check(
      'MailboxItem.ImportExport.All at the destination',
      'opening an import session at the destination',
      () => destination.openImportSession(),
    );
  }
  return {
    ok: report.problems.length === 0,
    problems: report.problems,
    codes: report.codes,
    folders: counted.folders,
    items: counted.items,
    bytes: counted.bytes,
    sourceMailboxId: source?.id ?? null,
    destinationMailboxId: destination?.id ?? null,
    purpose: source === null ? null : await request.source.purposeOf(request.sourceAddress, request.signal),
  };
};

interface Counted {
  folders: number;
  items: number;
  bytes: number;
  smallest: ListedItem | null;
}
const nothing: Counted = { folders: 0, items: 0, bytes: 0, smallest: null };

/** Folders have no sizes in Graph: the items are listed, 250 a request. */
const count = async (
  report: Report,
  source: MailboxClient,
  { signal, signs }: Pick<VerifyRequest, 'signal' | 'signs'>,
): Promise<Counted> => {
  const folders = await report.check(
    'MailboxFolder.Read.All at the source',
    'reading the source folders',
    () => source.folders(signal),
  );
  if (folders === null) return nothing;
  const counted = await report.check('MailboxItem.Read.All at the source', 'listing the source items', () =>
    countItems(
      source,
      walk(folders).map(({ folder }) => folder),
      { signal, signs },
    ),
  );
  return counted ?? nothing;
};

const countItems = async (
  source: MailboxClient,
  folders: Folder[],
  { signal, signs }: Pick<VerifyRequest, 'signal' | 'signs'>,
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
const exportOne = async (
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
