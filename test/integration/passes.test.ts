/** Each kind of pass, and what a project's options make of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { putPairs } from '../../src/db/mapping.ts';
import { createGovernor, microsoftLimits } from '../../src/engine/graph/governor.ts';
import { plainMailboxes, slowly } from '../fixtures/plain-mailboxes.ts';
import { must, type SandboxOptions, startWorld, type World } from '../fixtures/world.ts';

const startOn = async (sandbox: SandboxOptions = { mailboxes: 1, items: 80 }) => startWorld({ sandbox });

const imported = async (world: World) =>
  (await world.truth()).mailboxes.reduce((sum, { destinationItems }) => sum + destinationItems, 0);

const refusalOf = async (world: World, kind: 'trial' | 'prestage' | 'full' | 'retry', request: object) => {
  const answer = await world.engine.approvals.request(world.alex, world.project.id, kind, request);
  return answer.ok ? 'not refused' : `${answer.refusal.sentence} ${answer.refusal.next}`;
};

test('verification says which limit it waits for', async () => {
  await using world = await startWorld({
    governor: createGovernor({ ...microsoftLimits, requests: { count: 15, windowMs: 5_000 } }),
    sandbox: {
      contents: plainMailboxes({ mailboxes: 1, items: 20, bytes: 2_000, foldersBelowOne: 10 }),
      throttle: 'off',
    },
  });
  const pass = await world.begin('verify');
  const said = new Set<string | null>();
  for (let view = pass; view.finishedAt === undefined; ) {
    await sleep(100);
    view = must(await world.engine.reporting.pass(world.alex, pass.id));
    said.add(view.progress.waitsFor);
  }
  expect([...said].join(' ')).toContain("Waiting for Microsoft's limit of 15 requests");
});

test('a trial moves at most ten items a folder, and a full pass goes on from there', async () => {
  await using world = await startOn({ contents: plainMailboxes({ mailboxes: 1, items: 30, bytes: 2_000 }) });
  await world.run('verify');
  const trial = await world.run('trial');
  expect(trial.plan.items).toBe(10);
  expect(trial.progress.items).toMatchObject({ copied: 10 });
  expect((await world.run('trial')).progress.items).toMatchObject({ copied: 0 });
  expect((await world.run('full')).progress.items).toMatchObject({ copied: 20, unchanged: 10 });
  expect(await world.truth()).toMatchObject({ agrees: true });
});

test('a trial moves at most 5 MB', async () => {
  await using world = await startOn({ contents: plainMailboxes({ mailboxes: 1, items: 8, bytes: 900_000 }) });
  await world.run('verify');
  expect((await world.run('trial')).progress.items).toMatchObject({ copied: 5 });
});

test('a trial into a folder of its own is compared, leaves the ledger alone, and is taken away again', async () => {
  await using world = await startOn({ mailboxes: 1, items: 120 });
  const { engine, alex } = world;
  await world.run('verify');
  const trial = await world.run('trial', { into: 'Mailferry trial' });
  const statistics = must(await engine.reporting.statistics(alex, trial.id));
  expect(statistics.trial?.compared).toBeGreaterThan(20);
  // It moved nothing of the ledger's, so it is no pass to be retried.
  expect(await refusalOf(world, 'retry', {})).toMatch(/No pass has moved/);
  // What differs cannot be exported at the source; everything else is what was sent.
  expect(
    statistics.trial?.differences.filter(({ what }) => !what.startsWith('could not be exported')),
  ).toEqual([]);
  expect(statistics.trial?.there).toBe(1);
  expect(await world.database.db.query.items.findMany()).toEqual([]);
  expect(await imported(world)).toBe(statistics.trial?.equal);
  // A second one does not touch the first one's folder.
  const again = await world.run('trial', { into: 'mailferry TRIAL' });
  expect(again.progress.runs.failed).toBe(1);
  const removal = await world.run('trial', { removes: trial.id });
  expect(removal.progress.runs.completed).toBe(1);
  expect(await imported(world)).toBe(0);
  expect(must(await engine.reporting.statistics(alex, trial.id)).trial?.there).toBe(0);
  expect(await refusalOf(world, 'trial', { removes: trial.id })).toMatch(/left no trial folder/);
  await world.run('full');
  expect(await world.truth()).toMatchObject({ agrees: true });
});

test('a copy of a trial that became another is shown with the property', async () => {
  await using world = await startOn({
    contents: plainMailboxes({ mailboxes: 1, items: 5, bytes: 2_000 }),
    faults: [{ on: 'import', do: 'wrong-id', after: 1, times: 1 }],
  });
  await world.run('verify');
  const trial = await world.run('trial', { into: 'Trial' });
  expect(trial.progress.runs['completed with errors']).toBe(1);
  const { trial: report } = must(await world.engine.reporting.statistics(world.alex, trial.id));
  expect(report).toMatchObject({ compared: 5, equal: 4 });
  expect(report?.differences[0]).toMatchObject({ property: 'the copy' });
});

test('prestage takes older mail only, again and again, and full takes the rest', async () => {
  await using world = await startOn({ mailboxes: 1, items: 200 });
  await world.run('verify');
  const first = await world.run('prestage', { olderThan: '1 January 2024' });
  const some = await imported(world);
  expect(some).toBe(first.progress.items.copied);
  expect(some).toBeGreaterThan(0);
  const second = await world.run('prestage', { olderThan: '30 days ago' });
  expect(second.progress.items.copied).toBeGreaterThan(0);
  expect(await imported(world)).toBe(some + second.progress.items.copied);
  expect((await world.run('prestage', { olderThan: '30 days ago' })).progress.items).toMatchObject({
    copied: 0,
  });
  const third = await world.run('full');
  expect(third.progress.items.copied).toBeGreaterThan(0);
  expect(await world.truth()).toMatchObject({ agrees: true });
});

test('a date that is missing, means nothing or is not over yet is refused with an example', async () => {
  await using world = await startOn();
  await world.run('verify');
  expect(await refusalOf(world, 'prestage', {})).toMatch(/date is missing.*90 days/);
  expect(await refusalOf(world, 'prestage', { olderThan: 'the good old days' })).toMatch(
    /cannot be read.*90 days ago/,
  );
  expect(await refusalOf(world, 'prestage', { olderThan: 'tomorrow' })).toMatch(/lies in the future/);
  expect(await refusalOf(world, 'full', { olderThan: '90 days' })).toMatch(/full pass knows no "older than"/);
  expect(await refusalOf(world, 'full', { waves: ['pilot'] })).toMatch(/no wave called "pilot"/);
});

test('retry moves what failed and nothing else, and only after a pass that completed', async () => {
  await using world = await startOn({ mailboxes: 1, items: 120 });
  await world.run('verify');
  expect(await refusalOf(world, 'retry', {})).toMatch(/nothing to retry.*No pass has moved/);
  const full = await world.run('full');
  const { failed } = full.progress.items;
  if (failed === 0) {
    // This mailbox has nothing that cannot be read: an item is made to have failed.
    await world.database.db.execute(
      sql`update items set outcome = 'failed', cause = 'ErrorItemCorrupt', created_at = now(), destination_id = null
          where item_key in (select item_key from items where outcome = 'copied' limit 1)`,
    );
    expect(await refusalOf(world, 'retry', {})).not.toMatch(/nothing to retry/);
    return;
  }
  const [{ source = '' } = {}] = world.pairs;
  await world.edit({ do: 'new', address: source, folder: 'inbox' });
  const retry = await world.run('retry');
  expect(retry.plan.items).toBe(failed);
  expect(retry.progress.items).toMatchObject({ copied: 0, failed });
  expect((await world.run('full')).progress.items).toMatchObject({ copied: 1 });
});

test('a change of nothing but the read state is carried over; the last pass does not trust the feed', async () => {
  await using world = await startOn();
  await world.run('verify');
  await world.run('full');
  const [{ source = '' } = {}] = world.pairs;
  await world.edit({ do: 'read', address: source, folder: 'inbox', at: 0 });
  expect((await world.run('full')).progress.items).toMatchObject({ updated: 1 });
  await world.edit({ do: 'read', address: source, folder: 'inbox', at: 1, quietly: true });
  expect((await world.run('full')).progress.items).toMatchObject({ updated: 0 });
  expect((await world.run('full', { last: true })).progress.items).toMatchObject({ updated: 1, copied: 0 });
  expect(await world.truth()).toMatchObject({ agrees: true });
});

test('deletes are carried over only if the project asks, and never more than it allows', async () => {
  await using world = await startOn();
  await world.run('verify');
  await world.run('full');
  const before = await imported(world);
  const [{ source = '', destination = '' } = {}] = world.pairs;
  const remove = (at: number) => world.edit({ do: 'delete', address: source, folder: 'inbox', at });
  await remove(0);
  await world.run('full');
  expect(await imported(world)).toBe(before);
  await world.options('PropagateDeletes=1 MaximumDeletes=2');
  const second = await world.run('full');
  expect(second.plan.mostDeletes).toBe(2);
  expect(await imported(world)).toBe(before - 1);
  for (let at = 0; at < 3; at++) await remove(0);
  const third = await world.run('full');
  expect(third.progress.runs['completed with errors']).toBe(1);
  expect(await imported(world)).toBe(before - 1);
  const { rows } = must(await world.engine.mailboxes.list(world.alex, world.project.id));
  expect(rows[0]?.problem).toMatch(/3 items were deleted at the source, more than the 2.*MaximumDeletes=3/);
  await world.options('MaximumDeletes=3');
  await world.run('full');
  expect(await imported(world)).toBe(before - 4);
  // One that its user has changed since is theirs.
  const { searchKey } = await remove(0);
  await world.edit({ do: 'edit', address: destination, folder: 'inbox', searchKey, subject: 'Mine' });
  await world.run('full');
  expect(await imported(world)).toBe(before - 4);
  expect((await world.truth()).sourceWrites).toBe(0);
});

test('nobody can add deletes to a pass that was approved without them', async () => {
  await using world = await startOn();
  await world.run('verify');
  await world.run('full');
  const before = await imported(world);
  const [{ source = '' } = {}] = world.pairs;
  await world.edit({ do: 'delete', address: source, folder: 'inbox', at: 0 });
  const pass = await world.begin('full', { at: 'in 2 hours' });
  expect(pass.plan.mostDeletes).toBeUndefined();
  await world.options('PropagateDeletes=1');
  await world.database.db.execute(
    sql`update passes set plan = plan #- '{options,startAt}' where id = ${pass.id}`,
  );
  await world.engine.passControl.turn(pass.id);
  await world.waitFor(pass.id);
  expect(await imported(world)).toBe(before);
});

test('folders are left out, mapped, and found by their well-known names', async () => {
  await using world = await startOn({ mailboxes: 1, items: 150 });
  await world.run('verify');
  await world.options('ExcludeFolders="sentitems" FolderMapping="^Inbox->Old mail/Inbox"');
  const full = await world.run('full');
  expect(full.plan.filters).toEqual(['ExcludeFolders=sentitems', 'FolderMapping=^Inbox->Old mail/Inbox']);
  const runs = await world.database.db.query.runs.findMany();
  expect(runs.find(({ passId }) => passId === full.id)?.filtered).toBeGreaterThan(0);
  const [truth] = (await world.truth()).mailboxes;
  expect(truth?.missing.some((name) => name.startsWith('/Sent Items'))).toBe(true);
  expect(truth?.doubled).toEqual([]);
  expect(truth?.extra.some((name) => name.startsWith('Old mail'))).toBe(true);
  const folders = await world.database.db.query.folders.findMany();
  expect(folders.find(({ path }) => path === 'Inbox')).toBeDefined();
});

test('only some types, dates and sizes move; when the filter goes, the rest follows', async () => {
  await using world = await startOn({ mailboxes: 1, items: 150 });
  await world.run('verify');
  await world.options('ItemTypes=Contact,Calendar');
  await world.run('full');
  const some = await imported(world);
  expect(some).toBeGreaterThan(0);
  const types = await world.database.db.query.items.findMany();
  expect(new Set(types.map(({ itemType }) => itemType))).toEqual(new Set(['contact', 'calendar']));
  must(await world.engine.projectOptions.remove(world.alex, world.project.id, 'ItemTypes'));
  await world.run('full');
  expect(await world.truth()).toMatchObject({ agrees: true });
});

test('what the filters leave out is counted once and asked about once', async () => {
  let askedAlone = 0;
  await using world = await startOn({
    contents: plainMailboxes({ mailboxes: 1, items: 300, bytes: 2_000 }),
    onExchange: ({ method, url }) => {
      if (method === 'GET' && /\/items\/AAMk/.test(url)) askedAlone++;
    },
  });
  await world.run('verify');
  await world.options('ItemStartDate=2024-12-01');
  expect((await world.run('full')).progress.items).toMatchObject({ copied: 0, filtered: 300 });
  expect(askedAlone).toBe(0);
  const [{ source = '' } = {}] = world.pairs;
  await world.edit({ do: 'new', address: source, folder: 'inbox' });
  expect((await world.run('full')).progress.items).toMatchObject({ copied: 1, filtered: 0 });
});

test('a mailbox stops when more of its items failed than the project allows', async () => {
  await using world = await startOn({
    contents: plainMailboxes({ mailboxes: 1, items: 60, bytes: 2_000 }),
    faults: [{ on: 'import', do: '404', every: 2 }],
  });
  await world.run('verify');
  await world.options('MaximumItemFailures=3');
  const full = await world.run('full');
  expect(full.progress.runs.failed).toBe(1);
  const { rows } = must(await world.engine.mailboxes.list(world.alex, world.project.id));
  expect(rows[0]?.problem).toMatch(/More items failed/);
});

test('a pass pauses within seconds, goes on, and loses nothing', async () => {
  await using world = await startOn(slowly(30, { mailboxes: 3, items: 300 }));
  await world.run('verify');
  const pass = await world.begin('full');
  const { engine, alex } = world;
  while (must(await engine.reporting.pass(alex, pass.id)).progress.items.copied === 0) await sleep(100);
  expect(must(await engine.passControl.pause(alex, pass.id)).state).toBe('paused');
  await sleep(4_000);
  const paused = await imported(world);
  await sleep(1_500);
  expect(await imported(world)).toBe(paused);
  expect(must(await engine.reporting.pass(alex, pass.id)).progress.runs.running).toBe(0);
  expect(await refusalOf(world, 'full', {})).toMatch(/still in pass/);
  expect(must(await engine.passControl.resume(alex, pass.id)).state).toBe('running');
  const ended = await world.waitFor(pass.id);
  expect(ended.progress.runs.completed + ended.progress.runs['completed with errors']).toBe(3);
  expect(await world.truth()).toMatchObject({ agrees: true });
});

test('a paused pass can be stopped, and one that was paused and resumed at once goes on', async () => {
  await using world = await startOn(slowly(30, { mailboxes: 2, items: 150 }));
  await world.run('verify');
  const { engine, alex } = world;
  const first = await world.begin('full');
  must(await engine.passControl.pause(alex, first.id));
  must(await engine.passControl.resume(alex, first.id));
  must(await engine.passControl.pause(alex, first.id));
  const stopped = must(await engine.passControl.stop(alex, first.id));
  expect(stopped).toMatchObject({ state: 'stopped' });
  await world.waitFor(first.id);
  await world.run('full');
  expect(await world.truth()).toMatchObject({ agrees: true });
});

test.for(['resumed', 'stopped, and another begun'])(
  'a worker that still has a mailbox in hand is waited for when its pass is paused and %s',
  async (then) => {
    const mailboxes = plainMailboxes({ mailboxes: 1, items: 10, bytes: 2_000 });
    let exports = 0;
    await using world = await startOn({
      contents: mailboxes,
      // Longer than a lost import can take here, and over before the worker looks whether it is still wanted.
      // The first export is verification's.
      faults: [{ on: 'export', do: 'slow', delayMs: 1_500, after: 1, times: 1 }],
      onExchange: ({ url }) => void (url.endsWith('/exportItems') && exports++),
      latencyMs: 5,
    });
    await world.run('verify');
    const { engine, alex } = world;
    const before = exports;
    const pass = await world.begin('full');
    while (exports === before) await sleep(10);
    must(await engine.passControl.pause(alex, pass.id));
    if (then === 'resumed') must(await engine.passControl.resume(alex, pass.id));
    else must(await engine.passControl.stop(alex, pass.id));
    await world.waitFor(pass.id);
    await world.run('full');
    await sleep(2_000);
    const truth = await world.truth();
    expect(truth.mailboxes.map(({ doubled, lost }) => ({ doubled, lost }))).toEqual([
      { doubled: [], lost: [] },
    ]);
  },
);

test('a pass waits for its time and then begins by itself', async () => {
  await using world = await startOn();
  await world.run('verify');
  const pass = await world.begin('full', { at: 'in 2 hours' });
  expect(pass.state).toBe('waiting');
  await sleep(1_500);
  expect(await imported(world)).toBe(0);
  // As if the two hours were nearly over.
  const soon = new Date(Date.now() + 1_000).toISOString();
  await world.database.db.execute(
    sql`update passes set plan = jsonb_set(plan, '{options,startAt}', to_jsonb(${soon}::text)) where id = ${pass.id}`,
  );
  await world.engine.passControl.turn(pass.id);
  const ended = await world.waitFor(pass.id);
  expect(ended.progress.runs.completed + ended.progress.runs['completed with errors']).toBe(1);
  expect(await world.truth()).toMatchObject({ agrees: true });
});

test('a wave moves together, and names of waves do not mind capitals', async () => {
  await using world = await startOn({ mailboxes: 3, items: 60 });
  await world.run('verify');
  const { engine, alex, project, pairs } = world;
  const sources = pairs.map(({ source }) => source);
  must(await engine.waves.assign(alex, project.id, 'Pilot', sources.slice(0, 2)));
  expect(must(await engine.waves.assign(alex, project.id, 'pilot', sources.slice(1)))).toMatchObject({
    wave: 'Pilot',
    changed: 1,
    already: 1,
  });
  must(await engine.waves.assign(alex, project.id, null, sources.slice(2)));
  expect(must(await engine.waves.list(alex, project.id))).toMatchObject({
    waves: [{ name: 'Pilot', mailboxes: 2, verified: 2 }],
    without: 1,
  });
  const full = await world.run('full', { waves: ['PILOT'] });
  expect(full.plan.mailboxes.map(({ source }) => source).sort()).toEqual(sources.slice(0, 2).sort());
});

test('no more mailboxes run at once than the project allows', async () => {
  await using world = await startOn(slowly(10, { mailboxes: 3, items: 60 }));
  await world.run('verify');
  await world.options('MaximumSimultaneousMigrations=1');
  const { engine, alex } = world;
  const pass = await world.begin('full');
  let most = 0;
  for (
    let view = pass;
    view.finishedAt === undefined;
    view = must(await engine.reporting.pass(alex, pass.id))
  ) {
    most = Math.max(most, view.progress.runs.running);
    await sleep(100);
  }
  expect(most).toBe(1);
});

test('urgent mailboxes are taken from the queue first', async () => {
  await using world = await startOn(slowly(20, { mailboxes: 9, items: 40 }));
  await world.run('verify');
  const { engine, alex, project, pairs, database } = world;
  const last = pairs.at(-1)?.source ?? '';
  must(await engine.waves.prioritise(alex, project.id, 5, [last]));
  const pass = await world.run('full');
  const runs = await database.db.query.runs.findMany({
    where: (run, { eq }) => eq(run.passId, pass.id),
    orderBy: (run, { asc }) => asc(run.startedAt),
  });
  const { rows } = must(await engine.mailboxes.list(alex, project.id));
  const urgent = rows.find(({ source }) => source === last)?.id;
  // Four at once begin in any order.
  expect(runs.slice(0, 4).map(({ mailboxId }) => mailboxId)).toContain(urgent);
});

test('options that changed void a plan that waits', async () => {
  await using world = await startOn();
  await world.run('verify');
  const { engine, alex, sam, project } = world;
  const asked = must(await engine.approvals.request(alex, project.id, 'full', {}));
  await world.options('ItemTypes=Mail');
  const refused = await engine.approvals.approve(sam, asked.id, { planHash: asked.planHash });
  expect(refused).toMatchObject({ ok: false, refusal: { code: 'plan-changed' } });
  expect(refused.ok ? '' : refused.refusal.sentence).toContain("the project's options were changed");
});

test('addresses that lead elsewhere since void a plan, too', async () => {
  await using world = await startOn();
  await world.run('verify');
  const { engine, alex, sam, project, database } = world;
  const isVoid = async (change: () => Promise<unknown>): Promise<void> => {
    const asked = must(await engine.approvals.request(alex, project.id, 'full', {}));
    await change();
    const refused = await engine.approvals.approve(sam, asked.id, { planHash: asked.planHash });
    expect(refused).toMatchObject({ ok: false, refusal: { code: 'plan-changed' } });
    must(await engine.approvals.reject(sam, asked.id));
  };
  await isVoid(() => world.options('RecipientMapping="@contoso.onmicrosoft.example->@fabrikam.example"'));
  await isVoid(() =>
    putPairs(database.db, project.id, [{ source: 'a@contoso.example', destination: 'b@fabrikam.example' }]),
  );
  await isVoid(() =>
    putPairs(database.db, project.id, [{ source: 'a@contoso.example', destination: 'c@fabrikam.example' }]),
  );
});

test('what addresses become is not changed while a pass moves by it', async () => {
  await using world = await startOn(slowly(60, { mailboxes: 1, items: 60 }));
  await world.run('verify');
  const { engine, alex, project, database } = world;
  await putPairs(database.db, project.id, [
    { source: 'a@contoso.example', destination: 'b@fabrikam.example' },
  ]);
  const pass = await world.begin('full');
  for (const change of [
    engine.projectOptions.set(alex, project.id, 'RecipientMapping="x@contoso.example->y@fabrikam.example"'),
    engine.projectOptions.set(alex, project.id, 'CopyPhoto=1'),
    engine.mapping.remove(alex, project.id, 'all'),
  ])
    expect(await change).toMatchObject({ ok: false, refusal: { code: 'busy' } });
  await world.waitFor(pass.id);
  must(await engine.mapping.remove(alex, project.id, 'all'));
});
