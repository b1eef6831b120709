/**
 * The only reader of the environment. Everything is optional for a first look; what a setting needs
 * besides itself is checked here, and every problem is reported at once with its mend.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

export type Role = 'all' | 'bot' | 'worker';

export interface Config {
  role: Role;
  /** No chat credentials: everything binds to 127.0.0.1, and the Agents Playground plays Teams. */
  localMode: boolean;
  databaseUrl: string | undefined;
  dataFolder: string;
  key: string | undefined;
  port: number;
  playgroundPort: number;
  /** The Agents Playground is started: what plays Teams where there are no chat credentials. */
  playground: boolean;
  /** Absent: this machine, at the port that was got. */
  publicUrl: string | undefined;
  /** Set: these are called. Absent in local mode: the sandbox is started. Absent otherwise: Microsoft. */
  graphUrl: string | undefined;
  loginUrl: string | undefined;
  /** Mailboxes that one worker moves at once. */
  concurrency: number;
  /** Local mode: whoever asks for a plan may not approve it. */
  fourEyes: boolean;
  /** Production: Entra object ids of people who are owners wherever they enter. */
  owners: ReadonlySet<string>;
  logLevel: string;
  teams: { appId: string; password: string; tenantId: string; type: 'SingleTenant' | 'MultiTenant' } | null;
}

export class ConfigProblems extends Error {
  override readonly name = 'ConfigProblems';
  constructor(problems: string[]) {
    super(
      `The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    );
  }
}

const port = (name: string, byDefault: number) =>
  z.coerce
    .number({ error: `${name} must be a port number, 0 to 65535 (0: any free one).` })
    .int()
    .min(0, `${name} must be 0 to 65535.`)
    .max(65_535, `${name} must be 0 to 65535.`)
    .default(byDefault);
const url = (name: string, protocols: RegExp, example: string) =>
  z.url({ error: `${name} is not an address. Write it like ${example}.`, protocol: protocols }).optional();

const environment = z.object({
  DATABASE_URL: url('DATABASE_URL', /^postgres(ql)?$/, 'postgres://user:password@host/mailferry'),
  MAILFERRY_DATA: z.string().default('.data'),
  MAILFERRY_KEY: z
    .string()
    .min(16, 'MAILFERRY_KEY must have 16 characters or more. Make one with: openssl rand -base64 32')
    .optional(),
  MAILFERRY_CONCURRENCY: z.coerce
    .number({ error: 'MAILFERRY_CONCURRENCY must be a number of mailboxes.' })
    .int()
    .min(1)
    .max(256)
    .default(8),
  MAILFERRY_FOUR_EYES: z.enum(['0', '1'], { error: 'MAILFERRY_FOUR_EYES must be 0 or 1.' }).default('0'),
  MAILFERRY_OWNERS: z
    .string()
    .default('')
    .transform((ids) =>
      ids
        .toLowerCase()
        .split(/[\s,;]+/)
        .filter((id) => id !== ''),
    )
    .refine(
      (ids) => ids.every((id) => z.guid().safeParse(id).success),
      'MAILFERRY_OWNERS must be the object ids of people in Entra, separated by commas.',
    ),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error'], { error: 'LOG_LEVEL must be debug, info, warn or error.' })
    .default('info'),
  PORT: port('PORT', 3978),
  PLAYGROUND_PORT: port('PLAYGROUND_PORT', 56_150),
  PUBLIC_URL: url('PUBLIC_URL', /^https?$/, 'https://mailferry.example.com'),
  GRAPH_URL: url('GRAPH_URL', /^https?$/, 'https://graph.microsoft.com'),
  LOGIN_URL: url('LOGIN_URL', /^https?$/, 'https://login.microsoftonline.com'),
  MICROSOFT_APP_ID: z.string().optional(),
  MICROSOFT_APP_PASSWORD: z.string().optional(),
  MICROSOFT_APP_TENANT_ID: z.string().optional(),
  MICROSOFT_APP_TYPE: z
    .enum(['SingleTenant', 'MultiTenant'], {
      error: 'MICROSOFT_APP_TYPE must be SingleTenant or MultiTenant.',
    })
    .default('SingleTenant'),
});

export type CliSettings = Pick<Config, 'port' | 'dataFolder'>;

/** Where the bot of this machine is found: the command line needs none of its other settings, nor its secrets. */
export const readCliSettings = (env: NodeJS.ProcessEnv): CliSettings => {
  const parsed = environment.pick({ PORT: true, MAILFERRY_DATA: true }).safeParse(withoutEmpty(env));
  if (!parsed.success) throw new ConfigProblems(parsed.error.issues.map((issue) => issue.message));
  return { port: parsed.data.PORT, dataFolder: parsed.data.MAILFERRY_DATA };
};

const withoutEmpty = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));

/** What the Teams app package says of this Mailferry. */
export const readAppIdentity = (env: NodeJS.ProcessEnv): { appId: string; publicUrl: URL } => {
  const { MICROSOFT_APP_ID: appId = '', PUBLIC_URL = '' } = env;
  const publicUrl = URL.parse(PUBLIC_URL);
  const problems: string[] = [];
  if (!z.guid().safeParse(appId).success)
    problems.push('MICROSOFT_APP_ID must be the "Application (client) ID" of the bot registration.');
  if (publicUrl?.protocol !== 'https:')
    problems.push('PUBLIC_URL must be the https address under which Teams reaches this bot.');
  if (publicUrl === null || problems.length > 0) throw new ConfigProblems(problems);
  return { appId, publicUrl };
};

/** Secrets may stand in files, as orchestrators mount them: NAME_FILE instead of NAME. */
const fromFiles = ['DATABASE_URL', 'MAILFERRY_KEY', 'MICROSOFT_APP_PASSWORD'];

export const readConfig = (env: NodeJS.ProcessEnv, role: Role): Config => {
  const problems: string[] = [];
  const set = withFiles(env, problems);
  const parsed = environment.safeParse(set);
  if (!parsed.success) problems.push(...parsed.error.issues.map((issue) => issue.message));
  const localMode = set.MICROSOFT_APP_ID === undefined;
  problems.push(...needs(set, role, localMode));
  if (!parsed.success || problems.length > 0) throw new ConfigProblems(problems);
  const e = parsed.data;
  return {
    role,
    localMode,
    databaseUrl: e.DATABASE_URL,
    dataFolder: e.MAILFERRY_DATA,
    key: e.MAILFERRY_KEY,
    port: e.PORT,
    playgroundPort: e.PLAYGROUND_PORT,
    playground: localMode && role === 'all',
    publicUrl: e.PUBLIC_URL?.replace(/\/$/, ''),
    graphUrl: e.GRAPH_URL,
    loginUrl: e.LOGIN_URL,
    concurrency: e.MAILFERRY_CONCURRENCY,
    fourEyes: e.MAILFERRY_FOUR_EYES === '1',
    owners: new Set(e.MAILFERRY_OWNERS),
    logLevel: e.LOG_LEVEL,
    teams: localMode
      ? null
      : {
          appId: e.MICROSOFT_APP_ID ?? '',
          password: e.MICROSOFT_APP_PASSWORD ?? '',
          tenantId: e.MICROSOFT_APP_TENANT_ID ?? '',
          type: e.MICROSOFT_APP_TYPE,
        },
  };
};

/** What is missing. A setting that cannot be read is there all the same, and has its own problem. */
const needs = (e: NodeJS.ProcessEnv, role: Role, localMode: boolean): string[] => {
  const problems: string[] = [];
  if (role !== 'all' && e.DATABASE_URL === undefined) {
    problems.push(
      `The role "${role}" needs DATABASE_URL: the embedded database belongs to one process. Set it to a PostgreSQL, or run npm start.`,
    );
  }
  if ((e.GRAPH_URL === undefined) !== (e.LOGIN_URL === undefined))
    problems.push('GRAPH_URL and LOGIN_URL belong together: set both, or neither.');
  if (role !== 'all' && e.MAILFERRY_KEY === undefined) problems.push(missingKey);
  if (localMode) return problems;
  if (role === 'all' && e.MAILFERRY_KEY === undefined) problems.push(missingKey);
  if (e.MICROSOFT_APP_PASSWORD === undefined)
    problems.push(
      'MICROSOFT_APP_PASSWORD is missing: the secret of the bot registration named by MICROSOFT_APP_ID.',
    );
  if (e.MICROSOFT_APP_TENANT_ID === undefined)
    problems.push(
      'MICROSOFT_APP_TENANT_ID is missing: the tenant the bot is registered in, and whose people may use it.',
    );
  if (e.PUBLIC_URL === undefined)
    problems.push('PUBLIC_URL is missing: the https address under which people and Teams reach this bot.');
  else if (!e.PUBLIC_URL.startsWith('https://'))
    problems.push('PUBLIC_URL must start with https:// – secrets are typed on its pages.');
  return problems;
};
const missingKey =
  'MAILFERRY_KEY is missing: endpoint secrets are encrypted under it. Make one with: openssl rand -base64 32 – and keep it safe, without it the stored secrets are lost.';

const withFiles = (env: NodeJS.ProcessEnv, problems: string[]): NodeJS.ProcessEnv => {
  const merged = withoutEmpty(env);
  for (const name of fromFiles) {
    const path = merged[`${name}_FILE`];
    if (path === undefined) continue;
    try {
      const text = readFileSync(path, 'utf8').trim();
      if (text === '') problems.push(`${name}_FILE names "${path}", which is empty.`);
      else merged[name] = text;
    } catch (error) {
      const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT';
      problems.push(`${name}_FILE names "${path}", which ${isAbsent ? 'does not exist' : 'cannot be read'}.`);
    }
  }
  return merged;
};
