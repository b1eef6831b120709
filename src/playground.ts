/**
 * Local mode: the Microsoft 365 Agents Playground, which plays Teams in a browser, as a process of its own. Without
 * it everything else still works, so that it does not start is said and not fatal.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from './log.ts';

export interface Playground extends AsyncDisposable {
  url: string;
}

export interface PlaygroundOptions {
  /** Wished for; where it is taken, the Playground takes another. */
  port: number;
  botUrl: string;
  folder: string;
  log: Log;
}

const tenantId = '5d1b6f3e-0000-4000-8000-000000000001';
const id = (number: number): string => `5d1b6f3e-0000-4000-8000-0000000001${String(number).padStart(2, '0')}`;

/** Whoever uses the browser, and exactly five others: what the Playground takes. */
const [alex, ...others] = ['Alex Berg', 'Sam Okoye', 'Inés Vega', 'Priya Raman', 'Tom Weber', 'Mia Lund'].map(
  (name, at) => {
    const [givenName = '', surname = ''] = name.split(' ');
    const email = `${givenName}.${surname}@contoso.example`.toLowerCase();
    return {
      id: `29:user-${at}`,
      name,
      userPrincipleName: email,
      aadObjectId: id(at),
      givenName,
      surname,
      email,
    };
  },
);

const world = {
  version: '0.1.1',
  tenantId,
  bot: { id: '28:mailferry', name: 'Mailferry' },
  currentUser: alex,
  users: others,
  personalChat: { id: 'a:personal-chat' },
  groupChat: { id: '19:group-chat@unq.gbl.spaces', name: 'Night shift' },
  team: {
    id: '19:migration@thread.tacv2',
    name: 'Migration',
    aadGroupId: id(90),
    channels: [{ id: '19:contoso-to-fabrikam@thread.tacv2', name: 'contoso-to-fabrikam' }],
  },
};

const patienceMs = 30_000;
const askEveryMs = 200;

export const startPlayground = async ({
  port,
  botUrl,
  folder,
  log,
}: PlaygroundOptions): Promise<Playground | undefined> => {
  const place = resolve(folder, 'playground');
  await mkdir(place, { recursive: true });
  // JSON is YAML.
  await writeFile(join(place, '.m365agentsplayground.yml'), JSON.stringify(world, null, 2));
  const args = [
    '--import',
    new URL('./playground-loopback.ts', import.meta.url).href,
    programPath(),
    'start',
    '-e',
    `${botUrl}/api/messages`,
    '-c',
    'msteams',
    '-p',
    String(port),
    '--disable-telemetry',
  ];
  const child = spawn(process.execPath, args, {
    cwd: place,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  }) as ChildProcessByStdio<null, Readable, Readable>;
  const kill = () => child.kill();
  process.once('exit', kill);
  const dispose = async () => {
    process.off('exit', kill);
    child.kill();
  };
  createInterface({ input: child.stderr }).on('line', (line) => log.debug({ from: 'playground' }, line));
  child.once('exit', (code) => {
    if (code !== null)
      log.warn({ exitCode: code }, 'the Agents Playground ended; the command line works without it');
  });
  try {
    const got = await portOf(child, log);
    if (port !== 0 && got !== port)
      log.warn({ wanted: port, got }, 'the port wished for the Playground is taken; it took another');
    const url = `http://127.0.0.1:${got}`;
    return { url, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    log.warn({ err: error }, 'the Agents Playground did not start; the command line works without it');
    return undefined;
  }
};

/** It says where it listens before it has read its configuration, so it is asked whether it is well, too. */
const portOf = async (child: ChildProcessByStdio<null, Readable, Readable>, log: Log): Promise<number> => {
  const { promise, resolve: found, reject: failed } = Promise.withResolvers<number>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    log.debug({ from: 'playground' }, line);
    const said = /listening on (\d+)/i.exec(line)?.[1];
    if (said !== undefined) found(Number(said));
  });
  child.once('error', failed);
  const late = setTimeout(() => failed(new Error('it did not say where it listens')), patienceMs);
  const port = await promise.finally(() => clearTimeout(late));
  for (let tries = 1; child.exitCode === null; tries++) {
    const well = await fetch(`http://127.0.0.1:${port}/_debug/ping`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (well) return port;
    if (tries * askEveryMs > patienceMs) break;
    await sleep(askEveryMs);
  }
  throw new Error('it listened, and then did not answer');
};

const programPath = (): string => {
  const require = createRequire(import.meta.url);
  const manifest = require.resolve('@microsoft/m365agentsplayground/package.json');
  const { bin } = require(manifest) as { bin: Record<string, string> };
  return join(dirname(manifest), bin.agentsplayground ?? '');
};
