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
  /** What export answers are read into. */
  answers: Buffers;
  /** What imports build their bodies in. */
  bodies: Buffers;
}

/** Buffers that are used again: new ones would be collected again, which costs as much as filling them. */
export interface Buffers {
  take(bytes: number): Buffer;
  /** Only when nobody looks at it any more. */
  giveBack(buffer: Buffer): void;
}

/** Keeps at most `kept` of `bytes` each; what is larger is made and forgotten. */
export const createBuffers = (bytes: number, kept: number): Buffers => {
  const spare: Buffer[] = [];
  return {
    take: (wanted) =>
      wanted > bytes ? Buffer.allocUnsafeSlow(wanted) : (spare.pop() ?? Buffer.allocUnsafeSlow(bytes)),
    giveBack: (buffer) => {
      if (buffer.length === bytes && spare.length < kept) spare.push(buffer);
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

/** As `readBounded`, into a buffer that `release` gives back. */
export const readInto = async (
  buffers: Buffers,
  body: Readable,
  most: number,
): Promise<{ bytes: Buffer; release: () => void } | null> => {
  let whole = buffers.take(0);
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    const wanted = length + chunk.length;
    if (wanted > whole.length) {
      const larger = buffers.take(Math.min(2 * wanted, most));
      whole.copy(larger, 0, 0, length);
      buffers.giveBack(whole);
      whole = larger;
    }
    if (wanted > most) return null;
    chunk.copy(whole, length);
    length = wanted;
  }
  return { bytes: whole.subarray(0, length), release: () => buffers.giveBack(whole) };
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
