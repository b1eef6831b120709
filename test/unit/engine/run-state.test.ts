import { expect, test } from 'vitest';
import { isOver, mayMove, overStates, type RunState, runStates } from '../../../src/engine/run-state.ts';

const allowed: [RunState, RunState[]][] = [
  ['waiting', ['queued', 'stopped']],
  ['queued', ['waiting', 'running', 'paused', 'failed', 'stopped']],
  ['running', ['queued', 'paused', 'completed', 'completed with errors', 'failed', 'stopped']],
  ['paused', ['queued', 'completed', 'completed with errors', 'failed', 'stopped']],
  ['completed', []],
  ['completed with errors', []],
  ['failed', []],
  ['stopped', []],
];

test.for(allowed)('%s moves to %j and nowhere else', ([from, to]) => {
  expect(runStates.filter((state) => mayMove(from, state))).toEqual(
    runStates.filter((state) => to.includes(state)),
  );
});

const reachable = (from: RunState): Set<RunState> => {
  const seen = new Set<RunState>([from]);
  for (const state of seen) for (const next of runStates) if (mayMove(state, next)) seen.add(next);
  return seen;
};

test('every state is reached from waiting', () => {
  expect([...reachable('waiting')].sort()).toEqual([...runStates].sort());
});

test.for(runStates.filter((state) => !isOver(state)))(
  'a %s run can still be stopped, and can still end',
  (state) => {
    expect(mayMove(state, 'stopped')).toBe(true);
    expect(reachable(state)).toContain('completed');
  },
);

test('what is over stays over, and is exactly the four ends', () => {
  expect(overStates).toEqual(['completed', 'completed with errors', 'failed', 'stopped']);
  for (const state of overStates) expect([...reachable(state)]).toEqual([state]);
});
