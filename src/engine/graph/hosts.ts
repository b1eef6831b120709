/**
 * The only hosts that are ever called. An address that comes from an answer (a next link, an import URL)
 * is checked against this list before anything is sent to it.
 */
import { EngineError } from '../errors.ts';

export interface Hosts {
  graph: URL;
  login: URL;
  /** Throws for an address that is not ours to call. */
  check(address: string): URL;
}

export const createHosts = (
  graphUrl = 'https://graph.microsoft.com',
  loginUrl = 'https://login.microsoftonline.com',
): Hosts => {
  const graph = new URL(graphUrl);
  const login = new URL(loginUrl);
  const allowed = new Set([graph.origin, login.origin, 'https://outlook.office365.com']);
  return {
    graph,
    login,
    check: (address) => {
      const url = URL.parse(address);
      if (url !== null && allowed.has(url.origin)) return url;
      // Not the address itself: import URLs are secrets.
      throw new EngineError(
        'permanent',
        `an answer points to the host "${url?.host ?? 'unreadable'}", which Mailferry does not call`,
      );
    },
  };
};
