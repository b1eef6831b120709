/** The same seed is the same sandbox, whoever starts it; and the command that starts it. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type App, ask, exported, type Said, startClient } from '../../fixtures/sandbox-client.ts';

const expand =
  "$expand=singleValueExtendedProperties($filter=id eq 'String 0x0037' or id eq 'Binary 0x300B' or id eq 'SystemTime 0x0E06')";

/** Everything that an outside client can see of a folder and below it, without the ids, which are each sandbox's own. */
const seen = async (app: App, mailbox: string, folder: Said): Promise<unknown> => {
  const path = `${mailbox}/folders/${folder.id}`;
  const items = [];
  for (const item of await app.all(`${path}/items?$top=250&${expand}`)) {
    const { type, size, createdDateTime, singleValueExtendedProperties: values } = item;
    const data = app.role === 'source' ? ((await exported(app, mailbox, item.id)) ?? 'none') : 'unseen';
    const digest = createHash('sha256').update(data).digest('hex');
    items.push({ type, size, createdDateTime, values, digest });
  }
  const below = [];
  for (const child of await app.all(`${path}/childFolders?$top=250`))
    below.push(await seen(app, mailbox, child));
  const { displayName, type, totalItemCount } = folder;
  return { displayName, type, totalItemCount, items, below };
};

const everything = async (seed: number) => {
  await using client = await startClient({ seed, mailboxes: 2, items: 120 });
  const found: unknown[] = [];
  for (const app of [client.source, client.destination])
    for (const { userPrincipalName } of await app.all('/v1.0/users')) {
      found.push(userPrincipalName);
      if (/^(no\.mailbox|gast_)/.test(userPrincipalName)) continue;
      const mailbox = await app.mailbox(userPrincipalName.split('@')[0]);
      for (const folder of await app.all(`${mailbox}/folders?$top=250`))
        found.push(await seen(app, mailbox, folder));
    }
  return found;
};

test('two sandboxes with the same seed hold the same, and one with another seed does not', async () => {
  const [one, again, other] = [await everything(5), await everything(5), await everything(6)];
  expect(one.length).toBeGreaterThan(50);
  expect(again).toEqual(one);
  expect(other).not.toEqual(one);
});

const run = (...options: string[]) =>
  spawn(process.execPath, ['src/sandbox/main.ts', ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
const textOf = async (stream: AsyncIterable<Buffer>): Promise<string> => {
  let text = '';
  for await (const chunk of stream) text += chunk.toString();
  return text;
};

test('the command prints one line of JSON when it is ready, answers, and ends when it is told to', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'mailferry-sandbox-'));
  const faults = join(folder.path, 'faults.json');
  await writeFile(faults, JSON.stringify([{ on: 'token', do: '503' }]));
  const size = ['--mailboxes', '1', '--items', '5'];
  const child = run('--port', '0', ...size, '--throttle', 'off', '--faults', faults);
  const ended = once(child, 'exit');
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const ready = JSON.parse(line.toString()) as Record<string, unknown>;
  expect(ready).toEqual({
    graphUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    loginUrl: ready.graphUrl,
    tenants: ['source', 'destination'].map((role) => ({
      name: expect.any(String),
      role,
      tenantId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      domain: expect.stringMatching(/\.example$/),
      clientId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      clientSecret: expect.any(String),
    })),
  });
  expect((await ask(`${String(ready.graphUrl)}/_sandbox/users`)).status).toBe(200);
  const metadata = `${String(ready.graphUrl)}/contoso.example/v2.0/.well-known/openid-configuration`;
  expect((await ask(metadata)).status).toBe(503);
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

const wrong: [string[], RegExp][] = [
  [['--port', 'eighty'], /--port must be a whole number, and is "eighty"/],
  [['--throttle', 'hard'], /--throttle must be off, graph or a number greater than 0/],
  [['--faults', 'no-such-file.json'], /--faults: the rules in "no-such-file.json" cannot be read/],
  [['--colour', 'red'], /--colour/],
];
test('a wrong option is named, with how to call it, and nothing starts', async () => {
  const told = await Promise.all(
    wrong.map(async ([options, says]) => {
      const child = run(...options);
      const [errors, output, [code]] = await Promise.all([
        textOf(child.stderr),
        textOf(child.stdout),
        once(child, 'exit'),
      ]);
      return {
        said: says.test(errors) && errors.includes('usage: npm run sandbox'),
        output,
        code: code as number,
      };
    }),
  );
  expect(told).toEqual(wrong.map(() => ({ said: true, output: '', code: 1 })));
});
