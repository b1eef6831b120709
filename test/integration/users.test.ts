/** Who moves: found in the tenants, read from lists of other programs, changed, excluded, removed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toText } from '../../src/bot/cards/to-text.ts';
import { emptyDestination, generateTenant } from '../../src/sandbox/contents/index.ts';
import { must, startWorld, type World } from '../fixtures/world.ts';
import { type Bot, startBot, textOf } from './bot-chat.ts';

let world: World;
let bot: Bot;

beforeAll(async () => {
  world = await startWorld({ sandbox: { mailboxes: 6, items: 60 } });
  bot = startBot(world);
  for (const { source } of world.pairs)
    must(await world.engine.mailboxes.remove(world.alex, world.project.id, source));
}, 60_000);
afterAll(() => world[Symbol.asyncDispose]());

const rowsNow = async () =>
  must(await world.engine.mailboxes.list(world.alex, world.project.id, { limit: 100 })).rows;

test('the mailboxes of the source are found, with their kind and their counterpart; nothing is saved before', async () => {
  await world.edit({ do: 'rename', address: 'info@fabrikam.example', to: 'hello@fabrikam.example' });
  await world.edit({ do: 'rename', address: 'projector@fabrikam.example', to: 'beamer@fabrikam.example' });
  await world.edit({ do: 'unlicense', address: 'room.elbe@contoso.example' });
  const { card, exit } = await bot.say('Anna', 'users discover');
  expect(exit).toBe(0);
  const text = toText(card);
  expect(card.title).toBe('5 mailboxes ready to be added');
  expect(text).toContain('5 people of Contoso have a mailbox, 2 have none, 1 are guests');
  expect(text).toMatch(/info@contoso.example +hello@fabrikam.example +shared, found by name/);
  expect(text).toMatch(/projector@contoso.example +beamer@fabrikam.example +equipment, found by name/);
  expect(text).toMatch(/alex.berg@contoso.example +alex.berg@fabrikam.example +person/);
  expect(await rowsNow()).toEqual([]);
  await world.edit({ do: 'license', address: 'room.elbe@contoso.example' });
});

test('a filter takes a part: a domain, a kind, or both', async () => {
  const titleOf = async (words: string) => (await bot.say('Anna', `users discover ${words}`)).card.title;
  expect(await titleOf('shared')).toBe('1 mailbox ready to be added');
  expect(await titleOf('@contoso.example rooms')).toBe('2 mailboxes ready to be added');
  expect(await titleOf('@nowhere.example')).toBe('Nothing to add in this list');
  expect((await bot.say('Anna', 'users discover everything')).exit).toBe(2);
});

test('without the permission for kinds they are unknown, and the card says which one it is', async () => {
  const roles = ['User.Read.All', 'MailboxFolder.Read.All', 'MailboxItem.Read.All', 'MailboxItem.Export.All'];
  await world.edit({ do: 'grant', tenant: 'Contoso', roles });
  const { card } = await bot.say('Anna', 'users discover');
  expect(textOf(card)).toContain('MailboxSettings.Read');
  expect(toText(card)).toContain('unknown');
  const refused = await bot.say('Anna', 'users discover rooms');
  expect(refused.exit).toBe(2);
  expect(textOf(refused.card)).toContain('MailboxSettings.Read');
  await world.edit({ do: 'grant', tenant: 'Contoso', roles: [...roles, 'MailboxSettings.Read'] });
});

test('a second discovery while one runs is refused', async () => {
  await using slow = await startWorld({
    sandbox: { mailboxes: 1, items: 5, latencyMs: 300 },
    work: false,
  });
  const { engine, alex, sam, project } = slow;
  const first = must(await engine.discovery.begin(alex, project.id, {}));
  expect(await engine.discovery.begin(sam, project.id, {})).toMatchObject({
    ok: false,
    refusal: { code: 'busy', sentence: expect.stringContaining('Alex') },
  });
  must(await first.found);
  must(await must(await engine.discovery.begin(sam, project.id, {})).found);
});

test('what takes longer than a chat waits is posted when it is there; whoever has no counterpart is named', async () => {
  const source = generateTenant({ seed: 1, mailboxes: 3, items: 20 });
  const contents = { source, destination: emptyDestination(source.slice(1), 1) };
  await using slow = await startWorld({ sandbox: { contents, latencyMs: 900 }, work: false });
  const [alone, ...others] = slow.pairs;
  must(await slow.engine.mailboxes.remove(slow.alex, slow.project.id, alone!.source));
  const chat = startBot(slow);
  const { card, exit } = await chat.say('Anna', 'users discover', 'slow');
  expect(exit).toBe(0);
  expect(card.title).toBe('Reading Contoso');
  for (let tries = 0; tries < 150 && chat.chat.messages.length === 0; tries++) await sleep(200);
  const [posted] = chat.chat.messages;
  expect(posted).toMatchObject({ chat: 'slow', card: { title: 'Nothing to add in this list' } });
  const text = toText(posted!.card);
  expect(text).toMatch(new RegExp(`Already here: +${others.length}`));
  expect(text).toContain(`Nobody at Fabrikam has this address or this name.`);
  expect(text).toContain(`users add ${alone!.source} <destination>`);
}, 60_000);

const adminExport = [
  'Block credential,City,Display name,Licenses,Proxy addresses,User principal name,When created',
  'False,,Alex Berg,Microsoft 365 E3,SMTP:alex.berg@contoso.example+smtp:ab@contoso.example,alex.berg@contoso.example,2020',
  'False,,Info (shared),Unlicensed,SMTP:info@contoso.example,info@contoso.example,2020',
  'False,,Nobody There,Unlicensed,,nobody.there@contoso.example,2020',
  'False,,Gast (partner),Unlicensed,,gast_partner.example#EXT#@contoso.example,2020',
].join('\r\n');

test("the admin centre's export is mapped on a card: the source is known, the destination is found", async () => {
  const asked = await bot.attach('Anna', 'users.csv', Buffer.from(adminExport));
  expect(asked.card.title).toBe('Which columns are meant?');
  expect(textOf(asked.card)).toContain('User principal name (alex.berg@contoso.example)');
  expect(textOf(asked.card)).not.toContain('Proxy addresses');
  expect((await bot.say('Anna', 'users confirm')).exit).toBe(2);

  const found = await bot.click('Anna', asked.card, 'Show the list', { source: '1', destination: 'match' });
  expect(found.card.title).toBe('2 mailboxes ready to be added');
  expect(toText(found.card)).toMatch(/info@contoso.example +hello@fabrikam.example/);
  expect(toText(found.card)).toMatch(/nobody.there@contoso.example +Nobody at Fabrikam/);
  expect(toText(found.card)).toMatch(/gast_partner.example#EXT#@contoso.example +A guest/);

  const byDomain = await bot.click('Anna', asked.card, 'Show the list', {
    source: '1',
    destination: 'domain',
    domain: 'new.example',
  });
  expect(byDomain.card.title).toBe('3 mailboxes ready to be added');
  expect(toText(byDomain.card)).toMatch(/info@contoso.example +info@new.example/);
  const noDomain = await bot.click('Anna', asked.card, 'Show the list', {
    source: '1',
    destination: 'domain',
  });
  expect(noDomain.exit).toBe(2);
  const noColumn = await bot.click('Anna', asked.card, 'Show the list', {
    source: '9',
    destination: 'match',
  });
  expect(noColumn.exit).toBe(2);

  expect((await bot.click('Anna', found.card, /^Add/)).exit).toBe(0);
  expect((await rowsNow()).map(({ source }) => source)).toEqual([
    'alex.berg@contoso.example',
    'info@contoso.example',
  ]);
  // The file has served.
  expect((await bot.click('Anna', asked.card, 'Show the list', { source: '1' })).exit).toBe(2);
});

test("the passwords of the known product's list are neither kept nor shown, nor in the trail", async () => {
  const secret = 'Geheim@contoso.example1';
  const list = [
    'Source Email,Source Login Name,Source Password,Destination Email,Destination Login Name,Destination Password,Flags',
    `new.one@contoso.example,new,${secret},new.one@fabrikam.example,new,${secret},0`,
    `broken,new,${secret},new.two@fabrikam.example,new,${secret},0`,
  ].join('\n');
  const shown = await bot.say('Anna', `users import\n${list}`);
  const single = await bot.say('Anna', `users import a@c.example,a,${secret},b@f.example,b`);
  const unmapped = list.replace('Destination Email', 'Whereto').replaceAll('Password', 'Secret word');
  const asked = await bot.say('Anna', `users import\n${unmapped}`);
  expect(asked.card.title).toBe('Which columns are meant?');
  const open = await bot.say('Anna', `users import\n${list.replace(secret, `"${secret}`)}`);
  const { db } = world.database;
  const kept = [await db.query.imports.findMany(), await db.query.audit.findMany()];
  for (const seen of [shown, single, asked, open, kept]) expect(JSON.stringify(seen)).not.toContain('Geheim');
  expect(shown.card.title).toBe('1 mailbox ready to be added');
});
