/** In-place archives as an outside client meets them: in beta only, and grown over more than one mailbox. */
import { afterAll, expect, test } from 'vitest';
import { ask, exported, importInto, refusal, startClient } from '../../fixtures/sandbox-client.ts';

const client = await startClient({ mailboxes: 2, items: 40, archives: 1 });
afterAll(() => client[Symbol.asyncDispose]());
const { source, destination } = client;

const peopleOf = async (app: typeof source) =>
  (await app.get('/v1.0/users?$top=2')).said.value.map(({ userPrincipalName }) => userPrincipalName);
const settingsOf = async (app: typeof source, version: string, person: string) => {
  const { text } = await app.get(`/${version}/users/${person}/settings/exchange`);
  return JSON.parse(text) as { primaryMailboxId: string; inPlaceArchiveMailboxId?: string | null };
};
const [owner = '', other = ''] = await peopleOf(source);
const [twin = ''] = await peopleOf(destination);
const archiveOf = async (app: typeof source, person: string) =>
  `/beta/admin/exchange/mailboxes/${(await settingsOf(app, 'beta', person)).inPlaceArchiveMailboxId}`;
const from = await archiveOf(source, owner);
const to = await archiveOf(destination, twin);
const folderCalled = async (app: typeof source, mailbox: string, name: string) =>
  (await app.all(`${mailbox}/folders?$top=50`)).find(({ displayName }) => displayName === name)!;
const [inbox, old] = await Promise.all(
  ['Inbox', 'Before 2018'].map((name) => folderCalled(source, from, name)),
);

/** Redirects are answers here, as a client with a token must treat them. */
const unfollowed = (path: string) =>
  fetch(`${client.graphUrl}${path}`, {
    redirect: 'manual',
    headers: { authorization: `Bearer ${source.token}` },
  });

test('only the beta version says who has an archive', async () => {
  expect(await settingsOf(source, 'v1.0', owner)).not.toHaveProperty('inPlaceArchiveMailboxId');
  const { primaryMailboxId, inPlaceArchiveMailboxId } = await settingsOf(source, 'beta', owner);
  expect(inPlaceArchiveMailboxId).toMatch(/^MBX:/);
  expect(inPlaceArchiveMailboxId).not.toBe(primaryMailboxId);
  expect((await settingsOf(source, 'beta', other)).inPlaceArchiveMailboxId).toBeNull();
});

test('version 1.0 refuses an archive', async () => {
  const answer = await source.get(`${from.replace('/beta/', '/v1.0/')}/folders`);
  expect(refusal(answer)).toBe('403 ErrorAccessDenied');
  expect(answer.said.error.message).toBe('Operation on Archive mailbox not allowed.');
});

test('the list of an archive shows its root as well, and only its deleted items by a well-known name', async () => {
  const { text } = await source.get(`${from}/folders?$top=50`);
  const { value } = JSON.parse(text) as { value: { displayName: string; wellKnownName: string | null }[] };
  expect(value.map(({ displayName, wellKnownName }) => `${displayName} ${wellKnownName}`)).toEqual([
    'Top of Information Store archivemsgfolderroot',
    'Inbox null',
    'Deleted Items archivedeleteditems',
    'Projects null',
    'Before 2018 null',
    'Recoverable Items archiverecoverableitemsroot',
  ]);
});

test('what lies in an auxiliary archive is a redirect to it, with the same path and the same ids', async () => {
  const answer = await unfollowed(`${from}/folders/${old!.id}/items?$top=5`);
  expect(answer.status).toBe(308);
  expect(await answer.text()).toBe('');
  const location = answer.headers.get('location')!;
  expect(location).not.toContain(from);
  expect(location).toMatch(/\/beta\/admin\/exchange\/mailboxes\/MBX:[^/]+\/folders\/[^/]+\/items\?\$top=5$/);
  const { said } = await source.get(location);
  expect(said.value).toHaveLength(5);
  expect((await unfollowed(`${from}/folders/${inbox!.id}/items?$top=5`)).status).toBe(200);
  // Not even the folder itself is the archive's to answer for.
  expect((await unfollowed(`${from}/folders/${old!.id}/childFolders`)).status).toBe(308);
});

test('an item of an auxiliary archive is exported where the error of the archive says', async () => {
  const items = async (folder: string) => {
    const answer = await unfollowed(`${from}/folders/${folder}/items?$top=2`);
    return answer.status === 308
      ? (await source.get(answer.headers.get('location')!)).said.value
      : ((await answer.json()) as { value: { id: string }[] }).value;
  };
  const [[near], [far]] = [await items(inbox!.id), await items(old!.id)];
  const { said } = await source.post(`${from}/exportItems`, { itemIds: [near!.id, far!.id] });
  expect(said.value).toMatchObject([
    { itemId: near!.id, data: expect.any(String) },
    { itemId: far!.id, error: { code: 'ErrorArchiveFolderMovedPermanently' } },
  ]);
  const { message } = (said.value[1] as unknown as { error: { message: string } }).error;
  const there = await source.post(message, { itemIds: [near!.id, far!.id] });
  expect(there.said.value).toMatchObject([
    { itemId: near!.id, error: { code: 'ErrorItemNotFound' } },
    { itemId: far!.id, data: expect.any(String) },
  ]);
});

test('an import into an auxiliary archive wants a session of that mailbox', async () => {
  const item = (await source.get(`${from}/folders/${inbox!.id}/items?$top=1`)).said.value[0]!;
  const data = await exported(source, from, item.id);
  const grown = await folderCalled(destination, to, 'PROJECTS');
  const post = await importInto(destination, to);
  expect(post.url).toContain('/api/gbeta/');
  const body = { FolderId: grown.id, Mode: 'create', Data: data };
  const refused = await post(body);
  expect(refused.status).toBe(409);
  const { Message } = JSON.parse(refused.text) as { Message: string };
  expect(Message).toMatch(/^Invalid import session\. The target session is expected in mailbox MBX:[^ ]+\.$/);
  const [, expected] = /mailbox (MBX:\S+)\.$/.exec(Message)!;
  const again = await importInto(destination, `/beta/admin/exchange/mailboxes/${expected}`);
  expect((await again(body)).status).toBe(200);
  // And not the other way round either.
  const deleted = await folderCalled(destination, to, 'Deleted Items');
  expect((await again({ ...body, FolderId: deleted.id })).status).toBe(409);
  // A session of version 1.0 cannot be had for it.
  expect((await ask(post.url.replace('gbeta', 'gv1.0'), { method: 'POST' })).status).toBe(403);
});

test('a policy takes items from the mailbox into the archive, where they have other ids and the same search keys', async () => {
  const before = await source.mailbox();
  const count = async (mailbox: string, folder: string) =>
    (await source.get(`${mailbox}/folders/${folder}`)).said.totalItemCount;
  const [primary, archive] = [await count(before, 'inbox'), await count(from, inbox!.id)];
  const moved = await client.edit({ do: 'archive', address: owner, folder: 'inbox', to: 'Inbox' });
  expect(moved.status).toBe(200);
  expect(await count(before, 'inbox')).toBe(primary - 1);
  expect(await count(from, inbox!.id)).toBe(archive + 1);
});

test('the truth is about archives, too, and says what of them is missing', async () => {
  const { mailboxes } = await client.truth(owner.split('@')[0]!);
  expect(mailboxes[0]!.missing.filter((name) => name.startsWith('/In-Place Archive/'))).toHaveLength(41);
  // Imported above into a folder that it does not belong to.
  expect(mailboxes[0]!.extra).toHaveLength(1);
});
