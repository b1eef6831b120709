/** [pure] What the two sides' refusals mean for one item: its outcome and cause. */
import type { Settled } from '../../db/ledger.ts';
import { isMailboxGone } from '../graph/errors.ts';
import type { Mapping } from './rewriter.ts';
import type { Candidate } from './transfer.ts';

/** The item was listed and is not there any more: its owner deleted or moved it meanwhile. */
const gone = new Set(['erroritemnotfound', 'itemnotfound', 'errornotfound', 'notfound', 'resourcenotfound']);

export const unexportedOutcome = (item: Candidate, error: { code: string }): Settled =>
  gone.has(error.code.toLowerCase())
    ? { sourceId: item.sourceId, outcome: 'skipped', cause: 'gone-at-source' }
    : { sourceId: item.sourceId, outcome: 'failed', cause: error.code };

/** An update needs the pair of item id and change key as they are now: otherwise its user edited or removed the copy. */
const changedThere = new Set([
  'errorirresolvableconflict',
  'errorstalechangekey',
  'errorchangekeyrequired',
  'errorinvalidchangekey',
  ...gone,
]);

export const refusedOutcome = (item: Candidate, refused: { code: string }): Settled =>
  item.destinationId && changedThere.has(refused.code.toLowerCase())
    ? { sourceId: item.sourceId, outcome: 'skipped', cause: 'conflict' }
    : { sourceId: item.sourceId, outcome: 'failed', cause: refused.code };

export const storedOutcome = (
  item: Candidate,
  stored: { itemId: string; changeKey: string; bytes: number },
  mapping: Mapping,
): Settled => ({
  sourceId: item.sourceId,
  outcome: item.destinationId ? 'updated' : 'copied',
  // It was sent before, and nothing tells whether that arrived: losing is worse than doubling, hiding is worst.
  cause:
    item.inDoubt === 'unknown'
      ? 'possible duplicate'
      : mapping.startsWith('addresses-kept')
        ? mapping
        : undefined,
  destinationId: stored.itemId,
  destinationChange: stored.changeKey,
  size: stored.bytes,
});

/** Refusals that may be every further item's: if a whole batch meets one, the run ends. */
const fatal = new Set([
  'erroraccessdenied',
  'authorization_requestdenied',
  'errorquotaexceeded',
  'invalidauthenticationtoken',
  'errormailboxmovedtoanotherserver',
]);

export const isFatal = (code: string): boolean => fatal.has(code.toLowerCase()) || isMailboxGone({ code });
