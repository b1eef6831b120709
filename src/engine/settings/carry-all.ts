/** Carries all things of one setting, in their order, and says what became of each. */
import { type Carried, carry } from './carry.ts';
import {
  type Before,
  isLeft,
  type Known,
  type Left,
  type Setting,
  type SettingsWork,
  type Thing,
} from './setting.ts';

/** Where it goes while it is done: an interruption leaves there what was done until then. */
export interface Progress {
  carried: Carried[];
  /** Remembers at once what was made or changed, so that it is not done again after a crash. */
  keep(done: Carried): Promise<void>;
}

/** Answers what is to be known of the setting from now on. Throws what `carry` throws. */
export const carryAll = async (
  setting: Setting,
  work: SettingsWork,
  known: Known[],
  { carried, keep }: Progress,
): Promise<Carried[]> => {
  const before = beforeOf(known);
  const found = withNamesOfTheirOwn(await setting.things(work, before));
  const carryOne = async (thing: Thing): Promise<void> => {
    const done = await carry(thing, before.of(thing));
    carried.push(done);
    if (done.outcome === 'copied' || done.outcome === 'updated') await keep(done);
  };
  for (const one of found) {
    work.signal.throwIfAborted();
    if (isLeft(one)) carried.push({ ...unmarked, ...before.of(one), ...leftBehind(one) });
    else await carryOne(one);
  }
  for (const thing of (await setting.afterwards?.(work, carried)) ?? []) await carryOne(thing);
  return [...carried, ...goneOf(known, carried)];
};

/** Two rules may be called the same. */
const withNamesOfTheirOwn = (all: (Thing | Left)[]): (Thing | Left)[] => {
  const times = new Map<string, number>();
  return all.map((one) => {
    const time = (times.get(one.name) ?? 0) + 1;
    times.set(one.name, time);
    return time === 1 ? one : { ...one, name: `${one.name} (${time})` };
  });
};

const unmarked = { sourceId: null, destinationId: null, sourceMark: null, destinationMark: null };
const leftBehind = ({ name, cause, detail }: { name: string; cause: string; detail?: string }) => ({
  name,
  cause,
  detail: detail ?? null,
  outcome: 'skipped' as const,
});

/** Deleted at the source after it was copied: the copy stays, which is said once. */
const goneOf = (known: Known[], carried: Carried[]): Carried[] => {
  const names = new Set(carried.map(({ name }) => name));
  const ids = new Set(carried.map(({ sourceId }) => sourceId));
  return known
    .filter(
      ({ name, sourceId, destinationMark, cause }) =>
        destinationMark !== null &&
        cause !== 'setting-gone' &&
        !names.has(name) &&
        (sourceId === null || !ids.has(sourceId)),
    )
    .map((one) => ({ ...one, outcome: 'skipped', cause: 'setting-gone', detail: null }));
};

const beforeOf = (all: Known[]): Before => {
  const byId = new Map(all.map((one) => [one.sourceId, one]));
  const byName = new Map(all.map((one) => [one.name, one]));
  return {
    all,
    of: ({ name, sourceId }) =>
      sourceId === undefined ? byName.get(name) : (byId.get(sourceId) ?? byName.get(name)),
  };
};
