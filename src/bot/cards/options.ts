/** The options of a project, and what is wrong with some that were pasted. [pure] */
import type { OptionFault, OptionsView, ProjectSummary } from '../views.ts';
import type { Card, Part } from './card.ts';
import { cut, list, many } from './format.ts';

export const optionsCard = (
  { projectId, projectName, options, known }: OptionsView,
  changed: boolean,
): Card => {
  const own = options.filter(({ builtIn }) => !builtIn);
  const builtIn = options.filter((option) => option.builtIn);
  return {
    title: own.length === 0 ? 'No options: everything moves' : many(own.length, 'option'),
    subtitle: projectName,
    tone: changed ? 'good' : 'accent',
    parts: [
      ...(own.length === 0
        ? []
        : [
            {
              kind: 'table',
              columns: ['Option', 'Value', 'What it does'],
              rows: own.map(({ name, value, summary }) => [name, cut(value, 120), summary]),
            } satisfies Part,
          ]),
      ...(changed
        ? [
            {
              kind: 'notice',
              tone: 'accent',
              text: 'They count for plans from now on; a plan that waits has to be asked for again. Folders that were moved stay where they are, and addresses in items that were copied stay what they are.',
            } satisfies Part,
          ]
        : []),
      { kind: 'text', text: 'Built in:', small: true },
      {
        kind: 'table',
        columns: ['Option', 'Value'],
        rows: builtIn.map(({ name, value }) => [name, value || '–']),
      },
      ...[...Map.groupBy(builtIn, ({ summary }) => summary)].map(
        ([why, alike]): Part => ({
          kind: 'text',
          small: true,
          text: `${list(alike.map(({ name }) => name))}: ${why}`,
        }),
      ),
      {
        kind: 'input',
        input: {
          type: 'text',
          id: 'text',
          label: 'Paste options, as many as you like',
          placeholder: 'ExcludeFolders="deleteditems, junkemail" LogSubjects=1',
          multiline: true,
          maxLength: 20_000,
        },
      },
      {
        kind: 'buttons',
        buttons: [
          { label: 'Set them', command: 'options', args: { project: projectId }, style: 'positive' },
          ...own.slice(0, 4).map(({ name, value }) => {
            const isOneOfSeveral = own.filter((option) => option.name === name).length > 1;
            return {
              label: `Remove ${isOneOfSeveral ? cut(value, 30) : name}`,
              command: 'options remove',
              args: { name, ...(isOneOfSeveral ? { value } : {}), project: projectId },
              withInputs: false,
            };
          }),
        ],
      },
      { kind: 'text', text: 'There are:', small: true },
      {
        kind: 'table',
        columns: ['For example', 'What it does'],
        rows: known.map(({ example, summary }) => [example, summary]),
      },
    ],
  };
};

export const optionFaultsCard = (project: ProjectSummary, faults: OptionFault[]): Card => ({
  title: `${many(faults.length, 'option')} to mend, so none was saved`,
  subtitle: project.name,
  tone: 'warning',
  parts: [
    {
      kind: 'table',
      columns: ['Where', 'What is wrong', 'Mend'],
      rows: faults
        .slice(0, 10)
        .map(({ line, column, problem, mend }) => [
          `line ${line}, column ${column}`,
          cut(problem, 200),
          mend,
        ]),
      more: Math.max(0, faults.length - 10),
    },
    {
      kind: 'buttons',
      buttons: [{ label: 'Options', command: 'options', args: { project: project.id } }],
    },
  ],
});
