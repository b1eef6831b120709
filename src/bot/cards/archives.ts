/** What cards say of in-place archives: that they move, and that this is a beta. [pure] */
import type { PassView } from '../views.ts';
import { many } from './format.ts';

export const withArchive = ({ mailboxes }: PassView['plan']): number =>
  mailboxes.filter(({ archive }) => archive === true).length;

export const archives = (plan: PassView['plan']): { label: string; value: string }[] => {
  const moving = withArchive(plan);
  return moving === 0
    ? []
    : [
        {
          label: 'With archive (beta)',
          value: `${many(moving, 'mailbox')}. Microsoft still calls its interface for archives a beta and may change it.`,
        },
      ];
};
