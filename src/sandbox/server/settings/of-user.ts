/** Routes below /v1.0/users/{id} that reach into that person's mailbox. */
import type { Answer } from '../answer.ts';
import type { Asked, Route } from '../route.ts';
import type { Mailbox } from '../store.ts';
import { findUser, mailboxOfUser } from '../users.ts';

interface OfUser {
  method: Route['method'];
  /** "/outlook/masterCategories/{category}" */
  path: string;
  roles: readonly string[];
  options?: readonly string[];
  contentType?: string;
  handle(asked: Asked): Answer;
}

/** `asked.mailbox` is theirs; who has none is told so. Whatever is not read changes the mailbox. */
export const ofUser = ({ path, options = [], handle, ...route }: OfUser): Route => ({
  ...route,
  path: `/v1.0/users/{id}${path}`,
  kind: 'setting',
  options,
  ofUser: true,
  writes: route.method !== 'GET',
  handle: (asked) =>
    handle({ ...asked, mailbox: mailboxOfUser(findUser(asked.tenant, asked.params.id ?? '')) }),
});

export const contextOf = (mailbox: Mailbox, rest: string): { '@odata.context': string } => ({
  '@odata.context': `https://graph.microsoft.com/v1.0/$metadata#users('${encodeURIComponent(mailbox.address)}')/${rest}`,
});
