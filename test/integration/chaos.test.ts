/** A short run of `npm run chaos`, with seeds of its own. */
import { expect, test } from 'vitest';
import { oneRun } from '../chaos/one-run.ts';
import { newDatabase } from '../fixtures/databases.ts';

test.for([1, 2, 3])('chaos from seed %i loses and doubles nothing', { timeout: 240_000 }, async (seed) => {
  const result = await oneRun(await newDatabase(), seed);
  expect(result).toMatchObject({ lost: 0, doubled: 0, stuck: 0, sourceWrites: 0, mailSent: 0 });
  expect(result.faults).toBeGreaterThan(0);
});

test.for([4, 5])(
  'chaos from seed %i, with archives, loses and doubles nothing',
  { timeout: 240_000 },
  async (seed) => {
    const result = await oneRun(await newDatabase(), seed, { archives: true });
    expect(result).toMatchObject({ lost: 0, doubled: 0, stuck: 0, sourceWrites: 0, mailSent: 0 });
  },
);
