/** Who is who, as people see it: pairs, what leads where, replies that would not arrive, and the script that mends them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toText } from '../../src/bot/cards/to-text.ts';
import { namesIn, noteSeenAddresses } from '../../src/db/mapping.ts';
import { roles } from '../../src/sandbox/index.ts';
import { must, startWorld, type World } from '../fixtures/world.ts';
import { type Bot, linkOf, startBot } from './bot-chat.ts';

let world: World;
let bot: Bot;
let first: { source: string; destination: string };

beforeAll(async () => {
  world = await startWorld({ sandbox: { mailboxes: 3, items: 40 } });
  bot = startBot(world);
  first = world.pairs[0]!;
  await world.edit({
    do: 'stamp',
    address: first.source,
    proxies: ['smtp:first@contoso.onmicrosoft.example', 'x500:/o=Old/cn=First'],
  });
}, 120_000);
afterAll(() => world[Symbol.asyncDispose]());

const cardOf = async (text: string) => (await bot.say('Anna', text)).card;
const say = async (text: string) => toText(await cardOf(text));
const legacy = (address: string) =>
  `/o=exchangelabs/ou=exchange administrative group (fydibohf23spdlt)/cn=recipients/cn=${address.split('@')[0]}`;

test('the users of the project are mapped without being asked, and verification learns their other names', async () => {
  const before = await say('mapping');
  expect(before).toContain('3 addresses mapped');
  expect(before).toContain('0 aliases, 0 names of Exchange');
  expect(before).toMatch(new RegExp(`${first.source} +${first.destination} +users`));
  await world.run('verify');
  const after = await say('mapping');
  expect(after).toContain('2 aliases, 5 names of Exchange');
  expect(after).not.toContain('is not known');
  expect(await say('mapping FIRST@contoso.onmicrosoft.example')).toMatch(
    new RegExp(`first@contoso.onmicrosoft.example +${first.destination} +other name`),
  );
  expect(await say('mapping /o=old/cn=first')).toContain(first.destination);
  expect(await say('mapping nobody@elsewhere.example')).toContain(
    'Nothing is known of nobody@elsewhere.example',
  );
});

test('an app that may not ask Exchange moves people all the same, and it is said what is missing', async () => {
  await using other = await startWorld({ sandbox: { mailboxes: 2, items: 10 } });
  await other.edit({ do: 'exchange-role', tenant: 'Contoso', has: false });
  const there = startBot(other);
  const pass = await other.run('verify');
  expect(pass.progress.runs.completed).toBe(2);
  const names = await namesIn(other.database.db, other.project.id);
  expect(names.filter(({ name }) => name.startsWith('/o='))).toEqual([]);
  expect(toText((await there.say('Anna', 'mapping')).card)).toContain(
    'Of your users the name that Exchange has inside of the organisation is not known.',
  );
  const script = toText((await there.say('Anna', 'x500 script')).card);
  expect(script).toContain('No old name is known yet');
  expect(script).toContain('the app needs Exchange.ManageAsAppV2 there');
  expect(script).toContain(other.pairs[0]!.source);
  expect(script).toContain('LegacyExchangeDN');
}, 120_000);

test('whole domains come from options, and what does not fit together is said', async () => {
  expect(await say('options RecipientMapping="@contoso.onmicrosoft.example->@fabrikam.example"')).toContain(
    '@contoso.onmicrosoft.example->@fabrikam.example',
  );
  const good = await say('mapping');
  expect(good).toContain('@contoso.onmicrosoft.example becomes @fabrikam.example');
  expect(good).not.toContain('is known to have an address');
  expect(await say('mapping zoe@contoso.onmicrosoft.example')).toMatch(/zoe@fabrikam.example +whole domain/);

  const second = await bot.say('Anna', 'options RecipientMapping="@contoso.example->@elsewhere.example"');
  expect(second.exit).toBe(2);
  expect(toText(second.card)).toContain(
    'leads to @fabrikam.example and would lead to @elsewhere.example as well',
  );
  const copied = await bot.say(
    'Anna',
    'options RecipientMapping="@sourcetenantname.onmicrosoft.com->@x.example"',
  );
  expect(toText(copied.card)).toContain('is the name from the instructions, not yours');
  await say('options RecipientMapping="@contoso.on-microsoft.example->@fabrikam.example"');
  expect(await say('mapping')).toContain('have an address in contoso.on-microsoft.example');
  const { card } = await bot.say('Anna', 'options');
  const removed = await bot.click('Anna', card, /on-microsoft/);
  expect(toText(removed.card)).not.toContain('on-microsoft');
  expect(toText(removed.card)).toContain('@contoso.onmicrosoft.example->@fabrikam.example');
  const value = '"@contoso.onmicrosoft.example->@elsewhere.example"';
  expect((await bot.say('Anna', `options remove RecipientMapping=${value}`)).exit).toBe(2);
});

test('a list of pairs is shown with its faults first, and counts when somebody confirms it', async () => {
  const { card } = await bot.say(
    'Anna',
    'mapping import\nsource,destination\nsales@contoso.example,everybody@fabrikam.example\nx500:/o=Lab/cn=Team,team@fabrikam.example\nbroken,x@fabrikam.example',
  );
  expect(toText(card)).toContain('2 pairs ready to be added');
  expect(toText(card)).toContain('line 4, column 1');
  expect(await say('mapping sales')).not.toContain('everybody@fabrikam.example');
  // The list of mailboxes is another one: it is not confirmed by its command, nor the other way round.
  expect((await bot.say('Anna', 'users confirm')).exit).toBe(2);
  const added = await bot.click('Anna', card, /Add 2 pairs/);
  expect(toText(added.card)).toContain('2 pairs added');
  expect((await bot.click('Anna', card, /Add 2 pairs/)).exit).toBe(2);
  expect(await say('mapping sales')).toMatch(/sales@contoso.example +everybody@fabrikam.example +your pairs/);

  const again = await bot.say('Anna', 'mapping import\nsales@contoso.example,team@fabrikam.example');
  expect(toText(again.card)).toMatch(/Lead elsewhere than now:? +1/);
  expect(toText(await cardOf('mapping discard'))).toContain('List discarded');
  expect((await bot.say('Anna', 'mapping confirm')).exit).toBe(2);
});

test('the page takes a file as well, and its preview is in the chat', async () => {
  const ask = await cardOf('mapping import');
  const path = linkOf(ask, /Upload/);
  expect(String((await bot.page(path)).body)).toContain('the old and the new address');
  const answer = await bot.page(path, {
    method: 'POST',
    query: new URLSearchParams({ name: 'pairs.csv' }),
    headers: { 'content-type': 'application/octet-stream' },
    body: Buffer.from('source;destination\ninfo.old@contoso.example;info@fabrikam.example\n'),
  });
  expect(String(answer.body)).toContain('1 pair read: confirm them in the chat');
  const shown = bot.chat.messages.find(({ card }) => card.title === '1 pair ready to be added');
  expect(toText((await bot.click('Anna', shown!.card, /Add 1 pair/)).card)).toContain('1 pair added');
  expect(
    (await bot.page(path, { method: 'POST', body: Buffer.from('a@a.example,b@b.example') })).status,
  ).not.toBe(200);
  expect(toText(await cardOf('mapping remove info.old@contoso.example'))).toContain('1 pair removed');
  expect((await bot.say('Anna', 'mapping remove info.old@contoso.example')).exit).toBe(2);
});

test('a viewer looks, and changes nothing', async () => {
  const { engine, alex } = world;
  await bot.say('Vera', 'hello');
  must(await engine.people.give(alex, 'Vera', 'viewer'));
  expect((await bot.say('Vera', 'mapping')).exit).toBe(0);
  for (const text of [
    'mapping remove all',
    'mapping import\na@a.example,b@b.example',
    'reply test',
    'x500 script',
  ])
    expect((await bot.say('Vera', text)).exit, text).toBe(2);
});

test('the reply test finds what replies would not reach, ranks it, and says how to mend it', async () => {
  expect(await say('reply test')).toContain('No mail was moved yet');
  const { rows } = must(await world.engine.mailboxes.list(world.alex, world.project.id, {}));
  const mailbox = rows.find(({ source }) => source === first.source)!.id;
  await noteSeenAddresses(
    world.database.db,
    mailbox,
    new Map([
      [first.destination, 30],
      [legacy(first.source), 21],
      ['all.people@contoso.example', 8],
      ['sales@contoso.example', 5],
      ['team@fabrikam.example', 4],
      ['team@contoso.example', 4],
      ['left.long.ago@contoso.example', 3],
      ['/o=exchangelabs/cn=recipients/cn=whoever', 2],
      ['gast@partner.example', 50],
    ]),
  );
  const { card } = await bot.say('Anna', 'reply test');
  const text = toText(card);
  expect(card.title).toBe('Replies to 6 addresses would not arrive');
  expect(text).toMatch(/Of other organisations:? +1,/);
  expect(text).toMatch(/Found at the destination:? +2/);
  expect(text).toContain(`${first.source} (…/cn=${first.source.split('@')[0]})`);
  expect(text).toContain('Say "x500 script" and run it at the destination');
  for (const sentence of [
    'unknown to the mailbox that it leads to',
    'nothing says where it leads',
    'leads back to the source',
    'nobody knows whose',
    'Not in the directory of the source',
  ])
    expect(text).toContain(sentence);

  const csv = await bot.page(linkOf(card, /CSV/));
  const lines = String(csv.body).trim().split('\r\n');
  expect(lines[0]).toContain('Address,Items,Mailboxes,At the source,Should lead to');
  expect(lines[1]).toContain(`${legacy(first.source)},21,1,${first.source},${first.destination}`);
  expect(lines.map((line) => line.split(',')[0])).toContain('sales@contoso.example');
  expect(csv.headers['content-type']).toContain('text/csv');
}, 60_000);

test('a destination whose groups may not be read is tested for its people, and that is said', async () => {
  const without = roles.destination.filter((role) => role !== 'GroupMember.Read.All');
  await world.edit({ do: 'grant', tenant: 'Fabrikam', roles: without });
  expect(await say('reply test')).toContain('The groups of the destination could not be read');
  await world.edit({ do: 'grant', tenant: 'Fabrikam', roles: roles.destination });
}, 60_000);

test('the script gives old names to whom they belong; with them, replies arrive', async () => {
  const { card } = await bot.say('Anna', 'x500 script');
  expect(card.title).toBe('A script with 6 old names for 4 addresses');
  const script = await bot.page(linkOf(card, /Download/));
  expect(script.headers['content-disposition']).toContain('x500.ps1');
  expect(script.headers['content-type']).toContain('text/plain');
  const text = String(script.body);
  const entry = text.split('\r\n').find((line) => line.includes(`'${first.destination}'`));
  expect(entry).toContain(`'${legacy(first.source)}'`);
  expect(entry).toContain("'/o=old/cn=first'");
  expect(text).toContain("Address = 'team@fabrikam.example'; Names = @('/o=lab/cn=team')");

  // What the administrator's PowerShell would do.
  await world.edit({ do: 'stamp', address: first.destination, proxies: [`X500:${legacy(first.source)}`] });
  const after = toText(await cardOf('reply test'));
  expect(after).toContain('Replies to 5 addresses would not arrive');
  expect(after).not.toContain('and run it at the destination');
}, 60_000);

test('whoever lost the role since opens no script with the link from before', async () => {
  const { engine, alex } = world;
  await bot.say('Olga', 'hello');
  must(await engine.people.give(alex, 'Olga', 'operator'));
  const link = linkOf((await bot.say('Olga', 'x500 script')).card, /Download/);
  expect((await bot.page(link)).status).toBe(200);
  must(await engine.people.give(alex, 'Olga', 'viewer'));
  expect((await bot.page(link)).status).toBe(403);
});

test('what changes after items were copied changes nothing in them, and the card says so', async () => {
  const pass = await world.run('full');
  expect(pass.progress.items.addressesMapped).toBeGreaterThan(0);
  // Whoever is mapped is met under the address at the destination, and found there.
  expect(toText(await cardOf('reply test'))).toMatch(/Found at the destination:? +[1-9]/);
  const { card } = await bot.say('Anna', 'mapping import\nlate@contoso.example,late@fabrikam.example');
  const added = await bot.click('Anna', card, /Add 1 pair/);
  expect(toText(added.card)).toMatch(/items were copied before and stay as they are/);
  expect(toText(await cardOf('mapping remove all'))).toContain('3 pairs removed');
  expect(toText(await cardOf('mapping'))).toMatch(/Items so far:? +\d+ copied/);
}, 120_000);
