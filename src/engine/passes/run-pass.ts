/**
 * THE RECIPE: what one mailbox's part of a pass consists of. Every step can be repeated: a run whose worker
 * died starts again here, and the ledger says what is left.
 */
import { addressesInProject, recordAssessment } from '../../db/assessments.ts';
import { failedBefore, totals } from '../../db/ledger.ts';
import { measuredRate } from '../../db/passes.ts';
import { type OpenedRun, type RunEnd, recordVerification } from '../../db/runs.ts';
import type { Tenant } from '../graph/index.ts';
import { compileOptions } from '../options/compile.ts';
import { assumedRate, trialLimits } from '../plan.ts';
import { copySettings } from '../settings/run-settings.ts';
import { learnNamesOf } from '../source-names.ts';
import { move } from '../transfer/mover.ts';
import { candidateOf, recover } from '../transfer/recover.ts';
import type { Route, Transfer } from '../transfer/transfer.ts';
import { assessMailbox } from './assess-mailbox.ts';
import { copyFolder, copyListing } from './copy-folder.ts';
import { mapFolders } from './folders.ts';
import { noteFailedSubjects } from './subjects.ts';
import { takeAwayGone, takeAwayReplaced } from './take-away.ts';
import { type VerifyRequest, verifyMailbox } from './verify-mailbox.ts';

/** A trial, prestage, full or retry pass. */
export const runMove = async (transfer: Transfer): Promise<RunEnd> => {
  const { routes, problems, gone } = await mapFolders(transfer);
  await recover(transfer, routes);
  await takeAwayReplaced(transfer);
  const moveFolder = createFolderMover(transfer);
  for (const route of routes) {
    transfer.signs.doing = `copying "${route.path}"`;
    if ((await moveFolder(route)) > 0) await recover(transfer, routes);
    // Before the next folder: an item that moves twice has one old copy at a time.
    await takeAwayReplaced(transfer);
  }
  transfer.signs.doing = 'carrying deletes over';
  const undeleted = await takeAwayGone(transfer, gone);
  await noteFailedSubjects(transfer);
  const unset = await copySettings(transfer);
  const later = [undeleted, unset].filter((problem) => problem !== undefined);
  return endOf(transfer, [...problems, ...later]);
};

/** What a pass of this kind does with one folder. Answers how many items were sent without an answer. */
const createFolderMover = (transfer: Transfer): ((route: Route) => Promise<number>) => {
  const left = { bytes: trialLimits.bytes };
  switch (transfer.kind) {
    case 'trial':
      return (route) => copyListing(transfer, route, { most: { items: trialLimits.itemsPerFolder, left } });
    case 'prestage':
      return (route) => copyListing(transfer, route);
    case 'retry':
      return (route) => retryFailed(transfer, route);
    default:
      return async (route) => (await retryFailed(transfer, route)) + (await copyFolder(transfer, route));
  }
};

const retryFailed = (transfer: Transfer, route: Route): Promise<number> =>
  move(transfer, route, async (mover) => {
    const { db, mailboxId, passId, filter } = transfer;
    for (const row of await failedBefore(db, mailboxId, passId, route.folderId)) {
      const candidate = candidateOf(row);
      if (!filter.leavesOut({ ...candidate, received: null })) await mover.add(candidate);
    }
  });

const endOf = async (transfer: Transfer, problems: string[]): Promise<RunEnd> => {
  const { byType, unchanged, unsettled } = await totals(transfer.db, transfer.mailboxId, transfer.passId);
  const isClean = unsettled === 0 && problems.length === 0;
  return {
    state: isClean ? 'completed' : 'completed with errors',
    byType,
    unchanged,
    filtered: transfer.signs.filtered,
    ...(problems.length === 0 ? {} : { problem: problems.join(' ') }),
  };
};

/** Can this pair be migrated? Moves nothing; what it finds is what plans are made from. */
export const runVerify = async (
  work: Pick<Transfer, 'db' | 'signal' | 'signs'> & Pick<VerifyRequest, 'opened'>,
  run: OpenedRun,
  tenants: { source: Tenant; destination: Tenant },
): Promise<RunEnd> => {
  const { sourceAddress, destinationAddress, id } = run.mailbox;
  const found = await verifyMailbox({
    ...tenants,
    sourceAddress,
    destinationAddress,
    archives: compileOptions(run.projectOptions).includeArchive,
    signal: work.signal,
    signs: work.signs,
    opened: work.opened,
  });
  const forgotten = await recordVerification(work.db, id, found);
  if (found.sourceMailboxId !== null) {
    work.signs.doing = 'reading what else its owner is called';
    await learnNamesOf(work.db, run.projectId, tenants.source, sourceAddress, work.signal);
  }
  if (!found.ok) return { state: 'failed', problem: found.problems.join(' ') };
  return forgotten === 0
    ? { state: 'completed' }
    : {
        state: 'completed',
        problem: `One of the two mailboxes, or an archive, is another one than before (made anew, or in another tenant). What was known of ${forgotten.toLocaleString('en')} moved items is forgotten: the next full pass copies everything.`,
      };
};

/** What will it be like? Moves nothing; what cannot move is a finding, and only a source that cannot be read a failure. */
export const runAssess = async (
  work: Pick<Transfer, 'db' | 'signal' | 'signs'> & Pick<VerifyRequest, 'opened'>,
  { mailbox, projectId, projectOptions }: OpenedRun,
  tenants: { source: Tenant; destination: Tenant },
): Promise<RunEnd> => {
  const { db, ...rest } = work;
  const options = compileOptions(projectOptions);
  const { found, meetings, problem } = await assessMailbox({
    ...tenants,
    ...rest,
    sourceAddress: mailbox.sourceAddress,
    destinationAddress: mailbox.destinationAddress,
    options,
    pace: {
      itemsPerSecond: (await measuredRate(db, projectId)) ?? assumedRate,
      bytesPerSecond: options.bytesPerSecond,
    },
    inProject: await addressesInProject(db, projectId),
  });
  await recordAssessment(db, mailbox.id, { found, meetings });
  return problem === null ? { state: 'completed' } : { state: 'failed', problem };
};
