/**
 * A sandbox for benches: plain mailboxes of one size. A process of its own, so that its work is not counted as ours.
 * Prints the ready line, plus the addresses.
 *
 * usage: node sandbox.ts '{"mailboxes":8,"items":2500,"bytes":10000,"latencyMs":50}'
 */
import { createLog } from '../../src/log.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { type PlainSize, plainMailboxes } from '../fixtures/plain-mailboxes.ts';

const { latencyMs = 0, ...size } = JSON.parse(process.argv[2] ?? '{}') as PlainSize & { latencyMs?: number };
const sandbox = await startSandbox({
  log: createLog({ level: 'warn' }),
  contents: plainMailboxes(size),
  latencyMs,
});
const [source, destination] = ['source', 'destination'].map(
  (role) => sandbox.ready.tenants.find((tenant) => tenant.role === role)?.domain,
);
const pairs = Array.from({ length: size.mailboxes }, (_, index) => [
  `user${index}@${source}`,
  `user${index}@${destination}`,
]);
process.stdout.write(`${JSON.stringify({ ...sandbox.ready, pairs })}\n`);
