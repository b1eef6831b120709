/** Of one page that was read: what is moved, what has its outcome, what the filters leave out. */
import { type KnownItem, known } from '../../db/ledger.ts';
import { changeOf, keyOf } from '../../db/packed.ts';
import type { ListedItem } from '../graph/index.ts';
import { decide } from '../transfer/decide.ts';
import { itemTypeOf } from '../transfer/item-type.ts';
import type { Mover } from '../transfer/mover.ts';
import type { Candidate, Transfer } from '../transfer/transfer.ts';
import { followMoves } from './moved-items.ts';

/** Items as they were when the filters left them out; of a million, a hundred megabytes. */
export type LeftOut = Set<string>;
const asItIs = ({ id, changeKey }: ListedItem): string => keyOf(id + changeKey);

/**
 * Adds what is to be moved of one page. Answers how many changes have to be met again later.
 *
 * A feed may name an item twice, and a page that shifts while we read begins with the last one's end: what was
 * added before must be in the ledger before it is asked.
 */
export const addWanted = async (
  transfer: Transfer,
  mover: Mover,
  page: ListedItem[],
  leftOut: LeftOut,
  /** Adds what the page may not carry. */
  complete: (item: ListedItem) => Promise<ListedItem>,
): Promise<number> => {
  transfer.signal.throwIfAborted();
  transfer.signs.aliveAt = performance.now();
  await mover.flush();
  const before = await known(
    transfer.db,
    transfer.mailboxId,
    page.map((item) => item.id),
  );
  const changed = new Map<string, ListedItem>();
  let later = 0;
  for (const item of page) {
    if (leftOut.size > 0 && leftOut.has(asItIs(item))) continue;
    const decision = decide(before.get(item.id), item, transfer.passId);
    const twice = changed.get(item.id);
    if (decision === 'later' || (twice !== undefined && twice.changeKey !== item.changeKey)) later++;
    else if (decision !== 'nothing' && twice === undefined) changed.set(item.id, item);
  }
  const wanted: ListedItem[] = [];
  for (const item of changed.values()) {
    const whole = await complete(item);
    if (transfer.filter.leavesOut({ ...whole, itemType: itemTypeOf(whole.messageClass) })) {
      transfer.signs.filtered++;
      leftOut.add(asItIs(whole));
    } else wanted.push(whole);
  }
  const moved = await followMoves(
    transfer,
    wanted.filter(({ id }) => !before.has(id)),
  );
  for (const item of wanted) {
    const move = moved.get(item.id);
    if (move !== 'stays') await mover.add(candidateFor(item, before.get(item.id), move?.replaces));
  }
  return later;
};

const candidateFor = (
  item: ListedItem,
  row: KnownItem | undefined,
  replaces: string | undefined,
): Candidate => ({
  sourceId: item.id,
  sourceChange: changeOf(item.changeKey),
  searchKey: item.searchKey,
  itemType: itemTypeOf(item.messageClass),
  size: item.size,
  created: item.created,
  destinationId: row?.destinationId ?? null,
  destinationChange: row?.destinationChange ?? null,
  ...(row?.destinationId ? { copyFolderId: row.folderId } : {}),
  replaces: replaces ?? row?.replaces ?? null,
});
