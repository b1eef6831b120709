/** customer: for whom mailboxes are moved here. */
import { z } from 'zod';
import { customersCard } from '../cards/customers.ts';
import { maybe, text } from './args.ts';
import { command } from './command.ts';
import { projectHere } from './current.ts';
import { done, refused } from './reply.ts';

export const customer = command({
  name: 'customer',
  usage: 'customer [name]',
  summary: 'Whose mailboxes are moved here, and what each customer has',
  examples: ['customer', 'customer Contoso'],
  role: 'viewer',
  group: 'Licences',
  parse: z.object({ name: maybe(text(80, 'The name')) }),
  async run(context, { name }) {
    const { engine, actor } = context;
    const counted = await engine.licences.counted(actor);
    const here = await projectHere(context);
    if (name === undefined) return done(customersCard(await engine.customers.list(actor), counted, here));
    const found = await engine.customers.find(actor, name);
    return found.ok
      ? done(customersCard([found.value], counted, here))
      : refused(found.refusal, [{ label: 'Customers', command: 'customer' }]);
  },
});
