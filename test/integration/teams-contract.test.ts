/** Teams' door over real HTTP: what comes in, what goes out to the connector, and who is not let in. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Bot, startBot } from '../../src/bot/start.ts';
import { readConfig } from '../../src/config.ts';
import { rowsOf } from '../../src/db/open.ts';
import { createLog } from '../../src/log.ts';
import { type Connector, startConnector } from '../fixtures/connector.ts';
import { startWorld, type World } from '../fixtures/world.ts';

const log = createLog({ level: process.env.TEST_LOG ?? 'silent' });
let world: World;
let folder: string;
let connector: Connector;
let local: Bot;
let production: Bot;

const start = (env: Record<string, string>): Promise<Bot> =>
  startBot({
    engine: world.engine,
    db: world.database.db,
    log,
    config: { ...readConfig({ PORT: '0', MAILFERRY_DATA: folder, ...env }, 'all'), playground: false },
  });

const appId = '11111111-2222-4333-8444-555555555555';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mailferry-teams-'));
  world = await startWorld({ sandbox: { mailboxes: 2, items: 30 } });
  connector = await startConnector();
  local = await start({});
  production = await start({
    MICROSOFT_APP_ID: appId,
    MICROSOFT_APP_PASSWORD: 'secret',
    MICROSOFT_APP_TENANT_ID: 'home',
    PUBLIC_URL: 'https://bot.example',
    MAILFERRY_KEY: 'a key for tests, long enough',
  });
}, 60_000);
afterAll(async () => {
  await local[Symbol.asyncDispose]();
  await production[Symbol.asyncDispose]();
  await connector.close();
  await world[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => void connector.posted.splice(0));

const activity = (more: object = {}) => ({
  type: 'message',
  id: randomUUID(),
  channelId: 'msteams',
  serviceUrl: connector.url,
  from: { id: '29:anna', name: 'Anna', aadObjectId: 'anna' },
  recipient: { id: '28:bot', name: 'Mailferry' },
  conversation: {
    id: '19:channel@thread.tacv2;messageid=1',
    conversationType: 'channel',
    tenantId: 'home',
    isGroup: true,
  },
  channelData: { tenant: { id: 'home' }, team: { id: '19:team@thread.tacv2', name: 'Team' } },
  ...more,
});
const said = (text: string, more: object = {}) =>
  activity({
    text: `<at>Mailferry</at> ${text}`,
    entities: [
      { type: 'mention', text: '<at>Mailferry</at>', mentioned: { id: '28:bot', name: 'Mailferry' } },
    ],
    ...more,
  });
const clicked = (data: unknown) =>
  activity({
    type: 'invoke',
    name: 'adaptiveCard/action',
    replyToId: 'message-1',
    value: { action: { type: 'Action.Execute', verb: 'x', data } },
  });

const send = async (
  body: unknown,
  { to = local, headers = {} }: { to?: Bot; headers?: Record<string, string> } = {},
) => {
  const answer = await fetch(`${to.url}/api/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, text, json: () => JSON.parse(text) as { type: string; value: unknown } };
};

test('a mention is answered in its thread, with one card', async () => {
  expect((await send(said('help'))).status).toBeLessThan(300);
  expect(connector.posted).toHaveLength(1);
  expect(connector.posted[0]?.path).toContain('19:channel@thread.tacv2;messageid=1/activities');
  expect(connector.posted[0]?.activity.attachments).toHaveLength(1);
});

test('a message that is delivered twice is answered once; six at once are answered six times', async () => {
  const twice = said('help');
  await send(twice);
  await send(twice);
  expect(connector.posted).toHaveLength(1);
  await Promise.all(Array.from({ length: 6 }, () => send(said('help'))));
  expect(connector.posted).toHaveLength(7);
});

test('a click is answered where it was clicked: replaced for everybody, or a line for who clicked', async () => {
  const replaced = await send(clicked({ command: 'help', args: { here: 'yes' } }));
  expect(replaced.json().type).toBe('application/vnd.microsoft.card.adaptive');
  expect(connector.posted.map(({ method }) => method)).toEqual(['PUT']);
  const refused = await send(clicked({ command: 'approve', args: { pass: 4711, hash: 'edited' } }));
  expect(refused.status).toBe(200);
  expect(refused.json().type).toBe('application/vnd.microsoft.activity.message');
});

test.for([
  { data: null },
  { data: 'approve' },
  { data: { command: { $gt: '' } } },
  { data: { command: 'approve', args: { pass: '1; drop table passes', hash: ['x'] } } },
  { data: { command: 'no such command', args: { __proto__: { admin: true } } } },
])('a click with edited data does nothing: $data', async ({ data }) => {
  const passes = async () =>
    Number(
      rowsOf<{ n: string }>(await world.database.db.execute(sql`select count(*) as n from passes`))[0]?.n,
    );
  const before = await passes();
  expect((await send(clicked(data))).status).toBe(200);
  expect(await passes()).toBe(before);
});

test('what is no activity is refused', async () => {
  expect((await send('{"type":')).status).toBe(400);
  expect((await send('[]')).status).toBe(400);
  expect((await send(JSON.stringify({ text: 'x'.repeat(1_100_000) }))).status).toBe(413);
  expect((await fetch(`${local.url}/api/messages`)).status).toBe(405);
});

test('a guest is refused, whatever the activity says of them, and is asked about once', async () => {
  connector.members.set('29:gus', { tenantId: 'elsewhere', userRole: 'guest' });
  const from = { id: '29:gus', name: 'Gus', aadObjectId: 'gus' };
  await send(said('help', { from }));
  await send(said('project', { from }));
  expect(connector.posted).toHaveLength(2);
  for (const { activity: sent } of connector.posted)
    expect(JSON.stringify(sent)).toContain('Guests cannot use Mailferry');
  expect(connector.asked()).toBe(1);
});

test('a file is only fetched from where Teams keeps files', async () => {
  const file = (downloadUrl: string) =>
    activity({
      conversation: { id: 'a:anna', conversationType: 'personal', tenantId: 'home' },
      attachments: [
        {
          contentType: 'application/vnd.microsoft.teams.file.download.info',
          name: 'users.csv',
          content: { downloadUrl, fileType: 'csv' },
        },
      ],
    });
  for (const url of [
    'https://evil.example/users.csv',
    'https://contoso.sharepoint.com.evil.example/x',
    'http://169.254.169.254/latest',
    'file:///etc/passwd',
    'https://user:pw@contoso.sharepoint.com/x',
  ])
    await send(file(url));
  expect(connector.posted).toHaveLength(5);
  for (const { activity: sent } of connector.posted)
    expect(JSON.stringify(sent)).toContain('does not lie where Teams keeps files');
});

/** What was said in the thread that these tests speak in; passes post elsewhere meanwhile. */
const answers = () => connector.posted.filter(({ path }) => path.includes(';messageid=1/'));
const titles = () => connector.posted.map(({ method, activity: sent }) => `${method} ${sent.summary}`);
const until = async (happened: () => boolean | Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 600; tries++) {
    if (await happened()) return;
    await sleep(50);
  }
  throw new Error(`never happened; posted: ${titles().join('; ')}`);
};
const inChannel = (id: string) => ({
  conversation: { id, conversationType: 'channel', tenantId: 'home', isGroup: true },
});

test('a chat service that is busy, locked or down gets each post once, in order, when it is back', async () => {
  const where = inChannel('19:busy@thread.tacv2');
  await send(said('project "Contoso to Fabrikam"', where));
  await send(said('verify', where));
  connector.trouble.push(
    { status: 429, code: 'Throttled', retryAfter: 1 },
    { status: 412, code: 'PreconditionFailed' },
    { status: 502 },
    { status: 503 },
  );
  await until(() => titles().some((title) => /POST Verification \d+: /.test(title)));
  const here = connector.posted.filter(({ path }) => path.includes('19:busy@'));
  const posts = here.filter(({ method }) => method === 'POST').map(({ activity: sent }) => sent.summary);
  expect(connector.trouble).toEqual([]);
  expect(posts).toEqual([
    'Contoso to Fabrikam',
    expect.stringMatching(/^Verification \d+ has started/),
    expect.stringMatching(/^Verification \d+ (?:is running|finished)/),
    expect.stringMatching(/^Verification \d+: all 2 mailboxes ready/),
  ]);
});

test.for([
  ['the bot is taken out of the team', { type: 'installationUpdate', action: 'remove' }],
  [
    'the channel is deleted',
    {
      type: 'conversationUpdate',
      channelData: {
        tenant: { id: 'home' },
        team: { id: '19:team@thread.tacv2', name: 'Team' },
        eventType: 'channelDeleted',
        channel: { id: '19:gone@thread.tacv2' },
      },
    },
  ],
] as const)('%s: nothing more is posted there, until it is spoken to again', async ([, event]) => {
  const where = inChannel('19:gone@thread.tacv2');
  const elsewhere = inChannel('19:here@thread.tacv2');
  await send(said('project "Contoso to Fabrikam"', where));
  await send(activity({ ...event, ...(event.type === 'installationUpdate' ? where : elsewhere) }));
  await send(said('project "Contoso to Fabrikam"', elsewhere));
  connector.posted.splice(0);
  await send(said('verify', elsewhere));
  await until(() => titles().some((title) => /POST Verification \d+: /.test(title)));
  expect(connector.posted.filter(({ path }) => path.includes('19:gone@'))).toEqual([]);

  await send(said('status', where));
  connector.posted.splice(0);
  await send(said('verify', elsewhere));
  await until(
    () =>
      connector.posted.filter(
        ({ path, activity: sent }) =>
          path.includes('19:gone@') && /^Verification \d+: /.test(sent.summary ?? ''),
      ).length > 0,
  );
});

test('a chat that answers 403 is left alone, and the others hear of the pass', async () => {
  const [closed, open] = [inChannel('19:closed@thread.tacv2'), inChannel('19:open@thread.tacv2')];
  await send(said('project "Contoso to Fabrikam"', closed));
  await send(said('project "Contoso to Fabrikam"', open));
  const { db } = world.database;
  const installed = async () =>
    rowsOf<{ installed: boolean }>(
      await db.execute(sql`select installed from conversations where external_id = '19:closed@thread.tacv2'`),
    )[0]?.installed;
  connector.refused.add('19:closed@thread.tacv2');
  connector.posted.splice(0);
  await send(said('verify', open));
  await until(() => titles().some((title) => /POST Verification \d+: /.test(title)));
  await until(async () => (await installed()) === false);
  connector.refused.clear();
  await send(said('status', closed));
  expect(await installed()).toBe(true);
});

test.for(['task/fetch', 'task/submit', 'fileConsent/invoke', 'composeExtension/query', 'signin/verifyState'])(
  'an invoke that is not ours (%s) is answered and does nothing',
  async (name) => {
    const answer = await send({ ...clicked({ command: 'verify' }), name });
    expect([200, 501]).toContain(answer.status);
    expect(answers()).toEqual([]);
  },
);

test.for([
  ['30,000 characters', 'x'.repeat(30_000)],
  ['a command and 30,000 characters', `users add ${'a@b.c '.repeat(5_000)}`],
  ['emoji and right-to-left', 'project "👩‍👩‍👧 مشروع النقل \u202eabc"'],
  ['a mention of somebody else', '<at>Sam Okoye</at> verify'],
  ['only spaces', ' \u00a0 \n '],
])('what people type by mistake is answered with one card: %s', async ([, text]) => {
  expect((await send(said(text!))).status).toBeLessThan(300);
  expect(answers()).toHaveLength(1);
  expect(JSON.stringify(answers()[0]).length).toBeLessThan(28_000);
});

test('a card of last week, and one whose project or pass is not there, is answered to whoever pressed it', async () => {
  for (const data of [
    { command: 'status', args: { pass: 999_999, here: 'yes' } },
    { command: 'full', args: { project: 999_999 } },
    { command: 'users', args: { project: 999_999, page: 3 } },
    { command: 'approve', args: { pass: 1, hash: 'of last week' } },
    { command: 'users confirm', args: { list: 999_999 } },
    { command: 'a command of an older version', args: {} },
  ]) {
    const answer = await send(clicked(data));
    expect(answer.status, JSON.stringify(data)).toBe(200);
    expect(answer.json().type, JSON.stringify(data)).toBe('application/vnd.microsoft.activity.message');
  }
});

test('two clicks at once on one button decide once', async () => {
  const where = inChannel('19:two@thread.tacv2');
  await send(said('project "Contoso to Fabrikam"', where));
  const asked = () =>
    connector.posted.findLast(
      ({ path, activity: sent }) => path.includes('19:two@') && /^Approve/.test(sent.summary ?? ''),
    )?.activity.summary;
  // A pass that an earlier line of this file started may still have the mailboxes.
  await until(async () => {
    await send(said('full', where));
    return asked() !== undefined;
  });
  const pass = Number(/^Approve pass (\d+)/.exec(asked() ?? '')?.[1]);
  const both = await Promise.all(
    ['Anna', 'Ben'].map((name) =>
      send({
        ...clicked({ command: 'reject', args: { pass } }),
        ...where,
        from: { id: `29:${name}`, name, aadObjectId: name },
      }),
    ),
  );
  expect(both.map(({ status }) => status)).toEqual([200, 200]);
  expect(both.filter((answer) => /already/.test(answer.text))).toHaveLength(1);
});

const token = (claims: object): string =>
  ['{"alg":"RS256"}', JSON.stringify(claims), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');

test.for([
  ['no token', {}],
  ['a token that is none', { authorization: 'Bearer abc' }],
  [
    'another issuer',
    { authorization: `Bearer ${token({ iss: 'https://evil.example', aud: appId, exp: 9_999_999_999 })}` },
  ],
  [
    'another bot’s token',
    {
      authorization: `Bearer ${token({ iss: 'https://api.botframework.com', aud: 'other', exp: 9_999_999_999 })}`,
    },
  ],
  [
    'an old token',
    { authorization: `Bearer ${token({ iss: 'https://api.botframework.com', aud: appId, exp: 1 })}` },
  ],
] as const)('in production, %s is 401 and nothing happens', async ([, headers]) => {
  const audited = async () =>
    Number(
      rowsOf<{ n: string }>(await world.database.db.execute(sql`select count(*) as n from audit`))[0]?.n,
    );
  const before = await audited();
  expect((await send(said('help'), { to: production, headers: { ...headers } })).status).toBe(401);
  expect(answers()).toEqual([]);
  expect(await audited()).toBe(before);
});

test('in production, a token with a forged signature gets nowhere', async () => {
  const forged = token({
    iss: 'https://api.botframework.com',
    aud: appId,
    exp: 9_999_999_999,
    serviceurl: connector.url,
  });
  expect(
    (await send(said('help'), { to: production, headers: { authorization: `Bearer ${forged}` } })).status,
  ).toBe(401);
  expect(answers()).toEqual([]);
});
