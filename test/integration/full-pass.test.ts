/** A full pass end to end: real HTTP to the sandbox, a real database; the sandbox says what is true afterwards. */
import { expect, test } from 'vitest';
import { plainMailboxes } from '../fixtures/plain-mailboxes.ts';
import { startWorld } from '../fixtures/world.ts';

test('moves every item of every mailbox, and the sandbox agrees', async () => {
  await using world = await startWorld({ sandbox: { mailboxes: 4, items: 300 } });
  const verified = await world.run('verify');
  expect(verified.progress.runs.completed).toBe(world.pairs.length);
  const full = await world.run('full');
  const truth = await world.truth();
  expect(truth).toMatchObject({ agrees: true, sourceWrites: 0, mailSent: 0 });
  const unexportable = truth.mailboxes.reduce((sum, mailbox) => sum + mailbox.unexportable, 0);
  const items = truth.mailboxes.reduce((sum, mailbox) => sum + mailbox.sourceItems, 0);
  expect(full.progress.items).toMatchObject({
    copied: items - unexportable,
    failed: unexportable,
    skipped: 0,
    updated: 0,
  });
});

test('a second pass copies nothing, and asks per folder, not per item', async () => {
  let requests = 0;
  await using world = await startWorld({ sandbox: { onExchange: () => requests++ } });
  await world.run('verify');
  await world.run('full');
  const first = requests;
  requests = 0;
  const second = await world.run('full');
  expect(second.progress.items).toMatchObject({ copied: 0, updated: 0 });
  expect(second.progress.items.unchanged).toBeGreaterThan(0);
  expect(requests).toBeLessThan(first / 2);
  expect((await world.truth()).agrees).toBe(true);
});

const faults = [
  {
    name: 'the server stores an item and its answer is lost',
    rules: [{ on: 'import', do: 'reset-after', every: 7 }],
  },
  {
    name: 'an item’s request is lost before it is stored',
    rules: [{ on: 'import', do: 'reset-before', every: 5 }],
  },
  {
    name: 'a lost import is still running when we look',
    rules: [{ on: 'import', do: 'late', delayMs: 400, every: 40 }],
  },
  { name: 'imports are throttled', rules: [{ on: 'import', do: '429', every: 25, retryAfter: 0.2 }] },
  { name: 'the destination answers 503 to imports', rules: [{ on: 'import', do: '503', every: 11 }] },
  {
    name: 'the import session ends while four imports are on their way',
    rules: [{ on: 'import', do: '401', after: 9, times: 4 }],
  },
  { name: 'exports break off in the middle', rules: [{ on: 'export', do: 'half', every: 4 }] },
  {
    name: 'listings are throttled and time out',
    rules: [
      { on: 'list', do: '429', every: 5, retryAfter: 0.1 },
      { on: 'delta', do: '504', every: 6 },
    ],
  },
  { name: 'creating folders loses its answers', rules: [{ on: 'folder', do: 'reset-after', every: 3 }] },
] as const;

test.for(faults)('nothing is lost or doubled when $name', { timeout: 120_000 }, async ({ rules }) => {
  await using world = await startWorld({
    sandbox: { mailboxes: 2, items: 80, faults: rules.map((rule) => ({ ...rule })) },
  });
  await world.run('verify');
  const full = await world.run('full');
  const truth = await world.truth();
  expect(truth).toMatchObject({ agrees: true, sourceWrites: 0 });
  expect(truth.mailboxes.map((mailbox) => mailbox.duplicates)).toEqual([0, 0]);
  expect(full.progress.items.failed).toBe(
    truth.mailboxes.reduce((sum, mailbox) => sum + mailbox.unexportable, 0),
  );
});

test('large items move although no import session could be had for a while', {
  timeout: 60_000,
}, async () => {
  // Each refused session left an export open; four of them are all that a mailbox has.
  const noSession = { on: 'session', do: '503', retryAfter: 0, after: 1, times: 16 } as const;
  await using world = await startWorld({
    sandbox: { contents: plainMailboxes({ mailboxes: 1, items: 5, bytes: 1_500_000 }), faults: [noSession] },
  });
  await world.run('verify');
  const full = await world.run('full');
  expect(full.progress.items).toMatchObject({ copied: 5, failed: 0 });
  expect(await world.truth()).toMatchObject({ agrees: true, sourceWrites: 0 });
});

test('an item that is edited while it is in doubt is brought up to date by the next pass', async () => {
  let edited: Promise<unknown> | undefined;
  let edit = () => Promise.resolve({});
  await using world = await startWorld({
    sandbox: {
      contents: plainMailboxes({ mailboxes: 1, items: 1, bytes: 2_000 }),
      // Late enough that the change feed is only asked once the edit is in it.
      latencyMs: 200,
      faults: [{ on: 'import', do: 'reset-after', times: 1 }],
      onExchange: ({ url }) => {
        if (url.includes('importItem')) edited ??= edit();
      },
    },
  });
  const [{ source = '' } = {}] = world.pairs;
  edit = () => world.edit({ do: 'edit', address: source, folder: 'inbox', subject: 'Edited meanwhile' });
  await world.run('verify');
  await world.run('full');
  await edited;
  const second = await world.run('full');
  expect(second.progress.items.updated).toBe(1);
  expect(await world.truth()).toMatchObject({ agrees: true });
});

test('a folder that is there and is said not to be is not called done', async () => {
  // The first listing is the verification's.
  const notFound = { on: 'list', do: '404', after: 1, times: 1 } as const;
  await using world = await startWorld({
    sandbox: { contents: plainMailboxes({ mailboxes: 1, items: 5, bytes: 2_000 }), faults: [notFound] },
  });
  await world.run('verify');
  expect((await world.run('full')).progress.runs).toMatchObject({ completed: 0, failed: 1 });
  expect((await world.run('full')).progress.items).toMatchObject({ copied: 5, failed: 0 });
  expect(await world.truth()).toMatchObject({ agrees: true });
});

test('throttling for minutes fails no item', { timeout: 60_000 }, async () => {
  const throttled = { on: 'import', do: '429', retryAfter: 0, times: 60 } as const;
  await using world = await startWorld({ sandbox: { mailboxes: 1, items: 40, faults: [throttled] } });
  await world.run('verify');
  const full = await world.run('full');
  const truth = await world.truth();
  expect(truth).toMatchObject({ agrees: true });
  expect(full.progress.items.failed).toBe(truth.mailboxes[0]?.unexportable);
});

test('a stopped pass ends within seconds, and the next one moves the rest', async () => {
  await using world = await startWorld({ sandbox: { mailboxes: 2, items: 300, latencyMs: 60 } });
  await world.run('verify');
  const pass = await world.begin('full');
  await new Promise((resolve) => setTimeout(resolve, 700));
  await world.engine.passControl.stop(world.alex, pass.id);
  const stopped = await world.waitFor(pass.id);
  expect(stopped.state).toBe('stopped');
  expect(stopped.progress.items.copied).toBeLessThan(290);
  await world.run('full');
  expect((await world.truth()).agrees).toBe(true);
});
