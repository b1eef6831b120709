/** Setting up a project and where it stands. The first of the three setup cards is `newProjectCard`. [pure] */
import type { Endpoint, ProjectSummary } from '../views.ts';
import type { Button, Card, Part } from './card.ts';
import { credentialOf, regionInput } from './endpoint.ts';
import { count, many } from './format.ts';
import { sandboxEndpoints } from './greeting.ts';

const either = 'A new one, entered below';
/** What the choice "a new one" sends: a choice must send something. */
export const newEndpoint = 'new';

/** Setup card 1 of 3: a name and both sides, each an endpoint that exists or the fields of a new one. */
export const newProjectCard = (known: {
  endpoints: Endpoint[];
  sandbox: boolean;
  project?: ProjectSummary;
}): Card => {
  const { endpoints, sandbox, project } = known;
  const command = project === undefined ? 'project new' : 'project connect';
  const pin = { here: 'yes', ...(project === undefined ? {} : { project: project.id }) };
  return {
    title: project === undefined ? 'New project' : `Connect "${project.name}"`,
    subtitle: 'Step 1 of 3: where mail comes from and where it goes',
    tone: 'accent',
    parts: [
      ...(project === undefined ? [nameInput] : []),
      {
        kind: 'text',
        text: 'Source: mail is copied from here and nothing is ever changed in it.',
        tone: 'accent',
      },
      ...side('source', endpoints),
      { kind: 'text', text: 'Destination: the copies arrive here.', tone: 'accent' },
      ...side('destination', endpoints),
      { kind: 'input', input: regionInput('destinationRegion', 'Region of the destination tenant') },
      {
        kind: 'text',
        small: true,
        text: 'Both ids are on the overview page of the app registration in Entra. The region is in the Entra admin centre under Identity > Overview > Properties; you may leave it out for an endpoint that has one. The secret comes next, on a one-time page. Never type it here.',
      },
      {
        kind: 'buttons',
        buttons: [
          {
            label: project === undefined ? 'Create the project' : 'Connect',
            command,
            args: pin,
            style: 'positive',
          },
          ...(sandbox
            ? [
                {
                  label: 'Use the sandbox tenants',
                  command,
                  args: { ...pin, ...sandboxEndpoints },
                } satisfies Button,
              ]
            : []),
        ],
      },
    ],
  };
};

const nameInput: Part = {
  kind: 'input',
  input: {
    type: 'text',
    id: 'name',
    label: 'Project name',
    placeholder: 'Contoso to Fabrikam, wave one',
    required: 'Give the project a name, so that people can tell it from others.',
    maxLength: 80,
  },
};

const side = (which: 'source' | 'destination', endpoints: Endpoint[]): Part[] => [
  ...(endpoints.length > 0
    ? [
        {
          kind: 'input',
          input: {
            type: 'choice',
            id: `${which}Endpoint`,
            label: `${which === 'source' ? 'Source' : 'Destination'} endpoint`,
            value: newEndpoint,
            choices: [
              { title: either, value: newEndpoint },
              // A card of 25 KB holds two lists of this length; others are connected by typing their name.
              ...endpoints.slice(0, 40).map(({ id, name }) => ({ title: name, value: String(id) })),
            ],
          },
        } satisfies Part,
      ]
    : []),
  idInput(which, 'Tenant', 'tenant id (a GUID), or its domain'),
  idInput(which, 'Client', 'application (client) id, a GUID'),
];

const idInput = (which: string, what: 'Tenant' | 'Client', placeholder: string): Part => ({
  kind: 'input',
  input: {
    type: 'text',
    id: `${which}${what}`,
    label: `${which === 'source' ? 'Source' : 'Destination'} ${what.toLowerCase()} id`,
    placeholder,
    maxLength: 100,
  },
});

/** Where a project stands, ending with the one thing to do next. */
export const projectCard = (project: ProjectSummary, endpoints: Endpoint[], others = 0): Card => {
  const { mailboxes, verified } = project.counts;
  const next = nextStep(project, endpoints);
  return {
    title: project.name,
    subtitle: 'The project of this conversation',
    tone: 'accent',
    parts: [
      {
        kind: 'facts',
        facts: [
          { label: 'From', value: endpointLine(endpoints.find(({ id }) => id === project.sourceEndpointId)) },
          {
            label: 'To',
            value: endpointLine(endpoints.find(({ id }) => id === project.destinationEndpointId)),
          },
          { label: 'Mailboxes', value: `${count(mailboxes)}, of which ${count(verified)} verified` },
          { label: 'Times in', value: project.timeZone },
          ...(project.locale === 'en-GB' ? [] : [{ label: 'Written as in', value: project.locale }]),
          ...(project.customer === undefined
            ? []
            : [{ label: 'Customer', value: project.customer ?? 'nobody yet: "customer use <name>"' }]),
        ],
      },
      ...(mailboxes > 0
        ? [
            {
              kind: 'progress',
              label: `${count(verified)} of ${many(mailboxes, 'mailbox')} verified`,
              value: verified,
              max: mailboxes,
              tone: 'good',
            } satisfies Part,
          ]
        : []),
      { kind: 'notice', tone: 'accent', text: `Next: ${next.text}` },
      {
        kind: 'buttons',
        buttons: [
          ...next.buttons,
          ...(others > 0
            ? [{ label: `Other projects (${count(others)})`, command: 'project', args: { name: '*' } }]
            : []),
        ],
      },
    ],
  };
};

const endpointLine = (endpoint: Endpoint | undefined): string =>
  endpoint === undefined
    ? 'not connected yet'
    : `${endpoint.name} · ${endpoint.hasSecret ? `${credentialOf(endpoint)} stored` : 'secret missing'}`;

/** What this project needs now: the same answer on every card that ends with a next step. */
export const nextStep = (
  project: ProjectSummary,
  endpoints: Endpoint[],
): { text: string; buttons: Button[] } => {
  const pin = { project: project.id };
  const used = [project.sourceEndpointId, project.destinationEndpointId].map((id) =>
    endpoints.find((endpoint) => endpoint.id === id),
  );
  if (used.includes(undefined)) {
    return {
      text: 'say where mail comes from and where it goes.',
      buttons: [{ label: 'Connect the tenants', command: 'project connect', args: pin, style: 'positive' }],
    };
  }
  if (used.some((endpoint) => endpoint?.hasSecret === false)) {
    return {
      text: 'enter the missing client secret, or a certificate, on its one-time page.',
      buttons: [{ label: 'Enter secrets', command: 'endpoint secret', args: pin, style: 'positive' }],
    };
  }
  const { mailboxes, verified } = project.counts;
  if (mailboxes === 0) {
    return {
      text: 'say which mailboxes move.',
      buttons: [{ label: 'Add users', command: 'users import', args: pin, style: 'positive' }],
    };
  }
  const users: Button = { label: 'Users', command: 'users', args: pin };
  if (verified === 0) {
    return {
      text: 'verify. I sign in on both sides and count what is there; nothing moves.',
      buttons: [{ label: 'Verify', command: 'verify', args: pin, style: 'positive' }, users],
    };
  }
  return {
    text: 'ask for a full pass. Nothing moves until it is approved.',
    buttons: [
      { label: 'Ask for a full pass', command: 'full', args: pin, style: 'positive' },
      { label: 'Status', command: 'status', args: pin },
      users,
    ],
  };
};

export const projectsCard = (
  projects: ProjectSummary[],
  currentId: number | null,
  title = 'Your projects',
): Card => ({
  title,
  subtitle:
    projects.length === 0
      ? 'There is none yet.'
      : 'A conversation works on one project at a time. Pick one to switch to it.',
  tone: 'accent',
  parts: [
    ...(projects.length === 0
      ? []
      : [
          {
            kind: 'table',
            columns: ['Project', 'Mailboxes', 'Verified', ''],
            rows: projects
              .slice(0, 20)
              .map(({ id, name, counts }) => [
                name,
                count(counts.mailboxes),
                count(counts.verified),
                id === currentId ? 'current' : '',
              ]),
            more: Math.max(0, projects.length - 20),
          } satisfies Part,
        ]),
    {
      kind: 'buttons',
      // Teams shows six buttons well; the rest are typed.
      buttons: [
        ...projects
          .filter(({ id }) => id !== currentId)
          .slice(0, 5)
          .map(({ id, name }): Button => ({ label: name, command: 'project', args: { project: id, name } })),
        {
          label: 'New project',
          command: 'project new',
          ...(projects.length === 0 ? { style: 'positive' as const } : {}),
        },
      ],
    },
  ],
});
