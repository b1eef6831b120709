/** The command line, as its own process, against a bot that listens. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from '../fixtures/world.ts';
import { type Bot, startBot } from './bot-chat.ts';

let world: World;
let bot: Bot;
let server: Server;
let folder: string;

beforeAll(async () => {
  world = await startWorld({ sandbox: { mailboxes: 2, items: 40 } });
  bot = startBot(world);
  server = createServer(async (request, response) => {
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk);
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const answer = await bot.pages.handle({
      method: request.method ?? 'GET',
      path: pathname,
      query: searchParams,
      headers: request.headers as Record<string, string | undefined>,
      body: Buffer.concat(body),
      remoteAddress: request.socket.remoteAddress ?? '',
    });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  folder = await mkdtemp(join(tmpdir(), 'mailferry-cli-'));
  await writeFile(join(folder, 'cli.key'), 'the key\n', { mode: 0o600 });
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
  await world[Symbol.asyncDispose]();
});

const cli = (args: string[], port = (server.address() as AddressInfo).port) =>
  new Promise<{ code: number; out: string }>((resolve) => {
    const env = { ...process.env, PORT: String(port), MAILFERRY_DATA: folder };
    execFile(process.execPath, ['src/cli.ts', ...args], { env }, (error, out) =>
      resolve({ code: error === null ? 0 : Number(error.code), out }),
    );
  });

test('a command is answered as text, and its exit code says what became of it', async () => {
  expect(await cli(['help full'])).toMatchObject({ code: 0, out: expect.stringContaining('== full ==') });
  expect(await cli(['project new Shell', '--as', 'Cleo'])).toMatchObject({ code: 0 });
  expect(await cli(['project new Shell', '--as', 'Cleo'])).toMatchObject({
    code: 2,
    out: expect.stringContaining('Next:'),
  });
  expect(await cli(['hlep'])).toMatchObject({ code: 2, out: expect.stringContaining('Did you mean') });
});

test('a file goes with the command', async () => {
  const list = join(folder, 'list.csv');
  await writeFile(list, 'source,destination\nzoe@contoso.example,zoe@fabrikam.example\n');
  await cli(['project "Contoso to Fabrikam"']);
  expect(await cli(['users import', '--file', list])).toMatchObject({
    code: 0,
    out: expect.stringContaining('1 mailbox ready to be added'),
  });
  expect(await cli(['users import', '--file', join(folder, 'missing.csv')])).toMatchObject({
    code: 2,
    out: expect.stringContaining('does not exist'),
  });
});

test('without a command, or without a bot, it says what to do', async () => {
  expect(await cli([])).toMatchObject({ code: 2, out: expect.stringContaining('npm run cli') });
  expect(await cli(['status', '--az', 'x'])).toMatchObject({ code: 2 });
  expect(await cli(['status'], 1)).toMatchObject({ code: 1, out: expect.stringContaining('npm start') });
});
