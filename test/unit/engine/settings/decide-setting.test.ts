import { expect, test } from 'vitest';
import {
  decideSetting,
  type SettingDecision,
  type Sides,
} from '../../../../src/engine/settings/decide-setting.ts';
import { markOf } from '../../../../src/engine/settings/mark.ts';

const before = { source: 'a', destination: 'a' };
const cases: [string, Omit<Sides, 'overwrites'>, SettingDecision][] = [
  ['nothing is there yet', { wanted: 'a', present: null, before: null }, 'create'],
  ['the same is there already', { wanted: 'a', present: 'a', before: null }, 'unchanged'],
  ['nothing changed', { wanted: 'a', present: 'a', before }, 'unchanged'],
  ['the source changed', { wanted: 'b', present: 'a', before }, 'update'],
  ['the destination changed', { wanted: 'a', present: 'c', before }, 'unchanged'],
  ['both changed', { wanted: 'b', present: 'c', before }, 'conflict'],
  ['both changed to the same', { wanted: 'b', present: 'b', before }, 'unchanged'],
  ['the destination took it away', { wanted: 'a', present: null, before }, 'removed'],
  ['edited here, taken away there', { wanted: 'b', present: null, before }, 'removed'],
  [
    'Exchange keeps it in a form of its own',
    { wanted: 'b', present: 'A!', before: { source: 'a', destination: 'A!' } },
    'update',
  ],
  [
    'in a form of its own, and nothing changed',
    { wanted: 'a', present: 'A!', before: { source: 'a', destination: 'A!' } },
    'unchanged',
  ],
];

test.for(cases)('%s', ([, sides, decision]) => {
  for (const overwrites of [true, false]) expect(decideSetting({ ...sides, overwrites })).toBe(decision);
});

test('where the destination has another one from the start, the setting says who wins', () => {
  const sides = { wanted: 'a', present: 'c', before: null };
  expect(decideSetting({ ...sides, overwrites: true })).toBe('update');
  expect(decideSetting({ ...sides, overwrites: false })).toBe('conflict');
});

test('a mark does not depend on the order of keys, nor on what is absent', () => {
  expect(markOf({ a: 1, b: { c: [1, 2], d: null } })).toBe(markOf({ b: { c: [1, 2] }, a: 1, e: undefined }));
  expect(markOf({ a: [1, 2] })).not.toBe(markOf({ a: [2, 1] }));
  expect(markOf('1')).not.toBe(markOf(1));
  expect(markOf(Buffer.from('one'))).not.toBe(markOf(Buffer.from('two')));
  expect(markOf({ secret: 'x' })).toMatch(/^[\w-]{22}$/);
});
