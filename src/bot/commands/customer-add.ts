/** customer add: somebody whose mailboxes will be moved. */
import { z } from 'zod';
import { customerAddedCard } from '../cards/customers.ts';
import { text } from './args.ts';
import { command } from './command.ts';
import { projectHere } from './current.ts';
import { done, refused } from './reply.ts';

export const customerAdd = command({
  name: 'customer add',
  usage: 'customer add <name> domain <domain>',
  summary: 'Add a customer, with the domain of its mail',
  examples: ['customer add Contoso domain contoso.com'],
  role: 'operator',
  group: 'Licences',
  parse: z.object({ name: text(80, 'The name'), domain: text(255, 'The domain of its mail') }),
  async run(context, wanted) {
    const added = await context.engine.customers.add(context.actor, wanted);
    return added.ok
      ? done(customerAddedCard(added.value, await projectHere(context)))
      : refused(added.refusal, [{ label: 'Customers', command: 'customer' }]);
  },
});
