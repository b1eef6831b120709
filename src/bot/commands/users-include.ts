/** users include: takes excluded mailboxes in again. */
import { excluding } from './excluding.ts';

export const usersInclude = excluding(false, {
  name: 'users include',
  usage: 'users include <addresses or waves>',
  summary: 'Take excluded mailboxes in again',
  examples: ['users include anna@contoso.com', 'users include wave-9'],
});
