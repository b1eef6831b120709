import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  type Budget,
  createGovernor,
  decide,
  type Gate,
  type Limits,
  microsoftLimits,
  newBudget,
} from '../../../../src/engine/graph/governor.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

const now = () => Date.now();
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const gateWith = (limits: Limits = microsoftLimits): Gate =>
  createGovernor(limits, now).gate('app', 'mailbox');

interface Start {
  name: string;
  at: number;
  bytes: number;
}

/** Asks at the gate; each request takes `ms`, and its start is noted. */
const visitor = (gate: Gate) => {
  const starts: Start[] = [];
  const atOnce = { now: 0, most: 0 };
  const visit = async (name: string, bytes = 0, ms = 10, signal?: AbortSignal): Promise<void> => {
    const leave = await gate.enter(bytes, signal);
    starts.push({ name, at: now(), bytes });
    atOnce.most = Math.max(atOnce.most, ++atOnce.now);
    await new Promise((ended) => setTimeout(ended, ms));
    atOnce.now--;
    leave();
  };
  return { starts, atOnce, visit, names: () => starts.map(({ name }) => name) };
};

/** The largest sum of any window of this length that begins with a start. */
const mostIn = (starts: Start[], windowMs: number, of: (start: Start) => number): number => {
  let [most, sum, from] = [0, 0, 0];
  for (const start of starts) {
    sum += of(start);
    for (let first = starts[from]!; first.at + windowMs <= start.at; first = starts[++from]!)
      sum -= of(first);
    most = Math.max(most, sum);
  }
  return most;
};

// The decision -------------------------------------------------------------------------------------------

const small: Limits = {
  atOnce: 4,
  requests: { count: 10, windowMs: 1_000 },
  upload: { bytes: 1_000, windowMs: 500 },
};
const budget = (changes: Partial<Budget>): Budget => ({ ...newBudget(), ...changes });

test.for([
  ['nothing used', {}, 0, { go: true }],
  ['three running', { running: 3 }, 0, { go: true }],
  [
    'four running',
    { running: 4 },
    0,
    { go: false, waitMs: Number.POSITIVE_INFINITY, why: '4 requests at once' },
  ],
  ['frozen', { frozenUntil: 5_400 }, 0, { go: false, waitMs: 400, why: 'a pause that Microsoft asked for' }],
  ['frozen until now', { frozenUntil: 5_000 }, 0, { go: true }],
  ['nine requests in the window', { requests: [{ at: 4_500, sum: 9 }] }, 0, { go: true }],
  ['ten requests in the window', { requests: [{ at: 4_500, sum: 10 }] }, 0, { go: false, waitMs: 500 }],
  ['ten requests that have just left it', { requests: [{ at: 4_000, sum: 10 }] }, 0, { go: true }],
  [
    'ten requests, the oldest six of which leave first',
    {
      requests: [
        { at: 4_200, sum: 6 },
        { at: 4_900, sum: 4 },
      ],
    },
    0,
    { go: false, waitMs: 200 },
  ],
  ['room for the body, exactly', { upload: [{ at: 4_900, sum: 400 }] }, 600, { go: true }],
  ['one byte too many', { upload: [{ at: 4_900, sum: 401 }] }, 600, { go: false, waitMs: 400 }],
  ['a body beyond the whole budget, alone', {}, 5_000, { go: true }],
  [
    'a body beyond the whole budget, after others',
    { upload: [{ at: 4_900, sum: 1 }] },
    5_000,
    { go: false, waitMs: 400 },
  ],
  [
    'a request without a body after too much',
    { upload: [{ at: 4_900, sum: 9_000 }] },
    0,
    { go: false, waitMs: 400 },
  ],
] as [string, Partial<Budget>, number, object][])('%s', ([, used, bytes, verdict]) => {
  expect(decide(budget(used), small, 5_000, bytes)).toMatchObject(verdict);
});

test('a reason is said as people know Microsoft’s limits', () => {
  const at = 1_000_000;
  expect(decide(budget({ requests: [{ at, sum: 10_000 }] }), microsoftLimits, at, 0)).toMatchObject({
    why: "Microsoft's limit of 10,000 requests in 10 minutes",
  });
  expect(decide(budget({ upload: [{ at, sum: 150_000_000 }] }), microsoftLimits, at, 1)).toMatchObject({
    why: "Microsoft's limit of 150 MB in 5 minutes",
  });
});

test('whoever waits as long as told, each time, goes after three askings at most', () => {
  const slots = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 12 })), { maxLength: 12 })
    .map((gaps) => {
      let at = 4_000;
      return gaps.map(([gap, sum]) => {
        at += gap;
        return { at, sum };
      });
    });
  fc.assert(
    fc.property(slots, slots, fc.nat(1_000), fc.nat(1_500), (requests, sent, freeze, bytes) => {
      const upload = sent.map(({ at, sum }) => ({ at, sum: sum * 100 }));
      const used = budget({ requests, upload, frozenUntil: 4_500 + freeze });
      let at = 4_800;
      for (let asked = 0; asked < 3; asked++) {
        const verdict = decide(used, small, at, bytes);
        if (verdict.go) break;
        expect(verdict.waitMs).toBeGreaterThan(0);
        at += verdict.waitMs;
      }
      expect(decide(used, small, at, bytes)).toEqual({ go: true });
      const within = (all: Budget['upload'], windowMs: number) =>
        all.filter((slot) => slot.at + windowMs > at).reduce((sum, slot) => sum + slot.sum, 0);
      expect(within(requests, 1_000)).toBeLessThan(10);
      expect(within(upload, 500)).toBeLessThanOrEqual(Math.max(0, 1_000 - bytes));
      expect(at).toBeGreaterThanOrEqual(4_500 + freeze);
    }),
  );
});

// The gate -----------------------------------------------------------------------------------------------

test('whatever arrives when, no limit is ever broken, everybody is served, and in turn', async () => {
  const arrival = fc.record({
    gap: fc.oneof(fc.constant(0), fc.nat(40), fc.nat(1_500)),
    bytes: fc.oneof(fc.constant(0), fc.nat(300), fc.integer({ min: 500, max: 1_000 })),
    ms: fc.nat(120),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(arrival, { maxLength: 60 }), async (arrivals) => {
      const { starts, atOnce, visit, names } = visitor(gateWith(small));
      const visits: Promise<void>[] = [];
      for (const [index, { gap, bytes, ms }] of arrivals.entries()) {
        await pass(gap);
        visits.push(visit(String(index), bytes, ms));
      }
      await pass(arrivals.length * 2_000);
      expect(names()).toEqual(arrivals.map((_, index) => String(index)));
      await Promise.all(visits);
      expect(atOnce.most).toBeLessThanOrEqual(4);
      expect(mostIn(starts, 1_000, () => 1)).toBeLessThanOrEqual(10);
      expect(mostIn(starts, 500, ({ bytes }) => bytes)).toBeLessThanOrEqual(1_000);
    }),
    { numRuns: 100 },
  );
});

test('ten thousand requests go in ten minutes, and not one more', async () => {
  const { starts, atOnce, visit } = visitor(gateWith());
  const began = now();
  const visits = Array.from({ length: 12_000 }, (_, at) => visit(String(at), 0, 50));
  await pass(10 * 60_000 - 1);
  expect(starts).toHaveLength(10_000);
  expect(atOnce.most).toBe(4);
  await pass(10 * 60_000);
  await Promise.all(visits);
  expect(mostIn(starts, 10 * 60_000, () => 1)).toBe(10_000);
  // 10,000 at four at once and 50 ms each end at 125 s: so long does the next window take to open as well.
  expect(starts.at(-1)!.at - began).toBeLessThan((600 + 125) * 1_000);
});

test('150 MB go in five minutes, and not a byte more', async () => {
  const { starts, visit } = visitor(gateWith());
  const visits = Array.from({ length: 200 }, (_, at) => visit(String(at), 1_000_000, 100));
  await pass(5 * 60_000 - 1);
  expect(starts).toHaveLength(150);
  await pass(60_000);
  await Promise.all(visits);
  expect(mostIn(starts, 5 * 60_000, ({ bytes }) => bytes)).toBe(150_000_000);
});

test('a body beyond the whole budget goes alone, and the next waits for the window to pass', async () => {
  const { starts, visit } = visitor(gateWith(small));
  const began = now();
  const visits = [visit('huge', 5_000), visit('next', 1)];
  await pass(2_000);
  await Promise.all(visits);
  expect(starts.map(({ name, at }) => [name, at - began])).toEqual([
    ['huge', 0],
    ['next', expect.toSatisfy((ms: number) => ms >= 500 && ms < 520)],
  ]);
});

test('what was really sent counts, not what was said before', async () => {
  const gate = gateWith(small);
  const { names, visit } = visitor(gate);
  (await gate.enter(10))(950);
  const later = visit('later', 100);
  await pass(450);
  expect(names()).toEqual([]);
  await pass(100);
  expect(names()).toEqual(['later']);
  await pass(100);
  await later;
});

test('leaving twice frees one place, not two', async () => {
  const gate = gateWith();
  const leave = await gate.enter(0);
  for (let others = 0; others < 3; others++) await gate.enter(0);
  leave();
  leave();
  const { names, visit } = visitor(gate);
  void visit('fifth', 0, 1e6);
  void visit('sixth', 0, 1e6);
  await pass(1_000);
  expect(names()).toEqual(['fifth']);
});

test('a large body at the head is not overtaken by small ones', async () => {
  const { names, visit } = visitor(gateWith(small));
  const visits = [visit('first', 500), visit('large', 900)];
  for (let at = 0; at < 5; at++) visits.push(visit(`small ${at}`, 1));
  await pass(400);
  expect(names()).toEqual(['first']);
  await pass(200);
  expect(names().slice(0, 2)).toEqual(['first', 'large']);
  await pass(3_000);
  await Promise.all(visits);
  expect(names()).toEqual(['first', 'large', 'small 0', 'small 1', 'small 2', 'small 3', 'small 4']);
});

test('nothing starts before the Retry-After, everything after; a shorter one shortens nothing', async () => {
  const gate = gateWith();
  const { names, visit } = visitor(gate);
  gate.freeze(90_000);
  gate.freeze(5_000);
  const visits = [visit('a'), visit('b')];
  expect(gate.waitsFor()).toBe('Waiting for a pause that Microsoft asked for: 90 s more.');
  await pass(89_999);
  expect(names()).toEqual([]);
  expect(gate.waitsFor()).toBeNull();
  await pass(10);
  expect(names()).toEqual(['a', 'b']);
  await pass(100);
  await Promise.all(visits);
});

test('a freeze while others wait holds them too', async () => {
  const gate = gateWith(small);
  const { names, visit } = visitor(gate);
  const visits = [visit('first', 900), visit('second', 900)];
  gate.freeze(3_000);
  await pass(2_999);
  expect(names()).toEqual(['first']);
  await pass(10);
  expect(names()).toEqual(['first', 'second']);
  await pass(100);
  await Promise.all(visits);
});

test('a gate that nobody waits at waits for nothing', () => {
  const gate = gateWith();
  expect(gate.waitsFor()).toBeNull();
  gate.freeze(60_000);
  expect(gate.waitsFor()).toBeNull();
});

test('who gives up while waiting leaves the queue, uses nothing, and lets the others go', async () => {
  const gate = gateWith(small);
  const { names, visit } = visitor(gate);
  const stop = new AbortController();
  const first = visit('first', 600);
  const large = visit('large', 900, 10, stop.signal);
  const little = visit('little', 300);
  await pass(50);
  expect(names()).toEqual(['first']);
  stop.abort(new Error('stopped by a person'));
  await expect(large).rejects.toThrow('stopped by a person');
  await pass(0);
  expect(names()).toEqual(['first', 'little']);
  await pass(1_000);
  await Promise.all([first, little]);
});

test('who has given up before is not let in, and giving up after the start changes nothing', async () => {
  const gate = gateWith();
  const stop = new AbortController();
  const leave = await gate.enter(0, stop.signal);
  stop.abort(new Error('stopped'));
  leave();
  await expect(gate.enter(0, stop.signal)).rejects.toThrow('stopped');
  for (let others = 0; others < 4; others++) await gate.enter(0);
});

test('each app and mailbox has a budget of its own, and always the same one', async () => {
  const governor = createGovernor(microsoftLimits, now);
  expect(governor.gate('app', 'm1')).toBe(governor.gate('app', 'm1'));
  for (let others = 0; others < 4; others++) await governor.gate('app', 'm1').enter(0);
  governor.gate('app', 'm1').freeze(60_000);
  await governor.gate('app', 'm2').enter(0);
  await governor.gate('other app', 'm1').enter(0);
});
