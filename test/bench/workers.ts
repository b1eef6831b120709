/** What a second and a fourth worker bring, where every answer takes as long as it does over the internet. */
import { type Line, onThePage, setUp, startMailferry, startSandbox, waitForPass } from './processes.ts';

const size = { mailboxes: 8, items: 800, bytes: 10_000, latencyMs: 50 };
const total = size.mailboxes * size.items;

/** Items per second from the approval to the end. */
const paceOf = async (databaseUrl: string, workers: number): Promise<number> => {
  const { ready, stop } = await startSandbox(size);
  const mailferry = await startMailferry(databaseUrl, ready, { mailboxesAtOnce: 1, workers });
  await setUp(mailferry, ready, onThePage(mailferry));
  await mailferry.say('full');
  const start = performance.now();
  await mailferry.say('approve 2');
  await waitForPass(mailferry, 2);
  const seconds = (performance.now() - start) / 1000;
  await mailferry.stop();
  await stop();
  return total / seconds;
};

export const workers = async (database: (name: string) => Promise<string>): Promise<Line[]> => {
  const alone = await paceOf(await database('workers_1'), 1);
  const lines: Line[] = [
    [
      `1 worker, ${total.toLocaleString('en')} items of 10 KB, ${size.latencyMs} ms of latency`,
      `${Math.round(alone)} items/s`,
      '',
    ],
  ];
  for (const many of [2, 4]) {
    const pace = await paceOf(await database(`workers_${many}`), many);
    lines.push([
      `${many} workers, the same`,
      `${Math.round(pace)} items/s, ${(pace / alone / many).toFixed(2)} of linear`,
      '≥ 0.90',
    ]);
  }
  return lines;
};
