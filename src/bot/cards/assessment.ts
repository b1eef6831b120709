/** What moving one mailbox will be like. [pure] */
import { purposeWord } from '../../engine/assessment/judge.ts';
import type { Assessment, ProjectSummary, Remark, SourceFound } from '../views.ts';
import { verdictTones } from './assessments.ts';
import type { Card, Part, Tone } from './card.ts';
import { bytes, count, cut, duration, many, when } from './format.ts';

export const assessmentCard = (project: ProjectSummary, assessment: Assessment): Card => {
  const { source, destination, found, at } = assessment;
  const pin = { addresses: source, project: project.id };
  return {
    title: `${source}: ${found.verdict}`,
    subtitle: `${project.name} · to ${destination} · assessed ${when(at, project.timeZone)}`,
    tone: verdictTones[found.verdict],
    parts: [
      ...found.remarks.flatMap(remarkParts),
      { kind: 'facts', facts: factsOf(assessment) },
      ...(found.source === null ? [] : sourceParts(found.source)),
      {
        kind: 'buttons',
        buttons: [
          ...(assessment.meetings !== null && assessment.meetings.meetings > 0
            ? [{ label: 'Its meetings', command: 'meetings report', args: pin }]
            : []),
          { label: 'Assess it again', command: 'assess', args: pin },
          { label: 'Verify it', command: 'verify', args: pin },
          { label: 'All mailboxes', command: 'assessment', args: { project: project.id } },
        ],
      },
    ],
  };
};

const tones: Record<Remark['weight'], Tone> = { stops: 'bad', remark: 'warning', advice: 'accent' };

const remarkParts = ({ weight, sentence, next, script }: Remark): Part[] => [
  { kind: 'notice', tone: tones[weight], text: cut(`${sentence} ${next}`, 1_200) },
  ...(script === undefined ? [] : [{ kind: 'code', text: script } satisfies Part]),
];

const factsOf = ({ found, meetings }: Assessment) => {
  const { source, destination } = found;
  return [
    { label: 'Kind', value: purposeWord(found.purpose) },
    ...(source === null
      ? []
      : [
          { label: 'At the source', value: `${many(source.items, 'item')}, ${bytes(source.bytes)}` },
          { label: 'Folders', value: `${count(source.folders)}, ${count(source.depth)} deep at most` },
          { label: 'Time', value: `about ${duration(found.seconds)} at best` },
          { label: 'Bound by', value: found.boundBy },
          ...(source.leftOut.items > 0
            ? [
                {
                  label: 'Left out by filters',
                  value: `${many(source.leftOut.items, 'item')}, ${bytes(source.leftOut.bytes)}`,
                },
              ]
            : []),
          {
            label: 'Stays behind',
            value: `${many(source.stays.items, 'item')} in ${many(source.stays.folders, 'hidden or system folder')}`,
          },
          { label: 'Too large', value: source.tooLarge === 0 ? 'none' : many(source.tooLarge, 'item') },
          { label: 'Tried to export', value: triedOf(source) },
        ]),
    {
      label: 'At the destination',
      value: destination === null ? 'no mailbox that can be read' : many(destination.items, 'item'),
    },
    ...(destination?.licences == null
      ? []
      : [
          {
            label: 'Licences there',
            value: destination.licences === 0 ? 'none' : count(destination.licences),
          },
        ]),
    {
      label: 'On hold',
      value: found.hold === true ? 'yes, or lately' : 'nothing says so; Graph does not tell for certain',
    },
    {
      label: 'Archive',
      value: found.archive === null ? 'Graph does not tell' : found.archive ? 'yes' : 'none',
    },
    ...(meetings === null
      ? []
      : [
          {
            label: 'Meetings to come',
            value: [
              count(meetings.meetings),
              ...(meetings.losesLink > 0
                ? [`of which ${count(meetings.losesLink)} lose their Teams link`]
                : []),
              ...(meetings.more > 0 ? [`and ${many(meetings.more, 'later one')} not counted`] : []),
            ].join(', '),
          },
        ]),
  ];
};

const triedOf = ({ tried }: SourceFound): string => {
  const refused = Object.values(tried.refused).reduce((sum, times) => sum + times, 0);
  return `${many(tried.items, 'item')}, ${refused === 0 ? 'all could be read' : `${count(refused)} could not be read`}`;
};

const foldersCharted = 6;

const sourceParts = ({ byType, byFolder, largest }: SourceFound): Part[] => [
  {
    kind: 'table',
    columns: ['Type', 'Items', 'Size'],
    rows: Object.entries(byType)
      .sort(([, a], [, b]) => b.items - a.items)
      .map(([type, amount]) => [type, count(amount.items), bytes(amount.bytes)]),
  },
  ...(byFolder.length === 0
    ? []
    : [
        {
          kind: 'chart',
          shape: 'bars',
          title: 'Largest folders, with what is below them (MB)',
          unit: 'MB',
          points: byFolder.slice(0, foldersCharted).map(({ path, bytes: size }) => ({
            label: cut(path, 30),
            value: Math.round(size / 100_000) / 10,
          })),
        } satisfies Part,
      ]),
  ...(largest.length === 0
    ? []
    : [
        {
          kind: 'table',
          columns: ['Largest items', 'Type', 'Size', 'Created'],
          rows: largest.map(({ path, itemType, size, created }) => [
            cut(path, 60),
            itemType,
            bytes(size),
            created.slice(0, 10),
          ]),
        } satisfies Part,
      ]),
];
