/** Files for a spreadsheet: the errors of a pass, and who has a licence. [pure] */
import { stringify } from 'csv-stringify/sync';
import type { LicensedMailbox } from '../db/licences.ts';
import type { FoundMailbox } from '../db/mailboxes.ts';
import type { ItemError, TroubledRun } from '../db/reporting.ts';
import type { FoundSetting } from '../db/settings.ts';
import { explain } from './explanations.ts';

type Rows = (string | number)[][];

/** In the columns that a list of users is read from, so that it can be brought into another project. */
export const mailboxesTable = (found: FoundMailbox[]): Rows => [
  [
    'Source Email Address',
    'Destination Email Address',
    'Wave',
    'Priority',
    'Excluded',
    'Verified',
    'Items at the source',
    'Size at the source (bytes)',
    'Latest pass',
    'State',
    'Copied',
    'Failed',
    'Problem',
  ],
  ...found.map(({ mailbox, ...run }) => [
    mailbox.sourceAddress,
    mailbox.destinationAddress,
    mailbox.wave ?? '',
    mailbox.priority,
    mailbox.excluded ? 'yes' : 'no',
    mailbox.verification === null ? '' : mailbox.verification.ok ? 'yes' : 'failed',
    mailbox.verification?.items ?? '',
    mailbox.verification?.bytes ?? '',
    run.passKind ?? '',
    run.state ?? '',
    run.copied,
    run.failed ?? '',
    run.problem ?? mailbox.verification?.problems[0] ?? '',
  ]),
];

export const errorsTable = (errors: ItemError[], troubled: TroubledRun[]): Rows => [
  [
    'Source Email Address',
    'Destination Email Address',
    'Folder',
    'Type',
    'Outcome',
    'Cause',
    'Size (bytes)',
    'Created at the source',
    'Subject',
    'What it means',
    'What to do',
  ],
  ...errors.map((one) => {
    const { sentence, next } = explain(one.cause ?? '');
    return [
      one.mailbox,
      one.destination,
      one.folder ?? '',
      one.itemType,
      one.outcome,
      one.cause ?? '',
      one.size,
      one.created?.toISOString() ?? '',
      one.subject ?? '',
      sentence,
      next,
    ];
  }),
  ...troubled.map((run) => [
    run.mailbox,
    '',
    '',
    '',
    `run ${run.state}`,
    '',
    '',
    '',
    '',
    run.problem ?? '',
    '',
  ]),
];

export const settingsTable = (found: FoundSetting[]): Rows => [
  [
    'Source Email Address',
    'Destination Email Address',
    'Setting',
    'Which',
    'Outcome',
    'Cause',
    'Detail',
    'Pass',
    'What it means',
    'What to do',
  ],
  ...found.map((one) => {
    const { sentence, next } = one.cause === null ? { sentence: '', next: '' } : explain(one.cause);
    return [
      one.mailbox,
      one.destination,
      one.setting,
      one.name,
      one.outcome,
      one.cause ?? '',
      one.detail ?? '',
      one.passId,
      sentence,
      next,
    ];
  }),
];

/** For spreadsheets: a mark for UTF-8, CRLF, and no cell that one of them would run as a formula. */
export const licencesTable = (mailboxes: LicensedMailbox[]): Rows => [
  ['Source Email Address', 'Licence', 'Applied', 'Used', 'Expires', 'Order'],
  ...mailboxes.map(({ source, valid, appliedAt, usedAt, expiresAt, orderId }) => [
    source,
    appliedAt === null ? 'none' : valid ? 'valid' : 'expired',
    appliedAt?.toISOString() ?? '',
    usedAt?.toISOString() ?? '',
    expiresAt?.toISOString() ?? '',
    orderId ?? '',
  ]),
];

export const csvOf = (rows: Rows): string =>
  stringify(
    rows.map((row) =>
      row.map((cell) => (typeof cell === 'string' && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell)),
    ),
    { bom: true, record_delimiter: '\r\n', quoted_match: /[\r\n]/ },
  );
