/**
 * The whole line as people see it: Mailferry as `npm start` starts it, Alex in a browser, Sam through the Teams
 * client's own interface, four eyes required. Leaves pictures under .screenshots/.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chromiumPath, followChat, openTeamsClient } from './teams-client.ts';

const skipped = chromiumPath === undefined && process.env.CI === undefined;
if (skipped)
  console.warn('skipped: the browser test wants Chromium (apt-get install chromium, or CHROMIUM_PATH)');

let folder: string;
let child: ChildProcess;
let playground = '';

beforeAll(async () => {
  if (skipped) return;
  folder = await mkdtemp(join(tmpdir(), 'mailferry-browser-'));
  const env = {
    ...process.env,
    PORT: '0',
    PLAYGROUND_PORT: '56271',
    MAILFERRY_DATA: folder,
    MAILFERRY_FOUR_EYES: '1',
    // Slow enough to see the card fill up.
    MAILFERRY_CONCURRENCY: '1',
    LOG_LEVEL: 'warn',
    NODE_ENV: '',
  };
  child = spawn(process.execPath, ['src/index.ts'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  child.once('exit', (code) => reject(new Error(`Mailferry ended with exit code ${code}`)));
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
    const url = /Playground\s+(http:\S+)/.exec(line)?.[1];
    if (url !== undefined) resolve(url);
  });
  playground = await promise;
}, 90_000);

afterAll(async () => {
  if (skipped) return;
  child.kill('SIGTERM');
  if (child.exitCode === null) await once(child, 'exit');
  await rm(folder, { recursive: true, force: true });
});

test.skipIf(skipped)('two people move the sandbox in a channel', { timeout: 240_000 }, async () => {
  expect(chromiumPath, 'Chromium is missing; in CI it must be there').toBeDefined();
  await using chat = await followChat(playground);
  await using alex = await openTeamsClient(playground);
  await alex.openChannel();
  await alex.card('I am Mailferry').waitFor();
  await alex.picture('1-greeting');

  await alex.press('1. Start a sandbox project');
  await alex.card('Who moves?').waitFor();
  await alex.picture('2-project');
  await alex.press('Use the sample list');
  await alex.card(/12 mailboxes ready to be added/).waitFor();
  await alex.picture('3-preview');
  await alex.press(/^Add 12 mailboxes/);
  await alex.card(/12 mailboxes added/i).waitFor();
  await alex.press('Verify');
  await alex.card(/all 12 mailboxes ready to move/).waitFor({ timeout: 60_000 });
  await alex.picture('4-verified');

  await alex.say('full');
  await alex.card(/^Approve pass 2/).waitFor();
  await alex.picture('5-approval');
  // Whoever asks may not approve.
  await alex.press('Approve');
  await alex.page
    .getByText(/Somebody else must approve/)
    .first()
    .waitFor();
  await alex.picture('6-own-plan');

  // Sam looks at the same card and says yes.
  const answer = await chat.press('29:user-1', 'approve');
  expect(JSON.stringify(answer)).toContain('Approved by Sam Okoye');
  await alex.card(/Approved by Sam Okoye/).waitFor();
  await alex.card(/^Full pass 2 is running/).waitFor({ timeout: 30_000 });
  await alex.card(/[1-9][\d,]* of 3,000 items/).waitFor({ timeout: 60_000 });
  await alex.card(/^Full pass 2/).scrollIntoViewIfNeeded();
  await alex.picture('7-running');
  await alex.card(/^Full pass 2: 2,997 copied, 3 failed/).waitFor({ timeout: 120_000 });
  await alex.card(/^Full pass 2 finished/).waitFor();
  await alex.card(/^Full pass 2: 2,997/).scrollIntoViewIfNeeded();
  await alex.picture('8-statistics');
  await alex.card(/ErrorItemCorrupt|Exchange cannot read/).waitFor();
  await alex.card(/^Full pass 2 finished/).scrollIntoViewIfNeeded();
  await alex.picture('9-finished');
});
