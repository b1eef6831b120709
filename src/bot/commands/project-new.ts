/** project new: the first setup card, or, when a name comes with it, the project itself. */
import { z } from 'zod';
import { setProject } from '../../db/conversations.ts';
import { newProjectCard } from '../cards/project.ts';
import { maybe, text } from './args.ts';
import { command } from './command.ts';
import { endpointsFor, sidesArgs } from './connect.ts';
import { done, refused } from './reply.ts';
import { setupCard } from './setup.ts';

export const projectNew = command({
  name: 'project new',
  usage: 'project new <name>',
  summary: 'Set up a project, in at most three cards',
  examples: ['project new Wave one', 'project new "Wave one" from Contoso to Fabrikam'],
  role: 'operator',
  group: 'Set up',
  parse: z.object({ name: maybe(text(80, 'The name')), ...sidesArgs }),
  async run(context, { name, ...sides }) {
    const { engine, actor, db, conversation, sandbox } = context;
    if (name === undefined) {
      return done(
        newProjectCard({ endpoints: await engine.endpoints.list(actor), sandbox: sandbox !== undefined }),
      );
    }
    // Before any endpoint is made: a name that is taken must leave nothing behind.
    const taken = (await engine.projects.list(actor)).find(
      (project) => project.name.toLowerCase() === name.toLowerCase(),
    );
    if (taken !== undefined) {
      return refused(
        {
          code: 'already-exists',
          sentence: `A project called "${taken.name}" exists already.`,
          next: 'Switch to it, or give the new one another name.',
        },
        [
          {
            label: `Switch to ${taken.name}`,
            command: 'project',
            args: { project: taken.id, name: taken.name },
          },
        ],
      );
    }
    const connection = await endpointsFor(context, sides, name);
    if (!connection.ok) return refused(connection.refusal);
    const created = await engine.projects.create(actor, { name });
    if (!created.ok) return refused(created.refusal);
    await setProject(db, conversation.id, created.value.id);
    const project =
      Object.keys(connection.value).length === 0
        ? await engine.projects.get(actor, created.value.id)
        : await engine.projects.connect(actor, created.value.id, connection.value);
    return project.ok
      ? done(await setupCard(context, project.value))
      : refused(project.refusal, [
          { label: 'Connect the tenants', command: 'project connect', args: { project: created.value.id } },
        ]);
  },
});
