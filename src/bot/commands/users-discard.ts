/** users discard: forgets a list that was shown. */
import { discardedCard } from '../cards/import-preview.ts';
import { command } from './command.ts';
import { listArgs, withList } from './lists.ts';
import { done, refused } from './reply.ts';

export const usersDiscard = command({
  name: 'users discard',
  usage: 'users discard [list]',
  summary: 'Forget a list that was shown',
  examples: ['users discard', 'users discard 3'],
  role: 'operator',
  group: 'Users',
  parse: listArgs,
  run: (context, args) =>
    withList(context, args, async (list) => {
      const { engine, actor } = context;
      const discarded = await engine.imports.discard(actor, list);
      return discarded.ok ? done(discardedCard(actor.name), 'replace') : refused(discarded.refusal);
    }),
});
