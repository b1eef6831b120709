import fc from 'fast-check';
import { DateTime } from 'luxon';
import { expect, test } from 'vitest';
import type { Window } from '../../../src/db/schema.ts';
import { turnOf } from '../../../src/engine/schedule.ts';

const berlin = 'Europe/Berlin';
const at = (local: string, zone = berlin) => DateTime.fromISO(local, { zone }).toJSDate();
const night = { from: '20:00', to: '06:00' };

test.for<[string, Window, string, boolean, string]>([
  ['before the night', night, '2026-11-20T19:59', false, '2026-11-20T20:00'],
  ['at its beginning', night, '2026-11-20T20:00', true, '2026-11-21T06:00'],
  ['in its last second', night, '2026-11-21T05:59:59', true, '2026-11-21T06:00'],
  ['at its end', night, '2026-11-21T06:00', false, '2026-11-21T20:00'],
  ['in the day', { from: '08:00', to: '18:00' }, '2026-11-20T12:00', true, '2026-11-20T18:00'],
  ['after the day', { from: '08:00', to: '18:00' }, '2026-11-20T18:00', false, '2026-11-21T08:00'],
  ['until midnight', { from: '20:00', to: '00:00' }, '2026-11-20T23:59', true, '2026-11-21T00:00'],
  ['from midnight', { from: '00:00', to: '06:00' }, '2026-11-20T23:59', false, '2026-11-21T00:00'],
])('%s: %o', ([, window, now, open, until]) => {
  expect(turnOf({ window }, berlin, at(now))).toEqual({ open, until: at(until) });
});

test('nothing asked for is open for ever, and so is a window of all day', () => {
  const now = at('2026-11-20T12:00');
  expect(turnOf({}, berlin, now)).toEqual({ open: true, until: null });
  expect(turnOf({ window: { from: '06:00', to: '06:00' } }, berlin, now)).toEqual({
    open: true,
    until: null,
  });
});

test('a pass waits for its start, and from then on for its hours', () => {
  const startAt = at('2026-11-20T22:00').toISOString();
  const early = at('2026-11-20T21:00');
  expect(turnOf({ startAt }, berlin, early)).toEqual({ open: false, until: new Date(startAt) });
  expect(turnOf({ startAt }, berlin, new Date(startAt))).toEqual({ open: true, until: null });
  expect(turnOf({ startAt, window: night }, berlin, early)).toEqual({
    open: false,
    until: new Date(startAt),
  });
  const day = { from: '08:00', to: '18:00' };
  expect(turnOf({ startAt, window: day }, berlin, early)).toEqual({
    open: false,
    until: at('2026-11-21T08:00'),
  });
  expect(turnOf({ startAt, window: day }, berlin, at('2026-11-21T08:00'))).toEqual({
    open: true,
    until: at('2026-11-21T18:00'),
  });
});

const utc = (iso: string) => new Date(`${iso}:00.000Z`);

test.for<[string, string, Window, string[]]>([
  // Berlin, 29 March 2026: 02:00 is 03:00, at 01:00 UTC.
  [
    'a beginning that the clock jumps over is at the jump',
    '2026-03-28T12:00',
    { from: '02:30', to: '03:30' },
    ['2026-03-29T01:00', '2026-03-29T01:30', '2026-03-30T00:30', '2026-03-30T01:30'],
  ],
  [
    'an end that the clock jumps over is at the jump',
    '2026-03-28T12:00',
    { from: '01:00', to: '02:30' },
    ['2026-03-29T00:00', '2026-03-29T01:00', '2026-03-29T23:00'],
  ],
  [
    'a window that the clock jumps over is not there that night',
    '2026-03-28T12:00',
    { from: '02:00', to: '03:00' },
    ['2026-03-30T00:00', '2026-03-30T01:00'],
  ],
  // Berlin, 25 October 2026: 03:00 is 02:00 again, at 01:00 UTC.
  [
    'a window within the repeated hour opens twice',
    '2026-10-24T12:00',
    { from: '02:10', to: '02:40' },
    ['2026-10-25T00:10', '2026-10-25T00:40', '2026-10-25T01:10', '2026-10-25T01:40', '2026-10-26T01:10'],
  ],
  [
    'a window over the repeated hour is one, and an hour longer',
    '2026-10-24T12:00',
    { from: '01:00', to: '04:00' },
    ['2026-10-24T23:00', '2026-10-25T03:00'],
  ],
])('%s', ([, from, window, changes]) => {
  let now = utc(from);
  for (const change of changes) {
    now = turnOf({ window }, berlin, now).until!;
    expect(now).toEqual(utc(change));
  }
});

const zones = ['UTC', berlin, 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Africa/Cairo'];
const times = fc
  .tuple(fc.nat(23), fc.nat(59))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
const windows = fc.record({ from: times, to: times }).filter(({ from, to }) => from !== to);
/** Around the changes of the clock, where mistakes live, and anywhere else. */
const moments = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(
        '2026-03-08T06:00',
        '2026-03-29T00:00',
        '2026-04-04T14:00',
        '2026-10-25T00:00',
        '2026-11-01T05:00',
      ),
      fc.integer({ min: -86_400, max: 86_400 }),
    )
    .map(([iso, seconds]) => new Date(utc(iso).getTime() + seconds * 1000)),
  fc.date({ min: new Date('2000-01-01'), max: new Date('2037-01-01'), noInvalidDate: true }),
);

const onTheWall = ({ from, to }: Window, zone: string, now: Date): boolean => {
  const time = DateTime.fromJSDate(now, { zone }).toFormat('HH:mm');
  return from < to ? from <= time && time < to : from <= time || time < to;
};

test('at any minute the answer is what the clock on the wall says', () => {
  fc.assert(
    fc.property(windows, fc.constantFrom(...zones), moments, (window, zone, now) => {
      expect(turnOf({ window }, zone, now).open).toBe(onTheWall(window, zone, now));
    }),
    { numRuns: 500 },
  );
});

test('it changes exactly then, not before, and walking from change to change never stands still', () => {
  fc.assert(
    fc.property(windows, fc.constantFrom(...zones), moments, (window, zone, start) => {
      let now = start;
      for (let steps = 0; steps < 4; steps++) {
        const { open, until } = turnOf({ window }, zone, now);
        expect(until!.getTime()).toBeGreaterThan(now.getTime());
        expect(turnOf({ window }, zone, until!).open).toBe(!open);
        expect(turnOf({ window }, zone, new Date(until!.getTime() - 1)).open).toBe(open);
        for (let minute = now.getTime(); minute < until!.getTime(); minute += 13 * 60_000)
          expect(onTheWall(window, zone, new Date(minute))).toBe(open);
        now = until!;
      }
    }),
    { numRuns: 100 },
  );
});

test('before its start a pass is closed, and opens no earlier than that and within its hours', () => {
  fc.assert(
    fc.property(
      windows,
      fc.constantFrom(...zones),
      moments,
      fc.integer({ min: 1, max: 200_000 }),
      (window, zone, now, seconds) => {
        const start = new Date(now.getTime() + seconds * 1000);
        const options = { startAt: start.toISOString(), window };
        const { open, until } = turnOf(options, zone, now);
        expect(open).toBe(false);
        expect(until!.getTime()).toBeGreaterThanOrEqual(start.getTime());
        expect(turnOf(options, zone, until!).open).toBe(true);
        expect(onTheWall(window, zone, until!)).toBe(true);
        if (onTheWall(window, zone, start)) expect(until).toEqual(start);
      },
    ),
  );
});

test('an unknown zone is taken as UTC rather than never to come', () => {
  expect(turnOf({ window: night }, 'Mars/Olympus', utc('2026-11-20T12:00')).until).toEqual(
    utc('2026-11-20T20:00'),
  );
});
