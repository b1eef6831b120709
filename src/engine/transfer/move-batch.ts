/**
 * HOW ITEMS MOVE. This is the most important file of Mailferry: up to 20 items of one folder go from the
 * source to the destination, each exactly once, whatever crashes in between.
 *
 *   intend   the ledger says "these may be sent from now on", before anything is
 *   export   up to 20 in one request; what the answer leaves out, and what is large, alone and streamed
 *   import   one request per item, verbatim, never more at once than the governor lets through
 *   settle   the outcomes of the batch, in one statement
 *
 * An item whose import was sent and not answered stays `intended`. It is never sent again from here;
 * recover.ts looks at the destination first. The source is only ever read.
 */
import { intend, type Settled, settle } from '../../db/ledger.ts';
import { EngineError } from '../errors.ts';
import type { ExportedItem, ImportAnswer } from '../graph/index.ts';
import { isFatal, refusedOutcome, unexportedOutcome } from './outcome.ts';
import type { Candidate, Route, Transfer } from './transfer.ts';

export interface MovedBatch {
  /** How many imports were sent without an answer: recover.ts must look before the folder is done. */
  lost: number;
}

export const moveBatch = async (
  transfer: Transfer,
  route: Route,
  batch: Candidate[],
): Promise<MovedBatch> => {
  await intend(
    transfer.db,
    { ...transfer, at: transfer.destination.serverTime() ?? new Date() },
    batch.map((item) => ({ ...item, folderId: route.folderId })),
  );
  const moves = exportBatch(transfer, batch, (item, exported) => importOne(transfer, route, item, exported));
  // All of them, also when one fails: what was stored is recorded before anybody hears of the fault.
  const ended = await Promise.allSettled(moves);
  const answers = ended.flatMap((end) => (end.status === 'fulfilled' ? end.value : []));
  const bytes = answers.reduce((sum, answer) => sum + answer.bytes, 0);
  await settle(
    transfer.db,
    { ...transfer, bytes },
    answers.flatMap((answer) => answer.settled ?? []),
  );
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  return { lost: checkLost(batch.length, answers) };
};

interface Moved {
  /** Absent: in doubt. */
  settled?: Settled;
  bytes: number;
}

type ImportExported = (item: Candidate, exported: ExportedItem) => Promise<Moved>;

/** Items above this go alone and are streamed: 1 MiB of stream is 1.4 MB of base64 held in memory. */
export const streamFrom = 1024 * 1024;

/** One request for the whole batch; each item's import starts as soon as the answer is read. */
const exportBatch = (transfer: Transfer, batch: Candidate[], next: ImportExported): Promise<Moved>[] => {
  const [first] = batch;
  if (batch.length === 1 && first !== undefined && first.size > streamFrom)
    return [next(first, { id: first.sourceId, missing: true })];
  const exported = transfer.source
    .exportItems(
      batch.map((item) => item.sourceId),
      transfer.signal,
    )
    .then((items) => new Map(items.map((one) => [one.id, one])));
  return batch.map(async (item) =>
    next(item, (await exported).get(item.sourceId) ?? { id: item.sourceId, missing: true }),
  );
};

const importOne = async (
  transfer: Transfer,
  route: Route,
  item: Candidate,
  exported: ExportedItem,
): Promise<Moved> => {
  if ('error' in exported) return { settled: unexportedOutcome(item, exported.error), bytes: 0 };
  const { source, destination, signal } = transfer;
  const content =
    'data' in exported
      ? exported.data
      : { open: () => source.exportStream(item.sourceId, signal), bytes: item.size };
  return movedBy(
    item,
    await destination.importItem(route.destinationId, content, { ...updateOf(item), signal }),
  );
};

const updateOf = ({ destinationId, destinationChange }: Candidate) =>
  destinationId && destinationChange
    ? { update: { itemId: destinationId, changeKey: destinationChange } }
    : {};

const movedBy = (item: Candidate, answer: ImportAnswer): Moved => {
  switch (answer.kind) {
    case 'stored':
      return {
        bytes: answer.bytes,
        settled: {
          sourceId: item.sourceId,
          outcome: item.destinationId ? 'updated' : 'copied',
          cause: item.note,
          destinationId: answer.itemId,
          destinationChange: answer.changeKey,
          size: answer.bytes,
        },
      };
    case 'unexported':
      return { settled: unexportedOutcome(item, answer.error), bytes: 0 };
    case 'lost':
      return { bytes: 0 };
    case 'refused':
      if (isFatal(answer.code))
        throw new EngineError('forbidden', `importing into the destination mailbox: ${answer.message}`, {
          code: answer.code,
        });
      return { settled: refusedOutcome(item, answer), bytes: 0 };
  }
};

/**
 * A destination that answers nothing at all is away: going on would only put more items in doubt. Five,
 * because a short last batch must not be taken for that.
 */
const checkLost = (sent: number, answers: Moved[]): number => {
  const lost = answers.filter((answer) => answer.settled === undefined).length;
  if (lost >= 5 && lost === sent)
    throw new EngineError('transient', 'importing: the destination answered none of the requests');
  return lost;
};
