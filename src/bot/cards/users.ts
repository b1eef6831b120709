/** The mailboxes of a project, and the ways to bring them in. Setup card 3 of 3 is `addUsersCard`. [pure] */
import type { Mailbox, MailboxRow, ProjectSummary } from '../views.ts';
import type { Button, Card, Part } from './card.ts';
import { count, cut, many } from './format.ts';

export const usersPerPage = 15;

export const addUsersCard = (project: ProjectSummary, uploadUrl: string, sample?: { url: string }): Card => ({
  title: project.counts.mailboxes === 0 ? 'Who moves?' : 'Add users',
  subtitle: `${project.name} · step 3 of 3`,
  tone: 'accent',
  parts: [
    {
      kind: 'text',
      text: 'A list with two columns, source and destination address. Paste it here, upload it, or attach the file in our 1:1 chat. Commas, semicolons and tabs are all fine. I show what I read before anything is saved.',
    },
    { kind: 'code', text: 'source,destination\nanna@contoso.com,anna@fabrikam.com' },
    {
      kind: 'input',
      input: {
        type: 'text',
        id: 'text',
        label: 'Paste the list',
        placeholder: 'source,destination',
        multiline: true,
        maxLength: 20_000,
      },
    },
    {
      kind: 'buttons',
      buttons: [
        {
          label: 'Preview the pasted list',
          command: 'users import',
          args: { project: project.id },
          style: 'positive',
        },
        { label: 'Upload a file', url: uploadUrl },
        ...(sample === undefined
          ? []
          : ([
              {
                label: 'Use the sample list',
                command: 'users import',
                args: { project: project.id, sample: 'yes' },
                withInputs: false,
              },
              { label: 'Download the sample list', url: sample.url },
            ] satisfies Button[])),
      ],
    },
    {
      kind: 'text',
      small: true,
      text: 'The upload page is open for 15 minutes, and whoever opens it acts in your name. One pair is quicker typed: users add <source> <destination>',
    },
  ],
});

export const userAddedCard = (project: ProjectSummary, mailbox: Mailbox): Card => ({
  title: 'Added',
  subtitle: project.name,
  tone: 'good',
  parts: [
    {
      kind: 'facts',
      facts: [
        { label: 'From', value: mailbox.source },
        { label: 'To', value: mailbox.destination },
      ],
    },
    {
      kind: 'notice',
      tone: 'accent',
      text: `Next: verify it, or add more. The project has ${many(project.counts.mailboxes, 'mailbox')} now.`,
    },
    {
      kind: 'buttons',
      buttons: [
        {
          label: 'Verify it',
          command: 'verify',
          args: { project: project.id, addresses: mailbox.source },
          style: 'positive',
        },
        { label: 'Add more', command: 'users import', args: { project: project.id } },
      ],
    },
  ],
});

export const userRemovedCard = (project: ProjectSummary, mailbox: Mailbox): Card => ({
  title: 'Removed',
  subtitle: project.name,
  tone: 'good',
  parts: [
    {
      kind: 'text',
      text: `${mailbox.source} is no longer in this project. Nothing in either mailbox was touched.`,
    },
    { kind: 'buttons', buttons: [{ label: 'Users', command: 'users', args: { project: project.id } }] },
  ],
});

export interface UsersPage {
  rows: MailboxRow[];
  total: number;
  /** From 1. */
  page: number;
  search?: string;
}

export const usersCard = (project: ProjectSummary, { rows, total, page, search }: UsersPage): Card => {
  const pages = Math.max(1, Math.ceil(total / usersPerPage));
  const pin = { project: project.id, ...(search === undefined ? {} : { search }) };
  return {
    title:
      search === undefined ? many(total, 'mailbox') : `${many(total, 'mailbox')} with "${cut(search, 40)}"`,
    subtitle: pages > 1 ? `${project.name} · page ${count(page)} of ${count(pages)}` : project.name,
    tone: 'accent',
    parts: [
      rows.length === 0
        ? {
            kind: 'text',
            text:
              search === undefined
                ? 'There is none yet: add one, or bring a list.'
                : 'Nothing fits. Try a shorter piece of the address.',
          }
        : ({
            kind: 'table',
            columns: ['Source', 'Destination', 'State'],
            rows: rows.map((row) => [row.source, row.destination, stateOf(row)]),
          } satisfies Part),
      ...(rows.length === 0
        ? []
        : [
            {
              kind: 'text',
              small: true,
              text: `All about one of them: why ${rows[0]?.source}`,
            } satisfies Part,
          ]),
      {
        kind: 'buttons',
        buttons: [
          ...(page > 1
            ? [{ label: 'Previous page', command: 'users', args: { ...pin, page: page - 1 } }]
            : []),
          ...(page < pages
            ? [{ label: 'Next page', command: 'users', args: { ...pin, page: page + 1 } }]
            : []),
          ...(total > 0 ? [{ label: 'Verify all', command: 'verify', args: { project: project.id } }] : []),
          { label: 'Add users', command: 'users import', args: { project: project.id } },
        ],
      },
    ],
  };
};

/** What is worth knowing about a mailbox in a few words: its trouble first, then how far it came. */
const stateOf = ({ verification, state, passKind, problem, copied, failed }: MailboxRow): string => {
  if (problem) return cut(problem, 90);
  if (state !== null && passKind !== 'verify' && passKind !== null) {
    return `${state}, ${count(copied)} copied${failed > 0 ? `, ${count(failed)} failed` : ''}`;
  }
  if (verification === null) return state === null ? 'not verified' : `verification ${state}`;
  return verification.ok
    ? `verified, ${many(verification.items, 'item')}`
    : cut(verification.problems[0] ?? 'verification failed', 90);
};
