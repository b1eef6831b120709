/** priority: which mailboxes are taken first. */
import { z } from 'zod';
import { priorityCard } from '../cards/waves.ts';
import { addresses, project } from './args.ts';
import { command } from './command.ts';
import { withProject } from './current.ts';
import { done, refused } from './reply.ts';

export const priority = command({
  name: 'priority',
  usage: 'priority <number> <addresses>',
  summary: 'Let mailboxes be taken first: higher numbers before lower, 0 is usual',
  examples: ['priority 5 anna@contoso.com', 'priority 0 anna@contoso.com'],
  role: 'operator',
  group: 'Users',
  parse: z.object({
    level: z.coerce
      .number('A priority is a whole number from -100 to 100.')
      .int('A priority is a whole number from -100 to 100.')
      .min(-100, 'A priority is a whole number from -100 to 100.')
      .max(100, 'A priority is a whole number from -100 to 100.'),
    addresses,
    project,
  }),
  run: (context, { level, addresses: chosen = [], project: pinned }) =>
    withProject(context, pinned, async (current) => {
      const changed = await context.engine.waves.prioritise(context.actor, current.id, level, chosen);
      return changed.ok ? done(priorityCard(current, changed.value)) : refused(changed.refusal);
    }),
});
