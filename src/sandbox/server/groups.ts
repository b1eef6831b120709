/** The groups of a tenant's directory: for mail, for permissions, and Microsoft 365 groups. */
import { randomUUID } from 'node:crypto';
import { ok } from './answer.ts';
import { directoryPage, type Fields, filterOf, project, selected } from './odata.ts';
import type { Asked, Route } from './route.ts';
import type { Group, Tenant } from './store.ts';

const base = { isSecurity: false, isUnified: false, isDynamic: false, members: [] };

/** The destination has some of the source's groups already, under the same names. */
export const groupsOf = ({ domain, role, mailboxes }: Tenant): Group[] => {
  const people = [...mailboxes.values()].map(({ address }) => address);
  const group = (alias: string, displayName: string, more: Partial<Group>): Group => ({
    ...base,
    id: randomUUID(),
    alias,
    displayName,
    mail: `${alias}@${domain}`,
    ...more,
  });
  const everywhere = [
    group('everybody', 'Everybody', { isUnified: true, members: people }),
    group('team', 'Team', { isSecurity: true, members: people.slice(0, 2) }),
    group('admins', 'Admins', { isSecurity: true, mail: null, members: people.slice(0, 1) }),
  ];
  return role === 'destination'
    ? everywhere
    : [
        ...everywhere,
        group('sales', 'Vertrieb', { members: [...people.slice(2, 4), `team@${domain}`] }),
        group('all.people', 'All people', { isDynamic: true, members: people }),
      ];
};

const properties = [
  'id',
  'displayName',
  'mail',
  'mailNickname',
  'mailEnabled',
  'securityEnabled',
  'groupTypes',
  'proxyAddresses',
];

const shown = (group: Group) => ({
  id: group.id,
  displayName: group.displayName,
  mail: group.mail,
  mailNickname: group.alias,
  mailEnabled: group.mail !== null,
  securityEnabled: group.isSecurity,
  groupTypes: group.isUnified ? ['Unified'] : [],
  proxyAddresses: group.mail === null ? [] : [`SMTP:${group.mail}`],
});

const fields: Fields<Group> = {
  displayName: { is: 'text', of: ({ displayName }) => displayName },
  mail: { is: 'text', of: ({ mail }) => mail },
  mailEnabled: { is: 'truth', of: ({ mail }) => mail !== null },
  securityEnabled: { is: 'truth', of: ({ isSecurity }) => isSecurity },
};

/** "List groups". Dynamic distribution groups are Exchange's own. */
const list = ({ tenant, query, url }: Asked) => {
  const names = selected(query, properties);
  const found = tenant.groups.filter(({ isDynamic }) => !isDynamic).filter(filterOf(query, fields));
  const { value, next } = directoryPage(found, query, url);
  return ok({
    '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#groups',
    ...next,
    value: value.map((group) => project(shown(group), names)),
  });
};

export const groupRoutes: Route[] = [
  {
    method: 'GET',
    path: '/v1.0/groups',
    kind: 'user',
    options: ['$select', '$filter', '$top', '$skiptoken'],
    roles: ['GroupMember.Read.All', 'Group.Read.All', 'Directory.Read.All'],
    handle: list,
  },
];
