/**
 * THE RECIPE: what one mailbox's part of a pass consists of. Every step can be repeated: a run whose worker
 * died starts again here, and the ledger says what is left.
 */
import { failedBefore, totals } from '../../db/ledger.ts';
import { type OpenedRun, type RunEnd, recordVerification } from '../../db/runs.ts';
import type { Tenant } from '../graph/index.ts';
import { move } from '../transfer/mover.ts';
import { candidateOf, recover } from '../transfer/recover.ts';
import type { Route, Transfer } from '../transfer/transfer.ts';
import { copyFolder } from './copy-folder.ts';
import { mapFolders } from './folders.ts';
import { verifyMailbox } from './verify-mailbox.ts';

/** Everything not yet at the destination, and what changed at the source since the last pass. */
export const runFull = async (transfer: Transfer): Promise<RunEnd> => {
  const { routes, problems } = await mapFolders(transfer);
  await recover(transfer, routes);
  for (const route of routes) {
    const lost = (await retryFailed(transfer, route)) + (await copyFolder(transfer, route));
    if (lost > 0) await recover(transfer, routes);
  }
  const { byType, unchanged, unsettled } = await totals(transfer.db, transfer.mailboxId, transfer.passId);
  const isClean = unsettled === 0 && problems.length === 0;
  return {
    state: isClean ? 'completed' : 'completed with errors',
    byType,
    unchanged,
    ...(problems.length === 0 ? {} : { problem: problems.join(' ') }),
  };
};

const retryFailed = (transfer: Transfer, route: Route): Promise<number> =>
  move(transfer, route, async (mover) => {
    const failed = await failedBefore(transfer.db, transfer.mailboxId, transfer.passId, route.folderId);
    for (const row of failed) await mover.add(candidateOf(row));
  });

/** Can this pair be migrated? Moves nothing; what it finds is what plans are made from. */
export const runVerify = async (
  work: Pick<Transfer, 'db' | 'signal'>,
  run: OpenedRun,
  tenants: { source: Tenant; destination: Tenant },
): Promise<RunEnd> => {
  const { sourceAddress, destinationAddress, id } = run.mailbox;
  const found = await verifyMailbox({ ...tenants, sourceAddress, destinationAddress, signal: work.signal });
  const forgotten = await recordVerification(work.db, id, found);
  if (!found.ok) return { state: 'failed', problem: found.problems.join(' ') };
  return forgotten === 0
    ? { state: 'completed' }
    : {
        state: 'completed',
        problem: `One of the two mailboxes is another one than before (made anew, or in another tenant). What was known of ${forgotten.toLocaleString('en')} moved items is forgotten: the next full pass copies everything.`,
      };
};
