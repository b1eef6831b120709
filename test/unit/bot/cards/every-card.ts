/** Every card there is, with made-up facts: what the golden files keep and the gallery draws. */

import { approvalCard, decidedCard, reminderCard } from '../../../../src/bot/cards/approval.ts';
import { approvalPolicyCard } from '../../../../src/bot/cards/approval-policy.ts';
import { assessmentCard } from '../../../../src/bot/cards/assessment.ts';
import { assessmentsCard } from '../../../../src/bot/cards/assessments.ts';
import type { Card } from '../../../../src/bot/cards/card.ts';
import { customerAddedCard, customersCard, customerUsedCard } from '../../../../src/bot/cards/customers.ts';
import { digestCard } from '../../../../src/bot/cards/digest.ts';
import { domainChangedCard, domainPreviewCard, userEditedCard } from '../../../../src/bot/cards/domains.ts';
import {
  endpointCard,
  endpointChangedCard,
  endpointsCard,
  endpointTestedCard,
  mendingButton,
  regionCard,
  secretsCard,
} from '../../../../src/bot/cards/endpoint.ts';
import { endpointGuideCard } from '../../../../src/bot/cards/endpoint-guide.ts';
import { errorsCard, failureOverflow, failureReply } from '../../../../src/bot/cards/errors.ts';
import { greetingCard } from '../../../../src/bot/cards/greeting.ts';
import { commandHelpCard, didYouMeanCard, groupHelpCard, helpCard } from '../../../../src/bot/cards/help.ts';
import {
  columnsCard,
  confirmedCard,
  discardedCard,
  mappingCard,
  previewCard,
  readingCard,
} from '../../../../src/bot/cards/import-preview.ts';
import {
  countingCard,
  licencesAppliedCard,
  licencesCard,
  licencesFreedCard,
} from '../../../../src/bot/cards/licences.ts';
import { senderCard, statisticsMailedCard } from '../../../../src/bot/cards/mail.ts';
import { mailboxCard } from '../../../../src/bot/cards/mailbox.ts';
import { meetingsCard } from '../../../../src/bot/cards/meetings.ts';
import {
  noticeAskCard,
  noticeSentCard,
  noticeStartedCard,
  noticeTestedCard,
} from '../../../../src/bot/cards/notice-send.ts';
import { noticeCard, noticesCard } from '../../../../src/bot/cards/notices.ts';
import { mentioning, notifyCard } from '../../../../src/bot/cards/notify.ts';
import { optionFaultsCard, optionsCard } from '../../../../src/bot/cards/options.ts';
import { orderCard } from '../../../../src/bot/cards/orders.ts';
import { myPassesCard, noPassCard, passCard } from '../../../../src/bot/cards/pass.ts';
import { agreedCard, auditCard, peopleCard, roleGivenCard } from '../../../../src/bot/cards/people.ts';
import { newProjectCard, nextStep, projectCard, projectsCard } from '../../../../src/bot/cards/project.ts';
import {
  askPairsCard,
  pairsChangedCard,
  pairsPreviewCard,
  recipientMappingCard,
} from '../../../../src/bot/cards/recipient-mapping.ts';
import { faultCard, refusalCard, secretInChatCard } from '../../../../src/bot/cards/refusal.ts';
import { readingRepliesCard, replyTestCard, x500Card } from '../../../../src/bot/cards/replies.ts';
import { permissionsScriptCard, settingsCard } from '../../../../src/bot/cards/settings.ts';
import { startedCard } from '../../../../src/bot/cards/started.ts';
import { statisticsCard } from '../../../../src/bot/cards/statistics.ts';
import {
  addUsersCard,
  excludedCard,
  removalCard,
  removedCard,
  userAddedCard,
  userRemovedCard,
  usersCard,
  usersCsvCard,
} from '../../../../src/bot/cards/users.ts';
import { priorityCard, waveChangedCard, wavesCard } from '../../../../src/bot/cards/waves.ts';
import { groups as helpGroups } from '../../../../src/bot/commands/command.ts';
import { commands, findCommand } from '../../../../src/bot/commands/index.ts';
import { noteOn } from '../../../../src/engine/mailbox-kinds.ts';
import { readNamesScript } from '../../../../src/engine/x500-script.ts';
import * as facts from './facts.ts';
import * as people from './mapping-facts.ts';

const { contoso, fabrikam, project } = facts;
export const zone = { timeZone: 'Europe/Berlin' };
const here = 'http://127.0.0.1:3978';
export const urls = { ...zone, numbersUrl: `${here}/p/numbers`, errorsUrl: `${here}/p/errors` };
const sample = { url: `${here}/sample.csv` };

export const everyCard: Record<string, Card> = {
  'greeting-sandbox': greetingCard({ sandbox: true, name: 'Anna', sampleUrl: sample.url }),
  'greeting-production': greetingCard({ sandbox: false }),
  help: helpCard(
    helpGroups.map((title) => ({ title, commands: commands.filter(({ group }) => group === title) })),
  ),
  'help-group': groupHelpCard({
    title: 'Move',
    commands: commands.filter(({ group }) => group === 'Move'),
  }),
  'help-now': helpCard([], {
    text: 'Full pass 12 waits for a yes.',
    buttons: [{ label: 'Look at full pass 12', command: 'status', args: { pass: 12 } }],
  }),
  'help-of-one': commandHelpCard(findCommand('users import')!),
  'did-you-mean': didYouMeanCard('verfy', [{ label: 'verify', command: 'verify' }]),
  'not-known': didYouMeanCard('what is the weather like today in the harbour', []),
  refusal: refusalCard({
    code: 'own-plan',
    sentence: 'You asked for pass 12 yourself.',
    next: 'Let somebody else of this workgroup approve it.',
  }),
  'refusal-consent': refusalCard(
    {
      code: 'consent-missing',
      sentence:
        'Signing in to "Contoso" did not work. Nobody has consented to the permissions of this app in the tenant.',
      next: 'In the app registration, under "API permissions", press "Grant admin consent".',
    },
    [mendingButton('consent-missing', contoso, false)],
  ),
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
  'endpoint-without-region': endpointCard(contoso, `${here}/p/secret`),
  'endpoint-region': regionCard(contoso),
  endpoints: endpointsCard([contoso, fabrikam], 'Europe/Berlin'),
  'endpoints-certificate': endpointsCard([facts.withCertificate, fabrikam], 'Europe/Berlin'),
  'endpoint-tested': endpointTestedCard(contoso),
  'endpoint-tested-certificate': endpointTestedCard(facts.withCertificate),
  'endpoint-renamed': endpointChangedCard(
    '"Contoso" is called "Old tenant" now',
    'Its tenant, its app and its secret are the same.',
  ),
  'endpoint-guide-source': endpointGuideCard('source', contoso, false),
  'endpoint-guide-destination': endpointGuideCard('destination', undefined, false),
  'mailbox-running': mailboxCard(project(), facts.mailboxPage),
  'mailbox-new': mailboxCard(project(), facts.newMailboxPage),
  'mailbox-room': mailboxCard(project(), {
    ...facts.newMailboxPage,
    kind: {
      word: 'a room',
      note: noteOn('room', { source: 'room@contoso.example', destination: 'room@fabrikam.example' }),
    },
  }),
  'assess-started': startedCard({ ...facts.verifying, kind: 'assess' }, 'Europe/Berlin'),
  'pass-assessing': passCard({ ...facts.verifying, kind: 'assess' }, 'Europe/Berlin'),
  'pass-assessed': passCard({ ...facts.verified, kind: 'assess' }, 'Europe/Berlin'),
  assessments: assessmentsCard(facts.assessmentReport, {
    pageUrl: `${here}/p/page`,
    csvUrl: `${here}/p/csv`,
  }),
  assessment: assessmentCard(project(), facts.assessments[1]!),
  'assessment-cannot-move': assessmentCard(project(), facts.assessments[0]!),
  'assessment-room': assessmentCard(project(), facts.assessments[2]!),
  meetings: meetingsCard(facts.meetingsReport, `${here}/p/csv`),
  'meetings-more': meetingsCard(
    {
      ...facts.meetingsReport,
      organizers: facts.meetingsReport.organizers.map((one, at) =>
        at === 0 ? { ...one, meetings: 1_000, more: 240, next: 'under way' } : one,
      ),
      meetings: 1_005,
      more: 240,
    },
    `${here}/p/csv`,
  ),
  'meetings-none': meetingsCard(
    {
      ...facts.meetingsReport,
      organizers: [],
      losesLink: 0,
      meetings: 0,
      withOutside: 0,
      series: 0,
      unread: 0,
    },
    `${here}/p/csv`,
  ),
  'meetings-unknown': meetingsCard(
    { ...facts.meetingsReport, organizers: [], known: 0, missing: 14, since: null },
    `${here}/p/csv`,
  ),
  'notice-meetings': noticeCard(facts.notice('meetings'), null),
  notify: notifyCard(
    { muted: ['failures'], onlyTrouble: false, quiet: { from: '20:00', to: '07:00' }, digestAt: '08:30' },
    'Europe/Berlin',
  ),
  'digest-quiet': digestCard({
    projectName: 'Wave one',
    timeZone: 'Europe/Berlin',
    since: new Date('2026-11-26T19:00:00Z'),
    passes: [facts.asked(), facts.finished, facts.running],
    why: 'quiet',
  }),
  'digest-daily': digestCard({
    projectName: 'Wave one',
    timeZone: 'Europe/Berlin',
    since: new Date('2026-11-26T07:30:00Z'),
    passes: [facts.running],
    why: 'daily',
  }),
  reminder: reminderCard({ ...facts.asked(), expiresAt: new Date('2026-12-04T21:00:00Z') }, 'Europe/Berlin'),
  'approval-mentions': mentioning(
    approvalCard(facts.asked(), { ...zone, selfApproval: false }),
    [{ objectId: '5d1b6f3e-0000-4000-8000-000000000101', name: 'Sam <Okoye>' }],
    'please decide.',
  ),
  'approval-policy': approvalPolicyCard(
    project(),
    { approvers: 2, approvedKinds: ['trial', 'full', 'prestage', 'retry'], planExpiresHours: 168 },
    false,
  ),
  'approval-policy-loose': approvalPolicyCard(
    project(),
    { approvers: 1, approvedKinds: ['full'], planExpiresHours: 12 },
    true,
  ),
  sender: senderCard(project(), 'moves@fabrikam.example', true),
  'sender-none': senderCard(project(), null, false),
  notices: noticesCard(project(), facts.notices),
  notice: noticeCard(facts.noticeHalfSent, facts.noticeExample),
  'notice-usual': noticeCard(facts.notice('cutover'), null),
  'notice-tested': noticeTestedCard(
    { moment: 'before' },
    { from: 'moves@fabrikam.example', to: 'anna@fabrikam.example' },
  ),
  'notice-ask': noticeAskCard(facts.noticeHalfSent, facts.noticeExample, facts.audience, {
    waves: ['pilot'],
  }),
  'notice-ask-one': noticeAskCard(
    facts.notice('after'),
    facts.noticeExample,
    { ...facts.audience, people: 1, already: 0, unclear: 0 },
    { addresses: ['anna@contoso.example'], again: true },
  ),
  'notice-started': noticeStartedCard({ ...facts.notice('before'), waiting: 412 }),
  'notice-sent': noticeSentCard(facts.noticeHalfSent, { ...facts.noticeHalfSent, unclear: 0, troubles: [] }),
  'notice-sent-with-trouble': noticeSentCard(facts.noticeHalfSent, facts.noticeHalfSent),
  'statistics-mailed': statisticsMailedCard(12, {
    from: 'moves@fabrikam.example',
    to: 'anna@fabrikam.example',
    files: ['pass-12-numbers.csv'],
    leftOut: ['pass-12-errors.csv'],
  }),
  people: peopleCard('Night shift', facts.people),
  'role-given': roleGivenCard('Night shift', facts.people.people[1]!, 'viewer'),
  'newcomers-agreed': agreedCard('Night shift', 'Newcomers become an operator.'),
  audit: auditCard('Night shift', facts.audit, { ...zone, csvUrl: `${here}/p/audit` }),
  'audit-broken': auditCard(
    'Night shift',
    { ...facts.audit, broken: 41 },
    { ...zone, csvUrl: `${here}/p/audit` },
  ),
  users: usersCard(project(), { rows: facts.mailboxRows, total: 31, page: 2, csvUrl: `${here}/p/users` }),
  'users-nothing-found': usersCard(project(), {
    rows: [],
    total: 0,
    page: 1,
    filter: { search: 'zebra', standing: 'failed', wave: 'pilot' },
  }),
  settings: settingsCard(project(), facts.settingsReport, `${here}/p/settings`),
  'settings-mailbox': settingsCard(project(), facts.annasSettings, `${here}/p/settings`),
  'settings-none': settingsCard(project(), facts.noSettings),
  'permissions-script': permissionsScriptCard(project(), 14, `${here}/p/permissions`),
  'users-csv': usersCsvCard(project(), `${here}/p/users`),
  'users-excluded': excludedCard(project(), {
    excluded: true,
    changed: ['anna@contoso.example', 'ben@contoso.example'],
    already: 1,
    running: [{ address: 'ben@contoso.example', passId: 12 }],
  }),
  'users-included': excludedCard(project(), {
    excluded: false,
    changed: ['anna@contoso.example'],
    already: 0,
    running: [],
  }),
  'users-removal': removalCard(
    project(),
    ['anna@contoso.example', 'ben@contoso.example', 'x@contoso.example'],
    {
      go: ['anna@contoso.example', 'ben@contoso.example'],
      stay: [{ address: 'x@contoso.example', why: 'It is not in this project.' }],
    },
  ),
  'users-removed': removedCard(project(), { go: ['anna@contoso.example', 'ben@contoso.example'], stay: [] }),
  'user-edited': userEditedCard(project(), {
    before: { source: 'anna@contoso.example', destination: 'anna.old@fabrikam.example' },
    after: facts.mailbox,
  }),
  'domains-preview': domainPreviewCard(project(), facts.askedChange, facts.changedDomain),
  'domains-changed': domainChangedCard(project(), facts.askedChange, facts.changedDomain, 'Anna Berg'),
  'user-added': userAddedCard(project(), facts.mailbox),
  'user-removed': userRemovedCard(project(), facts.mailbox),
  preview: previewCard(project(), facts.preview),
  'preview-many-faults': previewCard(project(), facts.manyFaults, { faults: `${here}/p/faults` }),
  'preview-discovered': previewCard(project(), facts.discovered, { leftOut: `${here}/p/left-out` }),
  columns: columnsCard(project(), facts.columns),
  reading: readingCard(project(), 'Contoso', 'Fabrikam'),
  mapping: mappingCard(),
  confirmed: confirmedCard(project(), { added: 14, already: 2 }, 'Anna Berg'),
  discarded: discardedCard('Anna Berg'),
  started: startedCard(facts.verifying, 'Europe/Berlin'),
  'started-without-a-yes': startedCard(
    { ...facts.waiting, kind: 'trial', beginsAt: new Date('2099-11-27T21:00:00Z') },
    'Europe/Berlin',
  ),
  approval: approvalCard(facts.asked(), { ...zone, selfApproval: false }),
  'approval-own': approvalCard(facts.asked(3, 0), { ...zone, selfApproval: true }),
  'approval-one-of-two': approvalCard(
    { ...facts.asked(), approvers: 2, approvals: [{ id: 4, name: 'Ben Okoye' }] },
    { ...zone, selfApproval: false },
  ),
  'approved-by-two': decidedCard(
    {
      ...facts.approved,
      approvers: 2,
      approvals: [
        { id: 4, name: 'Ben Okoye' },
        { id: 9, name: 'Carla 山田' },
      ],
    },
    'Europe/Berlin',
  ),
  'approval-prestage': approvalCard(facts.prestage, { ...zone, selfApproval: false }),
  'pass-paused': passCard({ ...facts.running, state: 'paused' }, 'Europe/Berlin'),
  'pass-waiting': passCard(facts.waiting, 'Europe/Berlin'),
  options: optionsCard(facts.options, true),
  'option-faults': optionFaultsCard(project(), facts.optionFaults),
  'mapping-of-people': recipientMappingCard(people.mapping),
  'mapping-of-people-new': recipientMappingCard(people.newMapping),
  'mapping-of-people-search': recipientMappingCard(people.foundMapping),
  'mapping-pairs-ask': askPairsCard(project(), `${here}/p/upload`),
  'mapping-pairs-preview': pairsPreviewCard(project(), people.pairs, `${here}/p/faults`),
  'mapping-pairs-added': pairsChangedCard(
    project(),
    { projectId: 3, changed: 12, copied: 4812 },
    'added',
    'Anna Berg',
  ),
  'mapping-pairs-removed': pairsChangedCard(
    project(),
    { projectId: 3, changed: 1, copied: 0 },
    'removed',
    'Anna Berg',
  ),
  'reply-test': replyTestCard(people.replies, `${here}/p/replies`),
  'reply-test-good': replyTestCard({ ...people.replies, broken: [], notes: [] }, `${here}/p/replies`),
  'reply-test-nothing': replyTestCard(
    { ...people.replies, addresses: 0, broken: [], notes: [] },
    `${here}/p/replies`,
  ),
  'reply-test-reading': readingRepliesCard('Wave one'),
  x500: x500Card(people.oldNames, `${here}/p/x500`, readNamesScript),
  'x500-unknown': x500Card(people.unknownNames, `${here}/p/x500`, readNamesScript),
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
  'approved-undo': decidedCard(
    { ...facts.approved, state: 'waiting', beginsAt: new Date('2099-11-27T21:00:00Z') },
    'Europe/Berlin',
  ),
  'approval-takes-away': approvalCard(
    {
      ...facts.asked(),
      plan: { ...facts.asked().plan, mostDeletes: 100 },
      expiresAt: new Date('2026-12-04T21:00:00Z'),
    },
    { ...zone, selfApproval: false },
  ),
  'approval-archives': approvalCard(facts.withArchives(facts.asked()), { ...zone, selfApproval: false }),
  'pass-archives': passCard(facts.withArchives(facts.approved), 'Europe/Berlin'),
  'mailbox-archive': mailboxCard(project(), {
    ...facts.mailboxPage,
    verification: {
      ok: true,
      problems: [],
      codes: [],
      folders: 31,
      items: 2_140,
      bytes: 88_000_000,
      archive: { folders: 6, items: 640, bytes: 25_000_000 },
    },
  }),
  rejected: decidedCard(facts.rejected, 'Europe/Berlin'),
  'pass-running': passCard(facts.approved, 'Europe/Berlin'),
  'pass-verifying': passCard(facts.verifying, 'Europe/Berlin'),
  'pass-finished': passCard(facts.finished, 'Europe/Berlin'),
  'passes-mine': myPassesCard([facts.asked(), facts.running, facts.finished], 'Europe/Berlin'),
  'passes-mine-none': myPassesCard([], 'Europe/Berlin'),
  'pass-none': noPassCard('Wave one', nextStep(project(), [contoso, { ...fabrikam, hasSecret: true }])),
  errors: errorsCard({ projectName: 'Wave one', passId: 12 }, facts.groups, `${here}/p/errors`),
  'errors-none': errorsCard({ projectName: 'Wave one' }, []),
  'failure-reply': failureReply({ id: 12, over: false }, facts.groups[0]!),
  'failure-reply-over': failureReply(
    { id: 12, over: true, retry: { project: 3 }, csvUrl: urls.errorsUrl },
    facts.groups[0]!,
  ),
  'failure-overflow': failureOverflow({ id: 12 }, 3),
  customers: customersCard(facts.customers, true, project()),
  'customers-none': customersCard([], true),
  'customers-not-counted': customersCard(facts.customers, false),
  'customer-added': customerAddedCard(facts.customers[0]!, project()),
  'customer-used': customerUsedCard(project(), facts.customers[0]!, true),
  licences: licencesCard(facts.licences.some, { ...zone, csvUrl: `${here}/p/licences` }),
  'licences-none': licencesCard(facts.licences.none, zone),
  'licences-no-customer': licencesCard(facts.licences.noCustomer, zone),
  'licences-ordered': orderCard(facts.order, 'Europe/Berlin'),
  'licences-ordered-by-transfer': orderCard(facts.transfer, 'Europe/Berlin'),
  'licences-paid': orderCard(facts.paid, 'Europe/Berlin', 'Ben Roth'),
  'licences-cancelled': orderCard({ ...facts.order, state: 'cancelled' }, 'Europe/Berlin', 'Ben Roth'),
  'licences-applied': licencesAppliedCard(project(), {
    customer: 'Contoso',
    applied: 12,
    already: 2,
    without: 0,
    expiresAt: facts.paid.expiresAt,
  }),
  'licences-applied-in-part': licencesAppliedCard(project(), {
    customer: 'Contoso',
    applied: 1,
    already: 0,
    without: 3,
    expiresAt: facts.paid.expiresAt,
  }),
  'licences-freed': licencesFreedCard(project(), { customer: 'Contoso', freed: 2 }),
  'licences-on': countingCard('Night shift', true),
  'licences-off': countingCard('Night shift', false),
  'project-of-a-customer': projectCard(
    { ...project(), customer: 'Contoso' },
    [contoso, { ...fabrikam, hasSecret: true }],
    2,
  ),
  'mailbox-licensed': mailboxCard(project(), {
    ...facts.newMailboxPage,
    licence: { expiresAt: facts.paid.expiresAt!, usedAt: null },
  }),
  'approval-licensed': approvalCard(
    { ...facts.asked(3, 0), licences: { have: 3, of: 3 } },
    { ...zone, selfApproval: false },
  ),
  'statistics-verify': statisticsCard(facts.verified, facts.statistics, urls),
  'statistics-full': statisticsCard(facts.finished, facts.statistics, urls),
};
