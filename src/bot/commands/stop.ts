/** stop: ends a pass. What was copied stays copied and is in the ledger; a later pass goes on from there. */
import { controlling } from './controlling.ts';

export const stop = controlling(
  'stop',
  'Stop a pass; what was copied stays, a later pass goes on from there',
  ['running', 'paused', 'waiting'],
);
