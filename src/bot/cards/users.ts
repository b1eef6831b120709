/** The mailboxes of a project, and the ways to bring them in. Setup card 3 of 3 is `addUsersCard`. [pure] */
import { looksOnly } from '../../engine/policy.ts';
import type { Excluded, Mailbox, MailboxRow, ProjectSummary, Removal } from '../views.ts';
import type { Button, Card, Part } from './card.ts';
import { count, cut, list, many } from './format.ts';

export const usersPerPage = 15;

export const addUsersCard = (project: ProjectSummary, uploadUrl: string, sample?: { url: string }): Card => ({
  title: project.counts.mailboxes === 0 ? 'Who moves?' : 'Add users',
  subtitle: `${project.name} · step 3 of 3`,
  tone: 'accent',
  parts: [
    {
      kind: 'text',
      text: 'A list with two columns, source and destination address. Paste it here, upload it, or attach the file in our 1:1 chat. Commas, semicolons and tabs are all fine. I show what I read before anything is saved. Shared mailboxes, rooms and equipment move like people; groups and public folders cannot be moved with Graph yet.',
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
        {
          label: 'Read them from the source',
          command: 'users discover',
          args: { project: project.id },
          withInputs: false,
        },
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

/** Removing several is confirmed by typing how many go. */
export const removalCard = (project: ProjectSummary, named: string[], { go, stay }: Removal): Card => ({
  title: go.length > 0 ? `Remove ${many(go.length, 'mailbox')}?` : 'None of these can be removed',
  subtitle: `${project.name} · nothing is removed yet`,
  tone: 'warning',
  parts: [
    ...(go.length > 0
      ? ([
          {
            kind: 'text',
            text: `${listShort(go)} would leave this project. Nothing in any mailbox is touched.`,
          },
        ] satisfies Part[])
      : []),
    ...stayParts(stay),
    ...(go.length > 0
      ? ([
          {
            kind: 'input',
            input: {
              type: 'text',
              id: 'count',
              label: `Type ${go.length} to remove them`,
              required: 'Type how many shall be removed.',
              maxLength: 6,
            },
          },
          {
            kind: 'buttons',
            buttons: [
              {
                label: 'Remove them',
                command: 'users remove',
                args: { addresses: named.join(' '), project: project.id },
                style: 'destructive',
              },
              { label: 'Users', command: 'users', args: { project: project.id }, withInputs: false },
            ],
          },
        ] satisfies Part[])
      : [usersButton(project)]),
  ],
});

export const removedCard = (project: ProjectSummary, { go, stay }: Removal): Card => ({
  title: `${many(go.length, 'mailbox')} removed`,
  subtitle: project.name,
  tone: 'good',
  parts: [
    { kind: 'text', text: `${listShort(go)} left this project. Nothing in any mailbox was touched.` },
    ...stayParts(stay),
    usersButton(project),
  ],
});

const usersButton = (project: ProjectSummary): Part => ({
  kind: 'buttons',
  buttons: [{ label: 'Users', command: 'users', args: { project: project.id } }],
});

const stayParts = (stay: Removal['stay']): Part[] =>
  stay.length === 0
    ? []
    : [
        {
          kind: 'table',
          columns: ['Stays', 'Why'],
          rows: stay.slice(0, 10).map(({ address, why }) => [cut(address, 80), cut(why, 200)]),
          more: Math.max(0, stay.length - 10),
        },
      ];

/** "a, b and 12 more" */
const listShort = (addresses: string[]): string =>
  list(addresses.length <= 4 ? addresses : [...addresses.slice(0, 3), `${count(addresses.length - 3)} more`]);

export const excludedCard = (
  project: ProjectSummary,
  { excluded, changed, already, running }: Excluded,
): Card => ({
  title: `${many(changed.length, 'mailbox')} ${excluded ? 'excluded' : 'included again'}`,
  subtitle: project.name,
  tone: 'good',
  parts: [
    {
      kind: 'text',
      text: [
        ...(changed.length === 0
          ? []
          : [
              excluded
                ? `No pass takes ${listShort(changed)} from now on. A plan that waits for its yes and has one of them must be asked for again.`
                : `Passes that are asked for from now on take ${listShort(changed)} again.`,
            ]),
        ...(already > 0 ? [`${many(already, 'mailbox')} ${already === 1 ? 'was' : 'were'} so before.`] : []),
        ...(excluded && running.length > 0
          ? [
              `${listShort(running.map(({ address }) => address))} ${running.length === 1 ? 'is' : 'are'} in pass ${running[0]?.passId}, which goes on to its end. Say "stop ${running[0]?.passId}" to end it now.`,
            ]
          : []),
      ].join(' '),
    },
    usersButton(project),
  ],
});

export const usersCsvCard = (project: ProjectSummary, url: string): Card => ({
  title: `${many(project.counts.mailboxes, 'mailbox')} as CSV`,
  subtitle: project.name,
  tone: 'accent',
  parts: [
    {
      kind: 'text',
      text: 'One line for each mailbox, with its wave, its verification and its latest pass. The link is open for a day.',
    },
    { kind: 'buttons', buttons: [{ label: 'Download the CSV', url }] },
  ],
});

export interface UsersPage {
  rows: MailboxRow[];
  total: number;
  /** From 1. */
  page: number;
  filter?: { search?: string | undefined; standing?: string | undefined; wave?: string | undefined };
  csvUrl?: string;
}

export const usersCard = (
  project: ProjectSummary,
  { rows, total, page, filter = {}, csvUrl }: UsersPage,
): Card => {
  const pages = Math.max(1, Math.ceil(total / usersPerPage));
  const filtered = Object.values(filter).some((value) => value !== undefined);
  return {
    title: `${many(total, 'mailbox')}${filterWords(filter)}`,
    subtitle: pages > 1 ? `${project.name} · page ${count(page)} of ${count(pages)}` : project.name,
    tone: 'accent',
    parts: [
      ...(rows.length === 0
        ? [
            {
              kind: 'text',
              text: filtered
                ? 'Nothing fits. Try a shorter piece of the address, or leave the filter out.'
                : 'There is none yet: add one, or bring a list.',
            } satisfies Part,
          ]
        : usersTable(rows)),
      { kind: 'buttons', buttons: usersButtons(project, { total, page, pages, filter, csvUrl }) },
    ],
  };
};

const filterWords = ({ search, standing, wave }: NonNullable<UsersPage['filter']>): string =>
  [
    ...(standing === undefined ? [] : [`, ${standing}`]),
    ...(wave === undefined ? [] : [` in wave ${cut(wave, 40)}`]),
    ...(search === undefined ? [] : [` with "${cut(search, 40)}"`]),
  ].join('');

const usersTable = (rows: MailboxRow[]): Part[] => {
  const waves = rows.some(({ wave }) => wave !== null);
  return [
    {
      kind: 'table',
      columns: ['Source', 'Destination', ...(waves ? ['Wave'] : []), 'State'],
      rows: rows.map((row) => [
        row.source,
        row.destination,
        ...(waves ? [row.wave ?? ''] : []),
        row.excluded ? `excluded; ${stateOf(row)}` : stateOf(row),
      ]),
    },
    {
      kind: 'text',
      small: true,
      text: `All about one of them: why ${rows[0]?.source}. Fewer: users failed, users unverified, users wave <name>.`,
    },
  ];
};

const usersButtons = (
  project: ProjectSummary,
  {
    total,
    page,
    pages,
    filter = {},
    csvUrl,
  }: Pick<UsersPage, 'total' | 'page' | 'filter'> & { pages: number; csvUrl: string | undefined },
): Button[] => {
  const said = Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const pin = { project: project.id, ...Object.fromEntries(said) };
  return [
    ...(page > 1 ? [{ label: 'Previous page', command: 'users', args: { ...pin, page: page - 1 } }] : []),
    ...(page < pages ? [{ label: 'Next page', command: 'users', args: { ...pin, page: page + 1 } }] : []),
    ...(total > 0 ? [{ label: 'Verify all', command: 'verify', args: { project: project.id } }] : []),
    { label: 'Add users', command: 'users import', args: { project: project.id } },
    ...(csvUrl !== undefined && total > 0 ? [{ label: 'All as CSV', url: csvUrl }] : []),
  ];
};

/** What is worth knowing about a mailbox in a few words: its trouble first, then how far it came. */
const stateOf = ({ verification, state, passKind, problem, copied, failed }: MailboxRow): string => {
  if (problem) return cut(problem, 90);
  if (state !== null && passKind !== null && !looksOnly(passKind)) {
    return `${state}, ${count(copied)} copied${failed > 0 ? `, ${count(failed)} failed` : ''}`;
  }
  if (verification === null) return state === null ? 'not verified' : `verification ${state}`;
  return verification.ok
    ? `verified, ${many(verification.items, 'item')}`
    : cut(verification.problems[0] ?? 'verification failed', 90);
};
