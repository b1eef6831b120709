/** What was read from a list of users: what would be saved, what is wrong where, and how to mend it. [pure] */
import type { Fault, ImportPreview, ProjectSummary } from '../views.ts';
import type { Card, Part } from './card.ts';
import { count, cut, many } from './format.ts';

/** Faults shown on a card; the page behind the link shows all. */
export const faultsShown = 10;

export const previewCard = (project: ProjectSummary, preview: ImportPreview, allFaultsUrl?: string): Card => {
  const { accepted, already, faultCount, badRows, faults } = preview;
  const shown = faults.slice(0, faultsShown);
  const pin = { list: preview.importId };
  return {
    title: accepted > 0 ? `${many(accepted, 'mailbox')} ready to be added` : 'Nothing to add in this list',
    subtitle: `${project.name} · ${cut(preview.fileName, 60)} · nothing is saved yet`,
    tone: accepted === 0 || faultCount > 0 ? 'warning' : 'good',
    parts: [
      {
        kind: 'facts',
        facts: [
          { label: 'New', value: count(accepted) },
          { label: 'Already here', value: count(already) },
          { label: 'Rows to mend', value: count(badRows) },
          {
            label: 'Read as',
            value: `${preview.encoding}, separated by ${separatorName(preview.separator)}`,
          },
        ],
      },
      ...(preview.sample.length > 0
        ? [
            {
              kind: 'table',
              columns: ['Source', 'Destination'],
              rows: preview.sample.map(({ source, destination }) => [source, destination]),
              more: Math.max(0, accepted - preview.sample.length),
            } satisfies Part,
          ]
        : []),
      ...(shown.length > 0
        ? ([
            {
              kind: 'notice',
              tone: 'warning',
              text: `${badRows === 1 ? 'One row needs' : `${count(badRows)} rows need`} mending and will be left out:`,
            },
            {
              kind: 'table',
              columns: ['Where', 'Value', 'What to do'],
              rows: shown.map(faultRow),
              more: Math.max(0, faultCount - shown.length),
            },
          ] satisfies Part[])
        : []),
      {
        kind: 'buttons',
        buttons: [
          ...(accepted > 0
            ? ([
                {
                  label: `Add ${many(accepted, 'mailbox')}`,
                  command: 'users confirm',
                  args: pin,
                  style: 'positive',
                },
              ] as const)
            : []),
          { label: 'Discard', command: 'users discard', args: pin, style: 'destructive' },
          ...(allFaultsUrl !== undefined && faultCount > shown.length
            ? [{ label: `All ${count(badRows)} rows to mend`, url: allFaultsUrl }]
            : []),
        ],
      },
    ],
  };
};

export const faultPlace = ({ line, column, columnName }: Fault): string =>
  `line ${count(line)}, ${columnName === undefined ? `column ${count(column)}` : `column ${count(column)} (${cut(columnName, 30)})`}`;

const faultRow = (fault: Fault): string[] => [
  faultPlace(fault),
  fault.value === '' ? '(empty)' : cut(fault.value, 60),
  whatToDo(fault),
];

/** The engine says both in lower case, without a full stop: "the @ is missing" and "write it as name@domain". */
export const whatToDo = ({ problem, mend }: Fault): string =>
  `${problem.charAt(0).toUpperCase()}${problem.slice(1)}: ${mend}.`;

export const separatorName = (separator: string): string =>
  ({ ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' })[separator] ?? `"${separator}"`;

export const confirmedCard = (
  project: ProjectSummary,
  result: { added: number; already: number },
  by: string,
): Card => ({
  title: `${many(result.added, 'mailbox')} added`,
  subtitle: `${project.name} · by ${by}`,
  tone: 'good',
  parts: [
    {
      kind: 'text',
      text: `The project has ${many(project.counts.mailboxes, 'mailbox')} now.${result.already > 0 ? ` ${count(result.already)} of the list ${result.already === 1 ? 'was' : 'were'} here already.` : ''}`,
    },
    {
      kind: 'notice',
      tone: 'accent',
      text: 'Next: verify. I sign in on both sides and count what is there; nothing moves.',
    },
    {
      kind: 'buttons',
      buttons: [
        { label: 'Verify', command: 'verify', args: { project: project.id }, style: 'positive' },
        { label: 'Users', command: 'users', args: { project: project.id } },
      ],
    },
  ],
});

export const discardedCard = (by: string): Card => ({
  title: 'List discarded',
  subtitle: `by ${by}`,
  tone: 'neutral',
  parts: [
    { kind: 'text', text: 'Nothing of it was saved.' },
    { kind: 'buttons', buttons: [{ label: 'Bring another list', command: 'users import' }] },
  ],
});
