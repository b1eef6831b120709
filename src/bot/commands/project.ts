/** project: where we are; with a name, this conversation works on that project from now on. */
import { z } from 'zod';
import { setProject } from '../../db/conversations.ts';
import { projectCard, projectsCard } from '../cards/project.ts';
import type { Reply } from '../surface.ts';
import type { ProjectSummary } from '../views.ts';
import { maybe, project as pinnedProject, text } from './args.ts';
import { type Context, command } from './command.ts';
import { withProject } from './current.ts';
import { done, refused } from './reply.ts';

export const project = command({
  name: 'project',
  usage: 'project [name]',
  summary: 'Where we are, or switch to another project ("project *" lists all)',
  examples: ['project', 'project "Wave one"', 'project *'],
  role: 'viewer',
  group: 'Set up',
  parse: z.object({ name: maybe(text(80, 'The name')), project: pinnedProject }),
  async run(context, { name, project: pinned }) {
    const { engine, actor, conversation } = context;
    if (name === '*') return done(projectsCard(await engine.projects.list(actor), conversation.projectId));
    if (name === undefined && pinned === undefined)
      return withProject(context, undefined, (current) => show(context, current));
    const found =
      pinned === undefined
        ? await engine.projects.find(actor, name ?? '')
        : await engine.projects.get(actor, pinned);
    if (!found.ok)
      return refused(found.refusal, [{ label: 'All projects', command: 'project', args: { name: '*' } }]);
    await setProject(context.db, conversation.id, found.value.id);
    return show(context, found.value);
  },
});

const show = async ({ engine, actor }: Context, current: ProjectSummary): Promise<Reply> => {
  const others = (await engine.projects.list(actor)).length - 1;
  return done(projectCard(current, await engine.endpoints.list(actor), others));
};
