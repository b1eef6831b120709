/** The sandbox's truth of what is not an item: each setting and property that is not as it should be is said. */
import { expect, test } from 'vitest';
import { carrySettings } from '../../fixtures/carry-settings.ts';
import { ask, type Client, startClient } from '../../fixtures/sandbox-client.ts';

const domains = { '@contoso.example': '@fabrikam.example' };
const truthOf = async (
  { graphUrl }: Client,
  alias: string,
  except: string[] = [],
  addresses: Record<string, string> = domains,
) => {
  const pairs = [{ source: `${alias}@contoso.example`, destination: `${alias}@fabrikam.example` }];
  const answer = await ask(`${graphUrl}/_sandbox/truth`, {
    method: 'POST',
    body: JSON.stringify({ pairs, settings: { addresses, except } }),
  });
  const { settings, ...truth } = JSON.parse(answer.text) as Awaited<ReturnType<Client['truth']>>;
  return { ...settings!, truth };
};
const start = () => startClient({ mailboxes: 6, items: 60 });
const nothing = { missing: [], extra: [], different: [] };
const alex = 'alex.berg@contoso.example';

test('nothing is said of settings unless it is asked for', async () => {
  await using client = await start();
  expect(await client.truth('alex.berg')).not.toHaveProperty('settings');
});

test('a new mailbox lacks everything that people set, and is forgiven what it was made with', async () => {
  await using client = await start();
  const { missing, extra, different, list } = await truthOf(client, 'alex.berg');
  expect(extra).toEqual([]);
  const to = 'alex.berg@fabrikam.example';
  expect(missing).toEqual(
    expect.arrayContaining([
      `${to}: inbox rule "Newsletters"`,
      `${to}: inbox rule "Newsletters (2)"`,
      `${to}: category "Kunde: Köln"`,
      `${to}: calendar "/team calendar"`,
      `${to}: calendar permission "calendar for sam.okoye@fabrikam.example"`,
      `${to}: folder permission "/projects for sam.okoye@fabrikam.example"`,
      `${to}: send on behalf "sam.okoye@fabrikam.example"`,
      `${to}: focused inbox "offers@northwind.example"`,
      `${to}: task list "/errands"`,
      `${to}: photo "photo"`,
    ]),
  );
  // What cannot or need not be there is not missing: broken rules, people who are gone, people outside.
  expect(missing.join()).not.toMatch(/Play a sound|folder that is gone|NT:S-1|no\.mailbox|buyer@/);
  expect(list.filter(({ state }) => state === 'left out').map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'As attachment',
      'Into a folder that is gone',
      'calendar for buyer@northwind.example',
    ]),
  );
  expect(different).toEqual(
    expect.arrayContaining([
      `${to}: category "Red category": colour should be preset15, and is preset0`,
      `${to}: automatic replies "automatic replies": status should be scheduled, and is disabled`,
    ]),
  );
});

test('whom addresses become is said one by one, or by domain; groups one by one only', async () => {
  await using client = await start();
  const missing = async (addresses: Record<string, string>) =>
    (await truthOf(client, 'alex.berg', [], addresses)).missing
      .filter((text) => / permission "/.test(text))
      .join();
  // Nobody but Alex moves: nobody is let in.
  expect(await missing({})).not.toContain('sam.okoye');
  expect(await missing(domains)).toContain('/projects for sam.okoye@fabrikam.example');
  expect(await missing({ 'sam.okoye@contoso.example': 'info@fabrikam.example' })).toContain(
    '/projects for info@fabrikam.example',
  );
  expect(await missing({ 'sam.okoye@contoso.example': 'nobody@fabrikam.example' })).not.toContain('nobody');
  expect(await missing(domains)).not.toContain('team@');
  expect(await missing({ 'team@contoso.example': 'team@fabrikam.example' })).toContain(
    'for team@fabrikam.example',
  );
});

test.each(['alex.berg', 'sam.okoye', 'info', 'room.elbe'])(
  'everything of %s can be carried with what Microsoft documents, and then nothing is said',
  async (alias) => {
    await using client = await start();
    await carrySettings(client, alias);
    const { truth, list, ...said } = await truthOf(client, alias);
    expect(said).toEqual(nothing);
    expect(truth).toMatchObject({ sourceWrites: 0, mailSent: 0 });
    expect(list.filter(({ state }) => state === 'same').length).toBeGreaterThan(10);
  },
);

test('what is carried wrongly is said, by setting and property', async () => {
  await using client = await start();
  await carrySettings(client, 'alex.berg');
  const { destination } = client;
  const to = '/v1.0/users/alex.berg@fabrikam.example';
  const rules = (await destination.get(`${to}/mailFolders/inbox/messageRules`)).said.value;
  const [first, second, third] = rules as unknown as [{ id: string }, { id: string }, { id: string }];
  const rule = (id: string) => `${to}/mailFolders/inbox/messageRules/${id}`;
  await destination.patch(rule(first.id), { isEnabled: false });
  await destination.patch(rule(second.id), {
    conditions: { fromAddresses: [{ emailAddress: { address: 'sam.okoye@contoso.example' } }] },
  });
  await destination.patch(rule(third.id), { sequence: 1 });
  await destination.post(`${to}/mailFolders/inbox/messageRules`, {
    displayName: 'Mine',
    sequence: 99,
    actions: { delete: true },
  });
  await destination.post(`${to}/outlook/masterCategories`, { displayName: 'Mine', color: 'none' });
  await destination.cmdlet('Set-MailboxFolderPermission', {
    Identity: 'alex.berg@fabrikam.example:\\PROJECTS',
    User: 'sam.okoye@fabrikam.example',
    AccessRights: 'Owner',
  });
  await destination.cmdlet('Set-Mailbox', { Identity: 'alex.berg', GrantSendOnBehalfTo: ['info'] });
  await destination.patch(`${to}/mailboxSettings`, { timeZone: 'UTC' });
  const { truth: _truth, list, ...said } = await truthOf(client, 'alex.berg');
  const own = (text: string) => `alex.berg@fabrikam.example: ${text}`;
  expect(said).toEqual({
    missing: [own('send on behalf "sam.okoye@fabrikam.example"')],
    extra: [own('inbox rule "Mine"'), own('category "Mine"'), own('send on behalf "info@fabrikam.example"')],
    different: [
      own('preference "time zone": value should be Pacific Standard Time, and is UTC'),
      own('inbox rule "Newsletters": enabled should be true, and is false'),
      own('inbox rule "Newsletters": place in the order should be 1, and is 2'),
      own(
        'inbox rule "From the boss": conditions: fromAddresses should be sam.okoye@fabrikam.example, and is sam.okoye@contoso.example',
      ),
      own('inbox rule "From the boss": place in the order should be 2, and is 3'),
      own('inbox rule "Offers": place in the order should be 3, and is 1'),
      own(
        'folder permission "/projects for sam.okoye@fabrikam.example": rights should be PublishingEditor, and is Owner',
      ),
    ],
  });
  expect(list.find(({ name }) => name === 'time zone')).toEqual({
    mailbox: 'alex.berg@fabrikam.example',
    setting: 'preference',
    name: 'time zone',
    state: 'different',
    properties: { value: { expected: 'Pacific Standard Time', actual: 'UTC' } },
  });
});

test('people change their settings at the source afterwards, and that is a difference', async () => {
  await using client = await start();
  await carrySettings(client, 'alex.berg');
  const edit = async (body: object) =>
    expect((await client.edit({ address: alex, ...body })).status).toBe(200);
  await edit({ do: 'rule', name: 'Offers', change: { displayName: 'Quotes', moveToFolder: '2025' } });
  await edit({ do: 'rule', name: 'Everything', change: null });
  await edit({ do: 'rule', name: 'New one', change: { subjectContains: ['x'] } });
  await edit({ do: 'let-in', into: 'Drafts', who: 'ines.vega@contoso.example', rights: ['Author'] });
  await edit({ do: 'let-in', into: 'inbox', who: 'sam.okoye@contoso.example', rights: [] });
  await edit({ do: 'category', name: 'Urgent', color: 'preset9' });
  await edit({ do: 'category', name: 'Another', color: 'preset2' });
  await edit({ do: 'on-behalf', who: [] });
  await edit({ do: 'prefer', timeZone: 'UTC', away: 'disabled' });
  const { truth, list: _list, ...said } = await truthOf(client, 'alex.berg', ['automatic replies']);
  const own = (text: string) => `alex.berg@fabrikam.example: ${text}`;
  expect(said).toEqual({
    missing: [
      own('inbox rule "Quotes"'),
      own('inbox rule "New one"'),
      own('category "Another"'),
      own('folder permission "drafts for ines.vega@fabrikam.example"'),
    ],
    extra: [
      own('inbox rule "Offers"'),
      own('inbox rule "Everything"'),
      own('folder permission "inbox for sam.okoye@fabrikam.example"'),
      own('send on behalf "sam.okoye@fabrikam.example"'),
    ],
    different: [
      own('preference "time zone": value should be UTC, and is Pacific Standard Time'),
      own('category "Urgent": colour should be preset9, and is preset0'),
    ],
  });
  // A person's own doing is no write of the migration's.
  expect(truth.sourceWrites).toBe(0);
  expect((await client.edit({ do: 'prefer', address: alex, timeZone: 'Nowhere' })).status).toBe(400);
  expect(
    (await client.edit({ do: 'let-in', address: alex, into: 'Nowhere', who: 'x', rights: [] })).status,
  ).toBe(400);
});
