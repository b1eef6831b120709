import fc from 'fast-check';
import { DateTime } from 'luxon';
import { expect, test } from 'vitest';
import { futureMoment, hours, pastMoment } from '../../../src/engine/dates.ts';

const zone = 'Europe/Berlin';
const at = (local: string, timeZone = zone) => DateTime.fromISO(local, { zone: timeZone }).toJSDate();
/** A Friday evening. */
const here = { timeZone: zone, now: at('2026-11-20T22:30:15.123') };

test.for([
  ['90 days ago', '2026-08-22'],
  ['90 days', '2026-08-22'],
  ['60 days ago', '2026-09-21'],
  ['30 days', '2026-10-21'],
  ['90d', '2026-08-22'],
  ['older than 90 days', '2026-08-22'],
  ['only mail older than 90 days', '2026-08-22'],
  ['3 months ago', '2026-08-20'],
  ['a year ago', '2025-11-20'],
  ['before 1 March', '2026-03-01'],
  ['1 March', '2026-03-01'],
  ['1 December', '2025-12-01'],
  ['March', '2026-03-01'],
  ['December', '2025-12-01'],
  ['before March 2024', '2024-03-01'],
  ['1 March 2024', '2024-03-01'],
  ['March 1st, 2024', '2024-03-01'],
  ['2024-03-01', '2024-03-01'],
  ['2024/03/01', '2024-03-01'],
  ['13/04/2024', '2024-04-13'],
  ['4/13/2024', '2024-04-13'],
  ['4/4/2024', '2024-04-04'],
  ['03.04.2024', '2024-04-03'],
  ['29 February 2024', '2024-02-29'],
  ['last Friday', '2026-11-13'],
  ['Friday', '2026-11-20'],
  ['Saturday', '2026-11-14'],
  ['yesterday', '2026-11-19'],
  ['today', '2026-11-20'],
  ['2 days before yesterday', '2026-11-17'],
  ['1901-01-01', '1901-01-01'],
  ['1 March 2024 14:00', '2024-03-01T14:00'],
  ['2024-03-01 8:30pm', '2024-03-01T20:30'],
  ['2024-03-01T14:00:05', '2024-03-01T14:00:05'],
  ['2024-03-01T14:00Z', '2024-03-01T15:00'],
  ['2 hours ago', '2026-11-20T20:30:15.123'],
  ['22:00', '2026-11-20T22:00'],
  ['23:00', '2026-11-19T23:00'],
  ['\u00a090\u00a0days\u202fago ', '2026-08-22'],
  ['BEFORE 1 MARCH', '2026-03-01'],
] as const)('past: "%s" is %s', ([text, local]) => {
  expect(pastMoment(text, here)).toEqual(at(local));
});

test.for([
  ['Friday 22:00', '2026-11-27T22:00'],
  ['Friday 23:00', '2026-11-20T23:00'],
  ['on Friday at 10 pm', '2026-11-27T22:00'],
  ['Saturday 6pm', '2026-11-21T18:00'],
  ['Sat 6pm', '2026-11-21T18:00'],
  ['Thursday 22:00', '2026-11-26T22:00'],
  ['Friday', '2026-11-27'],
  ['next Friday 22:00', '2026-11-27T22:00'],
  ['tomorrow 6am', '2026-11-21T06:00'],
  ['tomorrow', '2026-11-21'],
  ['tomorrow noon', '2026-11-21T12:00'],
  ['20:00 tomorrow', '2026-11-21T20:00'],
  ['the day after tomorrow 20:00', '2026-11-22T20:00'],
  ['tonight at 23:00', '2026-11-20T23:00'],
  ['at 23:00', '2026-11-20T23:00'],
  ['22:00', '2026-11-21T22:00'],
  ['midnight', '2026-11-21'],
  ['2026-12-01 20:00', '2026-12-01T20:00'],
  ['1 December 20:00', '2026-12-01T20:00'],
  ['1 March 20:00', '2027-03-01T20:00'],
  ['not before 1 December 2026 20:00', '2026-12-01T20:00'],
  ['in 2 hours', '2026-11-21T00:30:15.123'],
  ['2 hours', '2026-11-21T00:30:15.123'],
  ['in 10 minutes', '2026-11-20T22:40:15.123'],
  ['in 3 days', '2026-11-23'],
  ['in 3 days at 20:00', '2026-11-23T20:00'],
  ['2026-12-01T20:00+03:00', '2026-12-01T18:00'],
] as const)('future: "%s" is %s', ([text, local]) => {
  expect(futureMoment(text, here)).toEqual(at(local));
});

const past = '2024-03-01, 1 March 2024 or 90 days ago';
const future = 'Friday 22:00, tomorrow 6am or in 2 hours';

test.for([
  ['1 March 2030', '"1 March 2030" lies in the future', `write a moment that has passed, such as ${past}`],
  ['tomorrow', '"tomorrow" lies in the future', `write a moment that has passed, such as ${past}`],
  ['in 3 days', '"in 3 days" lies in the future', `write a moment that has passed, such as ${past}`],
  ['next Friday', '"next Friday" lies in the future', `write a moment that has passed, such as ${past}`],
  ['', 'no moment is given', `write one, such as ${past}`],
  ['before ', '"before" cannot be read as a moment', `write it as ${past}`],
  ['soon', '"soon" cannot be read as a moment', `write it as ${past}`],
  ['30 February 2024', '"30 February 2024" cannot be read as a moment', `write it as ${past}`],
  ['2024-13-45', '"2024-13-45" cannot be read as a moment', `write it as ${past}`],
  ['1 March 20240', '"1 March 20240" cannot be read as a moment', `write it as ${past}`],
  ['1 March or later', '"1 March or later" cannot be read as a moment', `write it as ${past}`],
  ['Friday to Sunday', '"Friday to Sunday" cannot be read as a moment', `write it as ${past}`],
  ['99999 years ago', '"99999 years ago" cannot be read as a moment', `write it as ${past}`],
  ['yesterday evening', '"yesterday evening" does not say at what time', 'add it, as in Friday 22:00'],
  ['03/04/2024', '"03/04/2024" can be 3 April or 4 March', 'write the month as a word: 3 April or 4 March'],
  ['3-4-24 14:00', '"3-4-24" can be 3 April or 4 March', 'write the month as a word: 3 April or 4 March'],
] as const)('past: "%s" is refused: %s', ([text, problem, mend]) => {
  expect(pastMoment(text, here)).toEqual({ problem, mend });
});

test.for([
  ['2024-03-01 20:00', '"2024-03-01 20:00" lies in the past', `write a moment to come, such as ${future}`],
  ['tonight at 22:00', '"tonight at 22:00" lies in the past', `write a moment to come, such as ${future}`],
  ['today', '"today" lies in the past', `write a moment to come, such as ${future}`],
  ['now', '"now" lies in the past', `write a moment to come, such as ${future}`],
  ['tonight', '"tonight" does not say at what time', 'add it, as in Friday 22:00'],
  ['Saturday morning', '"Saturday morning" does not say at what time', 'add it, as in Friday 22:00'],
  ['Friday at 25:00', '"Friday at 25:00" cannot be read as a moment', `write it as ${future}`],
  ['3/4 20:00', '"3/4" can be 3 April or 4 March', 'write the month as a word: 3 April or 4 March'],
] as const)('future: "%s" is refused: %s', ([text, problem, mend]) => {
  expect(futureMoment(text, here)).toEqual({ problem, mend });
});

test('29 February without a year is the one on the side that is asked for', () => {
  const now = at('2028-01-10');
  expect(pastMoment('29 February', { timeZone: zone, now })).toEqual(at('2024-02-29'));
  expect(futureMoment('29 February', { timeZone: zone, now })).toEqual(at('2028-02-29'));
});

test.for([
  // 02:00 becomes 03:00.
  ['2026-03-29 02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
  ['2026-03-08 02:30', 'America/New_York', '2026-03-08T07:30:00.000Z'],
  // 03:00 becomes 02:00, and in New York 02:00 becomes 01:00.
  ['2026-10-25 02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
  ['2026-11-01 01:30', 'America/New_York', '2026-11-01T05:30:00.000Z'],
  // Cairo's midnight of that day is 01:00.
  ['2026-04-24', 'Africa/Cairo', '2026-04-23T22:00:00.000Z'],
] as const)('"%s" in %s, where the clock changes, is %s whatever the season', ([text, timeZone, iso]) => {
  for (const now of [at('2026-12-20'), at('2027-07-20')])
    expect(pastMoment(text, { timeZone, now })).toEqual(new Date(iso));
  for (const now of [at('2025-12-20'), at('2025-07-20')])
    expect(futureMoment(text, { timeZone, now })).toEqual(new Date(iso));
});

test('hours are counted by a stopwatch and days by the calendar, over a change of the clock too', () => {
  for (const [eve, timeZone] of [
    ['2026-03-28T22:30', 'Europe/Berlin'],
    ['2026-10-24T22:30', 'Europe/Berlin'],
    ['2026-03-07T22:30', 'America/New_York'],
    ['2026-10-31T22:30', 'America/New_York'],
  ] as const) {
    const now = at(eve, timeZone);
    const later = DateTime.fromISO(eve, { zone: timeZone }).plus({ days: 1 }).startOf('day').toJSDate();
    expect(futureMoment('in 6 hours', { timeZone, now })).toEqual(new Date(now.getTime() + 6 * 3_600_000));
    expect(futureMoment('in 1 day', { timeZone, now })).toEqual(later);
    expect(pastMoment('1 day ago', { timeZone, now: new Date(now.getTime() + 48 * 3_600_000) })).toEqual(
      later,
    );
  }
});

test('a moment belongs to the zone of the project, not to that of the machine', () => {
  const now = new Date('2026-11-20T21:30:00Z');
  // It is Saturday in Auckland already.
  expect(futureMoment('Saturday 12:00', { timeZone: 'Pacific/Auckland', now })).toEqual(
    at('2026-11-21T12:00', 'Pacific/Auckland'),
  );
  expect(pastMoment('yesterday', { timeZone: 'Pacific/Auckland', now })).toEqual(
    at('2026-11-20', 'Pacific/Auckland'),
  );
});

const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Pacific/Auckland', 'Africa/Cairo');
const nows = fc.date({ min: new Date('2010-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });

test('weekdays, days of the year and times of day are the nearest on their side', () => {
  const said = fc.oneof(
    fc.constantFrom('Monday', 'Tue', 'Friday', 'Sunday').map((text) => ({ text, days: 7 })),
    fc.constantFrom('1 March', '31 December', 'July 4').map((text) => ({ text, days: 366 })),
    fc.constantFrom('22:00', '6am', '12:30').map((text) => ({ text, days: 1 })),
    fc.constantFrom('Monday 22:00', 'Sunday at 5am').map((text) => ({ text, days: 7 })),
  );
  fc.assert(
    fc.property(said, zones, nows, ({ text, days }, timeZone, now) => {
      const [before, after] = [pastMoment(text, { timeZone, now }), futureMoment(text, { timeZone, now })];
      const most = (days * 24 + 1) * 3_600_000;
      expect(now.getTime() - Number(before)).toBeGreaterThanOrEqual(0);
      expect(now.getTime() - Number(before)).toBeLessThanOrEqual(most);
      expect(Number(after) - now.getTime()).toBeGreaterThan(0);
      expect(Number(after) - now.getTime()).toBeLessThanOrEqual(most);
    }),
  );
});

test('a date that is written out means itself', () => {
  fc.assert(
    fc.property(zones, nows, (timeZone, day) => {
      const start = DateTime.fromJSDate(day, { zone: timeZone }).startOf('day');
      const now = new Date('2036-01-01');
      for (const format of ['yyyy-MM-dd', 'd MMMM yyyy', 'MMMM d, yyyy', 'd.M.yyyy'])
        expect(pastMoment(start.setLocale('en').toFormat(format), { timeZone, now })).toEqual(
          start.toJSDate(),
        );
    }),
  );
});

test('whatever is typed, the answer is a moment on the right side or a fault with its mend', () => {
  const words = fc.constantFrom(
    'in',
    '2',
    'days',
    'ago',
    'Friday',
    '22:00',
    'at',
    'before',
    '1',
    'March',
    '2024',
    '-',
    '/',
    'last',
  );
  const typed = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.array(words, { maxLength: 6 }).map((all) => all.join(' ')),
  );
  fc.assert(
    fc.property(typed, zones, nows, (text, timeZone, now) => {
      for (const [read, side] of [
        [pastMoment, -1],
        [futureMoment, 1],
      ] as const) {
        const answer = read(text, { timeZone, now });
        if (answer instanceof Date)
          expect((answer.getTime() - now.getTime()) * side).toBeGreaterThanOrEqual(0);
        else expect([answer.problem, answer.mend].join()).toMatch(/\w.*,.*\w/s);
      }
    }),
  );
});

test.for([
  ['20:00 to 06:00', '20:00', '06:00'],
  ['20-6', '20:00', '06:00'],
  ['8pm to 6am', '20:00', '06:00'],
  ['20:00–06:00', '20:00', '06:00'],
  ['20:00 — 6:00', '20:00', '06:00'],
  ['only 20:00 to 06:00', '20:00', '06:00'],
  ['only from 8 p.m. until 6 a.m.', '20:00', '06:00'],
  ['between 20 and 6', '20:00', '06:00'],
  ['20.30 -> 6.15', '20:30', '06:15'],
  ['20h–6h30', '20:00', '06:30'],
  ['12am to 12pm', '00:00', '12:00'],
  ['noon to midnight', '12:00', '00:00'],
  ['20 to 24', '20:00', '00:00'],
  ['8 to 6', '08:00', '06:00'],
  ['20:00 to 6am', '20:00', '06:00'],
  ['midnight to 6am', '00:00', '06:00'],
] as const)('"%s" are the hours from %s to %s', ([text, from, to]) => {
  expect(hours(text)).toEqual({ from, to });
});

const both = 'write both, as in 20:00 to 06:00';
const clock = 'write it as in 20:00 to 06:00 or 8pm to 6am';
test.for([
  ['', '"" does not say from when to when', both],
  ['20:00', '"20:00" does not say from when to when', both],
  ['6-12-18', '"6-12-18" does not say from when to when', both],
  ['at night', '"at night" does not say from when to when', both],
  ['25:00 to 06:00', '"25:00" is no time of day', clock],
  ['20:00 to 6:60', '"6:60" is no time of day', clock],
  ['13pm to 6am', '"13pm" is no time of day', clock],
  ['24:30 to 6', '"24:30" is no time of day', clock],
  ['constructor to 6', '"constructor" is no time of day', clock],
  ['8 to 6pm', '"8 to 6pm" says am or pm at one end only', 'write am or pm at both ends, or neither'],
  ['8pm to 6', '"8pm to 6" says am or pm at one end only', 'write am or pm at both ends, or neither'],
  [
    '20:00 to 8pm',
    '"20:00 to 8pm" begins when it ends',
    'leave the hours out to work all day, or write two times that differ',
  ],
] as const)('"%s": %s', ([text, problem, mend]) => {
  expect(hours(text)).toEqual({ problem, mend });
});
