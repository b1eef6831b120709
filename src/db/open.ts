/**
 * Opens the one database: PostgreSQL when there is a URL, else PGlite in a folder (or in memory, for tests).
 * Both run the same schema and the same queries; upgrades run here, before anybody asks anything.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { sql } from 'drizzle-orm';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { migrate as upgradePglite } from 'drizzle-orm/pglite/migrator';
import { drizzle as drizzlePostgres } from 'drizzle-orm/postgres-js';
import { migrate as upgradePostgres } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import type { Log } from '../log.ts';
import * as findings from './findings-tables.ts';
import * as ledger from './ledger-tables.ts';
import * as mapping from './mapping-tables.ts';
import * as tables from './schema.ts';

const schema = { ...tables, ...ledger, ...mapping, ...findings };

/** Any of our databases, or an open transaction in one. Raw `execute` answers differ: use `rowsOf`. */
export type Db = PgDatabase<PgQueryResultHKT, typeof schema>;

export interface Database extends AsyncDisposable {
  db: Db;
  /** Present for the embedded database: the queue must share its one connection. */
  pglite?: PGlite;
  url?: string;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** PostgreSQL. Wins over `folder`. */
  url?: string;
  /** PGlite's folder; absent: in memory. */
  folder?: string;
  /** Start with an empty database: what the folder remembers is about tenants that are gone. */
  fresh?: boolean;
  log: Log;
  signal?: AbortSignal;
}

const upgradesFolder = fileURLToPath(new URL('./upgrades', import.meta.url));

export const openDatabase = (options: DatabaseOptions): Promise<Database> =>
  options.url === undefined ? openPglite(options) : openPostgres(options.url, options);

/** The rows of a raw statement: PGlite answers `{ rows }`, postgres.js an array. */
export const rowsOf = <T>(answer: unknown): T[] =>
  Array.isArray(answer) ? (answer as T[]) : ((answer as { rows: T[] }).rows ?? []);

const openPglite = async ({ folder, fresh }: DatabaseOptions): Promise<Database> => {
  const lock = folder === undefined ? undefined : await lockFolder(folder);
  try {
    if (fresh && folder !== undefined) await rm(join(folder, 'pglite'), { recursive: true, force: true });
    const pglite = await PGlite.create(
      folder === undefined ? {} : { dataDir: join(folder, 'pglite'), relaxedDurability: true },
    );
    const db = drizzlePglite(pglite, { schema });
    await upgradePglite(db, { migrationsFolder: upgradesFolder });
    const close = async () => {
      if (pglite.closed) return;
      await pglite.close();
      await lock?.release();
    };
    return { db, pglite, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await lock?.release();
    throw error;
  }
};

const openPostgres = async (url: string, { log, signal }: DatabaseOptions): Promise<Database> => {
  const client = postgres(url, { max: 8, onnotice: () => {}, connect_timeout: 10 });
  outliveBrokenConnections(log);
  prepareWhatRepeats(client);
  await untilItAnswers(client, log, signal);
  const db = drizzlePostgres(client, { schema });
  await upgradeOnce(url);
  const close = () => client.end({ timeout: 5 });
  return { db, url, close, [Symbol.asyncDispose]: close };
};

/**
 * drizzle has the server parse and plan every statement anew, which takes longer than to settle a batch. As in other
 * drivers, one that was asked five times is prepared from then on, in each connection; only so many, because they are
 * kept, and some texts grow with what is asked.
 */
const prepareWhatRepeats = (client: postgres.Sql): void => {
  const asked = new Map<string, number>();
  const plain = client.unsafe;
  client.unsafe = (text, parameters, options) => {
    const times = (asked.get(text) ?? 0) + 1;
    if (asked.size < 500 || times > 1) asked.set(text, times);
    return plain(text, parameters, { ...options, prepare: times > 5 });
  };
};

/**
 * When the server closes a connection between two statements, postgres.js (3.4.9) throws where nobody can catch it:
 * from the timer that writes, or as a rejection that belongs to no query. What was being asked is refused as well, so
 * the process need not end with it. Any other error that nobody catches ends it, as always.
 */
const outliveBrokenConnections = (log: Log): void => {
  if (process.listeners('uncaughtException').some(({ name }) => name === outlive.name)) return;
  process.on('uncaughtException', outlive);
  function outlive(error: Error): void {
    const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
    const isTheirs = frames.some((frame) => /node_modules.postgres.src/.test(frame));
    // A socket that broke when nobody listened to it any more: nothing but Node.js stands in its stack.
    const isNobodys = frames.length > 0 && frames.every((frame) => frame.includes('node:internal/'));
    if ((isTheirs || isNobodys) && (isAway(error) || /'write'/.test(error.message))) {
      log.debug(
        { err: error },
        'a connection was closed while it was in use, or when nobody listened any more',
      );
      return;
    }
    process.stderr.write(`${error.stack ?? error}\n`);
    process.exit(1);
  }
};

/** A database that is still starting, or away for a moment, is waited for; a wrong password is not. */
const untilItAnswers = async (client: postgres.Sql, log: Log, signal?: AbortSignal): Promise<void> => {
  for (let tries = 1; ; tries++) {
    try {
      await client`select 1`;
      if (tries > 1) log.info('the database answers again');
      return;
    } catch (error) {
      if (!isAway(error)) throw error;
      if (tries === 1)
        log.warn('the database does not answer; waiting for it (DATABASE_URL), nothing is lost');
      await new Promise((resolve) => setTimeout(resolve, Math.min(500 * tries, 5_000)));
      signal?.throwIfAborted();
    }
  }
};

/** Is the server unreachable or not ready, rather than refusing us? */
export const isAway = (error: unknown): boolean => {
  const code = (error as { code?: string } | null)?.code ?? '';
  const cause = (error as { cause?: unknown } | null)?.cause;
  return (
    awayCodes.has(code) ||
    // Connections, lost races, resources, the operator, the system; and a standby that is taking over.
    /^(08|40|53|57|58)/.test(code) ||
    code === '25006' ||
    (cause !== undefined && isAway(cause))
  );
};
const awayCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
]);

/** Several roles may start at once: one upgrades, the others wait on the advisory lock and find it done. */
const upgradeOnce = async (url: string): Promise<void> => {
  const client = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const db = drizzlePostgres(client);
    // Session lock on the single connection; any constant does, as long as every version uses the same one.
    await db.execute(sql`select pg_advisory_lock(7305)`);
    await upgradePostgres(db, { migrationsFolder: upgradesFolder });
  } finally {
    await client.end({ timeout: 5 });
  }
};

/** PGlite itself lets two processes open (and ruin) one folder. */
const lockFolder = async (folder: string): Promise<{ release(): Promise<void> }> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'lock');
  for (let tries = 0; tries < 2; tries++) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx' });
      return { release: () => rm(path, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const owner = Number(await readFile(path, 'utf8').catch(() => ''));
      if (isAlive(owner)) throw new FolderInUse(folder, owner);
      await rm(path, { force: true });
    }
  }
  throw new FolderInUse(folder, 0);
};

export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';
  constructor(folder: string, pid: number) {
    super(
      `The data folder "${folder}" is in use by another Mailferry (process ${pid}). Stop that one, or give this one a folder of its own with MAILFERRY_DATA.`,
    );
  }
}

const isAlive = (pid: number): boolean => {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};
