/** trial: a few items of each folder, so that people see how it goes. */
import { askForApproval, passArgs } from './asking.ts';
import { command } from './command.ts';

export const trial = command({
  name: 'trial',
  usage: 'trial [addresses or waves] [into "<folder>"]',
  summary:
    'Plan to copy at most 10 items of each folder; into a folder of its own, compared with what was sent',
  examples: ['trial', 'trial anna@contoso.com into "Mailferry trial"'],
  role: 'operator',
  group: 'Move',
  parse: passArgs,
  run: (context, args) => askForApproval(context, 'trial', args),
});
