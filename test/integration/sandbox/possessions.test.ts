/** Contact folders, focused inbox, To Do, pictures, groups and names as an outside client meets them. */
import { afterAll, expect, test } from 'vitest';
import { type App, ask, refusal, startClient } from '../../fixtures/sandbox-client.ts';

const client = await startClient({ mailboxes: 6, items: 300 });
afterAll(() => client[Symbol.asyncDispose]());
const { source, destination, graphUrl } = client;
const of = (app: App, rest: string, alias = 'alex.berg') => `/v1.0/users/${alias}@${app.domain}${rest}`;
interface Row {
  [name: string]: unknown;
  id: string;
}
const list = async (app: App, rest: string, alias?: string) =>
  (JSON.parse((await app.get(of(app, rest, alias))).text) as { value: Row[] }).value;
const post = (rest: string, body: object) => destination.post(of(destination, rest), body);

test('contact folders are the folders of contacts; a new one lies below the main one, once', async () => {
  const names = async (app: App) =>
    (await list(app, '/contactFolders')).map(({ displayName }) => displayName);
  expect(await names(source)).toEqual(['Customers', 'ExternalContacts']);
  const made = await post('/contactFolders', { displayName: 'Customers' });
  expect(made.status).toBe(201);
  const main = await destination.get(`${await destination.mailbox('alex.berg')}/folders/contacts`);
  expect(JSON.parse(made.text)).toMatchObject({ parentFolderId: main.said.id });
  expect(await names(destination)).toEqual(['ExternalContacts', 'Customers']);
  expect(refusal(await post('/contactFolders', { displayName: 'CUSTOMERS' }))).toBe('409 ErrorFolderExists');
  const elsewhere = { displayName: 'x', parentFolderId: 'x' };
  expect(refusal(await post('/contactFolders', elsewhere))).toBe('400 ErrorInvalidPropertySet');
});

test('one override per address: who has one gets the new name and the new sort', async () => {
  const path = '/inferenceClassification/overrides';
  expect(await list(source, path)).toMatchObject([
    { classifyAs: 'focused', senderEmailAddress: { address: 'sam.okoye@contoso.example' } },
    { classifyAs: 'other', senderEmailAddress: { address: 'offers@northwind.example' } },
  ]);
  expect(await list(destination, path)).toEqual([]);
  const sender = { name: 'Sam', address: 'sam.okoye@fabrikam.example' };
  const made = await post(path, { classifyAs: 'Focused', senderEmailAddress: sender });
  expect(made.status).toBe(201);
  const upper = { name: 'S.', address: sender.address.toUpperCase() };
  expect((await post(path, { classifyAs: 'other', senderEmailAddress: upper })).said.id).toBe(made.said.id);
  expect(await list(destination, path)).toMatchObject([{ classifyAs: 'other', senderEmailAddress: upper }]);
  const own = of(destination, `${path}/${made.said.id}`);
  expect((await destination.patch(own, { classifyAs: 'focused' })).status).toBe(200);
  expect(refusal(await destination.patch(own, { classifyAs: 'spam' }))).toBe('400 RequestBodyRead');
  expect((await destination.send('DELETE', own)).status).toBe(204);
  expect(await list(destination, path)).toEqual([]);
});

test('a To Do list is a folder of tasks, a task is an item, and its steps and links are no part of it', async () => {
  const lists = await list(source, '/todo/lists');
  expect(lists).toMatchObject([
    { displayName: 'Tasks', wellknownListName: 'defaultList', isOwner: true },
    { displayName: 'Errands', wellknownListName: 'none' },
    { displayName: 'Flagged Emails', wellknownListName: 'flaggedEmails' },
  ]);
  expect(await list(source, `/todo/lists/${lists[2]!.id}/tasks`)).toEqual([]);
  const path = `/todo/lists/${lists[0]!.id}/tasks`;
  const [plain] = await list(source, path);
  expect(plain).not.toHaveProperty('checklistItems');
  const item = await source.get(`${await source.mailbox('alex.berg')}/folders/tasks/items/${plain!.id}`);
  expect(item.said.type).toBe('IPM.Task');
  const [task] = await list(source, `${path}?$expand=checklistItems,linkedResources&$top=1`);
  expect(task).toMatchObject({
    title: expect.any(String),
    checklistItems: [
      { displayName: 'Ask Köln', isChecked: true, checkedDateTime: expect.any(String) },
      { displayName: 'Write the offer', isChecked: false, checkedDateTime: null },
    ],
    linkedResources: [{ applicationName: 'Tickets', externalId: '4711' }],
  });
  expect(await list(source, `${path}/${task!.id}/checklistItems`)).toEqual(task!.checklistItems);
  expect(await list(source, `${path}/${task!.id}/linkedResources`)).toEqual(task!.linkedResources);
});

test('a list, a task, a step and a link are made', async () => {
  const made = await post('/todo/lists', { displayName: 'Umzug' });
  expect([made.status, JSON.parse(made.text)]).toMatchObject([201, { wellknownListName: 'none' }]);
  const path = `/todo/lists/${made.said.id}/tasks`;
  const task = await post(path, { title: 'Kisten' });
  expect(task.status).toBe(201);
  const own = `${path}/${task.said.id}`;
  expect((await post(`${own}/checklistItems`, { displayName: 'Kleine', isChecked: true })).status).toBe(201);
  const link = {
    applicationName: 'Mail',
    displayName: 'Angebot',
    webUrl: 'https://a.example',
    externalId: '1',
  };
  expect((await post(`${own}/linkedResources`, link)).status).toBe(201);
  expect(await list(destination, `${path}?$expand=checklistItems,linkedResources`)).toMatchObject([
    {
      title: 'Kisten',
      checklistItems: [{ displayName: 'Kleine', isChecked: true }],
      linkedResources: [link],
    },
  ]);
  expect(refusal(await post(`${own}/checklistItems`, {}))).toBe('400 RequestBodyRead');
  expect(refusal(await post(`${path}/nothing/checklistItems`, { displayName: 'x' }))).toBe(
    '404 ErrorItemNotFound',
  );
  expect(refusal(await post(path, { title: 'x', dueDateTime: {} }))).toBe('501 SandboxDoesNotKnow');
  // It lies in the mailbox like an item that nobody asked for.
  expect((await client.truth('alex.berg')).mailboxes[0]!.extra).toEqual(
    expect.arrayContaining([expect.stringContaining('IPM.Task "Kisten"')]),
  );
});

test('a picture is bytes of a JPEG, or 404', async () => {
  const get = (app: App, alias: string) =>
    fetch(`${graphUrl}${of(app, '/photo/$value', alias)}`, {
      headers: { authorization: `Bearer ${app.token}` },
    });
  const picture = await get(source, 'alex.berg');
  expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
  const bytes = Buffer.from(await picture.arrayBuffer());
  expect(bytes.subarray(0, 3).toString('hex')).toBe('ffd8ff');
  expect((await get(source, 'sam.okoye')).status).toBe(404);
  expect(refusal(await source.get(of(source, '/photo', 'sam.okoye')))).toBe('404 ImageNotFound');
  const put = (body: Buffer, type = 'image/jpeg') =>
    ask(`${graphUrl}${of(destination, '/photo/$value')}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${destination.token}`, 'content-type': type },
      body: body as Uint8Array<ArrayBuffer>,
    });
  expect((await put(bytes)).status).toBe(200);
  expect(Buffer.from(await (await get(destination, 'alex.berg')).arrayBuffer())).toEqual(bytes);
  expect((await destination.get(of(destination, '/photo'))).said).toMatchObject({ width: 1 });
  expect(refusal(await put(bytes, 'application/json'))).toBe('415 ErrorInvalidContentType');
  expect(refusal(await put(Buffer.from('no picture')))).toBe('400 ErrorInvalidImage');
});

test('groups of every kind are in the directory, with their addresses', async () => {
  const groups = await source.all('/v1.0/groups?$top=2');
  expect(groups).toMatchObject([
    { displayName: 'Everybody', groupTypes: ['Unified'], mailEnabled: true },
    { displayName: 'Team', securityEnabled: true, mail: 'team@contoso.example' },
    { displayName: 'Admins', mailEnabled: false, mail: null, proxyAddresses: [] },
    { displayName: 'Vertrieb', groupTypes: [], proxyAddresses: ['SMTP:sales@contoso.example'] },
  ]);
  const filter = encodeURIComponent("mail eq 'team@contoso.example'");
  expect((await source.get(`/v1.0/groups?$select=id,mail&$filter=${filter}`)).said.value).toEqual([
    { id: groups[1]!.id, mail: 'team@contoso.example' },
  ]);
  expect(await destination.all('/v1.0/groups')).toHaveLength(3);
});

test('an administrator stamps older names, and the directory shows them', async () => {
  const proxies = async () =>
    JSON.parse((await destination.get(of(destination, '?$select=proxyAddresses'))).text) as object;
  const own = 'SMTP:alex.berg@fabrikam.example';
  expect(await proxies()).toMatchObject({ proxyAddresses: [own] });
  const name = 'X500:/o=ExchangeLabs/ou=x/cn=Recipients/cn=alex.berg';
  const stamp = { do: 'stamp', address: 'alex.berg@fabrikam.example', proxies: [name] };
  expect((await client.edit(stamp)).status).toBe(200);
  await client.edit(stamp);
  expect(await proxies()).toMatchObject({ proxyAddresses: [own, name] });
  expect((await client.edit({ ...stamp, proxies: ['alex'] })).status).toBe(400);
});

test('an event with people in it is an invitation, and invitations are mail', async () => {
  const event = { subject: 'Lunch', start: { dateTime: '2031-01-01T12:00:00', timeZone: 'UTC' } };
  expect((await post('/events', event)).status).toBe(201);
  expect(await client.truth('alex.berg')).toMatchObject({ mailSent: 0 });
  const attendees = [{ emailAddress: { address: 'buyer@northwind.example' }, type: 'required' }];
  expect((await post('/calendar/events', { ...event, attendees })).status).toBe(201);
  expect(await client.truth('alex.berg')).toMatchObject({ mailSent: 1 });
});
