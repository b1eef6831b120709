/** People and the bot in a conversation: real engine, real database, real tenants over HTTP. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toText } from '../../src/bot/cards/to-text.ts';
import { startWorld, type World } from '../fixtures/world.ts';
import { type Bot, linkOf, startBot, textOf } from './bot-chat.ts';

let world: World;
let bot: Bot;

beforeAll(async () => {
  world = await startWorld({ sandbox: { mailboxes: 3, items: 60 } });
  bot = startBot(world);
});
afterAll(() => world[Symbol.asyncDispose]());

test('a scripted conversation reads as it did', async () => {
  const lines: string[] = [];
  const say = async (who: string, text: string) => {
    const reply = await bot.say(who, text, 'script');
    lines.push(`${who}> ${text}\n\n${toText(reply.card)}\n\n[exit ${reply.exit}]`);
  };
  await say('Anna', 'hello');
  await say('Anna', 'hlep');
  await say('Anna', 'project');
  await say('Anna', 'project new Wave two');
  await say('Anna', 'project new wave TWO');
  await say('Anna', 'project connect Contoso to Nowhere');
  await say('Anna', 'project connect Contoso to Fabrikam');
  await say('Anna', 'verify');
  await say(
    'Anna',
    'users import\nsource,destination\nanna@contoso.example,anna@fabrikam.example\nben@contoso.example\n=1+1,x',
  );
  await say('Anna', 'users confirm');
  await say('Anna', 'users confirm');
  await say('Anna', 'users');
  await say('Anna', 'full');
  await say('Anna', 'approve');
  await say('Anna', 'status');
  await say('Anna', 'errors');
  await say('Anna', 'project *');
  const steady = lines
    .join('\n\n----------------------------------------\n\n')
    .replace(/\/p\/[\w-]{43}/g, '/p/<token>')
    .replace(/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/g, '<guid>')
    .replace(/(type: users (?:confirm|discard)) \d+/g, '$1 <n>');
  await expect(`${steady}\n`).toMatchFileSnapshot('../golden/conversation.txt');
});

test('both install events of one installation greet once', async () => {
  const cards = await Promise.all([bot.installed('new'), bot.installed('new')]);
  expect(cards.filter((card) => card !== null)).toHaveLength(1);
});

test('from the first card to an approval, by buttons', async () => {
  const first = await bot.say('Anna', 'project new');
  const noName = await bot.click('Anna', first.card, 'Create the project', {
    name: 'Buttons',
    sourceTenant: 'contoso.example',
  });
  expect(noName).toMatchObject({ exit: 2, show: 'toast' });
  expect(textOf(noName.card)).toContain('The client id of the source is missing.');
  const endpoints = await world.engine.endpoints.list(world.alex);
  const [source, destination] = ['Contoso', 'Fabrikam'].map((name) =>
    String(endpoints.find((one) => one.name === name)!.id),
  );
  const users = await bot.click('Anna', first.card, 'Create the project', {
    name: 'Buttons',
    sourceEndpoint: source,
    destinationEndpoint: destination,
    sourceTenant: '',
    sourceClient: '',
  });
  expect(users).toMatchObject({ exit: 0, show: 'replace', card: { title: 'Who moves?' } });
  const preview = await bot.click('Anna', users.card, 'Use the sample list');
  expect(preview.card.title).toMatch(/^\d+ mailboxes? ready to be added$/);
  const confirmed = await bot.click('Anna', preview.card, /^Add/);
  expect(confirmed).toMatchObject({ exit: 0, show: 'replace' });
  expect(await bot.click('Anna', preview.card, /^Add/)).toMatchObject({ exit: 2, show: 'toast' });

  expect((await bot.click('Anna', confirmed.card, 'Verify')).card.title).toMatch(
    /^Verification \d+ has started$/,
  );
  await settled();
  const asked = await bot.say('Anna', 'full');
  expect(asked.card.title).toMatch(/^Approve pass \d+\? \d+ items of \d+ mailboxes would move$/);
  expect(textOf(asked.card)).toContain('Somebody other than Anna must approve this');

  expect(await bot.click('Anna', asked.card, 'Approve')).toMatchObject({ exit: 2, show: 'toast' });
  const both = await Promise.all([
    bot.click('Ben', asked.card, 'Approve'),
    bot.click('Ben', asked.card, 'Approve'),
  ]);
  expect(both.map(({ exit }) => exit).sort()).toEqual([0, 2]);
  expect(both.find(({ exit }) => exit === 0)).toMatchObject({
    show: 'replace',
    card: { title: 'Approved by Ben' },
  });
  await settled();
  const stats = await bot.say('Anna', 'stats');
  expect(stats.card.parts.some((part) => part.kind === 'chart')).toBe(true);
  expect(toText(stats.card)).toMatch(/Numbers as CSV/);
});

const settled = async (): Promise<void> => {
  for (let tries = 0; tries < 300; tries++) {
    const status = await bot.say('Anna', 'status');
    if (!/ is running$/.test(status.card.title)) return;
    await sleep(100);
  }
  throw new Error('the pass is still running');
};

test('a click with edited data is refused or ignored, never a fault', async () => {
  for (const click of [
    { command: 'approve', args: { pass: '1; drop table passes', hash: {} } },
    { command: 'approve', args: { pass: 999_999, hash: 'x' } },
    { command: 'approve', args: { pass: -1 } },
    { command: 'users confirm', args: { list: 2 ** 40 } },
    { command: 'project', args: { project: 999_999 } },
    { command: 'project', args: { name: ['a'] } },
    { command: '__proto__', args: {} },
    { command: 'help', args: { topic: 'x'.repeat(100_000) } },
    { command: 'verify', args: { addresses: `${'a'.repeat(300_000)}@b` } },
    { command: 'endpoint add', args: { name: 'x', tenant: '../../', client: '\u0000' } },
  ]) {
    const reply = await bot.rawClick('Anna', click);
    expect(
      reply.exit,
      `${click.command} ${JSON.stringify(click.args).slice(0, 80)}: ${reply.card.title}`,
    ).toBe(2);
  }
});

test('odd text is answered, never a fault', async () => {
  for (const text of [
    '🚢'.repeat(3000),
    'مرحبا',
    '\u202eabc',
    '\u0000',
    'users \u0000',
    'x'.repeat(500_000),
    'users %_\\',
    "project '; --",
    'project new \u0000',
  ]) {
    const reply = await bot.say('Anna', text);
    expect(reply.exit, text.slice(0, 40)).not.toBe(1);
  }
});

test('a secret in chat is not used, not kept, and the person is told to make a new one', async () => {
  // Made up; the shape is that of a generated Entra secret.
  const secret = 'abc8Q~Zy0wVu2.tSrQp_On4mLkJi6hGfEd-Cb8aA';
  const reply = await bot.say('Anna', `endpoint add X tenant t client ${secret}`);
  expect(reply).toMatchObject({ exit: 2, card: { title: 'That looks like a secret' } });
  expect(JSON.stringify(await world.database.db.query.audit.findMany())).not.toContain(secret);
});

test('a file in the chat is read as a list, whatever is written with it', async () => {
  await bot.say('Anna', 'project Buttons');
  const reply = await bot.attach(
    'Anna',
    'list.csv',
    Buffer.from('source;destination\nzoe@contoso.example;zoe@fabrikam.example\n'),
  );
  expect(reply).toMatchObject({ exit: 0, card: { title: '1 mailbox ready to be added' } });
});

test('somebody from another place and guests are told no', async () => {
  const stranger = await bot.say('Nobody', 'status', 'elsewhere');
  expect([0, 2]).toContain(stranger.exit);
});

test('one mailbox is asked about: nothing yet, verified, moved, and paused in between', async () => {
  const [{ source } = { source: '' }] = world.pairs;
  const project = world.project.id;
  const why = async (address = source) =>
    toText((await bot.rawClick('Anna', { command: 'why', args: { address, project } })).card);
  expect(await why('nobody@contoso.example')).toContain('nobody@contoso.example is not in this project');
  await world.run('verify');
  expect(await why(source.toUpperCase())).toContain('It can move: "trial" or "full"');
  const pass = await world.begin('full');
  await world.engine.passControl.pause(world.alex, pass.id);
  expect(await why()).toContain(`is paused, so it rests`);
  await world.engine.passControl.resume(world.alex, pass.id);
  await world.waitFor(pass.id);
  expect(await why()).toMatch(/Pass \d+ \(full\) ended: completed/);
});

test('the audit trail shows who did what, and a changed row breaks its chain', async () => {
  await bot.say('Anna', 'people');
  const { card } = await bot.say('Ben', 'audit');
  const text = toText(card);
  expect(text).toContain('The chain is whole');
  expect(text).toMatch(/Anna +people/);
  const csv = await bot.page(linkOf(card, /CSV/));
  expect(csv.headers['content-type']).toMatch(/csv/);
  expect(String(csv.body)).toContain(',Anna,people,');
  const { db } = world.database;
  const [row] = await db.query.audit.findMany({ limit: 1, orderBy: (one, { asc }) => asc(one.id) });
  const rewrite = (result: string) =>
    db.execute(sql`update audit set result = ${result} where id = ${row!.id}`);
  await rewrite('nothing happened');
  expect(toText((await bot.say('Ben', 'audit')).card)).toContain(`The chain breaks at entry ${row!.id}`);
  await rewrite(row!.result);
  expect(toText((await bot.say('Ben', 'audit')).card)).toContain('The chain is whole');
});

test('roles are given by owners, and what they allow counts for the next thing said', async () => {
  await bot.say('Anna', 'hello');
  await bot.say('Viola', 'hello');
  expect((await bot.say('Anna', 'role viola viewer')).card.title).toBe('Viola is a viewer now');
  expect(textOf((await bot.say('Viola', 'verify')).card)).toContain('Your role here is viewer');
  expect(textOf((await bot.say('Viola', 'role viola owner')).card)).toContain('Your role here is viewer');
  expect((await bot.say('Anna', 'role Viola king')).exit).toBe(2);
  expect((await bot.say('Anna', 'role Viola owner')).card.title).toBe('Viola is an owner now');
});

test('where two must approve, one yes starts nothing, and nobody counts twice', async () => {
  const project = world.project.id;
  const click = (who: string, command: string, args: object) =>
    bot.rawClick(who, { command, args: { project, ...args } });
  await world.run('verify');
  expect((await click('Anna', 'approvers', { number: 2 })).exit).toBe(0);
  const asked = await click('Anna', 'full', { addresses: world.pairs[0]?.source });
  const first = await bot.click('Ben', asked.card, 'Approve');
  expect(first).toMatchObject({ exit: 0, show: 'replace' });
  expect(toText(first.card)).toContain('Approved by Ben');
  expect(toText(first.card)).toContain('1 more person, not Anna, must approve this');
  expect((await bot.click('Ben', first.card, 'Approve')).exit).toBe(2);
  expect((await bot.click('Anna', first.card, 'Approve')).exit).toBe(2);
  // A yes of somebody who may not approve any more does not count.
  await bot.say('Anna', 'role Ben viewer');
  expect(toText((await bot.click('Carla', first.card, 'Approve')).card)).toContain('Approved by Carla');
  await bot.say('Anna', 'role Ben approver');
  const second = await bot.click('Ben', first.card, 'Approve');
  expect(second.card.title).toBe('Approved by Carla and Ben');
  expect((await click('Anna', 'approvers', { number: 1 })).exit).toBe(0);
  await settled();
});

test('what a channel does not want to see is not posted there, and says how it can be stopped', async () => {
  const chat = 'quiet channel';
  const say = (text: string) => bot.say('Anna', text, chat);
  await say('hello');
  expect((await say('notify failures')).exit).toBe(2);
  const off = await say('notify statistics off');
  expect(toText(off.card)).toMatch(/statistics +the numbers when a pass is over +no/);
  expect(toText((await say('notify everything on')).card)).not.toMatch(/ no$/m);
});

test('help says first what is to be done now', async () => {
  await bot.say('Anna', 'project new "Help by state"', 'help-room');
  expect(textOf((await bot.say('Anna', 'help', 'help-room')).card)).toContain(
    'Now: say where mail comes from and where it goes.',
  );
  await bot.say('Anna', 'project "Contoso to Fabrikam"', 'help-room');
  const { card } = await bot.say('Anna', 'help', 'help-room');
  expect(textOf(card)).toMatch(/Now: /);
});

test('status of one mailbox, and of what is mine in all projects', async () => {
  const [{ source } = { source: '' }] = world.pairs;
  await bot.say('Anna', 'project "Contoso to Fabrikam"', 'mine-room');
  expect((await bot.say('Anna', `status ${source}`, 'mine-room')).card.title).toBe(
    (await bot.say('Anna', `why ${source}`, 'mine-room')).card.title,
  );
  expect((await bot.say('Nina', 'status mine', 'nina-room')).card.title).toMatch(/of yours/);
  expect(textOf((await bot.say('Anna', 'status mine', 'mine-room')).card)).toContain('Contoso to Fabrikam');
});
