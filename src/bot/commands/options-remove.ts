/** options remove: one option less. */
import { z } from 'zod';
import { optionsCard } from '../cards/options.ts';
import { maybe, project, text } from './args.ts';
import { command } from './command.ts';
import { withProject } from './current.ts';
import { done, refused } from './reply.ts';

export const optionsRemove = command({
  name: 'options remove',
  usage: 'options remove <Name> [value]',
  summary: 'Take an option of the project away',
  examples: ['options remove FolderFilter', 'options remove RecipientMapping="@a.com->@b.com"'],
  role: 'operator',
  group: 'Set up',
  parse: z.object({
    name: text(100, 'The name of the option'),
    value: maybe(text(20_000, 'Its value')),
    project,
  }),
  run: (context, { name, value, project: pinned }) =>
    withProject(context, pinned, async (current) => {
      const removed = await context.engine.projectOptions.remove(context.actor, current.id, name, value);
      return removed.ok ? done(optionsCard(removed.value, true)) : refused(removed.refusal);
    }),
});
