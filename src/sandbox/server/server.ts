/**
 * The HTTP side: reads a request, lets it in by the rules every request obeys (known path, header and option;
 * token; permission; limits), and answers. Trouble on demand strikes here too, so that handlers know nothing of it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../log.ts';
import { type Answer, graphError, Refuse, unknown } from './answer.ts';
import type { createControl } from './control.ts';
import type { createFaults, Fault, RequestKind } from './faults.ts';
import { importItem, mailboxOfImport } from './item-streams.ts';
import { readQuery } from './odata.ts';
import type { Route } from './route.ts';
import { claimsOf, issueToken, openIdMetadata } from './sign-in.ts';
import type { Contents, Mailbox, Tenant } from './store.ts';
import type { createThrottle } from './throttle.ts';

/** What a test may look at: every request and answer, as they went over the wire. */
export interface Exchange {
  method: string;
  url: string;
  headers: Record<string, string | undefined>;
  request: Buffer;
  status: number;
  answer: Buffer;
}

export interface ServerDeps {
  tenants: Tenant[];
  routes: Route[];
  contents: Contents;
  throttle: ReturnType<typeof createThrottle>;
  faults: ReturnType<typeof createFaults>;
  control: ReturnType<typeof createControl>;
  latencyMs: number;
  publicUrl: () => string;
  onSourceWrite: () => void;
  onExchange?: (exchange: Exchange) => void;
  log: Log;
}

/** Headers that clients of these services send; whatever else a request says would be ignored, so it is refused. */
const knownHeaders =
  /^(host|connection|keep-alive|user-agent|accept(-encoding|-language)?|content-(type|length)|transfer-encoding|authorization|prefer|sec-fetch-mode|cache-control|pragma|client-request-id|return-client-request-id|sdkversion|x-client-.*|x-ms-.*|x-anchormailbox)$/;

/** 150 MB of item are 200 MB of base64. */
const mostBodyBytes = 210 * 1024 * 1024;

interface Incoming {
  method: string;
  url: URL;
  headers: Record<string, string | undefined>;
  body: Buffer;
  /** Requests in the same mailbox at this moment, this one included. */
  atOnce: number;
}

/** A request that is understood so far: what kind it is, and what would answer it. */
interface Understood {
  kind?: RequestKind | undefined;
  clientId: string;
  mailbox?: Mailbox | undefined;
  run(): Answer;
}

export const createHttpServer = (deps: ServerDeps) => {
  const compiled = deps.routes.map((route) => ({ route, segments: route.path.split('/') }));
  return createServer((request, response) => {
    serve(deps, compiled, request, response).catch((error: unknown) => {
      deps.log.error({ err: error, method: request.method }, 'answering');
      response.destroy();
    });
  });
};
type Compiled = { route: Route; segments: string[] }[];

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
  const mailbox = /MBX[^/')]+/.exec(decodeURIComponent(url.pathname))?.[0];
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
  if (deps.latencyMs > 0) await sleep(deps.latencyMs);
  if (fault?.do === 'reset-before' || fault?.do === 'late') response.socket?.destroy();
  if (fault?.do === 'reset-before') return;
  if (fault?.do === 'late') await sleep(fault.delayMs);
  const said = 'run' in understood ? carryOut(deps, understood, incoming, fault) : understood;
  const bytes = bytesOf(said);
  deps.onExchange?.({ method, url: url.href, headers, request: body, status: said.status, answer: bytes });
  if (said.status === 501) deps.log.warn({ method, path: shortened(url) }, bytes.toString('utf8'));
  if (fault?.do === 'slow') await sleep(fault.delayMs);
  if (fault?.do === 'reset-after') response.socket?.destroy();
  else if (fault?.do === 'half') sendHalf(response, said, bytes);
  else send(response, said, bytes);
};

/** Without the ids: they are longer than names. */
const shortened = (url: URL): string => url.pathname.replace(/[^/]{40,}/g, '…');

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

/** Limits, trouble, and then what was asked. */
const carryOut = (
  { throttle }: ServerDeps,
  { mailbox, clientId, run }: Understood,
  { method, body, atOnce }: Incoming,
  fault: Fault | undefined,
): Answer => {
  // The limit is on uploads: PATCH, POST, PUT. An export's few ids are one, too.
  const upload = method === 'GET' ? 0 : body.length;
  const refused = mailbox === undefined ? undefined : throttle.check(clientId, mailbox.id, atOnce, upload);
  return refused ?? strike(fault) ?? attempt(run);
};

const strike = (fault?: Fault): Answer | undefined => {
  const wait = fault?.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
  if (fault?.do === '429')
    return graphError(429, 'ApplicationThrottled', 'Application is over its MailboxConcurrency limit.', wait);
  if (fault?.do === '401')
    return graphError(401, 'InvalidAuthenticationToken', 'The session is not valid, or has expired.');
  if (fault?.do === '503')
    return graphError(503, 'ServiceUnavailable', 'The service is temporarily unavailable.', wait);
  if (fault?.do === '504') return graphError(504, 'GatewayTimeout', 'The gateway timed out.', wait);
  return undefined;
};

const understand = (deps: ServerDeps, routes: Compiled, incoming: Incoming): Understood => {
  const strange = Object.keys(incoming.headers).find((name) => !knownHeaders.test(name));
  if (strange !== undefined) throw new Refuse(unknown(`the header "${strange}"`));
  const path = decodeURIComponent(incoming.url.pathname);
  return signIn(deps, path, incoming) ?? importing(deps, path, incoming) ?? routed(deps, routes, incoming);
};

/** Clients name the request in the address as well as in the form. */
const signInOptions = ['client-request-id'];

const signIn = (
  { tenants, publicUrl }: ServerDeps,
  path: string,
  { method, url, body }: Incoming,
): Understood | undefined => {
  const [, tenant = '', rest] =
    /^\/([^/]+)\/(oauth2\/v2\.0\/token|v2\.0\/\.well-known\/openid-configuration)$/.exec(path) ?? [];
  if (rest === undefined) return undefined;
  readQuery(url.search, signInOptions);
  const run =
    method === 'POST' && rest.startsWith('oauth2')
      ? () => issueToken(tenants, tenant, new URLSearchParams(body.toString('utf8')))
      : method === 'GET' && !rest.startsWith('oauth2')
        ? () => openIdMetadata(tenants, tenant, publicUrl())
        : () => unknown(`${method} ${path}`);
  return { kind: 'token', clientId: '', run };
};

const notJson = (): Answer =>
  graphError(415, 'ErrorInvalidContentType', 'The content type must be application/json.');

const importing = (
  deps: ServerDeps,
  path: string,
  { method, url, headers, body }: Incoming,
): Understood | undefined => {
  const named = /^\/api\/gv1\.0\/Mailboxes\('([^']+)'\)\/importItem$/.exec(path)?.[1];
  if (named === undefined) return undefined;
  if (method !== 'POST')
    throw new Refuse(graphError(405, 'ErrorMethodNotAllowed', 'Only POST is allowed on the import URL.'));
  const query = readQuery(url.search, ['authtoken']);
  const all = new Map(deps.tenants.flatMap(({ mailboxes }) => [...mailboxes]));
  const mailbox = mailboxOfImport(all, named, query.get('authtoken') ?? null, headers.authorization);
  if (!isJson.test(headers['content-type'] ?? '')) throw new Refuse(notJson());
  if (mailbox.tenant.role === 'source') deps.onSourceWrite();
  return {
    kind: 'import',
    clientId: mailbox.tenant.clientId,
    mailbox,
    run: () => importItem(mailbox, body, deps.contents),
  };
};

const isPageSize = /^odata\.maxpagesize=[1-9]\d{0,3}$/;
const isJson = /^application\/json(;|$)/;

const routed = (deps: ServerDeps, routes: Compiled, incoming: Incoming): Understood => {
  const { method, url, headers, body } = incoming;
  const path = url.pathname.split('/');
  const matching = routes.flatMap(({ route, segments }) => {
    const params = match(segments, path);
    return params === undefined ? [] : [{ route, params }];
  });
  if (matching.length === 0) throw new Refuse(unknown(`the path ${shortened(url)}`));
  const found = matching.find(({ route }) => route.method === method);
  if (found === undefined) throw new Refuse(unknown(`${method} on this path`));
  const { route, params } = found;
  const query = readQuery(url.search, route.options);
  if (headers.prefer !== undefined && !(route.kind === 'delta' && isPageSize.test(headers.prefer)))
    throw new Refuse(unknown(`the preference "${headers.prefer}" here`));
  const { tenant, clientId } = authenticated(deps.tenants, headers.authorization);
  const mailbox = params.mailbox === undefined ? undefined : mailboxOf(deps.tenants, tenant, params.mailbox);
  if (route.writes === true && tenant.role === 'source') deps.onSourceWrite();
  permitted(headers.authorization, route, mailbox !== undefined);
  if (body.length > 0 && !isJson.test(headers['content-type'] ?? '')) throw new Refuse(notJson());
  return {
    kind: route.kind,
    clientId,
    mailbox,
    run: () => route.handle({ tenant, mailbox: mailbox as Mailbox, params, query, url, headers, body }),
  };
};

const match = (segments: string[], path: string[]): Record<string, string> | undefined => {
  if (segments.length !== path.length) return undefined;
  const params: Record<string, string> = {};
  for (const [at, segment] of segments.entries()) {
    const given = path[at] ?? '';
    if (segment.startsWith('{')) params[segment.slice(1, -1)] = decodeURIComponent(given);
    else if (segment !== given) return undefined;
  }
  return params;
};

const rolesIn = (authorization: string | undefined) =>
  claimsOf((authorization ?? '').replace(/^Bearer /, '')) as {
    tid?: string;
    appid?: string;
    roles?: string[];
    aud?: string;
  } | null;

const authenticated = (
  tenants: Tenant[],
  authorization: string | undefined,
): { tenant: Tenant; clientId: string } => {
  const claims = authorization?.startsWith('Bearer ') ? rolesIn(authorization) : null;
  const tenant =
    claims?.aud === 'https://graph.microsoft.com'
      ? tenants.find(({ tenantId }) => tenantId === claims.tid)
      : undefined;
  if (tenant === undefined)
    throw new Refuse(
      graphError(
        401,
        'InvalidAuthenticationToken',
        authorization === undefined ? 'Access token is empty.' : 'Access token validation failure.',
        { 'www-authenticate': 'Bearer realm=""' },
      ),
    );
  return { tenant, clientId: String(claims?.appid) };
};

const mailboxOf = (tenants: Tenant[], tenant: Tenant, id: string): Mailbox => {
  const mailbox = tenant.mailboxes.get(id);
  if (mailbox !== undefined) return mailbox;
  throw new Refuse(
    tenants.some(({ mailboxes }) => mailboxes.has(id))
      ? graphError(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.')
      : graphError(404, 'ErrorInvalidMailboxId', 'The mailbox was not found.'),
  );
};

const permitted = (authorization: string | undefined, { roles }: Route, isExchange: boolean): void => {
  const granted = rolesIn(authorization)?.roles ?? [];
  if (roles.some((role) => granted.includes(role))) return;
  throw new Refuse(
    isExchange
      ? graphError(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.')
      : graphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'),
  );
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
