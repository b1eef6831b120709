/** The one Microsoft 365 group of a tenant, whose mailbox is nobody's. Reading groups is a permission of its own. */
import { ok } from './answer.ts';
import { type Fields, filterOf, page, project, selected } from './odata.ts';
import type { Asked, Route } from './route.ts';
import type { Tenant } from './store.ts';

interface Group {
  id: string;
  displayName: string;
  mail: string;
  groupTypes: string[];
}

const groupsOf = ({ domain }: Tenant): Group[] => [
  {
    id: '0c5e1d6a-7a0f-4a55-9a54-6c0f1d0a7e11',
    displayName: 'Everybody',
    mail: `everybody@${domain}`,
    groupTypes: ['Unified'],
  },
];

const properties = ['id', 'displayName', 'mail', 'groupTypes'];
const fields: Fields<Group> = { mail: { is: 'text', of: ({ mail }) => mail } };

const list = ({ tenant, query, url }: Asked) => {
  const names = selected(query, properties);
  const found = groupsOf(tenant).filter(filterOf(query, fields));
  const { value, next } = page(found, query, url, { byDefault: 100, most: 999 });
  return ok({
    '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#groups',
    ...next,
    value: value.map((group) => project({ ...group }, names)),
  });
};

/** "List groups". */
export const groupRoutes: Route[] = [
  {
    method: 'GET',
    path: '/v1.0/groups',
    kind: 'user',
    options: ['$select', '$filter', '$top'],
    roles: ['GroupMember.Read.All', 'Group.Read.All', 'Directory.Read.All'],
    handle: list,
  },
];
