/**
 * Local mode without tenants: starts the sandbox as a process of its own, so that it shares nothing with
 * the product but HTTP. Its tenants are new at each start, so the embedded database starts empty with them:
 * a ledger that says "copied" about a tenant that forgot everything would be a lie.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { type Log, mask } from './log.ts';

/** The sandbox's ready line: where it listens, and an app registration in each tenant. */
export interface SandboxReady {
  graphUrl: string;
  loginUrl: string;
  tenants: {
    name: string;
    role: 'source' | 'destination';
    tenantId: string;
    domain: string;
    clientId: string;
    clientSecret: string;
  }[];
}

export interface LocalSandbox extends AsyncDisposable {
  ready: SandboxReady;
}

/** Enough to see every kind of item move, small enough to be through in a minute. */
const defaultSize = ['--mailboxes', '12', '--items', '3000'];

export const startLocalSandbox = async (log: Log, args: string[] = defaultSize): Promise<LocalSandbox> => {
  const main = fileURLToPath(new URL('./sandbox/main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  }) as ChildProcessByStdio<null, Readable, Readable>;
  createInterface({ input: child.stderr }).on('line', (line) => log.debug({ from: 'sandbox' }, mask(line)));
  const ready = new Promise<SandboxReady>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) =>
      resolve(JSON.parse(line) as SandboxReady),
    );
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`the sandbox ended with exit code ${code} before it was ready`)),
    );
  });
  // However we end, no sandbox is left behind.
  const killIt = () => child.kill();
  process.once('exit', killIt);
  return {
    ready: await ready,
    [Symbol.asyncDispose]: async () => {
      process.off('exit', killIt);
      if (child.exitCode !== null || !child.kill()) return;
      await once(child, 'exit');
    },
  };
};
