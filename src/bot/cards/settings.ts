/** What is not an item: what was carried over, what stayed behind and why. [pure] */
import type { Progress, ProjectSummary, SettingsReport } from '../views.ts';
import type { Button, Card, Part } from './card.ts';
import { count, cut, many } from './format.ts';

/** A line for other cards. What was as it should be counts as copied: it is there. */
export const settingsFact = ({
  copied,
  unchanged,
  skipped,
  failed,
}: Progress['settings']): { label: string; value: string }[] => {
  const there = copied + unchanged;
  if (there + skipped + failed === 0) return [];
  const value = [
    `${count(there)} copied`,
    ...(skipped > 0 ? [`${count(skipped)} left out`] : []),
    ...(failed > 0 ? [`${count(failed)} failed`] : []),
  ].join(', ');
  return [{ label: 'Settings', value }];
};

type Cause = SettingsReport['causes'][number];

export const settingsCard = (
  project: Pick<ProjectSummary, 'id' | 'name'>,
  report: SettingsReport,
  csvUrl?: string,
): Card => {
  const sum = (of: (row: SettingsReport['settings'][number]) => number) =>
    report.settings.reduce((total, row) => total + of(row), 0);
  const failed = sum((row) => row.failed);
  const skipped = sum((row) => row.skipped);
  return {
    title: titleOf(report, failed, skipped),
    subtitle:
      report.mailbox === undefined
        ? project.name
        : `${project.name} · ${report.mailbox.source} to ${report.mailbox.destination}`,
    tone: report.settings.length === 0 ? 'accent' : failed > 0 ? 'warning' : 'good',
    parts: [
      ...(report.settings.length === 0 ? [nothingYet] : [tableOf(report)]),
      ...report.causes.slice(0, causesShown).flatMap((cause) => causeParts(report, cause)),
      ...(report.causes.length > causesShown
        ? [
            {
              kind: 'text',
              small: true,
              text: `… and ${many(report.causes.length - causesShown, 'more remark')}: the CSV has every one.`,
            } satisfies Part,
          ]
        : []),
      { kind: 'buttons', buttons: buttons(project.id, report, csvUrl) },
    ],
  };
};
const causesShown = 6;

const titleOf = (report: SettingsReport, failed: number, skipped: number): string => {
  if (report.settings.length === 0) return 'No settings were copied yet';
  if (failed > 0) return `${many(failed, 'setting')} could not be copied`;
  if (skipped > 0) return `Settings copied, ${count(skipped)} left out`;
  return 'All settings copied';
};

const nothingYet: Part = {
  kind: 'text',
  text: 'Rules, permissions, categories and the other settings of a mailbox are copied by full passes, after its items.',
};

const tableOf = ({ settings }: SettingsReport): Part => ({
  kind: 'table',
  columns: ['Setting', 'Copied', 'Same', 'Left out', 'Failed'],
  rows: settings.map((row) => [
    row.name,
    ...[row.copied, row.unchanged, row.skipped, row.failed].map((times) =>
      times === 0 ? '–' : count(times),
    ),
  ]),
});

const words: Record<Cause['outcome'], string> = { failed: 'failed', skipped: 'left out', copied: 'copied' };

const causeParts = (report: SettingsReport, cause: Cause): Part[] => {
  const where = report.mailbox === undefined ? ` in ${many(cause.mailboxes, 'mailbox')}` : '';
  const shown = cause.examples.slice(0, 3).map((one) => exampleOf(report, one));
  const more = cause.count - shown.length;
  return [
    {
      kind: 'text',
      text: `${count(cause.count)} ${words[cause.outcome]}${where}: ${lower(cause.explanation)}`,
      ...(cause.outcome === 'failed' ? { tone: 'warning' as const } : {}),
    },
    {
      kind: 'text',
      small: true,
      text: cut(
        `${shown.join('; ')}${more > 0 ? `; and ${count(more)} more` : ''}. Next: ${cause.next}`,
        600,
      ),
    },
  ];
};

const lower = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);

const exampleOf = (report: SettingsReport, one: Cause['examples'][number]): string => {
  const what = one.name === one.setting ? one.setting : `${one.setting}, ${one.name}`;
  const detail = one.detail === null ? '' : ` (${one.detail})`;
  return report.mailbox === undefined ? `${one.mailbox}: ${what}${detail}` : `${what}${detail}`;
};

const buttons = (projectId: number, report: SettingsReport, csvUrl: string | undefined): Button[] => [
  ...(csvUrl === undefined ? [] : [{ label: 'Every setting as CSV', url: csvUrl }]),
  ...(report.mailbox === undefined
    ? []
    : [{ label: 'All mailboxes', command: 'settings', args: { project: projectId } }]),
  { label: 'Full Access and Send As', command: 'permissions script', args: { project: projectId } },
];

export const permissionsScriptCard = (
  project: Pick<ProjectSummary, 'name'>,
  mailboxes: number,
  url: string,
): Card => ({
  title: `A script for the permissions of ${many(mailboxes, 'mailbox')}`,
  subtitle: project.name,
  tone: 'accent',
  parts: [
    {
      kind: 'text',
      text: 'Full Access, Send As and forwarding exist in Exchange Online PowerShell only, so an administrator carries them over with this file. Mailferry runs none of it.',
    },
    {
      kind: 'text',
      text: [
        '1. Sign in at the source with Connect-ExchangeOnline, and run the file with -Do Export: it reads what there is into permissions.csv.',
        '2. Look at that file, and take out what shall not move.',
        '3. Sign in at the destination, and run the file with -Do Apply -WhatIf: it says what it would do. Run it again without -WhatIf to have it done.',
      ].join('\n\n'),
    },
    {
      kind: 'notice',
      tone: 'accent',
      text: 'Run it when the mailboxes of the people concerned exist at the destination. It takes nothing away, and running it twice changes nothing.',
    },
    { kind: 'buttons', buttons: [{ label: 'Download permissions.ps1', url }] },
  ],
});
