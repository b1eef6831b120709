/** What happened while nothing was posted: one card instead of many. [pure] */
import type { PassView } from '../views.ts';
import type { Button, Card, Part } from './card.ts';
import { count, many, shortWhen } from './format.ts';
import { passName } from './pass.ts';

export interface Digest {
  projectName: string;
  timeZone: string;
  since: Date;
  /** Newest first: those that ended since then, that go on, and that wait for a yes. */
  passes: PassView[];
  /** Why it is here and how to stop it. */
  why: 'quiet' | 'daily';
}

const shown = 12;

export const digestCard = ({ projectName, timeZone, since, passes, why }: Digest): Card => {
  const asked = passes.filter(({ state }) => state === 'asked');
  const failed = passes.reduce((sum, { progress }) => sum + progress.items.failed + progress.runs.failed, 0);
  return {
    title:
      asked.length > 0
        ? `${many(asked.length, 'pass', 'passes')} ${asked.length === 1 ? 'waits' : 'wait'} for a yes`
        : failed > 0
          ? `${many(passes.length, 'pass', 'passes')}, with something to look at`
          : `${many(passes.length, 'pass', 'passes')} without trouble`,
    subtitle: `${projectName} · since ${shortWhen(since, timeZone)} (${timeZone})`,
    tone: asked.length > 0 || failed > 0 ? 'warning' : 'good',
    parts: [
      {
        kind: 'table',
        columns: ['Pass', 'State', 'Mailboxes', 'Copied', 'Failed'],
        rows: passes.slice(0, shown).map((pass) => {
          const { items, runs, mailboxes } = pass.progress;
          return [
            passName(pass),
            pass.state === 'asked' ? 'waits for a yes' : pass.state,
            count(mailboxes > 0 ? mailboxes : pass.plan.mailboxes.length),
            count(items.copied + items.updated),
            count(items.failed + runs.failed),
          ];
        }),
        more: Math.max(0, passes.length - shown),
      },
      ...buttonsOf(passes),
      {
        kind: 'text',
        small: true,
        text:
          why === 'quiet'
            ? 'Posted because nothing was while it was quiet here. "notify quiet off" ends the quiet hours.'
            : 'Posted every day at this time. "digest off" stops it.',
      },
    ],
  };
};

const buttonsOf = (passes: PassView[]): Part[] => {
  const buttons = passes.flatMap((pass): Button[] => {
    if (pass.state === 'asked')
      return [{ label: `Look at pass ${pass.id}`, command: 'status', args: { pass: pass.id } }];
    return pass.progress.items.failed + pass.progress.runs.failed > 0
      ? [{ label: `Errors of pass ${pass.id}`, command: 'errors', args: { pass: pass.id } }]
      : [];
  });
  return buttons.length === 0 ? [] : [{ kind: 'buttons', buttons: buttons.slice(0, 5) }];
};
