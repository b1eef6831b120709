/** licences cancel: an order that is not paid yet is not wanted any more. */
import { z } from 'zod';
import { orderCard } from '../cards/orders.ts';
import { id } from './args.ts';
import { command } from './command.ts';
import { zoneHere } from './current.ts';
import { done, refused } from './reply.ts';

export const licencesCancel = command({
  name: 'licences cancel',
  usage: 'licences cancel <order>',
  summary: 'Cancel an order that is not paid yet',
  examples: ['licences cancel 3'],
  role: 'operator',
  group: 'Licences',
  parse: z.object({ order: id('The order') }),
  async run(context, { order }) {
    const cancelled = await context.engine.orders.cancel(context.actor, order);
    return cancelled.ok
      ? done(orderCard(cancelled.value, await zoneHere(context), context.actor.name), 'replace')
      : refused(cancelled.refusal);
  },
});
