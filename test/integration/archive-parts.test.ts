/** The client of an archive whose parts lie in several mailboxes: where it goes, with what, and where it does not. */
import { afterEach, expect, test } from 'vitest';
import { createGraph } from '../../src/engine/graph/index.ts';
import { createLog } from '../../src/log.ts';
import { type Exchange, startSandbox } from '../../src/sandbox/index.ts';
import type { SandboxOptions } from '../fixtures/world.ts';

const log = createLog({ level: 'silent' });
let opened = new AsyncDisposableStack();
afterEach(async () => {
  await opened.disposeAsync();
  opened = new AsyncDisposableStack();
});

const start = async (options: SandboxOptions = {}) => {
  const seen: Exchange[] = [];
  const sandbox = await startSandbox({
    mailboxes: 1,
    items: 40,
    archives: 1,
    ...options,
    log,
    onExchange: (exchange) => void seen.push(exchange),
  });
  opened.defer(() => sandbox.close());
  const { graphUrl, loginUrl, tenants } = sandbox.ready;
  const graph = createGraph({ log, graphUrl, loginUrl });
  opened.defer(() => graph.close());
  const archives = await Promise.all(
    tenants.map(async ({ tenantId, clientId, clientSecret, domain }) => {
      const tenant = graph.tenant({ tenantId, clientId, secret: clientSecret });
      const id = await tenant.archiveIdOf(`alex.berg@${domain}`);
      return tenant.openArchive(id ?? '');
    }),
  );
  const [source, destination] = archives;
  if (source === undefined || destination === undefined) throw new Error('there are two tenants');
  const expand = (domain: string, folder: string) =>
    fetch(`${graphUrl}/_sandbox/edit`, {
      method: 'POST',
      body: JSON.stringify({ do: 'expand', address: `alex.berg@${domain}`, folder }),
    });
  return { seen, source, destination, expand };
};
type Client = Awaited<ReturnType<typeof start>>['source'];

const folderCalled = async (client: Client, name: string) => {
  const found = (await client.folders()).find((folder) => folder.name === name);
  if (found === undefined) throw new Error(`there is no folder ${name}`);
  return found;
};
const idsIn = async (client: Client, folderId: string): Promise<string[]> => {
  const ids: string[] = [];
  for await (const page of client.items(folderId)) ids.push(...page.map(({ id }) => id));
  return ids;
};
const statuses = (seen: Exchange[], what: RegExp) =>
  seen.filter(({ url }) => what.test(url)).map(({ status }) => status);

test('the root of an archive is no folder, and what lies in it has no parent', async () => {
  const { source } = await start();
  const folders = await source.folders();
  expect(folders.map(({ name, parentId }) => `${name} ${parentId === null}`)).toEqual([
    'Inbox true',
    'Deleted Items true',
    'Projects true',
    'Before 2018 true',
    'Recoverable Items true',
    '2019 false',
    '2016 false',
    'Deletions false',
  ]);
  expect(folders.filter(({ kind }) => kind === 'normal')).toHaveLength(6);
});

test('a redirect is followed with the token, and the next time nobody asks in the wrong place', async () => {
  const { seen, source } = await start();
  const { id } = await folderCalled(source, 'Before 2018');
  expect(await idsIn(source, id)).toHaveLength(14);
  expect(await idsIn(source, id)).toHaveLength(14);
  // Its folders were asked for before: it is known where it lies.
  expect(statuses(seen, /\/items\?/)).toEqual([200, 200]);
  expect(statuses(seen, /childFolders/)).toContain(308);
  const to = (exchange: Exchange) => /MBX[^/]+/.exec(decodeURIComponent(exchange.url))?.[0];
  expect(new Set(seen.map(to)).size).toBeGreaterThan(2);
});

test('items of several parts come in one export, in the order they were asked for', async () => {
  const { seen, source } = await start();
  const [near, far] = await Promise.all(
    ['Inbox', 'Before 2018'].map(async (name) => idsIn(source, (await folderCalled(source, name)).id)),
  );
  const ids = [near?.[0], far?.[0], near?.[1], far?.[1], 'gone'] as string[];
  using exported = await source.exportItems(ids);
  expect(exported.items.map(({ id }) => id)).toEqual(ids);
  expect(exported.items.map((item) => 'data' in item)).toEqual([true, true, true, true, false]);
  expect(exported.items[4]).toMatchObject({ error: { code: 'ErrorItemNotFound' } });
  expect(statuses(seen, /exportItems/)).toEqual([200, 200]);
  const stream = await source.exportStream(far?.[2] ?? '');
  expect('data' in stream).toBe(true);
  if ('data' in stream) stream.data[Symbol.dispose]();
});

test('where a folder lies is forgotten when it is not there any more', async () => {
  const { source, expand } = await start();
  const { id } = await folderCalled(source, 'Before 2018');
  const ids = await idsIn(source, id);
  await expand('contoso.example', 'Before 2018');
  expect(await idsIn(source, id)).toEqual(ids);
  await expand('contoso.example', 'Before 2018');
  using exported = await source.holding(id).exportItems([ids[0] ?? '', 'gone']);
  expect(exported.items.map((item) => 'data' in item)).toEqual([true, false]);
  expect(await source.changeKeyOf(id, 'gone')).toBeNull();
});

test('what is gone from a part is gone, though the archive leads there', async () => {
  const { seen, source } = await start();
  const { id } = await folderCalled(source, 'Before 2018');
  await idsIn(source, id);
  seen.length = 0;
  expect(await source.changeKeyOf(id, 'gone')).toBeNull();
  expect(await source.deleteItem(id, 'gone').catch(({ kind }: { kind: string }) => kind)).toBe('forbidden');
  // Where it lay, and what the archive says of that.
  expect(statuses(seen, /items\/gone\?\$select/)).toEqual([404, 308]);
});

test('a refused session is made anew where the refusal says, and the item is stored once', async () => {
  const { seen, source, destination, expand } = await start();
  const [item = ''] = await idsIn(source, (await folderCalled(source, 'Inbox')).id);
  using exported = await source.exportItems([item]);
  const [first] = exported.items;
  if (first === undefined || !('data' in first)) throw new Error('it was not exported');
  const { id } = await folderCalled(destination, 'PROJECTS');
  const stored = await destination.importItem(id, first.data);
  expect(stored.kind).toBe('stored');
  await expand('fabrikam.example', 'PROJECTS');
  const again = await destination.importItem(id, first.data);
  expect(again.kind).toBe('stored');
  expect(await idsIn(destination, id)).toHaveLength(2);
  const imports = statuses(seen, /importItem/);
  expect(imports.filter((status) => status === 200)).toHaveLength(2);
  expect(imports.length).toBeLessThanOrEqual(5);
  // An update of what is not there stays refused, wherever one asks.
  const update = { itemId: 'gone', changeKey: 'gone' };
  expect(await destination.importItem(id, first.data, { update })).toMatchObject({
    kind: 'refused',
    code: 'ErrorItemNotFound',
  });
});

test('a redirect to another host is refused, and nothing is sent there', async () => {
  const { source } = await start({ faults: [{ on: 'list', do: 'astray' }] });
  const { id } = await folderCalled(source, 'Inbox');
  await expect(idsIn(source, id)).rejects.toMatchObject({ kind: 'permanent', code: 'redirected-astray' });
});

test('a redirect to the same place is refused, and passes when it passes', async () => {
  const { seen, source } = await start({ faults: [{ on: 'list', do: 'round', times: 2 }] });
  const { id } = await folderCalled(source, 'Inbox');
  expect(await idsIn(source, id)).toHaveLength(12);
  expect(statuses(seen, /\/items\?/)).toEqual([308, 308, 200]);
});
