/** users remove: takes a mailbox out of the project, as long as nothing of it has moved. */
import { z } from 'zod';
import { userRemovedCard } from '../cards/users.ts';
import { project, text } from './args.ts';
import { command } from './command.ts';
import { withProject } from './current.ts';
import { done, refused } from './reply.ts';

export const usersRemove = command({
  name: 'users remove',
  usage: 'users remove <source>',
  summary: 'Take a mailbox out, as long as nothing of it has moved',
  examples: ['users remove anna@contoso.com'],
  role: 'operator',
  group: 'Users',
  parse: z.object({ address: text(320, 'The address'), project }),
  run: (context, { address, project: pinned }) =>
    withProject(context, pinned, async (current) => {
      const removed = await context.engine.mailboxes.remove(context.actor, current.id, address);
      return removed.ok ? done(userRemovedCard(current, removed.value)) : refused(removed.refusal);
    }),
});
