/** customer use: whose mailboxes the project of this conversation moves. */
import { z } from 'zod';
import { customerUsedCard } from '../cards/customers.ts';
import { project, text } from './args.ts';
import { command } from './command.ts';
import { withProject } from './current.ts';
import { done, refused } from './reply.ts';

export const customerUse = command({
  name: 'customer use',
  usage: 'customer use <name>',
  summary: 'Say whose mailboxes this project moves',
  examples: ['customer use Contoso'],
  role: 'operator',
  group: 'Licences',
  parse: z.object({ name: text(80, 'The name of the customer'), project }),
  run: (context, { name, project: pinned }) =>
    withProject(context, pinned, async (current) => {
      const { engine, actor } = context;
      const used = await engine.customers.use(actor, current.id, name);
      return used.ok
        ? done(customerUsedCard(current, used.value, await engine.licences.counted(actor)))
        : refused(used.refusal, [{ label: 'Customers', command: 'customer' }]);
    }),
});
