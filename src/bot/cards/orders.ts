/** One order of licences, while it is open and afterwards. [pure] */
import type { Order } from '../views.ts';
import type { Button, Card } from './card.ts';
import { count, day, many, when } from './format.ts';

export const orderCard = (order: Order, timeZone: string, decidedBy = ''): Card => {
  const { title, tone, text } = standing(order, timeZone, decidedBy);
  return {
    title,
    subtitle: `Order ${order.id} · licences`,
    tone,
    parts: [
      { kind: 'text', text },
      {
        kind: 'facts',
        facts: [
          { label: 'Licences', value: count(order.licences) },
          { label: 'Paid by', value: order.method === 'card' ? 'card' : 'wire transfer' },
          { label: 'Ordered by', value: `${order.orderedBy}, ${when(order.orderedAt, timeZone)}` },
        ],
      },
      {
        kind: 'buttons',
        buttons:
          order.state === 'open'
            ? [
                { ...payButton(order), style: 'positive' },
                {
                  label: 'Cancel the order',
                  command: 'licences cancel',
                  args: { order: order.id },
                  style: 'destructive',
                },
              ]
            : [{ label: 'Licences', command: 'licences' }],
      },
    ],
  };
};

const standing = (
  order: Order,
  timeZone: string,
  decidedBy: string,
): { title: string; tone: NonNullable<Card['tone']>; text: string } => {
  const licences = many(order.licences, 'licence');
  switch (order.state) {
    case 'open':
      return {
        title: `${licences} ordered, not paid yet`,
        tone: 'warning',
        text:
          order.method === 'card'
            ? 'Pay by card where your organisation buys licences. When an approver marks the order as paid, the licences are available at once.'
            : 'Send the transfer. The licences are available when the payment has arrived, and an approver says here that it is accepted.',
      };
    case 'paid':
      return {
        title: `${licences} available`,
        tone: 'good',
        text: `${decidedBy} marked the order as paid. Apply ${order.licences === 1 ? 'it' : 'them'} with "licences apply"; ${order.licences === 1 ? 'it expires' : 'they expire'} on ${day(order.expiresAt ?? order.orderedAt, timeZone)}, 12 months after the payment, used or not.`,
      };
    case 'cancelled':
      return {
        title: `Order of ${licences} cancelled`,
        tone: 'neutral',
        text: `${decidedBy} cancelled the order. Nothing is to be paid, and no licence came of it.`,
      };
  }
};

/** "Mark paid", in the words of how it is paid. */
export const payButton = ({ id, method }: Order): Extract<Button, { command: string }> => ({
  label: method === 'card' ? `Mark order ${id} as paid` : `Payment of order ${id} is accepted`,
  command: 'licences paid',
  args: { order: id },
  withInputs: false,
});
