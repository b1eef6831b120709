/**
 * A whole migration from a channel, in the real Teams client and over real HTTP: three people and forty mailboxes, from
 * the first hello to the last statistics, with what goes wrong on the way. Alex has the browser; Sam and Inés press
 * buttons of the same cards.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalSandbox, startLocalSandbox } from '../../src/local-sandbox.ts';
import { createLog } from '../../src/log.ts';
import { type MailferryProcess, startMailferryProcess } from './mailferry-process.ts';
import { chromiumPath, followChat, openTeamsClient, type TeamsClient } from './teams-client.ts';

const skipped = chromiumPath === undefined && process.env.CI === undefined;
if (skipped)
  console.warn('skipped: the browser test wants Chromium (apt-get install chromium, or CHROMIUM_PATH)');

const [sam, ines] = ['29:user-1', '29:user-2'];
let sandbox: LocalSandbox;
let mailferry: MailferryProcess;

beforeAll(async () => {
  if (skipped) return;
  sandbox = await startLocalSandbox(createLog({ level: 'silent' }), ['--mailboxes', '40', '--items', '4000']);
  const { graphUrl, loginUrl } = sandbox.ready;
  mailferry = await startMailferryProcess({
    PLAYGROUND_PORT: '56281',
    GRAPH_URL: graphUrl,
    LOGIN_URL: loginUrl,
  });
}, 120_000);

afterAll(async () => {
  if (skipped) return;
  await mailferry[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});

/** Forty mailboxes of the sandbox, one that nobody has, and two lines to mend. */
const listOf = async (): Promise<{ csv: string; first: string }> => {
  const { graphUrl, tenants } = sandbox.ready;
  const users = (await (await fetch(`${graphUrl}/_sandbox/users`)).json()) as { address: string }[];
  const [source, destination] = ['source', 'destination'].map(
    (role) => tenants.find((tenant) => tenant.role === role)?.domain ?? '',
  );
  const mine = users.map(({ address }) => address).filter((address) => address.endsWith(`@${source}`));
  const lines = mine.map((address) => `${address},${address.replace(source ?? '', destination ?? '')}`);
  return {
    csv: [
      'source,destination',
      ...lines,
      `nobody@${source},nobody@${destination}`,
      `no-at-sign,x@${destination}`,
      lines[0],
      '',
    ].join('\n'),
    first: mine[0] ?? '',
  };
};

const connect = async (alex: TeamsClient): Promise<void> => {
  await alex.press('Set up a project');
  await alex.card('New project').waitFor();
  const fill = (label: string, text: string) => alex.page.getByLabel(label).first().fill(text);
  await fill('Project name', 'Contoso to Fabrikam');
  for (const { role, tenantId, clientId } of sandbox.ready.tenants) {
    const side = role === 'source' ? 'Source' : 'Destination';
    await fill(`${side} tenant id`, tenantId);
    await fill(`${side} client id`, clientId);
  }
  await alex.page
    .getByLabel(/^Region of the destination tenant/)
    .first()
    .click();
  await alex.page.getByRole('option', { name: 'Europe' }).click();
  await alex.portrait('tour-1-project', alex.card('New project'));
  await alex.press('Create the project');
  await alex.card('Now the client secrets').waitFor();
  await alex.portrait('tour-2-secrets', alex.card('Now the client secrets'));
  for (const [at, { clientSecret }] of sandbox.ready.tenants.entries()) {
    const page = await alex.follow(/^Enter the secret of/, at);
    await page.getByLabel('Client secret').fill(clientSecret);
    await page.locator('form button').click();
    await page.getByText('The secret works and is stored').waitFor();
    await page.close();
  }
  await alex.card('Who moves?').waitFor();
};

test.skipIf(skipped)(
  'three people move forty mailboxes from a channel, from hello to the last statistics',
  { timeout: 420_000 },
  async () => {
    expect(chromiumPath, 'Chromium is missing; in CI it must be there').toBeDefined();
    await using chat = await followChat(mailferry.playground);
    await using alex = await openTeamsClient(mailferry.playground);
    await alex.openChannel();
    await alex.card('I am Mailferry').waitFor();
    await connect(alex);

    const { csv, first } = await listOf();
    const upload = await alex.follow('Upload a file');
    await upload
      .locator('input[type=file]')
      .setInputFiles({ name: 'users.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await upload.getByText('41 mailboxes ready to be added').waitFor();
    await upload.close();
    await alex.card(/41 mailboxes ready to be added/).waitFor();
    await alex.portrait('tour-3-preview', alex.card(/41 mailboxes ready to be added/));
    await alex.press(/^Add 41 mailboxes/);
    await alex.card(/41 mailboxes added/).waitFor();

    await alex.press('Verify');
    await alex.card(/40 of 41 mailboxes ready to move/).waitFor({ timeout: 90_000 });
    await alex.portrait('tour-4-verified', alex.card(/40 of 41 mailboxes ready to move/));

    await alex.say('assess');
    await alex.card(/mailboxes can move$/).waitFor({ timeout: 90_000 });
    await alex.portrait('tour-assess', alex.card(/mailboxes can move$/));
    await alex.say('meetings report');
    await alex.card(/will lose (?:its|their) Teams link/).waitFor();
    await alex.portrait('tour-meetings', alex.card(/will lose (?:its|their) Teams link/));

    await alex.say('approvers 2');
    await alex.card('Agreed').waitFor();
    await alex.say('approval trial off');
    await alex.card(/start without a yes: trial/).waitFor();
    await alex.portrait('campaign-policy', alex.card(/start without a yes: trial/));
    await alex.say(`trial ${first}`);
    await alex.card(/^Trial 3 begins|^Trial 3 has started/).waitFor();
    await alex.card(/^Trial 3: /).waitFor({ timeout: 60_000 });

    await alex.say('full');
    await alex.card(/^Approve pass 4/).waitFor();
    await alex.portrait('tour-5-approve', alex.card(/^Approve pass 4/));
    await alex.press('Approve');
    await alex.page
      .getByText(/here somebody else has to approve it/)
      .first()
      .waitFor();
    expect(JSON.stringify(await chat.press(sam, 'approve'))).toContain('Approved by Sam Okoye');
    // One yes of two starts nothing.
    await alex.card(/^Approve pass 4/).waitFor();
    expect(JSON.stringify(await chat.press(ines, 'approve'))).toContain(
      'Approved by Sam Okoye and Inés Vega',
    );
    await alex.card(/Approved by Sam Okoye and Inés Vega/).waitFor();
    await alex.portrait('tour-6-undo', alex.card(/Approved by Sam Okoye and Inés Vega/));
    // Inés saw something: the yes is taken back within the ten seconds.
    expect(JSON.stringify(await chat.press(ines, 'undo'))).toContain('Approve pass 4');
    expect(JSON.stringify(await chat.press(sam, 'approve'))).toContain('Approved by Sam Okoye');
    expect(JSON.stringify(await chat.press(ines, 'approve'))).toContain(
      'Approved by Sam Okoye and Inés Vega',
    );

    await alex.card(/^Full pass 4 is running/).waitFor({ timeout: 60_000 });
    await alex.say(`why ${first}`);
    // Its address may stand in a card about failures, too.
    await alex.card(/ · to /).waitFor();
    await alex.portrait('tour-8-why', alex.card(/ · to /));
    await alex.portrait('tour-7-running', alex.card(/^Full pass 4 (?:is running|finished)/));
    await alex.card(/^Full pass 4: .* failed/).waitFor({ timeout: 200_000 });
    await alex.card(/^Full pass 4 finished/).waitFor();
    await alex.portrait('campaign-finished', alex.card(/^Full pass 4 finished/));
    await alex.portrait('tour-9-statistics', alex.card(/^Full pass 4: .* failed/));

    await alex.say('settings');
    await alex.card(/^Settings copied/).waitFor();
    await alex.portrait('tour-settings', alex.card(/^Settings copied/));
    await alex.say('reply test');
    await alex.card(/^Replies to|^Every reply/).waitFor({ timeout: 60_000 });
    await alex.portrait('tour-replies', alex.card(/^Replies to|^Every reply/));
    await alex.say('audit');
    await alex.card(/in the audit trail/).waitFor();
    await alex.page.getByText('The chain is whole').first().waitFor();
    await alex.portrait('tour-10-audit', alex.card(/in the audit trail/));
    await alex.say('help');
    await alex.card('What you can say').waitFor();
    await alex.portrait('campaign-help', alex.card('What you can say'));

    const truth = await truthOfAll(csv);
    expect(truth).toMatchObject({ sourceWrites: 0 });
    for (const { missing, extra, different } of truth.mailboxes)
      expect([missing.length, extra.length, different.length]).toEqual([0, 0, 0]);
  },
);

interface Truth {
  sourceWrites: number;
  mailboxes: { missing: unknown[]; extra: unknown[]; different: unknown[] }[];
}

/** What the sandbox, which knows both sides, says of the forty. */
const truthOfAll = async (csv: string): Promise<Truth> => {
  const pairs = csv
    .split('\n')
    .slice(1, 41)
    .map((line) => line.split(','))
    .map(([source, destination]) => ({ source, destination }));
  const answer = await fetch(`${sandbox.ready.graphUrl}/_sandbox/truth`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ pairs }),
  });
  if (!answer.ok) throw new Error(`asking for the truth: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Truth;
};
