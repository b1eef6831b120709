/** project zone: the time zone in which this project's times are said and read. */
import { z } from 'zod';
import { projectCard } from '../cards/project.ts';
import { project, text } from './args.ts';
import { command } from './command.ts';
import { withProject } from './current.ts';
import { done, refused } from './reply.ts';

export const projectZone = command({
  name: 'project zone',
  usage: 'project zone <time zone>',
  summary: 'The time zone in which times are said and read here',
  examples: ['project zone Europe/Berlin', 'project zone America/New_York'],
  role: 'operator',
  group: 'Set up',
  parse: z.object({ zone: text(60, 'The time zone'), project }),
  run: (context, { zone, project: pinned }) =>
    withProject(context, pinned, async ({ id }) => {
      const { engine, actor } = context;
      const changed = await engine.projects.write(actor, id, { timeZone: zone });
      return changed.ok
        ? done(projectCard(changed.value, await engine.endpoints.list(actor)))
        : refused(changed.refusal);
    }),
});
