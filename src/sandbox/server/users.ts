/** The directory: people, and which mailbox is theirs. */
import { graphError, ok, refuse } from './answer.ts';
import { type Fields, filterOf, page, project, type Query, selected, wholeNumber } from './odata.ts';
import type { Asked, Route } from './route.ts';
import type { Tenant, User } from './store.ts';

const roles = ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All'];
const properties = [
  'id',
  'displayName',
  'userPrincipalName',
  'mail',
  'accountEnabled',
  'userType',
  'proxyAddresses',
];
const byDefault = ['id', 'displayName', 'userPrincipalName', 'mail'];

const fields: Fields<User> = {
  id: (user) => user.id,
  displayName: (user) => user.displayName,
  userPrincipalName: (user) => user.address,
  mail: (user) => user.address,
};

const shown = (user: User, query: Query) =>
  project(
    {
      id: user.id,
      displayName: user.displayName,
      userPrincipalName: user.address,
      mail: user.address,
      accountEnabled: user.kind === 'user',
      userType: 'Member',
      proxyAddresses: [`SMTP:${user.address}`],
    },
    selected(query, properties) ?? byDefault,
  );

const find = (tenant: Tenant, idOrAddress: string): User => {
  const wanted = idOrAddress.toLowerCase();
  return (
    tenant.users.get(wanted) ??
    [...tenant.users.values()].find((user) => user.id === wanted) ??
    refuse(
      404,
      'Request_ResourceNotFound',
      `Resource '${idOrAddress}' does not exist or one of its queried reference-property objects are not present.`,
    )
  );
};

const list = ({ tenant, query, url }: Asked) => {
  wholeNumber(query, '$top', 100, 999);
  const found = [...tenant.users.values()].filter(filterOf(query, fields));
  // The directory pages by an opaque token; here it wraps the same number.
  const skip = Number(Buffer.from(query.get('$skiptoken') ?? '', 'base64url').toString() || 0);
  if (!Number.isInteger(skip))
    refuse(400, 'Directory_ExpiredPageToken', 'The specified page token is not valid.');
  const { value, next } = page(found, new Map([...query, ['$skip', String(skip)]]), url, {
    byDefault: 100,
    most: 999,
  });
  const link = new URL(url);
  link.searchParams.set('$skiptoken', Buffer.from(String(skip + value.length)).toString('base64url'));
  return ok({
    '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users',
    ...('@odata.nextLink' in next ? { '@odata.nextLink': link.href } : {}),
    value: value.map((user) => shown(user, query)),
  });
};

const exchangeSettings = ({ tenant, params }: Asked) => {
  const { mailbox } = find(tenant, params.id ?? '');
  return mailbox === undefined
    ? graphError(
        404,
        'MailboxNotEnabledForRESTAPI',
        'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
      )
    : ok({
        '@odata.context':
          "https://graph.microsoft.com/v1.0/$metadata#users('user')/settings/exchange/$entity",
        primaryMailboxId: mailbox.id,
      });
};

export const createUserRoutes = (onMail: () => void): Route[] => [
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
        ...shown(find(tenant, params.id ?? ''), query),
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
    method: 'POST',
    path: '/v1.0/users/{id}/sendMail',
    options: [],
    roles: ['Mail.Send'],
    writes: true,
    handle: ({ tenant, params }) => {
      find(tenant, params.id ?? '');
      onMail();
      return { status: 202 };
    },
  },
];
