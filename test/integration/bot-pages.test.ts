/** The pages behind one-time links, as a browser (and a curious stranger) uses them. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from '../fixtures/world.ts';
import { type Bot, linkOf, startBot } from './bot-chat.ts';

let world: World;
let bot: Bot;

beforeAll(async () => {
  world = await startWorld({ sandbox: { mailboxes: 2, items: 40 } });
  bot = startBot(world);
  await bot.say('Anna', 'project new Pages');
});
afterAll(() => world[Symbol.asyncDispose]());

const form = (values: Record<string, string>) => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
  body: Buffer.from(new URLSearchParams(values).toString()),
});
const golden = async (name: string, body: string | Buffer) => {
  const steady = String(body)
    .replace(/nonce="[^"]+"/g, 'nonce="…"')
    .replace(/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g, '&lt;guid&gt;');
  await expect(steady).toMatchFileSnapshot(`../golden/pages/${name}.html`);
};

test('a secret goes in once, after it worked; the chat goes on with the next card', async () => {
  const tenant = world.sandbox.ready.tenants.find(({ role }) => role === 'source')!;
  await bot.say('Anna', `endpoint add Source tenant ${tenant.tenantId} client ${tenant.clientId}`);
  const { card } = await bot.say('Anna', 'project connect Source to Fabrikam');
  expect(card.title).toBe('Now the client secrets');
  const path = linkOf(card, /^Enter the secret of Source/);
  const page = await bot.page(path);
  expect(page.status).toBe(200);
  await golden('secret', page.body);
  expect((await bot.page(path)).status).toBe(200);
  expect(
    (await bot.page(path, { ...form({ secret: 'x' }), headers: { 'sec-fetch-site': 'cross-site' } })).status,
  ).toBe(403);
  const wrong = await bot.page(path, form({ secret: 'not the secret' }));
  expect(wrong.status).toBe(422);
  expect(wrong.body).not.toContain('not the secret');
  const right = await bot.page(path, form({ secret: tenant.clientSecret }));
  expect(right).toMatchObject({ status: 200 });
  expect((await bot.page(path)).status).toBe(410);
  expect((await bot.page(path, form({ secret: tenant.clientSecret }))).status).toBe(410);
  expect(bot.chat.messages.at(-1)?.card.title).toBe('Who moves?');
  const stored = JSON.stringify([
    await world.database.db.query.audit.findMany(),
    await world.database.db.query.links.findMany(),
    await world.database.db.query.endpoints.findMany(),
  ]);
  expect(stored).not.toContain(tenant.clientSecret);
  expect(stored).not.toContain(path.slice(3));
});

test('a file goes up as bytes, is previewed on the page and in the chat, and saved once', async () => {
  const upload = linkOf((await bot.say('Anna', 'users import')).card, /^Upload/);
  await golden('upload', (await bot.page(upload)).body);
  const list = Buffer.from('source;destination\nanna@contoso.example;anna@fabrikam.example\n<script>;x\n');
  const sent = {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    query: new URLSearchParams({ name: '../users<1>.csv' }),
    body: list,
  };
  expect((await bot.page(upload, { ...sent, body: Buffer.alloc(0) })).status).toBe(422);
  expect((await bot.page(upload, { ...sent, body: Buffer.alloc(10_000_001) })).status).toBe(413);
  const answer = await bot.page(upload, sent);
  expect(answer.status).toBe(303);
  expect((await bot.page(upload)).status).toBe(410);
  const shown = answer.headers.location!;
  const page = await bot.page(shown);
  expect(page.body).not.toContain('<script>;');
  await golden('preview', page.body);
  expect(bot.chat.messages.at(-1)?.card.title).toBe('1 mailbox ready to be added');
  expect((await bot.page(shown, form({ do: 'confirm' }))).body).toContain('1 mailbox added');
  expect((await bot.page(shown, form({ do: 'confirm' }))).status).toBe(410);
  expect(bot.chat.messages.at(-1)?.card.title).toBe('1 mailbox added');
});

test('a pasted list on the page can be discarded, and nothing is saved', async () => {
  const upload = linkOf((await bot.say('Anna', 'users import')).card, /^Upload/);
  const answer = await bot.page(upload, form({ text: 'zoe@contoso.example,zoe@fabrikam.example' }));
  expect((await bot.page(answer.headers.location!, form({ do: 'discard' }))).body).toContain(
    'List discarded',
  );
  expect((await bot.say('Anna', 'users zoe')).card.title).toContain('0 mailboxes');
});

test('links that expired, were made up, or belong to somebody who left open nothing', async () => {
  const upload = linkOf((await bot.say('Anna', 'users import')).card, /^Upload/);
  const { db } = world.database;
  await db.execute(
    sql`update members set role = 'viewer' where person_id = (select id from people where name = 'Anna')`,
  );
  expect((await bot.page(upload)).status).toBe(403);
  await db.execute(
    sql`update members set role = 'owner' where person_id = (select id from people where name = 'Anna')`,
  );
  expect((await bot.page(upload)).status).toBe(200);
  await db.execute(sql`update links set expires_at = now() - interval '1 second'`);
  expect((await bot.page(upload)).status).toBe(410);
  for (const path of ['/p/', '/p/x', `/p/${'A'.repeat(43)}`, '/p/../../etc/passwd', '/nothing'])
    expect((await bot.page(path)).status, path).toBe(404);
});

test('the sample list and the health are open to all, the command line to whoever has the key', async () => {
  expect((await bot.page('/sample.csv')).headers['content-type']).toContain('text/csv');
  expect(JSON.parse(String((await bot.page('/health')).body))).toEqual({ status: 'ok', database: 'ok' });
  const cli = (more: object, key = 'the key', remoteAddress = '127.0.0.1') =>
    bot.page('/cli', {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      body: Buffer.from(JSON.stringify(more)),
      remoteAddress,
    });
  expect((await cli({ text: 'help' }, 'a wrong key')).status).toBe(401);
  expect((await cli({ text: 'help' }, 'the key', '10.0.0.7')).status).toBe(403);
  expect((await cli({ nothing: 1 })).status).toBe(400);
  expect(JSON.parse(String((await cli({ text: 'help', as: 'Ben' })).body))).toMatchObject({ exit: 0 });
  expect(JSON.parse(String((await cli({ text: 'hlep' })).body))).toMatchObject({ exit: 2 });
});
