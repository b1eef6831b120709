/**
 * [pure] The states of a run (one mailbox in one pass) and the moves between them.
 *
 *   waiting <-> queued -> running -> completed | completed with errors | failed | stopped
 *                 ^          |
 *                 |          v
 *                 +------- paused
 *
 * `running -> queued` is a worker that died or was stopped politely: its job goes to another worker.
 * A paused run's worker sends what is in hand, and that may have been the last of it: `paused -> completed`.
 */
export const runStates = [
  'waiting',
  'queued',
  'running',
  'paused',
  'completed',
  'completed with errors',
  'failed',
  'stopped',
] as const;
export type RunState = (typeof runStates)[number];

const moves: Record<RunState, readonly RunState[]> = {
  waiting: ['queued', 'stopped'],
  queued: ['waiting', 'running', 'paused', 'stopped', 'failed'],
  running: ['queued', 'paused', 'completed', 'completed with errors', 'failed', 'stopped'],
  paused: ['queued', 'completed', 'completed with errors', 'failed', 'stopped'],
  completed: [],
  'completed with errors': [],
  failed: [],
  stopped: [],
};

export const mayMove = (from: RunState, to: RunState): boolean => moves[from].includes(to);

export const isOver = (state: RunState): boolean => moves[state].length === 0;

export const overStates = runStates.filter(isOver);
