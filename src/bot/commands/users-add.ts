/** users add: one pair of addresses. */
import { z } from 'zod';
import { userAddedCard } from '../cards/users.ts';
import { project, text } from './args.ts';
import { command } from './command.ts';
import { withProject } from './current.ts';
import { done, refused } from './reply.ts';

export const usersAdd = command({
  name: 'users add',
  usage: 'users add <source> <destination>',
  summary: 'Add one mailbox',
  examples: ['users add anna@contoso.com anna@fabrikam.com'],
  role: 'operator',
  group: 'Users',
  parse: z.object({
    source: text(320, 'The source address'),
    destination: text(320, 'The destination address'),
    project,
  }),
  run: (context, { source, destination, project: pinned }) =>
    withProject(context, pinned, async ({ id }) => {
      const { engine, actor } = context;
      const added = await engine.mailboxes.add(actor, id, { source, destination });
      if (!added.ok) return refused(added.refusal);
      const current = await engine.projects.get(actor, id);
      return current.ok ? done(userAddedCard(current.value, added.value)) : refused(current.refusal);
    }),
});
