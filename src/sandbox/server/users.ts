/** The directory: people, and which mailbox is theirs. */
import { doesNotKnow, ok, refuse } from './answer.ts';
import { directoryPage, type Fields, filterOf, project, type Query, selected, wholeNumber } from './odata.ts';
import type { Asked, Route } from './route.ts';
import type { Mailbox, Tenant, User } from './store.ts';

const roles = ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All'];
const properties = [
  'id',
  'displayName',
  'userPrincipalName',
  'mail',
  'accountEnabled',
  'userType',
  'proxyAddresses',
  'assignedLicenses',
];
const byDefault = ['id', 'displayName', 'userPrincipalName', 'mail'];

const fields: Fields<User> = {
  id: { is: 'text', of: (user) => user.id },
  displayName: { is: 'text', of: (user) => user.displayName },
  userPrincipalName: { is: 'text', of: (user) => user.address },
  mail: { is: 'text', of: (user) => mailOf(user) },
  accountEnabled: { is: 'truth', of: (user) => user.kind === 'user' },
};

/** Whoever never had a mailbox has no mail address either. */
const mailOf = (user: User): string | null =>
  user.guestMail ?? (user.mailbox === undefined ? null : user.address);

/** Office 365 E3. */
const enterprise = '6fd2c87f-b296-42f0-b197-1e91e994b900';
/** Shared mailboxes, rooms and equipment need none. */
const isLicensed = ({ mailbox, kind }: User): boolean => mailbox !== undefined && kind === 'user';
/** The primary address in capitals, then whatever else mail for this person may be addressed to. */
export const proxiesOf = (user: User): string[] => {
  const mail = mailOf(user);
  return mail === null ? [] : [`SMTP:${mail}`, ...(user.mailbox?.traits.proxies ?? [])];
};

/** The directory has more properties than this sandbox: the others are not wrong, only unknown here. */
const selectedOf = (query: Query): string[] => {
  const strange = query
    .get('$select')
    ?.split(',')
    .find((name) => !properties.includes(name.trim()));
  return strange === undefined
    ? (selected(query, properties) ?? byDefault)
    : doesNotKnow(`the property "${strange}" of a user`);
};

const shown = (user: User, query: Query) =>
  project(
    {
      id: user.id,
      displayName: user.displayName,
      userPrincipalName: user.address,
      mail: mailOf(user),
      accountEnabled: user.kind === 'user',
      userType: user.guestMail === undefined ? 'Member' : 'Guest',
      assignedLicenses: isLicensed(user) ? [{ disabledPlans: [], skuId: enterprise }] : [],
      proxyAddresses: proxiesOf(user),
    },
    selectedOf(query),
  );

const userCalled = (tenant: Tenant, idOrAddress: string): User | undefined => {
  const wanted = idOrAddress.toLowerCase();
  return tenant.users.get(wanted) ?? [...tenant.users.values()].find((user) => user.id === wanted);
};

/** Undefined: nobody is called so, or has no mailbox. */
export const usersMailbox = (tenant: Tenant, idOrAddress: string): Mailbox | undefined =>
  userCalled(tenant, idOrAddress)?.mailbox;

export const findUser = (tenant: Tenant, idOrAddress: string): User =>
  userCalled(tenant, idOrAddress) ??
  refuse(
    404,
    'Request_ResourceNotFound',
    `Resource '${idOrAddress}' does not exist or one of its queried reference-property objects are not present.`,
  );

const list = ({ tenant, query, url }: Asked) => {
  wholeNumber(query, '$top', 100, 999);
  // "Advanced query capabilities on Microsoft Entra ID objects": these need a header that is not known here.
  if (/ (ne|gt|lt) /.test((query.get('$filter') ?? '').replace(/'[^']*'/g, '')))
    refuse(400, 'Request_UnsupportedQuery', 'Unsupported Query.');
  const found = [...tenant.users.values()].filter(filterOf(query, fields));
  const { value, next } = directoryPage(found, query, url);
  return ok({
    '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users',
    ...next,
    value: value.map((user) => shown(user, query)),
  });
};

const exchangeSettings = ({ tenant, params, url }: Asked) => {
  const { id, archive } = mailboxOfUser(findUser(tenant, params.id ?? ''));
  const isBeta = url.pathname.startsWith('/beta/');
  return ok({
    '@odata.context': `https://graph.microsoft.com/${isBeta ? 'beta' : 'v1.0'}/$metadata#users('user')/settings/exchange/$entity`,
    primaryMailboxId: id,
    // Version 1.0 has no archives.
    ...(isBeta ? { inPlaceArchiveMailboxId: archive?.id ?? null } : {}),
  });
};

export const mailboxOfUser = ({ mailbox }: User): Mailbox =>
  mailbox ??
  refuse(
    404,
    'MailboxNotEnabledForRESTAPI',
    'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
  );

export const userRoutes: Route[] = [
  {
    method: 'GET',
    path: '/v1.0/users',
    kind: 'user',
    options: ['$select', '$top', '$filter', '$skiptoken'],
    roles,
    handle: list,
  },
  {
    method: 'GET',
    path: '/v1.0/users/{id}',
    kind: 'user',
    options: ['$select'],
    roles,
    handle: ({ tenant, params, query }) =>
      ok({
        '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users/$entity',
        ...shown(findUser(tenant, params.id ?? ''), query),
      }),
  },
  {
    method: 'GET',
    path: '/v1.0/users/{id}/settings/exchange',
    kind: 'user',
    options: [],
    roles,
    handle: exchangeSettings,
  },
  {
    method: 'GET',
    path: '/beta/users/{id}/settings/exchange',
    kind: 'user',
    options: [],
    roles,
    handle: exchangeSettings,
  },
];
