/** Small items against a copier that remembers nothing, and how quickly commands are answered meanwhile. */
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  cpuMsOf,
  firstLine,
  type Line,
  onThePage,
  setUp,
  startMailferry,
  startSandbox,
} from './processes.ts';

const bareCopierFile = fileURLToPath(new URL('bare-copier.ts', import.meta.url));

const percentile = (values: number[], of: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * of)] ?? 0;

const size = { mailboxes: 8, items: 2_500, bytes: 10_000 };
const total = size.mailboxes * size.items;

const bare = async () => {
  const { ready, stop } = await startSandbox(size);
  const child = spawn(
    process.execPath,
    [bareCopierFile, JSON.stringify(ready), JSON.stringify(ready.pairs)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const { items, seconds, cpuMs } = JSON.parse(await firstLine(child)) as {
    items: number;
    seconds: number;
    cpuMs: number;
  };
  await stop();
  return { items, perSecond: items / seconds, cpuPerItem: cpuMs / items };
};

const small = async (databaseUrl: string) => {
  const { ready, stop } = await startSandbox(size);
  const mailferry = await startMailferry(databaseUrl, ready);
  await setUp(mailferry, ready, onThePage(mailferry));
  await mailferry.say('full');
  await mailferry.say('approve 2');
  // For ten seconds it can be undone, and nothing of it begins.
  while (!/is running/.test(await mailferry.say('status 2'))) await sleep(50);
  const cpu = await cpuMsOf(mailferry.workerPid);
  const start = performance.now();
  const commands: number[] = [];
  const asked = ['status', 'users', 'errors', 'project', 'help', 'stats'];
  for (let at = 0; ; at++) {
    const before = performance.now();
    const text = await mailferry.say(asked[at % asked.length] ?? 'help');
    commands.push(performance.now() - before);
    if (at % asked.length === 0 && /finished|accounted for/.test(text.split('\n')[0] ?? '')) break;
    await sleep(50);
  }
  const seconds = (performance.now() - start) / 1000;
  const cpuMs = (await cpuMsOf(mailferry.workerPid)) - cpu;
  const statistics = await mailferry.say('stats 2');
  await mailferry.stop();
  await stop();
  const copied = Number(/Copied:\s+([\d,]+)/.exec(statistics)?.[1]?.replaceAll(',', ''));
  if (copied !== total) throw new Error(`${copied} of ${total} items were copied:\n${statistics}`);
  return {
    perSecond: total / seconds,
    cpuPerItem: cpuMs / total,
    p95: percentile(commands, 0.95),
    commands: commands.length,
  };
};

export const smallItems = async (database: (name: string) => Promise<string>): Promise<Line[]> => {
  const bareCopier = await bare();
  const ours = await small(await database('small'));
  const ratio = ours.perSecond / bareCopier.perSecond;
  return [
    [
      `bare copier, ${total.toLocaleString('en')} items of 10 KB, 8 mailboxes`,
      `${Math.round(bareCopier.perSecond)} items/s, ${bareCopier.cpuPerItem.toFixed(2)} ms CPU each`,
      '',
    ],
    ['Mailferry, the same', `${Math.round(ours.perSecond)} items/s`, ''],
    ['ratio', ratio.toFixed(2), '≥ 0.65'],
    ['worker CPU per item', `${ours.cpuPerItem.toFixed(2)} ms`, '≤ 0.25 ms'],
    [`commands meanwhile (${ours.commands}), 95th percentile`, `${Math.round(ours.p95)} ms`, '< 300 ms'],
  ];
};
