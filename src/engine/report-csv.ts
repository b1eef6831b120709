/** The two files that close a pass: its numbers per mailbox, and every error. */
import { stringify } from 'csv-stringify/sync';
import { itemTypes } from '../db/ledger-tables.ts';
import type { FoundMailbox } from '../db/mailboxes.ts';
import type { ItemError, RunFound, TroubledRun } from '../db/reporting.ts';
import { explain } from './explanations.ts';
import type { Statistics } from './reporting.ts';

type Rows = (string | number)[][];

export const numbersTable = (statistics: Statistics, found: RunFound[]): Rows => [
  [
    'Source Email Address',
    'Destination Email Address',
    'Status',
    'Items at the source',
    'Size at the source (bytes)',
    'Copied',
    'Updated',
    'Unchanged',
    'Skipped',
    'Failed',
    'Size (bytes)',
    'Duration (seconds)',
    'Items per second',
    ...itemTypes.flatMap((type) => [`${type} copied`, `${type} failed`, `${type} size (bytes)`]),
    'Problem',
  ],
  ...statistics.mailboxes.map((row, at) => {
    const run = found[at]?.run;
    const moved = row.copied + row.updated;
    return [
      row.source,
      row.destination,
      row.state,
      found[at]?.verification?.items ?? '',
      found[at]?.verification?.bytes ?? '',
      row.copied,
      row.updated,
      row.unchanged,
      row.skipped,
      row.failed,
      row.bytes,
      Math.round(row.seconds),
      row.seconds > 0 ? Math.round((moved / row.seconds) * 10) / 10 : 0,
      ...itemTypes.flatMap((type) => {
        const counts = run?.byType[type];
        return [counts?.copied ?? 0, counts?.failed ?? 0, counts?.bytes ?? 0];
      }),
      run?.problem ?? '',
    ];
  }),
];

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

/** For spreadsheets: a mark for UTF-8, CRLF, and no cell that one of them would run as a formula. */
export const csvOf = (rows: Rows): string =>
  stringify(
    rows.map((row) =>
      row.map((cell) => (typeof cell === 'string' && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell)),
    ),
    { bom: true, record_delimiter: '\r\n', quoted_match: /[\r\n]/ },
  );
