/**
 * Who may do what in a calendar, as Graph says it: "calendarPermission resource type". The same list as Exchange's
 * own, in other words: what Graph has no word for is `custom`.
 */

import type { Grant, Person } from '../../settings-model.ts';
import { ok, refuse } from '../answer.ts';
import { readBody } from '../body.ts';
import type { Asked, Route } from '../route.ts';
import type { Folder, Mailbox, Tenant } from '../store.ts';
import { calendarIn } from './calendars.ts';
import { choice, emailAddress, truth } from './fields.ts';
import { contextOf, ofUser } from './of-user.ts';

const rolesOf = {
  none: { rights: ['None'], flags: [] },
  freeBusyRead: { rights: ['AvailabilityOnly'], flags: [] },
  limitedRead: { rights: ['LimitedDetails'], flags: [] },
  read: { rights: ['Reviewer'], flags: [] },
  write: { rights: ['Editor'], flags: [] },
  delegateWithoutPrivateEventAccess: { rights: ['Editor'], flags: ['Delegate'] },
  delegateWithPrivateEventAccess: { rights: ['Editor'], flags: ['Delegate', 'CanViewPrivateItems'] },
} satisfies Record<string, Pick<Grant, 'rights' | 'flags'>>;
type Role = keyof typeof rolesOf;
const roles = Object.keys(rolesOf) as Role[];
/** Nobody outside writes, and nobody is the delegate of a calendar that is not the main one. */
const forOutsiders: Role[] = ['none', 'freeBusyRead', 'limitedRead', 'read'];
const forOthers: Role[] = [...forOutsiders, 'write'];

const roleOf = ({ rights, flags }: Grant): Role | 'custom' =>
  roles.find(
    (role) =>
      rolesOf[role].rights.join() === rights.join() &&
      [...rolesOf[role].flags].sort().join() === [...flags].sort().join(),
  ) ?? 'custom';

const personOf = (tenant: Tenant, who: string): Person | null => {
  const user = tenant.users.get(who.toLowerCase());
  const group = tenant.groups.find(({ mail }) => mail === who);
  return { name: user?.displayName ?? group?.displayName ?? who, address: who };
};
const isInside = (tenant: Tenant, who: string): boolean =>
  who === 'Default' || tenant.users.has(who.toLowerCase()) || tenant.groups.some(({ mail }) => mail === who);

const allowed = (tenant: Tenant, folder: Folder, who: string): Role[] => {
  if (!isInside(tenant, who)) return forOutsiders;
  return who !== 'Default' && folder.wellKnownName === 'calendar' ? roles : forOthers;
};

/** "RGVmYXVsdA==": whom it is for, wrapped. */
const idOf = ({ who }: Grant): string => Buffer.from(who).toString('base64url').concat('=');

const shown = (tenant: Tenant, folder: Folder, grant: Grant) => ({
  id: idOf(grant),
  isRemovable: grant.who !== 'Default',
  isInsideOrganization: isInside(tenant, grant.who),
  role: roleOf(grant),
  allowedRoles: allowed(tenant, folder, grant.who),
  emailAddress:
    grant.who === 'Default' ? { name: 'My Organization', address: null } : personOf(tenant, grant.who),
});

/** Nobody signed in is no part of this list, and who is gone has no address. */
const listed = ({ grants }: Folder): Grant[] =>
  grants.filter(({ who }) => who === 'Default' || who.includes('@'));

const one = (mailbox: Mailbox, folder: Folder, grant: Grant, status = 200) =>
  ok(
    { ...contextOf(mailbox, 'calendarPermissions/$entity'), ...shown(mailbox.tenant, folder, grant) },
    status,
  );

const found = (asked: Asked): { folder: Folder; grant: Grant } => {
  const folder = calendarIn(asked);
  const grant = listed(folder).find((other) => idOf(other) === asked.params.permission);
  return grant === undefined
    ? refuse(404, 'ErrorItemNotFound', 'The specified object was not found in the store.')
    : { folder, grant };
};

const roleIn = (value: unknown, of: Role[]): Role => {
  const role = choice(value, [...roles, 'custom' as const], 'role');
  return (
    of.find((one) => one === role) ??
    refuse(400, 'ErrorInvalidRequest', `The role '${role}' is not allowed here.`)
  );
};

const known = ['emailAddress', 'isInsideOrganization', 'isRemovable', 'role', 'allowedRoles', 'id'];

const create = (asked: Asked) => {
  const { mailbox, body } = asked;
  const { tenant } = mailbox;
  const folder = calendarIn(asked);
  const given = readBody(body, known);
  if ('id' in given || 'allowedRoles' in given)
    refuse(400, 'ErrorInvalidPropertySet', 'id and allowedRoles are read-only.');
  const { address } = emailAddress(given.emailAddress, 'emailAddress');
  const who = address.toLowerCase();
  const inside = isInside(tenant, who);
  if (who === mailbox.address || (!inside && who.endsWith(`@${tenant.domain}`)))
    refuse(400, 'ErrorInvalidRecipients', `'${address}' cannot be given a permission here.`);
  if (
    given.isInsideOrganization !== undefined &&
    truth(given.isInsideOrganization, 'isInsideOrganization') !== inside
  )
    refuse(400, 'ErrorInvalidRequest', 'isInsideOrganization is not true of this person.');
  if (given.isRemovable !== undefined) truth(given.isRemovable, 'isRemovable');
  const role = roleIn(given.role, allowed(tenant, folder, who));
  if (folder.grants.some((other) => other.who === who))
    refuse(409, 'ErrorPermissionExists', 'This person has a permission in the calendar already.');
  const grant = { who, rights: [...rolesOf[role].rights], flags: [...rolesOf[role].flags] };
  folder.grants.push(grant);
  return one(mailbox, folder, grant, 201);
};

/** "You can update only the role property." */
const update = (asked: Asked) => {
  const { folder, grant } = found(asked);
  const given = readBody(asked.body, known);
  if (Object.keys(given).some((name) => name !== 'role'))
    refuse(400, 'ErrorInvalidPropertySet', 'Only the role can be changed.');
  const role = roleIn(given.role, allowed(asked.mailbox.tenant, folder, grant.who));
  Object.assign(grant, { rights: [...rolesOf[role].rights], flags: [...rolesOf[role].flags] });
  return one(asked.mailbox, folder, grant);
};

const remove = (asked: Asked) => {
  const { folder, grant } = found(asked);
  if (grant.who === 'Default') refuse(403, 'ErrorAccessDenied', 'This permission cannot be removed.');
  folder.grants = folder.grants.filter((other) => other !== grant);
  return { status: 204 };
};

const list = (asked: Asked) => {
  const folder = calendarIn(asked);
  return ok({
    ...contextOf(asked.mailbox, 'calendarPermissions'),
    value: listed(folder).map((grant) => shown(asked.mailbox.tenant, folder, grant)),
  });
};

const read = ['Calendars.Read', 'Calendars.ReadWrite'];
const write = ['Calendars.ReadWrite'];
export const calendarPermissionRoutes: Route[] = ['/calendar', '/calendars/{calendar}'].flatMap(
  (calendar) => {
    const path = `${calendar}/calendarPermissions`;
    return [
      ofUser({ method: 'GET', path, roles: read, handle: list }),
      ofUser({ method: 'POST', path, roles: write, handle: create }),
      ofUser({ method: 'PATCH', path: `${path}/{permission}`, roles: write, handle: update }),
      ofUser({ method: 'DELETE', path: `${path}/{permission}`, roles: write, handle: remove }),
    ];
  },
);
