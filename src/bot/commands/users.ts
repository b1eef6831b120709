/** users: the mailboxes of the project, by page, by a piece of their address, by wave, by how they stand. */
import { z } from 'zod';
import { standings } from '../../db/mailboxes.ts';
import { usersCard, usersPerPage } from '../cards/users.ts';
import { id, maybe, project, text } from './args.ts';
import { command } from './command.ts';
import { withProject } from './current.ts';
import { done, refused } from './reply.ts';

export const users = command({
  name: 'users',
  usage: 'users [search] [verified|unverified|failed|excluded|completed …] [wave <name>] [page <n>]',
  summary: 'List the mailboxes and where each stands',
  examples: ['users', 'users anna', 'users failed wave pilot', 'users unverified page 2'],
  role: 'viewer',
  group: 'Users',
  parse: z.object({
    search: maybe(text(100, 'The search')),
    standing: maybe(z.enum(standings, `It is one of ${standings.join(', ')}.`)),
    wave: maybe(text(100, 'The wave')),
    page: maybe(id('The page')),
    project,
  }),
  run: (context, { page: wanted = 1, project: pinned, ...filter }) =>
    withProject(context, pinned, async (current) => {
      const { engine, actor, links } = context;
      const listed = (page: number) =>
        engine.mailboxes.list(actor, current.id, {
          ...filter,
          offset: (page - 1) * usersPerPage,
          limit: usersPerPage,
        });
      const show = async (page: number, { rows, total }: Listed) =>
        done(
          usersCard(current, {
            rows,
            total,
            page,
            filter,
            csvUrl: await links.make(actor, 'report', { kind: 'users', projectId: current.id }),
          }),
        );
      const found = await listed(wanted);
      if (!found.ok) return refused(found.refusal);
      if (found.value.rows.length > 0 || wanted === 1) return show(wanted, found.value);
      // Beyond the end is the end.
      const first = await listed(1);
      if (!first.ok) return refused(first.refusal);
      const last = Math.max(1, Math.ceil(first.value.total / usersPerPage));
      const ending = await listed(last);
      return ending.ok ? show(last, ending.value) : refused(ending.refusal);
    }),
});

type Listed = Pick<Parameters<typeof usersCard>[1], 'rows' | 'total'>;
