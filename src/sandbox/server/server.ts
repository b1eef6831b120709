/**
 * The HTTP side: reads a request, finds out what it asks for (understand.ts), holds it to the limits, and answers.
 * Trouble on demand strikes here too, so that handlers know nothing of it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../log.ts';
import { type Answer, graphError, Refuse } from './answer.ts';
import type { createControl } from './control.ts';
import type { createFaults, Fault } from './faults.ts';
import type { Route } from './route.ts';
import type { createThrottle } from './throttle.ts';
import {
  type Compiled,
  compile,
  type Incoming,
  mailboxCalled,
  shortened,
  type UnderstandDeps,
  type Understood,
  understand,
} from './understand.ts';

/** What a test may look at: every request and answer, as they went over the wire. */
export interface Exchange {
  method: string;
  url: string;
  headers: Record<string, string | undefined>;
  request: Buffer;
  status: number;
  answer: Buffer;
}

export interface ServerDeps extends UnderstandDeps {
  routes: Route[];
  throttle: ReturnType<typeof createThrottle>;
  faults: ReturnType<typeof createFaults>;
  control: ReturnType<typeof createControl>;
  latencyMs: number;
  onExchange?: (exchange: Exchange) => void;
  log: Log;
}

/** 150 MB of item are 200 MB of base64. */
const mostBodyBytes = 210 * 1024 * 1024;

export const createHttpServer = (deps: ServerDeps) => {
  const compiled = compile(deps.routes);
  return createServer((request, response) => {
    serve(deps, compiled, request, response).catch((error: unknown) => {
      deps.log.error({ err: error, method: request.method }, 'answering');
      response.destroy();
    });
  });
};
const serve = async (
  deps: ServerDeps,
  routes: Compiled,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const url = urlOf(request.url ?? '/', deps.publicUrl());
  if (url === undefined) {
    send(response, graphError(400, 'BadRequest', 'The address is malformed.'));
    return;
  }
  const mailbox = mailboxCalled(deps.tenants, url);
  const { atOnce, leave } = mailbox === undefined ? alone : deps.throttle.arrive(mailbox);
  // Over the limit or not, a request counts until its answer is through or its connection is gone.
  response.once('close', leave);
  const headers = request.headers as Record<string, string | undefined>;
  const incoming: Incoming = {
    method: request.method ?? 'GET',
    url,
    headers,
    body: await readAll(request),
    atOnce,
  };
  if (url.pathname.startsWith('/_sandbox/')) send(response, await deps.control(incoming));
  else await answer(deps, routes, incoming, response);
};
/** Undefined: it cannot be read. */
const urlOf = (path: string, base: string): URL | undefined => {
  try {
    const url = new URL(path, base);
    decodeURIComponent(url.pathname);
    return url;
  } catch {
    return undefined;
  }
};
const alone = { atOnce: 1, leave: () => {} };

const answer = async (
  deps: ServerDeps,
  routes: Compiled,
  incoming: Incoming,
  response: ServerResponse,
): Promise<void> => {
  const { method, url, headers, body } = incoming;
  const understood = attempt(() => understand(deps, routes, incoming));
  const fault = 'run' in understood ? deps.faults(understood.kind) : undefined;
  // On arrival, as a service with long answers counts, too.
  const refused = 'run' in understood ? overLimit(deps, understood, incoming) : undefined;
  if (deps.latencyMs > 0) await sleep(deps.latencyMs);
  if (fault?.do === 'reset-before' || fault?.do === 'late') response.socket?.destroy();
  if (fault?.do === 'reset-before') return;
  if (fault?.do === 'late') await sleep(fault.delayMs);
  const answered =
    refused ?? ('run' in understood ? (strike(fault, url) ?? attempt(understood.run)) : understood);
  const said = garbled(answered, fault, url);
  const bytes = bytesOf(said);
  deps.onExchange?.({ method, url: url.href, headers, request: body, status: said.status, answer: bytes });
  if (said.status === 501) deps.log.warn({ method, path: shortened(url) }, bytes.toString('utf8'));
  if (fault?.do === 'slow') await sleep(fault.delayMs);
  if (fault?.do === 'reset-after') response.socket?.destroy();
  else if (fault?.do === 'half') sendHalf(response, said, bytes);
  else send(response, said, bytes);
};

const readAll = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > mostBodyBytes) throw new Error('a body larger than any import');
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, length);
};

const attempt = <T>(run: () => T): T | Answer => {
  try {
    return run();
  } catch (error) {
    if (error instanceof Refuse) return error.answer;
    throw error;
  }
};

const overLimit = (
  { throttle }: ServerDeps,
  { budget, clientId }: Understood,
  { method, body, atOnce }: Incoming,
): Answer | undefined => {
  // The limit is on uploads: PATCH, POST, PUT. An export's few ids are one, too.
  const upload = method === 'GET' ? 0 : body.length;
  return budget === undefined ? undefined : throttle.check(clientId, budget, atOnce, upload);
};

const strike = (fault: Fault | undefined, url: URL): Answer | undefined => {
  if (fault?.do === 'round') return { status: 308, headers: { location: url.href } };
  if (fault?.do === 'astray')
    return { status: 308, headers: { location: `https://graph.example.net${url.pathname}${url.search}` } };
  const wait = fault?.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
  const refusal = fault === undefined ? undefined : refusals[fault.do];
  if (refusal !== undefined) return graphError(Number(fault?.do), ...refusal, wait);
  return undefined;
};

const refusals: Partial<Record<Fault['do'], [code: string, message: string]>> = {
  401: ['InvalidAuthenticationToken', 'The session is not valid, or has expired.'],
  403: ['ErrorAccessDenied', 'Access is denied. Check credentials and try again.'],
  404: ['ErrorItemNotFound', 'The specified object was not found in the store.'],
  410: ['syncStateNotFound', 'The sync state generation is not found; continue with a full synchronization.'],
  429: ['ApplicationThrottled', 'Application is over its MailboxConcurrency limit.'],
  500: ['ErrorInternalServerError', 'An internal server error occurred.'],
  503: ['ServiceUnavailable', 'The service is temporarily unavailable.'],
  504: ['GatewayTimeout', 'The gateway timed out.'],
  507: ['ErrorQuotaExceeded', 'The mailbox has exceeded its quota.'],
  509: ['BandwidthLimitExceeded', 'The application has exceeded its bandwidth limit.'],
};

/** Done, and said wrongly. */
const garbled = (said: Answer, fault: Fault | undefined, url: URL): Answer => {
  if (fault?.do === 'html') return { ...said, status: 200, body: Buffer.from('<html>Please wait.</html>') };
  if (fault === undefined || said.status >= 300 || Buffer.isBuffer(said.body)) return said;
  const body = said.body as { value?: { id: string }[] };
  switch (fault.do) {
    case 'wrong-id':
      return { ...said, body: { ...body, itemId: 'AAMkAnother=', changeKey: 'Another' } };
    case 'circle':
      return { ...said, body: { ...body, '@odata.nextLink': url.href } };
    case 'loop':
      return {
        ...said,
        body: { ...body, value: body.value?.map((one) => ({ ...one, parentFolderId: one.id })) },
      };
    default:
      return said;
  }
};

const bytesOf = ({ body }: Answer): Buffer =>
  body === undefined ? Buffer.alloc(0) : Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));

const headersOf = ({ headers }: Answer, bytes: Buffer) => ({
  ...(bytes.length === 0 ? {} : { 'content-type': 'application/json; charset=utf-8' }),
  'content-length': bytes.length,
  ...headers,
});

const send = (response: ServerResponse, answer: Answer, bytes = bytesOf(answer)): void => {
  response.writeHead(answer.status, headersOf(answer, bytes));
  response.end(bytes);
};

const sendHalf = (response: ServerResponse, answer: Answer, bytes: Buffer): void => {
  response.writeHead(answer.status, headersOf(answer, bytes));
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.socket?.destroy());
};
