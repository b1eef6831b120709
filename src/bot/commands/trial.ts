/** trial: a few items of each folder, so that people see how it goes. */
import { askForApproval, passArgs } from './asking.ts';
import { command } from './command.ts';

export const trial = command({
  name: 'trial',
  usage: 'trial [addresses or waves]',
  summary: 'Plan to copy at most 10 items of each folder, 5 MB in all',
  examples: ['trial', 'trial anna@contoso.com'],
  role: 'operator',
  group: 'Move',
  parse: passArgs,
  run: (context, args) => askForApproval(context, 'trial', args),
});
