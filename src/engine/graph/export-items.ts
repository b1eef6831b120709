/** Items' content out of a mailbox: up to 20 small ones in one answer, or one of any size as a stream. */
import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { EngineError, isPassing } from '../errors.ts';
import { errorOf, isMailboxGone, kindOfCode, networkError, parseRetryAfter } from './errors.ts';
import { type ExportedItem, readExport } from './export-answer.ts';
import {
  headerOf,
  largeTimeoutMs,
  noteDate,
  readBounded,
  readInto,
  repeated,
  smallTimeoutMs,
  type TrafficDeps,
} from './traffic.ts';

/** A larger answer is given up and its items are asked for alone: memory stays bounded whatever `size` said. */
const mostExportBytes = 4 * 1024 * 1024;

/** One answer per id, in the order asked. Disposed of, their content is gone: others are read into its memory. */
export interface Exported extends Disposable {
  items: ExportedItem[];
}

/** 1 to 20 ids. Repeats what passes; throws EngineError for what does not. */
export const exportItems = (deps: TrafficDeps, ids: string[], signal?: AbortSignal): Promise<Exported> =>
  repeated(deps, signal, async () => {
    const doing = `exporting ${ids.length} items`;
    const leave = await deps.gate.enter(0, signal);
    try {
      const answer = await postExport(deps, ids, smallTimeoutMs, signal);
      const read = await readInto(deps.answers, answer.body, mostExportBytes);
      if (read === null) return eachAlone(ids);
      refuseUnlessOk(deps, doing, answer, read.bytes);
      const items = readWhole(doing, read.bytes, ids).map(askAgainIfPassing);
      return { items, [Symbol.dispose]: read.release };
    } catch (error) {
      throw troubleOf(doing, error, signal);
    } finally {
      leave();
    }
  });

export const eachAlone = (ids: string[]): Exported => ({
  items: ids.map((id) => ({ id, missing: true })),
  [Symbol.dispose]: () => {},
});

/** An item's base64, read once. Disposing of it lets its connection and its place at the gate go, read or not. */
export type ItemStream = AsyncIterable<Buffer> & Disposable;
export type ExportStream = { data: ItemStream } | { error: { code: string; message: string } };

/** Half an answer, or a proxy's page, is no JSON: asking again is right. */
const readWhole = (doing: string, bytes: Buffer, ids: string[]): ExportedItem[] => {
  try {
    return readExport(bytes, ids);
  } catch (cause) {
    throw new EngineError('transient', `${doing}: the answer cannot be read`, { cause });
  }
};

/** What one item of an answer was refused for can pass, too: it is asked for alone, with patience. */
const askAgainIfPassing = (item: ExportedItem): ExportedItem =>
  'error' in item && isPassing(kindOfCode(item.error.code)) ? { id: item.id, missing: true } : item;

/**
 * One item of any size, never held whole. The gate is held until the stream has been read to its end or
 * disposed of. A connection that breaks throws in the iterable. What the service has against this one item,
 * and keeps having against it, is an answer and not thrown.
 */
export const exportStream = async (
  deps: TrafficDeps,
  id: string,
  signal?: AbortSignal,
): Promise<ExportStream> => {
  try {
    return await openStream(deps, id, signal);
  } catch (error) {
    if (error instanceof EngineError && concernsOne(error))
      return { error: { code: error.code ?? error.kind, message: error.message } };
    throw error;
  }
};

/** 500 for one item each time it is asked for alone: a service that is away answers 502 to 504, or nothing. */
const concernsOne = (error: EngineError): boolean =>
  !isMailboxGone(error) && (ofOneItem.has(error.kind) || error.status === 500 || error.code === exportEmpty);
const ofOneItem = new Set(['permanent', 'not-found', 'conflict']);

const openStream = (deps: TrafficDeps, id: string, signal?: AbortSignal): Promise<ExportStream> =>
  repeated(deps, signal, async () => {
    const doing = 'exporting a large item';
    const leave = await deps.gate.enter(0, signal);
    let streaming = false;
    try {
      const answer = await postExport(deps, [id], largeTimeoutMs, signal);
      if (answer.statusCode >= 300)
        refuseUnlessOk(
          deps,
          doing,
          answer,
          (await readBounded(answer.body, mostExportBytes)) ?? Buffer.alloc(0),
        );
      const chunks = (answer.body as Readable)[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
      const head = await readHead(chunks);
      if (head.data === undefined) return errorIn(head.seen, id);
      streaming = true;
      return { data: itemStream(contentOf(head.data, chunks), answer.body, leave) };
    } catch (error) {
      throw troubleOf(doing, error, signal);
    } finally {
      if (!streaming) leave();
    }
  });

const itemStream = (content: AsyncIterable<Buffer>, body: Readable, leave: () => void): ItemStream => ({
  [Symbol.asyncIterator]: () => content[Symbol.asyncIterator](),
  [Symbol.dispose]: () => {
    body.destroy();
    leave();
  },
});

const postExport = async (
  deps: TrafficDeps,
  ids: string[],
  timeout: number,
  signal?: AbortSignal,
): Promise<Dispatcher.ResponseData> => {
  const answer = await deps.agent.request({
    origin: deps.mailboxUrl.origin,
    path: `${deps.mailboxUrl.pathname}/exportItems`,
    method: 'POST',
    headers: { authorization: `Bearer ${await deps.token()}`, 'content-type': 'application/json' },
    body: JSON.stringify({ itemIds: ids }),
    headersTimeout: timeout,
    bodyTimeout: timeout,
    signal: signal ?? null,
  });
  noteDate(deps, answer);
  return answer;
};

const dataKey = Buffer.from('"data":"');
const quote = 0x22;

/** Reads until the content begins; an answer without any is small and is read whole. */
const readHead = async (chunks: AsyncIterator<Buffer>): Promise<{ seen: Buffer; data?: Buffer }> => {
  let seen: Buffer = Buffer.alloc(0);
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    seen = Buffer.concat([seen, next.value]);
    const at = seen.indexOf(dataKey);
    if (at >= 0) return { seen, data: seen.subarray(at + dataKey.length) };
    if (seen.length > mostExportBytes) break;
  }
  return { seen };
};

/** Exchange can cut an export short and says so at its end: "=== Truncated Data ===". */
const truncated = '=== Truncated';

async function* contentOf(first: Buffer, chunks: AsyncIterator<Buffer>): AsyncIterable<Buffer> {
  // The mark may lie across two chunks.
  let tail = '';
  for (let chunk: Buffer | undefined = first; chunk !== undefined; chunk = await nextOf(chunks)) {
    const end = chunk.indexOf(quote);
    const part = end < 0 ? chunk : chunk.subarray(0, end);
    tail = (tail + part.toString('latin1', Math.max(0, part.length - 64))).slice(-64);
    if (tail.includes(truncated))
      throw new EngineError('transient', 'exporting a large item: the service cut it short', {
        code: 'TruncatedData',
      });
    yield part;
    if (end < 0) continue;
    // What follows the content is a few bytes; read them, so that the connection can be used again.
    while ((await nextOf(chunks)) !== undefined);
    return;
  }
  throw new EngineError('transient', 'exporting a large item: the answer ended in the middle');
}

/** A connection that breaks in the middle is trouble that passes, whoever reads. */
const nextOf = async (chunks: AsyncIterator<Buffer>): Promise<Buffer | undefined> => {
  try {
    const next = await chunks.next();
    return next.done ? undefined : next.value;
  } catch (error) {
    throw networkError('exporting a large item', error);
  }
};

const exportEmpty = 'ExportEmpty';

const errorIn = (seen: Buffer, id: string): ExportStream => {
  const doing = 'exporting a large item';
  const [item] = readWhole(doing, seen, [id]);
  if (item === undefined || !('error' in item))
    throw new EngineError('transient', `${doing}: the answer holds neither the item nor an error`, {
      code: exportEmpty,
    });
  const { code, message } = item.error;
  if (isPassing(kindOfCode(code))) throw new EngineError('transient', `${doing}: ${message}`, { code });
  return { error: { code, message } };
};

const refuseUnlessOk = (
  deps: TrafficDeps,
  doing: string,
  answer: Dispatcher.ResponseData,
  bytes: Buffer,
): void => {
  if (answer.statusCode < 300) return;
  const retryAfter = headerOf(answer, 'retry-after');
  const error = errorOf(doing, { status: answer.statusCode, retryAfter, body: bytes.toString('utf8') });
  if (isPassing(error.kind) && (error.kind === 'throttled' || retryAfter !== undefined))
    deps.gate.freeze(parseRetryAfter(retryAfter) ?? 15_000);
  throw error;
};

const troubleOf = (doing: string, error: unknown, signal: AbortSignal | undefined): unknown => {
  signal?.throwIfAborted();
  return error instanceof EngineError ? error : networkError(doing, error);
};
