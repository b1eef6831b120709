import { expect, test } from 'vitest';
import { EngineError } from '../../../../src/engine/errors.ts';
import type { Carried } from '../../../../src/engine/settings/carry.ts';
import { carryAll } from '../../../../src/engine/settings/carry-all.ts';
import { memoryOf } from '../../../../src/engine/settings/memory.ts';
import type { Known, Left, Setting, SettingsWork, Thing } from '../../../../src/engine/settings/setting.ts';

let signs = 0;
const work = {
  signal: new AbortController().signal,
  alive: () => {
    signs++;
  },
} as SettingsWork;
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

test('each thing is a sign of life', async () => {
  signs = 0;
  await carryThem(setting(['a', 'b', 'c'].map((name) => thing(name))));
  expect(signs).toBe(3);
});

/** As an earlier pass left it. */
const row = (name: string, sourceId: string | null, more: Partial<Known> = {}): Known => ({
  name,
  sourceId,
  destinationId: sourceId === null ? null : `copy of ${sourceId}`,
  sourceMark: 'old',
  destinationMark: 'old',
  cause: null,
  ...more,
});
const idsOf = (carried: Carried[]) =>
  carried.map(({ name, sourceId, destinationId }) => `${name}: ${sourceId ?? '-'} ${destinationId ?? '-'}`);

test('a second one of the same name is another one: the first keeps its memory and its copy', async () => {
  const known = [row('Offers', '1')];
  const things = ['new', '1'].map((sourceId) => thing('Offers', { sourceId }));
  const { ended } = await carryThem(setting(things), known);
  // Which was carried before keeps its name, too; it is away at the destination, so it stays away.
  expect(idsOf(ended as Carried[])).toEqual(['Offers (2): new copy of new', 'Offers: 1 copy of 1']);
  expect((ended as Carried[]).map(({ outcome }) => outcome)).toEqual(['copied', 'skipped']);
});

test.for<[string, Known[], [string, string][], (string | undefined)[]]>([
  ['by id, whatever it is called', [row('Offers', '1')], [['Tenders', '1']], ['1']],
  ['made anew with its name', [row('Offers', '1')], [['Offers', '2']], ['1']],
  [
    'two made anew: one of them',
    [row('A', '1')],
    [
      ['A', '2'],
      ['A', '3'],
    ],
    ['1', undefined],
  ],
  [
    'each one, two made anew',
    [row('A', '1'), row('A (2)', '2')],
    [
      ['A', '3'],
      ['A', '4'],
    ],
    ['1', '2'],
  ],
  [
    'not what is found by its id',
    [row('A', '1')],
    [
      ['A', '2'],
      ['B', '1'],
    ],
    [undefined, '1'],
  ],
])('what was carried before is recognised: %s', ([, known, things, expected]) => {
  const found = memoryOf(known).match(things.map(([name, sourceId]) => ({ name, sourceId })));
  expect(found.map(({ last }) => last?.sourceId)).toEqual(expected);
});

test('where names say nothing, only ids do', () => {
  const before = memoryOf([row('Tasks, of 2026-01-01', '1')], { onlyById: true });
  const [found] = before.match([{ name: 'Tasks, of 2026-01-01', sourceId: '2' }]);
  expect(found?.last).toBeUndefined();
});

test('no two are recorded by one name', async () => {
  const order = thing('order', { wanted: ['x'] });
  const { ended } = await carryThem(
    setting(
      ['A', 'A', 'A (2)', 'order', 'A'].map((name, at) => thing(name, { sourceId: String(at) })),
      { reserved: ['order'], onlyById: true, afterwards: async () => [order] },
    ),
    [row('A (3)', 'gone')],
  );
  const names = (ended as Carried[]).map(({ name }) => name);
  expect(names).toEqual(['A', 'A (2)', 'A (2) (2)', 'order (2)', 'A (3)', 'order', 'A (3) (2)']);
});

test('a name stays as it is as long as there is what has it', () => {
  const before = memoryOf([row('A', '1'), row('A (2)', '2')]);
  expect(before.match([{ name: 'A', sourceId: '2' }]).map(({ name }) => name)).toEqual(['A (2)']);
  expect(before.match([{ name: 'B', sourceId: '2' }]).map(({ name }) => name)).toEqual(['B']);
  // Names that are found are given again.
  const again = before.match(['A (2)', 'A'].map((name, at) => ({ name, sourceId: String(2 - at) })));
  expect(again.map(({ name }) => name)).toEqual(['A (2)', 'A']);
});
