/** users: the mailboxes of the project, by page and by a piece of their address. */
import { z } from 'zod';
import { usersCard, usersPerPage } from '../cards/users.ts';
import { id, maybe, project, text } from './args.ts';
import { command } from './command.ts';
import { withProject } from './current.ts';
import { done, refused } from './reply.ts';

export const users = command({
  name: 'users',
  usage: 'users [search] [page <n>]',
  summary: 'List the mailboxes and where each stands',
  examples: ['users', 'users anna', 'users page 2'],
  role: 'viewer',
  group: 'Users',
  parse: z.object({ search: maybe(text(100, 'The search')), page: maybe(id('The page')), project }),
  run: (context, { search, page = 1, project: pinned }) =>
    withProject(context, pinned, async (current) => {
      const found = await context.engine.mailboxes.list(context.actor, current.id, {
        ...(search === undefined ? {} : { search }),
        offset: (page - 1) * usersPerPage,
        limit: usersPerPage,
      });
      if (!found.ok) return refused(found.refusal);
      return done(usersCard(current, { ...found.value, page, ...(search === undefined ? {} : { search }) }));
    }),
});
