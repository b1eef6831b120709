/** Items out of the sandbox and into it, as an outside client moves them. */
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { ask, exported, importInto, refusal, type Said, startClient } from '../../fixtures/sandbox-client.ts';

const client = await startClient({ mailboxes: 2, items: 400 });
afterAll(() => client[Symbol.asyncDispose]());
afterEach(() => vi.useRealTimers());
const { source, destination } = client;
const from = await source.mailbox();
const to = await destination.mailbox();
const keys = "$expand=singleValueExtendedProperties($filter=id eq 'Binary 0x300B')";
const inbox = await source.all(`${from}/folders/inbox/items?$top=250&${keys}`);
const plain = inbox.slice(6, 12);
const target = (await destination.get(`${to}/folders/inbox`)).said.id;
const exportOf = (itemIds: unknown) => source.post(`${from}/exportItems`, { itemIds });
const data = await exported(source, from, plain[0]!.id);
const post = await importInto(destination, to);
const create = { FolderId: target, Mode: 'create', Data: data };
const itemAt = async (id: string): Promise<Said> =>
  (await destination.get(`${to}/folders/inbox/items/${id}?${keys}`)).said;

test('an export answers 1 to 20 ids', async () => {
  const many = Array.from({ length: 21 }, () => plain[0]!.id);
  for (const ids of [[], many, undefined, 'x', [5], { 0: 'x' }])
    expect(refusal(await exportOf(ids))).toBe('400 ErrorInvalidRequest');
  expect((await exportOf(many.slice(1))).said.value).toHaveLength(20);
});

test('each item comes with its stream, or with an error of its own in an answer that is 200', async () => {
  const corrupt = inbox[3]!;
  const { status, said } = await exportOf([plain[1]!.id, 'gone', corrupt.id, plain[2]!.id]);
  expect(status).toBe(200);
  expect(said.value).toMatchObject([
    { itemId: plain[1]!.id, changeKey: plain[1]!.changeKey },
    { itemId: 'gone', error: { code: 'ErrorItemNotFound' } },
    { itemId: corrupt.id, error: { code: 'ErrorItemCorrupt', message: expect.any(String) } },
    { itemId: plain[2]!.id },
  ]);
  // The head that Exchange gives every exported item.
  const stream = Buffer.from(said.value[0]!.data, 'base64');
  expect(stream.subarray(0, 8).toString('hex')).toBe('0100000008000000');
  expect(said.value[1]).not.toHaveProperty('data');
});

test('an item’s stream may be far larger than its size says', async () => {
  const liar = inbox.find(({ size }) => size === 95_000)!;
  expect((await exported(source, from, liar.id)).length).toBeGreaterThan(3_500_000);
});

test('a large answer silently leaves items out, and each of them comes when it is asked for alone', async () => {
  const liar = inbox.find(({ size }) => size === 95_000)!;
  const { status, said } = await exportOf([plain[0]!.id, liar.id, liar.id, plain[1]!.id]);
  expect(status).toBe(200);
  expect(said.value.map(({ itemId }) => itemId)).toEqual([plain[0]!.id, liar.id]);
  expect((await exportOf([plain[1]!.id])).said.value).toHaveLength(1);
});

test('a session is an address with its own token and its end, for whom it was granted', async () => {
  const { status, said } = await destination.post(`${to}/createImportSession`, {});
  expect(status).toBe(200);
  const url = new URL(said.importUrl);
  expect(decodeURIComponent(url.pathname)).toMatch(/^\/api\/gv1\.0\/Mailboxes\('MBX:[^']+'\)\/importItem$/);
  expect([...url.searchParams.keys()]).toEqual(['authtoken']);
  const ends = (said as unknown as { expirationDateTime: string }).expirationDateTime;
  expect(ends).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/);
  expect(Date.parse(ends)).toBeGreaterThan(Date.now());
  expect((await destination.post(`${to}/createImportSession`, { days: 1 })).status).toBe(501);
});

test('an import gives a new id, keeps the search key and the content, and changes creation and size', async () => {
  const before = Date.now();
  const { status, said } = await post(create);
  expect(status).toBe(200);
  expect(said).toEqual({
    '@odata.context': expect.stringContaining('importMailboxItemResponse'),
    itemId: expect.stringMatching(/^[\w=-]{140,160}$/),
    changeKey: expect.any(String),
  });
  const item = await itemAt(said.itemId);
  expect(item.id).not.toBe(plain[0]!.id);
  expect(item).toMatchObject({ changeKey: said.changeKey, type: plain[0]!.type });
  expect(item.singleValueExtendedProperties).toEqual(plain[0]!.singleValueExtendedProperties);
  expect(item.size).not.toBe(plain[0]!.size);
  expect(Date.parse(item.createdDateTime)).toBeGreaterThanOrEqual(before);
  expect(item.createdDateTime).not.toBe(plain[0]!.createdDateTime);
  expect((await client.truth('alex.berg')).mailboxes[0]!.destinationItems).toBe(1);
  // The destination's application may export, too: what is there is what was sent.
  expect(await exported(destination, to, said.itemId)).toBe(data);
});

test('an import is not idempotent: the same again is another item', async () => {
  const [first, second] = [await post(create), await post(create)];
  expect(second.said.itemId).not.toBe(first.said.itemId);
  const item = await itemAt(second.said.itemId);
  expect(item.singleValueExtendedProperties).toEqual(plain[0]!.singleValueExtendedProperties);
});

test('the JSON may be written as any JSON writer does: with spaces, in any order, with escapes', async () => {
  const escaped = data.replaceAll('/', '\\/').replaceAll('+', '\\u002B');
  const bodies = [
    JSON.stringify(create, null, 2),
    `{"Data": "${data}", "Mode": "create", "FolderId": "${target}"}`,
    `{"FolderId":"${target}","Mode":"create","Data":"${escaped}"}`,
  ];
  for (const body of bodies) {
    const { status, said } = await post(body);
    expect(status).toBe(200);
    expect(await exported(destination, to, said.itemId)).toBe(data);
  }
});

test('the token in the address is the only key: one more is refused, and none, a wrong or a Graph one is 401', async () => {
  const bearer = { authorization: `Bearer ${destination.token}`, 'content-type': 'application/json' };
  expect(refusal(await post(create, bearer))).toBe('400 ErrorInvalidRequest');
  const [address, token] = post.url.split('?authtoken=');
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(create),
  };
  const bad = ['', '?authtoken=', '?authtoken=nonsense', `?authtoken=${token!.slice(0, -5)}AAAAA`];
  for (const query of [...bad, `?authtoken=${destination.token}`])
    expect(refusal(await ask(`${address}${query}`, init))).toBe('401 InvalidAuthenticationToken');
  expect(refusal(await ask(post.url))).toBe('405 ErrorMethodNotAllowed');
  expect((await ask(`${post.url}&again=true`, init)).status).toBe(501);
  // And it opens nothing else.
  const graph = await ask(`${client.graphUrl}/v1.0/users`, { headers: { authorization: `Bearer ${token}` } });
  expect(refusal(graph)).toBe('401 InvalidAuthenticationToken');
});

test('a session that has ended is 401, and a new one opens the mailbox again', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_601_000 });
  expect(refusal(await post(create))).toBe('401 InvalidAuthenticationToken');
  await destination.signInAgain();
  expect((await (await importInto(destination, to))(create)).status).toBe(200);
  vi.useRealTimers();
  await destination.signInAgain();
});

test('a session of one mailbox used for another is 409 with the body that Microsoft documents', async () => {
  const other = (await destination.mailbox('sam.okoye')).split('/').at(-1)!;
  const own = to.split('/').at(-1)!;
  const { status, text } = await ask(post.url.replace(own, other), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(create),
  });
  expect(status).toBe(409);
  expect(JSON.parse(text)).toEqual({
    Message: `Invalid import session. The target session is expected in mailbox ${other}.`,
  });
});

const wrong: { name: string; body: Record<string, unknown>; wanted: string }[] = [
  { name: 'without a folder', body: { Mode: 'create', Data: data }, wanted: '400 ErrorInvalidRequest' },
  {
    name: 'into a well-known name',
    body: { ...create, FolderId: 'inbox' },
    wanted: '404 ErrorFolderNotFound',
  },
  { name: 'into no folder', body: { ...create, FolderId: 'AAMk' }, wanted: '404 ErrorFolderNotFound' },
  { name: 'without a mode', body: { FolderId: target, Data: data }, wanted: '400 ErrorInvalidRequest' },
  { name: 'in another mode', body: { ...create, Mode: 'replace' }, wanted: '400 ErrorInvalidRequest' },
  { name: 'without data', body: { FolderId: target, Mode: 'create' }, wanted: '400 ErrorInvalidRequest' },
  { name: 'with empty data', body: { ...create, Data: '' }, wanted: '400 ErrorInvalidRequest' },
  {
    name: 'with data that is not base64',
    body: { ...create, Data: 'no/base64!' },
    wanted: '400 ErrorInvalidRequest',
  },
  { name: 'of what is no item', body: { ...create, Data: 'AAAA' }, wanted: '400 ErrorCorruptData' },
  {
    name: 'of half an item',
    body: { ...create, Data: data.slice(0, 4_000) },
    wanted: '400 ErrorCorruptData',
  },
  {
    name: 'that creates with an ItemId',
    body: { ...create, ItemId: 'x' },
    wanted: '400 ErrorInvalidRequest',
  },
  {
    name: 'that creates with a ChangeKey',
    body: { ...create, ChangeKey: 'x' },
    wanted: '400 ErrorInvalidRequest',
  },
  {
    name: 'that updates without the pair',
    body: { ...create, Mode: 'update' },
    wanted: '400 ErrorInvalidRequest',
  },
  {
    name: 'with keys in camelCase',
    body: { folderId: target, mode: 'create', data },
    wanted: '400 ErrorInvalidRequest',
  },
  {
    name: 'with one key in camelCase',
    body: { folderId: target, Mode: 'create', Data: data },
    wanted: '501 SandboxDoesNotKnow',
  },
  { name: 'with a key more', body: { ...create, Size: 5 }, wanted: '501 SandboxDoesNotKnow' },
];
test.for(wrong)('an import $name is refused, and nothing is stored', async ({ body, wanted }) => {
  const count = async () => (await destination.get(`${to}/folders/inbox`)).said.totalItemCount;
  const before = await count();
  expect(refusal(await post(body))).toBe(wanted);
  expect(await count()).toBe(before);
});

test('an import that is not said to be JSON is refused', async () => {
  expect(refusal(await post(create, { 'content-type': 'text/plain' }))).toBe('415 ErrorInvalidContentType');
});

test('an update replaces the item under the same id, and only with its current pair and folder', async () => {
  const { said } = await post(create);
  const next = await exported(source, from, plain[3]!.id);
  const update = { ...create, Mode: 'update', Data: next, ItemId: said.itemId, ChangeKey: said.changeKey };
  expect(refusal(await post({ ...update, ChangeKey: 'wrong' }))).toBe('412 ErrorIrresolvableConflict');
  expect(refusal(await post({ ...update, ItemId: 'wrong' }))).toBe('404 ErrorItemNotFound');
  const drafts = (await destination.get(`${to}/folders/drafts`)).said.id;
  expect(refusal(await post({ ...update, FolderId: drafts }))).toBe('404 ErrorItemNotFound');
  const before = await itemAt(said.itemId);
  const updated = await post(update);
  expect(updated.said.itemId).toBe(said.itemId);
  expect(updated.said.changeKey).not.toBe(said.changeKey);
  const after = await itemAt(said.itemId);
  expect(after.singleValueExtendedProperties).toEqual(plain[3]!.singleValueExtendedProperties);
  expect(after.createdDateTime).toBe(before.createdDateTime);
  expect(after.size).not.toBe(before.size);
  expect(await exported(destination, to, said.itemId)).toBe(next);
  // The old pair is not the current one any more.
  expect(refusal(await post(update))).toBe('412 ErrorIrresolvableConflict');
});
