/** Carries all things of one setting, in their order, and says what became of each. */
import { type Carried, carry } from './carry.ts';
import { freeName, memoryOf } from './memory.ts';
import { isLeft, type Known, type Left, type Setting, type SettingsWork, type Thing } from './setting.ts';

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
  const before = memoryOf(known, setting);
  const found = await setting.things(work, before);
  const names = before.match(found);
  const carryOne = async (thing: Thing, last: Known | undefined): Promise<void> => {
    const done = await carry(thing, last);
    work.alive();
    carried.push(done);
    if (done.outcome === 'copied' || done.outcome === 'updated') await keep(done);
  };
  for (const [at, one] of found.entries()) {
    work.signal.throwIfAborted();
    const { name, last } = names[at] ?? { name: one.name, last: undefined };
    if (isLeft(one)) carried.push({ ...unmarked, ...last, ...leftBehind({ ...one, name }, last) });
    else await carryOne({ ...one, name }, last);
  }
  const more = (await setting.afterwards?.(work, carried)) ?? [];
  const ends = before.match(more);
  for (const [at, thing] of more.entries()) await carryOne(thing, ends[at]?.last);
  const claimed = new Set([...names, ...ends].map(({ last }) => last));
  return [
    ...carried,
    ...goneOf(
      known.filter((one) => !claimed.has(one)),
      carried,
    ),
  ];
};

const unmarked = { sourceId: null, destinationId: null, sourceMark: null, destinationMark: null };
const leftBehind = ({ name, sourceId, cause, detail }: Left, last: Known | undefined) => ({
  name,
  sourceId: sourceId ?? last?.sourceId ?? null,
  cause,
  detail: detail ?? null,
  outcome: 'skipped' as const,
});

/** Deleted at the source after it was copied: the copy stays, which is said once. */
const goneOf = (unclaimed: Known[], carried: Carried[]): Carried[] => {
  const names = new Set(carried.map(({ name }) => name));
  return unclaimed
    .filter(({ destinationMark, cause }) => destinationMark !== null && cause !== 'setting-gone')
    .map((one) => {
      const name = freeName(one.name, (other) => names.has(other));
      names.add(name);
      return { ...one, name, outcome: 'skipped', cause: 'setting-gone', detail: null };
    });
};
