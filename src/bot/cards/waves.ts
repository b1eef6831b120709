/** Waves and priorities: which mailboxes move together, and which first. [pure] */
import type { Assigned, ProjectSummary, Wave } from '../views.ts';
import type { Card } from './card.ts';
import { bytes, count, list, many } from './format.ts';

export const wavesCard = (
  project: ProjectSummary,
  { waves, without }: { waves: Wave[]; without: number },
): Card => ({
  title: waves.length === 0 ? 'No waves yet' : many(waves.length, 'wave'),
  subtitle: project.name,
  tone: 'accent',
  parts: [
    waves.length === 0
      ? {
          kind: 'text',
          text: 'A wave is a name for mailboxes that move together: "wave pilot add anna@contoso.com", and then "full pilot".',
        }
      : {
          kind: 'table',
          columns: ['Wave', 'Mailboxes', 'Verified', 'Items', 'Data'],
          rows: waves.map((wave) => [
            wave.name,
            count(wave.mailboxes),
            count(wave.verified),
            count(wave.items),
            bytes(wave.bytes),
          ]),
        },
    { kind: 'text', small: true, text: `${many(without, 'mailbox')} in no wave.` },
    {
      kind: 'buttons',
      buttons: waves.slice(0, 5).map(({ name }) => ({
        label: `Verify ${name}`,
        command: 'verify',
        args: { waves: name, project: project.id },
      })),
    },
  ],
});

export const waveChangedCard = (
  project: ProjectSummary,
  name: string,
  { wave, changed, already, from }: Assigned,
): Card => ({
  title:
    wave === null
      ? `${many(changed, 'mailbox')} in no wave now`
      : `${many(changed, 'mailbox')} added to ${wave}`,
  subtitle: project.name,
  tone: 'good',
  parts: [
    {
      kind: 'text',
      text: [
        wave === null
          ? `A pass over "${name}" leaves them out from now on.`
          : `A pass over "${wave}" takes them along: "full ${wave}".`,
        ...(already > 0 ? [`${count(already)} ${already === 1 ? 'was' : 'were'} there already.`] : []),
        ...(wave !== null && from.length > 0
          ? [`Some of them left ${list(from)}: a mailbox is in one wave.`]
          : []),
      ].join(' '),
    },
    { kind: 'buttons', buttons: [{ label: 'Waves', command: 'wave', args: { project: project.id } }] },
  ],
});

export const priorityCard = (
  project: ProjectSummary,
  { priority, changed }: { priority: number; changed: number },
): Card => ({
  title: `Priority ${priority} for ${many(changed, 'mailbox')}`,
  subtitle: project.name,
  tone: 'good',
  parts: [
    {
      kind: 'text',
      text: 'Passes that start from now on take mailboxes with a higher priority first. 0 is usual.',
    },
    { kind: 'buttons', buttons: [{ label: 'Users', command: 'users', args: { project: project.id } }] },
  ],
});
