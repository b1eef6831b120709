/**
 * HOW ITEMS MOVE. This is the most important file of Mailferry: up to 20 items of one folder go from the
 * source to the destination, each exactly once, whatever crashes in between.
 *
 *   intend   the ledger says "these may be sent from now on", before anything is
 *   export   up to 20 in one request; what the answer leaves out, and what is large, alone and streamed
 *   rewrite  people become who they are at the destination; what is not wholly understood stays as it is
 *   import   one request per item, never more at once than the governor lets through
 *   settle   the outcomes of the batch, in one statement; what was certainly not sent is no longer intended
 *
 * An item whose import was sent and not answered stays `intended`. It is never sent again from here;
 * recover.ts looks at the destination first. The source is only ever read.
 */
import { intend, type Settled, settle, withdraw } from '../../db/ledger.ts';
import { EngineError } from '../errors.ts';
import { isMailboxGone } from '../graph/errors.ts';
import { type Exported, type ExportedItem, eachAlone, type ImportAnswer } from '../graph/index.ts';
import { isFatal, refusedOutcome, storedOutcome, unexportedOutcome } from './outcome.ts';
import type { Mapping, Rewriter, Rewritten } from './rewriter.ts';
import type { Candidate, Route, Transfer } from './transfer.ts';

/** Throws RunTaken: then nothing of the batch may be moved. */
export const intendBatch = (transfer: Transfer, route: Route, batch: Candidate[]): Promise<void> =>
  intend(
    transfer.db,
    { ...transfer, at: transfer.destination.serverTime() ?? new Date() },
    batch.map((item) => ({ ...item, folderId: item.copyFolderId ?? route.folderId })),
  );

/** Moves an intended batch. Answers how many imports were sent without an answer: recover.ts must look. */
export const moveBatch = async (transfer: Transfer, route: Route, batch: Candidate[]): Promise<number> => {
  const exporting = exportBatch(transfer, batch);
  // All of them, also when one fails: what was stored is recorded before anybody hears of the fault.
  const ended = await Promise.allSettled(
    batch.map(async (item, at) => importOne(transfer, route, item, (await exporting).items[at])),
  );
  await exporting.then(
    (exported) => exported[Symbol.dispose](),
    () => {},
  );
  const moved = ended.flatMap((end) => (end.status === 'fulfilled' ? end.value : []));
  await transfer.rewriter.save();
  const failed = await settle(
    transfer.db,
    { ...transfer, ...totalsOf(moved) },
    moved.flatMap((one) => one.settled ?? []),
  );
  // Whatever throws does so before anything of the item was stored.
  const unsent = batch.filter((item, at) => ended[at]?.status === 'rejected' && !item.inDoubt);
  await withdraw(
    transfer.db,
    transfer,
    unsent.map(({ sourceId }) => sourceId),
  );
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  throwIfHopeless(moved);
  throwIfTooMany(transfer, failed);
  return moved.filter((one) => one.settled === undefined).length;
};

interface Moved {
  /** Absent: in doubt. */
  settled?: Settled;
  bytes: number;
  /** Of an item that was stored. */
  mapping?: Mapping;
}

const totalsOf = (moved: Moved[]) => ({
  bytes: moved.reduce((sum, one) => sum + one.bytes, 0),
  addressesMapped: moved.filter(({ mapping }) => mapping === 'mapped').length,
  addressesKept: moved.filter(({ mapping }) => mapping?.startsWith('addresses-kept')).length,
});

/** One request for the whole batch, and one answer per item: its content, an error, or "ask for it alone". */
const exportBatch = async (transfer: Transfer, batch: Candidate[]): Promise<Exported> => {
  const ids = batch.map(({ sourceId }) => sourceId);
  const [first] = batch;
  if (batch.length === 1 && first !== undefined && first.size > transfer.batchBytes) return eachAlone(ids);
  try {
    return await transfer.source.exportItems(ids, transfer.signal);
  } catch (error) {
    // One item can make the service refuse all twenty; alone, each shows whether it is that one.
    if (transfer.signal.aborted || !(error instanceof EngineError) || concernsAll(error)) throw error;
    transfer.log.warn({ err: error, items: batch.length }, 'a batch could not be exported; item by item');
    return eachAlone(ids);
  }
};
const concernsAll = (error: EngineError): boolean =>
  ['throttled', 'auth', 'forbidden'].includes(error.kind) || isMailboxGone(error);

const importOne = async (
  transfer: Transfer,
  route: Route,
  item: Candidate,
  exported: ExportedItem | undefined,
): Promise<Moved> => {
  if (exported !== undefined && 'error' in exported)
    return { settled: unexportedOutcome(item, exported.error), bytes: 0 };
  const rewritten = await rewrittenOf(transfer, item, exported);
  if ('error' in rewritten) return { settled: unexportedOutcome(item, rewritten.error), bytes: 0 };
  const { destinationId: itemId, destinationChange: changeKey, copyFolderId } = item;
  const update = itemId && changeKey ? { update: { itemId, changeKey } } : {};
  const folder = transfer.folderOf.get(copyFolderId ?? route.folderId)?.destinationId ?? route.destinationId;
  const how = { ...update, signal: transfer.signal };
  const answer = await transfer.destination.importItem(folder, rewritten.content, how);
  return movedBy(item, answer, rewritten.mapping());
};

const rewrittenOf = (
  { source, signal, rewriter }: Transfer,
  { sourceId, size }: Candidate,
  exported: ExportedItem | undefined,
): Rewritten | ReturnType<Rewriter['streamed']> => {
  const open = () => source.exportStream(sourceId, signal);
  const whole = exported !== undefined && 'data' in exported ? exported.data : undefined;
  return whole === undefined ? rewriter.streamed(open, size) : rewriter.whole(whole);
};

const movedBy = (item: Candidate, answer: ImportAnswer, mapping: Mapping): Moved => {
  switch (answer.kind) {
    case 'stored':
      return { settled: storedOutcome(item, answer, mapping), bytes: answer.bytes, mapping };
    case 'refused':
      return { settled: refusedOutcome(item, answer), bytes: 0 };
    case 'unexported':
      return { settled: unexportedOutcome(item, answer.error), bytes: 0 };
    case 'lost':
      return { bytes: 0 };
  }
};

/**
 * A destination that answers nothing is away, and one that refuses everything will refuse the rest: going on
 * would only put more items in doubt, or fail them one by one. Five, because a short last batch proves nothing.
 */
const throwIfHopeless = (moved: Moved[]): void => {
  if (moved.length < 5) return;
  if (moved.every(({ settled }) => settled === undefined))
    throw new EngineError('transient', 'importing: the destination answered none of the requests');
  const code = moved[0]?.settled?.cause;
  if (code !== undefined && isFatal(code) && moved.every(({ settled }) => settled?.cause === code))
    throw new EngineError('forbidden', 'importing into the destination mailbox: every item is refused', {
      code,
    });
};

/** More errors than the project allows are one trouble, not so many: somebody should look before the rest is tried. */
const throwIfTooMany = ({ options }: Transfer, failed: number): void => {
  if (failed > options.maximumErrors)
    throw new EngineError('permanent', `importing: ${failed} items failed`, { code: 'too-many-errors' });
};
