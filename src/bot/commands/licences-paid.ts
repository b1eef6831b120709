/** licences paid: the payment of an order is there, so its licences are available. */
import { z } from 'zod';
import { orderCard } from '../cards/orders.ts';
import { id } from './args.ts';
import { command } from './command.ts';
import { zoneHere } from './current.ts';
import { done, refused } from './reply.ts';

export const licencesPaid = command({
  name: 'licences paid',
  usage: 'licences paid <order>',
  summary: 'Say that an order is paid: its licences are available from now on',
  examples: ['licences paid 3'],
  role: 'approver',
  group: 'Licences',
  parse: z.object({ order: id('The order') }),
  async run(context, { order }) {
    const paid = await context.engine.orders.pay(context.actor, order);
    return paid.ok
      ? done(orderCard(paid.value, await zoneHere(context), context.actor.name), 'replace')
      : refused(paid.refusal);
  },
});
