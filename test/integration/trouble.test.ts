/** Mailboxes and tenants that get into trouble while a pass is at work: it ends as a sentence, and loses nothing. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PassView } from '../../src/engine/reporting.ts';
import { plainMailboxes } from '../fixtures/plain-mailboxes.ts';
import { type Postgres, startPostgres } from '../fixtures/postgres.ts';
import { must, type SandboxOptions, startWorld, type World } from '../fixtures/world.ts';

let postgres: Postgres;
let made = 0;
beforeAll(async () => {
  postgres = await startPostgres();
}, 60_000);
afterAll(() => postgres.stop());

/** Two mailboxes of 200 messages, and answers slow enough for something to happen meanwhile. */
const startOn = async (sandbox: SandboxOptions = {}) =>
  startWorld({
    url: await postgres.database(`trouble${++made}`),
    sandbox: {
      contents: plainMailboxes({ mailboxes: 2, items: 200, bytes: 1_500 }),
      latencyMs: 10,
      throttle: 'off',
      ...sandbox,
    },
  });

const copied = async (world: World, pass: PassView): Promise<number> =>
  must(await world.engine.reporting.pass(world.alex, pass.id)).progress.items.copied;

/** Begins a full pass, and does something when some of it is through. */
const during = async (world: World, what: () => Promise<unknown>): Promise<PassView> => {
  const pass = await world.begin('full');
  while ((await copied(world, pass)) < 60) await sleep(20);
  await what();
  return world.waitFor(pass.id);
};

const problemOf = async (world: World, address: string): Promise<string> => {
  const groups = must(await world.engine.reporting.errors(world.alex, world.project.id));
  return groups
    .filter(({ examples }) => examples.some(({ mailbox }) => mailbox === address))
    .map(({ explanation, next }) => `${explanation} ${next}`)
    .join('\n');
};

test('a mailbox that is renamed in the middle is moved to its end but for its settings, and that is said', async () => {
  await using world = await startOn();
  await world.run('verify');
  const [{ source, destination } = { source: '', destination: '' }] = world.pairs;
  const pass = await during(world, async () => {
    await world.edit({ do: 'rename', address: source, to: `new.${source}` });
    await world.edit({ do: 'rename', address: destination, to: `new.${destination}` });
  });
  // Settings are asked for by the address, which nobody has any more.
  expect(pass.progress).toMatchObject({
    runs: { completed: 1, 'completed with errors': 1 },
    items: { copied: 400, failed: 0 },
  });
  expect(await problemOf(world, source)).toMatch(/settings? w(as|ere) not carried over/);
  await world.run('verify');
  expect(await problemOf(world, source)).toContain(`has no mailbox ${source}`);
});

test.for(['source', 'destination'] as const)(
  'a %s mailbox that loses its licence ends with a sentence, and goes on when it is back',
  async (side) => {
    await using world = await startOn();
    await world.options('PropagateDeletes=1 MaximumDeletes=1000');
    await world.run('verify');
    const [pair = { source: '', destination: '' }, other] = world.pairs;
    const pass = await during(world, () => world.edit({ do: 'unlicense', address: pair[side] }));
    expect(pass.progress.runs).toMatchObject({ failed: 1, completed: 1 });
    expect(await problemOf(world, pair.source)).toMatch(/licence/);
    expect(await problemOf(world, other?.source ?? '')).toBe('');
    await world.edit({ do: 'license', address: pair[side] });
    const next = await world.run('full');
    expect(next.progress).toMatchObject({ runs: { completed: 2 }, items: { failed: 0, deleted: 0 } });
    expect(await world.truth()).toMatchObject({ agrees: true });
  },
);

test('a mailbox that is not there yet is named by verification, and moved once it is', async () => {
  await using world = await startOn();
  const [{ destination } = { destination: '' }] = world.pairs;
  await world.edit({ do: 'unlicense', address: destination });
  const first = await world.run('verify');
  expect(first.progress.runs).toMatchObject({ failed: 1, completed: 1 });
  await world.edit({ do: 'license', address: destination });
  await world.run('verify');
  await world.run('full');
  expect(await world.truth()).toMatchObject({ agrees: true });
});

test('a destination that fills up stops its mailbox after a batch, not after every item', async () => {
  await using world = await startOn({ faults: [{ on: 'import', do: '507', after: 60, times: 80 }] });
  await world.run('verify');
  const pass = await world.run('full');
  expect(pass.progress.runs).toMatchObject({ failed: 2 });
  expect(pass.progress.items.failed).toBeLessThanOrEqual(80);
  expect(await problemOf(world, world.pairs[0]?.source ?? '')).toMatch(/destination mailbox is full/);
  // What the faults have left is as if it had been emptied.
  for (let tries = 0; tries < 3; tries++) await world.run('full');
  expect(await world.truth()).toMatchObject({ agrees: true });
});

test('a source that is closed to the app ends the run with what to ask for', async () => {
  await using world = await startOn({ faults: [{ on: 'export', do: '403', after: 4 }] });
  await world.run('verify');
  const pass = await world.run('full');
  expect(pass.progress.runs).toMatchObject({ failed: 2 });
  expect(await problemOf(world, world.pairs[0]?.source ?? '')).toMatch(/refused access .* Run verify/s);
});

test('a proxy that answers everything with a page is waited for in plain words, and the pass can be stopped', {
  timeout: 120_000,
}, async () => {
  await using world = await startOn({ faults: [{ on: 'list', do: 'html', after: 2 }] });
  await world.run('verify');
  const pass = await world.begin('full');
  const view = async () => must(await world.engine.reporting.pass(world.alex, pass.id));
  while ((await view()).progress.waitsFor === null) await sleep(200);
  expect((await view()).progress.waitsFor).toMatch(/It goes on by itself\./);
  must(await world.engine.passControl.stop(world.alex, pass.id));
  expect((await world.waitFor(pass.id)).state).toBe('stopped');
});

test.for([
  ['list', 'circle', 1, 'pages that lead back to the ones before'],
  ['delta', 'circle', 0, 'pages that lead back to the ones before'],
  ['folder', 'loop', 2, 'one lies inside of itself'],
] as const)(
  'an answer to %s that goes in a %s is no answer: the run says so, and goes on when it is over',
  async ([on, fault, ofVerification, sentence]) => {
    await using world = await startOn({
      contents: plainMailboxes({ mailboxes: 1, items: 30, bytes: 1_500 }),
      faults: [{ on, do: fault, after: ofVerification, times: 2 }],
    });
    await world.run('verify');
    const pass = await world.begin('full');
    const said = new Set<string | null>();
    for (let view = pass; view.finishedAt === undefined; ) {
      await sleep(50);
      view = must(await world.engine.reporting.pass(world.alex, pass.id));
      said.add(view.progress.waitsFor);
    }
    expect([...said].join(' ')).toContain(sentence);
    expect(await world.truth()).toMatchObject({ agrees: true });
  },
);
