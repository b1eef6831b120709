/** Notices to the people who move: who gets them, once, in which words, and what happens when it goes wrong. */
import { setTimeout as sleep } from 'node:timers/promises';
import { eq, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { type NoticeMoment, noticeSends } from '../../src/db/schema.ts';
import { must, type SandboxOptions, startWorld, type World } from '../fixtures/world.ts';
import { type Bot, startBot, textOf } from './bot-chat.ts';

const sender = 'alex.berg@fabrikam.example';

const startNotices = async (
  options: { sandbox?: SandboxOptions; work?: boolean; withoutConsent?: boolean } = {},
) => {
  const world = await startWorld({ ...options, sandbox: { mailboxes: 3, items: 20, ...options.sandbox } });
  if (options.withoutConsent) await grant(world);
  must(await world.engine.sender.set(world.alex, world.project.id, sender));
  return world;
};
const viewOf = async (world: World, moment: NoticeMoment) =>
  must(await world.engine.notices.get(world.alex, world.project.id, moment)).notice;
const send = (world: World, moment: NoticeMoment, people: number, more: object = {}) =>
  world.engine.notices.send(world.sam, world.project.id, moment, { people, ...more });
/** Until nothing waits any more. */
const through = async (world: World, moment: NoticeMoment) => {
  for (;;) {
    const notice = await viewOf(world, moment);
    if (notice.waiting + notice.sending === 0) return notice;
    await sleep(50);
  }
};
const grant = (world: World, ...roles: string[]) =>
  world.edit({ do: 'grant', tenant: 'Fabrikam', roles: ['User.Read.All', ...roles] });
const recipients = (world: World) => world.sandbox.mail.flatMap(({ to }) => to).sort();

const approving = async (bot: Bot, text: string, count: number) => {
  const asked = await bot.say('Sam', text);
  expect(asked.card.title).toBe(`${count} people would get the notice "${text.split(' ')[2]}"`);
  return bot.click('Sam', asked.card, /^Send it/, { count: String(count) });
};

test('from the sender to everybody once, and the conversation hears the end of it', async () => {
  await using world = await startNotices();
  const bot = startBot(world);
  bot.notifier.start();
  await bot.say('Anna', 'project "Contoso to Fabrikam"');
  expect(textOf((await bot.say('Anna', 'notice')).card)).toContain('the usual ones');
  const shown = await bot.say('Anna', 'notice before');
  expect(textOf(shown.card)).toContain('Your mailbox moves to alex.berg@fabrikam.example');
  expect(textOf(shown.card)).toContain('until they are switched over they read that one');
  const saved = await bot.click('Anna', shown.card, 'Save', {
    subject: 'Soon, {name}',
    body: '**{name}**, from {source} to [{destination}](mailto:{destination}).',
  });
  expect(textOf(saved.card)).toContain('Soon, Alex Berg');

  expect((await bot.say('Anna', 'notice test before')).exit).toBe(0);
  expect(world.sandbox.mail).toMatchObject([
    { from: sender, to: [sender], subject: 'Test: Soon, Alex Berg' },
  ]);
  world.sandbox.mail.length = 0;

  const started = await approving(bot, 'notice send before', world.pairs.length);
  expect(started.card.title).toBe('The notice "before" is on its way');
  await through(world, 'before');
  expect(recipients(world)).toEqual(world.pairs.map(({ source }) => source).sort());
  expect(world.sandbox.mail.find(({ to }) => to[0] === 'alex.berg@contoso.example')).toMatchObject({
    from: sender,
    subject: 'Soon, Alex Berg',
    contentType: 'html',
    content: expect.stringContaining(
      '<strong>Alex Berg</strong>, from alex.berg@contoso.example to <a href="mailto:alex.berg%40fabrikam.example">alex.berg@fabrikam.example</a>.',
    ),
    saveToSentItems: false,
  });

  const again = await bot.say('Sam', 'notice send before');
  expect(again).toMatchObject({ exit: 2, card: { title: 'Already decided' } });
  await sleep(3_500);
  expect(bot.chat.messages.map(({ card }) => card.title)).toContain(
    `Notice "before": sent to ${world.pairs.length} people`,
  );
  expect(world.truth().sourceWrites).toBe(0);
  await bot.notifier.stop();
}, 60_000);

test('a yes counts for the people and the words that it was given for', async () => {
  await using world = await startNotices({ work: false });
  const { hash } = await viewOf(world, 'after');
  expect(await send(world, 'after', 2)).toMatchObject({ ok: false, refusal: { code: 'plan-changed' } });
  must(await world.engine.notices.write(world.alex, world.project.id, 'after', { subject: 'Over' }));
  expect(await send(world, 'after', 3, { hash })).toMatchObject({
    ok: false,
    refusal: { code: 'plan-changed' },
  });
  const both = await Promise.all([send(world, 'after', 3), send(world, 'after', 3)]);
  expect(both.map(({ ok }) => ok).sort()).toEqual([false, true]);
  expect(await viewOf(world, 'after')).toMatchObject({ waiting: 3, sent: 0 });
  const bot = startBot(world);
  await bot.say('Olga', 'hello');
  expect((await bot.say('Anna', 'role Olga operator')).exit).toBe(0);
  expect(await bot.say('Olga', 'notice send after')).toMatchObject({
    exit: 2,
    card: { title: 'Your role does not allow that' },
  });
});

test('what is changed while people wait is not sent under the yes that was given before', async () => {
  await using world = await startNotices({ work: false });
  const { engine, alex, project } = world;
  must(await send(world, 'before', 3));
  must(await engine.notices.write(alex, project.id, 'before', { subject: 'Something else altogether' }));
  // One of those who wait is taken out meanwhile.
  must(await engine.mailboxes.remove(alex, project.id, world.pairs[2]!.source));
  await engine.worker.start();
  const notice = await through(world, 'before');
  expect(world.sandbox.mail).toEqual([]);
  expect(notice.failed).toBe(2);
  must(await send(world, 'before', 2));
  await through(world, 'before');
  expect(recipients(world)).toHaveLength(2);
});

test('an address that was changed while people wait gets nothing under that yes', async () => {
  await using world = await startNotices({ work: false });
  const { engine } = world;
  must(await send(world, 'before', 3));
  const { source } = world.pairs[2]!;
  const bot = startBot(world);
  const edited = await bot.say('Anna', `users edit ${source} source other@contoso.example`);
  expect(edited.exit).toBe(0);
  await engine.worker.start();
  const notice = await through(world, 'before');
  expect(recipients(world)).toHaveLength(2);
  expect(notice.troubles).toMatchObject([{ count: 1, examples: ['other@contoso.example'] }]);
  expect(notice.troubles[0]!.explanation).toContain('The address was changed');
});

test('chosen people first, everybody else later, in the words of that moment', async () => {
  await using world = await startNotices();
  const [first, ...others] = world.pairs;
  must(await send(world, 'cutover', 1, { addresses: [first!.source] }));
  await through(world, 'cutover');
  expect(recipients(world)).toEqual([first!.destination]);
  must(await world.engine.notices.write(world.alex, world.project.id, 'cutover', { subject: 'New words' }));
  expect(await viewOf(world, 'cutover')).toMatchObject({ sent: 1, sentBefore: 1 });
  must(await send(world, 'cutover', others.length));
  await through(world, 'cutover');
  expect(world.sandbox.mail.map(({ subject }) => subject)).toEqual([
    `Your new mailbox is ready: ${first!.destination}`,
    ...others.map(() => 'New words'),
  ]);
});

test('an address that nobody has at the destination gets nothing, is listed, and is tried again when asked', async () => {
  await using world = await startNotices();
  const [, first] = world.pairs;
  await world.edit({ do: 'unlicense', address: first!.destination });
  must(await send(world, 'after', world.pairs.length));
  const notice = await through(world, 'after');
  expect(notice).toMatchObject({ sent: 2, failed: 1, troubles: [{ count: 1, examples: [first!.source] }] });
  await world.edit({ do: 'license', address: first!.destination });
  must(await send(world, 'after', 1));
  expect(await through(world, 'after')).toMatchObject({ sent: 3, failed: 0 });
  expect(recipients(world)).toEqual(world.pairs.map(({ destination }) => destination).sort());
});

test('without consent nothing is sent and the refusal says where to give it; with it, what failed goes out', async () => {
  await using world = await startNotices({ withoutConsent: true });
  const test = await world.engine.notices.test(world.alex, world.project.id, 'before', null);
  expect(test).toMatchObject({ ok: false, refusal: { code: 'not-ready' } });
  expect(JSON.stringify(test)).toContain('Mail.Send is missing');
  expect(JSON.stringify(test)).toContain('https://entra.microsoft.com/');
  must(await send(world, 'before', 3));
  expect(await through(world, 'before')).toMatchObject({ sent: 0, failed: 3, troubles: [{ count: 3 }] });
  await grant(world, 'Mail.Send');
  must(await send(world, 'before', 3));
  expect(await through(world, 'before')).toMatchObject({ sent: 3, failed: 0 });
});

test('a throttled message is sent again, one whose answer was lost is not, unless somebody says so', async () => {
  const faults = [
    { on: 'mail' as const, do: '429' as const, times: 1, retryAfter: 0.1 },
    { on: 'mail' as const, do: '503' as const, after: 1, times: 1, retryAfter: 0.1 },
    { on: 'mail' as const, do: 'reset-after' as const, after: 3, times: 1 },
  ];
  await using world = await startNotices({ sandbox: { faults } });
  must(await send(world, 'after', 3));
  expect(await through(world, 'after')).toMatchObject({ sent: 2, unclear: 1, failed: 0 });
  // It had arrived.
  expect(recipients(world)).toHaveLength(3);
  expect(await send(world, 'after', 1)).toMatchObject({ ok: false, refusal: { code: 'already-decided' } });
  must(await send(world, 'after', 1, { again: true }));
  expect(await through(world, 'after')).toMatchObject({ sent: 3, unclear: 0 });
  expect(recipients(world)).toHaveLength(4);
});

test('after a crash the others go on, and the one that was on its way is not sent again', async () => {
  await using world = await startNotices({ work: false });
  must(await send(world, 'after', 3));
  const { db } = world.database;
  const [notice] = await db.query.notices.findMany();
  const [first] = await db.query.mailboxes.findMany();
  // What a worker leaves behind that dies between its note and the answer.
  await db
    .insert(noticeSends)
    .values({ noticeId: notice!.id, mailboxId: first!.id, sentBy: world.sam.personId, state: 'sending' });
  await world.engine.worker.start();
  expect(await through(world, 'after')).toMatchObject({ sent: 2, unclear: 1 });
  expect(recipients(world)).not.toContain(first!.destinationAddress);
  const [row] = await db.select().from(noticeSends).where(eq(noticeSends.mailboxId, first!.id));
  expect(row).toMatchObject({ state: 'sending', problem: 'worker-died' });
  // Whoever was told can still be taken out of the project.
  must(await world.engine.mailboxes.remove(world.alex, world.project.id, first!.sourceAddress));
});

test('a sender that has used up its recipients of the day goes on later, and says when', async () => {
  await using world = await startNotices();
  const { db } = world.database;
  const { id: projectId } = world.project;
  await db.execute(
    sql`insert into mailboxes (project_id, source_address, destination_address) select ${projectId}, n || '@c.example', n || '@f.example' from generate_series(1, 10000) n`,
  );
  must(await world.engine.notices.write(world.alex, projectId, 'before', { subject: 'Soon' }));
  await db.execute(
    sql`insert into notice_sends (notice_id, mailbox_id, state, sent_by) select notices.id, mailboxes.id, 'sent', ${world.sam.personId} from notices, mailboxes where source_address like '%@c.example'`,
  );
  must(await send(world, 'after', 1, { addresses: [world.pairs[0]!.source] }));
  let notice = await viewOf(world, 'after');
  while (notice.waitsUntil === null) {
    await sleep(50);
    notice = await viewOf(world, 'after');
  }
  expect(notice).toMatchObject({ waiting: 1, sent: 0 });
  expect(world.sandbox.mail).toEqual([]);
});

test('mail stays in the destination: neither a sender nor a test nor statistics elsewhere', async () => {
  await using world = await startNotices();
  const { engine, alex, project } = world;
  const stranger = 'somebody@elsewhere.example';
  const answers = [
    await engine.sender.set(alex, project.id, 'alex.berg@contoso.example'),
    await engine.sender.set(alex, project.id, 'no.mailbox@fabrikam.example'),
    await engine.notices.test(alex, project.id, 'before', stranger),
    await engine.notices.test(alex, project.id, 'before', 'alex.berg@contoso.example'),
  ];
  expect(await engine.sender.set(alex, project.id, '../groups')).toMatchObject({
    ok: false,
    refusal: { code: 'invalid' },
  });
  for (const answer of answers) expect(answer).toMatchObject({ ok: false, refusal: { code: 'not-found' } });
  const pass = await world.run('verify');
  expect(await engine.statisticsMail.send(alex, pass.id, stranger)).toMatchObject({ ok: false });
  expect(world.sandbox.mail).toEqual([]);

  const bot = startBot(world);
  const mailed = await bot.say('Anna', `stats mail ${pass.id} to ines.vega@fabrikam.example`);
  expect(mailed.exit).toBe(0);
  expect(world.sandbox.mail).toMatchObject([
    {
      from: sender,
      to: ['ines.vega@fabrikam.example'],
      attachments: [{ name: `pass-${pass.id}-numbers.csv` }, { name: `pass-${pass.id}-errors.csv` }],
    },
  ]);
});
