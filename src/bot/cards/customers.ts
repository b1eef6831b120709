/** For whom mailboxes are moved. [pure] */
import type { Customer, ProjectSummary } from '../views.ts';
import type { Card, Part } from './card.ts';
import { count, many } from './format.ts';

const customersShown = 20;

/** `counted`: this workgroup counts licences, so the card says how many each has. */
export const customersCard = (customers: Customer[], counted: boolean, project?: ProjectSummary): Card => ({
  title: customers.length === 0 ? 'No customers yet' : many(customers.length, 'customer'),
  subtitle: 'A customer is whose mailboxes are moved',
  tone: 'accent',
  parts: [
    ...(customers.length === 0
      ? []
      : [
          {
            kind: 'table',
            columns: ['Customer', 'Domain', 'Projects', ...(counted ? ['Licences', 'Used'] : [])],
            rows: customers
              .slice(0, customersShown)
              .map(({ name, domain, projects, applied, used }) => [
                name,
                domain,
                count(projects),
                ...(counted ? [count(applied), count(used)] : []),
              ]),
            more: Math.max(0, customers.length - customersShown),
          } satisfies Part,
        ]),
    { kind: 'text', small: true, text: 'Add one: "customer add Contoso domain contoso.com".' },
    ...(project === undefined || customers.length === 0
      ? []
      : [
          {
            kind: 'buttons',
            buttons: customers.slice(0, 5).map(({ name }) => ({
              label: `"${project.name}" is for ${name}`,
              command: 'customer use',
              args: { name, project: project.id },
            })),
          } satisfies Part,
        ]),
  ],
});

export const customerAddedCard = ({ name, domain }: Customer, project?: ProjectSummary): Card => ({
  title: `${name} is a customer now`,
  subtitle: domain,
  tone: 'good',
  parts: [
    {
      kind: 'text',
      text: 'Next, say which project moves its mailboxes: in the conversation of that project, "customer use" with its name.',
    },
    {
      kind: 'buttons',
      buttons: [
        ...(project === undefined
          ? []
          : [
              {
                label: `"${project.name}" is for it`,
                command: 'customer use',
                args: { name, project: project.id },
                style: 'positive' as const,
              },
            ]),
        { label: 'Customers', command: 'customer' },
      ],
    },
  ],
});

export const customerUsedCard = (project: ProjectSummary, { name }: Customer, counted: boolean): Card => ({
  title: `"${project.name}" moves mailboxes of ${name}`,
  tone: 'good',
  parts: [
    {
      kind: 'text',
      text: counted
        ? `Licences that are applied here are ${name}'s, and those that its users have already count here, too.`
        : 'The project goes on as it was.',
    },
    {
      kind: 'buttons',
      buttons: [
        ...(counted ? [{ label: 'Licences', command: 'licences', args: { project: project.id } }] : []),
        { label: 'Customers', command: 'customer' },
      ],
    },
  ],
});
