/**
 * Can this pair of mailboxes be migrated? Signs in on both sides, finds both mailboxes, reads the folders,
 * counts what is there, exports one item (and throws it away), and opens an import session. Moves nothing.
 *
 * Every check that fails is one sentence with the permission or the click that mends it, and the checks
 * that do not depend on it go on, so that an admin mends everything at once.
 */
import type { Verification } from '../../db/schema.ts';
import type { MailboxClient, Purpose, Tenant } from '../graph/index.ts';
import type { Signs } from '../transfer/transfer.ts';
import { createReport, openSide } from './checks.ts';
import { count, exportOne, nothing } from './count-mailbox.ts';
import { verifyArchive } from './verify-archive.ts';

export interface VerifyRequest {
  source: Tenant;
  destination: Tenant;
  sourceAddress: string;
  destinationAddress: string;
  /** In-place archives are to move as well. */
  archives: boolean;
  signal: AbortSignal;
  signs: Signs;
  /** Told of each mailbox that could be opened, to ask it what it waits for. */
  opened: (client: MailboxClient) => void;
}

export type Verified = Verification & {
  sourceMailboxId: string | null;
  destinationMailboxId: string | null;
  sourceArchiveId: string | null;
  destinationArchiveId: string | null;
  /** Null: not told. */
  purpose: Purpose | null;
};

export const verifyMailbox = async (request: VerifyRequest): Promise<Verified> => {
  const report = createReport();
  const source = await openSide(report, 'source', request.source, request.sourceAddress);
  const destination = await openSide(report, 'destination', request.destination, request.destinationAddress);
  for (const client of [source, destination]) if (client !== null) request.opened(client);
  const counted = (source === null ? null : await count(report, source, request)) ?? nothing;
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
  const found =
    request.archives && source !== null && destination !== null
      ? await verifyArchive(report, request)
      : undefined;
  return {
    ok: report.problems.length === 0,
    problems: report.problems,
    codes: report.codes,
    folders: counted.folders + (found?.archive?.folders ?? 0),
    items: counted.items + (found?.archive?.items ?? 0),
    bytes: counted.bytes + (found?.archive?.bytes ?? 0),
    ...(found === undefined ? {} : { archive: found.archive }),
    sourceMailboxId: source?.id ?? null,
    destinationMailboxId: destination?.id ?? null,
    sourceArchiveId: found?.sourceArchiveId ?? null,
    destinationArchiveId: found?.destinationArchiveId ?? null,
    purpose: source === null ? null : await request.source.purposeOf(request.sourceAddress, request.signal),
  };
};
