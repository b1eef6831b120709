/** The statistics file begins with the columns that admins know, in the order in which they know them. */
import { expect, test } from 'vitest';
import type { RunFound } from '../../../src/db/reporting.ts';
import { statisticsTable } from '../../../src/engine/statistics-csv.ts';

const found: RunFound = {
  source: 'anna@contoso.com',
  destination: 'anna@fabrikam.com',
  verification: { ok: true, problems: [], codes: [], folders: 9, items: 120, bytes: 5_000 },
  run: {
    id: 7,
    passId: 2,
    mailboxId: 3,
    state: 'completed with errors',
    attempt: 1,
    plannedItems: 120,
    plannedBytes: 5_000,
    copied: 100,
    updated: 2,
    unchanged: 10,
    skipped: 1,
    failed: 5,
    deleted: 3,
    filtered: 4,
    addressesMapped: 0,
    addressesKept: 0,
    settings: null,
    bytes: 6_000_000,
    reportedBytes: 5_000_000,
    byType: {
      mail: { copied: 80, failed: 4, bytes: 4_000_000 },
      post: { copied: 5, failed: 0, bytes: 500_000 },
      calendar: { copied: 17, failed: 1, bytes: 1_500_000 },
    },
    waitsFor: null,
    waitedSeconds: 120,
    trial: null,
    problem: null,
    startedAt: new Date('2026-11-27T20:00:00Z'),
    finishedAt: new Date('2026-11-27T20:12:00Z'),
    held: false,
    heardAt: null,
  },
};

test('columns and numbers', () => {
  const totals = new Map([[3, { folders: 9, passes: 2, failedBytes: { mail: 700, calendar: 50 } }]]);
  const [names = [], row = []] = statisticsTable([found], totals, 'full');
  expect(row).toHaveLength(names.length);
  const counts = (name: string) =>
    ['Success Count', 'Success Size (bytes)', 'Error Count', 'Error Size (bytes)'].map(
      (column) => `${name} ${column}`,
    );
  const side = (name: string) =>
    [
      'Active Duration (minutes)',
      'Passive Duration (minutes)',
      'Data Speed (MB/hour)',
      'Item Speed (items/hour)',
    ].map((column) => `${name} ${column}`);
  expect(names.slice(0, 47)).toEqual([
    'Mailbox Id',
    'Source Email Address',
    'Destination Email Address',
    ...['Folders', 'Calendars', 'Contacts', 'Email', 'Tasks', 'Notes', 'Journals', 'Total'].flatMap(counts),
    ...['Source', 'Destination'].flatMap(side),
    'Migrations Performed',
    'Last Migration Type',
    'Last Status',
    'Last Status Details',
  ]);
  const of = (name: string) => row[names.indexOf(name)];
  expect(counts('Email').map(of)).toEqual([85, 4_500_000, 4, 700]);
  expect(counts('Calendars').map(of)).toEqual([17, 1_500_000, 1, 50]);
  expect(counts('Total').map(of)).toEqual([102, 6_000_000, 5, 750]);
  // Twelve minutes, two of which it waited.
  expect(side('Destination').map(of)).toEqual([10, 2, 36, 612]);
  expect(of('Migrations Performed')).toBe(2);
});
