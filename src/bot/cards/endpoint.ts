/** Endpoints and their secrets. The second of the three setup cards is `secretsCard`. [pure] */
import { permissionsPage } from '../../engine/app-permissions.ts';
import type { Refusal } from '../../engine/refusal.ts';
import { regions } from '../../engine/regions.ts';
import type { Endpoint, ProjectSummary } from '../views.ts';
import type { Button, Card, Input, Part } from './card.ts';
import { day, when } from './format.ts';

/** Setup card 2 of 3: a one-time page for each secret that is missing. `links`: endpoint id -> address. */
export const secretsCard = (
  endpoints: Endpoint[],
  links: ReadonlyMap<number, string>,
  project?: ProjectSummary,
): Card => {
  const missing = endpoints.filter(({ hasSecret }) => !hasSecret);
  return {
    title: missing.length === 0 ? 'A new client secret' : 'Now the client secrets',
    subtitle: project === undefined ? 'On a one-time page, never in chat' : `${project.name} · step 2 of 3`,
    tone: 'accent',
    parts: [
      {
        kind: 'text',
        text: 'Each button opens a page that takes one client secret or one certificate, once. I sign in with it before I keep it, and keep it encrypted. Never type either in this chat.',
      },
      {
        kind: 'facts',
        facts: endpoints.map((endpoint) => ({
          label: endpoint.name,
          value: endpoint.hasSecret ? `${credentialOf(endpoint)}, sign-in worked` : 'secret missing',
        })),
      },
      {
        kind: 'text',
        small: true,
        text: 'The pages are open for 15 minutes and for one use, and whoever opens one acts in your name. I write here as soon as both secrets are in.',
      },
      {
        kind: 'buttons',
        buttons: [
          ...endpoints.flatMap(({ id, name }): Button[] => {
            const url = links.get(id);
            return url === undefined ? [] : [{ label: `Enter the secret of ${name}`, url }];
          }),
          ...(project === undefined
            ? []
            : [{ label: 'Where are we?', command: 'project', args: { project: project.id } }]),
        ],
      },
    ],
  };
};

export const endpointCard = (endpoint: Endpoint, secretUrl: string): Card => ({
  title: `Endpoint "${endpoint.name}" is saved`,
  tone: 'good',
  parts: [
    {
      kind: 'facts',
      facts: [
        { label: 'Tenant id', value: endpoint.tenantId },
        { label: 'Client id', value: endpoint.clientId },
        { label: 'Region', value: endpoint.region ?? 'not said; a destination needs it' },
      ],
    },
    { kind: 'text', small: true, text: whatRegionIsFor },
    {
      kind: 'notice',
      tone: 'accent',
      text: 'Next: enter its client secret, or a certificate, on the one-time page (15 minutes, one use; whoever opens it acts in your name). Never type it in chat.',
    },
    {
      kind: 'buttons',
      buttons: [
        { label: 'Enter the secret', url: secretUrl },
        ...(endpoint.region === null
          ? ([
              { label: 'Say its region', command: 'endpoint region', args: { name: endpoint.name } },
            ] as const)
          : []),
        { label: 'Connect it to the project', command: 'project connect' },
      ],
    },
  ],
});

const whatRegionIsFor =
  "The region changes nothing in how mail is moved. All mail goes through the machines that Mailferry's workers run on, so run them in or near the destination's region: that is what it is for.";

/** The choice of a region, where it was not said. */
export const regionCard = ({ name, region }: Endpoint): Card => ({
  title: `In which region does the mail of "${name}" lie?`,
  tone: 'accent',
  parts: [
    {
      kind: 'text',
      text: 'The Entra admin centre of the tenant shows it under Identity > Overview > Properties, as "Country or region".',
    },
    { kind: 'input', input: regionInput('region', 'Region of the tenant', region) },
    { kind: 'text', small: true, text: `A country can be typed as well: endpoint region "${name}" Norway` },
    { kind: 'text', small: true, text: whatRegionIsFor },
    {
      kind: 'buttons',
      buttons: [
        { label: 'Save', command: 'endpoint region', args: { name, here: 'yes' }, style: 'positive' },
      ],
    },
  ],
});

export const regionInput = (id: string, label: string, value: string | null = null): Input => ({
  type: 'choice',
  id,
  label,
  ...(value === null ? {} : { value }),
  choices: [...new Set([...(value === null ? [] : [value]), ...regions])].map((one) => ({
    title: one,
    value: one,
  })),
});

export const endpointsCard = (endpoints: Endpoint[], timeZone: string): Card => ({
  title: 'Endpoints',
  subtitle: 'One tenant each, as source or destination, with its app registration',
  tone: 'accent',
  parts: [
    endpoints.length === 0
      ? {
          kind: 'text',
          text: 'There is none yet. Setting up a project makes them, or type: endpoint add <name> tenant <id> client <id>',
        }
      : ({
          kind: 'table',
          columns: ['Name', 'Tenant id', 'Region', 'Signs in with'],
          rows: endpoints
            .slice(0, 20)
            .map((endpoint) => [
              endpoint.name,
              endpoint.tenantId,
              endpoint.region ?? 'not said',
              endpoint.hasSecret
                ? `${credentialOf(endpoint)}; ${tested(endpoint.testedAt, timeZone)}`
                : 'secret missing',
            ]),
          more: Math.max(0, endpoints.length - 20),
        } satisfies Part),
    ...endpoints.flatMap(endingSoon).slice(0, 5),
    {
      kind: 'buttons',
      buttons: [
        ...endpoints
          .slice(0, 4)
          .map(
            ({ name, hasSecret }): Button =>
              hasSecret
                ? { label: `Test ${name}`, command: 'endpoint test', args: { name } }
                : { label: `Enter the secret of ${name}`, command: 'endpoint secret', args: { name } },
          ),
        { label: 'How to register the apps', command: 'endpoint guide' },
        { label: 'Set up a project', command: 'project new' },
      ],
    },
  ],
});

export const endpointTestedCard = (endpoint: Endpoint): Card => ({
  title: `Signing in to "${endpoint.name}" works`,
  tone: 'good',
  parts: [
    {
      kind: 'text',
      text: `${endpoint.certificate === null ? 'The secret is right and has not expired.' : `The certificate is right; it expires on ${day(endpoint.certificate.expiresAt)}.`} What the app may do shows where it is needed: "verify" names each permission that is missing.`,
    },
    ...endingSoon(endpoint),
  ],
});

/** What mends a sign-in that was refused. A sandbox tenant has no admin centre. */
export const mendingButton = (
  code: Refusal['code'],
  { name, clientId }: Endpoint,
  isSandbox: boolean,
): Button => {
  if (code !== 'consent-missing')
    return { label: 'Enter a new secret', command: 'endpoint secret', args: { name } };
  return isSandbox
    ? { label: 'The permissions it needs', command: 'endpoint guide' }
    : { label: 'Its permissions in Entra', url: permissionsPage(clientId) };
};

export const endpointChangedCard = (title: string, text: string): Card => ({
  title,
  tone: 'good',
  parts: [
    { kind: 'text', text },
    { kind: 'buttons', buttons: [{ label: 'Endpoints', command: 'endpoint' }] },
  ],
});

/** "secret", or "certificate, expires 12 Mar 2027". */
export const credentialOf = ({ certificate }: Endpoint): string =>
  certificate === null ? 'secret' : `certificate, expires ${day(certificate.expiresAt)}`;

const endingSoon = ({ name, certificate }: Endpoint): Part[] =>
  certificate?.expiresSoon
    ? [
        {
          kind: 'notice',
          tone: 'warning',
          text: `The certificate of "${name}" expires on ${day(certificate.expiresAt)}, and passes stop then. Next: upload a new one in the app registration (both work side by side), then say "endpoint secret ${name}".`,
        },
      ]
    : [];

const tested = (at: Date | null | undefined, timeZone: string): string =>
  at ? `worked ${when(at, timeZone)}` : 'stored';
