/** mapping remove: an imported pair leads nowhere any more, or all of them. */
import { z } from 'zod';
import { pairsChangedCard } from '../cards/recipient-mapping.ts';
import { project, text } from './args.ts';
import { command } from './command.ts';
import { withProject } from './current.ts';
import { done, refused } from './reply.ts';

export const mappingRemove = command({
  name: 'mapping remove',
  usage: 'mapping remove <address, or "all">',
  summary: 'Take an imported pair away, or all of them',
  examples: ['mapping remove sales@contoso.com', 'mapping remove all'],
  role: 'operator',
  group: 'Addresses',
  parse: z.object({ address: text(620, 'The old address of the pair'), project }),
  run: (context, { address, project: pinned }) =>
    withProject(context, pinned, async (current) => {
      const { engine, actor } = context;
      const removed = await engine.mapping.remove(actor, current.id, address);
      return removed.ok
        ? done(pairsChangedCard(current, removed.value, 'removed', actor.name))
        : refused(removed.refusal);
    }),
});
