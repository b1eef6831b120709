/** What the bot posts unasked while passes run: once, in its own time, wherever people work on the project. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { toText } from '../../src/bot/cards/to-text.ts';
import { DeliveryError } from '../../src/bot/surface.ts';
import { startWorld, type World } from '../fixtures/world.ts';
import { type Bot, startBot, watching } from './bot-chat.ts';

/** Milliseconds between two versions of a live card. */
const pace = 300;
let world: World;
let bot: Bot;

beforeEach(async () => {
  world = await startWorld({ sandbox: { mailboxes: 3, items: 60 } });
  bot = startBot(world, { everyMs: pace });
  bot.notifier.start();
});
afterEach(async () => {
  await bot.notifier.stop();
  await world[Symbol.asyncDispose]();
});

const { posted, until } = watching(() => bot);

const verifyAll = async (): Promise<void> => {
  await bot.say('Anna', 'project "Contoso to Fabrikam"');
  await bot.say('Anna', 'verify');
  await until(() => posted(/ready to move/).length > 0);
};

test('one live card per pass, updated in place, then the statistics; failures are replies by cause', async () => {
  await verifyAll();
  const asked = await bot.say('Anna', 'full');
  await bot.click('Ben', asked.card, 'Approve');
  await until(() => posted(/accounted for|copied, \d+ failed/).length > 0);
  const live = posted(/^Full pass \d+ finished/);
  expect(live).toHaveLength(1);
  const times = live[0]!.at;
  // However long it took: one version per pace, and one more each for its start, its approval and its end.
  expect(times.length).toBeLessThanOrEqual(3 + Math.ceil((times.at(-1)! - times[0]!) / pace));
  const replies = bot.chat.messages.filter(({ thread }) => thread !== undefined);
  expect(
    replies.every(
      ({ thread }) => thread === live[0]!.id || posted(/^Verification/).some(({ id }) => id === thread),
    ),
  ).toBe(true);
  expect(new Set(replies.map(({ card }) => card.title)).size).toBe(replies.length);
  // The answer to "full" lost its buttons when Ben decided.
  const approval = posted(/^Approved by Ben/);
  expect(approval).toHaveLength(1);
  expect(approval[0]!.card.parts.some(({ kind }) => kind === 'buttons')).toBe(false);
});

test('events that are read again post nothing again', async () => {
  await verifyAll();
  await until(async () => (await world.engine.events.after('notify', 100)).length === 0);
  const before = bot.chat.messages.length;
  await bot.notifier.stop();
  await world.database.db.execute(sql`update cursors set event_id = 0 where name = 'notify'`);
  const again = startBot(world, { chat: bot.chat });
  again.notifier.start();
  await sleep(1_000);
  await again.notifier.stop();
  expect(bot.chat.messages.slice(before).map(({ card }) => card.title)).toEqual([]);
});

test('a plan that was asked elsewhere is shown to everybody who works on the project', async () => {
  await verifyAll();
  await bot.say('Ben', 'project "Contoso to Fabrikam"', 'second');
  await bot.say('Anna', 'full');
  await until(() => posted(/^Approve pass/, 'second').length === 1);
  await bot.say('Ben', 'approve', 'second');
  await until(
    () => posted(/^Approved by Ben/, 'second').length === 1 && posted(/^Approved by Ben/).length === 1,
  );
  await until(() => posted(/accounted for|copied, \d+ failed/, 'second').length === 1);
  expect(posted(/^Full pass/).length).toBe(2);
});

test('a chat that is away is tried again, one that closed is left, and neither holds up the others', async () => {
  const { messages, failing } = bot.chat;
  for (const where of ['slow', 'closed']) await bot.say('Anna', 'project "Contoso to Fabrikam"', where);
  let tries = 0;
  failing.set('slow', () => {
    if (++tries < 3) throw new DeliveryError('later', 'throttled', 200);
  });
  failing.set('closed', () => {
    throw new DeliveryError('closed', 'the app was removed');
  });
  await verifyAll();
  await until(() => posted(/ready to move/, 'slow').length === 1);
  expect(posted(/ready to move/)).toHaveLength(1);
  expect(
    messages.filter(({ chat, card }) => chat === 'closed' && !/Contoso to Fabrikam/.test(card.title)),
  ).toEqual([]);
  const [closed] = await world.database.db.query.conversations.findMany({
    where: (table, { eq }) => eq(table.externalId, 'closed'),
  });
  expect(closed?.installed).toBe(false);
});

test('a card that somebody deleted is posted anew', async () => {
  await verifyAll();
  const asked = await bot.say('Anna', 'full');
  const lost = posted(/^Approve pass/)[0]!;
  const { update } = bot.chat.surface;
  bot.chat.surface.update = async (reference, messageId, card) => {
    if (messageId === lost.id) throw new DeliveryError('gone', 'no such message');
    return update(reference, messageId, card);
  };
  await bot.click('Ben', asked.card, 'Reject', { reason: 'not before Friday' });
  await until(() => posted(/^Rejected by Ben/).length === 1);
  expect(toText(posted(/^Rejected by Ben/)[0]!.card)).toContain('not before Friday');
});

test('a restart in the middle of a pass goes on with the same card', async () => {
  await verifyAll();
  const asked = await bot.say('Anna', 'full');
  await bot.click('Ben', asked.card, 'Approve');
  await until(() => posted(/^Full pass/).length > 0);
  await bot.notifier.stop();
  const chat = bot.chat;
  bot = startBot(world, { chat });
  bot.notifier.start();
  await until(() => posted(/accounted for|copied, \d+ failed/).length === 1);
  expect(posted(/^Full pass \d+ (?:is running|finished)/)).toHaveLength(1);
});

test('statistics that a channel does not want are not posted there; what is posted says how it is stopped', async () => {
  await verifyAll();
  await bot.say('Anna', 'project "Contoso to Fabrikam"', 'other');
  await bot.say('Anna', 'notify statistics off', 'other');
  const asked = await bot.say('Anna', 'full');
  await bot.click('Ben', asked.card, 'Approve');
  const over = /accounted for|copied, \d+ failed/;
  await until(() => posted(over).length > 0 && posted(/^Full pass \d+ finished/, 'other').length > 0);
  await sleep(1_000);
  expect(posted(over, 'other')).toEqual([]);
  expect(toText(posted(over)[0]!.card)).toContain('"notify statistics off" stops it');
});
