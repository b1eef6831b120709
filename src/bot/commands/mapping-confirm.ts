/** mapping confirm: the pairs that were shown count from now on. */
import { pairsChangedCard } from '../cards/recipient-mapping.ts';
import { command } from './command.ts';
import { listArgs, withList } from './lists.ts';
import { done, refused } from './reply.ts';

export const mappingConfirm = command({
  name: 'mapping confirm',
  usage: 'mapping confirm [list]',
  summary: 'Add the pairs that were shown',
  examples: ['mapping confirm', 'mapping confirm 3'],
  role: 'operator',
  group: 'Addresses',
  parse: listArgs,
  run: (context, args) =>
    withList(
      context,
      args,
      async (list) => {
        const { engine, actor } = context;
        const confirmed = await engine.mapping.confirm(actor, list);
        if (!confirmed.ok) return refused(confirmed.refusal);
        const project = await engine.projects.get(actor, confirmed.value.projectId);
        return project.ok
          ? done(pairsChangedCard(project.value, confirmed.value, 'added', actor.name), 'replace')
          : refused(project.refusal);
      },
      'pairs',
    ),
});
