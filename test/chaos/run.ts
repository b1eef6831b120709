/**
 * npm run chaos -- --runs N --seed S --archives: migrations with people at work on both sides, services that fail in every way
 * they can, workers that are killed, and a database whose connections break. When the dust has settled, every item
 * must be there once.
 */
import { parseArgs } from 'node:util';
import { startPostgres } from '../fixtures/postgres.ts';
import { oneRun } from './one-run.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    archives: { type: 'boolean', default: false },
  },
});
const [runs, seed] = [Number(values.runs), Number(values.seed)];
if (!Number.isInteger(runs) || runs < 1 || !Number.isInteger(seed)) {
  process.stderr.write('usage: npm run chaos -- [--runs N] [--seed S] [--archives]\n');
  process.exit(1);
}

const postgres = await startPostgres();
const sum = {
  faults: 0,
  kills: 0,
  refused: 0,
  edits: 0,
  items: 0,
  lost: 0,
  doubled: 0,
  sourceWrites: 0,
  mailSent: 0,
  stuck: 0,
};
let begun = 0;
let done = 0;

/** A run waits more than it works, so that three go on at once. */
const lane = async (): Promise<void> => {
  while (begun < runs) {
    const at = begun++;
    const result = await oneRun(await postgres.database(`chaos${at}`), seed + at, values);
    for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += result[key];
    done++;
    const isBad = result.lost + result.doubled + result.sourceWrites + result.mailSent + result.stuck > 0;
    if (isBad || result.refused > 0) process.stdout.write(`seed ${seed + at}: ${JSON.stringify(result)}\n`);
    if (done % 10 === 0) process.stdout.write(`${done} of ${runs}: ${JSON.stringify(sum)}\n`);
  }
};
try {
  await Promise.all([lane(), lane(), lane()]);
} finally {
  await postgres.stop();
}
process.stdout.write(
  `\n${runs} runs, ${sum.faults} faults injected, ${sum.kills} workers killed, ${sum.refused} approvals refused, ${sum.edits} edits, ${sum.items} items: ${sum.lost} lost, ${sum.doubled} doubled, ${sum.stuck} stuck, ${sum.sourceWrites} writes to the source, ${sum.mailSent} mails sent\n`,
);
process.exit(sum.lost + sum.doubled + sum.stuck + sum.sourceWrites + sum.mailSent === 0 ? 0 : 1);
