/** Licences where they are counted: ordered, applied, needed by a pass, used, expired. Where they are not: nothing. */
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Card } from '../../src/bot/cards/card.ts';
import { licences, mailboxes, orders, runs } from '../../src/db/schema.ts';
import { plainMailboxes } from '../fixtures/plain-mailboxes.ts';
import { type Postgres, startPostgres } from '../fixtures/postgres.ts';
import { must, startWorld, type World } from '../fixtures/world.ts';
import { linkOf, startBot, textOf } from './bot-chat.ts';

// Of two at once one waits for the other: that takes a database that many speak to.
let postgres: Postgres;
let made = 0;
beforeAll(async () => {
  postgres = await startPostgres();
}, 60_000);
afterAll(() => postgres.stop());

const startOn = async ({ mailboxes = 3, work = true } = {}) =>
  startWorld({
    url: await postgres.database(`licences${++made}`),
    sandbox: { contents: plainMailboxes({ mailboxes, items: 5, bytes: 2_000 }) },
    work,
  });

/** A workgroup that counts, a customer with the project, and so many licences. */
const counting = async (world: World, available = 0): Promise<void> => {
  const { engine, alex, sam, project } = world;
  await engine.licences.count(alex, true);
  must(await engine.customers.add(alex, { name: 'Contoso', domain: 'contoso.com' }));
  must(await engine.customers.use(alex, project.id, 'contoso'));
  if (available === 0) return;
  const { id } = must(await engine.orders.place(alex, { licences: available, method: 'card' }));
  must(await engine.orders.pay(sam, id));
};

const code = (answer: { ok: true } | { ok: false; refusal: { code: string } }): string =>
  answer.ok ? 'ok' : answer.refusal.code;

const rows = (world: World) => world.database.db.select().from(licences).orderBy(licences.id);

/** As if the order had been paid so long ago. */
const paidAgo = (world: World, months: number) => {
  const at = new Date();
  at.setUTCMonth(at.getUTCMonth() - months);
  return world.database.db.update(orders).set({ paidAt: at });
};

test('nothing speaks of licences until an owner says that they count', async () => {
  await using world = await startOn({ mailboxes: 1 });
  const bot = startBot(world);
  await world.run('verify');
  const spoken = async (text: string): Promise<string> => textOf((await bot.say('Anna', text)).card);
  for (const text of ['project', 'full', `why ${world.pairs[0]!.source}`, 'status'])
    expect(await spoken(text), text).not.toMatch(/licence|customer/i);
  expect(await spoken('help')).toContain('licences on');
  expect(await spoken('help')).not.toContain('licences order');
  const refused = await bot.say('Anna', 'licences');
  expect(refused.exit).toBe(2);
  expect((await bot.say('Anna', 'licences order 4 by card')).exit).toBe(2);

  expect((await bot.click('Anna', refused.card, 'Count licences')).card.title).toBe(
    'Licences are counted now',
  );
  expect(await spoken('project')).toContain('nobody yet');
  expect(await spoken('help')).toContain('licences order');
  expect(await spoken('full')).toContain('belongs to no customer yet');
  await bot.say('Anna', 'licences off');
  expect(await spoken('project')).not.toContain('Customer');
  expect((await bot.say('Anna', 'full')).exit).toBe(0);
});

test('licences are paid by card or, from 100 up, by transfer; never by a purchase order', async () => {
  await using world = await startOn({ work: false });
  const bot = startBot(world);
  await bot.say('Anna', 'licences on');
  const said = async (text: string) => {
    const { card, exit } = await bot.say('Anna', text);
    return { exit, card, text: textOf(card) };
  };
  for (const method of ['purchase order', 'PO', 'invoice'])
    expect((await said(`licences order 200 by ${method}`)).text).toContain('overhead of processing');
  expect((await said('licences order 99 by transfer')).text).toContain('100 licences or more');
  expect((await said('licences order 0 by card')).exit).toBe(2);
  expect((await said('licences order 100001 by card')).exit).toBe(2);
  expect((await said('licences order 5 by barter')).text).toContain('by \\"barter\\"');
  const unsaid = await said('licences order 5');
  expect((await bot.click('Anna', unsaid.card, 'By card')).card.title).toBe(
    '5 licences ordered, not paid yet',
  );

  const transfer = await said('license order 100 licenses by wire transfer');
  expect((await said('licences')).text).toContain('No licences yet');
  const accepted = await bot.click('Ben', transfer.card, /is accepted/);
  expect(accepted).toMatchObject({ exit: 0, show: 'replace', card: { title: '100 licences available' } });
  expect((await said('licences')).card.title).toBe('100 of 100 licences available');

  const form = (await said('licences')).card;
  expect((await bot.click('Anna', form, 'Order by card', { number: '7' })).card.title).toContain(
    '7 licences',
  );
  expect((await bot.click('Anna', form, 'Order by card', { number: '' })).exit).toBe(2);
  expect((await said('licences cancel 1')).card.title).toContain('cancelled');
  expect((await said('licences paid 1')).text).toContain('was cancelled');
  expect((await said('licences paid 77')).text).toContain('no order 77');
});

test('only who may approve marks an order as paid, and of two at once one does', async () => {
  await using world = await startOn({ work: false });
  const bot = startBot(world);
  await bot.say('Anna', 'licences on');
  await bot.say('Olaf', 'hello');
  await bot.say('Anna', 'role Olaf operator');
  const order = (await bot.say('Olaf', 'licences order 3 by card')).card;
  expect(textOf((await bot.click('Olaf', order, /as paid/)).card)).toContain('needs an approver');

  const { engine, alex, sam } = world;
  const both = await Promise.all([engine.orders.pay(alex, 1), engine.orders.pay(sam, 1)]);
  expect(both.map(code).sort()).toEqual(['already-decided', 'ok']);
  expect(must(await engine.licences.view(alex)).available).toBe(3);
});

test('licences are applied to all or to those named, never twice, from the order that expires first', async () => {
  await using world = await startOn({ mailboxes: 4, work: false });
  const { engine, alex, sam, project, pairs } = world;
  await counting(world, 2);
  await paidAgo(world, 6);
  const { id: second } = must(await engine.orders.place(alex, { licences: 1, method: 'card' }));
  must(await engine.orders.pay(sam, second));

  const [anna = '', ben = '', ...others] = pairs.map(({ source }) => source);
  const one = must(await engine.licences.apply(alex, project.id, { addresses: [anna.toUpperCase()] }));
  expect(one).toMatchObject({ customer: 'Contoso', applied: 1, already: 0, without: 0 });
  expect((await rows(world))[0]?.orderId).toBe(1);
  expect(must(await engine.licences.apply(alex, project.id, { addresses: [anna] })).already).toBe(1);
  expect(code(await engine.licences.apply(alex, project.id, { addresses: [ben, 'nobody@x.org'] }))).toBe(
    'not-found',
  );

  const short = await engine.licences.apply(alex, project.id, {});
  expect(short.ok || short.refusal.sentence).toBe(
    '3 licences are needed and 2 are available, so none was applied.',
  );
  const both = await Promise.all([
    engine.licences.apply(alex, project.id, { available: true }),
    engine.licences.apply(sam, project.id, { available: true }),
  ]);
  expect(both.map(code).sort()).toEqual(['no-licence', 'ok']);
  expect((await rows(world)).map(({ orderId }) => orderId)).toEqual([1, 1, 2]);
  expect(new Set((await rows(world)).map(({ address }) => address)).size).toBe(3);

  expect(code(await engine.licences.takeBack(alex, project.id, others))).toBe('not-found');
  expect(must(await engine.licences.takeBack(alex, project.id, [anna, ben])).freed).toBe(2);
  expect(must(await engine.licences.view(alex)).available).toBe(2);
});

test('a licence covers its user in every project of the customer, and no other customer', async () => {
  await using world = await startOn({ mailboxes: 1, work: false });
  const { engine, alex, project, pairs } = world;
  await counting(world, 2);
  must(await engine.licences.apply(alex, project.id, {}));
  const more = must(await engine.projects.create(alex, { name: 'More' }));
  must(
    await engine.mailboxes.add(alex, more.id, {
      source: pairs[0]!.source.toUpperCase(),
      destination: pairs[0]!.destination,
    }),
  );
  const without = async () => must(await engine.licences.view(alex, more.id)).here;
  expect(await without()).toMatchObject({ customer: null, without: 1 });
  must(await engine.customers.use(alex, more.id, 'Contoso'));
  expect(await without()).toMatchObject({ customer: 'Contoso', without: 0 });
  must(await engine.customers.add(alex, { name: 'Northwind', domain: '@Northwind.com' }));
  must(await engine.customers.use(alex, more.id, 'Northwind'));
  expect(await without()).toMatchObject({ customer: 'Northwind', without: 1 });
  expect(code(await engine.customers.add(alex, { name: 'northwind', domain: 'x.com' }))).toBe(
    'already-exists',
  );
  expect(code(await engine.customers.add(alex, { name: 'Other', domain: 'no domain' }))).toBe('invalid');
  expect(code(await engine.customers.use(alex, more.id, 'Nobody'))).toBe('not-found');
});

test('a pass that moves everything starts only on licences, and uses those of what it moved', async () => {
  await using world = await startOn();
  const { engine, alex, sam, project, pairs } = world;
  const bot = startBot(world);
  await counting(world, 2);
  await world.run('verify');
  expect((await world.run('trial', { mailboxes: [pairs[2]!.source] })).state).toBe('finished');
  expect((await rows(world)).length).toBe(0);

  const asked = async (text = 'full'): Promise<Card> => (await bot.say('Anna', text)).card;
  const refused = await asked();
  for (const { source } of pairs) expect(textOf(refused)).toContain(source);
  expect(refused.title).toBe('Licences are missing');
  const csv = await bot.page(linkOf(refused, /CSV/));
  expect(csv.body.toString().match(/,none,/g)).toHaveLength(3);
  expect(textOf(await asked('prestage older than 90 days'))).toContain('have none that is valid');

  const applied = (await bot.click('Anna', refused, 'Apply what is available')).card;
  expect(applied.title).toBe('2 licences applied');
  expect(textOf(await asked())).toContain('one has none that is valid');
  await bot.say('Anna', 'licences order 1 by card');
  await bot.say('Ben', 'licences paid 2');
  await bot.say('Anna', 'licences apply');
  const plan = await asked();
  expect(textOf(plan)).toContain('3 of 3 mailboxes have one');

  // Taken back between the question and the yes.
  const [first = ''] = pairs.map(({ source }) => source);
  must(await engine.licences.takeBack(alex, project.id, [first]));
  const late = await bot.click('Ben', plan, 'Approve');
  expect(late).toMatchObject({ exit: 2, card: { title: 'Licences are missing' } });
  await bot.click('Ben', late.card, 'Apply what is available');
  const approved = await bot.click('Ben', plan, 'Approve');
  expect(approved.exit).toBe(0);

  await world.waitFor(must(await engine.reporting.passes(alex, project.id))[0]!.id);
  // The trial had moved all of the third mailbox, so that the pass moved nothing of it.
  const unused = (await rows(world)).filter(({ usedAt }) => usedAt === null);
  expect(unused.map(({ address }) => address)).toEqual([pairs[2]!.source]);
  expect(textOf((await bot.say('Anna', `why ${first}`)).card)).toContain('used on');
  const kept = await engine.licences.takeBack(sam, project.id, [first]);
  expect(kept.ok || kept.refusal.sentence).toContain('a used licence stays with its user');
  must(await engine.customers.add(alex, { name: 'Northwind', domain: 'northwind.com' }));
  expect(code(await engine.customers.use(alex, project.id, 'Northwind'))).toBe('not-ready');
});

test('while a pass is open its licences stay; what moved nothing has used none', async () => {
  await using world = await startOn({ mailboxes: 1 });
  const { engine, alex, project, pairs } = world;
  await counting(world, 1);
  await world.run('verify');
  must(await engine.licences.apply(alex, project.id, {}));
  const [first = ''] = pairs.map(({ source }) => source);
  const later = await world.begin('full', { at: 'in 3 days' });
  expect(code(await engine.licences.takeBack(alex, project.id, [first]))).toBe('busy');
  must(await engine.customers.add(alex, { name: 'Northwind', domain: 'northwind.com' }));
  expect(code(await engine.customers.use(alex, project.id, 'Northwind'))).toBe('busy');
  must(await engine.passControl.stop(alex, later.id));
  expect((await rows(world))[0]?.usedAt).toBeNull();
  must(await engine.licences.takeBack(alex, project.id, [first]));

  // One that was paused after it had moved something, and is stopped then, has used it.
  must(await engine.licences.apply(alex, project.id, { addresses: [first] }));
  const paused = await world.begin('full', { at: 'in 3 days' });
  await world.database.db
    .update(runs)
    .set({ startedAt: new Date(), copied: 1 })
    .where(eq(runs.passId, paused.id));
  must(await engine.passControl.stop(alex, paused.id));
  expect((await rows(world))[0]?.usedAt).not.toBeNull();
});

test('a licence ends 12 months after its payment, and what expires soon is said before', async () => {
  await using world = await startOn({ mailboxes: 1 });
  const { engine, alex, project } = world;
  const bot = startBot(world);
  await counting(world, 1);
  await world.run('verify');
  must(await engine.licences.apply(alex, project.id, {}));
  await world.database.db.update(orders).set({ paidAt: new Date('2024-02-29T23:30:00Z') });
  const csv = must(await engine.licences.csv(alex, project.id));
  expect(csv.text).toMatch(/,expired,.*,2025-02-28T23:30:00.000Z,1/);
  expect(must(await engine.licences.view(alex, project.id))).toMatchObject({
    ordered: 0,
    expired: 1,
    here: { without: 1 },
  });
  expect(code(await engine.approvals.request(alex, project.id, 'full', {}))).toBe('no-licence');

  await paidAgo(world, 11);
  const soon = (await bot.say('Anna', 'licences')).card;
  expect(textOf(soon)).toMatch(/1 licence expires by /);
  await world.run('full');
  await paidAgo(world, 12);
  // Used and expired: another full pass needs another one.
  expect(code(await engine.approvals.request(alex, project.id, 'full', {}))).toBe('no-licence');
  expect(code(await engine.approvals.request(alex, project.id, 'verify', {}))).toBe('ok');
});

test('of 2,000 mailboxes without a licence twenty are named and the others counted', async () => {
  await using world = await startOn({ mailboxes: 1, work: false });
  const { engine, alex, project, database } = world;
  await counting(world);
  const verification = { ok: true, problems: [], codes: [], folders: 1, items: 1, bytes: 1 };
  await database.db.insert(mailboxes).values(
    Array.from({ length: 2_000 }, (_, at) => ({
      projectId: project.id,
      sourceAddress: `person.${at}@contoso.example`,
      destinationAddress: `person.${at}@fabrikam.example`,
      verification,
    })),
  );
  const refused = await engine.approvals.request(alex, project.id, 'full', {});
  expect(refused.ok || refused.refusal.sentence).toMatch(
    /2,000 have none that is valid: person\.0@\S+, .* and 1,980 more\.$/,
  );
  const { id } = must(await engine.orders.place(alex, { licences: 2_500, method: 'transfer' }));
  must(await engine.orders.pay(alex, id));
  // The one that was never verified gets its licence after those that could move today.
  expect(must(await engine.licences.apply(alex, project.id, {})).applied).toBe(2_001);
  expect((await rows(world)).at(-1)?.address).toBe(world.pairs[0]!.source);
  expect(must(await engine.approvals.request(alex, project.id, 'full', {})).licences).toEqual({
    have: 2_000,
    of: 2_000,
  });
});

test('a user whose domain changes keeps the licence', async () => {
  await using world = await startOn({ mailboxes: 2, work: false });
  await counting(world, 2);
  const { engine, alex, project, pairs } = world;
  must(await engine.licences.apply(alex, project.id, {}));
  const [, domain = ''] = pairs[0]!.source.split('@');
  const change = { from: domain, to: 'contoso.onmicrosoft.com', side: 'source' as const };
  const { code: shown } = must(await engine.addressChanges.previewDomain(alex, project.id, change));
  must(await engine.addressChanges.changeDomain(alex, project.id, change, shown));
  expect((await rows(world)).map(({ address }) => address.split('@')[1])).toEqual([change.to, change.to]);
  expect(must(await engine.licences.apply(alex, project.id, {}))).toMatchObject({ applied: 0, already: 2 });
});
