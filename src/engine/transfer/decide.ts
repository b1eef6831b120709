/** [pure] What to do with one source item, given what the ledger knows of it. */

import type { Outcome } from '../../db/ledger-tables.ts';
import { changeOf } from '../../db/packed.ts';

export type Decision =
  /** Nothing of it is at the destination yet. */
  | 'copy'
  /** It was copied, and edited at the source since. */
  | 'update'
  /** It changed while the answer to its import is missing: it must be met again once that is known. */
  | 'later'
  /** It has its outcome: from this pass, or unchanged since an earlier one. */
  | 'nothing';

export interface Known {
  outcome: Outcome | 'intended';
  /** `changeOf` its change key. */
  sourceChange: bigint;
  passId: number;
  destinationId: string | null;
}

export const decide = (known: Known | undefined, item: { changeKey: string }, passId: number): Decision => {
  if (known === undefined) return 'copy';
  const isSame = known.sourceChange === changeOf(item.changeKey);
  // In this pass it was listed twice (delta may repeat an item), or it is on its way in another batch.
  if (known.passId === passId && isSame) return 'nothing';
  // An answer is missing: only recover.ts may decide about it, a second copy would be a duplicate.
  if (known.outcome === 'intended') return isSame ? 'nothing' : 'later';
  if (known.destinationId === null) return 'copy';
  return isSame ? 'nothing' : 'update';
};
