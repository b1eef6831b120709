/** users exclude, users include: both are one change of the same mark. */
import { z } from 'zod';
import { excludedCard } from '../cards/users.ts';
import { addresses, project, waves } from './args.ts';
import { type Command, command } from './command.ts';
import { withProject } from './current.ts';
import { done, refused } from './reply.ts';

export const excluding = (
  excluded: boolean,
  definition: Pick<Command, 'name' | 'usage' | 'summary' | 'examples'>,
): Command =>
  command({
    ...definition,
    role: 'operator',
    group: 'Users',
    parse: z.object({ addresses, waves, project }),
    run: (context, { project: pinned, ...scope }) =>
      withProject(context, pinned, async (current) => {
        const changed = await context.engine.exclude(context.actor, current.id, scope, excluded);
        return changed.ok ? done(excludedCard(current, changed.value)) : refused(changed.refusal);
      }),
  });
