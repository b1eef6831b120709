/**
 * The composition root: config -> database -> engine -> worker and bot. The only place where everything is
 * made, and where it is stopped again, in the opposite order.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Bot } from './bot/start.ts';
import { type Config, ConfigProblems, type Role, readConfig } from './config.ts';
import { FolderInUse, openDatabase } from './db/open.ts';
import { createGraph } from './engine/graph/index.ts';
import { createEngine, type Engine } from './engine/index.ts';
import { loadKey } from './engine/key-file.ts';
import { openQueue } from './engine/queue.ts';
import { type LocalSandbox, startLocalSandbox } from './local-sandbox.ts';
import { createLog, type Log } from './log.ts';

export interface Mailferry extends AsyncDisposable {
  engine: Engine;
  /** Absent in the worker role. */
  bot?: Bot;
  /** Present when no tenants were configured. */
  sandbox?: LocalSandbox;
}

export const startMailferry = async (config: Config, log: Log): Promise<Mailferry> => {
  await using starting = new AsyncDisposableStack();
  const isSandboxed = config.localMode && config.role === 'all' && config.graphUrl === undefined;
  const sandbox = isSandboxed ? starting.use(await startLocalSandbox(log)) : undefined;
  const where =
    config.databaseUrl === undefined
      ? // What is known about the sandbox goes with it; what is known about real tenants is never in its folder.
        {
          folder: sandbox === undefined ? config.dataFolder : join(config.dataFolder, 'sandbox'),
          fresh: isSandboxed,
        }
      : { url: config.databaseUrl };
  const database = starting.use(await openDatabase({ log, ...where }));
  const graph = createGraph({
    log,
    graphUrl: sandbox?.ready.graphUrl ?? config.graphUrl,
    loginUrl: sandbox?.ready.loginUrl ?? config.loginUrl,
  });
  starting.defer(() => graph.close());
  const queue = await openQueue(database, log);
  const engine = createEngine({
    db: database.db,
    queue,
    graph,
    key: await loadKey(config),
    localMode: config.localMode,
    fourEyes: config.fourEyes,
    homeTenantId: config.teams?.tenantId,
    owners: config.owners,
    concurrency: config.concurrency,
    log,
  });
  starting.defer(() => queue.stop());
  starting.defer(() => engine.discovery.stop());
  const mailferry: Mailferry = {
    engine,
    ...(sandbox === undefined ? {} : { sandbox }),
    [Symbol.asyncDispose]: async () => {},
  };
  if (config.role !== 'worker') {
    const { startBot } = await import('./bot/start.ts');
    mailferry.bot = starting.use(
      await startBot({
        engine,
        db: database.db,
        config,
        log,
        ...(sandbox === undefined ? {} : { sandbox: sandbox.ready }),
      }),
    );
  }
  // Last: from here on, jobs that an earlier process left behind are taken up again.
  if (config.role !== 'bot') await engine.worker.start();
  const running = starting.move();
  mailferry[Symbol.asyncDispose] = () => running.disposeAsync();
  return mailferry;
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { role: { type: 'string', default: 'all' } } });
  const config = readConfig(process.env, values.role as Role);
  const log = createLog({ level: config.logLevel });
  const mailferry = await startMailferry(config, log);
  let stopping = false;
  const stop = (signal: string) => {
    // A second Ctrl+C means it: what is in flight is found again from the ledger.
    if (stopping) process.exit(130);
    stopping = true;
    log.info(`${signal}: stopping; runs in hand go back to the queue`);
    mailferry[Symbol.asyncDispose]().then(
      () => process.exit(0),
      (error) => {
        log.error({ err: error }, 'stopping');
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  await mailferry.bot?.sayWhereToLook();
  if (mailferry.bot === undefined) log.info({ concurrency: config.concurrency }, 'worker ready');
};

/** What somebody can mend is told as a sentence; anything else keeps its stack. */
const explainStart = (error: unknown): string => {
  if (error instanceof ConfigProblems || error instanceof FolderInUse) return error.message;
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE')
    return `Port ${port} is in use by another program. Stop that one, or choose another with PORT=<number> (0: any free one).`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
};

if (import.meta.main) {
  main().catch((error: unknown) => {
    process.stderr.write(`${explainStart(error)}\n`);
    process.exit(1);
  });
}
