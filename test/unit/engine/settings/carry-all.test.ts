import { expect, test } from 'vitest';
import { EngineError } from '../../../../src/engine/errors.ts';
import type { Carried } from '../../../../src/engine/settings/carry.ts';
import { carryAll } from '../../../../src/engine/settings/carry-all.ts';
import type { Known, Left, Setting, SettingsWork, Thing } from '../../../../src/engine/settings/setting.ts';

const work = { signal: new AbortController().signal } as SettingsWork;
const setting = (things: (Thing | Left)[], more: Partial<Setting> = {}): Setting => ({
  name: 'categories',
  needs: { source: '', destination: '' },
  things: async () => things,
  ...more,
});
const thing = (name: string, more: Partial<Thing> = {}): Thing => ({
  name,
  wanted: 'red',
  present: null,
  overwrites: false,
  create: async () => ({ id: `copy of ${more.sourceId ?? name}`, value: 'red' }),
  update: async (present) => present,
  ...more,
});
const carryThem = async (one: Setting, known: Known[] = []) => {
  const carried: Carried[] = [];
  const kept: string[] = [];
  const ended = await carryAll(one, work, known, {
    carried,
    keep: async ({ name }) => {
      kept.push(name);
    },
  }).catch((error: unknown) => error);
  return { ended, carried, kept };
};

test('what was done before an interruption is handed over, and what was made at once', async () => {
  const forbidden = new EngineError('forbidden', 'making a category');
  const { ended, carried, kept } = await carryThem(
    setting([
      thing('made'),
      thing('there', { present: { id: '1', value: 'red' } }),
      { name: 'left', cause: 'setting-filtered' },
      thing('not allowed', { create: () => Promise.reject(forbidden) }),
      thing('never reached'),
    ]),
  );
  expect(ended).toBe(forbidden);
  expect(kept).toEqual(['made']);
  expect(carried.map(({ name, outcome }) => `${name}: ${outcome}`)).toEqual([
    'made: copied',
    'there: unchanged',
    'left: skipped',
  ]);
  // With what it takes to see later what was changed since.
  for (const { destinationMark } of carried.slice(0, 2)) expect(destinationMark).toMatch(/^[\w-]{22}$/);
});
