/** Clicks that no card of ours makes, 10,000 of them: none is a fault, and a viewer's change nothing. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commands } from '../../src/bot/commands/index.ts';
import { type Postgres, startPostgres } from '../fixtures/postgres.ts';
import { startWorld, type World } from '../fixtures/world.ts';
import { type Bot, startBot } from './bot-chat.ts';

let postgres: Postgres;
let world: World;
let bot: Bot;
beforeAll(async () => {
  postgres = await startPostgres();
  world = await startWorld({
    url: await postgres.database('fuzz'),
    sandbox: { mailboxes: 2, items: 20 },
    work: false,
  });
  bot = startBot(world);
}, 60_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await postgres.stop();
});

const names = commands.map(({ name }) => name);
const argumentNames = [
  'pass',
  'project',
  'addresses',
  'name',
  'text',
  'list',
  'hash',
  'page',
  'search',
  'here',
  'number',
  'by',
  'order',
  'domain',
  'source',
  'destination',
  'from',
  'to',
  'confirm',
  'standing',
  'moment',
  'count',
];
const value = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.integer(),
  fc.double(),
  fc.constantFrom(
    '',
    '0',
    '-1',
    '1e9',
    '2147483648',
    'yes',
    '__proto__',
    '\0',
    '\ud800',
    "'; drop table passes",
  ),
  fc.jsonValue({ maxDepth: 2 }),
);
const click = fc.record({
  command: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...names) },
    { weight: 1, arbitrary: fc.string() },
  ),
  args: fc.dictionary(fc.oneof(fc.constantFrom(...argumentNames), fc.string({ maxLength: 12 })), value, {
    maxKeys: 6,
  }),
});

/** Everything people can change, without the trail of what they said. */
const everything = async (): Promise<string> => {
  const { db } = world.database;
  const tables = [
    await db.query.projects.findMany(),
    await db.query.endpoints.findMany(),
    await db.query.mailboxes.findMany(),
    await db.query.passes.findMany(),
    await db.query.imports.findMany(),
    await db.query.customers.findMany(),
    await db.query.orders.findMany(),
    await db.query.licences.findMany(),
    await db.query.notices.findMany(),
    await db.query.noticeSends.findMany(),
    (await db.query.members.findMany()).map(({ personId, role }) => [personId, role]),
  ];
  return JSON.stringify(tables);
};

test('what a click carries may have any names, those of every object included', async () => {
  const args = { to: { toString: {}, valueOf: null }, name: { constructor: 1 } };
  expect((await bot.rawClick('Anna', { command: 'users discard', args })).exit).toBe(2);
});

test('10,000 clicks of made-up data are answered, and none of a viewer changes anything', {
  timeout: 600_000,
}, async () => {
  await bot.say('Anna', 'hello');
  await bot.say('Viola', 'hello');
  expect((await bot.say('Anna', 'role Viola viewer')).exit).toBe(0);
  const before = await everything();
  const faults: unknown[] = [];
  const answer = async (who: string, made: { command: string; args: Record<string, unknown> }) => {
    const { exit, card } = await bot.rawClick(who, made);
    if (exit === 1) faults.push({ who, made, title: card.title });
  };
  await fc.assert(
    fc.asyncProperty(click, (made) => answer('Viola', made)),
    { numRuns: 5_000 },
  );
  expect(faults).toEqual([]);
  expect(await everything()).toBe(before);
  await fc.assert(
    fc.asyncProperty(click, (made) => answer('Anna', made)),
    { numRuns: 5_000 },
  );
  expect(faults).toEqual([]);
});
