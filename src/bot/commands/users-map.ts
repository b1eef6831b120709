/** users map: says which columns of a list are meant, and shows what that comes to. Nothing is saved yet. */
import { z } from 'zod';
import { mappingCard } from '../cards/import-preview.ts';
import { id, maybe, project, text } from './args.ts';
import { command } from './command.ts';
import { soonOrLater } from './later.ts';
import { withList } from './lists.ts';
import { showPreview } from './previewing.ts';
import { refused } from './reply.ts';

const column = (what: string) =>
  z.coerce.number(`${what} is the number of a column.`).int().min(1).max(1_000);

export const usersMap = command({
  name: 'users map',
  usage: 'users map <source column> <destination column, "match" or a domain>',
  summary: 'Say which columns of a list hold the addresses',
  examples: ['users map 1 2', 'users map 1 match', 'users map 1 fabrikam.com'],
  role: 'operator',
  group: 'Users',
  parse: z.object({
    list: maybe(id('The list')),
    source: maybe(column('The source')),
    destination: maybe(text(255, 'The destination')),
    domain: maybe(text(255, 'The domain')),
    project,
  }),
  run: (context, { source, destination = 'match', domain, ...which }) =>
    withList(context, which, async (list) => {
      const { engine, actor } = context;
      if (source === undefined) return refused(noColumn);
      const said = destination === 'domain' ? (domain ?? '') : destination;
      const work = engine
        .columnMapping(actor, list, { source: source - 1, destination: ruleOf(said) })
        .then(async (mapped) => {
          if (!mapped.ok) return refused(mapped.refusal);
          const current = await engine.projects.get(actor, mapped.value.projectId);
          return current.ok ? showPreview(context, current.value, mapped.value) : refused(current.refusal);
        });
      return soonOrLater(context, work, mappingCard());
    }),
});

const ruleOf = (said: string) =>
  /^\d{1,4}$/.test(said)
    ? { column: Number(said) - 1 }
    : said.toLowerCase() === 'match'
      ? ('matched' as const)
      : { domain: said.replace(/^@/, '') };

const noColumn = {
  code: 'invalid' as const,
  sentence: 'The column with the addresses of the source was not named.',
  next: 'Choose it on the card of the list, or say for example "users map 1 match".',
};
