/** mapping: what addresses inside of items become, and why. */
import { z } from 'zod';
import { recipientMappingCard } from '../cards/recipient-mapping.ts';
import { maybe, project, text } from './args.ts';
import { command } from './command.ts';
import { withProject } from './current.ts';
import { done, refused } from './reply.ts';

export const mapping = command({
  name: 'mapping',
  usage: 'mapping [address or part of it]',
  summary: 'What addresses inside of items become, and why',
  examples: ['mapping', 'mapping anna@contoso.onmicrosoft.com'],
  role: 'viewer',
  group: 'Addresses',
  parse: z.object({ search: maybe(text(600, 'What you look for')), project }),
  run: (context, { search, project: pinned }) =>
    withProject(context, pinned, async (current) => {
      const view = await context.engine.mapping.view(context.actor, current.id, search);
      return view.ok ? done(recipientMappingCard(view.value)) : refused(view.refusal);
    }),
});
