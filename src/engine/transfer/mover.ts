/**
 * Cuts a folder's items into batches and keeps two of them in flight: while one batch is imported (four
 * requests at once is all that Exchange allows per mailbox), the next is already being exported.
 */
import { intendBatch, moveBatch } from './move-batch.ts';
import type { Candidate, Route, Transfer } from './transfer.ts';

/** 20 ids is the most that exportItems takes. */
const batchItems = 20;
const lanes = 2;

/** Content that a worker holds in memory at most, as long as sizes are what Exchange reports. */
const heldBytes = 24 * 1024 * 1024;

/** Its share for one batch: 1.1 MiB with 8 mailboxes at once, 144 KiB with 64. Base64 makes 4 bytes of 3. */
export const batchBytesFor = (mailboxesAtOnce: number): number =>
  Math.floor((heldBytes * 3) / 4 / lanes / mailboxesAtOnce);

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
  whole: Transfer,
  route: Route,
  feed: (mover: Mover) => Promise<void>,
): Promise<number> => {
  // Ids do not say whether they are the mailbox's or its archive's; the folder does.
  const transfer = { ...whole, source: whole.source.holding(route.sourceId) };
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
    if (bytes + item.size > transfer.batchBytes) await send();
    batch.push(item);
    bytes += item.size;
    if (batch.length === batchItems || bytes > transfer.batchBytes) await send();
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
