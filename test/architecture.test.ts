/** The import rule, with messages that teach it. One way: bot -> engine -> db. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

interface Import {
  from: string;
  to: string;
  typeOnly: boolean;
}

const files = globSync('src/**/*.ts');

const importsOf = (file: string): Import[] => {
  const text = readFileSync(file, 'utf8');
  const statements = text.matchAll(
    /^(?:import|export)\s+(type\s)?[^'"]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm,
  );
  return [...statements].map((found) => {
    const target = found[2] ?? found[3] ?? found[4] ?? '';
    return {
      from: file,
      to: target.startsWith('.') ? normalize(join(dirname(file), target)) : target,
      typeOnly: found[1] !== undefined,
    };
  });
};

const imports = files.flatMap(importsOf);
const inside = (path: string, folder: string) => path.startsWith(`${folder}/`);

const forbid = (because: string, wrong: (one: Import) => boolean): void => {
  expect(
    imports.filter(wrong).map((one) => `${one.from} imports ${one.to}`),
    because,
  ).toEqual([]);
};

test('the engine never calls the bot: it writes events, and the bot follows them', () => {
  forbid('write an event instead', (one) => inside(one.from, 'src/engine') && inside(one.to, 'src/bot'));
});

test('the database layer knows nobody above it, except as types', () => {
  forbid(
    'pass the value in, or move the shared type down',
    (one) =>
      inside(one.from, 'src/db') &&
      (inside(one.to, 'src/bot') ||
        (inside(one.to, 'src/engine') && !one.typeOnly && !pure.includes(one.to))),
  );
});

test('the sandbox imports only the log and itself: it must not share the product’s mistakes', () => {
  forbid(
    'write it again from the facts',
    (one) =>
      inside(one.from, 'src/sandbox') &&
      inside(one.to, 'src') &&
      !inside(one.to, 'src/sandbox') &&
      one.to !== 'src/log.ts',
  );
  forbid('talk to it over HTTP', (one) => !inside(one.from, 'src/sandbox') && inside(one.to, 'src/sandbox'));
});

test('Graph is spoken to below the engine only', () => {
  forbid(
    'ask the engine',
    (one) =>
      inside(one.to, 'src/engine/graph') && !inside(one.from, 'src/engine') && one.from !== 'src/index.ts',
  );
});

test('each heavy library has one folder', () => {
  const homes: [RegExp, string][] = [
    [/^(botbuilder|botframework|@microsoft\/teams-ai|restify)/, 'src/bot/teams'],
    [/^@slack\//, 'src/bot/slack'],
    [/^(@azure\/msal-node|@microsoft\/microsoft-graph-client)/, 'src/engine/graph'],
  ];
  for (const [library, home] of homes) {
    forbid(`only ${home} may import it`, (one) => library.test(one.to) && !inside(one.from, home));
  }
});

test('workers never load the bot: the composition root imports it only when the role needs it', () => {
  forbid(
    'use await import()',
    (one) => one.from === 'src/index.ts' && inside(one.to, 'src/bot') && !one.typeOnly && !isDynamic(one),
  );
});

test('pure files import types and other pure files', () => {
  forbid('move the input or output out of the pure file', (one) => {
    if (!pure.includes(one.from) || one.typeOnly || pure.includes(one.to)) return false;
    return !pureLibraries.some((library) => one.to === library || one.to.startsWith(`${library}/`));
  });
});

/** A file says that it is pure in its first comment: `[pure]`. */
const pure = files.filter(
  (file) => /^\/\*\*[\s\S]*?\*\//.exec(readFileSync(file, 'utf8'))?.[0].includes('[pure]') ?? false,
);
const pureLibraries = [
  'node:async_hooks',
  'chrono-node',
  'node:vm',
  'zod',
  'luxon',
  'markdown-it',
  'csv-parse',
  'csv-stringify',
  'iconv-lite',
  'node:crypto',
  'node:buffer',
  'node:string_decoder',
];

const isDynamic = (one: Import) =>
  readFileSync(one.from, 'utf8').includes(`import('./${one.to.replace('src/', '')}')`);
