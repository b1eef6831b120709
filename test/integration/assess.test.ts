/** Assessments through the bot: what is found is what the sandbox holds, nothing is written, and no mail is sent. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { must, startWorld, type World } from '../fixtures/world.ts';
import { type Bot, linkOf, startBot, textOf, watching } from './bot-chat.ts';

let world: World;
let bot: Bot;
beforeAll(async () => {
  world = await startWorld({ sandbox: { mailboxes: 3, items: 1_500 } });
  bot = startBot(world);
  bot.notifier.start();
}, 120_000);
afterAll(async () => {
  await bot.notifier.stop();
  await world[Symbol.asyncDispose]();
});
const { posted, until } = watching(() => bot);
const reportOf = async () => must(await world.engine.assessments.report(world.alex, world.project.id));
const rowsOf = (csv: string | Buffer): string[] => String(csv).trim().split('\r\n');
const page = async (path: string) => {
  const answer = await bot.page(path);
  expect(answer.status).toBe(200);
  return String(answer.body);
};

test('before anything was assessed, the way there is said', async () => {
  await bot.say('Anna', 'project "Contoso to Fabrikam"');
  const none = await bot.say('Anna', 'assessment');
  expect(none).toMatchObject({ exit: 2 });
  expect(textOf(none.card)).toContain('None of these mailboxes has been assessed yet.');
  expect((await bot.say('Anna', 'meetings report')).card.title).toBe('No calendar has been read yet');
  const [first] = world.pairs;
  expect(textOf((await bot.say('Anna', `assessment ${first!.source}`)).card)).toContain('Say \\"assess');
});

test('assess needs no yes; its last card says who can move, and all of it is true', async () => {
  const started = await bot.say('Anna', 'assess');
  expect(started.card.title).toMatch(/^Assessment \d+ has started$/);
  await until(() => posted(/can move$/).length > 0);
  const [card] = posted(/can move$/);
  expect(card?.card.title).toBe('3 mailboxes can move');

  const report = await reportOf();
  expect(report.assessments).toHaveLength(3);
  const truth = world.truth();
  expect(report.items).toBe(truth.mailboxes.reduce((sum, { sourceItems }) => sum + sourceItems, 0));
  const [alex, sam] = ['alex.berg', 'sam.okoye'].map(
    (name) => report.assessments.find(({ source }) => source.startsWith(name))!,
  );
  expect(alex?.found).toMatchObject({
    verdict: 'ready',
    purpose: 'user',
    archive: null,
    hold: null,
    destination: { licences: 1 },
  });
  const { source } = alex!.found;
  expect(Object.values(source!.byType).reduce((sum, { items }) => sum + items, 0)).toBe(source!.items);
  expect(source!.byFolder.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(source!.bytes);
  // The 50 MB message and the folders that hidden programs keep.
  expect(source!.largest[0]).toMatchObject({ path: 'Archive', itemType: 'mail' });
  expect(source!.largest[0]!.size).toBeGreaterThan(50_000_000);
  expect(source!.stays.folders).toBeGreaterThan(5);
  expect(source!.depth).toBe(5);
  expect(alex!.found.seconds).toBeGreaterThan(0);
  expect(sam!.found.remarks).toEqual([]);
  expect(truth.sourceWrites).toBe(0);
  expect(world.sandbox.mail).toEqual([]);
}, 120_000);

test('the meetings of each organizer are those that are to come, with what they lose', async () => {
  const card = (await bot.say('Anna', 'meetings')).card;
  expect(card.title).toBe('15 meetings to come will lose their Teams link, of 3 organizers');
  const report = must(await world.engine.meetings.report(world.alex, world.project.id));
  for (const organizer of report.organizers)
    expect(organizer).toMatchObject({
      losesLink: 5,
      meetings: 6,
      withOutside: 4,
      series: 2,
      exceptions: 2,
      more: 0,
      // Two of the series are under way.
      next: 'under way',
      unread: 0,
    });
  const csv = rowsOf(await page(linkOf(card, /CSV/)));
  expect(csv).toHaveLength(1 + 18);
  const alex = csv
    .filter((row) => row.startsWith('alex.berg@contoso.example'))
    .map((row) => row.split(',').slice(3));
  expect(alex.sort()).toEqual(
    [
      ['no', '0', '3', '1', 'yes', '0'],
      ['yes', '2', '2', '1', 'yes', '0'],
      ['no', '0', '2', '2', 'no', '0'],
      ['no', '0', '1', '1', 'yes', '0'],
      ['yes', '0', '2', '0', 'yes', '0'],
      ['no', '0', '0', '0', 'yes', '0'],
    ].sort(),
  );
  expect(textOf(card)).toContain('CalendarRepairDisabled');
  // Neither links nor subjects nor bodies are kept.
  const rows = JSON.stringify(await world.database.db.query.meetingReports.findMany());
  expect(rows).not.toMatch(/teams|http|Meeting in|Join/i);
});

test('the note goes to organizers only, when somebody says so, at the address that they read', async () => {
  must(await world.engine.sender.set(world.alex, world.project.id, 'alex.berg@fabrikam.example'));
  const shown = await bot.say('Anna', 'notice meetings');
  expect(textOf(shown.card)).toContain('Meetings of yours that have such a link: **5**.');
  expect(world.sandbox.mail).toEqual([]);
  const [first] = world.pairs;
  const asked = await bot.say('Sam', `notice send meetings ${first!.source}`);
  expect(asked.card.title).toBe('1 person would get the notice "meetings"');
  await bot.click('Sam', asked.card, /^Send it/);
  await until(() => world.sandbox.mail.length === 1);
  expect(world.sandbox.mail[0]).toMatchObject({
    to: [first!.source],
    subject: 'Your Teams meetings need new links',
  });
  expect(world.sandbox.mail[0]!.content).toContain('<strong>5</strong>');
  expect(world.sandbox.mail[0]!.content).not.toContain('{');
  world.sandbox.mail.length = 0;
});

test('one mailbox, the page and the file say the same', async () => {
  const [first] = world.pairs;
  const one = (await bot.say('Anna', `assessment ${first!.source}`)).card;
  expect(one.title).toBe(`${first!.source}: ready`);
  const all = (await bot.say('Anna', 'assessment')).card;
  const html = await page(linkOf(all, /Read the report/));
  for (const { source } of world.pairs) expect(html).toContain(source);
  expect(html).toContain('<svg');
  expect(html).not.toMatch(/style="|<script/);
  const csv = rowsOf(await page(linkOf(all, /CSV/)));
  expect(csv).toHaveLength(4);
  expect(csv.every((row) => row.split(',').length > 20)).toBe(true);
});

test('the options of the project are looked at: what they leave out, and where they send folders', async () => {
  const { engine, alex, project, pairs } = world;
  await world.options('FolderMapping="^Empty$->Inbox"\nItemTypes=calendar');
  await world.run('assess', { mailboxes: [pairs[0]!.source] });
  const { found } = must(await engine.assessments.one(alex, project.id, pairs[0]!.source));
  const { items, byType, leftOut } = found.source!;
  expect(leftOut.items).toBe(items - byType.calendar!.items);
  expect(found.remarks).toMatchObject([
    { code: 'folders-meet', weight: 'remark', sentence: expect.stringContaining('"Empty" and "Inbox"') },
  ]);
  expect(found.seconds).toBe(Math.ceil(byType.calendar!.items / 40));
}, 120_000);
