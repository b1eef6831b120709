/**
 * What exports and imports share: undici's connections, time-outs and tries. A bare copier moves 7,600 items
 * of 10 KB a second with undici and 3,000 with global fetch (two shared cores).
 */
import type { Readable } from 'node:stream';
import { Agent, type Dispatcher } from 'undici';
import { isPassing, kindOf } from '../errors.ts';
import { backOff, type SeeDate } from './client.ts';
import type { Gate } from './governor.ts';

export interface TrafficDeps {
  agent: Agent;
  /** ".../v1.0/admin/exchange/mailboxes/<id>" */
  mailboxUrl: URL;
  /** `fresh` asks for a new one, because the last was refused. */
  token: (fresh?: boolean) => Promise<string>;
  gate: Gate;
  seeDate: SeeDate;
  /** What imports build their bodies in. */
  bodies: BodyBuffers;
}

/** Buffers that are used again: one for each item would be collected again, which costs as much as filling it. */
export interface BodyBuffers {
  take(bytes: number): Buffer;
  /** Only when nothing of it is on its way any more. */
  giveBack(buffer: Buffer): void;
}

/** Most items fit; a worker has 4 imports in each of its mailboxes on their way. */
const bodyBytes = 64 * 1024;
const mostKept = 256;

export const createBodyBuffers = (): BodyBuffers => {
  const spare: Buffer[] = [];
  return {
    take: (bytes) =>
      bytes > bodyBytes ? Buffer.allocUnsafe(bytes) : (spare.pop() ?? Buffer.allocUnsafeSlow(bodyBytes)),
    giveBack: (buffer) => {
      if (buffer.length === bodyBytes && spare.length < mostKept) spare.push(buffer);
    },
  };
};

export const smallTimeoutMs = 2 * 60_000;
/** "20 minutes, to cover 150 MB items" is what others use. */
export const largeTimeoutMs = 20 * 60_000;
export const mostTries = 8;

export const createAgent = (): Agent =>
  new Agent({ connections: 128, pipelining: 1, headersTimeout: largeTimeoutMs, bodyTimeout: largeTimeoutMs });

/**
 * Repeats what passes, and once with a new token what the token was refused for; throws EngineError for the
 * rest. Only for calls that change nothing.
 */
export const repeated = async <T>(
  deps: Pick<TrafficDeps, 'token'>,
  signal: AbortSignal | undefined,
  once: () => Promise<T>,
): Promise<T> => {
  for (let tries = 1; ; tries++) {
    try {
      return await once();
    } catch (error) {
      const kind = kindOf(error);
      if (kind === 'auth' && tries === 1) await deps.token(true);
      else if (isPassing(kind) && tries < mostTries) await backOff(tries, error, signal);
      else throw error;
    }
  }
};

/** Null: longer than `most`. */
export const readBounded = async (body: Readable, most: number): Promise<Buffer | null> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > most) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
};

const mostText = 1024 * 1024;

/** An answer that is a few hundred bytes, or nothing if it is more than anybody would say. */
export const shortText = async (answer: Dispatcher.ResponseData): Promise<string> => {
  const length = Number(headerOf(answer, 'content-length') ?? Number.NaN);
  // undici reads a whole body in half the time that its chunks take one by one.
  if (length <= mostText) return answer.body.text();
  return (await readBounded(answer.body, mostText))?.toString('utf8') ?? '';
};

export const headerOf = (answer: Dispatcher.ResponseData, name: string): string | undefined => {
  const value = answer.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

export const noteDate = (deps: TrafficDeps, answer: Dispatcher.ResponseData): void => {
  const date = headerOf(answer, 'date');
  if (date !== undefined) deps.seeDate(new Date(date));
};
