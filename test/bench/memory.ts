/** What a worker's memory grows by: with one large item, and with many mailboxes at once. */
import type { PlainSize } from '../fixtures/plain-mailboxes.ts';
import {
  type Line,
  onThePage,
  rssMbOf,
  setUp,
  startMailferry,
  startSandbox,
  waitForPass,
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
  await waitForPass(mailferry, 2);
  clearInterval(watch);
  await mailferry.stop();
  await stop();
  return { before, most };
};

const mb = 1024 * 1024;

export const memory = async (database: (name: string) => Promise<string>): Promise<Line[]> => {
  const lines: Line[] = [];
  for (const bytes of [50 * mb, 150 * mb]) {
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
