/** full: shows what a full pass would do and asks for a yes. Nothing moves until somebody gives it. */
import { askForApproval, passArgs } from './asking.ts';
import { command } from './command.ts';

export const full = command({
  name: 'full',
  usage: 'full [addresses or waves] [last] [at <time>] [only <hours>] [ready by <time>]',
  summary: 'Plan to copy everything that is new or changed, and ask for approval',
  examples: [
    'full',
    'full anna@contoso.com ben@contoso.com',
    'full wave-1 at Friday 22:00 only 20:00 to 06:00',
    'full last',
  ],
  role: 'operator',
  group: 'Move',
  parse: passArgs,
  run: (context, args) => askForApproval(context, 'full', args),
});
