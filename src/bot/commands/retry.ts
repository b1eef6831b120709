/** retry: what failed, and nothing else. */
import { askForApproval, passArgs } from './asking.ts';
import { command } from './command.ts';

export const retry = command({
  name: 'retry',
  usage: 'retry [addresses or waves]',
  summary: 'Plan to try again what failed in the last pass, and nothing else',
  examples: ['retry', 'retry wave-1'],
  role: 'operator',
  group: 'Move',
  parse: passArgs,
  run: (context, args) => askForApproval(context, 'retry', args),
});
