/** Sending a notice: a test of it, who would get it, that it is on its way, and how it ended. [pure] */
import type { Audience, Example, NoticeSummary, NoticeView } from '../views.ts';
import type { Button, Card, Part } from './card.ts';
import { count, many } from './format.ts';
import { editedAfter, preview, standing, troubles, whereFacts } from './notices.ts';

type Moment = NoticeView['moment'];

export const noticeTestedCard = (notice: { moment: Moment }, sent: { from: string; to: string }): Card => ({
  title: `A test of the notice "${notice.moment}" was sent`,
  tone: 'good',
  parts: [
    {
      kind: 'text',
      text: `From ${sent.from} to ${sent.to}, filled in for the first mailbox of the project. Nobody else got anything.`,
    },
  ],
});

/** Whom a notice was asked for: the buttons of its card say it again. */
export interface Chosen {
  addresses?: string[] | undefined;
  waves?: string[] | undefined;
  again?: boolean | undefined;
}

/** More addresses than a button can carry are typed. */
const mostOnAButton = 8_000;

export const noticeAskCard = (
  notice: NoticeView,
  example: Example | null,
  audience: Audience,
  { addresses = [], waves = [], again = false }: Chosen,
): Card => {
  const people = many(audience.people, 'person', 'people');
  const named = addresses.join(' ');
  const args = {
    moment: notice.moment,
    project: notice.projectId,
    hash: notice.hash,
    ...(named === '' ? {} : { addresses: named }),
    ...(waves.length === 0 ? {} : { waves: waves.join(' ') }),
    ...(again ? { again: 'yes' } : {}),
    ...(audience.people === 1 ? { count: 1 } : {}),
  };
  const go: Button = {
    label: audience.people === 1 ? 'Send it' : `Send it to ${people}`,
    command: 'notice send',
    args,
    style: 'positive',
  };
  return {
    title: `${people} would get the notice "${notice.moment}"`,
    subtitle: `${notice.projectName} · nothing is sent yet`,
    tone: 'warning',
    parts: [
      { kind: 'facts', facts: [...whereFacts(notice), ...leftOut(audience, again)] },
      ...preview(example),
      ...editedAfter(notice),
      ...(named.length > mostOnAButton
        ? [
            {
              kind: 'notice',
              tone: 'accent',
              text: `Next: say the same again with "count ${audience.people}" in it. These are more addresses than a button can carry.`,
            } satisfies Part,
          ]
        : ([
            ...(audience.people === 1
              ? []
              : [
                  {
                    kind: 'input',
                    input: {
                      type: 'text',
                      id: 'count',
                      label: 'How many people is that? Type the number',
                      placeholder: 'as it stands above',
                      required: 'Type how many people would get it.',
                      maxLength: 9,
                    },
                  } satisfies Part,
                ]),
            { kind: 'buttons', buttons: [go] },
          ] satisfies Part[])),
    ],
  };
};

const leftOut = ({ already, waiting, unclear, excluded }: Audience, again: boolean) => [
  ...(already > 0 ? [{ label: 'Left out', value: `${count(already)} who have it already` }] : []),
  ...(waiting > 0 ? [{ label: 'On its way', value: `to ${count(waiting)} more` }] : []),
  ...(unclear > 0
    ? [
        {
          label: 'Unclear',
          value: `${count(unclear)} who may have got it are left out; "again" takes them along`,
        },
      ]
    : []),
  ...(again ? [{ label: 'Again', value: 'people whom it may have reached already get it once more' }] : []),
  ...(excluded > 0
    ? [{ label: 'Excluded', value: `${count(excluded)} that every pass leaves out, too` }]
    : []),
];

export const noticeStartedCard = (notice: NoticeView): Card => ({
  title: `The notice "${notice.moment}" is on its way`,
  subtitle: notice.projectName,
  tone: 'accent',
  parts: [
    { kind: 'facts', facts: [...whereFacts(notice), ...standing(notice)] },
    ...troubles(notice),
    {
      kind: 'text',
      text: 'It goes on by itself, also after a restart, one message after the other. I say here when all are through.',
    },
    {
      kind: 'buttons',
      buttons: [
        {
          label: 'How far is it?',
          command: 'notice',
          args: { moment: notice.moment, project: notice.projectId },
        },
      ],
    },
  ],
});

/** Posted when the last message of a sending is through. */
export const noticeSentCard = (
  { moment, projectName, projectId }: { moment: Moment; projectName: string; projectId: number },
  summary: NoticeSummary,
): Card => {
  const isGood = summary.failed + summary.unclear === 0;
  return {
    title: `Notice "${moment}": sent to ${many(summary.sent, 'person', 'people')}${summary.failed > 0 ? `, ${count(summary.failed)} failed` : ''}${summary.unclear > 0 ? `, ${count(summary.unclear)} unclear` : ''}`,
    subtitle: projectName,
    tone: isGood ? 'good' : 'warning',
    parts: [
      ...troubles(summary),
      ...(isGood ? [{ kind: 'text', text: 'Each of them has it once.' } satisfies Part] : []),
      {
        kind: 'buttons',
        buttons: [
          { label: `Notice ${moment}`, command: 'notice', args: { moment, project: projectId } },
          ...(summary.failed > 0
            ? [
                {
                  label: 'Send to those that failed',
                  command: 'notice send',
                  args: { moment, project: projectId },
                },
              ]
            : []),
        ],
      },
    ],
  };
};
