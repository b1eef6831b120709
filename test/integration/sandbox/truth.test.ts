/** The sandbox's truth: a migration that is not true is said to be so, item by item. */
import { expect, test } from 'vitest';
import { encodeMessage } from '../../../src/sandbox/stream/index.ts';
import { importInto } from '../../fixtures/sandbox-client.ts';
import {
  type Change,
  message,
  migrate,
  nameOf,
  nothing,
  set,
  startRita,
  truthOf,
} from '../../fixtures/wrong-migration.ts';

test('a true migration agrees, and what cannot be exported is counted apart', async () => {
  await using client = await startRita();
  expect((await truthOf(client)).missing).toHaveLength(3);
  await migrate(client);
  expect(await client.truth('rita')).toEqual({
    agrees: true,
    sourceWrites: 0,
    mailSent: 0,
    mailboxes: [
      {
        source: 'rita@contoso.example',
        destination: 'rita@fabrikam.example',
        sourceItems: 4,
        destinationItems: 3,
        unexportable: 1,
        ...nothing,
        lost: [],
        doubled: [],
      },
    ],
  });
});

test('an item that is not there is missing; with another key it is missing here and extra there', async () => {
  await using client = await startRita();
  const change: Change = (content) => ({
    ...content,
    properties: set(content.properties, 0x300b, Buffer.alloc(16, 9)),
  });
  await migrate(client, { change: { Rich: () => null, Plain: change } });
  expect(await truthOf(client)).toMatchObject({
    agrees: false,
    ...nothing,
    missing: [nameOf('/Inbox', 'Rich', 1), nameOf('/Inbox', 'Plain', 3)],
    extra: [nameOf('/Inbox', 'Plain', 9)],
  });
});

test('an item twice is extra, and a duplicate', async () => {
  await using client = await startRita();
  const { post, copies } = await migrate(client);
  const { folder: into, data } = copies.Plain!;
  await post({ FolderId: into, Mode: 'create', Data: data });
  expect(await truthOf(client)).toMatchObject({
    agrees: false,
    ...nothing,
    extra: [nameOf('/Inbox', 'Plain', 3)],
    duplicates: 1,
  });
});

test('an item in another folder is missing in its own and extra in the other', async () => {
  await using client = await startRita();
  const { post, copies, drafts: other } = await migrate(client, { change: { Plain: () => null } });
  await post({
    FolderId: other,
    Mode: 'create',
    Data: encodeMessage(message('Plain', 3)).toString('base64'),
  });
  expect(copies.Plain).toBeUndefined();
  expect(await truthOf(client)).toMatchObject({
    agrees: false,
    ...nothing,
    missing: [nameOf('/Inbox', 'Plain', 3)],
    extra: [nameOf('/Drafts', 'Plain', 3)],
  });
});

test('a folder of another name is missing, its twin is extra, and so are the items', async () => {
  await using client = await startRita();
  await migrate(client, { projects: { displayName: 'Projekte', type: 'IPF.Note' } });
  expect(await truthOf(client)).toMatchObject({
    agrees: false,
    ...nothing,
    foldersMissing: ['/Projects'],
    missing: [nameOf('/Projects', 'Plan', 5)],
    extra: [nameOf('Projekte', 'Plan', 5), 'Projekte: the folder'],
  });
});

test('a name that differs only in case is the same folder; another class is a difference', async () => {
  await using client = await startRita();
  await migrate(client, { projects: { displayName: 'PROJECTS', type: 'IPF.Task' } });
  expect(await truthOf(client)).toMatchObject({
    agrees: false,
    ...nothing,
    different: ['/Projects: the folder is IPF.Task instead of IPF.Note'],
  });
});

test('what stood at the destination before is not extra, and writing over it is told', async () => {
  await using client = await startRita();
  const { post, to, copies } = await migrate(client);
  const welcome = (await client.destination.all(`${to}/folders/inbox/items`)).find(
    ({ id }) => !Object.values(copies).some(({ itemId }) => itemId === id),
  )!;
  const { folder: into, data } = copies.Plain!;
  const update = { FolderId: into, Mode: 'update', Data: data };
  // Its own copy may be brought up to date.
  const own = await post({ ...update, ItemId: copies.Plain!.itemId, ChangeKey: copies.Plain!.changeKey });
  expect(own.status).toBe(200);
  expect((await truthOf(client)).agrees).toBe(true);
  await post({ ...update, ItemId: welcome.id, ChangeKey: welcome.changeKey });
  expect(await truthOf(client)).toMatchObject({
    agrees: false,
    ...nothing,
    different: [`${nameOf('Posteingang', 'Plain', 3)}: was there before, and was overwritten`],
  });
});

test('what changes at the source afterwards is a difference; what is deleted there is not extra', async () => {
  await using client = await startRita();
  await migrate(client);
  const address = 'rita@contoso.example';
  await client.edit({ do: 'delete', address, folder: 'Projects' });
  expect((await truthOf(client)).agrees).toBe(true);
  await client.edit({ do: 'edit', address, folder: 'inbox', at: 1, subject: 'Plain, really' });
  expect((await truthOf(client)).different).toEqual([
    `${nameOf('/Inbox', 'Plain, really', 3)}: 0x0037: 84b0 Plain, really became 84b0 Plain`,
  ]);
  await client.edit({ do: 'move', address, folder: 'inbox', at: 1, to: 'drafts' });
  expect(await truthOf(client)).toMatchObject({
    missing: [nameOf('/Drafts', 'Plain, really', 3)],
    extra: [nameOf('/Inbox', 'Plain', 3)],
  });
});

test('whoever writes to the source, or tries to, is counted: reading and exporting are no writes', async () => {
  await using client = await startRita();
  const { copies, from } = await migrate(client);
  await client.source.post(`${from}/folders`, { displayName: 'Mine', type: 'IPF.Note' });
  expect(await truthOf(client)).toMatchObject({ agrees: false, sourceWrites: 1, ...nothing });
  const roles = ['User.Read.All', 'MailboxFolder.ReadWrite.All', 'MailboxItem.ImportExport.All'];
  await client.edit({ do: 'grant', tenant: 'Contoso', roles });
  await client.source.signInAgain();
  const own = (await client.source.get(`${from}/folders/inbox`)).said.id;
  const post = await importInto(client.source, from);
  expect((await truthOf(client)).sourceWrites).toBe(2);
  expect((await post({ FolderId: own, Mode: 'create', Data: copies.Plain!.data })).status).toBe(200);
  await client.source.patch(`${from}/folders/${own}`, { displayName: 'Mine' });
  expect((await truthOf(client)).sourceWrites).toBe(4);
});

test('a pair that is none is said to be none', async () => {
  await using client = await startRita();
  await expect(client.truth('nobody')).resolves.toMatchObject({
    error: { message: expect.stringContaining('nobody@contoso.example') },
  });
});
