import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type OpenRun, paceOf, timeLeftOf } from '../../../src/engine/time-left.ts';

const run = (changes: Partial<OpenRun> = {}): OpenRun => ({
  state: 'running',
  source: 'anna@contoso.example',
  plannedItems: 1_000,
  plannedBytes: 0,
  done: 0,
  bytes: 0,
  reportedBytes: 0,
  workedSeconds: 0,
  elapsedSeconds: 0,
  ...changes,
});
const requests = "Microsoft's 10,000 requests in 10 minutes per mailbox";
const uploads = "Microsoft's 150 MB of uploads in 5 minutes per mailbox";
const latency = 'four requests at once per mailbox';

test.for([
  ['in the first three seconds', 100, 2.9],
  ['while nothing has moved', 0, 60],
] as const)('no time is promised %s', ([, done, worked]) => {
  expect(paceOf(done, worked)).toBeNull();
});

test('no time is promised while nothing runs', () => {
  expect(timeLeftOf([run({ state: 'queued' })], 40, undefined)).toBeNull();
});

test.for([
  ['a small mailbox at its own pace', { done: 500, workedSeconds: 50, elapsedSeconds: 50 }, 50, latency],
  ['more than was planned', { done: 1_200, workedSeconds: 50, elapsedSeconds: 50 }, 0, latency],
  // 40 a second: the second window begins at 600 s, and its 10,000 take 250.
  [
    'the first window, at full speed',
    { plannedItems: 20_000, done: 4_000, workedSeconds: 100, elapsedSeconds: 100 },
    850 - 100,
    requests,
  ],
  [
    'the wait after it',
    { plannedItems: 20_000, done: 10_000, workedSeconds: 250, elapsedSeconds: 500 },
    850 - 500,
    requests,
  ],
  // A night's pause is no progress: the windows begin where the items say.
  [
    'after a pause',
    { plannedItems: 20_000, done: 4_000, workedSeconds: 100, elapsedSeconds: 30_000 },
    850 - 100,
    requests,
  ],
  // Sizes are half of the truth: 75 MB more are 150 MB, as base64 200 MB, with 100 MB before: a window and a half.
  [
    'sizes that were reported too small',
    {
      plannedItems: 200,
      plannedBytes: 112_500_000,
      done: 67,
      bytes: 75_000_000,
      reportedBytes: 37_500_000,
      workedSeconds: 67,
      elapsedSeconds: 67,
    },
    300 + 100 - 67,
    uploads,
  ],
] as [string, Partial<OpenRun>, number, string][])('%s', ([, facts, seconds, boundBy]) => {
  const left = timeLeftOf([run(facts)], 1, undefined);
  expect(left?.boundBy).toBe(boundBy);
  expect(Math.abs((left?.seconds ?? 0) - seconds)).toBeLessThanOrEqual(1);
});

test("what the project allows is a limit like Microsoft's", () => {
  const large = run({
    plannedItems: 100,
    plannedBytes: 90_000_000,
    done: 10,
    workedSeconds: 10,
    bytes: 9_000_000,
  });
  const left = timeLeftOf([{ ...large, reportedBytes: 9_000_000, elapsedSeconds: 10 }], 1, 100_000);
  expect(left?.boundBy).toBe("the project's own limit (MaximumDataTransferRate)");
  // 120 MB of base64 at 30 MB in five minutes: three waits and the last 25 seconds.
  expect(left?.seconds).toBeCloseTo(3 * 300 + 25 - 10, 0);
});

test('mailboxes that wait take the first place that becomes free', () => {
  const begun = (left: number) =>
    run({ plannedItems: 100 + left, done: 100, workedSeconds: 10, elapsedSeconds: 10 });
  const waiting = (items: number) => run({ state: 'queued', plannedItems: items });
  const left = timeLeftOf([begun(100), begun(300), waiting(500), waiting(100)], 10, undefined);
  // The first is free after 10 s and takes 50; the second after 30 and takes 10.
  expect(left).toMatchObject({ seconds: 60, boundBy: `2 mailboxes at once, and ${latency}` });
  expect(left?.running.map(({ seconds }) => seconds)).toEqual([30, 10]);
});

/** One mailbox under Microsoft's limits, item by item: what was there to be seen after each, and when. */
const moved = (sizes: number[], factor: number, itemsPerSecond: number): OpenRun[] => {
  let now = 0;
  let waited = 0;
  let bytes = 0;
  let uploaded = 0;
  let [requestsFrom, uploadsFrom] = [0, 0];
  const at: { time: number; sent: number }[] = [];
  const plannedBytes = sizes.reduce((a, b) => a + b, 0);
  return sizes.map((size, index) => {
    const sent = (size * factor * 4) / 3;
    const ready = now + 1 / itemsPerSecond;
    let go = ready;
    for (; requestsFrom < at.length && at.length - requestsFrom >= 10_000; requestsFrom++)
      go = Math.max(go, (at[requestsFrom]?.time ?? 0) + 600);
    for (; uploadsFrom < at.length && (at[uploadsFrom]?.time ?? 0) + 300 <= go; uploadsFrom++)
      uploaded -= at[uploadsFrom]?.sent ?? 0;
    for (; uploadsFrom < at.length && uploaded + sent > 150_000_000; uploadsFrom++) {
      go = Math.max(go, (at[uploadsFrom]?.time ?? 0) + 300);
      uploaded -= at[uploadsFrom]?.sent ?? 0;
    }
    waited += go - ready;
    now = go;
    bytes += size * factor;
    uploaded += sent;
    at.push({ time: now, sent });
    const reportedBytes = bytes / factor;
    const seen = { done: index + 1, bytes, reportedBytes, workedSeconds: now - waited, elapsedSeconds: now };
    return run({ plannedItems: sizes.length, plannedBytes, ...seen });
  });
};

test('after the first tenth, the end is foreseen within a fifth', () => {
  const mailbox = fc.record({
    items: fc.integer({ min: 200, max: 40_000 }),
    bytes: fc.integer({ min: 1_000, max: 100_000 }),
    factor: fc.double({ min: 0.8, max: 3, noNaN: true }),
    itemsPerSecond: fc.double({ min: 2, max: 100, noNaN: true }),
    seed: fc.nat(1_000),
  });
  fc.assert(
    fc.property(mailbox, ({ items, bytes, factor, itemsPerSecond, seed }) => {
      // From a quarter to seven quarters of the average, in no order.
      const sizes = Array.from({ length: items }, (_, at) =>
        Math.round(bytes * (0.25 + (((at + seed) * 7_919) % 1_000) / 667)),
      );
      const views = moved(sizes, factor, itemsPerSecond);
      const whole = views.at(-1)?.elapsedSeconds ?? 0;
      const looks = Array.from({ length: 18 }, (_, at) => views[Math.floor((items * (at + 2)) / 20)]);
      for (const seen of looks) {
        const pace = seen === undefined ? null : paceOf(seen.done, seen.workedSeconds);
        if (seen === undefined || pace === null) continue;
        const foreseen = seen.elapsedSeconds + (timeLeftOf([seen], pace, undefined)?.seconds ?? 0);
        expect(Math.abs(foreseen - whole) / whole, JSON.stringify({ seen, foreseen, whole })).toBeLessThan(
          0.2,
        );
      }
    }),
    { numRuns: 60 },
  );
});
