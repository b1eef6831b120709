/** Signing in with a certificate as an outside client meets it: Microsoft's format, and nothing beside it. */
import { constants, createHash, randomUUID, sign } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { type MadeCertificate, makeCertificate } from '../../fixtures/certificate.ts';
import { ask, formOf, signIn, startClient } from '../../fixtures/sandbox-client.ts';

const client = await startClient();
afterAll(() => client[Symbol.asyncDispose]());
const { loginUrl, graphUrl, source, destination } = client;

const register = (certificate: string, tenant = 'Contoso') =>
  ask(`${graphUrl}/_sandbox/certificates`, {
    method: 'POST',
    body: JSON.stringify({ tenant, certificate }),
  });
const own = makeCertificate();
await register(own.certificate);

const now = Math.floor(Date.now() / 1000);
const right = {
  aud: `${loginUrl}/${source.tenantId}/oauth2/v2.0/token`,
  iss: source.clientId,
  sub: source.clientId,
  jti: randomUUID(),
  nbf: now,
  exp: now + 600,
};
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

const assertionBy = (
  { privateKey, der }: Pick<MadeCertificate, 'privateKey' | 'der'>,
  claims: object = {},
  header: object = {},
): string => {
  const head = {
    alg: 'PS256',
    typ: 'JWT',
    'x5t#S256': createHash('sha256').update(der).digest('base64url'),
    ...header,
  };
  const signed = `${encoded(head)}.${encoded({ ...right, ...claims })}`;
  const key =
    head.alg === 'PS256'
      ? { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
      : { key: privateKey };
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
};

const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const signInWith = (assertion: string, more: Record<string, string> = {}) => {
  const { client_secret: _none, ...form } = formOf(source);
  return signIn(loginUrl, source.tenantId, {
    ...form,
    client_assertion: assertion,
    client_assertion_type: type,
    ...more,
  });
};

test('a registered certificate signs in: PS256 or RS256, by either thumbprint, for the endpoint or the issuer', async () => {
  const x5t = createHash('sha1').update(own.der).digest('base64url');
  for (const assertion of [
    assertionBy(own),
    assertionBy(own, {}, { alg: 'RS256', 'x5t#S256': undefined, x5t }),
    assertionBy(own, { aud: `${loginUrl}/${source.tenantId}/v2.0` }),
  ])
    expect((await signInWith(assertion)).status).toBe(200);
  expect((await signIn(loginUrl, source.tenantId, formOf(source))).status).toBe(200);
});

const other = makeCertificate();
const small = makeCertificate({ bits: 1024 });
const ended = makeCertificate({ days: -1 });
const curve = makeCertificate({ kind: 'ec' });
for (const { certificate } of [small, ended, curve]) await register(certificate);

test.for([
  ['a certificate that is not registered', assertionBy(other), 700027],
  ['a signature by another key', assertionBy({ ...other, der: own.der }), 700027],
  ['a key of 1,024 bits', assertionBy(small), 700027],
  ['a certificate that has ended', assertionBy(ended), 1000502],
  ['a key on an elliptic curve', assertionBy(curve, {}, { alg: 'ES256' }), 5002730],
  ['an assertion that has ended', assertionBy(own, { exp: now - 1 }), 700024],
  ['an assertion that is not valid yet', assertionBy(own, { nbf: now + 400, exp: now + 900 }), 700024],
  ['another issuer', assertionBy(own, { iss: destination.clientId }), 700021],
  ['another audience', assertionBy(own, { aud: 'https://graph.microsoft.com' }), 700023],
  ['no thumbprint', assertionBy(own, {}, { 'x5t#S256': undefined }), 50027],
  ['no id', assertionBy(own, { jti: undefined }), 50027],
  ['nonsense', 'a.b.c', 50027],
] as const)('%s is refused as Entra refuses it', async ([, assertion, code]) => {
  const { status, text } = await signInWith(assertion);
  expect([400, 401]).toContain(status);
  expect(JSON.parse(text)).toMatchObject({ error_codes: [code] });
});

test('a certificate opens its own tenant only, and what the sandbox was not taught it says', async () => {
  await register(other.certificate, 'Fabrikam');
  expect(JSON.parse((await signInWith(assertionBy(other))).text)).toMatchObject({ error_codes: [700027] });
  const both = await signInWith(assertionBy(own), { client_secret: source.clientSecret });
  expect(both.status).toBe(501);
  expect((await signInWith(assertionBy(own), { client_assertion_type: 'saml' })).status).toBe(501);
  expect((await register(own.certificate, 'Nobody')).status).toBe(400);
  expect((await register('no certificate')).status).toBe(400);
});
