/** users confirm: saves a list that was shown, once. */
import { confirmedCard } from '../cards/import-preview.ts';
import { command } from './command.ts';
import { listArgs, withList } from './lists.ts';
import { done, refused } from './reply.ts';

export const usersConfirm = command({
  name: 'users confirm',
  usage: 'users confirm [list]',
  summary: 'Save a list that was shown',
  examples: ['users confirm', 'users confirm 3'],
  role: 'operator',
  group: 'Users',
  parse: listArgs,
  run: (context, args) =>
    withList(context, args, async (list) => {
      const { engine, actor } = context;
      const confirmed = await engine.imports.confirm(actor, list);
      if (!confirmed.ok) return refused(confirmed.refusal);
      const project = await engine.projects.get(actor, confirmed.value.projectId);
      return project.ok
        ? done(confirmedCard(project.value, confirmed.value, actor.name), 'replace')
        : refused(project.refusal);
    }),
});
