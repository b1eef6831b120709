/** Mailferry as a new user starts it: a process of its own, with nothing of an earlier one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface MailferryProcess extends AsyncDisposable {
  /** Where the Playground is. */
  playground: string;
  /** The sandbox's mailboxes as a list, where Mailferry brought its own sandbox. */
  list: string;
}

/** Resolves when it says that it runs. */
export const startMailferryProcess = async (settings: Record<string, string>): Promise<MailferryProcess> => {
  const folder = await mkdtemp(join(tmpdir(), 'mailferry-browser-'));
  const env = {
    ...process.env,
    PORT: '0',
    MAILFERRY_DATA: folder,
    MAILFERRY_FOUR_EYES: '1',
    LOG_LEVEL: 'warn',
    NODE_ENV: '',
    ...settings,
  };
  const child = spawn(process.execPath, ['src/index.ts'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const found = { playground: '', list: '' };
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.once('exit', (code) => reject(new Error(`Mailferry ended with exit code ${code}`)));
  createInterface({ input: child.stdout }).on('line', (line) => {
    found.playground = /Playground\s+(http:\S+)/.exec(line)?.[1] ?? found.playground;
    found.list = /mailboxes\s+(http:\S+csv)/.exec(line)?.[1] ?? found.list;
    if (/Ctrl\+C/.test(line)) resolve();
  });
  await promise;
  return {
    ...found,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
};
