/** Made-up facts that the card tests show: one project, its endpoints, passes in every state. */

import type {
  Agreement,
  Assessment,
  AssessmentReport,
  Audience,
  AuditRow,
  ChangedDomain,
  ColumnsAsked,
  Customer,
  Endpoint,
  ErrorGroup,
  Example,
  ImportPreview,
  LicencesView,
  Mailbox,
  MailboxPage,
  MailboxRow,
  MeetingsReport,
  NoticeView,
  Order,
  Organizer,
  PassView,
  Person,
  Progress,
  ProjectSummary,
  SettingsReport,
  Statistics,
} from '../../../../src/bot/views.ts';
import type { FoundSetting } from '../../../../src/db/settings.ts';

import { verdictOf } from '../../../../src/engine/assessment/found.ts';
import { type Judged, remarksOn } from '../../../../src/engine/assessment/judge.ts';
import { usualWords } from '../../../../src/engine/notices/words.ts';
import { optionCatalogue } from '../../../../src/engine/options/catalogue.ts';
import { type OptionFault, parseOptions } from '../../../../src/engine/options/parse.ts';
import { shownOptions } from '../../../../src/engine/options/shown.ts';
import type { OptionsView } from '../../../../src/engine/project-options.ts';
import type { RunState } from '../../../../src/engine/run-state.ts';
import { runStates } from '../../../../src/engine/run-state.ts';
import { reportOf } from '../../../../src/engine/settings-report.ts';

const at = (time: string): Date => new Date(`2026-11-23T${time}Z`);

export const contoso: Endpoint = {
  id: 1,
  name: 'Contoso',
  tenantId: '11111111-2222-4333-8444-555555555555',
  clientId: '66666666-7777-4888-9999-000000000000',
  region: null,
  hasSecret: true,
  certificate: null,
  testedAt: at('08:30:00'),
};
export const fabrikam: Endpoint = {
  ...contoso,
  id: 2,
  name: 'Fabrikam',
  region: 'Europe',
  hasSecret: false,
  testedAt: null,
};

export const withCertificate: Endpoint = {
  ...contoso,
  certificate: { expiresAt: new Date('2026-12-12T10:00:00Z'), expiresSoon: true },
};

export const project = (counts = { mailboxes: 14, verified: 12 }): ProjectSummary => ({
  id: 3,
  workgroupId: 1,
  name: 'Wave one',
  sourceEndpointId: 1,
  destinationEndpointId: 2,
  timeZone: 'Europe/Berlin',
  locale: 'en-GB',
  sourceEndpointName: 'Contoso',
  destinationEndpointName: 'Fabrikam',
  counts,
});

export const mailbox: Mailbox = {
  id: 7,
  source: 'anna@contoso.example',
  destination: 'anna@fabrikam.example',
  verification: null,
  verifiedAt: null,
  wave: null,
  excluded: false,
};

const row = (name: string, more: Partial<MailboxRow>): MailboxRow => ({
  ...mailbox,
  source: `${name}@contoso.example`,
  destination: `${name}@fabrikam.example`,
  passId: null,
  passKind: null,
  state: null,
  problem: null,
  copied: 0,
  failed: 0,
  ...more,
});
const good = { ok: true, problems: [], codes: [], folders: 12, items: 250, bytes: 9_000_000 };
const full = { passId: 12, passKind: 'full' as const, verification: good, copied: 250 };

export const mailboxRows: MailboxRow[] = [
  row('anna', { wave: 'pilot', excluded: true }),
  row('ben', { verification: good, passKind: 'verify', state: 'completed' }),
  row('chloe', {
    verification: { ...good, ok: false, problems: ['The destination mailbox does not exist.'] },
  }),
  row('dora', { ...full, state: 'completed' }),
  row('emil', { ...full, state: 'completed with errors', failed: 4 }),
  row('fritz', { ...full, state: 'failed', problem: 'Microsoft refused the sign-in. Enter a new secret.' }),
];

export const preview: ImportPreview = {
  importId: 5,
  projectId: 3,
  fileName: 'users.csv',
  accepted: 14,
  already: 2,
  sample: ['anna', 'ben', 'chloé', 'дмитрий', 'erika'].map((name) => ({
    source: `${name}@contoso.example`,
    destination: `${name}@fabrikam.example`,
  })),
  faults: [
    {
      line: 4,
      column: 2,
      columnName: 'destination',
      value: 'no-address',
      problem: 'the @ is missing',
      mend: 'write it as name@domain',
    },
    {
      line: 9,
      column: 1,
      columnName: 'source',
      value: '=HYPERLINK("http://x")',
      problem: 'this is a formula, not an address',
      mend: 'put the plain address there',
    },
    {
      line: 12,
      column: 1,
      value: '',
      problem: 'the address is empty',
      mend: 'fill it in, or delete the line',
    },
  ],
  faultCount: 3,
  badRows: 2,
  leftOut: [],
  leftOutCount: 0,
  told: [],
  readAs: { encoding: 'UTF-8', separator: ';' },
};

export const manyFaults: ImportPreview = {
  ...preview,
  accepted: 0,
  sample: [],
  faults: Array.from({ length: 50 }, (_, row) => ({
    line: row + 2,
    column: 1,
    columnName: 'source',
    value: `row ${row}`,
    problem: 'the @ is missing',
    mend: 'write it as name@domain',
  })),
  faultCount: 12_000,
  badRows: 12_000,
};

const { readAs: _readAs, ...fromTenant } = preview;
export const discovered: ImportPreview = {
  ...fromTenant,
  fileName: 'Mailboxes of Contoso',
  accepted: 1_960,
  already: 14,
  sample: [
    ['anna', 'person, found by name'],
    ['info', 'shared'],
    ['room.elbe', 'room'],
    ['projector', 'equipment'],
  ].map(([name, type]) => ({
    source: `${name}@contoso.example`,
    destination: `${name}@fabrikam.example`,
    type: String(type),
  })),
  faults: [],
  faultCount: 0,
  badRows: 0,
  leftOut: Array.from({ length: 26 }, (_, at) => ({
    address: `person.${at}@contoso.example`,
    why: 'Nobody at Fabrikam has this address or this name.',
  })),
  leftOutCount: 26,
  told: ['2,000 people of Contoso have a mailbox, 31 have none.'],
};

export const columns: ColumnsAsked = {
  importId: 6,
  projectId: 3,
  fileName: 'users_11_28_2026.csv',
  rows: 1_960,
  columns: [
    { name: 'User principal name', example: 'anna@contoso.example' },
    { name: 'Alternate email address', example: 'anna@home.example' },
  ],
  source: 0,
};

const none = Object.fromEntries(runStates.map((state) => [state, 0])) as Record<RunState, number>;

const progress: Progress = {
  runs: { ...none, queued: 5, running: 4, completed: 4, failed: 1 },
  mailboxes: 14,
  items: {
    planned: 3000,
    copied: 1170,
    updated: 0,
    unchanged: 10,
    skipped: 4,
    failed: 16,
    deleted: 0,
    filtered: 0,
    addressesMapped: 0,
    addressesKept: 0,
  },
  settings: { copied: 0, unchanged: 0, skipped: 0, failed: 0 },
  bytes: { planned: 120_000_000, moved: 51_200_000 },
  itemsPerSecond: 42.4,
  bytesPerSecond: 1_830_000,
  etaSeconds: 43,
  boundBy: "Microsoft's 150 MB of uploads in 5 minutes per mailbox",
  running: [
    {
      source: 'anna.berg@contoso.example',
      done: 4_210,
      planned: 18_300,
      seconds: 5_460,
      boundBy: "Microsoft's 150 MB of uploads in 5 minutes per mailbox",
    },
    {
      source: 'ben.roth@contoso.example',
      done: 90,
      planned: 400,
      seconds: 43,
      boundBy: 'four requests at once per mailbox',
    },
  ],
  waitsFor: 'Waiting for Microsoft’s limit of 150 MB in 5 minutes: 40 s more.',
  startedAt: at('13:02:11'),
  elapsedSeconds: 28,
};

const mailboxesOf = (many: number) =>
  Array.from({ length: many }, (_, at) => ({
    mailboxId: at + 1,
    source: `person.${at + 1}@contoso.example`,
    destination: `person.${at + 1}@fabrikam.example`,
    items: 200 + at,
    bytes: 8_000_000 + at * 1_000_000,
    seconds: 5,
    boundBy: 'four requests at once per mailbox',
  }));

export const asked = (mailboxes = 14, leftOut = 1): PassView => ({
  id: 12,
  projectId: 3,
  projectName: 'Wave one',
  kind: 'full',
  state: 'asked',
  plan: {
    kind: 'full',
    everybody: true,
    projectId: 3,
    mailboxes: mailboxesOf(mailboxes),
    leftOut: Array.from({ length: leftOut }, (_, at) => ({
      address: `left.${at + 1}@contoso.example`,
      reason: 'It was not verified.',
    })),
    items: 3000,
    bytes: 120_000_000,
    alreadyThere: 0,
    estimateSeconds: 200,
    boundBy: '10,000 requests in 10 minutes for each mailbox',
    options: {},
    filters: [],
  },
  planHash: 'f3a9c1d27b6e4f50',
  requestedBy: { id: 1, name: 'Anna Berg' },
  requestedAt: at('13:00:00'),
  approvals: [],
  approvers: 1,
  progress: { ...progress, runs: none, mailboxes: 0, startedAt: null, waitsFor: null },
});

/** Two of its mailboxes bring their archives. */
export const withArchives = (pass: PassView): PassView => ({
  ...pass,
  plan: {
    ...pass.plan,
    mailboxes: pass.plan.mailboxes.map((one, at) => (at < 2 ? { ...one, archive: true as const } : one)),
  },
});

export const approved: PassView = {
  ...asked(),
  state: 'running',
  decidedBy: { id: 2, name: 'Ben Roth' },
  decidedAt: at('13:02:00'),
  progress,
};
export const rejected: PassView = {
  ...asked(),
  state: 'rejected',
  decidedBy: { id: 2, name: 'Ben Roth' },
  decidedAt: at('13:02:00'),
  reason: 'not before Friday',
};
export const finished: PassView = {
  ...approved,
  state: 'finished',
  finishedAt: at('13:05:31'),
  progress: {
    ...progress,
    runs: { ...none, completed: 11, 'completed with errors': 2, failed: 1 },
    items: {
      planned: 3000,
      copied: 2960,
      updated: 6,
      unchanged: 10,
      skipped: 4,
      failed: 20,
      deleted: 0,
      filtered: 0,
      addressesMapped: 2640,
      addressesKept: 3,
    },
    settings: { copied: 401, unchanged: 96, skipped: 31, failed: 2 },
    bytes: { planned: 120_000_000, moved: 141_000_000 },
    etaSeconds: null,
    waitsFor: null,
    elapsedSeconds: 200,
  },
};
export const verifying: PassView = {
  ...approved,
  id: 11,
  kind: 'verify',
  progress: {
    ...progress,
    waitsFor: null,
    items: {
      planned: 0,
      copied: 0,
      updated: 0,
      unchanged: 0,
      skipped: 0,
      failed: 0,
      deleted: 0,
      filtered: 0,
      addressesMapped: 0,
      addressesKept: 0,
    },
  },
};
export const verified: PassView = {
  ...verifying,
  state: 'finished',
  finishedAt: at('12:50:00'),
  progress: { ...verifying.progress, runs: { ...none, completed: 13, failed: 1 } },
};

export const groups: ErrorGroup[] = [
  {
    key: 'ErrorItemCorrupt',
    code: 'ErrorItemCorrupt',
    explanation: 'Exchange could not read these items at the source.',
    next: 'Open one in Outlook; if it opens, run the pass again.',
    count: 16,
    mailboxes: 3,
    examples: [1, 2, 3].map((at) => ({
      mailbox: `person.${at}@contoso.example`,
      folder: 'Inbox/Projects/2019',
      itemType: 'mail',
      cause: 'ErrorItemCorrupt',
    })),
  },
  {
    key: 'ErrorMessageSizeExceeded',
    code: 'ErrorMessageSizeExceeded',
    explanation: 'The item is larger than the destination takes.',
    next: 'Save its attachments elsewhere.',
    count: 4,
    mailboxes: 1,
    examples: [],
  },
];

const movedBox = (number: number, state: RunState, copied: number, failed: number, bytes: number) => ({
  source: `person.${number}@contoso.example`,
  destination: `person.${number}@fabrikam.example`,
  state,
  copied,
  updated: 0,
  unchanged: 0,
  skipped: 0,
  failed,
  bytes,
  seconds: 60,
});

export const statistics: Statistics = {
  verified: { items: 2_980, bytes: 141_000_000 },
  remarks: 0,
  byType: {
    mail: { copied: 2500, failed: 18, bytes: 130_000_000 },
    calendar: { copied: 300, failed: 2, bytes: 8_000_000 },
    contact: { copied: 160, failed: 0, bytes: 3_000_000 },
  },
  mailboxes: [
    movedBox(1, 'completed', 900, 0, 60_000_000),
    movedBox(2, 'completed with errors', 700, 16, 40_000_000),
    movedBox(3, 'failed', 12, 4, 1_000_000),
  ],
  seconds: 200,
  itemsPerSecond: 14.8,
  bytesPerSecond: 705_000,
};

export const running: PassView = { ...approved, progress };

export const waiting: PassView = {
  ...approved,
  state: 'waiting',
  plan: { ...approved.plan, options: { window: { from: '20:00', to: '06:00' } } },
  progress: { ...progress, waitsFor: null },
};

const wanted = asked(3, 0);
export const prestage: PassView = {
  ...wanted,
  kind: 'prestage',
  plan: {
    ...wanted.plan,
    kind: 'prestage',
    mailboxes: wanted.plan.mailboxes.map((one, day) => ({ ...one, startBy: `2026-03-1${day}T21:40:00Z` })),
    options: {
      olderThan: '2025-12-01T00:00:00Z',
      startAt: '2026-03-06T21:00:00Z',
      window: { from: '20:00', to: '06:00' },
      readyBy: '2026-03-16T05:00:00Z',
    },
    filters: ['ExcludeFolders=deleteditems', 'FolderMapping=^Old->Archive/Old'],
  },
};

const clock = { timeZone: 'Europe/Berlin', now: new Date('2026-03-01T12:00:00Z') };
const pasted = parseOptions('ExcludeFolders="deleteditems, junkemail" MaximumItemFailures=500', clock);
export const options: OptionsView = {
  projectId: 3,
  projectName: 'Wave one',
  options: shownOptions(pasted.ok ? pasted.lines : [], {
    source: { tenantId: 'contoso-tenant', clientId: 'contoso-client', hasSecret: true },
  }),
  known: optionCatalogue.map(({ example, summary }) => ({ example, summary })),
};
const wrong = parseOptions('FolderFilter="(a+" LogSubject=1 ModernAuthTenantIdExport=x', clock);
export const optionFaults: OptionFault[] = wrong.ok ? [] : wrong.faults;

export const waves = {
  waves: [
    { name: 'pilot', mailboxes: 3, verified: 3, items: 12_400, bytes: 900_000_000 },
    { name: 'wave-2', mailboxes: 120, verified: 80, items: 2_400_000, bytes: 190_000_000_000 },
  ],
  without: 4,
};

export const people: { people: Person[]; agreement: Agreement } = {
  people: [
    { id: 1, name: 'Anna Berg', role: 'owner', since: at('08:00:00') },
    { id: 4, name: 'Ben Okoye', role: 'approver', since: at('08:10:00') },
    { id: 9, name: 'Carla 山田', role: 'viewer', since: at('09:00:00') },
  ],
  agreement: { memberRole: 'approver', selfApproval: false, sharesProjects: true },
};

const entry = (id: number, more: Partial<AuditRow>): AuditRow => ({
  id,
  at: at('14:02:00'),
  person: 'Anna Berg',
  command: 'full',
  args: {},
  result: 'done: Approve pass 12? 4,812 items of 14 mailboxes would move',
  hash: '00',
  ...more,
});
export const audit = {
  rows: [
    entry(44, {
      person: 'Ben Okoye',
      command: 'approve',
      args: { pass: 12 },
      result: 'done: Approved by Ben Okoye',
    }),
    entry(43, {}),
    entry(42, { person: null, command: 'enter', args: { surface: 'teams' }, result: 'other-tenant' }),
  ],
  total: 27,
  page: 1,
  broken: null as number | null,
};

export const mailboxPage: MailboxPage = {
  source: 'anna@contoso.example',
  destination: 'anna@fabrikam.example',
  wave: 'pilot',
  kind: { word: "a person's mailbox", note: null },
  priority: 5,
  verification: {
    ok: true,
    problems: [],
    codes: [],
    folders: 24,
    items: 48_120,
    bytes: 6_200_000_000,
  },
  verifiedAt: at('08:40:00'),
  now: {
    sentence: "Waiting for Microsoft's limit of 150 MB in 5 minutes: 41 s more.",
    since: at('13:59:30'),
    boundBy: "Microsoft's limit of 150 MB in 5 minutes",
    secondsLeft: 9_200,
    next: 'It goes on by itself.',
  },
  history: [
    {
      passId: 12,
      kind: 'full',
      state: 'running',
      copied: 20_411,
      updated: 3,
      failed: 12,
      problem: null,
      startedAt: at('11:00:00'),
      finishedAt: null,
    },
    {
      passId: 3,
      kind: 'verify',
      state: 'completed',
      copied: 0,
      updated: 0,
      failed: 0,
      problem: null,
      startedAt: at('08:39:00'),
      finishedAt: at('08:40:00'),
    },
  ],
  settings: { copied: 38, unchanged: 9, skipped: 4, failed: 1 },
  causes: [
    {
      code: 'ErrorItemCorrupt',
      count: 12,
      explanation: 'Exchange cannot read the item at the source.',
      next: 'Open it in Outlook: if it opens, move it to another folder and run full again; if not, it is lost at the source too.',
    },
  ],
};
export const newMailboxPage: MailboxPage = {
  ...mailboxPage,
  wave: null,
  priority: 0,
  verification: null,
  verifiedAt: null,
  now: {
    sentence: 'Nothing has been done with it yet.',
    since: null,
    boundBy: null,
    secondsLeft: null,
    next: 'Say "verify" to check both sides of it.',
  },
  history: [],
  settings: { copied: 0, unchanged: 0, skipped: 0, failed: 0 },
  causes: [],
};

export const customers: Customer[] = [
  { id: 1, name: 'Contoso', domain: 'contoso.example', projects: 2, applied: 38, used: 12 },
  { id: 2, name: 'Étoile & Söhne', domain: 'etoile.example', projects: 0, applied: 0, used: 0 },
];

export const order: Order = {
  id: 3,
  licences: 40,
  method: 'card',
  state: 'open',
  orderedBy: 'Anna Berg',
  orderedAt: at('09:00:00'),
  paidAt: null,
  expiresAt: null,
};
export const transfer: Order = { ...order, id: 4, licences: 250, method: 'transfer' };
export const paid: Order = {
  ...order,
  state: 'paid',
  paidAt: at('09:10:00'),
  expiresAt: new Date('2027-11-23T09:10:00Z'),
};

const noLicences: LicencesView = {
  ordered: 0,
  available: 0,
  applied: 0,
  used: 0,
  expired: 0,
  valid: [],
  open: [],
};
export const licences = {
  none: noLicences,
  some: {
    ordered: 60,
    available: 22,
    applied: 38,
    used: 12,
    expired: 10,
    valid: [
      {
        id: 1,
        licences: 20,
        applied: 18,
        used: 12,
        expiresAt: new Date('2026-12-10T09:10:00Z'),
        expiresSoon: true,
      },
      {
        id: 2,
        licences: 40,
        applied: 20,
        used: 0,
        expiresAt: new Date('2027-11-23T09:10:00Z'),
        expiresSoon: false,
      },
    ],
    open: [order, transfer],
    here: { id: 3, name: 'Wave one', customer: 'Contoso', mailboxes: 14, without: 5 },
  } satisfies LicencesView,
  noCustomer: {
    ...noLicences,
    here: { id: 3, name: 'Wave one', customer: null, mailboxes: 14, without: 14 },
  } satisfies LicencesView,
};
export const changedDomain: ChangedDomain = {
  rows: Array.from({ length: 40 }, (_, at) => ({
    id: at,
    before: { source: `person.${at}@contoso.example`, destination: `person.${at}@fabrikam.example` },
    after: {
      source: `person.${at}@contoso.onmicrosoft.example`,
      destination: `person.${at}@fabrikam.example`,
    },
  })),
  blocked: [
    { address: 'anna@contoso.example', why: 'anna@contoso.example is in pass 12, which is not over.' },
  ],
  code: '3f9a1c2e40',
  reversible: true,
};
export const askedChange = { from: 'contoso.example', to: 'contoso.onmicrosoft.example', side: 'source' };
export const notice = (moment: NoticeView['moment']): NoticeView => ({
  projectId: 3,
  projectName: 'Wave one',
  timeZone: 'Europe/Berlin',
  moment,
  to: moment === 'before' ? 'source' : 'destination',
  sender: 'moves@fabrikam.example',
  ...usualWords[moment],
  hash: '9f2c4a7be1d05836',
  writtenAt: null,
  waiting: 0,
  waitsUntil: null,
  sentBefore: 0,
  sent: 0,
  failed: 0,
  unclear: 0,
  sending: 0,
  troubles: [],
});
export const noticeHalfSent: NoticeView = {
  ...notice('before'),
  writtenAt: at('09:00:00'),
  sent: 40,
  sending: 1,
  waiting: 371,
  waitsUntil: at('15:00:00'),
  sentBefore: 12,
  failed: 2,
  unclear: 1,
  troubles: [
    {
      explanation: 'No mailbox has this address in the tenant that it belongs to, so nothing was sent to it.',
      next: 'Correct the pair, or make the mailbox, then send the notice again: whoever has it is left out.',
      count: 2,
      examples: ['ben@contoso.example', 'дмитрий@contoso.example'],
    },
    {
      explanation:
        'The connection broke off after the message had been handed over, so it may or may not have arrived.',
      next: 'Ask one of them. To send it again all the same, say "notice send <moment> again".',
      count: 1,
      examples: ['chloe@contoso.example'],
    },
  ],
};
export const notices: NoticeView[] = [noticeHalfSent, notice('meetings'), notice('cutover'), notice('after')];
export const noticeExample: Example = {
  to: 'anna@contoso.example',
  subject: 'Your mailbox moves to anna@fabrikam.example',
  body: 'Hello Anna Berg,\n\nyour mailbox anna@contoso.example moves **soon**.',
};
export const audience: Audience = { people: 371, already: 41, waiting: 0, unclear: 1, excluded: 2 };

const setting = (
  mailbox: string,
  setting: string,
  name: string,
  cause: string | null,
  detail: string | null,
) => ({
  mailbox: `${mailbox}@contoso.example`,
  destination: `${mailbox}@fabrikam.example`,
  setting,
  name,
  outcome: cause === null || cause.startsWith('rule-forwards') ? ('copied' as const) : ('skipped' as const),
  cause,
  detail,
  passId: 12,
  at: at('13:00:00'),
});
const annas: FoundSetting[] = [
  setting('anna.berg', 'language and formats', 'language and formats', null, null),
  { ...setting('anna.berg', 'time zone', 'time zone', null, null), outcome: 'unchanged' },
  setting('anna.berg', 'automatic replies', 'automatic replies', 'replies-later', null),
  setting('anna.berg', 'categories', 'Kunde: Köln', null, null),
  setting('anna.berg', 'inbox rules', 'Newsletters', null, null),
  setting('anna.berg', 'inbox rules', 'Offers', 'rule-forwards-outside', 'buyer@northwind.example'),
  setting('anna.berg', 'inbox rules', 'Play a sound', 'rule-client-only', null),
  setting('anna.berg', 'calendar permissions', 'Calendar: sam@contoso.example', null, null),
  setting('anna.berg', 'calendar permissions', 'Calendar: buyer@northwind.example', 'setting-outside', null),
  {
    ...setting('anna.berg', 'calendars', 'Team', 'ErrorInternalServerError', null),
    outcome: 'failed',
  },
  setting(
    'anna.berg',
    'folder permissions',
    'folder permissions',
    'setting-not-allowed',
    'Exchange.ManageAsAppV2 at the source',
  ),
];
const bens: FoundSetting[] = [
  setting('ben', 'inbox rules', 'Everything', 'rule-folder', null),
  setting('ben', 'calendar permissions', 'Calendar: carl@contoso.example', 'setting-unmapped', null),
  setting('ben', 'send on behalf', 'zoe@contoso.example', 'setting-person-unknown', null),
];
export const settingsReport: SettingsReport = reportOf([...annas, ...bens]);
export const annasSettings: SettingsReport = {
  mailbox: { source: 'anna.berg@contoso.example', destination: 'anna.berg@fabrikam.example' },
  ...reportOf(annas),
};
export const noSettings: SettingsReport = reportOf([]);

const amount = (items: number, bytes: number) => ({ items, bytes });
const assessedBox: Assessment = {
  source: 'anna@contoso.example',
  destination: 'anna@fabrikam.example',
  at: at('09:12:00'),
  found: {
    verdict: 'ready with remarks',
    purpose: 'user',
    source: {
      mailboxId: 'MBX:1',
      ...amount(48_120, 6_200_000_000),
      folders: 84,
      depth: 6,
      byType: {
        mail: amount(44_020, 6_050_000_000),
        calendar: amount(3_010, 120_000_000),
        contact: amount(1_090, 30_000_000),
      },
      byFolder: [
        { path: 'Inbox', ...amount(31_400, 4_100_000_000) },
        { path: 'Sent Items', ...amount(9_100, 1_500_000_000) },
        { path: 'Projects with a name that is longer than most', ...amount(3_500, 450_000_000) },
        { path: 'Calendar', ...amount(3_010, 120_000_000) },
        { path: '9 others', ...amount(1_110, 30_000_000) },
      ],
      fullest: { path: 'Inbox', items: 21_400 },
      largest: [
        { path: 'Inbox/Plans', itemType: 'mail', size: 171_000_000, created: '2023-04-02T10:00:00.000Z' },
        { path: 'Sent Items', itemType: 'mail', size: 48_000_000, created: '2025-01-20T10:00:00.000Z' },
      ],
      tooLarge: 1,
      stays: { folders: 14, items: 2_310 },
      leftOut: amount(1_200, 9_000_000),
      tried: { items: 20, refused: { ErrorItemCorrupt: 1 } },
    },
    destination: { mailboxId: 'MBX:2', folders: 13, items: 4, licences: 2 },
    archive: null,
    hold: true,
    seconds: 16_400,
    boundBy: "Microsoft's 150 MB of uploads in 5 minutes per mailbox",
    remarks: [],
  },
  meetings: {
    meetings: 1_000,
    losesLink: 9,
    withOutside: 4,
    series: 5,
    exceptions: 6,
    more: 240,
    next: new Date('2026-11-30T09:00:00Z'),
  },
};
const remarked = (one: Assessment, more: Partial<Judged> = {}): Assessment => {
  const { source, destination, found } = one;
  const { purpose, hold } = found;
  const judged = { pair: { source, destination }, purpose, hold, meeting: [], mostBelow: 9, ...more };
  const remarks = remarksOn({ source: found.source, destination: found.destination, ...judged });
  return { ...one, found: { ...found, remarks, verdict: verdictOf(remarks) } };
};
const quietSource = {
  ...assessedBox.found.source!,
  ...amount(2_100, 210_000_000),
  tooLarge: 0,
  tried: { items: 12, refused: {} },
};
const quiet: Assessment = {
  ...assessedBox,
  found: { ...assessedBox.found, hold: null, seconds: 310, source: quietSource },
  meetings: { ...assessedBox.meetings!, meetings: 0, losesLink: 0, more: 0, next: null },
};
export const assessments: Assessment[] = [
  {
    ...assessedBox,
    source: 'ben@contoso.example',
    destination: 'ben@fabrikam.example',
    found: {
      ...assessedBox.found,
      verdict: 'cannot move',
      source: null,
      destination: null,
      hold: null,
      seconds: 0,
      remarks: [
        {
          code: 'destination',
          weight: 'stops',
          sentence:
            'The destination tenant has no mailbox ben@fabrikam.example. The person is there and has no licence: give it one with Exchange, then verify again.',
          next: 'Say "assess" again afterwards, to see what else there is.',
        },
      ],
    },
    meetings: null,
  },
  remarked(assessedBox, {
    meeting: [
      ['Offers', 'OFFERS'],
      ['Clients', 'Inbox/Clients'],
    ],
  }),
  remarked({
    ...quiet,
    source: 'room.elbe@contoso.example',
    destination: 'room.elbe@fabrikam.example',
    found: { ...quiet.found, purpose: 'room' },
  }),
  remarked({ ...quiet, source: 'carla@contoso.example', destination: 'carla@fabrikam.example' }),
];
export const assessmentReport: AssessmentReport = {
  projectId: 3,
  projectName: 'Wave one',
  timeZone: 'Europe/Berlin',
  assessments,
  missing: 2,
  verdicts: { 'cannot move': 1, 'ready with remarks': 1, ready: 2 },
  items: 52_320,
  bytes: 6_620_000_000,
  longest: { source: 'anna@contoso.example', seconds: 16_400, boundBy: assessedBox.found.boundBy },
  losesLink: 9,
  moreMeetings: 240,
};

const organizer = (name: string, losesLink: number, meetings: number): Organizer => ({
  source: `${name}@contoso.example`,
  destination: `${name}@fabrikam.example`,
  invited: 12,
  unread: 0,
  losesLink,
  meetings,
  withOutside: Math.floor(meetings / 2),
  series: 2,
  exceptions: 1,
  more: 0,
  next: losesLink > 0 ? new Date('2026-11-30T09:00:00Z') : null,
});
export const meetingsReport: MeetingsReport = {
  projectId: 3,
  projectName: 'Wave one',
  timeZone: 'Europe/Berlin',
  organizers: [organizer('anna', 9, 14), organizer('carla.of.a.long.name', 3, 3), organizer('ben', 0, 2)],
  losesLink: 12,
  meetings: 19,
  withOutside: 9,
  series: 6,
  more: 0,
  unread: 1,
  known: 14,
  missing: 2,
  since: at('09:12:00'),
};
