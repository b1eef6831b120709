/**
 * How close to Microsoft's limits a mailbox moves. The sandbox enforces them with time running many times faster,
 * and the governor keeps to the same. Small items meet the limit on requests, large ones the limit on what is sent.
 *
 * What the limits allow: a budget at once, and the next when a window has passed. Sizes are chosen so that hardly
 * anything is left for the last window: then the time is a number of windows, whatever the machine can do.
 */
import { createGovernor } from '../../src/engine/graph/governor.ts';
import { limitsAt } from '../fixtures/faster-limits.ts';
import { type PlainSize, plainMailboxes } from '../fixtures/plain-mailboxes.ts';
import { startWorld } from '../fixtures/world.ts';
import type { Line } from './processes.ts';

/** `factor`: how many times faster time runs; what it leaves for a window must be enough for this machine. */
const moved = async (url: string, size: PlainSize, factor: number) => {
  await using world = await startWorld({
    url,
    governor: createGovernor(limitsAt(factor)),
    sandbox: { contents: plainMailboxes(size), throttle: factor },
  });
  await world.run('verify');
  const before = world.sandbox.requests();
  const start = performance.now();
  const pass = await world.run('full');
  const ms = performance.now() - start;
  if (pass.progress.items.copied !== size.items) throw new Error(JSON.stringify(pass.progress));
  const after = world.sandbox.requests();
  return {
    ms,
    requests: after.requests - before.requests,
    refused: after.refused - before.refused,
  };
};

const line = (
  label: string,
  allowedMs: number,
  { ms, requests: all, refused }: Awaited<ReturnType<typeof moved>>,
): Line[] => [
  [label, `${(ms / allowedMs).toFixed(3)} of what the limits allow`, '≤ 1.05'],
  [
    `  of ${all.toLocaleString('en')} requests, over a limit`,
    `${refused} (${((100 * refused) / all).toFixed(2)} %)`,
    '≤ 0.5 %',
  ],
];

export const limits = async (database: (name: string) => Promise<string>): Promise<Line[]> => {
  // 10,000 in each of two windows of 40 seconds, and a hundred after them.
  const small = { mailboxes: 1, items: 20_000, bytes: 2_000 };
  // Of 6.7 MB each as base64: 22 in each of three windows of 10 seconds, and one after them.
  const large = { mailboxes: 1, items: 67, bytes: 5_000_000 };
  return [
    ...line(
      '20,000 items of 2 KB, one mailbox: time',
      2 * limitsAt(15).requests.windowMs,
      await moved(await database('small_limits'), small, 15),
    ),
    ...line(
      '67 items of 5 MB, one mailbox: time',
      3 * limitsAt(30).upload.windowMs,
      await moved(await database('large_limits'), large, 30),
    ),
  ];
};
