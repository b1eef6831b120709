/** The bot role, put together: one server, the door, the pages, the notifier, and in local mode somewhere to try it. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Db } from '../db/open.ts';
import type { SandboxReady } from '../local-sandbox.ts';
import type { Log } from '../log.ts';
import { startPlayground } from '../playground.ts';
import { createDispatch, type Dispatcher } from './dispatch.ts';
import { localActor } from './enter.ts';
import { createNotifier } from './notify/index.ts';
import { createPages, type Pages } from './pages/index.ts';
import { seedSandbox } from './sandbox-endpoints.ts';
import { createTeams } from './teams/app.ts';
import { listen } from './teams/server.ts';
import { createTerminal, type Terminal } from './terminal.ts';
import type { Engine } from './views.ts';
import { whereToLook } from './where-to-look.ts';

export interface StartBot {
  engine: Engine;
  db: Db;
  config: Config;
  log: Log;
  sandbox?: SandboxReady;
}

export interface Bot extends Terminal, AsyncDisposable {
  url: string;
  /** Present when the Agents Playground runs. */
  playgroundUrl?: string;
  /** The sandbox's mailboxes, as a list to import; empty without a sandbox. */
  sampleCsv: string;
  sayWhereToLook(): Promise<void>;
}

export const startBot = async ({ engine, db, config, log, sandbox }: StartBot): Promise<Bot> => {
  await using starting = new AsyncDisposableStack();
  const sampleCsv = sandbox === undefined ? '' : await seedSandbox(engine, sandbox);
  const cliKey = await cliKeyIn(config.dataFolder);

  // The port is known once somebody listens, and links need it: the door is put in place in the same breath.
  const door: { dispatcher?: Dispatcher; pages?: Pages } = {};
  const teams = createTeams({
    teams: config.teams,
    localMode: config.localMode,
    dispatcher: () => there(door.dispatcher),
    log,
  });
  const server = await listen({
    port: config.port,
    localMode: config.localMode,
    appId: config.teams?.appId,
    adapter: teams.adapter,
    run: teams.run,
    page: (request) => there(door.pages).handle(request),
    log,
  });
  starting.defer(() => server.close());

  const url = `http://127.0.0.1:${server.port}`;
  const publicUrl = config.publicUrl ?? url;
  const common = {
    engine,
    db,
    localMode: config.localMode,
    publicUrl,
    log,
    ...(sandbox === undefined ? {} : { sandbox: { sampleCsv } }),
  };
  const notifier = createNotifier({ engine, db, surfaces: [teams.surface], publicUrl, log });
  const dispatcher = createDispatch({ ...common, say: notifier.say });
  const pages = createPages({ ...common, dispatch: dispatcher.dispatch, say: notifier.say, cliKey });
  Object.assign(door, { dispatcher, pages });
  notifier.start();
  starting.defer(() => notifier.stop());

  const playground = config.playground
    ? await startPlayground({ port: config.playgroundPort, botUrl: url, folder: config.dataFolder, log })
    : undefined;
  if (playground !== undefined) starting.use(playground);

  const running = starting.move();
  return {
    url,
    sampleCsv,
    ...(playground === undefined ? {} : { playgroundUrl: playground.url }),
    ...createTerminal(dispatcher.dispatch, engine, () => localActor(engine)),
    sayWhereToLook: async () => {
      process.stdout.write(
        whereToLook({
          config,
          url,
          publicUrl,
          playgroundUrl: playground?.url,
          isSandbox: sandbox !== undefined,
        }),
      );
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
};

const there = <T>(part: T | undefined): T => {
  if (part === undefined) throw new Error('a request came before the bot was put together');
  return part;
};

/** Whoever can read this file may speak for the bot's owner on this machine. */
const cliKeyIn = async (folder: string): Promise<string> => {
  const path = join(folder, 'cli.key');
  const known = await readFile(path, 'utf8').catch(() => '');
  if (known.trim() !== '') return known.trim();
  const key = randomBytes(32).toString('base64url');
  await mkdir(folder, { recursive: true });
  await writeFile(path, `${key}\n`, { mode: 0o600 });
  return key;
};
