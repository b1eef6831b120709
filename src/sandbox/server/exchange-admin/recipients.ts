/** Who is meant: Exchange takes addresses, aliases, names and ids for the same person. */
import { exchangeName } from '../../contents/properties.ts';
import type { Group, Mailbox, Tenant, User } from '../store.ts';
import { fail, notFound } from './cmdlet.ts';

export type WithMailbox = User & { mailbox: Mailbox };

const aliasOf = (address: string): string => address.split('@')[0] ?? '';
export const nameOf = (user: User): string => aliasOf(user.address);
/** "/o=ExchangeLabs/…" */
export const legacyNameOf = ({ tenant, address }: Mailbox): string =>
  // Both tenants live in the same forest; what tells their people apart is the end of the name.
  `${exchangeName({ address })}${tenant.role === 'source' ? '' : '-fabrikam'}`;

export const hasMailbox = (user: User): user is WithMailbox => user.mailbox !== undefined;

const namesOf = (user: WithMailbox): string[] =>
  [
    user.address,
    user.id,
    nameOf(user),
    user.displayName,
    legacyNameOf(user.mailbox),
    user.mailbox.id.slice(4, 40),
    ...user.mailbox.traits.proxies.map((proxy) => proxy.slice(proxy.indexOf(':') + 1)),
  ].map((name) => name.toLowerCase());

/** Names need not be unique: where several fit, Exchange does not guess. */
const single = <T>(found: T[], wanted: string): T | undefined =>
  found.length > 1
    ? fail('ManagementObjectAmbiguousException', `The identity '${wanted}' matches multiple entries.`)
    : found[0];

export const findMailbox = (tenant: Tenant, wanted: string): WithMailbox | undefined =>
  single(
    [...tenant.users.values()]
      .filter(hasMailbox)
      .filter((user) => namesOf(user).includes(wanted.toLowerCase())),
    wanted,
  );

export const mailboxIn = (tenant: Tenant, wanted: string): WithMailbox =>
  findMailbox(tenant, wanted) ?? notFound(wanted);

/** Groups that can get mail or rights in mailboxes. */
export const findGroup = (tenant: Tenant, wanted: string): Group | undefined =>
  single(
    tenant.groups.filter(
      ({ mail, alias, displayName, id }) =>
        mail !== null &&
        [mail, alias, displayName, id].some((name) => name.toLowerCase() === wanted.toLowerCase()),
    ),
    wanted,
  );

/** The address of a mailbox or a group. */
export const addressOf = (tenant: Tenant, wanted: string): string | undefined =>
  findMailbox(tenant, wanted)?.address ?? findGroup(tenant, wanted)?.mail ?? undefined;
