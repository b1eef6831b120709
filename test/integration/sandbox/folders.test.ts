/** The sandbox's mailbox folders as an outside client meets them. */
import { afterAll, expect, test } from 'vitest';
import { refusal, startClient } from '../../fixtures/sandbox-client.ts';

const client = await startClient({ mailboxes: 2, items: 60 });
afterAll(() => client[Symbol.asyncDispose]());
const { source, destination } = client;
const from = await source.mailbox();
const to = await destination.mailbox();
const hiddenFlag = "$expand=singleValueExtendedProperties($filter=id eq 'Boolean 0x10F4')";
const filtered = (filter: string) => `${from}/folders?$top=250&$filter=${encodeURIComponent(filter)}`;
const namesOf = (folders: { displayName: string }[]) => folders.map(({ displayName }) => displayName);
const make = (path: string, displayName: string, type = 'IPF.Note') =>
  destination.post(`${to}/${path}`, { displayName, type });

test('a list shows ten folders at a time, directly under the root, with what Graph says of each', async () => {
  const { said } = await source.get(`${from}/folders?$count=true`);
  expect(said.value).toHaveLength(10);
  expect(said['@odata.nextLink']).toContain('$skip=10'.replace('$', '%24'));
  const all = await source.all(`${from}/folders`);
  expect(said['@odata.count']).toBe(all.length);
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  expect(Object.keys(all[0]!)).toEqual([
    'id',
    'displayName',
    'parentFolderId',
    'childFolderCount',
    'totalItemCount',
    'type',
    'wellKnownName',
  ]);
  expect(all[0]).toMatchObject({ displayName: 'Inbox', type: 'IPF.Note', wellKnownName: 'inbox' });
  expect(namesOf(all)).toContain('Projects');
  expect(namesOf(all)).not.toContain('2024');
});

test('$select, $filter, $orderby, $top and $skip of a list do what they say', async () => {
  expect(
    Object.keys((await source.get(`${from}/folders?$select=displayName&$top=1`)).said.value[0]!),
  ).toEqual(['id', 'displayName']);
  const calendars = await source.all(filtered("type eq 'IPF.Appointment'"));
  expect(namesOf(calendars)).toEqual(['Calendar', 'Team calendar']);
  expect(namesOf(await source.all(filtered("displayName eq 'Tom''s'")))).toEqual(["Tom's"]);
  const own = await source.all(filtered('wellKnownName eq null'));
  expect(namesOf(own)).toContain('Projects');
  expect(namesOf(own)).not.toContain('Inbox');
  const sorted = namesOf(await source.all(`${from}/folders?$top=250&$orderby=displayName desc`));
  expect(sorted).toEqual(
    [...namesOf(await source.all(`${from}/folders?$top=250&$orderby=displayName`))].reverse(),
  );
  expect(namesOf((await source.get(`${from}/folders?$top=2&$skip=1`)).said.value)).toEqual([
    'Sent Items',
    'Drafts',
  ]);
});

test('what is wrong in a query is 400', async () => {
  const wrong = ['$select=subject', '$top=0', '$top=5000', '$count=maybe', '$filter=type eq IPF.Note'];
  for (const query of wrong) expect((await source.get(`${from}/folders?${query}`)).status).toBe(400);
});

test('childFolders takes an id or a well-known name in any case', async () => {
  const [projects] = await source.all(filtered("displayName eq 'Projects'"));
  const children = await source.all(`${from}/folders/${projects!.id}/childFolders`);
  expect(children).toMatchObject([
    { displayName: '2024', parentFolderId: projects!.id, childFolderCount: 1 },
    { displayName: 'Inbox', wellKnownName: null },
    { displayName: '2025', childFolderCount: 0 },
  ]);
  const byName = await source.get(`${from}/folders/Inbox`);
  expect(byName.said).toMatchObject({ displayName: 'Inbox', wellKnownName: 'inbox' });
  expect((await source.get(`${from}/folders/${byName.said.id}?$select=type`)).said).toMatchObject({
    id: byName.said.id,
    type: 'IPF.Note',
  });
  expect(byName.said.id).toMatch(/^[\w=-]{140,160}$/);
  for (const path of [
    'folders/nothing',
    'folders/nothing/childFolders',
    `folders/${byName.said.id.slice(1)}`,
  ])
    expect(refusal(await source.get(`${from}/${path}`))).toBe('404 ErrorItemNotFound');
});

test('the list names a person’s language, and the well-known name does not change with it', async () => {
  const german = await destination.mailbox('sam.okoye');
  expect((await destination.get(`${german}/folders/inbox`)).said.displayName).toBe('Posteingang');
});

test('hidden folders come with the others and say so by 0x10F4, apart from one that does not', async () => {
  const all = await source.all(`${from}/folders?$top=250&${hiddenFlag}`);
  const hidden = all.filter(
    ({ singleValueExtendedProperties }) => singleValueExtendedProperties !== undefined,
  );
  expect(namesOf(hidden)).toEqual([
    'PersonMetadata',
    'Conversation Action Settings',
    'Quick Step Settings',
    'Recipient Cache',
  ]);
  expect(hidden[0]!.singleValueExtendedProperties).toMatchObject([{ value: 'true' }]);
  expect(hidden[0]!.singleValueExtendedProperties[0]!.id.toLowerCase()).toBe('boolean 0x10f4');
  expect(namesOf(all)).toContain('ExternalContacts');
  const { said } = await source.get(
    `${from}/folders/inbox?$expand=singleValueExtendedProperties($filter=id eq 'String 0x3001' or id eq 'String 0x3613')`,
  );
  expect(said.singleValueExtendedProperties.map(({ value }) => value)).toEqual(['Inbox', 'IPF.Note']);
  expect((await source.get(`${from}/folders?$expand=childFolders`)).status).toBe(501);
});

test('a search folder shows items that live elsewhere, and holds nothing', async () => {
  const [unread] = await source.all(`${from}/folders/searchfolders/childFolders`);
  expect(unread).toMatchObject({ displayName: 'Unread Mail', type: 'IPF.Note' });
  const items = await source.all(`${from}/folders/${unread!.id}/items?$top=250`);
  const inbox = await source.all(`${from}/folders/inbox/items?$top=250`);
  expect(items.length).toBeGreaterThan(0);
  expect(unread!.totalItemCount).toBe(items.length);
  expect(inbox.map(({ id }) => id)).toEqual(expect.arrayContaining(items.map(({ id }) => id)));
  const [there] = await destination.all(`${to}/folders/searchfolders/childFolders`);
  expect(refusal(await make(`folders/${there!.id}/childFolders`, 'Below'))).toBe('400 ErrorInvalidFolder');
});

test('a folder is created at the root, below another, and by a well-known name', async () => {
  const { status, said } = await make('folders', 'New one', 'IPF.Contact');
  expect(status).toBe(201);
  expect(said).toMatchObject({ displayName: 'New one', type: 'IPF.Contact', totalItemCount: 0 });
  const child = await make(`folders/${said.id}/childFolders`, 'Below');
  expect([child.status, child.said]).toMatchObject([201, { parentFolderId: said.id, wellKnownName: null }]);
  expect((await make('folders/inbox/childFolders', 'In the inbox')).status).toBe(201);
  expect((await destination.get(`${to}/folders/${said.id}`)).said).toMatchObject({ childFolderCount: 1 });
});

test('a folder needs a name and a class, and nothing else is known', async () => {
  const path = `${to}/folders`;
  const bad = [
    { displayName: 'Without class' },
    { type: 'IPF.Note' },
    { displayName: 'Strange class', type: 'IPM.Note' },
    { displayName: ' ', type: 'IPF.Note' },
    { displayName: 'x'.repeat(256), type: 'IPF.Note' },
  ];
  for (const body of bad) expect(refusal(await destination.post(path, body))).toBe('400 ErrorInvalidRequest');
  expect((await make('folders', 'x'.repeat(255))).status).toBe(201);
  const more = { displayName: 'More', type: 'IPF.Note', parentFolderId: 'x' };
  expect((await destination.post(path, more)).status).toBe(501);
});

test('a name that is there already is a conflict, also when only its case differs', async () => {
  expect((await make('folders', 'Straße')).status).toBe(201);
  for (const name of ['Straße', 'straße', 'STRAßE'])
    expect(refusal(await make('folders', name))).toBe('409 ErrorFolderExists');
  // Below another folder it is another name.
  expect((await make('folders/inbox/childFolders', 'Straße')).status).toBe(201);
});

test('a folder is renamed; its class, Exchange’s own folders and the root stay', async () => {
  const { said } = await make('folders', 'Before');
  const renamed = await destination.patch(`${to}/folders/${said.id}`, { displayName: 'After' });
  expect([renamed.status, renamed.said]).toMatchObject([200, { id: said.id, displayName: 'After' }]);
  expect((await destination.get(`${to}/folders/${said.id}`)).said.displayName).toBe('After');
  // Its own name in another case is no conflict with itself.
  expect((await destination.patch(`${to}/folders/${said.id}`, { displayName: 'AFTER' })).status).toBe(200);
  await make('folders', 'Taken');
  expect(refusal(await destination.patch(`${to}/folders/${said.id}`, { displayName: 'taken' }))).toBe(
    '409 ErrorFolderExists',
  );
  expect(refusal(await destination.patch(`${to}/folders/${said.id}`, { type: 'IPF.Task' }))).toBe(
    '400 ErrorInvalidRequest',
  );
  const inbox = (await destination.get(`${to}/folders/inbox`)).said as unknown as { parentFolderId: string };
  for (const id of ['inbox', inbox.parentFolderId])
    expect(refusal(await destination.patch(`${to}/folders/${id}`, { displayName: 'Mine' }))).toBe(
      '403 ErrorAccessDenied',
    );
});

test('a delta shows every folder once over, and then only what is new or renamed', async () => {
  const page = { prefer: 'odata.maxpagesize=7' };
  const round = async (start: string) => {
    const seen = new Map<string, string>();
    for (let next = start; ; ) {
      const { said } = await destination.get(next, page);
      expect(said.value.length).toBeLessThanOrEqual(7);
      for (const { id, displayName } of said.value) seen.set(id, displayName);
      if (said['@odata.deltaLink'] !== undefined) return { seen, link: said['@odata.deltaLink'] };
      next = said['@odata.nextLink'];
    }
  };
  const before = await make('folders', 'Is renamed later');
  const first = await round(`${to}/folders/delta?$select=displayName`);
  // Below the root, too.
  expect([...first.seen.values()]).toEqual(expect.arrayContaining(['Inbox', 'Conflicts', 'Unread Mail']));
  expect((await round(first.link)).seen.size).toBe(0);
  const added = await make('folders/inbox/childFolders', 'Later');
  await destination.patch(`${to}/folders/${before.said.id}`, { displayName: 'Renamed' });
  expect([...(await round(first.link)).seen.entries()].sort()).toEqual(
    [
      [added.said.id, 'Later'],
      [before.said.id, 'Renamed'],
    ].sort(),
  );
  const below = await round(`${to}/folders/inbox/childFolders/delta`);
  expect([...below.seen.keys()]).toContain(added.said.id);
  expect([...below.seen.values()]).not.toContain('Renamed');
});

test('a folder delta token of another mailbox is refused', async () => {
  const other = await destination.mailbox('sam.okoye');
  const link = new URL(
    (await destination.get(`${to}/folders/delta`, { prefer: 'odata.maxpagesize=1000' })).said[
      '@odata.deltaLink'
    ],
  );
  const token = link.searchParams.get('$deltatoken');
  expect(refusal(await destination.get(`${other}/folders/delta?$deltatoken=${token}`))).toBe(
    '400 ErrorInvalidSyncStateData',
  );
});
