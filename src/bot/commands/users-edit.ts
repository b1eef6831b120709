/** users edit: another source or destination for one mailbox. */
import { z } from 'zod';
import { userEditedCard } from '../cards/domains.ts';
import { maybe, project, text } from './args.ts';
import { command } from './command.ts';
import { withProject } from './current.ts';
import { done, refused } from './reply.ts';

export const usersEdit = command({
  name: 'users edit',
  usage: 'users edit <source> [source <address>] [destination <address>]',
  summary: 'Change the addresses of one mailbox',
  examples: [
    'users edit anna@contoso.com destination anna.berg@fabrikam.com',
    'users edit anna@contoso.com source anna@contoso.onmicrosoft.com',
  ],
  role: 'operator',
  group: 'Users',
  parse: z.object({
    address: text(320, 'The source address that it has'),
    source: maybe(text(320, 'The source address')),
    destination: maybe(text(320, 'The destination address')),
    project,
  }),
  run: (context, { address, source, destination, project: pinned }) =>
    withProject(context, pinned, async (current) => {
      const { engine, actor } = context;
      const wanted = {
        ...(source === undefined ? {} : { source }),
        ...(destination === undefined ? {} : { destination }),
      };
      const edited = await engine.addressChanges.edit(actor, current.id, address, wanted);
      return edited.ok ? done(userEditedCard(current, edited.value)) : refused(edited.refusal);
    }),
});
