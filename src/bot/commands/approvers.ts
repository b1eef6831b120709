/** approvers: how many people must say yes to a plan of this project. */
import { z } from 'zod';
import { agreedCard } from '../cards/people.ts';
import { project } from './args.ts';
import { command } from './command.ts';
import { withProject } from './current.ts';
import { done, refused } from './reply.ts';

const most = 5;
const howMany = `It is a number from 1 to ${most}.`;

export const approvers = command({
  name: 'approvers',
  usage: 'approvers <number>',
  summary: 'How many people must approve a pass of this project',
  examples: ['approvers 1', 'approvers 2'],
  role: 'owner',
  group: 'People',
  parse: z.object({
    number: z.coerce.number(howMany).int(howMany).min(1, howMany).max(most, howMany),
    project,
  }),
  run: (context, { number, project: pinned }) =>
    withProject(context, pinned, async (current) => {
      const changed = await context.engine.projects.agree(context.actor, current.id, { approvers: number });
      return changed.ok
        ? done(
            agreedCard(
              current.name,
              number === 1
                ? 'One person approves a pass of this project.'
                : `${number} people approve a pass of this project before it starts. That counts for the plans that wait, too.`,
            ),
          )
        : refused(changed.refusal);
    }),
});
