/** What is not posted at once: quiet hours with their summary, daily summaries, only trouble; and yeses that are taken back. */
import { setTimeout as sleep } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import { DateTime } from 'luxon';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { recordPost } from '../../src/db/posts.ts';
import { conversations, passes } from '../../src/db/schema.ts';
import { must, startWorld, type World } from '../fixtures/world.ts';
import { type Bot, startBot, textOf, watching } from './bot-chat.ts';

let world: World;
let bot: Bot;
beforeEach(async () => {
  world = await startWorld({ sandbox: { mailboxes: 2, items: 40 } });
  bot = startBot(world, { everyMs: 200, digestMs: 100 });
  bot.notifier.start();
  await bot.say('Anna', 'project "Contoso to Fabrikam"');
  await bot.say('Ben', 'project "Contoso to Fabrikam"', 'night');
});
afterEach(async () => {
  await bot.notifier.stop();
  await world[Symbol.asyncDispose]();
});

const { posted, until } = watching(() => bot);

const aroundNow = (): string => {
  const now = DateTime.utc();
  const at = (hours: number) => now.plus({ hours }).toFormat('HH:mm');
  return `notify quiet ${at(-2)} to ${at(2)}`;
};

const verified = async (): Promise<void> => {
  await bot.say('Anna', 'verify');
  await until(() => posted(/ready to move/).length > 0);
};

test('in quiet hours nothing is posted, and one card tells of it afterwards', async () => {
  expect((await bot.say('Ben', aroundNow(), 'night')).exit).toBe(0);
  await verified();
  const asked = await bot.say('Anna', 'full');
  await bot.click('Ben', asked.card, 'Approve');
  await until(() => posted(/accounted for|copied, \d+ failed/).length > 0);
  const waiting = await bot.say('Anna', 'full');
  expect(waiting.card.title).toContain('Approve pass 3?');
  // Followers read an event two seconds after it happened.
  await sleep(4_000);
  expect(posted(/./, 'night')).toEqual([]);

  await bot.say('Ben', 'notify quiet off', 'night');
  await until(() => posted(/Approve pass 3/, 'night').length > 0);
  const [summary, ...others] = posted(/waits for a yes/, 'night');
  expect(others).toEqual([]);
  expect(textOf(summary!.card)).toContain('Full pass 2');
  await sleep(500);
  // What ended in the quiet is told by the summary alone.
  expect(posted(/accounted for|copied, \d+ failed|is running|finished/, 'night')).toEqual([]);
});

test('a daily summary comes once, when its time has come, and only if there is something to tell', async () => {
  const { db } = world.database;
  const aMinuteAgo = DateTime.utc().minus({ minutes: 1 }).toFormat('HH:mm');
  expect((await bot.say('Ben', `digest daily ${aMinuteAgo}`, 'night')).exit).toBe(0);
  await verified();
  await sleep(500);
  expect(posted(/without trouble/, 'night')).toEqual([]);
  await db
    .update(conversations)
    .set({ digestedAt: new Date(Date.now() - 24 * 3600_000) })
    .where(eq(conversations.externalId, 'night'));
  await until(() => posted(/1 pass without trouble/, 'night').length > 0);
  await sleep(500);
  expect(posted(/without trouble/, 'night')).toHaveLength(1);
  expect((await bot.say('Ben', 'digest daily noonish', 'night')).exit).toBe(2);
});

test('where only trouble is wanted, a pass that goes well is not posted', async () => {
  await bot.say('Ben', 'notify only trouble', 'night');
  await verified();
  expect(posted(/Verification/, 'night')).toEqual([]);
  await world.engine.mailboxes.add(world.alex, world.project.id, {
    source: 'nobody@contoso.example',
    destination: 'nobody@fabrikam.example',
  });
  await bot.say('Anna', 'verify');
  await until(() => posted(/something to look at/, 'night').length > 0);
});

test('a yes that is taken back is asked for again, on the same card', async () => {
  await verified();
  await bot.say('Anna', 'full at tomorrow 22:00');
  await until(() => posted(/^Approve pass 2/, 'night').length > 0);
  const approved = await bot.say('Ben', 'approve');
  expect(approved.card.title).toBe('Approved by Ben');
  await until(() => posted(/^Approved by Ben/, 'night').length > 0);
  const undone = await bot.click('Anna', posted(/^Approved by Ben/, 'night')[0]!.card, 'Undo');
  expect(undone).toMatchObject({ show: 'replace', exit: 0 });
  await until(() => posted(/^Approve pass 2/, 'night').length > 0);
  expect(posted(/pass 2/i, 'night')).toHaveLength(1);
  expect(textOf((await bot.say('Anna', 'undo')).card)).toContain('nothing to undo');
});

test('a plan that nobody decides about is called to mind, by the names of those who may', async () => {
  await verified();
  await bot.say('Anna', 'full');
  await until(() => posted(/^Approve pass 2/, 'night').length > 0);
  const { db } = world.database;
  // A person with an Entra id, as all have in Teams.
  const who = '5d1b6f3e-0000-4000-8000-000000000109';
  must(
    await world.engine.workgroups.enter({
      tenantId: 'local',
      person: { objectId: who, name: 'Pia Lang' },
      roleIfNew: 'approver',
    }),
  );
  await db
    .update(passes)
    .set({ requestedAt: new Date(Date.now() - 6.5 * 24 * 3600_000) })
    .where(eq(passes.id, 2));
  await world.engine.passControl.turn(2);
  await until(() => posted(/still waits for a yes/, 'night').length > 0);
  expect(posted(/still waits for a yes/, 'night')[0]!.card.parts).toContainEqual({
    kind: 'mention',
    people: [{ objectId: who, name: 'Pia Lang' }],
    text: 'please decide.',
  });
});

test('a conversation that works on no project any more holds nothing back', async () => {
  const { db } = world.database;
  await bot.say('Ben', aroundNow(), 'night');
  const [night] = await db.select().from(conversations).where(eq(conversations.externalId, 'night'));
  await db.update(conversations).set({ projectId: null }).where(eq(conversations.externalId, 'night'));
  const asked = await world.begin('verify');
  // It was asked for there, and held back before.
  for (const purpose of ['asked', 'owed'])
    await recordPost(db, { conversationId: night!.id, passId: asked.id, purpose, messageId: '' });
  await until(() => posted(/ready to move/, 'night').length > 0);
});

test('the first of two yeses shows on the card wherever it is', async () => {
  await bot.say('Anna', 'approvers 2');
  await verified();
  await bot.say('Anna', 'full');
  await until(() => posted(/^Approve pass 2/, 'night').length > 0);
  await bot.say('Ben', 'approve 2');
  await until(() => textOf(posted(/^Approve pass 2/, 'night')[0]!.card).includes('Approved by Ben'));
});
