/**
 * Delta queries ("Use delta query to track changes"): a token is a place in the mailbox's history. A page may
 * repeat what the page before it showed, in no promised order; removals are `@removed`; a token that the server
 * has forgotten is 410.
 */
import { refuse } from './answer.ts';
import type { Query } from './odata.ts';
import type { Mailbox } from './store.ts';

interface Token {
  of: string;
  /** Everything up to here was shown. */
  since: number;
  /** This round ends here; what comes later belongs to the next one. */
  upTo: number;
}

export interface Removal {
  id: string;
  '@removed': { reason: 'deleted' | 'changed' };
}
type Entry<T> = { version: number } & ({ present: T } | { removed: Removal });

/** Tokens made before this are forgotten, per mailbox. */
const forgotten = new WeakMap<Mailbox, number>();
export const forgetTokens = (mailbox: Mailbox): void => {
  forgotten.set(mailbox, ++mailbox.version);
};

const write = (token: Token): string => Buffer.from(JSON.stringify(token)).toString('base64url');

const parsed = (text: string): Token | null => {
  try {
    const token = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Partial<Token> | null;
    const isToken = typeof token?.since === 'number' && typeof token.upTo === 'number';
    return isToken ? (token as Token) : null;
  } catch {
    return null;
  }
};

const read = (mailbox: Mailbox, text: string, of: string): Token => {
  const token = parsed(text);
  if (token === null) return refuse(400, 'ErrorInvalidSyncStateData', 'The sync state data is invalid.');
  if (token.of !== of)
    return refuse(400, 'ErrorInvalidSyncStateData', 'The sync state belongs to another folder.');
  if (token.upTo < (forgotten.get(mailbox) ?? 0))
    return refuse(
      410,
      'syncStateNotFound',
      'The sync state generation is not found; the sync state is too old.',
    );
  return token;
};

const pageSize = (prefer: string | undefined): number => {
  const asked = /odata\.maxpagesize=(\d+)/.exec(prefer ?? '')?.[1];
  return Math.min(Math.max(Number(asked ?? 10), 1), 1_000);
};

export const deltaOf = <T extends { version: number }>(
  mailbox: Mailbox,
  query: Query,
  url: URL,
  prefer: string | undefined,
  of: string,
  {
    present,
    removed,
  }: { present: T[]; removed: { version: number; id: string; reason: 'deleted' | 'changed' }[] },
) => {
  const token = readToken(mailbox, query, of);
  const between = ({ version }: { version: number }) => version > token.since && version <= token.upTo;
  const entries: Entry<T>[] = [
    ...present.filter(between).map((one) => ({ version: one.version, present: one })),
    // The first round shows what is there; there is nothing to take back yet.
    ...(token.since === 0 && !query.has('$deltatoken') && !query.has('$skiptoken')
      ? []
      : removed
          .filter(between)
          .map(({ version, id, reason }) => ({ version, removed: { id, '@removed': { reason } } }))),
  ].sort((a, b) => a.version - b.version);
  const whole = entries.slice(0, pageSize(prefer));
  const more = entries.length > whole.length;
  // An entry may come twice: in the place of one that the next page shows.
  const repeats = more && whole.length > 2;
  const fresh = repeats ? whole.slice(0, -1) : whole;
  const page = repeats ? [...fresh, fresh[0] as Entry<T>] : fresh;
  const since = more ? (fresh.at(-1)?.version ?? token.since) : token.upTo;
  const link = new URL(url);
  link.searchParams.delete('$skiptoken');
  link.searchParams.delete('$deltatoken');
  link.searchParams.set(more ? '$skiptoken' : '$deltatoken', write({ of, since, upTo: token.upTo }));
  return { page, links: { [more ? '@odata.nextLink' : '@odata.deltaLink']: link.href } };
};

const readToken = (mailbox: Mailbox, query: Query, of: string): Token => {
  const delta = query.get('$deltatoken');
  const skip = query.get('$skiptoken');
  if (skip !== undefined) return read(mailbox, skip, of);
  if (delta === undefined) return { of, since: 0, upTo: mailbox.version };
  return { ...read(mailbox, delta, of), upTo: mailbox.version };
};
