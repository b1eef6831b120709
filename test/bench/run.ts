/**
 * npm run bench: how fast Mailferry moves small items against a copier that remembers nothing, what an item costs the
 * worker, how much memory a large item takes, and how quickly commands are answered meanwhile. Everything runs as in
 * production: PostgreSQL, a worker process, a bot process, the sandbox as a process of its own, over HTTP.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort, startPostgres } from '../fixtures/postgres.ts';
import { ledger } from './ledger.ts';

interface Ready {
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
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const firstLine = async (child: ChildProcess): Promise<string> => {
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const [line] = (await Promise.race([
    once(lines, 'line'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`ended with ${code}`))),
  ])) as [string];
  return line;
};

const startSandbox = async (size: object): Promise<{ ready: Ready; stop: () => Promise<void> }> => {
  const child = spawn(process.execPath, [here('sandbox.ts'), JSON.stringify(size)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { ready: JSON.parse(await firstLine(child)) as Ready, stop: () => end(child) };
};

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
};

/** User and system time of a process, in milliseconds: clock ticks are hundredths of a second on Linux. */
const cpuMsOf = async (pid: number): Promise<number> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
};

const rssMbOf = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
};

/** As `npm run bot` and `npm run worker` start them, without npm in between. */
const argumentsOf = (script: 'bot' | 'worker'): string[] => {
  const { scripts } = JSON.parse(readFileSync(here('../../package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  return (scripts[script] ?? '').split(' ').slice(1);
};

/** A bot and a worker on their own database, and somebody at the command line. */
const startMailferry = async (databaseUrl: string, ready: Ready) => {
  const folder = await mkdtemp(join(tmpdir(), 'mailferry-bench-'));
  const port = await freePort();
  const env = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    GRAPH_URL: ready.graphUrl,
    LOGIN_URL: ready.loginUrl,
    MAILFERRY_KEY: 'a key for the bench only',
    MAILFERRY_DATA: folder,
    MAILFERRY_CONCURRENCY: '8',
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
  const worker = role('worker');
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
    workerPid: worker.pid ?? 0,
    stop: async () => {
      await Promise.all([end(worker), end(bot)]);
      await rm(folder, { recursive: true, force: true });
    },
  };
};
type Mailferry = Awaited<ReturnType<typeof startMailferry>>;

const waitForPass = async ({ say }: Mailferry, pass: number): Promise<void> => {
  while (!/finished|accounted for|ready to move/.test((await say(`status ${pass}`)).split('\n')[0] ?? ''))
    await sleep(200);
};

const setUp = async (
  mailferry: Mailferry,
  { tenants, pairs }: Ready,
  secretOf: (name: string, secret: string) => Promise<void>,
): Promise<void> => {
  await mailferry.say('project new Bench');
  for (const { name, tenantId, clientId, clientSecret } of tenants) {
    await mailferry.say(`endpoint add ${name} tenant ${tenantId} client ${clientId}`);
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
const onThePage =
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

const percentile = (values: number[], of: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * of)] ?? 0;

const size = { mailboxes: 8, items: 2_500, bytes: 10_000 };
const total = size.mailboxes * size.items;

const bare = async () => {
  const { ready, stop } = await startSandbox(size);
  const child = spawn(
    process.execPath,
    [here('bare-copier.ts'), JSON.stringify(ready), JSON.stringify(ready.pairs)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const { items, seconds, cpuMs } = JSON.parse(await firstLine(child)) as {
    items: number;
    seconds: number;
    cpuMs: number;
  };
  await stop();
  return { items, perSecond: items / seconds, cpuPerItem: cpuMs / items };
};

const small = async (databaseUrl: string) => {
  const { ready, stop } = await startSandbox(size);
  const mailferry = await startMailferry(databaseUrl, ready);
  await setUp(mailferry, ready, onThePage(mailferry));
  await mailferry.say('full');
  const cpu = await cpuMsOf(mailferry.workerPid);
  const start = performance.now();
  await mailferry.say('approve 2');
  const commands: number[] = [];
  const asked = ['status', 'users', 'errors', 'project', 'help', 'stats'];
  for (let at = 0; ; at++) {
    const before = performance.now();
    const text = await mailferry.say(asked[at % asked.length] ?? 'help');
    commands.push(performance.now() - before);
    if (at % asked.length === 0 && /finished|accounted for/.test(text.split('\n')[0] ?? '')) break;
    await sleep(50);
  }
  const seconds = (performance.now() - start) / 1000;
  const cpuMs = (await cpuMsOf(mailferry.workerPid)) - cpu;
  const statistics = await mailferry.say('stats 2');
  await mailferry.stop();
  await stop();
  const copied = Number(/Copied:\s+([\d,]+)/.exec(statistics)?.[1]?.replaceAll(',', ''));
  if (copied !== total) throw new Error(`${copied} of ${total} items were copied:\n${statistics}`);
  return {
    perSecond: total / seconds,
    cpuPerItem: cpuMs / total,
    p95: percentile(commands, 0.95),
    commands: commands.length,
  };
};

const large = async (databaseUrl: string) => {
  const { ready, stop } = await startSandbox({ mailboxes: 1, items: 1, bytes: 50 * 1024 * 1024 });
  const mailferry = await startMailferry(databaseUrl, ready);
  await setUp(mailferry, ready, onThePage(mailferry));
  await mailferry.say('full');
  const before = await rssMbOf(mailferry.workerPid);
  await mailferry.say('approve 2');
  let most = before;
  const look = async (): Promise<void> => {
    most = Math.max(most, await rssMbOf(mailferry.workerPid));
  };
  const watch = setInterval(() => void look(), 10);
  await waitForPass(mailferry, 2);
  clearInterval(watch);
  await mailferry.stop();
  await stop();
  return { before, growth: most - before };
};

/** `npm run bench -- ledger`: only that part. */
const [only] = process.argv.slice(2);
const wants = (part: 'small' | 'large' | 'ledger'): boolean => only === undefined || only === part;

const smallItems = async (databaseUrl: string): Promise<Line[]> => {
  const bareCopier = await bare();
  const ours = await small(databaseUrl);
  const ratio = ours.perSecond / bareCopier.perSecond;
  return [
    [
      `bare copier, ${total.toLocaleString('en')} items of 10 KB, 8 mailboxes`,
      `${Math.round(bareCopier.perSecond)} items/s, ${bareCopier.cpuPerItem.toFixed(2)} ms CPU each`,
      '',
    ],
    ['Mailferry, the same', `${Math.round(ours.perSecond)} items/s`, ''],
    ['ratio', ratio.toFixed(2), '≥ 0.50'],
    ['worker CPU per item', `${ours.cpuPerItem.toFixed(2)} ms`, '≤ 0.35 ms'],
    [`commands meanwhile (${ours.commands}), 95th percentile`, `${Math.round(ours.p95)} ms`, '< 300 ms'],
  ];
};

const largeItem = async (databaseUrl: string): Promise<Line[]> => {
  const { before, growth } = await large(databaseUrl);
  return [
    [`an item of 50 MB: worker memory above ${Math.round(before)} MB`, `${Math.round(growth)} MB`, '≤ 40 MB'],
  ];
};

type Line = [label: string, measured: string, wanted: string];

const postgres = await startPostgres();
try {
  const lines: Line[] = [
    ['', 'measured', 'wanted'],
    ...(wants('small') ? await smallItems(await postgres.database('small')) : []),
    ...(wants('large') ? await largeItem(await postgres.database('large')) : []),
    ...(wants('ledger') ? await ledger(await postgres.database('ledger')) : []),
  ];
  const wide = Math.max(...lines.map(([label]) => label.length));
  say(`\n${cpus().length} cores, shared by the sandbox, PostgreSQL, worker and bot\n`);
  for (const [label, measured, wanted] of lines)
    say(`${label.padEnd(wide)}  ${measured.padEnd(38)} ${wanted}`.trimEnd());
} finally {
  await postgres.stop();
}
