/**
 * The whole line as people see it: Mailferry as `npm start` starts it, Alex in a browser, Sam through the Teams
 * client's own interface, four eyes required. Leaves pictures under .screenshots/.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MailferryProcess, startMailferryProcess } from './mailferry-process.ts';
import { chromiumPath, followChat, openTeamsClient } from './teams-client.ts';

const skipped = chromiumPath === undefined && process.env.CI === undefined;
if (skipped)
  console.warn('skipped: the browser test wants Chromium (apt-get install chromium, or CHROMIUM_PATH)');

let mailferry: MailferryProcess;

beforeAll(async () => {
  if (skipped) return;
  // One mailbox at a time: slow enough to see the card fill up.
  mailferry = await startMailferryProcess({ PLAYGROUND_PORT: '56271', MAILFERRY_CONCURRENCY: '1' });
}, 90_000);

afterAll(async () => {
  if (!skipped) await mailferry[Symbol.asyncDispose]();
});

test.skipIf(skipped)('two people move the sandbox in a channel', { timeout: 240_000 }, async () => {
  expect(chromiumPath, 'Chromium is missing; in CI it must be there').toBeDefined();
  await using chat = await followChat(mailferry.playground);
  await using alex = await openTeamsClient(mailferry.playground);
  await alex.openChannel();
  await alex.card('I am Mailferry').waitFor();
  await alex.picture('1-greeting');

  await alex.press('1. Start a sandbox project');
  await alex.card('Who moves?').waitFor();
  await alex.picture('2-project', alex.card('Who moves?'));
  const upload = await alex.follow('Upload a file');
  const csv = `${await (await fetch(mailferry.list)).text()}nobody,nobody@fabrikam.example\n`;
  await upload
    .locator('input[type=file]')
    .setInputFiles({ name: 'users.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await upload.getByText('12 mailboxes ready to be added').waitFor();
  await alex.picture('3-upload-page', upload);
  await upload.close();
  await alex.card(/12 mailboxes ready to be added/).waitFor();
  await alex.picture('3-preview', alex.card(/12 mailboxes ready to be added/));
  await alex.press(/^Add 12 mailboxes/);
  await alex.card(/12 mailboxes added/i).waitFor();
  await alex.press('Verify');
  await alex.card(/all 12 mailboxes ready to move/).waitFor({ timeout: 60_000 });
  await alex.picture('4-verified', alex.card(/all 12 mailboxes ready to move/));

  await alex.say('full');
  await alex.card(/^Approve pass 2/).waitFor();
  await alex.picture('5-approval', alex.card(/^Approve pass 2/));
  // Whoever asks may not approve.
  await alex.press('Approve');
  await alex.page
    .getByText(/here somebody else has to approve it/)
    .first()
    .waitFor();
  await alex.page
    .getByText(/here somebody else has to approve it/)
    .first()
    .scrollIntoViewIfNeeded();
  await alex.picture('6-own-plan');

  // Sam looks at the same card and says yes.
  const answer = await chat.press('29:user-1', 'approve');
  expect(JSON.stringify(answer)).toContain('Approved by Sam Okoye');
  await alex.card(/Approved by Sam Okoye/).waitFor();
  await alex.card(/^Full pass 2 is running/).waitFor({ timeout: 30_000 });
  // The card is updated every fifteen seconds; Alex does not want to wait for that.
  await sleep(5_000);
  await alex.press('Refresh');
  await alex.card(/^(?:\d{3}|[12],\d{3}) of 3,000 items/).waitFor({ timeout: 30_000 });
  await alex.picture('7-running', alex.card(/^Full pass 2 is running/));
  await alex.press('Pause');
  await alex.card(/^Full pass 2 is paused/).waitFor();
  await alex.picture('7-paused', alex.card(/^Full pass 2 is paused/));
  await alex.press('Resume');
  await alex.card(/^Full pass 2: 2,997 copied, 3 failed/).waitFor({ timeout: 120_000 });
  await alex.card(/^Full pass 2 finished/).waitFor();
  await alex.picture('8-statistics', alex.card(/^Full pass 2: 2,997/));
  await alex.card(/ErrorItemCorrupt|Exchange cannot read/).waitFor();
  await alex.picture('9-finished', alex.card(/^Full pass 2 finished/));

  await alex.say('options ExcludeFolders="deleteditems, junkemail" LogSubject=1');
  await alex.card(/1 option to mend/).waitFor();
  await alex.picture('10-option-fault', alex.card(/1 option to mend/));
  await alex.say('options ExcludeFolders="deleteditems, junkemail" LogSubjects=1');
  await alex.card(/^2 options/).waitFor();
  await alex.picture('11-options', alex.card(/^2 options/));
  await alex.say('prestage older than 90 days at Friday 22:00 only 20:00 to 06:00 ready by Monday 6am');
  await alex.card(/^Approve pass 3/).waitFor();
  await alex.picture('12-prestage', alex.card(/^Approve pass 3/));
});
