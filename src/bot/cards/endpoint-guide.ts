/** How to register the app in one tenant. [pure] */
import { appPermissions, limitingScript, permissionsPage, type Side } from '../../engine/app-permissions.ts';
import type { Endpoint } from '../views.ts';
import type { Button, Card } from './card.ts';

export const endpointGuideCard = (
  side: Side,
  endpoint: Endpoint | undefined,
  /** A sandbox tenant has no admin centre. */
  isSandbox: boolean,
): Card => {
  const other: Side = side === 'source' ? 'destination' : 'source';
  return {
    title: `The app registration at the ${side}`,
    subtitle: endpoint === undefined ? 'In the tenant that it shall reach' : `Endpoint "${endpoint.name}"`,
    tone: 'accent',
    parts: [
      {
        kind: 'text',
        text: [
          '1. In the Entra admin centre of that tenant: App registrations, New registration. Any name, accounts of this organisation only, no redirect address.',
          '2. API permissions, Add, Microsoft Graph, Application permissions: the ones below and no others; those with "without it" are up to you. Then "Grant admin consent".',
          '3. Certificates & secrets: New client secret, and copy its Value, which is shown once; or Upload certificate, whose RSA key you keep.',
          '4. Here: "endpoint add <name> tenant <id> client <id>", with both ids from the overview page; for a destination also its region. The secret or the certificate goes on the page that I open for it.',
        ].join('\n\n'),
      },
      {
        kind: 'table',
        columns: ['Application permission', 'What for'],
        rows: appPermissions[side].map(({ name, api, why, without }) => [
          api === undefined ? name : `${name} (${api})`,
          without === undefined ? why : `${why}; without it ${without}`,
        ]),
      },
      {
        kind: 'notice',
        tone: 'accent',
        text:
          side === 'source'
            ? 'All of it only reads: with these the app cannot change anything at the source, whatever happens here. Exchange.ManageAsAppV2 alone gives no right: that comes with a role. Give the app View-Only Recipients here.'
            : 'It writes into mailboxes. It sends mail only where somebody here says "notice" or "stats mail". Exchange.ManageAsAppV2 works with the role Recipient Management.',
      },
      {
        kind: 'text',
        small: true,
        text: "Delegated permissions and an administrator's password are of no use here: with them Graph's import and export reach only the own mailbox of whoever signed in.",
      },
      {
        kind: 'text',
        text: "The app shall reach the project's mailboxes only? Then do not add the permissions about mailboxes in step 2 (rights of both kinds add up), and run this instead:",
      },
      { kind: 'code', text: limitingScript(side, endpoint?.clientId ?? '<client id>') },
      {
        kind: 'buttons',
        buttons: [
          ...(endpoint === undefined || isSandbox
            ? []
            : ([
                { label: 'Its permissions in Entra', url: permissionsPage(endpoint.clientId) },
              ] satisfies Button[])),
          { label: `The ${other}`, command: 'endpoint guide', args: { side: other } },
          { label: 'Endpoints', command: 'endpoint' },
        ],
      },
    ],
  };
};
