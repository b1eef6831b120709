/** users exclude: leaves mailboxes out of every pass from now on; they stay in the list. */
import { excluding } from './excluding.ts';

export const usersExclude = excluding(true, {
  name: 'users exclude',
  usage: 'users exclude <addresses or waves>',
  summary: 'Leave mailboxes out of every pass; they stay in the list',
  examples: ['users exclude anna@contoso.com', 'users exclude wave-9'],
});
