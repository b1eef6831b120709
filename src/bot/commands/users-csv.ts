/** users csv: all mailboxes of the project with how each stands, as a file. */
import { z } from 'zod';
import { usersCsvCard } from '../cards/users.ts';
import { project } from './args.ts';
import { command } from './command.ts';
import { withProject } from './current.ts';
import { done } from './reply.ts';

export const usersCsv = command({
  name: 'users csv',
  usage: 'users csv',
  summary: 'All mailboxes and where each stands, as a CSV file',
  examples: ['users csv'],
  role: 'viewer',
  group: 'Users',
  parse: z.object({ project }),
  run: (context, { project: pinned }) =>
    withProject(context, pinned, async (current) =>
      done(
        usersCsvCard(
          current,
          await context.links.make(context.actor, 'report', { kind: 'users', projectId: current.id }),
        ),
      ),
    ),
});
