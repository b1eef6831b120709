/** Inbox rules: made in the order they have, each after the one before it, behind those that the destination has. */
import type { InboxRule } from '../graph/settings/inbox-rules.ts';
import { changeTo, comparable, mapRule } from './map-rule.ts';
import { markOf } from './mark.ts';
import type { Before, Known, Left, Present, Setting, SettingsWork, Thing } from './setting.ts';
import { fromSource } from './sides.ts';

const inOrder = (rules: InboxRule[]): InboxRule[] => rules.toSorted((a, b) => a.sequence - b.sequence);

const orderName = 'order of the rules';

export const inboxRules: Setting = {
  name: 'inbox rules',
  needs: { source: 'MailboxSettings.Read', destination: 'MailboxSettings.ReadWrite' },
  things: async (work, before) => {
    const wanted = inOrder(await fromSource(work.source.inboxRules.list()));
    const there = inOrder(await work.destination.inboxRules.list());
    const place = placement(there);
    const names = before.match(wanted.map((rule) => ({ name: nameOf(rule), sourceId: rule.id })));
    return wanted.map((rule, at) =>
      thingOf(work, rule, {
        at,
        there,
        before,
        place,
        ...(names[at] ?? { name: nameOf(rule), last: undefined }),
      }),
    );
  },
  reserved: [orderName],
  afterwards: async (work, carried) => [await orderOf(work, carried)].flat(),
};

const nameOf = ({ displayName }: InboxRule): string => displayName || 'a rule without a name';

interface Around {
  /** Its place among the source's. */
  at: number;
  /** At the destination. */
  there: InboxRule[];
  before: Before;
  place: ReturnType<typeof placement>;
  name: string;
  last: Known | undefined;
}

const thingOf = (work: SettingsWork, rule: InboxRule, around: Around): Thing | Left => {
  const { at, there, before, place, name, last: known } = around;
  const sourceId = rule.id;
  const mapped = mapRule(rule, work);
  if ('left' in mapped) return { name, sourceId, ...mapped.left };
  const { body, note } = mapped;
  const { inboxRules: rules } = work.destination;
  const wanted = comparable(body);
  /** The one that was carried; or, after a lost answer, one that says exactly the same and is no other's copy. */
  const find = (all: InboxRule[]): InboxRule | undefined =>
    known?.destinationId
      ? all.find(({ id }) => id === known.destinationId)
      : all.find((one) => !place.isTaken(one.id) && markOf(comparable(one)) === markOf(wanted));
  const isOthers = new Set(before.all.map(({ destinationId }) => destinationId));
  const found = find(there.filter(({ id }) => id === known?.destinationId || !isOthers.has(id)));
  if (found !== undefined) place.take(at, found);
  return {
    name,
    sourceId,
    wanted,
    present: found === undefined ? null : presentOf(found),
    overwrites: false,
    find: async () => {
      const again = find((await rules.list()).filter(({ id }) => !isOthers.has(id)));
      return again === undefined ? null : presentOf(again);
    },
    create: async () => {
      const made = await rules.create({ ...body, sequence: place.next(at) });
      place.take(at, made);
      return presentOf(made);
    },
    update: async ({ id }) => presentOf(await rules.change(id ?? '', changeTo(body, found))),
    ...(note === undefined ? {} : { note }),
  };
};

const presentOf = (rule: InboxRule): Present => ({ id: rule.id, value: comparable(rule) });

/**
 * Where a new rule goes: right after the copy of the one before it at the source, else before that of the one after it,
 * else behind all.
 */
export const placement = (there: Pick<InboxRule, 'id' | 'sequence'>[]) => {
  /** Of each copy, its place among the source's rules, and its sequence as it is now. */
  const copies = new Map<string, { at: number; sequence: number }>();
  let most = Math.max(0, ...there.map(({ sequence }) => sequence));
  return {
    isTaken: (id: string): boolean => copies.has(id),
    take: (at: number, { id, sequence }: Pick<InboxRule, 'id' | 'sequence'>): void => {
      copies.set(id, { at, sequence });
    },
    next: (at: number): number => {
      const sorted = [...copies.values()].sort((a, b) => a.at - b.at);
      const above = sorted.findLast((copy) => copy.at < at);
      const below = sorted.find((copy) => copy.at > at);
      const place = above === undefined ? (below?.sequence ?? most + 1) : above.sequence + 1;
      // Whoever stands there and behind steps back.
      for (const copy of copies.values()) if (copy.sequence >= place) copy.sequence++;
      most++;
      return place;
    },
  };
};

/** The order among the rules that were carried, as one more thing that either side may change. */
const orderOf = async (work: SettingsWork, carried: Known[]): Promise<Thing[]> => {
  const copies = carried.filter(({ sourceId, destinationId }) => sourceId !== null && destinationId !== null);
  if (copies.length < 2) return [];
  const { inboxRules: rules } = work.destination;
  const sourceOf = new Map(copies.map(({ sourceId, destinationId }) => [destinationId, sourceId]));
  const read = async () => inOrder(await rules.list()).filter(({ id }) => sourceOf.has(id));
  const there = await read();
  const isThere = new Set(there.map(({ id }) => sourceOf.get(id)));
  // In the order of the source, in which they were carried.
  const wanted = copies.map(({ sourceId }) => sourceId).filter((id) => isThere.has(id));
  const placesOf = (all: InboxRule[]): Present => ({
    id: null,
    value: all.map(({ id }) => sourceOf.get(id)),
  });
  const update = async (): Promise<Present> => {
    const free = (await read()).map(({ sequence }) => sequence);
    const idOf = new Map(copies.map(({ sourceId, destinationId }) => [sourceId, destinationId]));
    for (const [at, id] of wanted.entries())
      await rules.change(idOf.get(id) ?? '', { sequence: free[at] ?? at + 1 });
    return placesOf(await read());
  };
  return [{ name: orderName, wanted, present: placesOf(there), overwrites: false, update }];
};
