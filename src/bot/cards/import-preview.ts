/** What was read from a list of users: what would be saved, what is wrong where, and how to mend it. [pure] */
import type { ColumnsAsked, Fault, ImportPreview, ProjectSummary } from '../views.ts';
import type { Button, Card, Part } from './card.ts';
import { count, cut, many } from './format.ts';

/** Faults shown on a card; the page behind the link shows all. */
export const faultsShown = 10;

export const leftOutShown = 20;

export const previewCard = (
  project: ProjectSummary,
  preview: ImportPreview,
  urls: { faults?: string; leftOut?: string } = {},
): Card => {
  const { accepted, already, faultCount, badRows, leftOutCount, readAs } = preview;
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
          ...(leftOutCount > 0 ? [{ label: 'Left out', value: count(leftOutCount) }] : []),
          ...(readAs === undefined
            ? []
            : [
                { label: 'Rows to mend', value: count(badRows) },
                { label: 'Read as', value: readAsWords(readAs) },
              ]),
        ],
      },
      ...preview.told.map((text): Part => ({ kind: 'text', text })),
      ...sampleOf(preview),
      ...faultsOf(preview),
      ...leftOutOf(preview),
      { kind: 'buttons', buttons: previewButtons(preview, urls) },
    ],
  };
};

const sampleOf = ({ sample, accepted }: ImportPreview): Part[] => {
  if (sample.length === 0) return [];
  const typed = sample.some(({ type }) => type !== undefined);
  return [
    {
      kind: 'table',
      columns: ['Source', 'Destination', ...(typed ? ['Type'] : [])],
      rows: sample.map(({ source, destination, type }) => [
        source,
        destination,
        ...(typed ? [type ?? ''] : []),
      ]),
      more: Math.max(0, accepted - sample.length),
    },
  ];
};

const faultsOf = ({ faults, faultCount, badRows }: ImportPreview): Part[] => {
  const shown = faults.slice(0, faultsShown);
  if (shown.length === 0) return [];
  return [
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
  ];
};

const leftOutOf = ({ leftOut, leftOutCount }: ImportPreview): Part[] => {
  const shown = leftOut.slice(0, leftOutShown);
  if (shown.length === 0) return [];
  return [
    { kind: 'notice', tone: 'warning', text: 'Not on the list:' },
    {
      kind: 'table',
      columns: ['Address', 'Why'],
      rows: shown.map(({ address, why }) => [cut(address, 80), cut(why, 200)]),
      more: Math.max(0, leftOutCount - shown.length),
    },
  ];
};

const previewButtons = (
  { importId, accepted, faultCount, badRows, leftOutCount }: ImportPreview,
  urls: { faults?: string; leftOut?: string },
): Button[] => [
  ...(accepted > 0
    ? ([
        {
          label: `Add ${many(accepted, 'mailbox')}`,
          command: 'users confirm',
          args: { list: importId },
          style: 'positive',
        },
      ] satisfies Button[])
    : []),
  { label: 'Discard', command: 'users discard', args: { list: importId }, style: 'destructive' },
  ...(urls.faults !== undefined && faultCount > faultsShown
    ? [{ label: `All ${count(badRows)} rows to mend`, url: urls.faults }]
    : []),
  ...(urls.leftOut !== undefined && leftOutCount > leftOutShown
    ? [{ label: `All ${count(leftOutCount)} left out`, url: urls.leftOut }]
    : []),
];

/** A list whose columns nobody can tell: which of them are meant? */
export const columnsCard = (project: ProjectSummary, asked: ColumnsAsked): Card => {
  const columns = asked.columns.slice(0, 20).map(({ name, example }, at) => ({
    title: `${cut(name, 40)} (${cut(example, 60)})`,
    value: String(at + 1),
  }));
  return {
    title: 'Which columns are meant?',
    subtitle: `${project.name} · ${cut(asked.fileName, 60)} · ${many(asked.rows, 'row')} · nothing is saved yet`,
    tone: 'accent',
    parts: [
      {
        kind: 'text',
        text: 'The list does not say which column is the source and which the destination. These are its columns with addresses in them; nothing else of the list was kept.',
      },
      {
        kind: 'input',
        input: {
          type: 'choice',
          id: 'source',
          label: 'Source',
          value: String((asked.source ?? 0) + 1),
          required: 'Choose the column with the addresses of the source.',
          choices: columns,
        },
      },
      {
        kind: 'input',
        input: {
          type: 'choice',
          id: 'destination',
          label: 'Destination',
          value: 'match',
          required: 'Choose where the destination comes from.',
          choices: [
            { title: 'Found at the destination, by address or name', value: 'match' },
            { title: 'The same name at the domain below', value: 'domain' },
            ...columns,
          ],
        },
      },
      {
        kind: 'input',
        input: {
          type: 'text',
          id: 'domain',
          label: 'Domain at the destination, if you chose it',
          placeholder: 'fabrikam.com',
          maxLength: 255,
        },
      },
      {
        kind: 'buttons',
        buttons: [
          {
            label: 'Show the list',
            command: 'users map',
            args: { list: asked.importId },
            style: 'positive',
          },
          {
            label: 'Discard',
            command: 'users discard',
            args: { list: asked.importId },
            style: 'destructive',
            withInputs: false,
          },
        ],
      },
    ],
  };
};

/** While a tenant is read. */
export const readingCard = (project: ProjectSummary, source: string, destination: string): Card => ({
  title: `Reading ${cut(source, 60)}`,
  subtitle: project.name,
  tone: 'accent',
  parts: [
    {
      kind: 'text',
      text: `I ask for everybody at ${source} and ${destination}, and for each mailbox. 2,000 people take about a minute. The list is posted here; nothing is saved before you confirm it.`,
    },
  ],
});

/** While the destination is read for a list. */
export const mappingCard = (): Card => ({
  title: 'Reading the destination',
  tone: 'accent',
  parts: [{ kind: 'text', text: 'I look for everybody of the list there. The result is posted here.' }],
});

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

export const readAsWords = ({ encoding, separator }: { encoding: string; separator: string }): string =>
  `${encoding}, separated by ${separatorName(separator)}`;

const separatorName = (separator: string): string =>
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

export const discardedCard = (by: string, bring = 'users import'): Card => ({
  title: 'List discarded',
  subtitle: `by ${by}`,
  tone: 'neutral',
  parts: [
    { kind: 'text', text: 'Nothing of it was saved.' },
    { kind: 'buttons', buttons: [{ label: 'Bring another list', command: bring }] },
  ],
});
