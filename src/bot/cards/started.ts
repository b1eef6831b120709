/** The short answer to a pass that waits for nobody's yes; its live card follows. [pure] */
import type { PassView } from '../views.ts';
import type { Card } from './card.ts';
import { many, whenItBegins } from './format.ts';
import { passName } from './pass.ts';

export const startedCard = (pass: PassView, timeZone: string): Card => ({
  title:
    pass.beginsAt === undefined
      ? `${passName(pass)} has started`
      : `${passName(pass)} begins ${whenItBegins(pass.beginsAt, timeZone)}`,
  subtitle: pass.projectName,
  tone: 'accent',
  parts: [
    {
      kind: 'text',
      text:
        pass.kind === 'verify'
          ? `I sign in on both sides of ${many(pass.plan.mailboxes.length, 'mailbox')} and count what is there. Nothing moves. The card of this pass fills up by itself.`
          : pass.kind === 'assess'
            ? `I read ${many(pass.plan.mailboxes.length, 'mailbox')} at the source, look at the destination, and say what moving them will be like. Nothing moves. The card of this pass fills up by itself.`
            : `${many(pass.plan.items, 'item')} of ${many(pass.plan.mailboxes.length, 'mailbox')}. A ${pass.kind} pass needs no yes here ("approval" shows what does). The card of this pass fills up by itself.`,
    },
    {
      kind: 'buttons',
      buttons: [
        ...(pass.beginsAt === undefined
          ? []
          : ([{ label: 'Undo', command: 'undo', args: { pass: pass.id }, style: 'destructive' }] as const)),
        { label: 'Status', command: 'status', args: { pass: pass.id } },
      ],
    },
  ],
});
