/** Trouble on demand: each kind of trouble, for each kind of request, when a rule says so and never else. */
import { afterAll, expect, test } from 'vitest';
import { plainMailboxes } from '../../fixtures/plain-mailboxes.ts';
import {
  type Answered,
  ask,
  type Client,
  exported,
  formOf,
  importInto,
  signIn,
  startClient,
} from '../../fixtures/sandbox-client.ts';
import type { SandboxOptions } from '../../fixtures/world.ts';

type Rule = NonNullable<SandboxOptions['faults']>[number];
const contents = plainMailboxes({ mailboxes: 1, items: 3, bytes: 2_000 });
const start = (...faults: Rule[]) => startClient({ contents, faults });

/** Broken connections are told apart from answers. */
const outcome = (asked: Promise<Answered>): Promise<number | 'broken'> =>
  asked.then(
    ({ status }) => status,
    () => 'broken' as const,
  );

/** An import that can be sent again and again, and how many items it has made. */
const importing = async (client: Client) => {
  const [from, to] = [await client.source.mailbox(), await client.destination.mailbox()];
  const [item] = await client.source.all(`${from}/folders/inbox/items`);
  const { said } = await client.destination.get(`${to}/folders/inbox`);
  const body = {
    FolderId: said.id,
    Mode: 'create',
    Data: await exported(client.source, from, item!.id),
  };
  const post = await importInto(client.destination, to);
  return {
    send: () => outcome(post(body)),
    stored: async () => (await client.destination.get(`${to}/folders/inbox`)).said.totalItemCount,
  };
};

test('a rule strikes after so many, at every so many, and so many times', async () => {
  await using client = await start({
    on: 'import',
    do: '429',
    after: 1,
    every: 2,
    times: 2,
    retryAfter: 0.5,
  });
  const { send, stored } = await importing(client);
  const statuses: unknown[] = [];
  for (let at = 0; at < 8; at++) statuses.push(await send());
  expect(statuses).toEqual([200, 200, 429, 200, 429, 200, 200, 200]);
  expect(await stored()).toBe(6);
});

test('429, 503 and 504 are answered in the services’ words, with Retry-After where the rule has one', async () => {
  await using client = await start(
    { on: 'list', do: '429', times: 1, retryAfter: 2.5 },
    { on: 'delta', do: '503', times: 1, retryAfter: 7 },
    { on: 'folder', do: '504', times: 1 },
  );
  const mailbox = await client.source.mailbox();
  const answers = [];
  for (const path of ['folders/inbox/items', 'folders/inbox/items/delta', 'folders'])
    answers.push(await client.source.get(`${mailbox}/${path}`));
  expect(
    answers.map(({ status, said, headers }) => [status, said.error.code, headers.get('retry-after')]),
  ).toEqual([
    [429, 'ApplicationThrottled', '2.5'],
    [503, 'ServiceUnavailable', '7'],
    [504, 'GatewayTimeout', null],
  ]);
  expect((await client.source.get(`${mailbox}/folders`)).status).toBe(200);
});

test('a connection that breaks before has done nothing, one that breaks after has done it', async () => {
  for (const [trouble, made] of [
    ['reset-before', 0],
    ['reset-after', 1],
  ] as const) {
    await using client = await start({ on: 'import', do: trouble, times: 1 });
    const { send, stored } = await importing(client);
    expect(await send()).toBe('broken');
    expect(await stored()).toBe(made);
    expect(await send()).toBe(200);
  }
});

test('a late import breaks its connection and is done afterwards all the same', async () => {
  await using client = await start({ on: 'import', do: 'late', times: 1, delayMs: 300 });
  const { send, stored } = await importing(client);
  expect(await send()).toBe('broken');
  await expect.poll(stored, { timeout: 20_000 }).toBe(1);
});

test('half an answer is cut off, and a slow one is whole', async () => {
  await using client = await start(
    { on: 'export', do: 'half', times: 1 },
    { on: 'import', do: 'slow', times: 1, delayMs: 20 },
  );
  const mailbox = await client.source.mailbox();
  const [item] = await client.source.all(`${mailbox}/folders/inbox/items`);
  const body = { itemIds: [item!.id] };
  expect(await outcome(client.source.post(`${mailbox}/exportItems`, body))).toBe('broken');
  expect(await outcome(client.source.post(`${mailbox}/exportItems`, body))).toBe(200);
  const { send, stored } = await importing(client);
  expect(await send()).toBe(200);
  expect(await stored()).toBe(1);
});

test('where two rules are due at once, the first strikes', async () => {
  await using client = await start({ on: 'user', do: '503', times: 1 }, { on: 'user', do: '504', times: 2 });
  const statuses = [];
  for (let at = 0; at < 4; at++) statuses.push((await client.source.get('/v1.0/users')).status);
  expect(statuses).toEqual([503, 504, 504, 200]);
});

test('the sandbox’s own questions, and what it does not know, are no requests of any kind', async () => {
  await using client = await start({ on: 'user', do: '503' });
  expect((await client.source.get('/v1.0/users?$search=x')).status).toBe(501);
  expect((await client.truth()).agrees).toBe(true);
});

const kinds = ['import', 'export', 'list', 'delta', 'folder', 'session', 'token', 'user'] as const;
// The trouble begins after the client has what it needs: two tokens, and the way to a mailbox.
const client = await start(
  ...kinds.map(
    (on): Rule => ({ on, do: '503', after: { token: 2, user: 4, session: 1 }[on as string] ?? 0 }),
  ),
);
afterAll(() => client[Symbol.asyncDispose]());
const from = await client.source.mailbox();
const to = await client.destination.mailbox();
const post = await importInto(client.destination, to);
const { graphUrl, source, destination } = client;
const requests: [kind: (typeof kinds)[number], name: string, run: () => Promise<Answered>][] = [
  ['import', 'an import', () => post({ Mode: 'create' })],
  ['export', 'an export', () => source.post(`${from}/exportItems`, { itemIds: ['x'] })],
  ['list', 'a list of items', () => source.get(`${from}/folders/inbox/items`)],
  ['list', 'one item', () => source.get(`${from}/folders/inbox/items/x`)],
  ['delta', 'changes of items', () => source.get(`${from}/folders/inbox/items/delta`)],
  ['delta', 'changes of folders', () => source.get(`${from}/folders/delta`)],
  ['folder', 'a list of folders', () => source.get(`${from}/folders`)],
  ['folder', 'a folder’s children', () => source.get(`${from}/folders/inbox/childFolders`)],
  ['folder', 'one folder', () => source.get(`${from}/folders/inbox`)],
  ['folder', 'creating a folder', () => destination.post(`${to}/folders`, { displayName: 'x', type: 'IPF' })],
  ['folder', 'renaming a folder', () => destination.patch(`${to}/folders/inbox`, { displayName: 'x' })],
  ['session', 'an import session', () => destination.post(`${to}/createImportSession`)],
  ['token', 'a sign-in', () => signIn(graphUrl, source.tenantId, formOf(source))],
  [
    'token',
    'a tenant’s metadata',
    () => ask(`${graphUrl}/${source.tenantId}/v2.0/.well-known/openid-configuration`),
  ],
  ['user', 'a list of people', () => source.get('/v1.0/users')],
  ['user', 'a person’s mailbox', () => source.get('/v1.0/users/x/settings/exchange')],
];
test.for(requests)('a rule for "%s" is for %s', async ([, , run]) => {
  expect((await run()).status).toBe(503);
});

const nonsense: unknown[] = [
  [{ on: 'everything', do: '503' }],
  [{ on: 'import', do: '418' }],
  [{ on: 'import', do: '503', every: 0 }],
  [{ on: 'import', do: '503', often: true }],
  [{ on: 'import' }],
  { on: 'import', do: '503' },
];
test('rules that are none stop the sandbox before it starts', async () => {
  for (const faults of nonsense) await expect(startClient({ faults: faults as Rule[] })).rejects.toThrow();
});
