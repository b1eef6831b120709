/** Who is here and what they may do, and what was said and done here. [pure] */
import { canDo, withArticle } from '../permissions.ts';
import type { Agreement, AuditRow, Person, Role } from '../views.ts';
import type { Button, Card, Part } from './card.ts';
import { count, cut, many, shortWhen } from './format.ts';

export const peopleCard = (
  workgroup: string,
  { people, agreement }: { people: Person[]; agreement: Agreement },
): Card => ({
  title: many(people.length, 'person', 'people'),
  subtitle: workgroup,
  tone: 'accent',
  parts: [
    {
      kind: 'table',
      columns: ['#', 'Name', 'Role'],
      rows: people.slice(0, peopleShown).map(({ id, name, role }) => [String(id), cut(name, 60), role]),
      more: Math.max(0, people.length - peopleShown),
    },
    {
      kind: 'facts',
      facts: [
        ...Object.entries(canDo).map(([role, may]) => ({ label: role, value: may })),
        { label: 'Newcomers', value: `become ${withArticle(agreement.memberRole)}` },
        {
          label: 'Own plans',
          value: agreement.selfApproval
            ? 'whoever asks for a pass may approve it'
            : 'somebody other than whoever asked must approve',
        },
        {
          label: 'Projects',
          value: agreement.sharesProjects
            ? 'everybody sees all of them'
            : 'everybody sees their own, owners see all',
        },
      ],
    },
    {
      kind: 'text',
      small: true,
      text: 'Each role may do everything the ones above it may. An owner changes them: "role Sam approver", "role newcomers operator", "self-approval off", "sharing off".',
    },
  ],
});
const peopleShown = 30;

export const roleGivenCard = (workgroup: string, { name, role }: Person, before: Role): Card => ({
  title: before === role ? `${name} is ${withArticle(role)} already` : `${name} is ${withArticle(role)} now`,
  subtitle: workgroup,
  tone: 'good',
  parts: [
    {
      kind: 'text',
      text: before === role ? `May ${canDo[role]}.` : `Was ${before}. May ${canDo[role]}.`,
    },
    buttons,
  ],
});

export const agreedCard = (workgroup: string, sentence: string): Card => ({
  title: 'Agreed',
  subtitle: workgroup,
  tone: 'good',
  parts: [{ kind: 'text', text: sentence }, buttons],
});

const buttons: Part = { kind: 'buttons', buttons: [{ label: 'People', command: 'people' }] };

export const auditPerPage = 12;

export const auditCard = (
  workgroup: string,
  found: { rows: AuditRow[]; total: number; page: number; broken: number | null },
  { timeZone, csvUrl }: { timeZone: string; csvUrl: string },
): Card => {
  const pages = Math.max(1, Math.ceil(found.total / auditPerPage));
  const turn = (label: string, page: number): Button => ({ label, command: 'audit', args: { page } });
  return {
    title: `${many(found.total, 'entry', 'entries')} in the audit trail`,
    subtitle: pages > 1 ? `${workgroup} · page ${count(found.page)} of ${count(pages)}` : workgroup,
    tone: found.broken === null ? 'accent' : 'bad',
    parts: [
      found.broken === null
        ? {
            kind: 'notice',
            tone: 'good',
            text: 'The chain is whole: no entry was changed or taken out since it was written.',
          }
        : {
            kind: 'notice',
            tone: 'bad',
            text: `The chain breaks at entry ${found.broken}: it, or one before it, was changed or taken out in the database. Compare with the last CSV you kept.`,
          },
      {
        kind: 'table',
        columns: ['When', 'Who', 'Said', 'Result'],
        rows: found.rows.map((row) => [
          shortWhen(row.at, timeZone),
          cut(row.person ?? 'not let in', 30),
          cut(said(row), 80),
          cut(row.result, 80),
        ]),
      },
      {
        kind: 'buttons',
        buttons: [
          ...(found.page > 1 ? [turn('Newer', found.page - 1)] : []),
          ...(found.page < pages ? [turn('Older', found.page + 1)] : []),
          { label: 'All of it as CSV', url: csvUrl },
        ],
      },
    ],
  };
};

/** What a button sends along for the machine is in the CSV, and says nothing to people. */
const forTheMachine = new Set(['hash', 'here', 'confirm']);

const said = ({ command, args }: AuditRow): string =>
  [
    command,
    ...Object.entries(args)
      .filter(([name]) => !forTheMachine.has(name))
      .map(([name, value]) => `${name}=${value}`),
  ].join(' ');
