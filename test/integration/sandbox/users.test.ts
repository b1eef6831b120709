/** The sandbox's directory as an outside client meets it. */
import { afterAll, expect, test } from 'vitest';
import { refusal, startClient } from '../../fixtures/sandbox-client.ts';

const client = await startClient({ mailboxes: 6, items: 30 });
afterAll(() => client[Symbol.asyncDispose]());
const { source, graphUrl } = client;
const [everybody] = [await source.all('/v1.0/users')];
const filtered = async (filter: string) =>
  (await source.get(`/v1.0/users?$filter=${encodeURIComponent(filter)}`)).said.value.map(
    ({ userPrincipalName }) => userPrincipalName,
  );

test('a list shows few properties unless it is asked for others', async () => {
  expect(everybody).toHaveLength(8);
  expect(Object.keys(everybody[0]!)).toEqual(['id', 'displayName', 'userPrincipalName', 'mail']);
  const { said } = await source.get('/v1.0/users?$select=id,accountEnabled,userType,proxyAddresses&$top=1');
  expect(said.value).toEqual([
    {
      id: everybody[0]!.id,
      accountEnabled: true,
      userType: 'Member',
      proxyAddresses: ['SMTP:alex.berg@contoso.example'],
    },
  ]);
});

test('pages follow each other by links that the server made, and nobody is lost or repeated', async () => {
  const { said } = await source.get('/v1.0/users?$top=3&$select=id');
  expect(said.value).toHaveLength(3);
  expect(said['@odata.nextLink']).toMatch(new RegExp(`^${graphUrl}/v1.0/users\\?.*skiptoken=`));
  const paged = await source.all('/v1.0/users?$top=3&$select=id');
  expect(paged.map(({ id }) => id)).toEqual(everybody.map(({ id }) => id));
  expect(Object.keys(paged[7]!)).toEqual(['id']);
});

test('a page token that the server did not make is refused', async () => {
  const tokens = [
    'nonsense',
    Buffer.from('-3').toString('base64url'),
    Buffer.from('1.5').toString('base64url'),
  ];
  for (const token of tokens)
    expect(refusal(await source.get(`/v1.0/users?$skiptoken=${token}`))).toBe(
      '400 Directory_ExpiredPageToken',
    );
});

test('$top is 1 to 999, and $skip is not for users', async () => {
  expect((await source.get('/v1.0/users?$top=999')).status).toBe(200);
  for (const top of ['0', '1000', '-1', 'many', ''])
    expect((await source.get(`/v1.0/users?$top=${top}`)).status).toBe(400);
  expect((await source.get('/v1.0/users?$skip=1')).status).toBe(501);
});

test('$filter finds by address in any case, by the beginning of a name, and by more than one', async () => {
  expect(await filtered("userPrincipalName eq 'Alex.Berg@CONTOSO.example'")).toEqual([
    'alex.berg@contoso.example',
  ]);
  expect(await filtered("startswith(displayName,'Sam')")).toEqual(['sam.okoye@contoso.example']);
  expect(
    await filtered("mail eq 'alex.berg@contoso.example' or mail eq 'ines.vega@contoso.example'"),
  ).toEqual(['alex.berg@contoso.example', 'ines.vega@contoso.example']);
  expect(await filtered("displayName eq 'Nobody ne gt'")).toEqual([]);
  // A shared mailbox, a room and a projector cannot sign in.
  expect(await filtered('accountEnabled eq false')).toHaveLength(3);
});

test('a filter that needs the advanced query header is refused, and so is a value of another kind', async () => {
  const refused = ["displayName ne 'Sam'", "mail gt 'a'"];
  for (const filter of refused)
    expect(refusal(await source.get(`/v1.0/users?$filter=${encodeURIComponent(filter)}`))).toBe(
      '400 Request_UnsupportedQuery',
    );
  for (const filter of ['mail eq alex', "accountEnabled eq 'true'", "startswith(accountEnabled,'t')"])
    expect((await source.get(`/v1.0/users?$filter=${encodeURIComponent(filter)}`)).status).toBe(400);
});

test('properties that the directory has and the sandbox has not are 501, not an invented answer', async () => {
  expect((await source.get('/v1.0/users?$select=id,jobTitle')).status).toBe(501);
  expect((await source.get(`/v1.0/users?$filter=${encodeURIComponent("city eq 'Köln'")}`)).status).toBe(501);
});

test('people with a mailbox have a licence; shared ones and rooms need none', async () => {
  const licencesOf = async (name: string) =>
    (
      (await source.get(`/v1.0/users/${name}@contoso.example?$select=assignedLicenses`)).said as unknown as {
        assignedLicenses: object[];
      }
    ).assignedLicenses.length;
  expect(await licencesOf('alex.berg')).toBe(1);
  expect(await licencesOf('info')).toBe(0);
  expect(await licencesOf('no.mailbox')).toBe(0);
});

test('a person is found by id and by address, and has one mailbox', async () => {
  const [first] = everybody;
  for (const key of [first!.id, 'alex.berg@contoso.example', 'ALEX.BERG@contoso.example'])
    expect((await source.get(`/v1.0/users/${key}`)).said.id).toBe(first!.id);
  const { status, said } = await source.get(`/v1.0/users/${first!.id}/settings/exchange`);
  expect(status).toBe(200);
  expect(said.primaryMailboxId).toMatch(/^MBX:[0-9a-f-]{36}@[0-9a-f-]{36}$/);
  expect(said.primaryMailboxId.endsWith(source.tenantId)).toBe(true);
  expect(
    (await source.get(`/v1.0/users/${first!.id}/settings/exchange?$select=primaryMailboxId`)).status,
  ).toBe(501);
});

test('an unknown person, and one without a mailbox, are 404', async () => {
  for (const path of ['nobody@contoso.example', 'nobody@contoso.example/settings/exchange'])
    expect(refusal(await source.get(`/v1.0/users/${path}`))).toBe('404 Request_ResourceNotFound');
  expect(refusal(await source.get('/v1.0/users/no.mailbox@contoso.example/settings/exchange'))).toBe(
    '404 MailboxNotEnabledForRESTAPI',
  );
});

test('what kind of mailbox it is, is told to whom it is granted to', async () => {
  const purposeOf = (alias: string) =>
    source.get(`/v1.0/users/${alias}@contoso.example/mailboxSettings/userPurpose`);
  for (const [alias, purpose] of [
    ['alex.berg', 'user'],
    ['info', 'shared'],
    ['room.elbe', 'room'],
    ['projector', 'equipment'],
  ] as const)
    expect((await purposeOf(alias)).said.value, alias).toBe(purpose);
  expect(refusal(await purposeOf('no.mailbox'))).toBe('404 MailboxNotEnabledForRESTAPI');
  const atDestination = () =>
    client.destination.get('/v1.0/users/info@fabrikam.example/mailboxSettings/userPurpose');
  expect((await atDestination()).said.value).toBe('shared');
  await client.edit({ do: 'grant', tenant: 'Fabrikam', roles: ['User.Read.All'] });
  await client.destination.signInAgain();
  expect(refusal(await atDestination())).toBe('403 ErrorAccessDenied');
});

test('a guest is in the directory, under an address that is none, and has no mailbox here', async () => {
  const { said } = await source.get(
    `/v1.0/users?$select=userPrincipalName,userType,mail&$filter=${encodeURIComponent("mail eq 'gast@partner.example'")}`,
  );
  const [guest] = said.value;
  expect(guest).toMatchObject({
    userPrincipalName: 'gast_partner.example#ext#@contoso.example',
    userType: 'Guest',
    mail: 'gast@partner.example',
  });
  expect(refusal(await source.get(`/v1.0/users/${guest!.id}/settings/exchange`))).toBe(
    '404 MailboxNotEnabledForRESTAPI',
  );
});
