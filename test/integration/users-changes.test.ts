/** Mailboxes of a project as they change: domains, single addresses, excluded ones, lists of them, removal. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toText } from '../../src/bot/cards/to-text.ts';
import { must, startWorld, type World } from '../fixtures/world.ts';
import { type Bot, linkOf, startBot, textOf } from './bot-chat.ts';

let world: World;
let bot: Bot;

beforeAll(async () => {
  world = await startWorld({ sandbox: { mailboxes: 3, items: 60 } });
  bot = startBot(world);
  await world.run('verify');
}, 60_000);
afterAll(() => world[Symbol.asyncDispose]());

const rowsNow = async () => must(await world.engine.mailboxes.list(world.alex, world.project.id)).rows;
const sourcesNow = async () => (await rowsNow()).map(({ source }) => source);
const onMicrosoft = 'contoso.onmicrosoft.example';

test('a domain is changed as it was shown, keeps what was copied, and is changed back by a button', async () => {
  await world.run('full');
  const before = await rowsNow();
  const preview = await bot.say('Anna', `domains change contoso.example to ${onMicrosoft}`);
  expect(preview.card.title).toBe(`Change contoso.example to ${onMicrosoft} for 3 mailboxes?`);
  expect(await rowsNow()).toEqual(before);

  const changed = await bot.click('Anna', preview.card, 'Change 3 mailboxes');
  expect(changed).toMatchObject({ exit: 0, show: 'replace' });
  const rows = await rowsNow();
  expect(rows.every(({ source }) => source.endsWith(`@${onMicrosoft}`))).toBe(true);
  expect(rows.map(({ destination }) => destination)).toEqual(before.map(({ destination }) => destination));
  expect(rows.map(({ verification, copied }) => [verification, copied])).toEqual(
    before.map(({ copied }) => [null, copied]),
  );
  expect(await world.engine.approvals.request(world.alex, world.project.id, 'full', {})).toMatchObject({
    ok: false,
    refusal: { code: 'not-ready' },
  });
  expect((await bot.click('Anna', preview.card, 'Change 3 mailboxes')).exit).toBe(2);

  const back = await bot.click('Anna', changed.card, 'Change back');
  expect((await bot.click('Anna', back.card, /^Change 3/)).exit).toBe(0);
  expect((await rowsNow()).map(({ source }) => source)).toEqual(before.map(({ source }) => source));
  await world.run('verify');
  const again = await world.run('full');
  expect(again.progress.items).toMatchObject({ copied: 0, failed: 0 });
  expect((await world.truth()).agrees).toBe(true);
});

test('what changed between the card and the click is noticed', async () => {
  const preview = await bot.say('Anna', `domains change contoso.example to ${onMicrosoft} source`);
  must(
    await world.engine.mailboxes.add(world.alex, world.project.id, {
      source: 'late@contoso.example',
      destination: 'late@fabrikam.example',
    }),
  );
  const refused = await bot.click('Anna', preview.card, /^Change 3/);
  expect(refused).toMatchObject({ exit: 2 });
  expect(textOf(refused.card)).toContain('nothing was changed');
});

test('an address that another mailbox has is not taken from it', async () => {
  const { engine, alex, project } = world;
  const taken = { source: `late@${onMicrosoft}`, destination: 'other@fabrikam.example' };
  must(await engine.mailboxes.add(alex, project.id, taken));
  const preview = await bot.say(
    'Anna',
    `domains change contoso.example to ${onMicrosoft} source late@contoso.example`,
  );
  expect(preview.card.title).toBe('Nothing can be changed now');
  expect(textOf(preview.card)).toContain(`late@${onMicrosoft} is the source of another mailbox`);
  must(await engine.mailboxes.remove(alex, project.id, taken.source));
  for (const wrong of ['contoso.example to contoso.example', 'nowhere.example to contoso.example', 'x to y'])
    expect((await bot.say('Anna', `domains change ${wrong}`)).exit, wrong).toBe(2);
});

test('one mailbox gets another address, and back', async () => {
  const edited = await bot.say('Anna', 'users edit late@contoso.example destination later@fabrikam.example');
  expect(edited.exit).toBe(0);
  const late = async () => (await rowsNow()).find(({ source }) => source === 'late@contoso.example');
  expect(await late()).toMatchObject({ destination: 'later@fabrikam.example', verification: null });
  expect((await bot.click('Anna', edited.card, 'Change back')).exit).toBe(0);
  expect(await late()).toMatchObject({ destination: 'late@fabrikam.example' });
  for (const wrong of [
    'nobody@contoso.example destination x@fabrikam.example',
    'late@contoso.example destination late@fabrikam.example',
    'late@contoso.example destination nonsense',
    `late@contoso.example destination ${world.pairs[0]!.destination}`,
  ])
    expect((await bot.say('Anna', `users edit ${wrong}`)).exit, wrong).toBe(2);
});

test('a mailbox that is in a pass keeps its address', async () => {
  const { engine, alex, project, pairs } = world;
  const pass = await world.begin('full', { mailboxes: [pairs[0]!.source], at: 'tomorrow 22:00' });
  expect(
    await engine.addressChanges.edit(alex, project.id, pairs[0]!.source, { source: 'new@contoso.example' }),
  ).toMatchObject({ ok: false, refusal: { code: 'busy' } });
  const preview = must(
    await engine.addressChanges.previewDomain(alex, project.id, { from: 'contoso.example', to: onMicrosoft }),
  );
  expect(preview.blocked).toMatchObject([{ address: pairs[0]!.source }]);
  const excluded = await bot.say('Anna', `users exclude ${pairs[0]!.source}`);
  expect(textOf(excluded.card)).toContain(`in pass ${pass.id}, which goes on to its end`);
  expect((await bot.say('Anna', `users include ${pairs[0]!.source}`)).exit).toBe(0);
  must(await engine.passControl.stop(alex, pass.id));
});

test('an excluded mailbox is in no plan, and a plan that had it is no longer the same', async () => {
  const { engine, alex, sam, project, pairs } = world;
  const [first, second] = pairs;
  const asked = must(await engine.approvals.request(alex, project.id, 'full', {}));
  expect((await bot.say('Anna', `users exclude ${first!.source}`)).exit).toBe(0);
  expect(await engine.approvals.approve(sam, asked.id, { planHash: asked.planHash })).toMatchObject({
    ok: false,
    refusal: { code: 'plan-changed' },
  });
  const now = must(await engine.approvals.request(alex, project.id, 'full', {}));
  expect(now.planHash).not.toBe(asked.planHash);
  expect(now.plan.mailboxes.map(({ source }) => source)).not.toContain(first!.source);
  expect(now.plan.leftOut).toContainEqual({
    address: first!.source,
    reason: `It is excluded: "users include ${first!.source}" takes it in again.`,
  });
  expect(
    await engine.approvals.request(alex, project.id, 'verify', { mailboxes: [first!.source] }),
  ).toMatchObject({
    ok: false,
    refusal: { code: 'not-ready', sentence: expect.stringContaining('excluded') },
  });
  const verified = await world.run('verify');
  expect(verified.plan.mailboxes.map(({ source }) => source)).toContain(second!.source);
  expect(verified.plan.mailboxes.map(({ source }) => source)).not.toContain(first!.source);
  expect((await bot.say('Anna', 'users include nowhere')).exit).toBe(2);
  expect((await bot.say('Anna', 'users exclude')).exit).toBe(2);
});

test('the list is limited by how mailboxes stand, by wave and by a piece of the address', async () => {
  const [first, second] = world.pairs;
  await bot.say('Anna', `wave pilot add ${second!.source}`);
  const total = async (words: string) => (await bot.say('Anna', `users ${words}`)).card.title;
  expect(await total('')).toBe('4 mailboxes');
  expect(await total('excluded')).toBe('1 mailbox, excluded');
  // "late" has no mailbox on either side.
  expect(await total('failed')).toBe('1 mailbox, failed');
  expect(await total('verified')).toBe('3 mailboxes, verified');
  expect(await total('unverified')).toBe('0 mailboxes, unverified');
  expect(await total('verified wave PILOT')).toBe('1 mailbox, verified in wave PILOT');
  expect(await total(`${first!.source.split('@')[0]}`)).toMatch(/^1 mailbox with/);
  expect(toText((await bot.say('Anna', 'users')).card)).toMatch(/Wave .*[\s\S]*pilot/);
});

test('all of them come as a file that can be brought into another project', async () => {
  const { card } = await bot.say('Anna', 'users csv');
  const answer = await bot.page(linkOf(card, /CSV/));
  expect(answer.status).toBe(200);
  const text = String(answer.body);
  expect(text).toContain('Source Email Address,Destination Email Address,Wave');
  for (const { source, destination } of world.pairs) expect(text).toContain(`${source},${destination}`);
  const other = must(await world.engine.projects.create(world.alex, { name: 'Another' }));
  const read = must(
    await world.engine.imports.preview(world.alex, other.id, {
      fileName: 'users.csv',
      bytes: Buffer.from(text),
    }),
  );
  expect(read).toMatchObject({ accepted: 4, faultCount: 0 });
});

test('several are removed by typing how many, and those that have moved stay', async () => {
  const { engine, alex, project, pairs } = world;
  must(
    await engine.mailboxes.add(alex, project.id, {
      source: 'second@contoso.example',
      destination: 'second@fabrikam.example',
    }),
  );
  await bot.say('Anna', `project "${project.name}"`);
  const named = ['late@contoso.example', 'second@contoso.example', pairs[0]!.source];
  const asked = await bot.say('Anna', `users remove ${named.join(' ')}`);
  expect(asked.card.title).toBe('Remove 2 mailboxes?');
  expect(textOf(asked.card)).toContain('have been moved already');
  const wrong = await bot.click('Anna', asked.card, 'Remove them', { count: '3' });
  expect(wrong.exit).toBe(2);
  expect(await sourcesNow()).toContain('late@contoso.example');
  expect((await bot.click('Anna', asked.card, 'Remove them', { count: '2' })).exit).toBe(0);
  expect(await sourcesNow()).toEqual(pairs.map(({ source }) => source).sort());
});
