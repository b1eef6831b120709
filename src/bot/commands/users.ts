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
      const filter = search === undefined ? {} : { search };
      const listed = (from: number) =>
        context.engine.mailboxes.list(context.actor, current.id, {
          ...filter,
          offset: (from - 1) * usersPerPage,
          limit: usersPerPage,
        });
      const found = await listed(page);
      if (!found.ok) return refused(found.refusal);
      if (found.value.rows.length > 0 || page === 1)
        return done(usersCard(current, { ...found.value, page, ...filter }));
      // Beyond the end is the end.
      const first = await listed(1);
      if (!first.ok) return refused(first.refusal);
      const last = Math.max(1, Math.ceil(first.value.total / usersPerPage));
      const ending = await listed(last);
      return ending.ok
        ? done(usersCard(current, { ...ending.value, page: last, ...filter }))
        : refused(ending.refusal);
    }),
});
