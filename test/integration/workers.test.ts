/** Several worker processes on one PostgreSQL, one of which is killed. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { newDatabase } from '../fixtures/databases.ts';
import { startWorkerProcess } from '../fixtures/workers.ts';
import { must, startWorld } from '../fixtures/world.ts';

test('four workers share a pass; one is killed and its mailboxes go on elsewhere within a minute', {
  timeout: 240_000,
}, async () => {
  const url = await newDatabase();
  await using world = await startWorld({ url, sandbox: { mailboxes: 8, items: 1_600, latencyMs: 60 } });
  const { engine, alex, database } = world;
  await world.run('verify');
  await engine.worker.stop();
  const pass = await world.begin('full');
  const { graphUrl } = world.sandbox.ready;
  const life = () => startWorkerProcess({ database: url, graphUrl, passId: pass.id });
  const workers = [life(), life(), life(), life()];
  const view = async () => must(await engine.reporting.pass(alex, pass.id));
  while ((await view()).progress.runs.running < 8) await sleep(100);
  await sleep(1_000);
  workers[0]?.kill('SIGKILL');
  const killedAt = Date.now();
  const runs = () => database.db.query.runs.findMany({ where: (run, { eq }) => eq(run.passId, pass.id) });
  const attempts = new Map((await runs()).map(({ id, attempt }) => [id, attempt]));
  // Its runs are taken up again: their attempt is raised.
  let takenUp: number | undefined;
  while ((await view()).finishedAt === undefined) {
    if ((await runs()).some(({ id, attempt }) => attempt > (attempts.get(id) ?? 0))) takenUp ??= Date.now();
    await sleep(250);
  }
  expect(takenUp, 'no run of the killed worker was taken up by another').toBeDefined();
  expect((takenUp ?? 0) - killedAt).toBeLessThan(60_000);
  for (const worker of workers.slice(1)) if (worker.exitCode === null) await once(worker, 'exit');
  const truth = await world.truth();
  expect(truth).toMatchObject({ agrees: true });
  expect(truth.mailboxes.flatMap(({ lost, doubled }) => [...lost, ...doubled])).toEqual([]);
});
