/** permissions script: the PowerShell that carries Full Access, Send As and forwarding over, for an administrator. */
import { z } from 'zod';
import { permissionsScriptCard } from '../cards/settings.ts';
import { project } from './args.ts';
import { command } from './command.ts';
import { withProject } from './current.ts';
import { done, refused } from './reply.ts';

export const permissionsScript = command({
  name: 'permissions script',
  usage: 'permissions script',
  summary: 'A PowerShell file that carries Full Access, Send As and forwarding over',
  examples: ['permissions script'],
  role: 'operator',
  group: 'Move',
  parse: z.object({ project }),
  run: (context, { project: pinned }) =>
    withProject(context, pinned, async (current) => {
      const { engine, actor, links } = context;
      const script = await engine.permissionsScript(actor, current.id);
      if (!script.ok) return refused(script.refusal);
      const url = await links.make(actor, 'report', { kind: 'permissions', projectId: current.id });
      return done(permissionsScriptCard(current, script.value.mailboxes, url));
    }),
});
