import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ConfigProblems, type Role, readAppIdentity, readConfig } from '../../src/config.ts';

const folder = mkdtempSync(join(tmpdir(), 'mailferry-config-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const key = 'a key of 16 characters or more';
const production = {
  DATABASE_URL: 'postgres://mailferry:pw@db.example/mailferry',
  MAILFERRY_KEY: key,
  PUBLIC_URL: 'https://mailferry.example.com/',
  MICROSOFT_APP_ID: 'app',
  MICROSOFT_APP_PASSWORD: 'password',
  MICROSOFT_APP_TENANT_ID: 'tenant',
};

const problemsOf = (env: NodeJS.ProcessEnv, role: Role = 'all'): string[] => {
  try {
    readConfig(env, role);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigProblems);
    return (error as Error).message
      .split('\n')
      .slice(1)
      .map((line) => line.replace('  - ', ''));
  }
};

test('with no configuration at all, everything is on this machine', () => {
  expect(readConfig({}, 'all')).toEqual({
    role: 'all',
    localMode: true,
    databaseUrl: undefined,
    dataFolder: '.data',
    key: undefined,
    port: 3978,
    playgroundPort: 56_150,
    playground: true,
    publicUrl: undefined,
    graphUrl: undefined,
    loginUrl: undefined,
    concurrency: 8,
    fourEyes: false,
    owners: new Set(),
    logLevel: 'info',
    teams: null,
  });
});

test('empty settings are absent ones', () => {
  const empty = Object.fromEntries(
    Object.keys({ ...production, PORT: '', LOG_LEVEL: '', GRAPH_URL: '' }).map((name) => [name, '']),
  );
  expect(readConfig(empty, 'all')).toEqual(readConfig({}, 'all'));
});

test('with chat credentials it is production: no playground, one address, one tenant', () => {
  expect(readConfig(production, 'all')).toMatchObject({
    localMode: false,
    playground: false,
    databaseUrl: production.DATABASE_URL,
    publicUrl: 'https://mailferry.example.com',
    teams: { appId: 'app', password: 'password', tenantId: 'tenant', type: 'SingleTenant' },
  });
});

test('owners are object ids, and anything else is named', () => {
  const id = '11111111-2222-4333-8444-555555555555';
  const owners = (text: string) => readConfig({ ...production, MAILFERRY_OWNERS: text }, 'all').owners;
  expect(owners(` ${id.toUpperCase()}, ${id}`)).toEqual(new Set([id]));
  expect(() => owners('anna@contoso.com')).toThrow(/MAILFERRY_OWNERS must be the object ids/);
});

test('every setting is read', () => {
  const env = {
    ...production,
    MAILFERRY_DATA: '/var/lib/mailferry',
    MAILFERRY_CONCURRENCY: '32',
    MAILFERRY_FOUR_EYES: '1',
    LOG_LEVEL: 'debug',
    PORT: '0',
    PLAYGROUND_PORT: '8080',
    GRAPH_URL: 'http://127.0.0.1:4010',
    LOGIN_URL: 'http://127.0.0.1:4011',
    MICROSOFT_APP_TYPE: 'MultiTenant',
  };
  expect(readConfig(env, 'worker')).toMatchObject({
    role: 'worker',
    dataFolder: '/var/lib/mailferry',
    key,
    concurrency: 32,
    fourEyes: true,
    logLevel: 'debug',
    port: 0,
    playgroundPort: 8_080,
    graphUrl: 'http://127.0.0.1:4010',
    loginUrl: 'http://127.0.0.1:4011',
    teams: { type: 'MultiTenant' },
  });
});

test.for([
  ['DATABASE_URL', 'mysql://db/x', 'DATABASE_URL is not an address'],
  ['DATABASE_URL', 'localhost', 'DATABASE_URL is not an address'],
  ['MAILFERRY_KEY', 'short', 'MAILFERRY_KEY must have 16 characters or more. Make one with: openssl'],
  ['MAILFERRY_CONCURRENCY', 'many', 'MAILFERRY_CONCURRENCY must be'],
  ['MAILFERRY_FOUR_EYES', 'yes', 'MAILFERRY_FOUR_EYES must be 0 or 1'],
  ['LOG_LEVEL', 'loud', 'LOG_LEVEL must be debug, info, warn or error'],
  ['PORT', 'http', 'PORT must be a port number'],
  ['PORT', '65536', 'PORT must be 0 to 65535'],
  ['PORT', '-1', 'PORT must be 0 to 65535'],
  ['PLAYGROUND_PORT', '70000', 'PLAYGROUND_PORT must be 0 to 65535'],
  ['PUBLIC_URL', 'mailferry.example.com', 'PUBLIC_URL is not an address. Write it like https://'],
  ['GRAPH_URL', 'graph', 'GRAPH_URL is not an address. Write it like https://graph.microsoft.com'],
  ['LOGIN_URL', 'ftp://login', 'LOGIN_URL is not an address'],
  ['MICROSOFT_APP_TYPE', 'ManagedIdentity', 'MICROSOFT_APP_TYPE must be SingleTenant or MultiTenant'],
] as const)('%s=%s is a problem with its mend', ([name, value, problem]) => {
  expect(problemsOf({ [name]: value })).toContainEqual(expect.stringContaining(problem));
});

test.for([
  ['PLAYGROUND_PORT', '1.5'],
  ['PORT', '80.5'],
  ['MAILFERRY_CONCURRENCY', '0'],
  ['MAILFERRY_CONCURRENCY', '257'],
  ['MAILFERRY_CONCURRENCY', '1.5'],
] as const)('%s=%s is a problem that names its setting', ([name, value]) => {
  expect(problemsOf({ [name]: value })).toEqual([expect.stringContaining(name)]);
});

test('settings that cannot be read are all reported at once', () => {
  const problems = problemsOf({
    DATABASE_URL: 'nowhere',
    MAILFERRY_KEY: 'short',
    LOG_LEVEL: 'loud',
    PORT: 'x',
    MICROSOFT_APP_PASSWORD_FILE: join(folder, 'absent'),
  });
  for (const name of ['DATABASE_URL', 'MAILFERRY_KEY', 'LOG_LEVEL', 'PORT', 'MICROSOFT_APP_PASSWORD_FILE'])
    expect(problems, name).toContainEqual(expect.stringMatching(new RegExp(`^${name} `)));
  expect(problems).toHaveLength(5);
});

test('settings that are missing are all reported at once', () => {
  const problems = problemsOf({ MICROSOFT_APP_ID: 'app', GRAPH_URL: 'http://127.0.0.1:1' }, 'bot');
  for (const name of [
    'DATABASE_URL',
    'MAILFERRY_KEY',
    'MICROSOFT_APP_PASSWORD',
    'MICROSOFT_APP_TENANT_ID',
    'PUBLIC_URL',
    'LOGIN_URL',
  ])
    expect(problems, name).toContainEqual(expect.stringContaining(name));
  expect(problems).toHaveLength(6);
});

test('what cannot be read and what is missing are reported together', () => {
  const problems = problemsOf({ LOG_LEVEL: 'loud' }, 'worker');
  expect(problems).toContainEqual(expect.stringContaining('LOG_LEVEL'));
  expect(problems).toContainEqual(expect.stringContaining('DATABASE_URL'));
});

test.for(['bot', 'worker'] as const)(
  'the role %s needs a database that others reach, and the key',
  (role) => {
    expect(problemsOf({}, role)).toEqual([
      expect.stringContaining(`The role "${role}" needs DATABASE_URL`),
      expect.stringContaining('MAILFERRY_KEY is missing'),
    ]);
    expect(problemsOf({ DATABASE_URL: production.DATABASE_URL, MAILFERRY_KEY: key }, role)).toEqual([]);
    expect(readConfig({ ...production }, role).playground).toBe(false);
  },
);

test.for(['MAILFERRY_KEY', 'PUBLIC_URL', 'MICROSOFT_APP_PASSWORD', 'MICROSOFT_APP_TENANT_ID'] as const)(
  'production without %s is refused',
  (name) => {
    expect(problemsOf({ ...production, [name]: undefined })).toEqual([
      expect.stringMatching(new RegExp(`^${name} is missing: `)),
    ]);
  },
);

test('production takes secrets over https only; local mode may use http', () => {
  expect(problemsOf({ ...production, PUBLIC_URL: 'http://mailferry.example.com' })).toEqual([
    expect.stringContaining('PUBLIC_URL must start with https://'),
  ]);
  expect(problemsOf({ PUBLIC_URL: 'http://127.0.0.1:3978' })).toEqual([]);
});

test('GRAPH_URL and LOGIN_URL belong together', () => {
  const problem = [expect.stringContaining('GRAPH_URL and LOGIN_URL belong together')];
  expect(problemsOf({ GRAPH_URL: 'http://127.0.0.1:1' })).toEqual(problem);
  expect(problemsOf({ LOGIN_URL: 'http://127.0.0.1:1' })).toEqual(problem);
});

test('secrets come from files as well, without the line end, and win over the plain setting', () => {
  const config = readConfig(
    {
      ...production,
      DATABASE_URL_FILE: file('database', 'postgres://from-file/x\n'),
      MAILFERRY_KEY_FILE: file('key', `${key} from a file\r\n`),
      MICROSOFT_APP_PASSWORD: undefined,
      MICROSOFT_APP_PASSWORD_FILE: file('password', 'pass word\n'),
    },
    'all',
  );
  expect(config).toMatchObject({
    databaseUrl: 'postgres://from-file/x',
    key: `${key} from a file`,
    teams: { password: 'pass word' },
  });
});

test('a secret’s file that is not there is a problem that names it', () => {
  const path = join(folder, 'absent');
  expect(problemsOf({ MAILFERRY_KEY_FILE: path })).toEqual([
    `MAILFERRY_KEY_FILE names "${path}", which does not exist.`,
  ]);
});

test('a secret’s file that cannot be read is a problem like any other', () => {
  expect(problemsOf({ MAILFERRY_KEY_FILE: folder })).toEqual([expect.stringContaining('MAILFERRY_KEY_FILE')]);
});

test('an empty file is no secret', () => {
  const env = {
    ...production,
    MICROSOFT_APP_PASSWORD: undefined,
    MICROSOFT_APP_PASSWORD_FILE: file('empty', '\n'),
  };
  expect(problemsOf(env)).toContainEqual(expect.stringMatching(/MICROSOFT_APP_PASSWORD_FILE .*empty/));
});

test('no problem repeats a secret', () => {
  const said = problemsOf({
    DATABASE_URL: 'mysql://user:s3cret@db/x',
    MAILFERRY_KEY: 's3cret',
    MICROSOFT_APP_PASSWORD: 's3cret',
  }).join('\n');
  expect(said).not.toContain('s3cret');
});

test('the app package needs the id and the https address that Teams knows, and says of both at once', () => {
  const env = { MICROSOFT_APP_ID: '7f3a0000-0000-4000-8000-00000000009c', PUBLIC_URL: 'https://m.example' };
  expect(readAppIdentity(env)).toEqual({ appId: env.MICROSOFT_APP_ID, publicUrl: new URL(env.PUBLIC_URL) });
  const about = (wrong: NodeJS.ProcessEnv) => () => readAppIdentity(wrong);
  expect(about({})).toThrow(/MICROSOFT_APP_ID must be.*PUBLIC_URL must be/s);
  expect(about({ ...env, PUBLIC_URL: 'http://m.example' })).toThrow(
    /^The configuration has a problem:\n {2}- PUBLIC_URL/,
  );
  expect(about({ ...env, MICROSOFT_APP_ID: 'app' })).toThrow(ConfigProblems);
});
