/** project connect: says where a project's mail comes from and where it goes. */
import { z } from 'zod';
import { newProjectCard } from '../cards/project.ts';
import { project } from './args.ts';
import { command } from './command.ts';
import { endpointsFor, sidesArgs } from './connect.ts';
import { withProject } from './current.ts';
import { done, refused } from './reply.ts';
import { setupCard } from './setup.ts';

export const projectConnect = command({
  name: 'project connect',
  usage: 'project connect <source> to <destination>',
  summary: 'Say which endpoint mail comes from and which it goes to',
  examples: ['project connect Contoso to Fabrikam'],
  role: 'operator',
  group: 'Set up',
  parse: z.object({ project, ...sidesArgs }),
  run: (context, { project: pinned, ...sides }) =>
    withProject(context, pinned, async (current) => {
      const { engine, actor, sandbox } = context;
      const connection = await endpointsFor(context, sides, current.name);
      if (!connection.ok) return refused(connection.refusal);
      if (Object.keys(connection.value).length === 0) {
        return done(
          newProjectCard({
            endpoints: await engine.endpoints.list(actor),
            sandbox: sandbox !== undefined,
            project: current,
          }),
        );
      }
      const connected = await engine.projects.connect(actor, current.id, connection.value);
      return connected.ok ? done(await setupCard(context, connected.value)) : refused(connected.refusal);
    }),
});
