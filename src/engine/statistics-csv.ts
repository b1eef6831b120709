/**
 * [pure] The numbers of a pass, a row for each mailbox. First the columns that admins know from MigrationWiz's statistics,
 * in its order, so that their sheets go on working; then ours. Sizes are bytes that were sent, not what Exchange reports.
 */
import type { ItemType } from '../db/ledger-tables.ts';
import type { MailboxTotals, RunFound } from '../db/reporting.ts';
import type { PassKind } from '../db/schema.ts';

type Cell = string | number;

/** Its kinds of items, and which of ours they are. What is none of them is in the total only. */
const kinds: [name: string, types: ItemType[]][] = [
  ['Calendars', ['calendar']],
  ['Contacts', ['contact']],
  ['Email', ['mail', 'post']],
  ['Tasks', ['task']],
  ['Notes', ['note']],
  ['Journals', ['journal']],
];
const perKind = ['Success Count', 'Success Size (bytes)', 'Error Count', 'Error Size (bytes)'];
const perSide = [
  'Active Duration (minutes)',
  'Passive Duration (minutes)',
  'Data Speed (MB/hour)',
  'Item Speed (items/hour)',
];

export const statisticsTable = (
  found: RunFound[],
  totals: Map<number, MailboxTotals>,
  kind: PassKind,
): Cell[][] => [
  [
    'Mailbox Id',
    'Source Email Address',
    'Destination Email Address',
    ...['Folders', ...kinds.map(([name]) => name), 'Total'].flatMap((name) =>
      perKind.map((column) => `${name} ${column}`),
    ),
    ...['Source', 'Destination'].flatMap((side) => perSide.map((column) => `${side} ${column}`)),
    'Migrations Performed',
    'Last Migration Type',
    'Last Status',
    'Last Status Details',
    'Items at the source',
    'Size at the source (bytes)',
    'Updated',
    'Unchanged',
    'Skipped',
    'Deleted as well',
    'Left out by filters',
    'With mapped addresses',
    'With addresses kept',
    'Started (UTC)',
    'Finished (UTC)',
  ],
  ...found.map((one) => rowOf(one, totals.get(one.run.mailboxId), kind)),
];

const rowOf = (
  { run, source, destination, verification }: RunFound,
  totals: MailboxTotals | undefined,
  kind: PassKind,
): Cell[] => {
  const of = (types: ItemType[]): Cell[] => {
    const sum = (count: (type: ItemType) => number) => types.reduce((total, type) => total + count(type), 0);
    return [
      sum((type) => run.byType[type]?.copied ?? 0),
      sum((type) => run.byType[type]?.bytes ?? 0),
      sum((type) => run.byType[type]?.failed ?? 0),
      sum((type) => totals?.failedBytes[type] ?? 0),
    ];
  };
  const failedBytes = Object.values(totals?.failedBytes ?? {}).reduce((sum, bytes) => sum + bytes, 0);
  const moved = run.copied + run.updated;
  const side = sideOf(run, moved);
  return [
    run.mailboxId,
    source,
    destination,
    ...[totals?.folders ?? 0, 0, 0, 0],
    ...kinds.flatMap(([, types]) => of(types)),
    ...[moved, run.bytes, run.failed, failedBytes],
    ...side,
    ...side,
    totals?.passes ?? 0,
    kind,
    run.state,
    run.problem ?? '',
    verification?.items ?? '',
    verification?.bytes ?? '',
    run.updated,
    run.unchanged,
    run.skipped,
    run.deleted,
    run.filtered,
    run.addressesMapped,
    run.addressesKept,
    run.startedAt?.toISOString() ?? '',
    run.finishedAt?.toISOString() ?? '',
  ];
};

/** Export and import go hand in hand, a batch at a time: both sides are active and wait for as long. */
const sideOf = (run: RunFound['run'], moved: number): Cell[] => {
  const seconds =
    run.startedAt === null ? 0 : ((run.finishedAt ?? new Date()).getTime() - run.startedAt.getTime()) / 1000;
  const active = Math.max(0, seconds - run.waitedSeconds);
  const perHour = (amount: number) => (active > 0 ? rounded((amount / active) * 3600) : 0);
  return [
    rounded(active / 60),
    rounded(run.waitedSeconds / 60),
    perHour(run.bytes / 1_000_000),
    perHour(moved),
  ];
};

const rounded = (value: number): number => Math.round(value * 100) / 100;
