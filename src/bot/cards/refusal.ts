/** How a no looks: a refusal with its next step, a fault with the id that is in the log, a secret in chat. [pure] */
import type { Refusal } from '../../engine/refusal.ts';
import type { Button, Card } from './card.ts';

const titles: Record<Refusal['code'], string> = {
  'not-a-member': 'You are not in this workgroup',
  'other-tenant': 'This belongs to another organisation',
  'role-too-low': 'Your role does not allow that',
  'not-found': 'I cannot find that',
  'already-exists': 'That exists already',
  invalid: 'Something is missing or not right',
  'not-ready': 'Not ready yet',
  busy: 'Busy at the moment',
  'own-plan': 'Somebody else must approve this',
  'plan-changed': 'The plan has changed',
  'already-decided': 'Already decided',
  expired: 'Too late',
  'sign-in-failed': 'Microsoft refused the sign-in',
  'no-licence': 'Licences are missing',
  'consent-missing': 'Consent is missing in the tenant',
};

export const refusalCard = (refusal: Refusal, buttons: Button[] = []): Card => ({
  title: titles[refusal.code],
  tone: 'warning',
  parts: [
    { kind: 'text', text: refusal.sentence },
    { kind: 'notice', tone: 'accent', text: `Next: ${refusal.next}` },
    ...(buttons.length > 0 ? [{ kind: 'buttons', buttons } as const] : []),
  ],
});

export const faultCard = (faultId: string): Card => ({
  title: 'That is our fault',
  tone: 'bad',
  parts: [
    {
      kind: 'text',
      text: 'Something went wrong on our side while doing this. Nothing that was saved before is lost.',
    },
    {
      kind: 'notice',
      tone: 'accent',
      text: `Next: try again in a moment. If it stays, give your operator this id: ${faultId}`,
    },
  ],
});

export const databaseAwayCard = (): Card => ({
  title: 'The database does not answer',
  tone: 'warning',
  parts: [
    {
      kind: 'text',
      text: 'I could not look anything up or write anything down, so nothing was done. Passes that run go on by themselves as soon as it is back; nothing is lost.',
    },
    {
      kind: 'notice',
      tone: 'accent',
      text: 'Next: try again in a minute. If it stays so, somebody should look at the PostgreSQL server.',
    },
  ],
});

export const secretInChatCard = (): Card => ({
  title: 'That looks like a secret',
  tone: 'bad',
  parts: [
    {
      kind: 'text',
      text: 'I did not use or keep your message, but everybody in this conversation can read it, and so can its archive. Treat the secret as leaked.',
    },
    {
      kind: 'notice',
      tone: 'warning',
      text: 'Next: delete the message, make a new secret or certificate in Entra (App registrations, Certificates & secrets), remove the old one there, and enter the new one only on the page behind the button.',
    },
    { kind: 'buttons', buttons: [{ label: 'Open my endpoints', command: 'endpoint' }] },
  ],
});
