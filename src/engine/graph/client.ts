/**
 * Graph calls other than item traffic, by microsoft-graph-client with a middleware chain of our own:
 * auth -> governor -> HTTP. Its own auth sends no token to http:// (the sandbox), and its retry handler
 * cuts a long Retry-After to 180 s and lets every request back off alone, so neither is installed.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Client,
  type Context,
  type GraphRequest,
  HTTPMessageHandler,
  type Middleware,
} from '@microsoft/microsoft-graph-client';
import { EngineError, isPassing, kindOf } from '../errors.ts';
import type { Auth } from './auth.ts';
import { errorOf, networkError, parseRetryAfter } from './errors.ts';
import type { Gate } from './governor.ts';
import type { Hosts } from './hosts.ts';
import { inMailbox, mailboxIn, redirectedTo, withoutVersion } from './redirects.ts';

export interface GraphCall {
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below the version, with its query: "/users/x?$select=id"; or a next or delta link, as it came. */
  path: string;
  /** Sent as JSON; a Buffer as it is, of the type that the headers say. */
  body?: unknown;
  /** The answer is no JSON: it is a Buffer. */
  binary?: boolean;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  gate?: Gate;
  /** After 403 it is asked once more with a new token: a permission may have been granted within the hour. */
  renews?: boolean;
  /** Not repeated after an unclear answer: it may have been done. */
  once?: boolean;
}

export interface GraphClient {
  call<T>(call: GraphCall): Promise<T>;
  /** Follows next links; the last page may carry a delta link. */
  pages<T>(call: GraphCall): AsyncIterable<Page<T>>;
}

export interface Page<T> {
  value: T[];
  '@odata.nextLink'?: string;
  '@odata.deltaLink'?: string;
}

/** Any answer's `Date`: the server's clock, to the second. */
export type SeeDate = (date: Date) => void;

/** How an archive is spoken to: by the beta version, which may say that a part of it lies in another mailbox. */
export interface ArchiveParts {
  /** The archive itself, which knows where its parts are. */
  archiveId: string;
  gateOf(mailboxId: string): Gate;
  /** What is asked by this path is in that mailbox from now on. */
  moved(path: string, mailboxId: string): void;
}

/** Where paths begin: Graph's version 1.0, unless it is another version, or another service of Microsoft's. */
export interface Service {
  origin?: URL;
  version?: string;
  parts?: ArchiveParts;
}

export const createGraphClient = (
  hosts: Hosts,
  auth: Auth,
  seeDate: SeeDate,
  { origin = hosts.graph, version = 'v1.0', parts }: Service = {},
): GraphClient => {
  const client = Client.initWithMiddleware({
    baseUrl: origin.origin,
    defaultVersion: version,
    customHosts: new Set([origin.hostname]),
    middleware: chain(authMiddleware(auth), new HTTPMessageHandler()),
  });

  /** In an archive each part of it has a budget of its own. */
  const gateOf = ({ gate, path }: GraphCall): Gate | undefined => {
    const mailboxId = gate === undefined ? null : mailboxIn(path);
    return mailboxId === null ? gate : (parts?.gateOf(mailboxId) ?? gate);
  };

  const once = async <T>(call: GraphCall, doing: string): Promise<T | Moved> => {
    const gate = gateOf(call);
    const body =
      call.body === undefined || Buffer.isBuffer(call.body) ? call.body : JSON.stringify(call.body);
    const leave = await gate?.enter(body?.length ?? 0, call.signal);
    try {
      const request = client.api(relative(call.path, hosts, version)).responseType('raw' as never);
      for (const [name, value] of Object.entries(call.headers ?? {})) request.header(name, value);
      if (call.signal !== undefined) request.option('signal', call.signal);
      // A redirect could lead anywhere, and would take the body along: it is an answer like another.
      request.option('redirect', 'manual');
      const answer = (await send(request, call.method, body)) as Response;
      const date = answer.headers.get('date');
      if (date !== null) seeDate(new Date(date));
      if (answer.ok && call.binary === true) return Buffer.from(await answer.arrayBuffer()) as T;
      const text = await answer.text();
      if (answer.ok) return parse<T>(doing, text);
      if (answer.status === 308 && parts !== undefined) {
        const path = relative(call.path, hosts, version);
        return new Moved(path, redirectedTo(path, answer.headers.get('location'), hosts.graph.origin));
      }
      throw throttle(
        gate,
        errorOf(doing, { status: answer.status, retryAfter: answer.headers.get('retry-after'), body: text }),
        answer,
      );
    } catch (error) {
      call.signal?.throwIfAborted();
      throw error instanceof EngineError ? error : networkError(doing, error);
    } finally {
      leave?.();
    }
  };

  /**
   * Follows an archive's redirects with method, body and token, from one of its mailboxes to another. What is not in
   * the part that had it may have gone on to the next one: "not found" counts when the archive does not know better.
   */
  const followed = async <T>(wanted: GraphCall, doing: string): Promise<T> => {
    const been = new Set<string>();
    let missing: unknown;
    for (let path = wanted.path; ; ) {
      const answer = await once<T>({ ...wanted, path }, doing).catch((error: unknown) => {
        missing = error;
        const archiveId = kindOf(error) === 'not-found' ? parts?.archiveId : undefined;
        const isFinal = archiveId === undefined || mailboxIn(path) === null || been.has(archiveId);
        if (isFinal || mailboxIn(path) === archiveId) throw error;
        return new Moved(relative(path, hosts, version), archiveId);
      });
      if (!(answer instanceof Moved)) return answer;
      been.add(mailboxIn(answer.path) ?? '');
      if (been.has(answer.to) || been.size > mostParts)
        throw (
          missing ??
          new EngineError('transient', `${doing}: the redirects lead in a circle`, {
            code: 'redirects-in-a-circle',
          })
        );
      path = inMailbox(answer.path, answer.to);
      parts?.moved(path, answer.to);
    }
  };

  const call = async <T>(wanted: GraphCall): Promise<T> => {
    const doing = `${wanted.method ?? (wanted.body === undefined ? 'GET' : 'POST')} ${nameOf(wanted.path)}`;
    for (let tries = 1; ; tries++) {
      try {
        return await followed<T>(wanted, doing);
      } catch (error) {
        const kind = kindOf(error);
        const unclear = kind === 'transient' && wanted.once === true;
        // Revoked, or our clock is off: a token can be refused before it ends.
        if (kind === 'auth' && tries === 1) await auth.token(true);
        else if (kind === 'forbidden' && wanted.renews === true && tries === 1 && (await auth.renew()))
          continue;
        else if (!isPassing(kind) || unclear || tries === mostTries) throw error;
        else await backOff(tries, error, wanted.signal);
      }
    }
  };

  return {
    call,
    async *pages<T>(first: GraphCall) {
      const seen = new Set<string>();
      let path: string | undefined = first.path;
      while (path !== undefined) {
        if (seen.has(path))
          throw new EngineError(
            'transient',
            `GET ${nameOf(path)}: the pages lead back to one that was read`,
            {
              code: 'pages-in-a-circle',
            },
          );
        seen.add(path);
        const page: Page<T> = await call<Page<T>>({ ...first, path });
        yield page;
        // Nothing at all is answered to a cmdlet that has nothing to say. A list that is not there is no empty one.
        path = (page as Page<T> | undefined)?.['@odata.nextLink'];
      }
    },
  };
};

/** What is asked by the path is not in its mailbox, but in another part of the same archive. */
class Moved {
  readonly path: string;
  readonly to: string;
  constructor(path: string, to: string) {
    this.path = path;
    this.to = to;
  }
}
/** An archive of 1.5 TB, the most there is, has about fifteen. A folder that moves from one to the next is two. */
const mostParts = 16;

const send = (
  request: GraphRequest,
  method: GraphCall['method'],
  body: string | Buffer | undefined,
): Promise<unknown> => {
  if (method === 'DELETE') return request.delete();
  if (body === undefined) return request.get();
  if (method === 'PUT') return request.put(body);
  return method === 'PATCH' ? request.patch(body) : request.post(body);
};

const mostTries = 8;

/** Microsoft's wish if it said one (the gate waits for it); else 0.5 s doubling to 30 s, with a third of jitter. */
export const backOff = (tries: number, error: unknown, signal?: AbortSignal): Promise<void> => {
  const wished = error instanceof EngineError ? error.retryAfterMs : undefined;
  const ms = wished ?? Math.min(30_000, 500 * 2 ** (tries - 1)) * (0.67 + Math.random() * 0.33);
  return sleep(ms, undefined, signal === undefined ? {} : { signal });
};

/** Throttling concerns everybody who shares the budget, not only this request. */
const throttle = (gate: Gate | undefined, error: EngineError, answer: Response): EngineError => {
  const ms =
    parseRetryAfter(answer.headers.get('retry-after')) ?? (error.kind === 'throttled' ? 15_000 : undefined);
  if (ms !== undefined && isPassing(error.kind)) gate?.freeze(ms);
  return error;
};

const parse = <T>(doing: string, text: string): T => {
  if (text === '') return undefined as T;
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    // Half an answer, or a proxy's page: asking again is right, believing it is not.
    throw new EngineError('transient', `${doing}: the answer is not JSON`, { cause });
  }
};

/** The library mangles absolute links that are not https: it gets the part below the version. */
const relative = (path: string, hosts: Hosts, version: string): string => {
  if (path.startsWith('/')) return path;
  const url = hosts.check(path);
  const below = url.pathname.startsWith(`/${version}/`)
    ? url.pathname.slice(version.length + 1)
    : url.pathname;
  return below + url.search;
};

/** For messages: without the host, the query (it may hold tokens) and the ids. */
const nameOf = (path: string): string =>
  (path.startsWith('/') ? path : withoutVersion(new URL(path).pathname))
    .split('?')[0]
    ?.replace(/[^/]{30,}/g, '…') ?? path;

const authMiddleware = (auth: Auth): Middleware & { setNext(next: Middleware): void } => {
  let next: Middleware;
  return {
    setNext: (following) => {
      next = following;
    },
    execute: async (context: Context) => {
      const headers = new Headers(context.options?.headers as Record<string, string> | undefined);
      headers.set('authorization', `Bearer ${await auth.token()}`);
      context.options = { ...context.options, headers: Object.fromEntries(headers) };
      await next.execute(context);
    },
  };
};

const chain = (first: Middleware & { setNext(next: Middleware): void }, last: Middleware): Middleware => {
  first.setNext(last);
  return first;
};
