/**
 * [pure] Where the parts of an auto-expanding archive lie ("Handle archive mailbox redirects", beta). An archive that
 * grew too large lies in several mailboxes; folders and items keep their ids. Three answers say which one has them:
 *
 *   308 with Location              any request below /folders/{id}
 *   ErrorArchiveFolderMovedPermanently   one item of an export; its message is the address to export it from
 *   409 "Invalid import session"   an import; its message names the mailbox to make a session for
 *
 * Of each only the mailbox id is taken, and only if the rest of the address is what was asked: no address from an
 * answer is called, and the token goes nowhere else.
 */
import { EngineError } from '../errors.ts';

const versions = /^\/(v1\.0|beta)(?=\/)/;
const mailboxPath = /^\/admin\/exchange\/mailboxes\/([^/]+)(\/.*)?$/i;

/** Below the version: "/admin/exchange/…". */
export const withoutVersion = (pathname: string): string => pathname.replace(versions, '');

const partsOf = (path: string): { mailboxId: string; rest: string } | null => {
  const [pathname = '', query] = path.split('?');
  const [, id, rest = ''] = mailboxPath.exec(withoutVersion(pathname)) ?? [];
  if (id === undefined) return null;
  return { mailboxId: decoded(id), rest: query === undefined ? rest : `${rest}?${query}` };
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** The mailbox that a path, or a link, is about: "MBX:…". */
export const mailboxIn = (path: string): string | null =>
  partsOf(path.startsWith('/') ? path : (URL.parse(path)?.pathname ?? ''))?.mailboxId ?? null;

/** The folder that a path is about. */
export const folderIn = (path: string): string | null => {
  const [, folder] = /^\/folders\/([^/?]+)/i.exec(partsOf(path)?.rest ?? '') ?? [];
  return folder === undefined || folder === 'delta' ? null : decoded(folder);
};

export const inMailbox = (path: string, mailboxId: string): string =>
  `/admin/exchange/mailboxes/${encodeURIComponent(mailboxId)}${partsOf(path)?.rest ?? ''}`;

/**
 * The mailbox that a redirect of `path` leads to. EngineError `permanent` for another host, and for an address that is
 * not the same one in another mailbox; Microsoft's letter case varies.
 */
export const redirectedTo = (path: string, location: string | null, graphOrigin: string): string => {
  const url = location === null ? null : URL.parse(location, graphOrigin);
  const here = partsOf(path);
  const there = url === null ? null : partsOf(url.pathname);
  const isSame = (a: string, b: string): boolean => decoded(a).toLowerCase() === decoded(b).toLowerCase();
  if (
    url?.origin !== graphOrigin ||
    here === null ||
    there === null ||
    !isMailboxId(there.mailboxId) ||
    !isSame(here.rest.split('?')[0] ?? '', there.rest)
  )
    throw new EngineError(
      'permanent',
      `an answer redirects to "${url?.host ?? 'nowhere'}", to something that was not asked for`,
      { code: 'redirected-astray' },
    );
  return there.mailboxId;
};

/** Of an export's per-item error: the mailbox whose export its message names; null: none, or somewhere else. */
export const exportedFrom = (message: string, graphOrigin: string): string | null => {
  const url = URL.parse(/https?:\/\/[^\s"'<>]+/i.exec(message)?.[0] ?? '');
  const there = url?.origin === graphOrigin ? partsOf(url.pathname) : null;
  return there !== null && isMailboxId(there.mailboxId) && /^\/exportItems\/?$/i.test(there.rest)
    ? there.mailboxId
    : null;
};

/** Of an import's 409: the mailbox that a session is expected for; null: it says something else. */
export const sessionExpectedIn = (message: string): string | null => {
  const [, id] = /target session is expected in mailbox (MBX:[^\s"']+?)\.?(?:["'\s]|$)/i.exec(message) ?? [];
  return id ?? null;
};

const isMailboxId = (id: string): boolean => /^MBX:[^/\\?#\s]+$/i.test(id);
