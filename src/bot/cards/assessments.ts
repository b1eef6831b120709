/** What moving the mailboxes of a project will be like: the verdicts, the numbers, and what is worst. [pure] */
import type { AssessmentReport, Verdict } from '../views.ts';
import { addressColumn } from './addresses.ts';
import type { Card, Part, Tone } from './card.ts';
import { atLeast, bytes, count, cut, duration, many } from './format.ts';

export const verdictTones: Record<Verdict, Tone> = {
  'cannot move': 'bad',
  'ready with remarks': 'warning',
  ready: 'good',
};

const worstShown = 8;
const remarksShown = 5;

export const assessmentsCard = (
  report: AssessmentReport,
  { pageUrl, csvUrl }: { pageUrl: string; csvUrl: string },
): Card => {
  const { assessments, verdicts, projectId } = report;
  const can = verdicts.ready + verdicts['ready with remarks'];
  const pin = { project: projectId };
  return {
    title:
      verdicts['cannot move'] === 0
        ? `${many(can, 'mailbox')} can move`
        : `${count(can)} of ${many(assessments.length, 'mailbox')} can move`,
    subtitle: `${report.projectName} · assessment: nothing was moved`,
    tone: verdicts['cannot move'] > 0 ? 'bad' : verdicts['ready with remarks'] > 0 ? 'warning' : 'good',
    parts: [
      { kind: 'facts', facts: factsOf(report) },
      chartOf(report),
      ...worst(report),
      ...mostSaid(report),
      {
        kind: 'text',
        small: true,
        text: 'Sizes are as Exchange reports them; real ones are larger. Which items cannot be exported is known of all only when they are copied: some of each mailbox were tried. Who has an archive and how much space is left, Graph does not tell.',
      },
      {
        kind: 'buttons',
        buttons: [
          { label: 'Read the report', url: pageUrl },
          { label: 'All as CSV', url: csvUrl },
          ...(report.losesLink > 0 ? [{ label: 'Meetings', command: 'meetings report', args: pin }] : []),
          { label: 'Verify', command: 'verify', args: pin },
          { label: 'Assess again', command: 'assess', args: pin },
        ],
      },
    ],
  };
};

const factsOf = ({
  verdicts,
  items,
  bytes: size,
  longest,
  losesLink,
  moreMeetings,
  missing,
}: AssessmentReport) => [
  { label: 'Ready', value: many(verdicts.ready, 'mailbox') },
  { label: 'With remarks', value: many(verdicts['ready with remarks'], 'mailbox') },
  { label: 'Cannot move', value: many(verdicts['cannot move'], 'mailbox') },
  ...(missing > 0 ? [{ label: 'Not assessed', value: many(missing, 'mailbox') }] : []),
  { label: 'At the source', value: `${many(items, 'item')}, ${bytes(size)}` },
  ...(longest === null || longest.seconds === 0
    ? []
    : [
        {
          label: 'Longest',
          value: `${longest.source}: about ${duration(longest.seconds)} at best`,
        },
        { label: 'Bound by', value: longest.boundBy },
      ]),
  ...(losesLink > 0
    ? [{ label: 'Meetings', value: `${atLeast(losesLink, moreMeetings)} to come lose their Teams link` }]
    : []),
];

const chartOf = ({ verdicts }: AssessmentReport): Part => ({
  kind: 'chart',
  shape: 'donut',
  title: 'Mailboxes',
  points: (Object.entries(verdicts) as [Verdict, number][])
    .filter(([, value]) => value > 0)
    .map(([label, value]) => ({ label, value, tone: verdictTones[label] })),
});

const worst = ({ assessments }: AssessmentReport): Part[] => {
  if (assessments.length === 0) return [];
  const shown = assessments.slice(0, worstShown);
  const { head, cells } = addressColumn(
    'Mailbox',
    shown.map(({ source }) => source),
  );
  return [
    {
      kind: 'table',
      columns: [head, 'Verdict', 'Items', 'Size', 'Time'],
      rows: shown.map(({ found }, at) => [
        cells[at] ?? '',
        found.verdict,
        found.source === null ? '–' : count(found.source.items),
        found.source === null ? '–' : bytes(found.source.bytes),
        found.source === null ? '–' : duration(found.seconds),
      ]),
      more: assessments.length - shown.length,
    },
  ];
};

/** What is said of the first few, so that one knows where to begin. */
const mostSaid = ({ assessments, projectId }: AssessmentReport): Part[] => {
  const told = assessments.flatMap(({ source, found }) =>
    found.remarks
      .filter(({ weight }) => weight !== 'advice')
      .slice(0, 1)
      .map((remark) => ({ source, remark })),
  );
  const shown = told.slice(0, remarksShown);
  return [
    ...shown.map(
      ({ source, remark }): Part => ({
        kind: 'notice',
        tone: remark.weight === 'stops' ? 'bad' : 'warning',
        text: `${cut(source, 80)}: ${cut(`${remark.sentence} ${remark.next}`, 600)}`,
      }),
    ),
    ...(told.length > 0
      ? [
          {
            kind: 'buttons',
            buttons: [...new Map(shown.map(({ source }) => [source, source])).keys()].map((source) => ({
              label: cut(source.split('@')[0] ?? source, 30),
              command: 'assessment',
              args: { addresses: source, project: projectId },
            })),
          } satisfies Part,
        ]
      : []),
  ];
};
