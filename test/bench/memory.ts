/** What a worker's memory grows by: with one large item, and with many mailboxes at once. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { PlainSize } from '../fixtures/plain-mailboxes.ts';
import {
  type Line,
  type Mailferry,
  onThePage,
  rssMbOf,
  setUp,
  startMailferry,
  startSandbox,
} from './processes.ts';

/** Megabytes of resident memory, before a full pass and at most while it runs. */
const memoryOf = async (databaseUrl: string, size: PlainSize) => {
  const { ready, stop } = await startSandbox(size);
  const mailferry = await startMailferry(databaseUrl, ready, { mailboxesAtOnce: size.mailboxes });
  await setUp(mailferry, ready, onThePage(mailferry));
  await mailferry.say('full');
  const before = await rssMbOf(mailferry.workerPid);
  await mailferry.say('approve 2');
  let most = before;
  const look = async (): Promise<void> => {
    most = Math.max(most, await rssMbOf(mailferry.workerPid));
  };
  const watch = setInterval(() => void look(), 10);
  await untilCopied(mailferry, size.mailboxes * size.items);
  clearInterval(watch);
  await mailferry.stop();
  await stop();
  return { before, most };
};

/** Not to the end of the pass: after 200 MB of upload, Microsoft's limit has the settings wait for minutes. */
const untilCopied = async ({ say }: Mailferry, items: number): Promise<void> => {
  for (;;) {
    const status = await say('status 2');
    const said = (label: string): number =>
      Number(new RegExp(`${label}:\\s+([\\d,]+)`).exec(status)?.[1]?.replaceAll(',', '') ?? 0);
    if (said('Failed') > 0) throw new Error(`an item failed:\n${status}`);
    if (said('Copied') === items) return;
    await sleep(100);
  }
};

const mb = 1024 * 1024;

export const memory = async (database: (name: string) => Promise<string>): Promise<Line[]> => {
  const lines: Line[] = [];
  for (const bytes of [50 * mb, 149 * mb]) {
    const { before, most } = await memoryOf(await database(`item_${bytes}`), {
      mailboxes: 1,
      items: 1,
      bytes,
    });
    lines.push([
      `an item of ${bytes / mb} MB: worker memory above ${Math.round(before)} MB`,
      `${Math.round(most - before)} MB`,
      '≤ 40 MB',
    ]);
  }
  const { most } = await memoryOf(await database('many'), { mailboxes: 64, items: 300, bytes: 20_000 });
  lines.push([
    '64 mailboxes at once, 300 items of 20 KB each: worker memory',
    `${Math.round(most)} MB`,
    '< 300 MB',
  ]);
  return lines;
};
