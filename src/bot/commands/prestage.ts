/** prestage: old mail, weeks before everything else. */
import { askForApproval, passArgs } from './asking.ts';
import { command } from './command.ts';

export const prestage = command({
  name: 'prestage',
  usage: 'prestage [addresses or waves] older than <date>',
  summary: 'Plan to copy mail that is older than a date, and not there yet',
  examples: ['prestage older than 90 days', 'prestage wave-1 before 1 March'],
  role: 'operator',
  group: 'Move',
  parse: passArgs,
  run: (context, args) => askForApproval(context, 'prestage', args),
});
