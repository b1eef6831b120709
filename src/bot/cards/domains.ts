/** Changing addresses: what a change of a domain would do and did, and the edit of one mailbox. [pure] */
import type { ChangedDomain, Mailbox, ProjectSummary } from '../views.ts';
import type { Button, Card, Part } from './card.ts';
import { count, cut, many } from './format.ts';

/** The change as it was asked for, so that a button can ask for it again. */
export interface AskedChange {
  from: string;
  to: string;
  side?: string | undefined;
  addresses?: string[] | undefined;
  waves?: string[] | undefined;
}

const rowsShown = 10;

export const domainPreviewCard = (
  project: ProjectSummary,
  asked: AskedChange,
  change: ChangedDomain,
): Card => ({
  title:
    change.rows.length > 0
      ? `Change ${asked.from} to ${asked.to} for ${many(change.rows.length, 'mailbox')}?`
      : 'Nothing can be changed now',
  subtitle: `${project.name} · ${sideWords(asked.side)} · nothing is changed yet`,
  tone: change.rows.length > 0 ? 'accent' : 'warning',
  parts: [
    ...changeTable(change),
    ...blockedParts(change),
    {
      kind: 'text',
      text: 'What was copied stays copied: it belongs to the mailbox, not to its address. The mailboxes have to be verified again; verification notices an address that leads to another mailbox.',
    },
    {
      kind: 'buttons',
      buttons: [
        ...(change.rows.length > 0
          ? ([
              {
                label: `Change ${many(change.rows.length, 'mailbox')}`,
                command: 'domains change',
                args: { ...argsOf(project, asked), confirm: change.code },
                style: 'positive',
              },
            ] satisfies Button[])
          : []),
        { label: 'Users', command: 'users', args: { project: project.id } },
      ],
    },
  ],
});

export const domainChangedCard = (
  project: ProjectSummary,
  asked: AskedChange,
  change: ChangedDomain,
  by: string,
): Card => {
  const undo = undoOf(project, asked, change);
  return {
    title: `${many(change.rows.length, 'mailbox')} changed to ${asked.to}`,
    subtitle: `${project.name} · ${sideWords(asked.side)} · by ${by}`,
    tone: 'good',
    parts: [
      ...changeTable(change),
      ...blockedParts(change),
      {
        kind: 'notice',
        tone: 'accent',
        text: `Next: verify. Until then no pass takes them.${undo === null ? ' To change single ones back, say "users edit".' : ''}`,
      },
      {
        kind: 'buttons',
        buttons: [
          { label: 'Verify', command: 'verify', args: { project: project.id }, style: 'positive' },
          ...(undo === null ? [] : [undo]),
          { label: 'Users', command: 'users', args: { project: project.id } },
        ],
      },
    ],
  };
};

const sideWords = (side: string | undefined): string =>
  side === undefined ? 'source and destination' : `${side} only`;

const changeTable = ({ rows }: ChangedDomain): Part[] => {
  if (rows.length === 0) return [];
  const shown = rows
    .slice(0, rowsShown)
    .flatMap(({ before, after }) =>
      (['source', 'destination'] as const)
        .filter((side) => before[side] !== after[side])
        .map((side) => [side, before[side], after[side]]),
    );
  return [
    {
      kind: 'table',
      columns: ['Side', 'Before', 'After'],
      rows: shown,
      more: Math.max(0, rows.length - rowsShown),
    },
  ];
};

const blockedParts = ({ blocked }: ChangedDomain): Part[] =>
  blocked.length === 0
    ? []
    : [
        {
          kind: 'notice',
          tone: 'warning',
          text: `${many(blocked.length, 'mailbox')} ${blocked.length === 1 ? 'keeps its address' : 'keep their addresses'}:`,
        },
        {
          kind: 'table',
          columns: ['Mailbox', 'Why'],
          rows: blocked.slice(0, rowsShown).map(({ address, why }) => [cut(address, 80), cut(why, 200)]),
          more: Math.max(0, blocked.length - rowsShown),
        },
      ];

const argsOf = (
  { id }: ProjectSummary,
  { from, to, side, addresses = [], waves = [] }: AskedChange,
): Record<string, string | number> => ({
  from,
  to,
  ...(side === undefined ? {} : { side }),
  ...(addresses.length === 0 ? {} : { addresses: addresses.join(' ') }),
  ...(waves.length === 0 ? {} : { waves: waves.join(' ') }),
  project: id,
});

/** The same words the other way round, where they mean the same mailboxes. */
const undoOf = (
  project: ProjectSummary,
  asked: AskedChange,
  { rows, reversible }: ChangedDomain,
): Button | null => {
  if (!reversible) return null;
  const addresses = (asked.addresses ?? []).length === 0 ? [] : rows.map(({ after }) => after.source);
  const back = { ...asked, from: asked.to, to: asked.from, addresses };
  return { label: 'Change back', command: 'domains change', args: argsOf(project, back) };
};

export const userEditedCard = (
  project: ProjectSummary,
  { before, after }: { before: { source: string; destination: string }; after: Mailbox },
): Card => ({
  title: 'Changed',
  subtitle: project.name,
  tone: 'good',
  parts: [
    {
      kind: 'table',
      columns: ['Side', 'Before', 'After'],
      rows: (['source', 'destination'] as const)
        .filter((side) => before[side] !== after[side])
        .map((side) => [side, before[side], after[side]]),
    },
    {
      kind: 'notice',
      tone: 'accent',
      text: 'Next: verify it. Until then no pass takes it. What was copied stays copied if the address leads to the same mailbox; verification looks.',
    },
    {
      kind: 'buttons',
      buttons: [
        {
          label: 'Verify it',
          command: 'verify',
          args: { project: project.id, addresses: after.source },
          style: 'positive',
        },
        {
          label: 'Change back',
          command: 'users edit',
          args: { project: project.id, address: after.source, ...before },
        },
      ],
    },
  ],
});

/** How many addresses a button can carry: a card has 25 KB. */
export const mostNamed = 100;
export const tooManyNamed = (named: number) => ({
  code: 'invalid' as const,
  sentence: `${count(named)} addresses were named, and at most ${mostNamed} are taken at a time.`,
  next: 'Put them into a wave ("wave <name> add <addresses>") and name the wave, or name fewer.',
});
