/** [pure] What can be an endpoint: a Microsoft 365 tenant, reached by an app. Anything else is refused by its name. */
import { ok, type Result, refuse } from './refusal.ts';

export interface EndpointKind {
  /** As people say it; absent: Microsoft 365. */
  type?: string | undefined;
  /** A person's permissions are wanted instead of an app's; 'password': their password was given with it. */
  delegated?: 'yes' | 'password' | undefined;
}

/** GoDaddy sells Microsoft 365: its tenants are like any other. */
const microsoft365 = /^(microsoft|office|m|o) ?365( mailbox)?$|^exchange online$|^go ?daddy$/i;

const others: [RegExp, string][] = [
  [/google|g ?suite|gmail/i, 'a Google Workspace migration'],
  [/imap/i, 'an IMAP migration'],
  [/exchange|on.?prem/i, 'a hybrid and a cutover migration for Exchange servers'],
];

export const checkKind = ({ type = 'Microsoft 365', delegated }: EndpointKind): Result<null> => {
  const said = type.trim();
  if (delegated !== undefined) return noDelegation(delegated);
  if (microsoft365.test(said)) return ok(null);
  const other = others.find(([pattern]) => pattern.test(said))?.[1];
  return refuse(
    'invalid',
    `"${said.slice(0, 60)}" cannot be an endpoint: Mailferry moves mailboxes from one Microsoft 365 tenant (or GoDaddy's) to another.`,
    other === undefined
      ? 'If it is a Microsoft 365 tenant, say it without "type".'
      : `Bring its mailboxes into Microsoft 365 first: the Exchange admin centre has ${other} on its page "Migration". From there Mailferry moves them on to any tenant.`,
  );
};

const noDelegation = (delegated: 'yes' | 'password') =>
  refuse(
    'invalid',
    "Delegated permissions cannot move mailboxes: with them, Microsoft Graph's import and export reach only the own mailbox of the person who signed in.",
    `Use an app registration with application permissions, which needs nobody's password: "endpoint guide" says how.${
      delegated === 'password'
        ? ' I kept nothing of the name and password, but they stand in this chat: delete the message and change the password.'
        : ''
    }`,
  );
