/** What went wrong, by cause, biggest first, each with its next step. [pure] */
import type { ErrorGroup } from '../views.ts';
import { addressColumn } from './addresses.ts';
import type { Button, Card, Part } from './card.ts';
import { bytes, count, cut, many } from './format.ts';

const groupsShown = 8;

export const errorsCard = (
  where: { projectName: string; passId?: number },
  groups: ErrorGroup[],
  csvUrl?: string,
): Card => ({
  title:
    groups.length === 0 ? 'No errors' : `${many(total(groups), 'problem')}, ${many(groups.length, 'cause')}`,
  subtitle: where.passId === undefined ? where.projectName : `${where.projectName} · pass ${where.passId}`,
  tone: groups.length === 0 ? 'good' : 'warning',
  parts: [
    ...(groups.length === 0
      ? [{ kind: 'text', text: 'Every item so far is where it should be.' } satisfies Part]
      : []),
    ...(groups.length > 1
      ? [
          {
            kind: 'chart',
            shape: 'bars',
            title: 'Problems by cause',
            points: groups
              .slice(0, groupsShown)
              .map(({ code, count: value }) => ({ label: code, value, tone: 'bad' as const })),
          } satisfies Part,
        ]
      : []),
    ...groups.slice(0, groupsShown).flatMap((group) => groupParts(group, 2)),
    ...(groups.length > groupsShown
      ? [
          {
            kind: 'text',
            small: true,
            text: `… and ${many(groups.length - groupsShown, 'rarer cause')}: the CSV has every one.`,
          } satisfies Part,
        ]
      : []),
    { kind: 'buttons', buttons: buttons(where.passId, csvUrl) },
  ],
});

/** Before anything ran, "no errors" would say too much. */
export const nothingRanCard = (projectName: string): Card => ({
  title: 'Nothing has run yet',
  subtitle: projectName,
  tone: 'accent',
  parts: [
    { kind: 'text', text: 'So there are no errors, and nothing is where it should be yet.' },
    { kind: 'buttons', buttons: [{ label: 'Where are we?', command: 'project' }] },
  ],
});

const total = (groups: ErrorGroup[]): number => groups.reduce((sum, group) => sum + group.count, 0);

const buttons = (passId: number | undefined, csvUrl: string | undefined): Button[] => [
  ...(csvUrl === undefined ? [] : [{ label: 'Every error as CSV', url: csvUrl }]),
  { label: 'Status', command: 'status', args: passId === undefined ? {} : { pass: passId } },
];

const groupParts = (group: ErrorGroup, examples: number): Part[] => {
  const shown = group.examples.slice(0, examples);
  const mailbox = addressColumn(
    'Mailbox',
    shown.map((one) => one.mailbox),
  );
  return [
    {
      kind: 'text',
      text: `${group.code}: ${many(group.count, 'time')} in ${many(group.mailboxes, 'mailbox')}`,
      tone: 'warning',
    },
    { kind: 'text', text: group.explanation },
    { kind: 'notice', tone: 'accent', text: `Next: ${group.next}` },
    ...(group.examples.length === 0
      ? []
      : [
          {
            kind: 'table',
            columns: [mailbox.head, 'Folder', 'Item'],
            rows: shown.map((one, at) => [mailbox.cells[at] ?? '', cut(one.folder || '–', 60), itemOf(one)]),
            more: Math.max(0, group.count - shown.length),
          } satisfies Part,
        ]),
  ];
};

/** What one looks for it by in Outlook: no subjects, which are nobody's business in a channel. */
const itemOf = ({ itemType, created, size }: ErrorGroup['examples'][number]): string =>
  [
    itemType || '–',
    ...(created === undefined ? [] : [created.toISOString().slice(0, 10)]),
    ...(size === undefined ? [] : [bytes(size)]),
  ].join(', ');

/** The reply in a pass's thread: one per cause, not one per item. */
export const failureReply = (
  pass: { id: number; over: boolean; retry?: { project: number }; csvUrl?: string },
  group: ErrorGroup,
): Card => ({
  title: `${group.code}: ${many(group.count, 'time')}${pass.over ? '' : ' so far'}`,
  subtitle: `Pass ${pass.id} · ${many(group.mailboxes, 'mailbox')}`,
  tone: 'warning',
  parts: [
    ...groupParts(group, 5).slice(1),
    {
      kind: 'buttons',
      buttons: [
        ...(pass.retry === undefined
          ? []
          : [{ label: 'Retry what failed', command: 'retry', args: pass.retry }]),
        { label: 'All causes', command: 'errors', args: { pass: pass.id } },
        ...(pass.csvUrl === undefined ? [] : [{ label: 'Every error as CSV', url: pass.csvUrl }]),
      ],
    },
  ],
});

export const failureOverflow = (pass: { id: number }, more: number): Card => ({
  title: `${count(more)} more ${more === 1 ? 'cause' : 'causes'}`,
  subtitle: `Pass ${pass.id}`,
  tone: 'warning',
  parts: [
    { kind: 'text', text: 'To keep this thread readable, rarer causes are listed in one place.' },
    { kind: 'buttons', buttons: [{ label: 'All errors', command: 'errors', args: { pass: pass.id } }] },
  ],
});
