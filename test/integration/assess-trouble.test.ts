/** What an assessment says of mailboxes that cannot move, or not all of them; and of those that are no person's. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { emptyDestination, generateTenant } from '../../src/sandbox/contents/index.ts';
import type { SeedFolder, SeedMailbox } from '../../src/sandbox/model.ts';
import { must, startWorld, type World } from '../fixtures/world.ts';
import { startBot, textOf } from './bot-chat.ts';

const named = (folders: SeedFolder[], name: string): SeedFolder => folders.find((one) => one.name === name)!;

const contents = (): { source: SeedMailbox[]; destination: SeedMailbox[] } => {
  const source = generateTenant({ seed: 1, mailboxes: 7, items: 210 });
  const { folders } = source[0]!;
  const [first, second] = named(folders, 'Inbox').items;
  first!.exportError = { code: 'ErrorItemCorrupt', message: 'The item is corrupt.' };
  second!.size = 200_000_000;
  folders.push({ name: 'projects', type: 'IPF.Note', items: [], folders: [] });
  const held = named(folders, 'Recoverable Items');
  held.folders.push({
    name: 'DiscoveryHolds',
    type: 'IPF.Note',
    wellKnownName: 'recoverableitemsdiscoveryholds',
    items: [second!],
    folders: [],
  });
  return { source, destination: emptyDestination(source, 1) };
};

const oneOf = async ({ engine, alex, project }: World, address: string) =>
  must(await engine.assessments.one(alex, project.id, address)).found;

test('what cannot move, what stays and what is different is said of each, and nothing is written', async () => {
  await using world = await startWorld({ sandbox: { contents: contents() } });
  const { engine, alex, project, pairs } = world;
  await world.edit({ do: 'unlicense', address: 'sam.okoye@fabrikam.example' });
  const group = { source: 'everybody@contoso.example', destination: 'everybody@fabrikam.example' };
  must(await engine.mailboxes.add(alex, project.id, group));
  const pass = await world.run('assess');
  expect(pass.progress.runs).toMatchObject({ completed: 7, failed: 1 });
  const of = (alias: string) => oneOf(world, `${alias}@contoso.example`);

  const troubled = await of('alex.berg');
  expect(troubled.verdict).toBe('ready with remarks');
  expect(troubled.hold).toBe(true);
  expect(troubled.source?.tried.refused).toEqual({ ErrorItemCorrupt: 1 });
  expect(troubled.remarks.map(({ code }) => code).sort()).toEqual([
    'folders-meet',
    'held',
    'too-large',
    'unreadable',
  ]);
  expect(troubled.remarks.find(({ code }) => code === 'folders-meet')?.sentence).toContain(
    '"Projects" and "projects"',
  );

  expect(await of('sam.okoye')).toMatchObject({
    verdict: 'cannot move',
    destination: null,
    remarks: [{ code: 'destination', sentence: expect.stringContaining('has no licence') }],
  });
  expect(await of('everybody')).toMatchObject({
    verdict: 'cannot move',
    source: null,
    remarks: [{ sentence: expect.stringContaining('is a group') }, { code: 'destination' }],
  });
  expect(await of('info')).toMatchObject({
    verdict: 'ready',
    purpose: 'shared',
    destination: { licences: 0 },
  });
  const room = await of('room.elbe');
  expect(room).toMatchObject({
    verdict: 'ready',
    purpose: 'room',
    remarks: [{ code: 'kind', weight: 'advice' }],
  });
  expect(room.remarks[0]?.script).toContain("Set-CalendarProcessing -Identity 'room.elbe@fabrikam.example'");
  expect((await of('projector')).purpose).toBe('equipment');

  const bot = startBot(world);
  await bot.say('Anna', 'project "Contoso to Fabrikam"');
  const card = (await bot.say('Anna', 'assessment')).card;
  expect(card.title).toBe('6 of 8 mailboxes can move');
  expect(textOf((await bot.say('Anna', 'why room.elbe@contoso.example')).card)).toContain(
    'Set-CalendarProcessing',
  );

  // Verification says the same before any work begins, and remembers the kinds.
  await world.run('verify');
  const mailboxes = await world.database.db.query.mailboxes.findMany();
  expect(mailboxes.find(({ sourceAddress }) => sourceAddress.startsWith('info@'))?.purpose).toBe('shared');
  expect(
    mailboxes.find(({ sourceAddress }) => sourceAddress === group.source)?.verification?.problems[0],
  ).toContain('not possible with Graph yet');
  expect(
    world.sandbox.truth({ pairs: pairs.filter(({ source }) => !source.startsWith('sam.')) }).sourceWrites,
  ).toBe(0);
  expect(world.sandbox.mail).toEqual([]);
}, 180_000);

const sourceRoles = [
  'User.Read.All',
  'MailboxFolder.Read.All',
  'MailboxItem.Read.All',
  'MailboxItem.Export.All',
  'MailboxSettings.Read',
];

test('a kind that is not told, and an address that nobody has', async () => {
  await using world = await startWorld({ sandbox: { mailboxes: 2, items: 20 } });
  const { engine, alex, project, pairs } = world;
  await world.edit({
    do: 'grant',
    tenant: 'Contoso',
    roles: sourceRoles.filter((role) => role !== 'MailboxSettings.Read'),
  });
  const gone = { source: 'gone@contoso.example', destination: 'gone@fabrikam.example' };
  must(await engine.mailboxes.add(alex, project.id, gone));
  await world.run('assess');
  expect(await oneOf(world, pairs[0]!.source)).toMatchObject({ purpose: null, verdict: 'ready' });
  const [remark] = (await oneOf(world, gone.source)).remarks;
  // The app may not read groups, so both are named.
  expect(remark?.sentence).toContain('If it is a group or a public folder');
  expect(
    await engine.mailboxes.add(alex, project.id, {
      source: 'DiscoverySearchMailbox{D919BA05-46A6-415f-80AD-7E09334BB852}@contoso.example',
      destination: 'x@fabrikam.example',
    }),
  ).toMatchObject({
    ok: false,
    refusal: { sentence: expect.stringContaining('Exchange keeps this mailbox') },
  });
}, 120_000);

test('an assessment that is paused goes on when it is resumed, and one that is stopped ends', async () => {
  await using world = await startWorld({ sandbox: { mailboxes: 3, items: 60, latencyMs: 60 } });
  const { engine, alex } = world;
  const pass = await world.begin('assess');
  await sleep(600);
  must(await engine.passControl.pause(alex, pass.id));
  expect(must(await engine.reporting.pass(alex, pass.id)).state).toBe('paused');
  must(await engine.passControl.resume(alex, pass.id));
  expect((await world.waitFor(pass.id)).progress.runs.completed).toBe(3);
  const second = await world.begin('assess');
  await sleep(300);
  must(await engine.passControl.stop(alex, second.id));
  expect((await world.waitFor(second.id)).state).toBe('stopped');
}, 120_000);
