/** wave: which mailboxes move together. */
import { z } from 'zod';
import { waveChangedCard, wavesCard } from '../cards/waves.ts';
import { addresses, maybe, project, text } from './args.ts';
import { command } from './command.ts';
import { withProject } from './current.ts';
import { done, refused } from './reply.ts';

export const wave = command({
  name: 'wave',
  usage: 'wave [<name> add|remove <addresses>]',
  summary: 'Show the waves, or say which mailboxes move together',
  examples: ['wave', 'wave pilot add anna@contoso.com ben@contoso.com', 'wave pilot remove ben@contoso.com'],
  role: 'operator',
  group: 'Users',
  parse: z
    .object({
      name: maybe(text(100, 'The name')),
      change: maybe(text(20, 'add or remove')),
      addresses,
      project,
    })
    .refine(
      ({ name, change }) => name === undefined || change === 'add' || change === 'remove',
      'After the name of a wave comes "add" or "remove".',
    ),
  run: (context, { name, change, addresses: chosen = [], project: pinned }) =>
    withProject(context, pinned, async (current) => {
      const { engine, actor } = context;
      if (name === undefined) {
        const listed = await engine.waves.list(actor, current.id);
        return listed.ok ? done(wavesCard(current, listed.value)) : refused(listed.refusal);
      }
      const wanted = change === 'remove' ? null : name;
      const assigned = await engine.waves.assign(actor, current.id, wanted, chosen);
      return assigned.ok ? done(waveChangedCard(current, name, assigned.value)) : refused(assigned.refusal);
    }),
});
