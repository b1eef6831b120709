/** The database is down when Mailferry starts, or goes away in the middle of a pass. */
import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../src/db/open.ts';
import { createLog } from '../../src/log.ts';
import { type Postgres, startPostgres } from '../fixtures/postgres.ts';
import { startWorld } from '../fixtures/world.ts';

const log = createLog({ level: process.env.TEST_LOG ?? 'silent' });
let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
}, 60_000);
afterAll(() => postgres.stop());

test('a database that is down at the start is waited for', { timeout: 60_000 }, async () => {
  const url = await postgres.database('start');
  await postgres.pause();
  const opening = openDatabase({ url, log });
  const first = await Promise.race([opening.then(() => 'opened'), sleep(1_500).then(() => 'waits')]);
  expect(first).toBe('waits');
  await postgres.resume();
  await using database = await opening;
  expect(await database.db.query.passes.findMany()).toEqual([]);
});

test('a database that does not exist is refused at once, with what PostgreSQL says', async () => {
  const url = (await postgres.database('there')).replace('/there', '/elsewhere');
  await expect(openDatabase({ url, log })).rejects.toThrow(/elsewhere/);
});

test('a database that goes away in the middle of a pass costs nothing', { timeout: 120_000 }, async () => {
  await using world = await startWorld({
    url: await postgres.database('middle'),
    sandbox: { mailboxes: 3, items: 400, latencyMs: 25 },
  });
  await world.run('verify');
  const pass = await world.begin('full');
  await sleep(1_500);
  await postgres.pause();
  await sleep(3_000);
  await postgres.resume();
  let finished: Awaited<ReturnType<typeof world.waitFor>> | undefined;
  while (finished === undefined)
    finished = await world.waitFor(pass.id).catch(async () => void (await sleep(500)));
  const truth = await world.truth();
  expect(truth).toMatchObject({ agrees: true, sourceWrites: 0 });
  expect(truth.mailboxes.map(({ duplicates }) => duplicates)).toEqual([0, 0, 0]);
  expect(finished.progress.runs.failed).toBe(0);
});

test.for([
  [
    'a socket that broke when nobody listened to it',
    'read ECONNRESET',
    'node:internal/stream_base_commons:216:20',
    0,
  ],
  ['an error of our own', 'a mistake', 'file:///mailferry/src/engine/worker.ts:1:1', 1],
] as const)('%s ends the process only where it must', async ([, message, frame, code]) => {
  const url = await postgres.database(`uncaught${code}`);
  const script = `
    import { openDatabase } from ${JSON.stringify(new URL('../../src/db/open.ts', import.meta.url).href)};
    import { createLog } from ${JSON.stringify(new URL('../../src/log.ts', import.meta.url).href)};
    await openDatabase({ url: ${JSON.stringify(url)}, log: createLog({ level: 'silent' }) });
    const error = Object.assign(new Error(${JSON.stringify(message)}), { code: 'ECONNRESET' });
    error.stack = 'Error: ' + error.message + '\\n    at TCP.onStreamRead (${frame})';
    process.emit('uncaughtException', error);
    process.exit(0);`;
  const ended = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(ended.status, ended.stderr).toBe(code);
});
