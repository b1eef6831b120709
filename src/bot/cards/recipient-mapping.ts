/** Who is who at the destination: what leads where and why, a list of pairs before it counts, and what changed. [pure] */
import type { MappingView, PairsChanged, PairsPreview, ProjectSummary } from '../views.ts';
import { shortName } from './addresses.ts';
import type { Button, Card, Part } from './card.ts';
import { count, cut, many } from './format.ts';
import { faultPlace, readAsWords, whatToDo } from './import-preview.ts';

const origins: Record<MappingView['rows'][number]['from'], string> = {
  option: 'option',
  'imported pair': 'your pairs',
  'mailbox list': 'users',
  'other name': 'other name',
  domain: 'whole domain',
};

export const recipientMappingCard = (view: MappingView): Card => {
  const { projectId, domains, doubts, rows, total, search } = view;
  return {
    title: titleOf(view),
    subtitle: view.projectName,
    tone: doubts.length > 0 && search === undefined ? 'warning' : 'accent',
    parts: [
      ...(search === undefined
        ? [
            {
              kind: 'text',
              text: 'Inside of every item that is copied, these addresses become the ones at the destination, so that people can answer old mail. Your users are mapped without asking; pairs and whole domains are for everybody else.',
            } satisfies Part,
            { kind: 'facts', facts: factsOf(view) } satisfies Part,
            ...doubts.map((text): Part => ({ kind: 'notice', tone: 'warning', text })),
            ...unnamedOf(view),
          ]
        : []),
      ...(rows.length === 0
        ? []
        : [
            {
              kind: 'table',
              columns: ['Address', 'Becomes', 'From'],
              rows: rows.map(({ source, destination, from }) => [
                shortName(source),
                source === destination.toLowerCase() ? 'stays' : destination,
                origins[from],
              ]),
              more: total - rows.length,
            } satisfies Part,
          ]),
      ...(domains.length > 0 || search !== undefined ? [] : [noDomain]),
      {
        kind: 'input',
        input: {
          type: 'text',
          id: 'search',
          label: 'Look for a name, or ask what an address becomes',
          placeholder: 'anna@contoso.onmicrosoft.com',
          maxLength: 600,
        },
      },
      {
        kind: 'buttons',
        buttons: [
          { label: 'Look', command: 'mapping', args: { project: projectId }, style: 'positive' },
          plain('Add pairs', 'mapping import', projectId),
          plain('Reply test', 'reply test', projectId),
          plain('X500 script', 'x500 script', projectId),
        ],
      },
    ],
  };
};

const plain = (label: string, command: string, project: number): Button => ({
  label,
  command,
  args: { project },
  withInputs: false,
});

const titleOf = ({ search, total, mailboxes, pairs, domains }: MappingView): string => {
  if (search !== undefined)
    return total === 0
      ? `Nothing is known of ${cut(search, 60)}: it stays as it is`
      : many(total, 'address', 'addresses');
  const changing = mailboxes.change + pairs;
  if (changing === 0 && domains.length === 0) return 'Every address stays as it is';
  if (changing === 0) return `${many(domains.length, 'whole domain')} mapped`;
  const alone = `${many(changing, 'address', 'addresses')}`;
  return domains.length === 0
    ? `${alone} mapped`
    : `${alone} and ${many(domains.length, 'whole domain')} mapped`;
};

const factsOf = (view: MappingView): { label: string; value: string }[] => {
  const { mailboxes, pairs, domains, aliases, legacyNames, items } = view;
  return [
    ...domains.map(({ source, destination }) => ({
      label: 'Everybody else',
      value: `${source} becomes ${destination}`,
    })),
    { label: 'Your pairs', value: count(pairs) },
    {
      label: 'Users',
      value:
        mailboxes.stay === 0
          ? count(mailboxes.change)
          : `${count(mailboxes.change)}, and ${count(mailboxes.stay)} that keep their address`,
    },
    {
      label: 'Other names of users',
      value: `${many(aliases, 'alias', 'aliases')}, ${many(legacyNames, 'name of Exchange', 'names of Exchange')}`,
    },
    ...(items.copied === 0
      ? []
      : [
          {
            label: 'Items so far',
            value: `${count(items.copied)} copied, ${count(items.mapped)} with mapped addresses${items.kept > 0 ? `, ${count(items.kept)} with those they had` : ''}`,
          },
        ]),
  ];
};

/** Mail inside of one organisation carries names of Exchange instead of addresses. */
const unnamedOf = ({ unnamed, mailboxes }: MappingView): Part[] =>
  unnamed === 0
    ? []
    : [
        {
          kind: 'text',
          small: true,
          text: `Of ${unnamed === mailboxes.change + mailboxes.stay ? 'your users' : many(unnamed, 'user')} the name that Exchange has inside of the organisation is not known. "verify" reads it where the app has Exchange.ManageAsAppV2 at the source; otherwise it is learnt from the items as they are copied.`,
        },
      ];

const noDomain: Part = {
  kind: 'text',
  small: true,
  text: 'Colleagues who do not move keep their addresses. To map a whole domain, put your own two into: options RecipientMapping="@contoso.onmicrosoft.com->@fabrikam.com"',
};

export const askPairsCard = (project: ProjectSummary, uploadUrl: string): Card => ({
  title: 'Which addresses become which?',
  subtitle: project.name,
  tone: 'accent',
  parts: [
    {
      kind: 'text',
      text: 'For addresses that are no users of this project: groups, people who moved earlier, names that change. Two columns, the old and the new address. The old one may be a name of Exchange ("/o=ExchangeLabs/…"). I show what I read before it counts.',
    },
    { kind: 'code', text: 'source,destination\nsales@contoso.com,vertrieb@fabrikam.com' },
    {
      kind: 'input',
      input: {
        type: 'text',
        id: 'text',
        label: 'Paste the pairs',
        placeholder: 'source,destination',
        multiline: true,
        maxLength: 20_000,
      },
    },
    {
      kind: 'buttons',
      buttons: [
        {
          label: 'Preview the pairs',
          command: 'mapping import',
          args: { project: project.id },
          style: 'positive',
        },
        { label: 'Upload a file', url: uploadUrl },
        plain('Mapping', 'mapping', project.id),
      ],
    },
    {
      kind: 'text',
      small: true,
      text: 'The upload page is open for 15 minutes, and whoever opens it acts in your name.',
    },
  ],
});

const faultsShown = 10;

export const pairsPreviewCard = (
  project: ProjectSummary,
  preview: PairsPreview,
  faultsUrl?: string,
): Card => {
  const { fresh, changed, already, faults, badRows, sample, importId } = preview;
  const counting = fresh + changed;
  return {
    title: counting > 0 ? `${many(counting, 'pair')} ready to be added` : 'Nothing to add in this list',
    subtitle: `${project.name} · ${cut(preview.fileName, 60)} · nothing counts yet`,
    tone: counting === 0 || faults.length > 0 ? 'warning' : 'good',
    parts: [
      {
        kind: 'facts',
        facts: [
          { label: 'New', value: count(fresh) },
          ...(changed > 0 ? [{ label: 'Lead elsewhere than now', value: count(changed) }] : []),
          { label: 'Already here', value: count(already) },
          { label: 'Rows to mend', value: count(badRows) },
          { label: 'Read as', value: readAsWords(preview.readAs) },
        ],
      },
      ...(sample.length === 0
        ? []
        : [
            {
              kind: 'table',
              columns: ['Address', 'Becomes'],
              rows: sample.map(({ source, destination }) => [shortName(source), destination]),
              more: counting - sample.length,
            } satisfies Part,
          ]),
      ...(faults.length === 0
        ? []
        : ([
            {
              kind: 'notice',
              tone: 'warning',
              text: `${badRows === 1 ? 'One row needs' : `${count(badRows)} rows need`} mending and will be left out:`,
            },
            {
              kind: 'table',
              columns: ['Where', 'Value', 'What to do'],
              rows: faults
                .slice(0, faultsShown)
                .map((fault) => [faultPlace(fault), cut(fault.value || '(empty)', 60), whatToDo(fault)]),
              more: Math.max(0, faults.length - faultsShown),
            },
          ] satisfies Part[])),
      {
        kind: 'buttons',
        buttons: [
          ...(counting > 0
            ? ([
                {
                  label: `Add ${many(counting, 'pair')}`,
                  command: 'mapping confirm',
                  args: { list: importId },
                  style: 'positive',
                },
              ] satisfies Button[])
            : []),
          { label: 'Discard', command: 'mapping discard', args: { list: importId }, style: 'destructive' },
          ...(faultsUrl === undefined || faults.length <= faultsShown
            ? []
            : [{ label: `All ${count(badRows)} rows to mend`, url: faultsUrl }]),
        ],
      },
    ],
  };
};

export const pairsChangedCard = (
  project: ProjectSummary,
  { changed, copied }: PairsChanged,
  what: 'added' | 'removed',
  by: string,
): Card => ({
  title: `${many(changed, 'pair')} ${what}`,
  subtitle: `${project.name} · by ${by}`,
  tone: 'good',
  parts: [
    {
      kind: 'text',
      text:
        what === 'added'
          ? 'They count from the next run of each mailbox on.'
          : 'From the next run of each mailbox on, these addresses lead where the other rules lead them.',
    },
    ...(copied === 0
      ? []
      : [
          {
            kind: 'notice',
            tone: 'warning',
            text: `${many(copied, 'item')} ${copied === 1 ? 'was' : 'were'} copied before and ${copied === 1 ? 'stays as it is' : 'stay as they are'}. "reply test" finds the addresses in them that lead nowhere, and says how to mend each.`,
          } satisfies Part,
        ]),
    {
      kind: 'buttons',
      buttons: [
        { label: 'Mapping', command: 'mapping', args: { project: project.id } },
        ...(copied === 0
          ? []
          : [{ label: 'Reply test', command: 'reply test', args: { project: project.id } }]),
      ],
    },
  ],
});
