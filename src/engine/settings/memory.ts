/** [pure] Which thing is which of an earlier pass, and by what name each is known. */
import type { Before, Known } from './setting.ts';

type Named = { name: string; sourceId?: string };

/**
 * `reserved`: names that are given to nothing with an id. `onlyById`: that two things are called the same says nothing.
 */
export const memoryOf = (
  all: Known[],
  { reserved = [], onlyById = false }: { reserved?: readonly string[]; onlyById?: boolean } = {},
): Before => {
  const byId = new Map(all.flatMap((one) => (one.sourceId === null ? [] : [[one.sourceId, one] as const])));
  const byName = new Map(all.map((one) => [one.name, one]));
  return {
    all,
    match: (things) => {
      const found = new Set(things.map(({ sourceId }) => sourceId));
      const claimed = new Set<Known>();
      /** Of a thing without an id, the name is all there is. One with an id may be another one with an old name. */
      const alike = ({ sourceId }: Named, name: string): Known | undefined => {
        const one = byName.get(name);
        if (one === undefined || claimed.has(one)) return undefined;
        if (sourceId === undefined) return one.sourceId === null ? one : undefined;
        const isAnother = onlyById || (one.sourceId !== null && found.has(one.sourceId));
        return isAnother ? undefined : one;
      };
      const known = things.map(({ sourceId }) => (sourceId === undefined ? undefined : byId.get(sourceId)));
      for (const one of known) if (one !== undefined) claimed.add(one);
      return namesOfTheirOwn(things, known, reserved).map((name, at) => {
        const last = known[at] ?? alike(things[at] as Named, name);
        if (last !== undefined) claimed.add(last);
        return { name, last };
      });
    },
  };
};

/** Two rules may be called the same: the second becomes "… (2)", and keeps that name as long as it is there. */
const namesOfTheirOwn = (
  things: Named[],
  known: (Known | undefined)[],
  reserved: readonly string[],
): string[] => {
  const taken = new Set(reserved);
  const kept = things.map(({ name }, at) => {
    const before = known[at]?.name;
    if (before === undefined || taken.has(before) || !isNumbered(before, name)) return undefined;
    taken.add(before);
    return before;
  });
  return things.map(({ name, sourceId }, at) => {
    const own =
      kept[at] ??
      freeName(name, (one) => taken.has(one) && !(sourceId === undefined && reserved.includes(one)));
    taken.add(own);
    return own;
  });
};

/** "Offers" and "Offers (2)" are both called Offers. */
const isNumbered = (numbered: string, name: string): boolean =>
  numbered.startsWith(name) && /^( \(\d+\))?$/.test(numbered.slice(name.length));

/** The name itself, or with the least number from 2 with which nothing else is called. */
export const freeName = (name: string, isTaken: (name: string) => boolean): string => {
  if (!isTaken(name)) return name;
  for (let time = 2; ; time++) if (!isTaken(`${name} (${time})`)) return `${name} (${time})`;
};
