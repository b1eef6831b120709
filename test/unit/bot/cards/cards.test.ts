import { expect, test } from 'vitest';
import { approvalCard, decidedCard } from '../../../../src/bot/cards/approval.ts';
import type { Card } from '../../../../src/bot/cards/card.ts';
import { endpointCard, endpointsCard, secretsCard } from '../../../../src/bot/cards/endpoint.ts';
import { errorsCard, failureOverflow, failureReply } from '../../../../src/bot/cards/errors.ts';
import { greetingCard } from '../../../../src/bot/cards/greeting.ts';
import { commandHelpCard, didYouMeanCard, helpCard } from '../../../../src/bot/cards/help.ts';
import { confirmedCard, discardedCard, previewCard } from '../../../../src/bot/cards/import-preview.ts';
import { optionFaultsCard, optionsCard } from '../../../../src/bot/cards/options.ts';
import { noPassCard, passCard } from '../../../../src/bot/cards/pass.ts';
import { newProjectCard, nextStep, projectCard, projectsCard } from '../../../../src/bot/cards/project.ts';
import { faultCard, refusalCard, secretInChatCard } from '../../../../src/bot/cards/refusal.ts';
import { startedCard } from '../../../../src/bot/cards/started.ts';
import { statisticsCard } from '../../../../src/bot/cards/statistics.ts';
import { toText } from '../../../../src/bot/cards/to-text.ts';
import { addUsersCard, userAddedCard, userRemovedCard, usersCard } from '../../../../src/bot/cards/users.ts';
import { priorityCard, waveChangedCard, wavesCard } from '../../../../src/bot/cards/waves.ts';
import { groups as helpGroups } from '../../../../src/bot/commands/command.ts';
import { commands, findCommand } from '../../../../src/bot/commands/index.ts';
import * as facts from './facts.ts';

const { contoso, fabrikam, project } = facts;
const zone = { timeZone: 'Europe/Berlin' };
const here = 'http://127.0.0.1:3978';
const urls = { ...zone, numbersUrl: `${here}/p/numbers`, errorsUrl: `${here}/p/errors` };
const sample = { url: `${here}/sample.csv` };

const cards: Record<string, Card> = {
  'greeting-sandbox': greetingCard({ sandbox: true, name: 'Anna', sampleUrl: sample.url }),
  'greeting-production': greetingCard({ sandbox: false }),
  help: helpCard(
    helpGroups.map((title) => ({ title, commands: commands.filter(({ group }) => group === title) })),
  ),
  'help-of-one': commandHelpCard(findCommand('users import')!),
  'did-you-mean': didYouMeanCard('verfy', [{ label: 'verify', command: 'verify' }]),
  'not-known': didYouMeanCard('what is the weather like today in the harbour', []),
  refusal: refusalCard({
    code: 'own-plan',
    sentence: 'You asked for pass 12 yourself.',
    next: 'Let somebody else of this workgroup approve it.',
  }),
  fault: faultCard('1a2b3c4d'),
  'secret-in-chat': secretInChatCard(),
  'setup-1-project': newProjectCard({ endpoints: [], sandbox: true }),
  'setup-1-endpoints-known': newProjectCard({
    endpoints: [contoso, fabrikam],
    sandbox: false,
    project: project(),
  }),
  'setup-2-secrets': secretsCard([contoso, fabrikam], new Map([[2, `${here}/p/secret`]]), project()),
  'setup-3-users': addUsersCard(project({ mailboxes: 0, verified: 0 }), `${here}/p/upload`, sample),
  project: projectCard(project(), [contoso, { ...fabrikam, hasSecret: true }], 2),
  'project-needs-secret': projectCard(project({ mailboxes: 0, verified: 0 }), [contoso, fabrikam]),
  projects: projectsCard([project(), { ...project(), id: 4, name: 'Wave two' }], 3),
  'projects-none': projectsCard([], null),
  endpoint: endpointCard(fabrikam, `${here}/p/secret`),
  endpoints: endpointsCard([contoso, fabrikam], 'Europe/Berlin'),
  users: usersCard(project(), { rows: facts.mailboxRows, total: 31, page: 2 }),
  'users-nothing-found': usersCard(project(), { rows: [], total: 0, page: 1, search: 'zebra' }),
  'user-added': userAddedCard(project(), facts.mailbox),
  'user-removed': userRemovedCard(project(), facts.mailbox),
  preview: previewCard(project(), facts.preview),
  'preview-many-faults': previewCard(project(), facts.manyFaults, `${here}/p/faults`),
  confirmed: confirmedCard(project(), { added: 14, already: 2 }, 'Anna Berg'),
  discarded: discardedCard('Anna Berg'),
  started: startedCard(facts.verifying),
  approval: approvalCard(facts.asked(), { ...zone, selfApproval: false }),
  'approval-own': approvalCard(facts.asked(3, 0), { ...zone, selfApproval: true }),
  'approval-prestage': approvalCard(facts.prestage, { ...zone, selfApproval: false }),
  'pass-paused': passCard({ ...facts.running, state: 'paused' }, 'Europe/Berlin'),
  'pass-waiting': passCard(facts.waiting, 'Europe/Berlin'),
  options: optionsCard(facts.options, true),
  'option-faults': optionFaultsCard(project(), facts.optionFaults),
  waves: wavesCard(project(), facts.waves),
  'waves-none': wavesCard(project(), { waves: [], without: 12 }),
  'wave-changed': waveChangedCard(project(), 'pilot', {
    wave: 'pilot',
    changed: 3,
    already: 1,
    from: ['wave-2'],
  }),
  priority: priorityCard(project(), { priority: 5, changed: 1 }),
  approved: decidedCard(facts.approved, 'Europe/Berlin'),
  'approved-own': decidedCard(
    { ...facts.approved, decidedBy: { id: 1, name: 'Anna Berg' }, selfApproved: true },
    'Europe/Berlin',
  ),
  rejected: decidedCard(facts.rejected, 'Europe/Berlin'),
  'pass-running': passCard(facts.approved, 'Europe/Berlin'),
  'pass-verifying': passCard(facts.verifying, 'Europe/Berlin'),
  'pass-finished': passCard(facts.finished, 'Europe/Berlin'),
  'pass-none': noPassCard('Wave one', nextStep(project(), [contoso, { ...fabrikam, hasSecret: true }])),
  errors: errorsCard({ projectName: 'Wave one', passId: 12 }, facts.groups, `${here}/p/errors`),
  'errors-none': errorsCard({ projectName: 'Wave one' }, []),
  'failure-reply': failureReply({ id: 12, over: false }, facts.groups[0]!),
  'failure-overflow': failureOverflow({ id: 12 }, 3),
  'statistics-verify': statisticsCard(facts.verified, facts.statistics, urls),
  'statistics-full': statisticsCard(facts.finished, facts.statistics, urls),
};

test.for(Object.entries(cards))('the card "%s" looks as it did', async ([name, card]) => {
  await expect(`${JSON.stringify(card, null, 2)}\n`).toMatchFileSnapshot(
    `../../../golden/cards/${name}.json`,
  );
  await expect(`${toText(card)}\n`).toMatchFileSnapshot(`../../../golden/cards/${name}.txt`);
});

test('every button that is not a link is a command that exists and takes what the button carries', () => {
  for (const [name, { parts }] of Object.entries(cards)) {
    for (const part of parts) {
      if (part.kind !== 'buttons') continue;
      for (const button of part.buttons) {
        if ('url' in button) continue;
        const command = findCommand(button.command);
        expect(command, `${name}: ${button.label}`).toBeDefined();
        expect(command?.parse.safeParse(button.args ?? {}).success, `${name}: ${button.label}`).toBe(true);
      }
    }
  }
});

test('no card offers more buttons than Teams shows well', () => {
  for (const [name, { parts }] of Object.entries(cards)) {
    for (const part of parts)
      if (part.kind === 'buttons') expect(part.buttons.length, name).toBeLessThanOrEqual(6);
  }
});

test('a card for 2,000 mailboxes stays under 25 KB', () => {
  const pass = { ...facts.asked(2000, 500), state: 'running' as const };
  const rows = Array.from({ length: 2000 }, (_, at) => ({
    ...facts.statistics.mailboxes[0]!,
    source: `a.rather.long.name.${at}@department.contoso.example`,
  }));
  const many = {
    ...facts.manyFaults,
    accepted: 2000,
    faults: facts.manyFaults.faults.map((fault) => ({ ...fault, value: 'x'.repeat(5000) })),
  };
  const big: Card[] = [
    approvalCard({ ...pass, state: 'asked' }, { ...zone, selfApproval: false }),
    passCard(pass, 'UTC'),
    statisticsCard({ ...facts.finished, plan: pass.plan }, { ...facts.statistics, mailboxes: rows }, urls),
    previewCard(project(), many),
    errorsCard(
      { projectName: 'Wave one' },
      Array.from({ length: 40 }, (_, at) => ({ ...facts.groups[0]!, code: `Error${at}` })),
    ),
    newProjectCard({
      endpoints: Array.from({ length: 500 }, (_, id) => ({
        ...contoso,
        id,
        name: `An endpoint with a long name ${id}`,
      })),
      sandbox: true,
    }),
    projectsCard(
      Array.from({ length: 300 }, (_, id) => ({ ...project(), id, name: `Project ${id}` })),
      null,
    ),
    didYouMeanCard('🚢'.repeat(50_000), []),
  ];
  for (const card of big) expect(JSON.stringify(card).length, card.title).toBeLessThan(25_000);
});
