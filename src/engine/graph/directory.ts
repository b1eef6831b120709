/** People of a tenant, which of them have a mailbox, and of what kind. */
import { isGuestName } from '../addresses.ts';
import { EngineError, isPassing, kindOf } from '../errors.ts';
import type { GraphClient } from './client.ts';

export interface DirectoryUser {
  id: string;
  displayName: string;
  userPrincipalName: string;
  mail: string | null;
  /** Guests are people of another organisation; some old accounts say nothing. */
  isGuest: boolean;
  /** All addresses of the mailbox, without "SMTP:". */
  addresses: string[];
}

/** Microsoft's words, and `unknown` where it does not tell or has a new one. */
export const purposes = ['user', 'linked', 'shared', 'room', 'equipment', 'others', 'unknown'] as const;
export type Purpose = (typeof purposes)[number];

interface UserAnswer {
  id: string;
  displayName: string | null;
  userPrincipalName: string;
  mail: string | null;
  userType: string | null;
  proxyAddresses?: string[];
}

/** Everybody, 999 an answer, which is the most there is. */
export async function* listUsers(client: GraphClient, signal?: AbortSignal): AsyncIterable<DirectoryUser[]> {
  const path = '/users?$top=999&$select=id,displayName,userPrincipalName,mail,userType,proxyAddresses';
  for await (const { value } of client.pages<UserAnswer>({ path, signal })) yield value.map(userOf);
}

const userOf = ({ userType, proxyAddresses = [], ...user }: UserAnswer): DirectoryUser => ({
  id: user.id,
  displayName: user.displayName ?? '',
  userPrincipalName: user.userPrincipalName,
  mail: user.mail,
  isGuest: userType === 'Guest' || isGuestName(user.userPrincipalName),
  addresses: proxyAddresses.flatMap((address) => (/^smtp:/i.test(address) ? [address.slice(5)] : [])),
});

/** Addresses without their "smtp:" or "x500:", in lower case. */
export interface Names {
  smtp: string[];
  /** legacyExchangeDNs of earlier moves; a person's present one is not in the directory. */
  x500: string[];
}

export const namesIn = ({
  mail,
  proxyAddresses = [],
}: {
  mail?: string | null;
  proxyAddresses?: string[];
}): Names => {
  const of = (prefix: string): string[] =>
    proxyAddresses.flatMap((address) =>
      address.toLowerCase().startsWith(prefix) ? [address.slice(prefix.length).toLowerCase()] : [],
    );
  return { smtp: [...new Set([...of('smtp:'), ...(mail ? [mail.toLowerCase()] : [])])], x500: of('x500:') };
};

/** All addresses of one person. EngineError `not-found` when there is nobody of this name. */
export const namesOf = async (client: GraphClient, user: string, signal?: AbortSignal): Promise<Names> =>
  namesIn(
    await client.call<{ mail: string | null; proxyAddresses?: string[] }>({
      path: `/users/${encodeURIComponent(user)}?$select=mail,proxyAddresses`,
      signal,
    }),
  );

/** Everybody who can be written to: members of the organisation, or its groups ("List groups": GroupMember.Read.All). */
export async function* listNames(
  client: GraphClient,
  of: 'users' | 'groups',
  signal?: AbortSignal,
): AsyncIterable<Names[]> {
  const more = of === 'users' ? ',userPrincipalName,userType' : '';
  const path = `/${of}?$top=999&$select=mail,proxyAddresses${more}`;
  type Answer = Pick<UserAnswer, 'mail' | 'proxyAddresses'> & Partial<UserAnswer>;
  for await (const { value } of client.pages<Answer>({ path, signal }))
    yield value
      .filter((one) => one.userType !== 'Guest' && !isGuestName(one.userPrincipalName ?? ''))
      .map(namesIn);
}

/** "List Exchange settings" (user): the id of the primary mailbox. Takes an id or a user principal name. */
export const mailboxIdOf = async (
  client: GraphClient,
  user: string,
  signal?: AbortSignal,
): Promise<string> => {
  const settings = await client.call<{ primaryMailboxId?: string }>({
    path: `/users/${encodeURIComponent(user)}/settings/exchange`,
    signal,
  });
  if (!settings.primaryMailboxId)
    throw new EngineError('not-found', 'looking up a mailbox: the person has none', {
      code: 'ErrorMailboxNotFound',
    });
  return settings.primaryMailboxId;
};

/** Of the person's in-place archive; null: they have none. Only the beta version says it. */
export const archiveIdOf = async (beta: GraphClient, user: string): Promise<string | null> => {
  const { inPlaceArchiveMailboxId } = await beta.call<{ inPlaceArchiveMailboxId?: string | null }>({
    path: `/users/${encodeURIComponent(user)}/settings/exchange`,
  });
  return inPlaceArchiveMailboxId || null;
};

export const hasMailbox = (client: GraphClient, user: string, signal?: AbortSignal): Promise<boolean> =>
  mailboxIdOf(client, user, signal).then(
    () => true,
    (error) => {
      if (kindOf(error) === 'not-found') return false;
      throw error;
    },
  );

/** Null: the app may not ask (MailboxSettings.Read), of this mailbox or of any. */
export const purposeOf = async (
  client: GraphClient,
  user: string,
  signal?: AbortSignal,
): Promise<Purpose | null> => {
  try {
    const { value } = await client.call<{ value: string }>({
      path: `/users/${encodeURIComponent(user)}/mailboxSettings/userPurpose`,
      signal,
    });
    return purposes.find((known) => known === value) ?? 'unknown';
  } catch (error) {
    if (kindOf(error) === 'not-found') return 'unknown';
    // It is good to know, and nothing hangs on it.
    if (!isPassing(kindOf(error))) return null;
    throw error;
  }
};

/** What the directory knows of somebody who shall have a mailbox. */
export interface Account {
  name: string | null;
  /** How many product licences; null: it was not told. */
  licences: number | null;
}

/** Null: there is nobody with this address. */
export const accountOf = async (
  client: GraphClient,
  address: string,
  signal?: AbortSignal,
): Promise<Account | null> => {
  try {
    const { displayName, assignedLicenses } = await client.call<{
      displayName: string | null;
      assignedLicenses?: object[];
    }>({ path: `/users/${encodeURIComponent(address)}?$select=displayName,assignedLicenses`, signal });
    return { name: displayName, licences: assignedLicenses?.length ?? null };
  } catch (error) {
    if (kindOf(error) === 'not-found') return null;
    throw error;
  }
};

/** "List groups": is it the address of a group? Null: the app may not ask (GroupMember.Read.All). */
export const isGroup = async (
  client: GraphClient,
  address: string,
  signal?: AbortSignal,
): Promise<boolean | null> => {
  const filter = encodeURIComponent(`mail eq '${address.replaceAll("'", "''")}'`);
  try {
    const { value } = await client.call<{ value: object[] }>({
      path: `/groups?$filter=${filter}&$select=id`,
      signal,
    });
    return value.length > 0;
  } catch (error) {
    if (kindOf(error) === 'forbidden') return null;
    throw error;
  }
};
