import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Outcome, outcomeLetters } from '../../../../src/db/ledger-tables.ts';
import { changeOf } from '../../../../src/db/packed.ts';
import { type Decision, decide, type Known } from '../../../../src/engine/transfer/decide.ts';

const now = 12;
const earlier = 11;
const known = (changes: Partial<Known>): Known => ({
  outcome: 'copied',
  sourceChange: changeOf('CK1'),
  passId: earlier,
  destinationId: 'D1',
  ...changes,
});

test.for([
  ['never seen', undefined, 'copy'],
  ['copied earlier, the same since', known({}), 'nothing'],
  ['updated earlier, the same since', known({ outcome: 'updated' }), 'nothing'],
  ['copied earlier, edited since', known({ sourceChange: changeOf('CK0') }), 'update'],
  ['copied in this pass, listed again', known({ passId: now }), 'nothing'],
  ['copied in this pass, edited since', known({ passId: now, sourceChange: changeOf('CK0') }), 'update'],
  ['failed earlier', known({ outcome: 'failed', destinationId: null }), 'copy'],
  ['failed in this pass', known({ outcome: 'failed', destinationId: null, passId: now }), 'nothing'],
  ['skipped earlier, gone then and back now', known({ outcome: 'skipped', destinationId: null }), 'copy'],
  [
    'an update failed earlier, edited since',
    known({ outcome: 'failed', sourceChange: changeOf('CK0') }),
    'update',
  ],
  ['on its way in this pass', known({ outcome: 'intended', destinationId: null, passId: now }), 'nothing'],
  ['on its way since an earlier pass', known({ outcome: 'intended', destinationId: null }), 'nothing'],
  [
    'on its way, and edited since',
    known({ outcome: 'intended', destinationId: null, sourceChange: changeOf('CK0') }),
    'later',
  ],
  [
    'its update is on its way, and it was edited since',
    known({ outcome: 'intended', sourceChange: changeOf('CK0'), passId: now }),
    'later',
  ],
] as [string, Known | undefined, Decision][])('%s', ([, row, decision]) => {
  expect(decide(row, { changeKey: 'CK1' }, now)).toBe(decision);
});

test('nothing is copied while a copy is there or may be on its way, and no copy is updated that is not there', () => {
  const row = fc.record({
    outcome: fc.constantFrom(...(Object.keys(outcomeLetters) as Outcome[])),
    sourceChange: fc.constantFrom(changeOf('CK0'), changeOf('CK1')),
    passId: fc.constantFrom(earlier, now),
    destinationId: fc.constantFrom('D1', null),
  });
  fc.assert(
    fc.property(row, (some) => {
      const decision = decide(some, { changeKey: 'CK1' }, now);
      if (decision === 'copy') {
        expect(some.destinationId).toBeNull();
        expect(some.outcome).not.toBe('intended');
      }
      if (decision === 'update') {
        expect(some.destinationId).not.toBeNull();
        expect(some.outcome).not.toBe('intended');
        expect(some.sourceChange).not.toBe(changeOf('CK1'));
      }
    }),
  );
});
