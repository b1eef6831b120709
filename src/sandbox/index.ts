/** Two small Microsoft 365 tenants over real HTTP. Shares nothing with the product: it must not share its mistakes. */
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Log } from '../log.ts';
import { emptyDestination, generateTenant } from './contents/index.ts';
import type { SeedMailbox } from './model.ts';
import { type Counters, createControl, createTruth } from './server/control.ts';
import { adminRoutes } from './server/exchange-admin/index.ts';
import { createFaults, type FaultRule, readFaults } from './server/faults.ts';
import { folderRoutes } from './server/folders.ts';
import { groupRoutes, groupsOf } from './server/groups.ts';
import { createStreamRoutes } from './server/item-streams.ts';
import { itemRoutes } from './server/items.ts';
import { createMail } from './server/mail.ts';
import type { Route } from './server/route.ts';
import { createHttpServer, type Exchange } from './server/server.ts';
import { settingRoutes } from './server/settings/index.ts';
import { createContents, createMailbox, type Tenant } from './server/store.ts';
import { createThrottle, type Throttle } from './server/throttle.ts';
import { userRoutes } from './server/users.ts';

export type { Exchange } from './server/server.ts';
export type { Throttle } from './server/throttle.ts';

export interface SandboxOptions {
  log: Log;
  /** 0, the default: any free one. */
  port?: number;
  /** What the ready line and every link say, where a proxy stands in front. */
  publicUrl?: string;
  /** Of each tenant. */
  mailboxes?: number;
  /** Over all mailboxes of the source. */
  items?: number;
  seed?: number;
  /** So many of the mailboxes have an in-place archive, on both sides; 0 unless you say otherwise. */
  archives?: number;
  /** Instead of generated mailboxes. */
  contents?: { source: SeedMailbox[]; destination: SeedMailbox[] };
  /** Every answer comes this much later. */
  latencyMs?: number;
  throttle?: Throttle;
  faults?: FaultRule[];
  onExchange?: (exchange: Exchange) => void;
}

export interface TenantReady {
  name: string;
  role: 'source' | 'destination';
  tenantId: string;
  domain: string;
  clientId: string;
  clientSecret: string;
}

export interface Ready {
  graphUrl: string;
  loginUrl: string;
  tenants: TenantReady[];
}

/** What each side needs, and nothing else: a client that asks for more is told 403. */
export const roles = {
  source: [
    'User.Read.All',
    'MailboxFolder.Read.All',
    'MailboxItem.Read.All',
    'MailboxItem.Export.All',
    // What kind of mailbox each is, its rules, automatic replies and categories.
    'MailboxSettings.Read',
    'Calendars.Read',
    'Contacts.Read',
    'Mail.Read',
    'Tasks.Read.All',
    'ProfilePhoto.Read.All',
    'GroupMember.Read.All',
    // Of Exchange itself, not of Graph: what people may do in each other's folders.
    'Exchange.ManageAsAppV2',
  ],
  destination: [
    'User.Read.All',
    'MailboxFolder.ReadWrite.All',
    'MailboxItem.Read.All',
    'MailboxItem.ImportExport.All',
    // What moved or was deleted at the source is carried over with it.
    'MailboxItem.ReadWrite.All',
    // Notices to the people whose mailboxes move. An administrator may take it away: `grant`.
    'Mail.Send',
    'MailboxSettings.ReadWrite',
    'Calendars.ReadWrite',
    'Contacts.ReadWrite',
    'Mail.ReadWrite',
    'Tasks.ReadWrite.All',
    'ProfilePhoto.ReadWrite.All',
    'GroupMember.Read.All',
    'Exchange.ManageAsAppV2',
  ],
};

const createTenant = (
  name: string,
  role: 'source' | 'destination',
  domain: string,
  mailboxes: SeedMailbox[],
): Tenant => {
  const tenant: Tenant = {
    name,
    role,
    domain,
    tenantId: randomUUID(),
    clientId: randomUUID(),
    clientSecret: randomBytes(30).toString('base64url'),
    certificates: [],
    roles: roles[role],
    mailboxes: new Map(),
    users: new Map(),
    groups: [],
  };
  for (const mailbox of mailboxes) createMailbox(tenant, mailbox);
  // Somebody with an account and no mailbox: a licence was forgotten.
  const address = `no.mailbox@${domain}`;
  tenant.users.set(address, { id: randomUUID(), address, displayName: 'Nobody Licensed', kind: 'user' });
  const guest = `gast_partner.example#ext#@${domain}`;
  tenant.users.set(guest, {
    id: randomUUID(),
    address: guest,
    displayName: 'Gast (partner)',
    kind: 'user',
    guestMail: 'gast@partner.example',
  });
  tenant.groups = groupsOf(tenant);
  return tenant;
};

/** The same, and for archives as well. */
const inBeta = (route: Route): Route => ({ ...route, path: route.path.replace('/v1.0/', '/beta/') });

export const startSandbox = async (options: SandboxOptions) => {
  const { seed = 1, mailboxes = 12, items = 3_000, archives = 0 } = options;
  const source = options.contents?.source ?? generateTenant({ seed, mailboxes, items, archives });
  const destination = options.contents?.destination ?? emptyDestination(source, seed);
  const tenants = [
    createTenant('Contoso', 'source', 'contoso.example', source),
    createTenant('Fabrikam', 'destination', 'fabrikam.example', destination),
  ];
  const counters: Counters = { sourceWrites: 0 };
  const mail = createMail();
  const contents = createContents();
  const truth = createTruth(tenants, counters, mail.sent);
  const faults = createFaults(readFaults(options.faults ?? []));
  const throttle = createThrottle(options.throttle ?? 'graph');
  let url = '';
  const exchangeRoutes = [...folderRoutes, ...itemRoutes, ...createStreamRoutes(contents)];
  const server = createHttpServer({
    tenants,
    contents,
    routes: [
      ...userRoutes,
      ...groupRoutes,
      mail.route,
      ...settingRoutes(mail.sent),
      ...adminRoutes(mail.sent),
      ...exchangeRoutes,
      ...exchangeRoutes.map(inBeta),
    ],
    throttle,
    faults,
    control: createControl(tenants, truth, mail.sent),
    latencyMs: options.latencyMs ?? 0,
    publicUrl: () => url,
    onSourceWrite: () => void counters.sourceWrites++,
    log: options.log,
    ...(options.onExchange === undefined ? {} : { onExchange: options.onExchange }),
  });
  // Clients keep connections for long; 20 minutes for the largest import.
  server.keepAliveTimeout = 60_000;
  server.requestTimeout = 20 * 60_000;
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  url = (options.publicUrl ?? `http://127.0.0.1:${(server.address() as AddressInfo).port}`).replace(
    /\/$/,
    '',
  );
  const ready: Ready = {
    graphUrl: url,
    loginUrl: url,
    tenants: tenants.map(({ name, role, tenantId, domain, clientId, clientSecret }) => ({
      name,
      role,
      tenantId,
      domain,
      clientId,
      clientSecret,
    })),
  };
  return {
    ready,
    truth,
    mail: mail.sent,
    faultsStruck: faults.struck,
    /** Requests to mailboxes so far, and how many of them were over a limit. */
    requests: () => ({ ...throttle.counted }),
    close: async (): Promise<void> => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
