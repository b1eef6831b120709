/** The meetings to come whose Teams link dies with the move: whose they are, and what to do. [pure] */
import { mostMeetings } from '../../engine/meetings/found.ts';
import type { MeetingsReport } from '../views.ts';
import { addressColumn } from './addresses.ts';
import type { Card, Part } from './card.ts';
import { atLeast, count, day, many, when } from './format.ts';

const organizersShown = 10;

export const meetingsCard = (report: MeetingsReport, csvUrl: string): Card => {
  const { projectId, losesLink, organizers } = report;
  const losing = organizers.filter((one) => one.losesLink > 0);
  const pin = { project: projectId };
  return {
    title: titleOf(report, losing.length),
    subtitle: `${report.projectName}${report.since === null ? '' : ` · calendars as of ${when(report.since, report.timeZone)}`}`,
    tone: losesLink > 0 ? 'warning' : report.known === 0 ? 'accent' : 'good',
    parts: [
      ...(report.known === 0 ? [] : [{ kind: 'facts', facts: factsOf(report) } satisfies Part]),
      ...organizerTable(report),
      ...advice(report),
      {
        kind: 'buttons',
        buttons: [
          ...(losesLink > 0
            ? ([
                {
                  label: 'Note to the organizers',
                  command: 'notice',
                  args: { moment: 'meetings', ...pin },
                  style: 'positive',
                },
              ] as const)
            : []),
          ...(report.known > 0 ? [{ label: 'All as CSV', url: csvUrl }] : []),
          {
            label: report.known > 0 ? 'Read the calendars again' : 'Read the calendars',
            command: 'assess',
            args: pin,
          },
        ],
      },
    ],
  };
};

const titleOf = ({ known, losesLink, more }: MeetingsReport, organizers: number): string => {
  if (known === 0) return 'No calendar has been read yet';
  return losesLink === 0
    ? 'No meeting to come is known to lose its Teams link'
    : `${more > 0 ? 'At least ' : ''}${many(losesLink, 'meeting')} to come will lose ${losesLink === 1 ? 'its' : 'their'} Teams link, of ${many(organizers, 'organizer')}`;
};

const factsOf = ({ meetings, losesLink, withOutside, series, more, unread, missing }: MeetingsReport) => [
  { label: 'Meetings to come', value: count(meetings) },
  { label: 'Lose their link', value: count(losesLink) },
  { label: 'With guests', value: `${count(withOutside)} have attendees who are not in this project` },
  { label: 'Series', value: count(series) },
  ...(more > 0
    ? [
        {
          label: 'Not counted',
          value: `${many(more, 'later meeting')}, beyond the next ${count(mostMeetings)} of a mailbox: read the calendars again when those are over`,
        },
      ]
    : []),
  ...(unread > 0
    ? [{ label: 'Not looked into', value: `${many(unread, 'appointment')} could not be read` }]
    : []),
  ...(missing > 0
    ? [{ label: 'Not read', value: `the calendars of ${many(missing, 'mailbox')}: say "assess"` }]
    : []),
];

const organizerTable = ({ organizers }: MeetingsReport): Part[] => {
  if (organizers.length === 0) return [];
  const shown = organizers.slice(0, organizersShown);
  const { head, cells } = addressColumn(
    'Organizer',
    shown.map(({ source }) => source),
  );
  return [
    {
      kind: 'table',
      columns: [head, 'Lose link', 'All', 'Guests', 'Series', 'Next'],
      rows: shown.map((one, at) => [
        cells[at] ?? '',
        atLeast(one.losesLink, one.more),
        atLeast(one.meetings, one.more),
        count(one.withOutside),
        count(one.series),
        one.next instanceof Date ? day(one.next) : (one.next ?? '–'),
      ]),
      more: organizers.length - shown.length,
    },
  ];
};

const advice = ({ losesLink, known }: MeetingsReport): Part[] =>
  known === 0
    ? [
        {
          kind: 'text',
          text: 'An assessment reads what is to come in each calendar. It moves nothing, and nothing of what is written in a meeting is kept.',
        },
      ]
    : [
        ...(losesLink === 0
          ? []
          : [
              {
                kind: 'notice',
                tone: 'accent',
                text: 'A Teams link belongs to the organisation in which it was made, and nobody can move it: each organizer makes a new one when their mailbox has moved, and sends the update. Next: look at the note to them. Nothing is sent before somebody says so.',
              } satisfies Part,
            ]),
        {
          kind: 'text',
          text: 'Before cutover, switch the calendar repair assistant off at the source. It compares the calendars of people who meet, finds that addresses have changed, and mails them corrections about once a day until it is off. In Exchange Online PowerShell of the source:',
        },
        {
          kind: 'code',
          text: 'Get-Mailbox -ResultSize Unlimited | Set-Mailbox -CalendarRepairDisabled $true',
        },
      ];
