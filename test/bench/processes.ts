/** What benches run: the sandbox, a bot and a worker as processes of their own, and somebody at the command line. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../fixtures/postgres.ts';

/** One figure of a bench's table. */
export type Line = [label: string, measured: string, wanted: string];

export interface Ready {
  graphUrl: string;
  loginUrl: string;
  tenants: {
    name: string;
    role: string;
    tenantId: string;
    domain: string;
    clientId: string;
    clientSecret: string;
  }[];
  pairs: [string, string][];
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export const firstLine = async (child: ChildProcess): Promise<string> => {
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const [line] = (await Promise.race([
    once(lines, 'line'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`ended with ${code}`))),
  ])) as [string];
  return line;
};

export const startSandbox = async (size: object): Promise<{ ready: Ready; stop: () => Promise<void> }> => {
  const child = spawn(process.execPath, [here('sandbox.ts'), JSON.stringify(size)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { ready: JSON.parse(await firstLine(child)) as Ready, stop: () => end(child) };
};

export const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
};

/** User and system time of a process, in milliseconds: clock ticks are hundredths of a second on Linux. */
export const cpuMsOf = async (pid: number): Promise<number> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
};

export const rssMbOf = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
};

/** As `npm run bot` and `npm run worker` start them, without npm in between. */
export const argumentsOf = (script: 'bot' | 'worker'): string[] => {
  const { scripts } = JSON.parse(readFileSync(here('../../package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  return (scripts[script] ?? '').split(' ').slice(1);
};

/** A bot and workers on their own database, and somebody at the command line. */
export const startMailferry = async (
  databaseUrl: string,
  ready: Ready,
  { mailboxesAtOnce = 8, workers: many = 1 }: { mailboxesAtOnce?: number; workers?: number } = {},
) => {
  const folder = await mkdtemp(join(tmpdir(), 'mailferry-bench-'));
  const port = await freePort();
  const env = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    GRAPH_URL: ready.graphUrl,
    LOGIN_URL: ready.loginUrl,
    MAILFERRY_KEY: 'a key for the bench only',
    MAILFERRY_DATA: folder,
    MAILFERRY_CONCURRENCY: String(mailboxesAtOnce),
    PORT: String(port),
    LOG_LEVEL: 'warn',
  };
  const role = (name: 'bot' | 'worker') =>
    spawn(process.execPath, argumentsOf(name), {
      env,
      cwd: here('../..'),
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  const bot = role('bot');
  const url = `http://127.0.0.1:${port}`;
  while (
    !(await fetch(`${url}/health`).then(
      (answer) => answer.ok,
      () => false,
    ))
  )
    await sleep(100);
  const workers = Array.from({ length: many }, () => role('worker'));
  const key = (await readFile(join(folder, 'cli.key'), 'utf8')).trim();
  const say = async (text: string, file?: { name: string; base64: string }): Promise<string> => {
    const answer = await fetch(`${url}/cli`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ text, user: 'bench', ...(file === undefined ? {} : { file }) }),
    });
    const said = (await answer.json()) as { exit: number; text: string };
    if (said.exit !== 0) throw new Error(`"${text}": ${said.text}`);
    return said.text;
  };
  return {
    say,
    url,
    key,
    workerPid: workers[0]?.pid ?? 0,
    stop: async () => {
      await Promise.all([...workers, bot].map(end));
      await rm(folder, { recursive: true, force: true });
    },
  };
};
export type Mailferry = Awaited<ReturnType<typeof startMailferry>>;

export const waitForPass = async ({ say }: Mailferry, pass: number): Promise<void> => {
  while (!/finished|accounted for|ready to move/.test((await say(`status ${pass}`)).split('\n')[0] ?? ''))
    await sleep(200);
};

export const setUp = async (
  mailferry: Mailferry,
  { tenants, pairs }: Ready,
  secretOf: (name: string, secret: string) => Promise<void>,
): Promise<void> => {
  await mailferry.say('project new Bench');
  for (const { name, tenantId, clientId, clientSecret } of tenants) {
    await mailferry.say(`endpoint add ${name} tenant ${tenantId} client ${clientId} region Europe`);
    await secretOf(name, clientSecret);
  }
  await mailferry.say('project connect Contoso to Fabrikam');
  const list = ['source,destination', ...pairs.map((pair) => pair.join(','))].join('\n');
  await mailferry.say('users import', { name: 'users.csv', base64: Buffer.from(list).toString('base64') });
  await mailferry.say('users confirm');
  await mailferry.say('verify');
  await waitForPass(mailferry, 1);
};

/** Enters a secret where people do: on the one-time page. */
export const onThePage =
  (mailferry: Mailferry) =>
  async (name: string, secret: string): Promise<void> => {
    const card = await mailferry.say(`endpoint secret ${name}`);
    const page = /http:\S+\/p\/[\w-]+/.exec(card)?.[0];
    if (page === undefined) throw new Error(`no page in: ${card}`);
    const answer = await fetch(page, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ secret }),
    });
    if (!answer.ok) throw new Error(`storing a secret: ${answer.status} ${await answer.text()}`);
  };
