/** kill -9 of the worker: fifty times in one pass, wherever it happens to be, and between two things of a setting. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startWorkerProcess } from '../fixtures/workers.ts';
import { startWorld } from '../fixtures/world.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mailferry-kill-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const kills = 50;

test('nothing is lost or doubled when the worker is killed fifty times', { timeout: 600_000 }, async () => {
  let requests = 0;
  let killAt = Number.POSITIVE_INFINITY;
  let strike = () => {};
  const onExchange = () => {
    if (++requests === killAt) strike();
  };
  await using world = await startWorld({ folder, sandbox: { mailboxes: 3, items: 900, onExchange } });
  await world.run('verify');
  await world.engine.worker.stop();
  const pass = await world.begin('full');
  await world.leaveDatabase();

  const { graphUrl } = world.sandbox.ready;
  const life = () => startWorkerProcess({ database: folder, graphUrl, passId: pass.id });
  let killed = 0;
  while (killed < kills) {
    const child = life();
    // Requests come in bursts between looks at the database: a random number of them, and a random moment after.
    requests = 0;
    killAt = 1 + Math.floor(Math.random() * 40);
    strike = () => void sleep(Math.random() * 20).then(() => child.kill('SIGKILL'));
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    if (signal === 'SIGKILL') killed++;
    else {
      expect(code).toBe(0);
      break;
    }
  }
  killAt = Number.POSITIVE_INFINITY;
  const [code] = await once(life(), 'exit');
  expect(code).toBe(0);
  expect(killed, 'the pass was over before it was killed that often: give it more items').toBe(kills);
  const truth = await world.truth();
  expect(truth).toMatchObject({ agrees: true, sourceWrites: 0 });
  expect(truth.mailboxes.map(({ duplicates }) => duplicates)).toEqual([0, 0, 0]);
});

test('no setting is made twice when the worker is killed in the middle of one', {
  timeout: 300_000,
}, async () => {
  let isDeadly = (_request: string): boolean => false;
  let strike = () => {};
  await using world = await startWorld({
    folder,
    sandbox: {
      mailboxes: 2,
      items: 8,
      // It was done, and nobody learns of it.
      onExchange: ({ method, url, request }) => {
        if (method === 'POST' && isDeadly(`${url} ${request}`)) strike();
      },
    },
  });
  await world.options('ShareCalendars=1');
  await world.run('verify');
  await world.engine.worker.stop();
  const pass = await world.begin('full');
  await world.leaveDatabase();

  const { graphUrl } = world.sandbox.ready;
  const life = async () => {
    const child = startWorkerProcess({ database: folder, graphUrl, passId: pass.id });
    strike = () => child.kill('SIGKILL');
    return (await once(child, 'exit')) as [number | null, string | null];
  };
  for (const what of ['/masterCategories', '/messageRules', '"Add-MailboxFolderPermission"']) {
    let times = 0;
    isDeadly = (request) => request.includes(what) && ++times === 2;
    expect(await life(), what).toEqual([null, 'SIGKILL']);
  }
  isDeadly = () => false;
  expect(await life()).toEqual([0, null]);
  const except = ['automatic replies', 'photo'];
  const { settings } = world.sandbox.truth({ pairs: world.pairs, settings: { except } });
  expect({ ...settings, list: [] }).toEqual({ missing: [], extra: [], different: [], list: [] });
  expect(await world.truth()).toMatchObject({ agrees: true, sourceWrites: 0, mailSent: 0 });
});
