/** Mail that is no notice: whom it comes from, and the statistics of a pass. [pure] */
import type { ProjectSummary } from '../views.ts';
import type { Card, Part } from './card.ts';
import { cut } from './format.ts';

export const senderCard = (project: ProjectSummary, address: string | null, isNew: boolean): Card => ({
  title:
    address === null
      ? 'Mail comes from nobody yet'
      : isNew
        ? `Mail comes from ${cut(address, 100)} now`
        : `Mail comes from ${cut(address, 100)}`,
  subtitle: project.name,
  tone: address === null ? 'neutral' : 'good',
  parts: [
    {
      kind: 'text',
      text:
        address === null
          ? 'Notices to the people who move, and statistics, are sent from a mailbox of the destination. Say "sender <address>", for example of a shared mailbox whose answers somebody reads.'
          : 'Notices to the people who move, and statistics, are sent from it, and answers arrive there. The app needs Mail.Send at the destination for it; a test shows whether it has.',
    },
    {
      kind: 'buttons',
      buttons: [{ label: 'Notices', command: 'notice', args: { project: project.id } }],
    },
  ],
});

export const statisticsMailedCard = (
  passId: number,
  { from, to, files, leftOut: tooLarge }: { from: string; to: string; files: string[]; leftOut: string[] },
): Card => ({
  title: `The statistics of pass ${passId} were mailed to ${cut(to, 100)}`,
  tone: tooLarge.length === 0 ? 'good' : 'warning',
  parts: [
    {
      kind: 'text',
      text: `From ${from}, with ${files.length === 0 ? 'no file' : files.join(' and ')}.`,
    },
    ...(tooLarge.length === 0
      ? []
      : [
          {
            kind: 'notice',
            tone: 'warning',
            text: `${tooLarge.join(' and ')} ${tooLarge.length === 1 ? 'is' : 'are'} too large for a message (3 MB). The message says so; "stats ${passId}" makes links to the files.`,
          } satisfies Part,
        ]),
    { kind: 'buttons', buttons: [{ label: 'Statistics', command: 'stats', args: { pass: passId } }] },
  ],
});
