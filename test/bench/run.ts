/**
 * npm run bench: how fast Mailferry moves small items against a copier that remembers nothing, what an item costs the
 * worker and the ledger, how much memory large items and many mailboxes take, how close to Microsoft's limits it
 * moves, what more workers bring, and what becomes of folders and mailboxes of uncommon size. Everything runs as in production: PostgreSQL, a worker process, a bot process, the sandbox over HTTP.
 *
 * npm run bench -- ledger: only that part.
 */
import { cpus } from 'node:os';
import { startPostgres } from '../fixtures/postgres.ts';
import { large } from './large.ts';
import { ledger } from './ledger.ts';
import { limits } from './limits.ts';
import { memory } from './memory.ts';
import type { Line } from './processes.ts';
import { smallItems } from './small-items.ts';
import { stream } from './stream.ts';
import { workers } from './workers.ts';

const parts: Record<string, (database: (name: string) => Promise<string>) => Promise<Line[]>> = {
  small: smallItems,
  stream,
  memory,
  ledger,
  limits,
  workers,
  large,
};

const [only] = process.argv.slice(2);
if (only !== undefined && parts[only] === undefined)
  throw new Error(`there is no bench "${only}"; there are ${Object.keys(parts).join(', ')}`);
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const postgres = await startPostgres();
try {
  const lines: Line[] = [['', 'measured', 'wanted']];
  for (const [name, measure] of Object.entries(parts))
    if (only === undefined || only === name) lines.push(...(await measure(postgres.database)));
  const wide = Math.max(...lines.map(([label]) => label.length));
  say(`\n${cpus().length} cores, shared by the sandbox, PostgreSQL, worker and bot\n`);
  for (const [label, measured, wanted] of lines)
    say(`${label.padEnd(wide)}  ${measured.padEnd(38)} ${wanted}`.trimEnd());
} finally {
  await postgres.stop();
}
