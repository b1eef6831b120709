/** npm start as a process: what it leaves behind when it is killed, and what it says when it cannot start. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';

let folder: string;
const started: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mailferry-start-'));
});
afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

const start = (env: Record<string, string> = {}) => {
  const child = spawn(process.execPath, ['src/index.ts'], {
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      PLAYGROUND_PORT: '0',
      MAILFERRY_DATA: folder,
      LOG_LEVEL: 'error',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return {
    child,
    said: () => said,
    ready: async () => {
      while (!said.includes('Ctrl+C')) {
        if (child.exitCode !== null) throw new Error(said);
        await sleep(50);
      }
    },
  };
};

const isAlive = (pid: number): boolean => {
  try {
    // A zombie is dead; only its parent has not heard of it yet.
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

test.skipIf(!existsSync('/proc/self/task'))(
  'killed outright, it leaves no sandbox and no Playground behind',
  { timeout: 60_000 },
  async () => {
    const mailferry = start();
    await mailferry.ready();
    const { pid = 0 } = mailferry.child;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
    expect(children).toHaveLength(2);
    mailferry.child.kill('SIGKILL');
    while (children.some(isAlive)) await sleep(50);
    const again = start();
    await again.ready();
    again.child.kill('SIGTERM');
    const [code] = (await once(again.child, 'exit')) as [number];
    expect(code).toBe(0);
  },
);

test('a port in use and a folder in use are sentences with what to do', { timeout: 60_000 }, async () => {
  const blocker = createServer().listen(0, '127.0.0.1');
  await once(blocker, 'listening');
  const { port } = blocker.address() as AddressInfo;
  const blocked = start({ PORT: String(port) });
  await once(blocked.child, 'exit');
  blocker.close();
  expect(blocked.said()).toMatch(
    new RegExp(`Port ${port} is in use by another program. Stop that one, or choose`),
  );
  const first = start();
  await first.ready();
  const second = start();
  await once(second.child, 'exit');
  expect(second.child.exitCode).toBe(1);
  expect(second.said()).toMatch(/is in use by another Mailferry \(process \d+\)\. Stop that one/);
});
