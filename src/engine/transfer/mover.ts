/**
 * Cuts a folder's items into batches and keeps two of them in flight: while one batch is imported (four
 * requests at once is all that Exchange allows per mailbox), the next is already being exported.
 */
import { intendBatch, moveBatch, streamFrom } from './move-batch.ts';
import type { Candidate, Route, Transfer } from './transfer.ts';

/** 20 ids is the most that exportItems takes; 4 MiB keeps one mailbox under 12 MB of base64 in memory. */
const batchItems = 20;
const batchBytes = 4 * 1024 * 1024;
const lanes = 2;

export interface Mover {
  add(item: Candidate): Promise<void>;
  /** Sends what was added. When it resolves, the ledger knows all of it, moved or not. */
  flush(): Promise<void>;
}

/**
 * Moves what `feed` adds. Returns, or throws, only when nothing is in flight any more; answers how many
 * items are in doubt.
 */
export const move = async (
  transfer: Transfer,
  route: Route,
  feed: (mover: Mover) => Promise<void>,
): Promise<number> => {
  const inFlight = new Set<Promise<void>>();
  let batch: Candidate[] = [];
  let bytes = 0;
  let lost = 0;
  let fault: { error: unknown } | undefined;

  const send = async (): Promise<void> => {
    if (batch.length === 0) return;
    const sending = batch;
    batch = [];
    bytes = 0;
    while (inFlight.size >= lanes) await Promise.race(inFlight);
    if (fault !== undefined) throw fault.error;
    transfer.signal.throwIfAborted();
    await intendBatch(transfer, route, sending);
    const lane: Promise<void> = moveBatch(transfer, route, sending)
      .then((unanswered) => {
        lost += unanswered;
        transfer.signs.aliveAt = performance.now();
      })
      .catch((error: unknown) => {
        fault ??= { error };
      })
      .finally(() => inFlight.delete(lane));
    inFlight.add(lane);
  };

  const add = async (item: Candidate): Promise<void> => {
    if (item.size > streamFrom || bytes + item.size > batchBytes) await send();
    batch.push(item);
    bytes += item.size;
    if (batch.length === batchItems || item.size > streamFrom) await send();
  };

  try {
    await feed({ add, flush: send });
    await send();
  } finally {
    await Promise.all(inFlight);
  }
  if (fault !== undefined) throw fault.error;
  return lost;
};
