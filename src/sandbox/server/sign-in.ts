/**
 * Microsoft's sign-in as far as an application needs it: OpenID metadata and the client credentials grant, with
 * the errors an operator meets ("Microsoft Entra authentication and authorization error codes").
 */
import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Answer } from './answer.ts';
import { ok, unknown } from './answer.ts';
import { assertionFault, assertionType } from './certificates.ts';
import { badClient, type Failure, failed, standingRefusal } from './sign-in-errors.ts';
import type { Tenant } from './store.ts';

const key = randomBytes(32);
const lifetimeSeconds = 3_599;

const signed = (claims: object): string => {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = `${encode({ typ: 'JWT', alg: 'HS256' })}.${encode(claims)}`;
  return `${body}.${createHmac('sha256', key).update(body).digest('base64url')}`;
};

/** The claims of a token that this sandbox signed and that has not ended; null otherwise. */
export const claimsOf = (token: string): Record<string, unknown> | null => {
  const [head, body, signature] = token.split('.');
  const wanted = createHmac('sha256', key).update(`${head}.${body}`).digest();
  const given = Buffer.from(signature ?? '', 'base64url');
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
  const claims = JSON.parse(Buffer.from(body ?? '', 'base64url').toString('utf8')) as { exp: number };
  return claims.exp * 1000 > Date.now() ? claims : null;
};

export const importToken = (mailboxId: string, ends: Date): string =>
  signed({ use: 'import', mailbox: mailboxId, exp: ends.getTime() / 1000, jti: randomUUID() });

const noTenant = (name: string, error: string): Answer =>
  failed({
    status: 400,
    error,
    code: 90002,
    text: `Tenant '${name}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
  });

const isNamed = (name: string) => (tenant: Tenant) =>
  tenant.tenantId === name.toLowerCase() || tenant.domain === name.toLowerCase();

export const openIdMetadata = (tenants: Tenant[], name: string, loginUrl: string): Answer => {
  const tenant = tenants.find(isNamed(name));
  if (tenant === undefined) return noTenant(name, 'invalid_tenant');
  const base = `${loginUrl}/${tenant.tenantId}`;
  return ok({
    token_endpoint: `${base}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${base}/discovery/v2.0/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: `${base}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    tenant_region_scope: 'EU',
    cloud_instance_name: 'microsoftonline.com',
  });
};

export const graphAudience = 'https://graph.microsoft.com';
/** "Office 365 Exchange Online": its permissions are its own, and so are its tokens. */
export const exchangeAudience = 'https://outlook.office365.com';

/** One resource at a time ("The v2.0 .default scope"); clients add scopes of OpenID. Undefined: none, or two. */
const audienceIn = (scope: string): string | undefined => {
  const named = scope.split(' ').filter((one) => one.endsWith('/.default'));
  return named.length === 1
    ? [graphAudience, exchangeAudience].find((audience) => named[0] === `${audience}/.default`)
    : undefined;
};

/** What the grant needs, and what clients say about themselves. */
const knownFields =
  /^(grant_type|client_id|client_secret|client_assertion(_type)?|scope|client_info|client-request-id|x-client-.*|x-ms-.*)$/;

export const issueToken = (
  tenants: Tenant[],
  name: string,
  form: URLSearchParams,
  loginUrl: string,
): Answer => {
  const strange = [...form.keys()].find((field) => !knownFields.test(field));
  if (strange !== undefined) return unknown(`the form field "${strange}"`);
  const tenant = tenants.find(isNamed(name));
  if (tenant === undefined) return noTenant(name, 'invalid_request');
  const clientId = form.get('client_id') ?? '';
  if (form.get('grant_type') !== 'client_credentials')
    return failed({
      status: 400,
      error: 'unsupported_grant_type',
      code: 70003,
      text: `The app requested an unsupported grant type '${form.get('grant_type')}'.`,
    });
  if (clientId !== tenant.clientId)
    return failed({
      status: 400,
      error: 'unauthorized_client',
      code: 700016,
      text: `Application with identifier '${clientId}' was not found in the directory '${tenant.name}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
    });
  if (form.has('client_assertion') && form.has('client_secret'))
    return unknown('which of a secret and an assertion counts');
  if (form.has('client_assertion') && form.get('client_assertion_type') !== assertionType)
    return unknown(`the client assertion type "${form.get('client_assertion_type')}"`);
  const wrong = form.has('client_assertion')
    ? assertionFault(tenant, form.get('client_assertion') ?? '', audiencesOf(tenant, loginUrl))
    : secretFault(tenant, form.get('client_secret') ?? '');
  const refusal = wrong ?? standingRefusal(tenant.refusesSignIn ?? 0);
  if (refusal !== undefined) return failed(refusal);
  const audience = audienceIn(form.get('scope') ?? '');
  if (audience === undefined)
    return failed({
      status: 400,
      error: 'invalid_scope',
      code: 70011,
      text: `The provided request must include a 'scope' input parameter. The scope ${form.get('scope')} is not valid.`,
    });
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    aud: audience,
    tid: tenant.tenantId,
    appid: clientId,
    roles: tenant.roles.filter((role) => role.startsWith('Exchange.') === (audience === exchangeAudience)),
    iat: now,
    nbf: now,
    exp: now + lifetimeSeconds,
    uti: randomUUID(),
  };
  return ok({
    token_type: 'Bearer',
    expires_in: lifetimeSeconds,
    ext_expires_in: lifetimeSeconds,
    access_token: signed(claims),
  });
};

/** The token endpoint, or the issuer; a client that is led here by a proxy knows them under Microsoft's own name. */
const audiencesOf = ({ tenantId }: Tenant, loginUrl: string): string[] =>
  [loginUrl, 'https://login.microsoftonline.com'].flatMap((base) => [
    `${base}/${tenantId}/oauth2/v2.0/token`,
    `${base}/${tenantId}/v2.0`,
  ]);

const secretFault = ({ clientId, clientSecret }: Tenant, secret: string): Failure | undefined => {
  if (secret === clientSecret) return undefined;
  // A secret that begins like this one did work once.
  return secret === `${clientSecret}-expired`
    ? badClient(
        7000222,
        `The provided client secret keys for app '${clientId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`,
      )
    : badClient(
        7000215,
        `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
      );
};
