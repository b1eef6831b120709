/** users remove: takes mailboxes out of the project, as long as nothing of them has moved. */
import { z } from 'zod';
import { mostNamed, tooManyNamed } from '../cards/domains.ts';
import { removalCard, removedCard, userRemovedCard } from '../cards/users.ts';
import type { Reply } from '../surface.ts';
import type { ProjectSummary } from '../views.ts';
import { addresses, maybe, project } from './args.ts';
import { type Context, command } from './command.ts';
import { withProject } from './current.ts';
import { done, refused } from './reply.ts';

export const usersRemove = command({
  name: 'users remove',
  usage: 'users remove <addresses>',
  summary: 'Take mailboxes out, as long as nothing of them has moved',
  examples: ['users remove anna@contoso.com', 'users remove anna@contoso.com ben@contoso.com'],
  role: 'operator',
  group: 'Users',
  parse: z.object({
    addresses,
    count: maybe(z.coerce.number('The count is a number.').int('The count is a whole number.')),
    project,
  }),
  run: (context, { addresses: named = [], count, project: pinned }) =>
    withProject(context, pinned, async (current) => {
      const { engine, actor } = context;
      const [only, ...more] = [...new Set(named.map((address) => address.toLowerCase()))];
      if (only === undefined) return refused(nobody);
      if (more.length > 0) return several(context, current, [only, ...more], count);
      const removed = await engine.mailboxes.remove(actor, current.id, only);
      return removed.ok ? done(userRemovedCard(current, removed.value)) : refused(removed.refusal);
    }),
});

const several = async (
  { engine, actor }: Context,
  current: ProjectSummary,
  named: string[],
  count: number | undefined,
): Promise<Reply> => {
  if (named.length > mostNamed) return refused(tooManyNamed(named.length));
  if (count === undefined) {
    const removal = await engine.mailboxes.previewRemoval(actor, current.id, named);
    return removal.ok ? done(removalCard(current, named, removal.value)) : refused(removal.refusal);
  }
  const removed = await engine.mailboxes.removeSeveral(actor, current.id, named, count);
  return removed.ok ? done(removedCard(current, removed.value), 'replace') : refused(removed.refusal);
};

const nobody = {
  code: 'invalid' as const,
  sentence: 'No mailbox was named.',
  next: 'Say "users remove" with the source addresses of those that shall go.',
};
