/** licences order: says what is bought and how it is paid. The licences come when an approver marks it as paid. */
import { z } from 'zod';
import { orderCard } from '../cards/orders.ts';
import type { PaymentMethod } from '../views.ts';
import { maybe, text } from './args.ts';
import { command } from './command.ts';
import { zoneHere } from './current.ts';
import { done, refused } from './reply.ts';

const howMany = 'The number of licences is a whole number from 1 to 100,000.';

/** How people say it. */
const methods: [RegExp, PaymentMethod][] = [
  [/^(?:credit |debit )?card$/, 'card'],
  [/^(?:(?:wire|bank) )?transfer$|^wire$/, 'transfer'],
  [/^purchase order$|^p\.?o\.?$|^invoice$/, 'purchase order'],
];

export const licencesOrder = command({
  name: 'licences order',
  usage: 'licences order <number> by card|transfer',
  summary: 'Order licences; a transfer pays for 100 or more',
  examples: ['licences order 40 by card', 'licences order 250 by transfer'],
  role: 'operator',
  group: 'Licences',
  parse: z.object({
    number: maybe(z.coerce.number(howMany).int(howMany).min(1, howMany).max(100_000, howMany)),
    by: maybe(text(40, 'How it is paid')),
  }),
  async run(context, { number, by }) {
    if (number === undefined)
      return refused({
        code: 'invalid',
        sentence: howMany,
        next: `Say for example "licences order 40 by ${by ?? 'card'}", or fill in the number on the card.`,
      });
    const method = methods.find(([said]) => said.test(by?.toLowerCase() ?? ''))?.[1];
    if (method === undefined)
      return refused(
        {
          code: 'invalid',
          sentence:
            by === undefined ? 'An order says how it is paid.' : `Licences cannot be paid by "${by}".`,
          next: 'Pay by card, or from 100 licences up by transfer.',
        },
        [
          { label: 'By card', command: 'licences order', args: { number, by: 'card' } },
          ...(number < 100
            ? []
            : [{ label: 'By transfer', command: 'licences order', args: { number, by: 'transfer' } }]),
        ],
      );
    const placed = await context.engine.orders.place(context.actor, { licences: number, method });
    return placed.ok ? done(orderCard(placed.value, await zoneHere(context))) : refused(placed.refusal);
  },
});
