/** Both sides of one mailbox, as they were verified: with their in-place archives, where those move. */
import type { Db } from '../../db/open.ts';
import { foldersOf } from '../../db/runs.ts';
import type { mailboxes } from '../../db/schema.ts';
import { isPassing, kindOf } from '../errors.ts';
import { type Tenant, withArchive } from '../graph/index.ts';
import type { CompiledOptions } from '../options/compile.ts';
import type { Transfer } from '../transfer/transfer.ts';

export type Sides = Pick<Transfer, 'source' | 'destination' | 'archiveMoves' | 'archiveStays'>;

/** Or what stands against it, with its mend. */
export const openSides = async (
  db: Db,
  mailbox: typeof mailboxes.$inferSelect,
  tenants: { source: Tenant; destination: Tenant },
  options: CompiledOptions,
  signal: AbortSignal,
): Promise<Sides | { problem: string }> => {
  const { sourceMailboxId, destinationMailboxId, sourceArchiveId, destinationArchiveId } = mailbox;
  if (sourceMailboxId === null || destinationMailboxId === null)
    return {
      problem:
        'This mailbox has not been verified since its addresses were set. Run verify, then this pass again.',
    };
  const isThere = mailbox.verification?.archive != null;
  const { sourceAddress } = mailbox;
  if (options.includeArchive && !isThere && (await hasArchivedItems(tenants.source, sourceAddress, signal)))
    return {
      problem:
        'It has an in-place archive with items, which was empty or not there when the mailbox was verified. Run verify, then this pass again.',
    };
  const source = tenants.source.openMailbox(sourceMailboxId);
  const destination = tenants.destination.openMailbox(destinationMailboxId, options);
  if (!options.includeArchive || !isThere || sourceArchiveId === null || destinationArchiveId === null)
    return {
      source,
      destination,
      archiveMoves: false,
      archiveStays: async () =>
        sourceArchiveId !== null ? 'yes' : hasArchive(tenants.source, sourceAddress),
    };
  const archived = (await foldersOf(db, mailbox.id)).filter(({ inArchive }) => inArchive);
  return {
    source: withArchive(
      source,
      tenants.source.openArchive(sourceArchiveId),
      archived.map(({ sourceId }) => sourceId),
    ),
    destination: withArchive(
      destination,
      tenants.destination.openArchive(destinationArchiveId, options),
      archived.map(({ destinationId }) => destinationId),
    ),
    archiveMoves: true,
    archiveStays: async () => 'no',
  };
};

/** Policies enable archives and fill them without telling anybody. */
const hasArchivedItems = async (source: Tenant, address: string, signal: AbortSignal): Promise<boolean> => {
  const archiveId = await source.archiveIdOf(address);
  if (archiveId === null) return false;
  const folders = await source.openArchive(archiveId).folders(signal);
  return folders.some(({ items, kind }) => items > 0 && kind === 'normal');
};

const hasArchive = async (source: Tenant, address: string): ReturnType<Transfer['archiveStays']> => {
  try {
    return (await source.archiveIdOf(address)) === null ? 'no' : 'yes';
  } catch (error) {
    if (isPassing(kindOf(error))) throw error;
    // An item that a policy archived looks deleted: without an answer nothing may be taken away.
    return 'not told';
  }
};
