/**
 * `npm run demo`: the whole journey without a person, on the sandbox. Two people's commands go through the
 * same door as a chat's; at the end the sandbox says what is really at the destination.
 *
 * Exit code 0 only if every item is accounted for. `--json` prints the report for machines.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Bot } from './bot/start.ts';
import type { Progress } from './bot/views.ts';
import { readConfig } from './config.ts';
import { startMailferry } from './index.ts';
import { createLog } from './log.ts';

const tell = (text: string): void => void process.stderr.write(`${text}\n`);

const readOptions = () => {
  try {
    return parseArgs({ options: { json: { type: 'boolean', default: false } } });
  } catch {
    tell('usage: npm run demo [-- --json]');
    process.exit(2);
  }
};
const { values } = readOptions();

/** What the sandbox found when it compared both sides, item by item, setting by setting and property by property. */
interface Truth {
  agrees: boolean;
  sourceWrites: number;
  mailSent: number;
  mailboxes: {
    source: string;
    sourceItems: number;
    destinationItems: number;
    unexportable: number;
    missing: unknown[];
    extra: unknown[];
    different: unknown[];
    foldersMissing: string[];
    duplicates: number;
  }[];
  settings: { missing: unknown[]; extra: unknown[]; different: unknown[]; list: unknown[] };
}

const journey = async (folder: string): Promise<boolean> => {
  // Of the environment only what it says about the log: a demo must not meet anybody's data or tenants.
  const { LOG_LEVEL = 'error' } = process.env;
  const config = readConfig(
    { MAILFERRY_DATA: folder, PORT: '0', MAILFERRY_FOUR_EYES: '1', LOG_LEVEL },
    'all',
  );
  await using mailferry = await startMailferry(
    { ...config, playground: false },
    createLog({ level: config.logLevel }),
  );
  const { bot, sandbox } = mailferry;
  if (bot === undefined || sandbox === undefined) throw new Error('the demo needs the bot and the sandbox');
  const alex = personOf(bot, 'Alex');
  const sam = personOf(bot, 'Sam');

  await alex.say('project new "Contoso to Fabrikam"');
  await alex.say('project connect "Contoso (sandbox)" to "Fabrikam (sandbox)"');
  await alex.say('users import', { name: 'users.csv', bytes: Buffer.from(bot.sampleCsv) });
  await alex.say('users confirm');
  await alex.say('verify');
  await alex.waitForPass();
  await alex.say('options ShareCalendars=1 CopyPhoto=1');
  // The last pass of a mailbox carries automatic replies as well.
  await alex.say('full last');
  tell('\n(Whoever asks may not approve: four eyes are on. Sam looks at the plan.)');
  await sam.say('approve');
  await alex.waitForPass();
  await alex.say('errors');
  await alex.say('stats');
  await alex.say('settings');

  const truth = await truthOf(sandbox.ready.graphUrl, bot.sampleCsv);
  const { items } = (await bot.latestProgress()).progress;
  const isAccounted = items.copied + items.skipped + items.failed === sums(truth).sourceItems;
  const { missing, extra, different } = truth.settings;
  const settingsAgree = missing.length + extra.length + different.length === 0;
  const agrees =
    truth.agrees && settingsAgree && truth.mailSent === 0 && isAccounted && truth.mailboxes.length > 0;
  if (values.json)
    process.stdout.write(
      `${JSON.stringify({ agrees, ...sums(truth), outcomes: items, mailboxes: truth.mailboxes, settings: truth.settings })}\n`,
    );
  else process.stdout.write(`\n${reportOf(truth, items, agrees)}\n`);
  return agrees;
};

/** Somebody at the command line: each command is printed with its answer, as a person would see it. */
const personOf = (bot: Bot, name: string) => {
  const ask = (text: string, file?: { name: string; bytes: Buffer }) =>
    bot.say({ as: name, text, ...(file === undefined ? {} : { files: [file] }) });
  return {
    say: async (text: string, file?: { name: string; bytes: Buffer }): Promise<string> => {
      const answer = await ask(text, file);
      tell(
        `\n${name}> ${text}${file === undefined ? '' : `   [${file.name}]`}\n${answer.text.replace(/^/gm, '  ')}`,
      );
      if (answer.exit !== 0) throw new Error(`"${text}" was not done`);
      return answer.text;
    },
    waitForPass: async (): Promise<void> => {
      for (let shown = ''; ; await sleep(500)) {
        const progress = await bot.latestProgress();
        if (progress.line !== shown) tell(`  … ${progress.line}`);
        shown = progress.line;
        if (progress.over) return;
      }
    },
  };
};

const truthOf = async (url: string, csv: string): Promise<Truth> => {
  const pairs = csv
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(','))
    .map(([source, destination]) => ({ source, destination }));
  const answer = await fetch(`${url}/_sandbox/truth`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ pairs, settings: {} }),
  });
  return (await answer.json()) as Truth;
};

const sums = ({ mailboxes, sourceWrites, mailSent }: Truth) => {
  const sum = (of: (mailbox: Truth['mailboxes'][number]) => number) =>
    mailboxes.reduce((total, mailbox) => total + of(mailbox), 0);
  return {
    mailboxCount: mailboxes.length,
    sourceItems: sum((m) => m.sourceItems),
    destinationItems: sum((m) => m.destinationItems),
    unexportable: sum((m) => m.unexportable),
    missing: sum((m) => m.missing.length),
    extra: sum((m) => m.extra.length),
    different: sum((m) => m.different.length),
    duplicates: sum((m) => m.duplicates),
    foldersMissing: sum((m) => m.foldersMissing.length),
    sourceWrites,
    mailSent,
  };
};

const reportOf = (truth: Truth, items: Progress['items'], agrees: boolean): string => {
  const total = sums(truth);
  const { settings } = truth;
  return [
    'What the sandbox says, which compared both sides item by item, setting by setting and property by property:',
    `  mailboxes                        ${total.mailboxCount}`,
    `  items at the source              ${total.sourceItems}`,
    `  of these, cannot be exported     ${total.unexportable}   (listed under "errors")`,
    `  missing at the destination       ${total.missing}`,
    `  extra at the destination         ${total.extra}   (duplicates: ${total.duplicates})`,
    `  different beyond an import       ${total.different}`,
    `  folders missing                  ${total.foldersMissing}`,
    `  rules, rights, categories ...    ${settings.list.length}   (missing: ${settings.missing.length}, extra: ${settings.extra.length}, different: ${settings.different.length})`,
    `  writes to the source, mail sent  ${total.sourceWrites}, ${total.mailSent}`,
    'What the ledger says:',
    `  copied, skipped, failed          ${items.copied}, ${items.skipped}, ${items.failed}`,
    agrees ? 'Every item and every setting is accounted for.' : 'NOT everything is accounted for.',
  ].join('\n');
};

const folder = await mkdtemp(join(tmpdir(), 'mailferry-demo-'));
try {
  process.exitCode = (await journey(folder)) ? 0 : 1;
} catch (error) {
  tell(`\nThe demo did not get through: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
