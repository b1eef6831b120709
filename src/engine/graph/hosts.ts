/**
 * The only hosts that are ever called. An address that comes from an answer (a next link, an import URL)
 * is checked against this list before anything is sent to it.
 */
import { EngineError } from '../errors.ts';

export interface Hosts {
  graph: URL;
  login: URL;
  /** Where the Exchange Online Admin API is. */
  exchange: URL;
  /** Throws for an address that is not ours to call. */
  check(address: string): URL;
}

export const createHosts = (graphUrl?: string, loginUrl = 'https://login.microsoftonline.com'): Hosts => {
  const graph = new URL(graphUrl ?? 'https://graph.microsoft.com');
  // Whoever stands in for Graph stands in for Exchange too.
  const exchange = new URL(graphUrl ?? 'https://outlook.office365.com');
  const login = new URL(loginUrl);
  const allowed = new Set([graph.origin, login.origin, 'https://outlook.office365.com']);
  return {
    graph,
    login,
    exchange,
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
