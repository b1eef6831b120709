/** trial remove: takes away the folders that a trial made at the destination. */

import { z } from 'zod';
import { id, project } from './args.ts';
import { askForApproval } from './asking.ts';
import { command } from './command.ts';

export const trialRemove = command({
  name: 'trial remove',
  usage: 'trial remove <pass>',
  summary: 'Plan to take away the folders that a trial made at the destination',
  examples: ['trial remove 12'],
  role: 'operator',
  group: 'Move',
  parse: z.object({ pass: id('The pass'), project }),
  run: (context, { pass, project: pinned }) =>
    askForApproval(context, 'trial', { removes: pass, project: pinned }),
});
