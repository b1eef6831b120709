/** mapping discard: forgets pairs that were shown. */
import { discardedCard } from '../cards/import-preview.ts';
import { command } from './command.ts';
import { listArgs, withList } from './lists.ts';
import { done, refused } from './reply.ts';

export const mappingDiscard = command({
  name: 'mapping discard',
  usage: 'mapping discard [list]',
  summary: 'Forget pairs that were shown',
  examples: ['mapping discard', 'mapping discard 3'],
  role: 'operator',
  group: 'Addresses',
  parse: listArgs,
  run: (context, args) =>
    withList(
      context,
      args,
      async (list) => {
        const { engine, actor } = context;
        const discarded = await engine.imports.discard(actor, list);
        return discarded.ok
          ? done(discardedCard(actor.name, 'mapping import'), 'replace')
          : refused(discarded.refusal);
      },
      'pairs',
    ),
});
