/**
 * One item's content into a mailbox. Content goes through as base64, untouched: an export's `"data":"…"`
 * becomes the import's `"Data":"…"`. The order matters: first the session and a place at the destination's
 * gate, only then is a stream opened, so that no export waits half read for minutes.
 */
import type { Dispatcher } from 'undici';
import { EngineError } from '../errors.ts';
import { backOff } from './client.ts';
import { errorBodyOf, errorOf, networkError, parseRetryAfter, wasNeverSent } from './errors.ts';
import type { ExportStream, ItemStream } from './export-items.ts';
import type { ImportSession } from './import-session.ts';
import {
  headerOf,
  largeTimeoutMs,
  mostTries,
  noteDate,
  shortText,
  smallTimeoutMs,
  type TrafficDeps,
} from './traffic.ts';

/** What is imported: base64 in memory, or an export that is opened when it can be sent, and anew for each try. */
export type ItemContent = Buffer | { open: () => Promise<ExportStream> /** Roughly. */; bytes: number };

export type ImportAnswer =
  | { kind: 'stored'; itemId: string; changeKey: string /** Of the item, decoded. */; bytes: number }
  /** Certainly not stored, and trying again would end the same way. */
  | { kind: 'refused'; code: string; message: string }
  /** The source would not hand it out when the stream was opened. */
  | { kind: 'unexported'; error: { code: string; message: string } }
  /** Sent, and nobody knows whether it was stored. */
  | { kind: 'lost'; cause: string };

/** Not stored, and trying again may help. */
interface Again {
  kind: 'again';
  why: EngineError;
}

export interface ImportOptions {
  update?: { itemId: string; changeKey: string };
  /** Ends waiting; what is being sent is sent to its end. */
  signal?: AbortSignal;
}

/**
 * Waits out and repeats what was refused before anything was stored: throttling, an expired session, a
 * destination that cannot be reached. Throws EngineError when that does not pass, because it concerns every
 * item; what concerns this one alone is an answer.
 */
export const importItem = async (
  deps: TrafficDeps,
  session: ImportSession,
  folderId: string,
  content: ItemContent,
  { update, signal }: ImportOptions = {},
): Promise<ImportAnswer> => {
  const how =
    update === undefined
      ? { FolderId: folderId, Mode: 'create' }
      : { FolderId: folderId, Mode: 'update', ItemId: update.itemId, ChangeKey: update.changeKey };
  const head = Buffer.from(`${JSON.stringify(how).slice(0, -1)},"Data":"`);
  let brokeOff = 0;
  for (let tries = 1; ; tries++) {
    const answer = await importOnce(deps, session, head, content, signal);
    if (answer.kind !== 'again') return answer;
    const { why } = answer;
    if (why.code === exportBrokeOff && ++brokeOff === mostBrokenExports)
      return { kind: 'refused', code: exportBrokeOff, message: why.message };
    if (tries === mostTries) throw why;
    await backOff(tries, why, signal);
  }
};

const exportBrokeOff = 'export-broke-off';
/** An export that breaks off each time is this item's trouble: a source that is away does not even open it. */
const mostBrokenExports = 4;

const importOnce = async (
  deps: TrafficDeps,
  session: ImportSession,
  head: Buffer,
  content: ItemContent,
  signal: AbortSignal | undefined,
): Promise<ImportAnswer | Again> => {
  const url = await session.url();
  // Base64 is four characters for three bytes.
  const expected = Buffer.isBuffer(content) ? content.length : Math.ceil(content.bytes / 3) * 4;
  const leave = await deps.gate.enter(head.length + expected + tail.length, signal);
  let sent = 0;
  try {
    if (Buffer.isBuffer(content)) {
      sent = head.length + content.length + tail.length;
      const buffer = deps.bodies.take(sent);
      const answer = await post(deps, session, url, wholeBody(buffer, head, content));
      // Otherwise the connection may still hold on to it.
      if (answer.kind === 'stored') deps.bodies.giveBack(buffer);
      return answer;
    }
    const opened = await content.open();
    if ('error' in opened) return { kind: 'unexported', error: opened.error };
    using stream = opened.data;
    const body = streamedBody(head, stream);
    const answer = await post(deps, session, url, body);
    sent = body.base64();
    return answer;
  } finally {
    leave(sent);
  }
};

interface Body {
  content: Buffer | AsyncIterable<Buffer>;
  /** Characters of base64 in it, as far as it was sent. */
  base64(): number;
  /** What broke it off on our side, if anything did. */
  brokenBy(): unknown;
  timeoutMs: number;
}

const tail = Buffer.from('"}');

const wholeBody = (buffer: Buffer, head: Buffer, data: Buffer): Body => {
  head.copy(buffer, 0);
  data.copy(buffer, head.length);
  tail.copy(buffer, head.length + data.length);
  return {
    content: buffer.subarray(0, head.length + data.length + tail.length),
    base64: () => data.length,
    brokenBy: () => undefined,
    timeoutMs: smallTimeoutMs,
  };
};

const streamedBody = (head: Buffer, data: ItemStream): Body => {
  let sent = 0;
  let broken: unknown;
  const content = async function* () {
    yield head;
    try {
      for await (const chunk of data) {
        sent += chunk.length;
        yield chunk;
      }
    } catch (error) {
      broken = error;
      throw error;
    }
    yield tail;
  };
  return { content: content(), base64: () => sent, brokenBy: () => broken, timeoutMs: largeTimeoutMs };
};

const post = async (
  deps: TrafficDeps,
  session: ImportSession,
  url: URL,
  body: Body,
): Promise<ImportAnswer | Again> => {
  try {
    const answer = await deps.agent.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: body.content as never,
      headersTimeout: body.timeoutMs,
    });
    noteDate(deps, answer);
    const text = await shortText(answer);
    return judge(deps, session, url, answer, text, Math.floor((body.base64() * 3) / 4));
  } catch (error) {
    if (wasNeverSent(error)) return { kind: 'again', why: networkError('importing', error) };
    // The export broke off: the request never ended, so nothing was stored.
    const cause = body.brokenBy();
    if (cause !== undefined)
      return {
        kind: 'again',
        why: new EngineError('transient', 'importing', { cause, code: exportBrokeOff }),
      };
    return { kind: 'lost', cause: error instanceof Error ? error.message : String(error) };
  }
};

const judge = (
  deps: TrafficDeps,
  session: ImportSession,
  url: URL,
  answer: Dispatcher.ResponseData,
  text: string,
  bytes: number,
): ImportAnswer | Again => {
  if (answer.statusCode < 300) {
    const stored = storedIn(text);
    if (stored === null) return { kind: 'lost', cause: 'the answer cannot be read' };
    session.worked();
    return { kind: 'stored', ...stored, bytes };
  }
  const retryAfter = headerOf(answer, 'retry-after');
  const error = errorOf('importing', { status: answer.statusCode, retryAfter, body: text });
  if (error.kind === 'throttled') {
    deps.gate.freeze(parseRetryAfter(retryAfter) ?? 15_000);
    return { kind: 'again', why: error };
  }
  if ((error.kind === 'auth' || error.kind === 'forbidden') && session.refused(url))
    return { kind: 'again', why: error };
  // 5xx after the whole body was sent says nothing about whether it was stored.
  if (error.kind === 'transient') {
    if (retryAfter !== undefined) deps.gate.freeze(parseRetryAfter(retryAfter) ?? 15_000);
    return { kind: 'lost', cause: `${answer.statusCode}` };
  }
  return {
    kind: 'refused',
    code: error.code ?? `http-${answer.statusCode}`,
    message: errorBodyOf(text).message ?? error.message,
  };
};

const storedIn = (text: string): { itemId: string; changeKey: string } | null => {
  try {
    const { itemId, changeKey } = JSON.parse(text) as { itemId?: string; changeKey?: string };
    return itemId === undefined || changeKey === undefined ? null : { itemId, changeKey };
  } catch {
    return null;
  }
};
