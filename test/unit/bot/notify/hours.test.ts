/** When a conversation is quiet, and when its daily summary is due. */
import { expect, test } from 'vitest';
import { isDue, isQuiet } from '../../../../src/bot/notify/hours.ts';

const berlin = 'Europe/Berlin';
const night = { from: '20:00', to: '07:00' };

test.for([
  [null, '2026-11-27T22:00:00Z', false],
  [night, '2026-11-27T18:59:00Z', false],
  [night, '2026-11-27T19:00:00Z', true],
  [night, '2026-11-28T05:59:00Z', true],
  [night, '2026-11-28T06:00:00Z', false],
] as const)('quiet from %j at %s: %s', ([quiet, now, expected]) => {
  expect(isQuiet(quiet, berlin, new Date(now))).toBe(expected);
});

test.for([
  ['asked for an hour ago, before its time', '08:30', '2026-11-27T06:00:00Z', '2026-11-27T07:00:00Z', false],
  ['asked for an hour before its time', '08:30', '2026-11-27T06:30:00Z', '2026-11-27T07:30:00Z', true],
  ['posted a moment ago', '08:30', '2026-11-27T07:30:01Z', '2026-11-27T07:31:00Z', false],
  ['the day after', '08:30', '2026-11-27T07:30:01Z', '2026-11-28T07:30:00Z', true],
  ['Mailferry was off for three days', '08:30', '2026-11-24T07:30:01Z', '2026-11-27T03:00:00Z', true],
  ['the clock went back in the night', '02:30', '2026-10-24T00:31:00Z', '2026-10-25T01:31:00Z', true],
] as const)('a summary is due: %s', ([, at, last, now, expected]) => {
  expect(isDue(at, berlin, new Date(last), new Date(now))).toBe(expected);
});
