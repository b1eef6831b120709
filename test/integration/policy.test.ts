/** What people agreed on about approvals: which passes need a yes, for how long it is waited for, and what takes it back; and who sees it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { conversations, passes, runs } from '../../src/db/schema.ts';
import { createApprovals } from '../../src/engine/approvals.ts';
import { createPassControl } from '../../src/engine/pass-control.ts';
import { openQueue } from '../../src/engine/queue.ts';
import { createLog } from '../../src/log.ts';
import { must, startWorld, type World } from '../fixtures/world.ts';
import { startBot, textOf } from './bot-chat.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld({ sandbox: { mailboxes: 2, items: 40 } });
  await world.run('verify');
});
afterEach(() => world[Symbol.asyncDispose]());

/** The same engine with ten seconds in which a start can be undone. */
const withUndo = async (undoMs = 10_000) => {
  const queue = await openQueue(world.database, createLog({ level: 'silent' }));
  const { db } = world.database;
  const { reporting } = world.engine;
  return {
    approvals: createApprovals({ db, queue, reporting, atOnce: 4, undoMs }),
    passControl: createPassControl({ db, queue, reporting, undoMs }),
    [Symbol.asyncDispose]: () => queue.stop(),
  };
};

const ask = async (kind: 'full' | 'trial' = 'full') =>
  must(await world.engine.approvals.request(world.alex, world.project.id, kind, {}));

test('the start of a pass can be undone before it begins, and not after', async () => {
  await using slow = await withUndo();
  const asked = await ask();
  const approved = must(await slow.approvals.approve(world.sam, asked.id));
  expect(approved.state).toBe('waiting');
  const undone = must(await slow.passControl.undo(world.sam, asked.id));
  expect(undone).toMatchObject({ state: 'asked', approvals: [] });
  expect(undone.decidedBy).toBeUndefined();
  expect(undone.progress.runs.waiting).toBe(0);
  expect((await world.truth()).mailboxes.every(({ missing }) => missing.length > 0)).toBe(true);

  // It is a plan like any other again.
  must(await world.engine.approvals.approve(world.sam, asked.id));
  expect(await slow.passControl.undo(world.sam, asked.id)).toMatchObject({
    ok: false,
    refusal: { code: 'not-ready' },
  });
  expect((await world.waitFor(asked.id)).state).toBe('finished');
});

test('a pass that nobody undoes begins by itself', async () => {
  await using slow = await withUndo(1_500);
  const asked = await ask();
  expect(must(await slow.approvals.approve(world.sam, asked.id)).beginsAt).toBeDefined();
  expect((await world.waitFor(asked.id)).state).toBe('finished');
});

test('a pass that was undone and approved again begins by itself, too', async () => {
  await using slow = await withUndo(2_500);
  const asked = await ask();
  must(await slow.approvals.approve(world.sam, asked.id));
  await sleep(1_000);
  must(await slow.passControl.undo(world.sam, asked.id));
  must(await slow.approvals.approve(world.sam, asked.id));
  expect((await world.waitFor(asked.id)).state).toBe('finished');
});

test('a pass that rests has begun: its start cannot be undone, and nothing of it is forgotten', async () => {
  const { db } = world.database;
  const asked = must(
    await world.engine.approvals.request(world.alex, world.project.id, 'full', { at: 'tomorrow 22:00' }),
  );
  must(await world.engine.approvals.approve(world.sam, asked.id));
  // One mailbox was through before the pass was paused, and its hours are over: the other looks as if it never began.
  const [first] = await db.select().from(runs).where(eq(runs.passId, asked.id)).limit(1);
  await db
    .update(runs)
    .set({ state: 'completed', startedAt: new Date(), finishedAt: new Date(), copied: 7 })
    .where(eq(runs.id, first!.id));
  expect(await world.engine.passControl.undo(world.alex, asked.id)).toMatchObject({
    ok: false,
    refusal: { code: 'not-ready' },
  });
  expect(await db.$count(runs, eq(runs.passId, asked.id))).toBe(2);
});

test('a kind that needs no yes starts when it is asked for, and its start can be undone as well', async () => {
  must(await world.engine.projects.agree(world.alex, world.project.id, { approvedKinds: ['full'] }));
  const trial = await ask('trial');
  expect(trial.state).toBe('running');
  await world.waitFor(trial.id);
  expect((await ask()).state).toBe('asked');

  await using slow = await withUndo();
  must(await world.engine.projects.agree(world.alex, world.project.id, { approvedKinds: [] }));
  const started = must(await slow.approvals.request(world.alex, world.project.id, 'full', {}));
  expect(started.state).toBe('waiting');
  expect(must(await slow.passControl.undo(world.alex, started.id)).state).toBe('stopped');
});

test('what takes copies away needs a yes and the typed count, whatever was agreed on', async () => {
  must(await world.engine.projects.agree(world.alex, world.project.id, { approvedKinds: [] }));
  await world.options('PropagateDeletes=1 MaximumDeletes=5');
  const asked = await ask();
  expect(asked.state).toBe('asked');
  for (const typed of [undefined, 1, 3])
    expect(
      await world.engine.approvals.approve(world.sam, asked.id, { typed }),
      `typed ${typed}`,
    ).toMatchObject({ ok: false, refusal: { code: 'invalid' } });
  expect(must(await world.engine.approvals.approve(world.sam, asked.id, { typed: 2 })).state).toBe('running');
  await world.waitFor(asked.id);
});

test('a plan that nobody decides about is called to mind, and expires', async () => {
  const { db } = world.database;
  const asked = await ask();
  const askedAgo = (hours: number) =>
    db
      .update(passes)
      .set({ requestedAt: new Date(Date.now() - hours * 3600_000) })
      .where(eq(passes.id, asked.id));
  const now = async () => must(await world.engine.reporting.pass(world.alex, asked.id));
  const events = async () =>
    (await world.engine.events.after('test', 500)).filter(({ passId }) => passId === asked.id);

  await askedAgo(7 * 24 - 25);
  await world.engine.passControl.turn(asked.id);
  expect((await now()).remindedAt).toBeUndefined();
  await askedAgo(7 * 24 - 23);
  await world.engine.passControl.turn(asked.id);
  await world.engine.passControl.turn(asked.id);
  expect((await now()).remindedAt).toBeDefined();
  await askedAgo(7 * 24 + 1);
  await world.engine.passControl.turn(asked.id);
  expect((await now()).state).toBe('expired');
  await sleep(2_100);
  expect((await events()).map(({ kind }) => kind)).toEqual(['pass.asked', 'pass.reminded', 'pass.expired']);
});

test('in the chat: the policy card, who may change it, and the box for the count', async () => {
  const bot = startBot(world);
  await bot.say('Anna', 'project "Contoso to Fabrikam"');
  const shown = await bot.say('Anna', 'approval');
  expect(shown.card.title).toBe('Every pass must be approved');
  const changed = await bot.click('Anna', shown.card, 'No yes for trial');
  expect(changed.card.title).toBe('Passes that start without a yes: trial');
  expect(changed.show).toBe('replace');
  expect(textOf((await bot.say('Anna', 'approval expires 12 hours')).card)).toContain('12 h');
  for (const wrong of [
    'approval expires soon',
    'approval expires 0 hours',
    'approval expires 99 days',
    'approval full maybe',
    'approval verify off',
  ])
    expect((await bot.say('Anna', wrong)).exit, wrong).toBe(2);

  await bot.say('Anna', 'role Ben operator');
  await bot.say('Ben', 'hello');
  await bot.say('Anna', 'role Ben operator');
  expect(textOf((await bot.say('Ben', 'approval trial on')).card)).toContain('needs an owner');
  expect((await bot.say('Ben', 'approval')).exit).toBe(0);

  await bot.say('Anna', 'options PropagateDeletes=1');
  const asked = await bot.say('Ben', 'full');
  expect((await bot.click('Anna', asked.card, 'Approve')).card.parts[0]).toMatchObject({
    text: expect.stringContaining('needs the number of its mailboxes'),
  });
  const approved = await bot.click('Anna', asked.card, 'Approve', { count: '2' });
  expect(approved.card.title).toBe('Approved by Anna');
  expect((await bot.say('Anna', 'undo')).exit).toBe(2);
});

test('where projects are not shared, everybody sees their own, and owners see all', async () => {
  const { engine, project } = world;
  const team = { id: 'local', name: 'Local' };
  const enter = async (name: string, roleIfNew: 'operator' | 'owner') =>
    must(
      await engine.workgroups.enter({ tenantId: 'local', person: { objectId: name, name }, team, roleIfNew }),
    );
  const [olga, otto] = [await enter('Olga', 'operator'), await enter('Otto', 'owner')];
  const own = must(await engine.projects.create(olga, { name: 'Only mine' }));
  const seen = async (who: typeof olga) => (await engine.projects.list(who)).map(({ name }) => name);
  expect(await seen(olga)).toEqual(['Contoso to Fabrikam', 'Only mine']);

  await engine.people.agree(otto, { sharesProjects: false });
  expect(await seen(olga)).toEqual(['Only mine']);
  expect(await seen(otto)).toEqual(['Contoso to Fabrikam', 'Only mine']);
  const hidden = { ok: false, refusal: { code: 'not-found' } };
  expect(await engine.projects.get(olga, project.id)).toMatchObject(hidden);
  expect(await engine.projects.find(olga, 'Contoso to Fabrikam')).toMatchObject(hidden);
  expect(await engine.reporting.passes(olga, project.id)).toMatchObject(hidden);
  expect(await engine.approvals.request(olga, project.id, 'verify', {})).toMatchObject(hidden);
  expect(await engine.projectOptions.list(olga, project.id)).toMatchObject(hidden);
  expect(
    await engine.imports.preview(olga, project.id, { fileName: 'x', bytes: Buffer.from('a') }),
  ).toMatchObject(hidden);
  expect(await engine.reporting.pass(olga, 1)).toMatchObject(hidden);
  expect(await engine.passControl.stop(olga, 1)).toMatchObject(hidden);
  expect((await engine.projects.get(olga, own.id)).ok).toBe(true);

  // A channel that works on a project which somebody may not see stays about it; a 1:1 chat forgets it.
  const bot = startBot(world);
  await bot.say('Otto', 'project "Contoso to Fabrikam"');
  await bot.say('Olga', 'status');
  const [channel] = await world.database.db
    .select()
    .from(conversations)
    .where(eq(conversations.externalId, 'channel'));
  expect(channel?.projectId).toBe(project.id);
  await engine.audit.write({ actor: world.alex, command: 'full', args: {}, result: 'done' });
  const audited = await engine.audit.list(olga, { offset: 0, limit: 100 });
  expect(new Set(audited.rows.map(({ person }) => person))).toEqual(new Set(['Olga']));
  expect((await engine.audit.list(otto, { offset: 0, limit: 100 })).total).toBeGreaterThan(audited.total);
});
