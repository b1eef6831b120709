/**
 * What a request asks for, by the rules every request obeys: known path, header and option; token; permission.
 * Whatever is not known is refused, not ignored.
 */
import { type Answer, graphError, Refuse, unknown } from './answer.ts';
import type { RequestKind } from './faults.ts';
import { importItem, mailboxOfImport } from './item-streams.ts';
import { readQuery } from './odata.ts';
import type { Route } from './route.ts';
import { claimsOf, graphAudience, issueToken, openIdMetadata } from './sign-in.ts';
import { type Contents, findFolder, holderOf, type Mailbox, type Tenant } from './store.ts';
import { usersMailbox } from './users.ts';

export interface UnderstandDeps {
  tenants: Tenant[];
  contents: Contents;
  publicUrl: () => string;
  onSourceWrite: () => void;
}

export interface Incoming {
  method: string;
  url: URL;
  headers: Record<string, string | undefined>;
  body: Buffer;
  /** Requests in the same mailbox at this moment, this one included. */
  atOnce: number;
}

/** A request that is understood so far: what kind it is, and what would answer it. */
export interface Understood {
  kind?: RequestKind | undefined;
  clientId: string;
  /** The id of the mailbox whose limits it counts against: of an auxiliary archive its own. */
  budget?: string | undefined;
  run(): Answer;
}

export type Compiled = { route: Route; segments: string[] }[];

export const compile = (routes: Route[]): Compiled =>
  routes.map((route) => ({ route, segments: route.path.split('/') }));

/** Headers that clients of these services send; whatever else a request says would be ignored, so it is refused. */
const knownHeaders =
  /^(host|connection|keep-alive|user-agent|accept(-encoding|-language)?|content-(type|length)|transfer-encoding|authorization|prefer|sec-fetch-mode|cache-control|pragma|client-request-id|return-client-request-id|sdkversion|x-client-.*|x-ms-.*|x-anchormailbox)$/;

/** Throws Refuse. */
export const understand = (deps: UnderstandDeps, routes: Compiled, incoming: Incoming): Understood => {
  const strange = Object.keys(incoming.headers).find((name) => !knownHeaders.test(name));
  if (strange !== undefined) throw new Refuse(unknown(`the header "${strange}"`));
  const path = decodeURIComponent(incoming.url.pathname);
  return signIn(deps, path, incoming) ?? importing(deps, path, incoming) ?? routed(deps, routes, incoming);
};

/** Clients name the request in the address as well as in the form. */
const signInOptions = ['client-request-id'];

const signIn = (
  { tenants, publicUrl }: UnderstandDeps,
  path: string,
  { method, url, body }: Incoming,
): Understood | undefined => {
  const [, tenant = '', rest] =
    /^\/([^/]+)\/(oauth2\/v2\.0\/token|v2\.0\/\.well-known\/openid-configuration)$/.exec(path) ?? [];
  if (rest === undefined) return undefined;
  readQuery(url.search, signInOptions);
  const run =
    method === 'POST' && rest.startsWith('oauth2')
      ? () => issueToken(tenants, tenant, new URLSearchParams(body.toString('utf8')), publicUrl())
      : method === 'GET' && !rest.startsWith('oauth2')
        ? () => openIdMetadata(tenants, tenant, publicUrl())
        : () => unknown(`${method} ${path}`);
  return { kind: 'token', clientId: '', run };
};

const wrongType = (wanted = 'application/json'): Answer =>
  graphError(415, 'ErrorInvalidContentType', `The content type must be ${wanted}.`);

const importing = (
  deps: UnderstandDeps,
  path: string,
  { method, url, headers, body }: Incoming,
): Understood | undefined => {
  const [, version, named] = /^\/api\/g(v1\.0|beta)\/Mailboxes\('([^']+)'\)\/importItem$/.exec(path) ?? [];
  if (named === undefined) return undefined;
  if (method !== 'POST')
    throw new Refuse(graphError(405, 'ErrorMethodNotAllowed', 'Only POST is allowed on the import URL.'));
  const query = readQuery(url.search, ['authtoken']);
  const all = new Map(deps.tenants.flatMap(({ mailboxes }) => [...mailboxes]));
  const mailbox = mailboxOfImport(all, named, query.get('authtoken') ?? null, headers.authorization);
  refuseArchive(mailbox, version);
  if (!isJson.test(headers['content-type'] ?? '')) throw new Refuse(wrongType());
  if (mailbox.tenant.role === 'source') deps.onSourceWrite();
  return {
    kind: 'import',
    clientId: mailbox.tenant.clientId,
    budget: named,
    run: () => importItem(mailbox, named, body, deps.contents),
  };
};

const isPageSize = /^odata\.maxpagesize=[1-9]\d{0,3}$/;
const isJson = /^application\/json(;|$)/;

const routed = (deps: UnderstandDeps, routes: Compiled, incoming: Incoming): Understood => {
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
  const { tenant, clientId } = authenticated(
    deps.tenants,
    headers.authorization,
    route.audience ?? graphAudience,
  );
  const mailbox =
    params.mailbox === undefined
      ? route.ofUser === true
        ? usersMailbox(tenant, params.id ?? '')
        : undefined
      : mailboxOf(deps.tenants, tenant, params.mailbox);
  const writes = typeof route.writes === 'function' ? route.writes(body) : route.writes === true;
  if (writes && tenant.role === 'source') deps.onSourceWrite();
  permitted(headers.authorization, route, mailbox !== undefined || route.audience !== undefined);
  refuseArchive(mailbox, path[1]);
  const isExpected =
    route.contentType === undefined
      ? isJson.test(headers['content-type'] ?? '')
      : headers['content-type'] === route.contentType;
  if (body.length > 0 && !isExpected) throw new Refuse(wrongType(route.contentType));
  const elsewhere = params.mailbox === undefined ? undefined : movedTo(mailbox, params);
  return {
    kind: route.kind,
    clientId,
    budget: params.mailbox ?? mailbox?.id,
    run: () =>
      elsewhere === undefined
        ? route.handle({ tenant, mailbox: mailbox as Mailbox, params, query, url, headers, body })
        : { status: 308, headers: { location: inMailbox(url, elsewhere) } },
  };
};

const refuseArchive = (mailbox: Mailbox | undefined, version: string | undefined): void => {
  if (mailbox?.isArchive === true && version !== 'beta')
    throw new Refuse(graphError(403, 'ErrorAccessDenied', 'Operation on Archive mailbox not allowed.'));
};

/**
 * "Handle archive mailbox redirects": where the folder of the path lies, if not in the mailbox of the path. Only the
 * archive itself knows; its parts know what they have.
 */
const movedTo = (mailbox: Mailbox | undefined, params: Record<string, string>): string | undefined => {
  const folder = mailbox && findFolder(mailbox, params.folder ?? '');
  if (mailbox === undefined || folder === undefined) return undefined;
  const holder = holderOf(mailbox, folder);
  if (holder === params.mailbox) return undefined;
  if (params.mailbox === mailbox.id) return holder;
  throw new Refuse(graphError(404, 'ErrorItemNotFound', 'The specified object was not found in the store.'));
};

const inMailbox = (url: URL, mailboxId: string): string => {
  const place = url.pathname.split('/');
  place[place.findIndex((part) => decodeURIComponent(part).startsWith('MBX:'))] = mailboxId;
  return `${url.origin}${place.join('/')}${url.search}`;
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
  audience: string,
): { tenant: Tenant; clientId: string } => {
  const claims = authorization?.startsWith('Bearer ') ? rolesIn(authorization) : null;
  const tenant =
    claims?.aud === audience ? tenants.find(({ tenantId }) => tenantId === claims.tid) : undefined;
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

/** The mailbox whose limits a request counts towards, from its address alone. */
export const mailboxCalled = (tenants: Tenant[], { pathname }: URL): string | undefined => {
  const path = decodeURIComponent(pathname);
  const user = /^\/v1\.0\/users\/([^/]+)\/(?!settings\/|sendMail|photo)/.exec(path)?.[1];
  return user === undefined
    ? /MBX[^/')]+/.exec(path)?.[0]
    : tenants.flatMap((tenant) => usersMailbox(tenant, user)?.id ?? [])[0];
};

/** Without the ids: they are longer than names. */
export const shortened = (url: URL): string => url.pathname.replace(/[^/]{40,}/g, '…');
