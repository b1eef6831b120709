/** The short answer to a pass that begins at once; its live card follows. [pure] */
import type { PassView } from '../views.ts';
import type { Card } from './card.ts';
import { many } from './format.ts';
import { passName } from './pass.ts';

export const startedCard = (pass: PassView): Card => ({
  title: `${passName(pass)} has started`,
  subtitle: pass.projectName,
  tone: 'accent',
  parts: [
    {
      kind: 'text',
      text: `I sign in on both sides of ${many(pass.plan.mailboxes.length, 'mailbox')} and count what is there. Nothing moves. The card of this pass fills up by itself.`,
    },
    { kind: 'buttons', buttons: [{ label: 'Status', command: 'status', args: { pass: pass.id } }] },
  ],
});
