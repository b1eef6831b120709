/** A folder of 300,000 items, and a mailbox of 20,000 folders: time does not run away, memory does not grow. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGovernor } from '../../src/engine/graph/governor.ts';
import { limitsAt } from '../fixtures/faster-limits.ts';
import { type PlainSize, plainMailboxes } from '../fixtures/plain-mailboxes.ts';
import { startWorkerProcess } from '../fixtures/workers.ts';
import { must, startWorld, type World } from '../fixtures/world.ts';
import { argumentsOf, type Line, rssMbOf } from './processes.ts';

/** So fast that Microsoft's limits, which would spread this over hours, are none; the sandbox's are off. */
const timesFaster = 10_000;

interface Seen {
  seconds: number;
  /** Items that had their outcome, second by second. */
  done: { at: number; items: number }[];
  mostMb: number;
  requests: number;
}

/** One full pass by a worker of its own, started as `npm run worker` starts it. */
const watched = async (world: World, url: string): Promise<Seen> => {
  const before = world.sandbox.requests().requests;
  const pass = await world.begin('full');
  const worker = startWorkerProcess(
    { database: url, graphUrl: world.sandbox.ready.graphUrl, passId: pass.id, timesFaster },
    undefined,
    argumentsOf('worker').filter((argument) => argument.startsWith('--max') || argument.startsWith('--v8')),
  );
  const ended = once(worker, 'exit');
  const start = performance.now();
  const done: Seen['done'] = [];
  let mostMb = 0;
  while (worker.exitCode === null && worker.signalCode === null) {
    const memory = await rssMbOf(worker.pid ?? 0).catch(() => 0);
    mostMb = Math.max(mostMb, Number.isNaN(memory) ? 0 : memory);
    const { progress } = must(await world.engine.reporting.pass(world.alex, pass.id));
    done.push({ at: (performance.now() - start) / 1000, items: progress.items.copied });
    await Promise.race([sleep(1_000), ended]);
  }
  const { progress } = must(await world.engine.reporting.pass(world.alex, pass.id));
  if (progress.runs.completed !== 1) throw new Error(JSON.stringify(progress));
  return {
    seconds: (performance.now() - start) / 1000,
    done,
    mostMb,
    requests: world.sandbox.requests().requests - before,
  };
};

/** Items per second between two shares of the whole. */
const paceBetween = ({ done }: Seen, from: number, to: number): number => {
  const first = done.find(({ items }) => items >= from);
  const last = done.findLast(({ items }) => items <= to);
  if (first === undefined || last === undefined) return Number.NaN;
  return (last.items - first.items) / (last.at - first.at);
};

const moved = async (database: (name: string) => Promise<string>, name: string, size: PlainSize) => {
  const url = await database(name);
  await using world = await startWorld({
    url,
    governor: createGovernor(limitsAt(timesFaster)),
    sandbox: { contents: plainMailboxes(size), throttle: 'off' },
  });
  await world.run('verify');
  await world.engine.worker.stop();
  const first = await watched(world, url);
  const { agrees } = await world.truth();
  if (!agrees) throw new Error(`${name}: the sandbox does not agree`);
  return { first, second: await watched(world, url) };
};

export const large = async (database: (name: string) => Promise<string>): Promise<Line[]> => {
  const items = 300_000;
  const folder = await moved(database, 'large_folder', { mailboxes: 1, items, bytes: 1_000 });
  const folders = await moved(database, 'many_folders', {
    mailboxes: 1,
    items: 20_000,
    bytes: 1_000,
    foldersBelowOne: 100,
  });
  const pace = {
    early: paceBetween(folder.first, 0.1 * items, 0.2 * items),
    late: paceBetween(folder.first, 0.9 * items, items),
  };
  return [
    ['a folder of 300,000 items of 1 KB', `${Math.round(items / folder.first.seconds)} items/s`, ''],
    ['  the last tenth against the second', `${(pace.late / pace.early).toFixed(2)} of its pace`, '≥ 0.90'],
    ['  worker memory', `${Math.round(folder.first.mostMb)} MB`, '< 300 MB'],
    ['  a second pass: requests', `${folder.second.requests}`, 'by folder'],
    ['20,000 folders of an item each', `${Math.round(folders.first.seconds)} s`, ''],
    ['  worker memory', `${Math.round(folders.first.mostMb)} MB`, '< 300 MB'],
    [
      '  a second pass: requests per folder',
      `${(folders.second.requests / 20_200).toFixed(2)}, ${Math.round(folders.second.seconds)} s`,
      '',
    ],
  ];
};
