/** [pure] Adds up what the lists of a mailbox's items say, without keeping the items. */
import type { ItemType } from '../../db/ledger-tables.ts';
import type { ListedItem } from '../graph/index.ts';
import { itemTypeOf } from '../transfer/item-type.ts';
import type { Amount, LargeItem, SourceFound } from './found.ts';
import { largestMessage } from './limits.ts';

const largestShown = 5;
const foldersShown = 12;

export type Tally = ReturnType<typeof createTally>;

/** `leavesOut`: does the project's filter leave this item out? */
export const createTally = (leavesOut: (item: ListedItem, itemType: ItemType) => boolean) => {
  const all = nothing();
  const leftOut = nothing();
  const byType = new Map<ItemType, Amount>();
  const byTop = new Map<string, Amount>();
  let largest: LargeItem[] = [];
  let tooLarge = 0;
  let fullest: { path: string; items: number } | null = null;

  return {
    /** The items of one folder, or some of them. `path`: "Inbox/Projects"; `top`: the folder above all. */
    add: (where: { path: string; top: string; isWanted: boolean }, items: ListedItem[]): void => {
      for (const item of items) {
        const itemType = itemTypeOf(item.messageClass);
        for (const amount of [all, at(byType, itemType), at(byTop, where.top)]) count(amount, item.size);
        if (!where.isWanted || leavesOut(item, itemType)) count(leftOut, item.size);
        else if (item.size > largestMessage) tooLarge++;
        if (item.size > (largest[largestShown - 1]?.size ?? 0))
          largest = [
            ...largest,
            { path: where.path, itemType, size: item.size, created: item.created.toISOString() },
          ]
            .sort((a, b) => b.size - a.size)
            .slice(0, largestShown);
      }
    },
    endFolder: (path: string, items: number): void => {
      if (items > (fullest?.items ?? 0)) fullest = { path, items };
    },
    sums: (): Pick<
      SourceFound,
      'items' | 'bytes' | 'byType' | 'byFolder' | 'fullest' | 'largest' | 'tooLarge' | 'leftOut'
    > => ({
      ...all,
      byType: Object.fromEntries(byType),
      byFolder: foldersOf(byTop),
      fullest,
      largest,
      tooLarge,
      leftOut,
    }),
  };
};

const nothing = (): Amount => ({ items: 0, bytes: 0 });

const at = <Key>(amounts: Map<Key, Amount>, key: Key): Amount => {
  const amount = amounts.get(key) ?? nothing();
  amounts.set(key, amount);
  return amount;
};

const count = (amount: Amount, size: number): void => {
  amount.items++;
  amount.bytes += size;
};

/** The smaller ones as one. */
const foldersOf = (byTop: Map<string, Amount>): SourceFound['byFolder'] => {
  const sorted = [...byTop]
    .map(([path, amount]) => ({ path, ...amount }))
    .sort((a, b) => b.bytes - a.bytes || b.items - a.items);
  const others = sorted.slice(foldersShown);
  if (others.length === 0) return sorted;
  const rest = others.reduce(
    (sum, { items, bytes }) => ({ items: sum.items + items, bytes: sum.bytes + bytes }),
    nothing(),
  );
  return [...sorted.slice(0, foldersShown), { path: `${others.length} others`, ...rest }];
};
