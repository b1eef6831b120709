/** The Exchange Admin API as an outside client meets it. */
import { afterAll, expect, test } from 'vitest';
import { ask, refusal, startClient } from '../../fixtures/sandbox-client.ts';

const client = await startClient({ mailboxes: 13, items: 30 });
afterAll(() => client[Symbol.asyncDispose]());
const { source, destination, graphUrl } = client;
type App = typeof source;

interface Row {
  [name: string]: unknown;
}
const rows = async (app: App, name: string, parameters: object) =>
  (JSON.parse((await app.cmdlet(name, parameters)).text) as { value: Row[] }).value;
/** The exception that Exchange's PowerShell would throw. */
const failure = async (app: App, name: string, parameters: object) => {
  const { status, text } = await app.cmdlet(name, parameters);
  const { error } = JSON.parse(text) as { error: { details?: { message: string }[] } };
  return `${status} ${/(\w+Exception)\|/.exec(error.details?.[0]?.message ?? '')?.[1] ?? refusal(JSON.parse(`{"status":${status},"said":${text}}`))}`;
};
const alex = (path: string, app = source) => `alex.berg@${app.domain}:\\${path}`;
const permission = 'MailboxFolderPermission';
const grants = (app: App, Identity: string) => rows(app, `Get-${permission}`, { Identity });

test('mailboxes come in pages; the link is followed with the same body, and with no other', async () => {
  const whole = { ResultSize: 'Unlimited' };
  const first = await source.cmdlet('Get-Mailbox', whole);
  expect(first.said.value).toHaveLength(10);
  const next = first.said['@odata.nextLink'];
  const token = await ask(`${graphUrl}/${source.tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: source.clientId,
      client_secret: source.clientSecret,
      scope: 'https://outlook.office365.com/.default',
    }),
  });
  const { access_token } = JSON.parse(token.text) as { access_token: string };
  const follow = (body: object) =>
    source.send('POST', next, body, {
      authorization: `Bearer ${access_token}`,
      'x-anchormailbox': 'UPN:alex.berg@contoso.example',
    });
  const body = (Parameters: object) => ({ CmdletInput: { CmdletName: 'Get-Mailbox', Parameters } });
  const second = await follow(body(whole));
  expect(second.said.value).toHaveLength(3);
  expect(second.said).not.toHaveProperty('@odata.nextLink');
  expect(refusal(await follow(body({ ResultSize: 12 })))).toBe('400 BadRequest');
  expect((await rows(source, 'Get-Mailbox', { ResultSize: 2 })).length).toBe(2);
});

test('a mailbox says what it is, under which names it is known, and what an administrator did to it', async () => {
  const [found] = await rows(source, 'Get-Mailbox', { Identity: 'Alex Berg' });
  expect(found).toMatchObject({
    Identity: 'alex.berg',
    PrimarySmtpAddress: 'alex.berg@contoso.example',
    EmailAddresses: ['SMTP:alex.berg@contoso.example'],
    LegacyExchangeDN:
      '/o=ExchangeLabs/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=alex.berg',
    RecipientTypeDetails: 'UserMailbox',
    GrantSendOnBehalfTo: ['sam.okoye'],
    LitigationHoldEnabled: false,
    ArchiveStatus: 'None',
    ForwardingSmtpAddress: null,
  });
  for (const Identity of ['ALEX.BERG', 'alex.berg@contoso.example', found!.Guid, found!.LegacyExchangeDN])
    expect((await rows(source, 'Get-Mailbox', { Identity }))[0]).toEqual(found);
  expect(
    await rows(source, 'Get-Mailbox', { RecipientTypeDetails: ['SharedMailbox', 'RoomMailbox'] }),
  ).toMatchObject([
    { Alias: 'info', ForwardingSmtpAddress: 'smtp:support@tailspin.example', IsShared: true },
    { Alias: 'room.elbe', ResourceType: 'Room', ResourceCapacity: 12 },
  ]);
  const held = await rows(source, 'Get-Mailbox', { Identity: 'juergen.groesse' });
  expect(held).toMatchObject([{ LitigationHoldEnabled: true }]);
  expect(await failure(source, 'Get-Mailbox', { Identity: 'no.mailbox' })).toBe(
    '404 ManagementObjectNotFoundException',
  );
  const proxies = (await rows(source, 'Get-Mailbox', { Identity: 'ines.vega' }))[0]!.EmailAddresses;
  expect(proxies).toEqual([
    'SMTP:ines.vega@contoso.example',
    'x500:/o=Old Org/ou=First Administrative Group/cn=Recipients/cn=ines.vega',
  ]);
});

test('folders are named by their paths, and people by their names', async () => {
  expect(await grants(source, alex('Projects'))).toMatchObject([
    { User: 'Default', AccessRights: ['None'], SharingPermissionFlags: null, FolderName: 'Projects' },
    { User: 'Anonymous', AccessRights: ['None'] },
    { User: 'Sam Okoye', AccessRights: ['PublishingEditor'] },
    { User: 'Nobody Licensed', AccessRights: ['Reviewer'] },
    { User: expect.stringMatching(/^NT:S-1-5-21-/), AccessRights: ['Owner'] },
  ]);
  expect((await grants(source, alex('projects\\2024\\q1'))).at(-1)).toMatchObject({
    User: 'Inés Vega',
    AccessRights: ['ReadItems', 'CreateItems', 'FolderVisible'],
  });
  expect(await grants(source, alex('Calendar'))).toMatchObject([
    { User: 'Anonymous' },
    { User: 'Default', AccessRights: ['AvailabilityOnly'] },
    { User: 'Sam Okoye', SharingPermissionFlags: 'Delegate, CanViewPrivateItems' },
    { User: 'Inés Vega', AccessRights: ['Reviewer'] },
    { User: 'ExchangePublishedUser.buyer@northwind.example', AccessRights: ['AvailabilityOnly'] },
  ]);
  // The top has no name, and a German mailbox has no "Calendar".
  expect(await grants(source, alex(''))).toHaveLength(2);
  const german = (path: string) => ({ Identity: `sam.okoye@fabrikam.example:\\${path}` });
  expect(await rows(destination, `Get-${permission}`, german('Kalender'))).toHaveLength(2);
  expect(await failure(destination, `Get-${permission}`, german('Calendar'))).toBe(
    '404 ManagementObjectNotFoundException',
  );
});

test('an entry is added once, set only where there is one, and removed', async () => {
  const Identity = alex('Inbox', destination);
  const User = 'sam.okoye@fabrikam.example';
  const reviewer = { Identity, User, AccessRights: 'Reviewer' };
  expect(await failure(destination, `Set-${permission}`, reviewer)).toBe(
    '400 UserNotFoundInPermissionEntryException',
  );
  expect(await rows(destination, `Add-${permission}`, reviewer)).toMatchObject([{ User: 'Sam Okoye' }]);
  expect(await failure(destination, `Add-${permission}`, reviewer)).toBe(
    '400 UserAlreadyExistsInPermissionEntryException',
  );
  await destination.cmdlet(`Set-${permission}`, {
    ...reviewer,
    AccessRights: ['readitems', 'FolderVisible'],
  });
  expect((await grants(destination, Identity)).at(-1)).toMatchObject({
    AccessRights: ['ReadItems', 'FolderVisible'],
  });
  await destination.cmdlet(`Set-${permission}`, { Identity, User: 'Default', AccessRights: 'Author' });
  expect((await grants(destination, Identity))[0]).toMatchObject({ AccessRights: ['Author'] });
  await destination.cmdlet(`Remove-${permission}`, { Identity, User: 'Sam Okoye' });
  expect(await grants(destination, Identity)).toHaveLength(2);
  await destination.cmdlet(`Add-${permission}`, {
    Identity,
    User: 'team@fabrikam.example',
    AccessRights: 'Owner',
  });
  expect((await grants(destination, Identity)).at(-1)).toMatchObject({ User: 'Team' });
});

test('a new folder lets in who was let into the one around it', async () => {
  const Identity = alex('Archive', destination);
  await destination.cmdlet(`Add-${permission}`, {
    Identity,
    User: 'ines.vega@fabrikam.example',
    AccessRights: 'Editor',
  });
  const mailbox = await destination.mailbox('alex.berg');
  const child = { displayName: 'Below', type: 'IPF.Note' };
  await destination.post(`${mailbox}/folders/archive/childFolders`, child);
  expect((await grants(destination, `${Identity}\\Below`)).at(-1)).toMatchObject({ User: 'Inés Vega' });
});

const inbox = {
  Identity: alex('Inbox', destination),
  User: 'sam.okoye@fabrikam.example',
  AccessRights: 'Editor',
};
const wrong: [name: string, parameters: object, answer: string][] = [
  [
    'somebody who is nobody',
    { ...inbox, User: 'sam.okoye@contoso.example' },
    '400 InvalidExternalUserIdException',
  ],
  ['a role of calendars', { ...inbox, AccessRights: 'LimitedDetails' }, '400 ParameterBindingException'],
  [
    'a role with another',
    { ...inbox, AccessRights: ['Editor', 'Reviewer'] },
    '400 ParameterBindingException',
  ],
  ['no right at all', { ...inbox, AccessRights: [] }, '400 ParameterBindingException'],
  [
    'a delegate of the inbox',
    { ...inbox, SharingPermissionFlags: 'Delegate' },
    '400 ParameterBindingException',
  ],
  [
    'an identity without a folder',
    { ...inbox, Identity: 'alex.berg@fabrikam.example' },
    '400 ParameterBindingException',
  ],
  ['an unknown parameter', { ...inbox, Confirm: false }, '501 501 SandboxDoesNotKnow'],
];
test.for(wrong)('%s is refused', async ([, parameters, answer]) => {
  expect(await failure(destination, `Add-${permission}`, parameters)).toBe(answer);
});

test('who may send on behalf is set as a list, or changed by it', async () => {
  const Identity = 'alex.berg@fabrikam.example';
  const onBehalf = async () => (await rows(destination, 'Get-Mailbox', { Identity }))[0]!.GrantSendOnBehalfTo;
  const change = (GrantSendOnBehalfTo: unknown) =>
    destination.cmdlet('Set-Mailbox', { Identity, GrantSendOnBehalfTo });
  expect((await change(['sam.okoye@fabrikam.example', 'team'])).said.value).toEqual([]);
  expect(await onBehalf()).toEqual(['sam.okoye', 'team']);
  await change({ '@odata.type': '#Exchange.GenericHashTable', add: 'ines.vega', remove: ['team'] });
  expect(await onBehalf()).toEqual(['sam.okoye', 'ines.vega']);
  expect((await change(['nobody'])).status).toBe(404);
  expect((await change({ Add: ['ines.vega'] })).status).toBe(501);
  await change([]);
  expect(await onBehalf()).toEqual([]);
  expect((await destination.cmdlet('Set-Mailbox', { Identity, LitigationHoldEnabled: true })).status).toBe(
    501,
  );
});

test('groups say who belongs to them, the organisation who it is', async () => {
  const members = async (name: string, Identity: string) =>
    (await rows(source, name, { Identity })).map(({ PrimarySmtpAddress }) => PrimarySmtpAddress);
  expect(await members('Get-DistributionGroupMember', 'sales')).toEqual([
    'ines.vega@contoso.example',
    'juergen.groesse@contoso.example',
    'team@contoso.example',
  ]);
  expect(await members('Get-DynamicDistributionGroupMember', 'all.people@contoso.example')).toHaveLength(10);
  expect((await source.cmdlet('Get-DistributionGroupMember', { Identity: 'everybody' })).status).toBe(404);
  expect(await rows(source, 'Get-OrganizationConfig', {})).toMatchObject([{ DisplayName: 'Contoso' }]);
  expect(await rows(source, 'Get-AcceptedDomain', {})).toMatchObject([{ DomainName: 'contoso.example' }]);
});

test('a request goes to the mailbox it is about, with Exchange’s own token, and with a role in Exchange', async () => {
  const get = `Get-${permission}`;
  const about = { Identity: alex('Inbox') };
  const of = (anchor: string) => source.cmdlet(get, about, anchor);
  expect((await of('UPN:alex.berg@contoso.example')).status).toBe(200);
  expect(refusal(await of(''))).toBe('400 BadRequest');
  for (const anchor of [
    'UPN:sam.okoye@contoso.example',
    'alex.berg@contoso.example',
    'UPN:nobody@contoso.example',
    // The organisation's own, which is for what is about no mailbox.
    `APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@${source.tenantId}`,
  ])
    expect(refusal(await of(anchor))).toBe('400 ErrorIncorrectRoutingHint');
  const path = `/adminapi/v2.0/${source.tenantId}/${permission}`;
  const body = { CmdletInput: { CmdletName: get, Parameters: about } };
  expect(refusal(await source.post(path, body))).toBe('401 InvalidAuthenticationToken');
  expect((await source.get(path)).status).toBe(501);
  expect((await source.cmdlet('Get-CASMailbox', {})).status).toBe(501);
  expect(await client.truth('alex.berg')).toMatchObject({ sourceWrites: 0 });
  await client.edit({ do: 'exchange-role', tenant: 'Contoso', has: false });
  expect(refusal(await of('UPN:alex.berg@contoso.example'))).toBe('403 Forbidden');
  await client.edit({ do: 'exchange-role', tenant: 'Contoso', has: true });
  await client.edit({ do: 'grant', tenant: 'Contoso', roles: ['User.Read.All'] });
  expect((await of('UPN:alex.berg@contoso.example')).status).toBe(403);
});

test('a change at the source is counted as one, and mail to whoever is let in as mail', async () => {
  const parameters = { Identity: alex('Drafts'), User: 'sam.okoye@contoso.example', AccessRights: 'Author' };
  await client.edit({ do: 'grant', tenant: 'Contoso', roles: ['Exchange.ManageAsAppV2'] });
  await source.cmdlet(`Add-${permission}`, { ...parameters, SendNotificationToUser: true });
  expect(await client.truth('alex.berg')).toMatchObject({ sourceWrites: 1, mailSent: 1 });
});
