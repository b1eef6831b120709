/** How many licences there are and what becomes of them. [pure] */
import type { Applied, LicencesView, ProjectSummary } from '../views.ts';
import type { Button, Card, Part } from './card.ts';
import { count, day, many } from './format.ts';
import { payButton } from './orders.ts';

const datesShown = 12;
const ordersShown = 8;

export const licencesCard = (
  view: LicencesView,
  { timeZone, csvUrl }: { timeZone: string; csvUrl?: string },
): Card => ({
  title:
    view.ordered === 0
      ? 'No licences yet'
      : `${count(view.available)} of ${many(view.ordered, 'licence')} available`,
  ...(view.here === undefined
    ? {}
    : { subtitle: `${view.here.name} · ${view.here.customer ?? 'no customer yet'}` }),
  tone: 'accent',
  parts: [
    {
      kind: 'facts',
      facts: [
        { label: 'Ordered', value: `${count(view.ordered)}, paid and not expired` },
        { label: 'Available', value: count(view.available) },
        { label: 'Applied', value: `${count(view.applied)}, of which ${count(view.used)} used` },
        ...(view.expired === 0 ? [] : [{ label: 'Expired', value: count(view.expired) }]),
        ...(view.here === undefined
          ? []
          : [
              {
                label: 'This project',
                value: `${count(view.here.mailboxes - view.here.without)} of ${many(view.here.mailboxes, 'mailbox')} ${view.here.mailboxes === 1 ? 'has' : 'have'} one`,
              },
            ]),
      ],
    },
    ...soon(view, timeZone),
    ...expiring(view, timeZone),
    ...open(view, timeZone),
    { kind: 'notice', tone: 'accent', text: `Next: ${next(view)}` },
    {
      kind: 'input',
      input: {
        type: 'text',
        id: 'number',
        label: 'How many to order',
        placeholder: '40',
        maxLength: 7,
      },
    },
    { kind: 'buttons', buttons: buttons(view, csvUrl) },
    {
      kind: 'text',
      small: true,
      text: 'A licence moves one user of a customer, whatever the amount of data, in all of its projects. "prestage" and "full" need one; "verify", "trial" and "retry" do not.',
    },
  ],
});

const soon = ({ valid }: LicencesView, timeZone: string): Part[] => {
  const ending = valid.filter(({ expiresSoon }) => expiresSoon);
  const last = ending.at(-1);
  if (last === undefined) return [];
  const sum = (of: (order: LicencesView['valid'][number]) => number) =>
    ending.reduce((total, order) => total + of(order), 0);
  const [all, free] = [sum((order) => order.licences), sum((order) => order.licences - order.applied)];
  return [
    {
      kind: 'notice',
      tone: 'warning',
      text: `${many(all, 'licence')} ${all === 1 ? 'expires' : 'expire'} by ${day(last.expiresAt, timeZone)}, and ${count(free)} of them ${free === 1 ? 'is' : 'are'} not applied. A mailbox that has not moved by then needs another one.`,
    },
  ];
};

const expiring = ({ valid }: LicencesView, timeZone: string): Part[] => {
  const dates = [...Map.groupBy(valid, ({ expiresAt }) => day(expiresAt, timeZone))];
  if (dates.length === 0) return [];
  return [
    {
      kind: 'table',
      columns: ['Expire on', 'Licences', 'Available', 'Used'],
      rows: dates.slice(0, datesShown).map(([date, orders]) => {
        const sum = (of: (order: LicencesView['valid'][number]) => number) =>
          count(orders.reduce((total, order) => total + of(order), 0));
        return [
          date,
          sum((one) => one.licences),
          sum((one) => one.licences - one.applied),
          sum((one) => one.used),
        ];
      }),
      more: Math.max(0, dates.length - datesShown),
    },
  ];
};

const open = ({ open: orders }: LicencesView, timeZone: string): Part[] =>
  orders.length === 0
    ? []
    : [
        { kind: 'text', text: 'Ordered and not paid yet:', tone: 'warning' },
        {
          kind: 'table',
          columns: ['Order', 'Licences', 'Paid by', 'Ordered by', 'On'],
          rows: orders
            .slice(0, ordersShown)
            .map((one) => [
              String(one.id),
              count(one.licences),
              one.method,
              one.orderedBy,
              day(one.orderedAt, timeZone),
            ]),
          more: Math.max(0, orders.length - ordersShown),
        },
      ];

const next = ({ available, open: orders, here }: LicencesView): string => {
  if (here !== undefined && here.customer === null)
    return 'say whose mailboxes this project moves: "customer use <name>".';
  const without = here?.without ?? 0;
  if (without > 0 && available >= without) return 'apply them to the mailboxes that have none.';
  if (orders.length > 0) return 'an approver marks an order as paid, and its licences are available.';
  if (without > available)
    return `order ${count(without - available)} more, so that every mailbox of this project has one.`;
  if (here !== undefined && without === 0) return 'ask for a pass.';
  return available === 0
    ? 'order licences, by card or by transfer.'
    : 'apply them in the conversation of a project.';
};

const buttons = ({ open: orders, here, available }: LicencesView, csvUrl?: string): Button[] => {
  const pin = here === undefined ? {} : { project: here.id };
  const given = Math.min(available, here?.without ?? 0);
  return [
    ...(here === undefined || here.customer === null || given === 0
      ? []
      : [
          applyButton(`Apply ${many(given, 'licence')}`, {
            ...pin,
            ...(given < here.without ? { available: 'yes' } : {}),
          }),
        ]),
    ...(here?.customer === null ? [{ label: 'Customers', command: 'customer', withInputs: false }] : []),
    ...orders.slice(0, 2).map(payButton),
    { label: 'Order by card', command: 'licences order', args: { by: 'card' } },
    { label: 'Order by transfer', command: 'licences order', args: { by: 'transfer' } },
    ...(csvUrl === undefined ? [] : [{ label: 'Who has one, as CSV', url: csvUrl }]),
  ];
};

export const applyButton = (
  label: string,
  args: Record<string, string | number>,
): Extract<Button, { command: string }> => ({
  label,
  command: 'licences apply',
  args,
  style: 'positive',
  withInputs: false,
});

export const licencesAppliedCard = (project: ProjectSummary, done: Applied): Card => ({
  title:
    done.applied === 0 ? 'Everybody named has a licence already' : `${many(done.applied, 'licence')} applied`,
  subtitle: `${project.name} · ${done.customer}`,
  tone: done.without === 0 ? 'good' : 'warning',
  parts: [
    {
      kind: 'text',
      text: [
        ...(done.already > 0
          ? [
              `${many(done.already, 'mailbox')} had one already, and ${done.already === 1 ? 'keeps' : 'keep'} it.`,
            ]
          : []),
        ...(done.expiresAt === null
          ? []
          : [`The first of them to expire does so on ${day(done.expiresAt, project.timeZone)}.`]),
        ...(done.without > 0
          ? [
              `${many(done.without, 'mailbox')} still ${done.without === 1 ? 'has' : 'have'} none: order more with "licences order ${done.without} by card".`,
            ]
          : ['Now say "full" or "prestage" to ask for a pass.']),
      ].join(' '),
    },
    {
      kind: 'buttons',
      buttons: [{ label: 'Licences', command: 'licences', args: { project: project.id } }],
    },
  ],
});

export const licencesFreedCard = (
  project: ProjectSummary,
  { customer, freed }: { customer: string; freed: number },
): Card => ({
  title: `${many(freed, 'licence')} taken back`,
  subtitle: `${project.name} · ${customer}`,
  tone: 'good',
  parts: [
    {
      kind: 'text',
      text: `${freed === 1 ? 'It is' : 'They are'} available again. A pass over ${freed === 1 ? 'this mailbox' : 'these mailboxes'} needs another one first.`,
    },
    {
      kind: 'buttons',
      buttons: [{ label: 'Licences', command: 'licences', args: { project: project.id } }],
    },
  ],
});

/** Whether this workgroup counts licences, after an owner decided it. */
export const countingCard = (workgroup: string, on: boolean): Card => ({
  title: on ? 'Licences are counted now' : 'Licences are not counted any more',
  subtitle: workgroup,
  tone: 'good',
  parts: [
    {
      kind: 'text',
      text: on
        ? 'Each mailbox needs a licence before "prestage" or "full" may move it. Passes that were approved already go on.'
        : 'Every pass may start without one, and no card speaks of them. What was ordered and applied is kept, should they be counted again.',
    },
    {
      kind: 'buttons',
      buttons: on
        ? [
            { label: 'Licences', command: 'licences' },
            { label: 'Customers', command: 'customer' },
          ]
        : [{ label: 'Where are we?', command: 'project' }],
    },
  ],
});
