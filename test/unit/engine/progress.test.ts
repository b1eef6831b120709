import fc from 'fast-check';
import { expect, test } from 'vitest';
import { progressOf, type RunSum } from '../../../src/engine/progress.ts';
import { runStates } from '../../../src/engine/run-state.ts';

const start = new Date('2026-03-01T10:00:00Z');
const after = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const sum = (changes: Partial<RunSum> = {}): RunSum => ({
  state: 'running',
  runs: 1,
  plannedItems: 0,
  plannedBytes: 0,
  copied: 0,
  updated: 0,
  unchanged: 0,
  skipped: 0,
  failed: 0,
  deleted: 0,
  filtered: 0,
  addressesMapped: 0,
  addressesKept: 0,
  settingsCopied: 0,
  settingsUnchanged: 0,
  settingsSkipped: 0,
  settingsFailed: 0,
  bytes: 0,
  workedSeconds: 0,
  silent: 0,
  startedAt: start,
  waitsFor: null,
  ...changes,
});
const pass = (items = 1_000, bytes = 5_000, finishedAt: Date | null = null, mailboxes = 3) => ({
  kind: 'full' as const,
  state: 'running' as const,
  begunAt: start,
  finishedAt,
  plan: { items, bytes, mailboxes: { length: mailboxes } },
});

test('a pass that has not begun counts the mailboxes of its plan and promises nothing', () => {
  expect(progressOf([], [], pass(), start)).toMatchObject({
    mailboxes: 3,
    items: { planned: 1_000, copied: 0 },
    bytes: { planned: 5_000, moved: 0 },
    itemsPerSecond: 0,
    bytesPerSecond: 0,
    etaSeconds: null,
    startedAt: null,
    elapsedSeconds: 0,
    waitsFor: null,
  });
});

test('rates count what moved, since the first run began', () => {
  const sums = [
    sum({ copied: 300, updated: 100, unchanged: 50, bytes: 4_000, startedAt: after(50) }),
    sum({ state: 'completed', copied: 100, skipped: 5, failed: 5, bytes: 1_000 }),
    sum({ state: 'queued', runs: 4, startedAt: null }),
  ];
  const progress = progressOf(sums, [], pass(), after(100));
  expect(progress).toMatchObject({
    mailboxes: 6,
    items: { planned: 1_000, copied: 400, updated: 100, unchanged: 50, skipped: 5, failed: 5 },
    bytes: { planned: 5_000, moved: 5_000 },
    itemsPerSecond: 5,
    bytesPerSecond: 50,
    startedAt: start,
    elapsedSeconds: 100,
  });
  expect(progress.runs).toMatchObject({ running: 1, completed: 1, queued: 4, failed: 0 });
});

test('a verification takes about as long for each mailbox', () => {
  const verify = { ...pass(), kind: 'verify' as const };
  const sums = [sum({ state: 'completed', runs: 20 }), sum({ runs: 5 }), sum({ state: 'queued', runs: 75 })];
  expect(progressOf(sums, [], verify, after(10)).etaSeconds).toBe(40);
  expect(progressOf(sums, [], verify, after(2)).etaSeconds).toBeNull();
  expect(progressOf(sums, [], { ...verify, finishedAt: after(10) }, after(10)).etaSeconds).toBeNull();
});

test('a finished pass keeps its duration and rate however late one looks, and waits for nothing', () => {
  const sums = [sum({ state: 'completed', copied: 500, waitsFor: 'Microsoft asked us to pause' })];
  for (const seconds of [50, 5_000]) {
    expect(progressOf(sums, [], pass(500, 0, after(50)), after(seconds))).toMatchObject({
      elapsedSeconds: 50,
      itemsPerSecond: 10,
      waitsFor: null,
    });
  }
});

test('what one run waits for is what the pass waits for', () => {
  const sums = [sum({ copied: 1 }), sum({ waitsFor: 'Microsoft asked us to pause, 30 s more' })];
  expect(progressOf(sums, [], pass(), after(10)).waitsFor).toBe('Microsoft asked us to pause, 30 s more');
});

test('a run that never began, as the database says it (1970), is not the beginning', () => {
  expect(progressOf([sum({ startedAt: new Date(0) }), sum()], [], pass(), after(10)).elapsedSeconds).toBe(10);
});

test('sums are the sums of their parts, and no number is negative or endless', () => {
  const some = fc.record({
    state: fc.constantFrom(...runStates),
    runs: fc.nat(100),
    copied: fc.nat(1e6),
    updated: fc.nat(1e6),
    unchanged: fc.nat(1e6),
    skipped: fc.nat(1e6),
    failed: fc.nat(1e6),
    bytes: fc.nat(1e9),
    startedAt: fc.option(fc.integer({ min: -100, max: 100 }).map(after)),
  });
  fc.assert(
    fc.property(fc.array(some, { minLength: 1 }), fc.nat(1e6), (parts, planned) => {
      const progress = progressOf(parts.map(sum), [], pass(planned), start);
      const total = (of: (part: (typeof parts)[number]) => number) =>
        parts.reduce((n, part) => n + of(part), 0);
      expect(progress.items.copied).toBe(total((part) => part.copied));
      expect(progress.items.failed).toBe(total((part) => part.failed));
      expect(progress.bytes.moved).toBe(total((part) => part.bytes));
      expect(progress.mailboxes).toBe(total((part) => part.runs));
      expect(Object.values(progress.runs).reduce((a, b) => a + b)).toBe(progress.mailboxes);
      for (const number of [progress.itemsPerSecond, progress.bytesPerSecond, progress.elapsedSeconds]) {
        expect(number).toBeGreaterThanOrEqual(0);
        expect(number).toBeLessThan(Number.POSITIVE_INFINITY);
      }
      expect(progress.etaSeconds ?? 0).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('a pass that no worker takes up says so after a minute, and one whose worker is silent at once', () => {
  const queued = [sum({ state: 'queued', runs: 2, startedAt: null })];
  expect(progressOf(queued, [], pass(), after(30)).waitsFor).toBeNull();
  expect(progressOf(queued, [], pass(), after(90)).waitsFor).toMatch(/No worker has taken up/);
  expect(progressOf([sum({ silent: 1 })], [], pass(), after(90)).waitsFor).toMatch(/not been heard of/);
  expect(progressOf([sum({ silent: 1 })], [], pass(1, 1, after(80)), after(90)).waitsFor).toBeNull();
});
