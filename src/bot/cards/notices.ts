/** Notices to the people whose mailboxes move: all three, and one of them with its words. [pure] */
import type { Example, NoticeSummary, NoticeView, ProjectSummary } from '../views.ts';
import type { Card, Part } from './card.ts';
import { count, cut, many, when } from './format.ts';

type Moment = NoticeView['moment'];

const moments: Record<Moment, string> = {
  before: 'before the move',
  meetings: 'to organizers whose meetings lose their Teams link',
  cutover: 'when people are switched over',
  after: 'after the move',
};

const goesTo: Record<NoticeView['to'], string> = {
  source: 'their old address, at the source: until they are switched over they read that one',
  destination: 'their new address, at the destination',
};

export const noticesCard = (project: ProjectSummary, notices: NoticeView[]): Card => ({
  title: 'Notices to the people who move',
  subtitle: project.name,
  tone: 'accent',
  parts: [
    {
      kind: 'facts',
      facts: [{ label: 'Sender', value: notices[0]?.sender ?? 'none yet: "sender <address>"' }],
    },
    {
      kind: 'table',
      columns: ['Notice', 'When', 'Words', 'Sent', 'Failed', 'Unclear', 'Waiting'],
      rows: notices.map((one) => [
        one.moment,
        moments[one.moment],
        one.writtenAt === null ? 'the usual ones' : 'written here',
        count(one.sent),
        count(one.failed),
        count(one.unclear),
        count(one.waiting + one.sending),
      ]),
    },
    {
      kind: 'buttons',
      buttons: notices.map(({ moment }) => ({
        label: `Notice ${moment}`,
        command: 'notice',
        args: { moment, project: project.id },
      })),
    },
  ],
});

export const noticeCard = (notice: NoticeView, example: Example | null): Card => {
  const pin = { moment: notice.moment, project: notice.projectId };
  return {
    title: `Notice "${notice.moment}": ${moments[notice.moment]}`,
    subtitle: notice.projectName,
    tone: notice.failed + notice.unclear > 0 ? 'warning' : 'accent',
    parts: [
      { kind: 'facts', facts: [...whereFacts(notice), ...standing(notice)] },
      ...troubles(notice),
      ...preview(example),
      ...editedAfter(notice),
      {
        kind: 'input',
        input: { type: 'text', id: 'subject', label: 'Subject', value: notice.subject, maxLength: 200 },
      },
      {
        kind: 'input',
        input: {
          type: 'text',
          id: 'body',
          label: 'Text, in Markdown',
          value: notice.body,
          multiline: true,
          maxLength: 4_000,
        },
      },
      {
        kind: 'text',
        small: true,
        text: `{name}, {source}, {destination}, {project} and {date} (the day on which it is sent)${notice.moment === 'meetings' ? ', {meetings} (how many of theirs lose their link) and {next} (the day on which the next of those begins, or that of sending while a series of them is under way)' : ''} are filled in for each person. "notice test <moment> <address>" sends it to one mailbox of the destination, whose address you choose.`,
      },
      {
        kind: 'buttons',
        buttons: [
          { label: 'Save', command: 'notice write', args: pin, style: 'positive' },
          { label: 'Send a test to the sender', command: 'notice test', args: pin, withInputs: false },
          { label: 'Send to people', command: 'notice send', args: pin, withInputs: false },
          { label: 'Refresh', command: 'notice', args: { ...pin, here: 'yes' }, withInputs: false },
        ],
      },
    ],
  };
};

export const whereFacts = ({ sender, to }: NoticeView) => [
  { label: 'From', value: sender ?? 'nobody yet: say "sender <address>"' },
  { label: 'To', value: goesTo[to] },
];

export const standing = (notice: NoticeView) => [
  { label: 'Sent', value: count(notice.sent) },
  ...(notice.waiting + notice.sending > 0
    ? [
        {
          label: 'Waiting',
          value: `${count(notice.waiting + notice.sending)}${notice.waitsUntil === null ? ', about 24 a minute' : `, not before ${when(notice.waitsUntil, notice.timeZone)}: a sender has 10,000 recipients a day`}`,
        },
      ]
    : []),
  ...(notice.failed > 0 ? [{ label: 'Failed', value: count(notice.failed) }] : []),
  ...(notice.unclear > 0
    ? [
        {
          label: 'Unclear',
          value: `${count(notice.unclear)} may or may not have got it, and it is not sent again by itself`,
        },
      ]
    : []),
];

const troublesShown = 4;

export const troubles = ({ troubles: all }: Pick<NoticeSummary, 'troubles'>): Part[] =>
  all.slice(0, troublesShown).map(({ explanation, next, count: people, examples }) => ({
    kind: 'notice',
    tone: 'warning',
    text: `${many(people, 'person', 'people')}: ${explanation} ${next}\n${examples.map((address) => cut(address, 80)).join(', ')}${people > examples.length ? ` and ${count(people - examples.length)} more` : ''}`,
  }));

const previewShown = 1_500;

export const preview = (example: Example | null): Part[] =>
  example === null
    ? [{ kind: 'text', text: 'There is nobody yet whom it would go to, so there is no example.' }]
    : [
        { kind: 'text', small: true, text: `${cut(example.to, 100)} would get:` },
        { kind: 'text', text: cut(example.subject, 250), tone: 'accent' },
        { kind: 'text', text: cut(example.body, previewShown) },
      ];

export const editedAfter = ({ sentBefore }: NoticeView): Part[] =>
  sentBefore === 0
    ? []
    : [
        {
          kind: 'notice',
          tone: 'warning',
          text: `${many(sentBefore, 'person', 'people')} got it before it was written anew. Everybody else gets the new words.`,
        },
      ];
