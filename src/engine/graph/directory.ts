/** People of a tenant, which of them have a mailbox, and of what kind. */
import { isGuestName } from '../addresses.ts';
import { EngineError, kindOf } from '../errors.ts';
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
    if (kindOf(error) === 'forbidden') return null;
    if (kindOf(error) === 'not-found') return 'unknown';
    throw error;
  }
};
