/**
 * The in-place archives of a pair of mailboxes: is there one to move, and one to move it into? Asked only in projects
 * whose archives move, because only Microsoft's beta version tells.
 */
import type { Verification } from '../../db/schema.ts';
import type { Report } from './checks.ts';
import { count, exportOne } from './count-mailbox.ts';
import type { VerifyRequest } from './verify-mailbox.ts';

export interface ArchiveFound {
  archive: NonNullable<Verification['archive']> | null;
  sourceArchiveId: string | null;
  destinationArchiveId: string | null;
}

/** Undefined: nobody knows, and the report says why. */
export const verifyArchive = async (
  report: Report,
  request: VerifyRequest,
): Promise<ArchiveFound | undefined> => {
  const { sourceAddress, destinationAddress, signal } = request;
  const source = await archiveOf(report, request, 'source');
  const destination = await archiveOf(report, request, 'destination');
  if (source === null || destination === null) return undefined;
  const ids = { sourceArchiveId: source.id, destinationArchiveId: destination.id };
  if (source.id === null) return { archive: null, ...ids };
  const from = request.source.openArchive(source.id);
  request.opened(from);
  const counted = await count(report, from, request);
  if (counted === null) return undefined;
  if (counted.smallest !== null) await exportOne(report, from, counted.smallest, signal);
  const { folders, items, bytes } = counted;
  const found = { archive: { folders, items, bytes }, ...ids };
  if (destination.id === null) {
    // Many are enabled by a policy and never used.
    if (items === 0) return { archive: null, ...ids };
    report.fail(
      `${sourceAddress} has an in-place archive with ${items.toLocaleString('en')} items, and ${destinationAddress} has none to take it. Enable it in Exchange at the destination ("Enable-Mailbox ${destinationAddress} -Archive"; it needs a licence with archiving) and verify again, or leave all archives behind: say "options IncludeArchive=0".`,
      'archive-missing',
    );
    return found;
  }
  const to = request.destination.openArchive(destination.id);
  request.opened(to);
  await report.check(
    'MailboxFolder.ReadWrite.All at the destination',
    'reading the folders of the destination archive',
    () => to.folders(signal),
  );
  await report.check(
    'MailboxItem.ImportExport.All at the destination',
    'opening an import session for the destination archive',
    () => to.openImportSession(),
  );
  return found;
};

/** Null: it could not be asked. */
const archiveOf = (
  report: Report,
  request: VerifyRequest,
  side: 'source' | 'destination',
): Promise<{ id: string | null } | null> => {
  const address = side === 'source' ? request.sourceAddress : request.destinationAddress;
  return report.check(`User.Read.All at the ${side}`, `asking for the ${side} archive`, async () => ({
    id: await request[side].archiveIdOf(address),
  }));
};
