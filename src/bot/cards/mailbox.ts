/** One mailbox: what it does or waits for, and its history. [pure] */
import { looksOnly } from '../../engine/policy.ts';
import type { MailboxPage, ProjectSummary } from '../views.ts';
import type { Button, Card, Part } from './card.ts';
import { bytes, count, cut, day, duration, many, shortWhen, when } from './format.ts';
import { settingsFact } from './settings.ts';

export const mailboxCard = (project: ProjectSummary, page: MailboxPage): Card => {
  const { timeZone } = project;
  return {
    title: page.source,
    subtitle: `${project.name} · to ${page.destination}`,
    tone: 'accent',
    parts: [
      { kind: 'text', text: page.now.sentence },
      {
        kind: 'facts',
        facts: [
          ...(page.now.since === null ? [] : [{ label: 'Since', value: when(page.now.since, timeZone) }]),
          ...(page.now.secondsLeft === null
            ? []
            : [{ label: 'Time left', value: `about ${duration(page.now.secondsLeft)}` }]),
          ...(page.now.boundBy === null ? [] : [{ label: 'Bound by', value: page.now.boundBy }]),
          ...(page.kind === null ? [] : [{ label: 'Kind', value: page.kind.word }]),
          { label: 'Wave', value: page.wave ?? 'none' },
          ...(page.priority === 0 ? [] : [{ label: 'Priority', value: String(page.priority) }]),
          { label: 'Verified', value: verified(page, timeZone) },
          ...licence(page, timeZone),
          ...settingsFact(page.settings),
        ],
      },
      { kind: 'notice', tone: 'accent', text: `Next: ${page.now.next}` },
      ...(page.kind?.note == null ? [] : kindNote(page.kind.note)),
      ...history(page, timeZone),
      ...causes(page),
      {
        kind: 'buttons',
        buttons: [
          {
            label: 'Look again',
            command: 'why',
            args: { address: page.source, project: project.id, here: 'yes' },
          },
          { label: 'Verify it', command: 'verify', args: { addresses: page.source, project: project.id } },
          ...settingsButton(project.id, page),

          {
            label: 'Assessment',
            command: 'assessment',
            args: { addresses: page.source, project: project.id },
          },
          { label: 'Users', command: 'users', args: { project: project.id } },
        ],
      },
    ],
  };
};

const settingsButton = (projectId: number, { source, settings }: MailboxPage): Button[] =>
  settingsFact(settings).length === 0
    ? []
    : [{ label: 'Settings', command: 'settings', args: { address: source, project: projectId } }];

/** What is different about a mailbox that is no person's. */
const kindNote = ({
  sentence,
  next,
  script,
}: {
  sentence: string;
  next: string;
  script?: string | undefined;
}): Part[] => [
  { kind: 'text', text: `${sentence} ${next}` },
  ...(script === undefined ? [] : [{ kind: 'code', text: script } satisfies Part]),
];

const verified = ({ verification, verifiedAt }: MailboxPage, timeZone: string): string => {
  if (verification === null || verifiedAt === null) return 'not yet';
  const at = shortWhen(verifiedAt, timeZone);
  return verification.ok
    ? `${at}: ${many(verification.items, 'item')}, ${bytes(verification.bytes)}`
    : `${at}: ${verification.problems.join(' ')}`;
};

const licence = ({ licence: one }: MailboxPage, timeZone: string): { label: string; value: string }[] => {
  if (one === undefined) return [];
  const value =
    one === null
      ? 'none'
      : `${one.usedAt === null ? 'applied, not used yet' : `used on ${day(one.usedAt, timeZone)}`}; expires on ${day(one.expiresAt, timeZone)}`;
  return [{ label: 'Licence', value }];
};

const history = ({ history: runs }: MailboxPage, timeZone: string): Part[] =>
  runs.length === 0
    ? []
    : [
        {
          kind: 'table',
          columns: ['Pass', 'State', 'Copied', 'Failed', 'Ended'],
          rows: runs.map((run) => [
            `${run.passId} ${run.kind}`,
            run.state,
            looksOnly(run.kind) ? '–' : count(run.copied + run.updated),
            looksOnly(run.kind) ? '–' : count(run.failed),
            run.finishedAt === null ? '–' : shortWhen(run.finishedAt, timeZone),
          ]),
        },
      ];

const causesShown = 5;

const causes = ({ causes: all }: MailboxPage): Part[] =>
  all.slice(0, causesShown).flatMap(({ code, count: times, explanation, next }): Part[] => [
    { kind: 'text', text: `${code}: ${many(times, 'item')}`, tone: 'warning' },
    { kind: 'text', small: true, text: cut(`${explanation} ${next}`, 400) },
  ]);
