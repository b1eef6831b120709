/** The sandbox's sign-in as an outside client meets it: what Microsoft documents of tokens and of their refusals. */
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { ask, formOf, refusal, signIn, startClient } from '../../fixtures/sandbox-client.ts';

const client = await startClient();
afterAll(() => client[Symbol.asyncDispose]());
afterEach(() => vi.useRealTimers());
const { loginUrl, graphUrl, source, destination } = client;

const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>;

test('the OpenID metadata names the tenant’s own token endpoint, by id and by domain', async () => {
  for (const name of [source.tenantId, source.domain, source.domain.toUpperCase()]) {
    const { status, text } = await ask(`${loginUrl}/${name}/v2.0/.well-known/openid-configuration`);
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({
      issuer: `${loginUrl}/${source.tenantId}/v2.0`,
      token_endpoint: `${loginUrl}/${source.tenantId}/oauth2/v2.0/token`,
      authorization_endpoint: `${loginUrl}/${source.tenantId}/oauth2/v2.0/authorize`,
      jwks_uri: expect.stringContaining(source.tenantId),
    });
  }
});

test('a token comes with its lifetime, without a refresh token, and carries the granted roles', async () => {
  const { status, text } = await signIn(loginUrl, source.tenantId, formOf(source));
  expect(status).toBe(200);
  const { access_token: token, ...rest } = JSON.parse(text) as { access_token: string };
  expect(rest).toEqual({ token_type: 'Bearer', expires_in: 3_599, ext_expires_in: 3_599 });
  expect(claimsOf(token)).toMatchObject({
    aud: 'https://graph.microsoft.com',
    tid: source.tenantId,
    appid: source.clientId,
    roles: [
      'User.Read.All',
      'MailboxFolder.Read.All',
      'MailboxItem.Read.All',
      'MailboxItem.Export.All',
      'MailboxSettings.Read',
      'Calendars.Read',
      'Contacts.Read',
      'Mail.Read',
      'Tasks.Read.All',
      'ProfilePhoto.Read.All',
      'GroupMember.Read.All',
    ],
  });
  expect(claimsOf(destination.token).roles).toEqual([
    'User.Read.All',
    'MailboxFolder.ReadWrite.All',
    'MailboxItem.Read.All',
    'MailboxItem.ImportExport.All',
    'MailboxItem.ReadWrite.All',
    'Mail.Send',
    'MailboxSettings.ReadWrite',
    'Calendars.ReadWrite',
    'Contacts.ReadWrite',
    'Mail.ReadWrite',
    'Tasks.ReadWrite.All',
    'ProfilePhoto.ReadWrite.All',
    'GroupMember.Read.All',
  ]);
});

test('Exchange has tokens of its own, for its own permissions; one token is never for both', async () => {
  const exchange = 'https://outlook.office365.com/.default';
  const { text } = await signIn(loginUrl, source.tenantId, { ...formOf(source), scope: exchange });
  const { access_token: token } = JSON.parse(text) as { access_token: string };
  expect(claimsOf(token)).toMatchObject({
    aud: 'https://outlook.office365.com',
    roles: ['Exchange.ManageAsAppV2'],
  });
  const users = await ask(`${client.graphUrl}/v1.0/users`, { headers: { authorization: `Bearer ${token}` } });
  expect(refusal(users)).toBe('401 InvalidAuthenticationToken');
  const both = `${exchange} https://graph.microsoft.com/.default`;
  const refused = await signIn(loginUrl, source.tenantId, { ...formOf(source), scope: both });
  expect(JSON.parse(refused.text)).toMatchObject({ error: 'invalid_scope', error_codes: [70011] });
});

const nowhere = '11111111-2222-4333-8444-555555555555';
const refusals = [
  {
    name: 'a client id that the tenant does not know is AADSTS700016',
    form: { client_id: nowhere },
    wanted: { status: 400, error: 'unauthorized_client', code: 700016 },
  },
  {
    name: 'another tenant’s client id is AADSTS700016 as well',
    form: { client_id: destination.clientId, client_secret: destination.clientSecret },
    wanted: { status: 400, error: 'unauthorized_client', code: 700016 },
  },
  {
    name: 'a tenant that does not exist is AADSTS90002',
    tenant: nowhere,
    form: {},
    wanted: { status: 400, error: 'invalid_request', code: 90002 },
  },
  {
    name: 'a wrong secret is AADSTS7000215',
    form: { client_secret: 'not the secret' },
    wanted: { status: 401, error: 'invalid_client', code: 7000215 },
  },
  {
    name: 'no secret at all is AADSTS7000215',
    form: { client_secret: '' },
    wanted: { status: 401, error: 'invalid_client', code: 7000215 },
  },
  {
    name: 'a secret that has ended is AADSTS7000222',
    form: { client_secret: `${source.clientSecret}-expired` },
    wanted: { status: 401, error: 'invalid_client', code: 7000222 },
  },
];
for (const { name, tenant = source.tenantId, form, wanted } of refusals)
  test(name, async () => {
    const { status, text } = await signIn(loginUrl, tenant, { ...formOf(source), ...form });
    const said = JSON.parse(text) as Record<string, unknown>;
    expect({ status, error: said.error, codes: said.error_codes }).toEqual({
      status: wanted.status,
      error: wanted.error,
      codes: [wanted.code],
    });
    const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/);
    expect(said).toMatchObject({
      error_description: expect.stringMatching(new RegExp(`^AADSTS${wanted.code}: `)),
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/),
      trace_id: uuid,
      correlation_id: uuid,
      error_uri: `https://login.microsoftonline.com/error?code=${wanted.code}`,
    });
    expect(text).not.toContain(source.clientSecret);
  });

test('the metadata of a tenant that does not exist is invalid_tenant', async () => {
  const { status, text } = await ask(`${loginUrl}/${nowhere}/v2.0/.well-known/openid-configuration`);
  expect(status).toBe(400);
  expect(JSON.parse(text)).toMatchObject({ error: 'invalid_tenant', error_codes: [90002] });
});

test('another grant and another scope are refused', async () => {
  const password = await signIn(loginUrl, source.tenantId, { ...formOf(source), grant_type: 'password' });
  expect(password.status).toBe(400);
  expect(JSON.parse(password.text)).toMatchObject({ error: 'unsupported_grant_type' });
  const mail = await signIn(loginUrl, source.tenantId, {
    ...formOf(source),
    scope: 'https://management.azure.com/.default',
  });
  expect(mail.status).toBe(400);
  expect(JSON.parse(mail.text)).toMatchObject({ error: 'invalid_scope' });
});

test('a call without a token, with a garbled, a foreign or an ended one is 401', async () => {
  const path = `${graphUrl}/v1.0/users`;
  const [head, body, signature] = source.token.split('.');
  const other = Buffer.from(JSON.stringify({ ...claimsOf(source.token), roles: ['User.ReadWrite.All'] }));
  const tokens = [
    'Bearer',
    'Bearer nonsense',
    `Basic ${source.token}`,
    `Bearer ${head}.${body}.${signature!.slice(0, -4)}AAAA`,
    `Bearer ${head}.${other.toString('base64url')}.${signature}`,
  ];
  const answers = await Promise.all(tokens.map((authorization) => ask(path, { headers: { authorization } })));
  expect(answers.map(refusal)).toEqual(tokens.map(() => '401 InvalidAuthenticationToken'));
  const without = await ask(path);
  expect(refusal(without)).toBe('401 InvalidAuthenticationToken');
  expect(without.headers.get('www-authenticate')).toMatch(/^Bearer/);
  expect((await source.get('/v1.0/users')).status).toBe(200);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
  expect(refusal(await source.get('/v1.0/users'))).toBe('401 InvalidAuthenticationToken');
});

test('a token opens its own tenant’s mailboxes only', async () => {
  const [own, foreign] = [await source.mailbox(), await destination.mailbox()];
  expect((await source.get(`${own}/folders`)).status).toBe(200);
  expect(refusal(await source.get(`${foreign}/folders`))).toBe('403 ErrorAccessDenied');
});

test('a call that no granted role covers is 403: the directory’s code for users, Exchange’s for mailboxes', async () => {
  await using other = await startClient();
  const mailbox = await other.source.mailbox();
  const { said } = await other.source.get(`${mailbox}/folders/inbox/items?$top=1`);
  const itemIds = said.value.map(({ id }) => id);
  const folder = { displayName: 'New', type: 'IPF.Note' };
  expect(refusal(await other.source.post(`${mailbox}/folders`, folder))).toBe('403 ErrorAccessDenied');
  expect(refusal(await other.source.post(`${mailbox}/createImportSession`))).toBe('403 ErrorAccessDenied');
  expect(refusal(await other.source.post('/v1.0/users/x/sendMail', { message: {} }))).toBe(
    '403 Authorization_RequestDenied',
  );

  await other.edit({ do: 'grant', tenant: 'Contoso', roles: [] });
  // A changed grant needs a new token.
  expect((await other.source.get(`${mailbox}/folders`)).status).toBe(200);
  await other.source.signInAgain();
  expect(refusal(await other.source.get('/v1.0/users'))).toBe('403 Authorization_RequestDenied');
  expect(refusal(await other.source.get('/v1.0/users/x/settings/exchange'))).toBe(
    '403 Authorization_RequestDenied',
  );
  for (const path of ['folders', 'folders/delta', 'folders/inbox/items', 'folders/inbox/items/delta'])
    expect(refusal(await other.source.get(`${mailbox}/${path}`))).toBe('403 ErrorAccessDenied');
  expect(refusal(await other.source.post(`${mailbox}/exportItems`, { itemIds }))).toBe(
    '403 ErrorAccessDenied',
  );
});
