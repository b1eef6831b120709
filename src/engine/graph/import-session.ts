/**
 * The pre-authenticated import URL of one mailbox. Its query holds a token: never logged, never stored.
 * Used until five minutes before it ends, by all imports of the mailbox, and made only once at a time.
 */
import type { GraphClient } from './client.ts';
import type { Gate } from './governor.ts';
import type { Hosts } from './hosts.ts';

export interface ImportSession {
  url(): Promise<URL>;
  /** An import worked with it. */
  worked(): void;
  /**
   * An import with this URL was refused. True: try again, it may have been the session and not the item. False:
   * a new session was refused as well, and none has worked since.
   */
  refused(used: URL): boolean;
}

const marginMs = 5 * 60_000;

export const createImportSession = (
  client: GraphClient,
  hosts: Hosts,
  mailboxId: string,
  gate: Gate,
): ImportSession => {
  let current: Promise<{ url: URL; ends: number }> | undefined;
  let made = 0;
  let renewed = false;
  let latest: URL | undefined;

  const make = async () => {
    made++;
    const path = `/admin/exchange/mailboxes/${encodeURIComponent(mailboxId)}/createImportSession`;
    const answer = await client.call<{ importUrl: string; expirationDateTime: string }>({
      method: 'POST',
      path,
      body: {},
      gate,
    });
    latest = hosts.check(answer.importUrl);
    return { url: latest, ends: Date.parse(answer.expirationDateTime) };
  };

  return {
    url: async () => {
      current ??= make();
      const asked = current;
      try {
        const session = await asked;
        if (session.ends - marginMs > Date.now() || current !== asked) return (await current).url;
        // A lifetime under the margin would make a session per item: it is used while it lasts.
        if (session.ends > Date.now() && made > 1 && session.ends - Date.now() < marginMs / 2)
          return session.url;
        current = make();
        return (await current).url;
      } catch (error) {
        if (current === asked) current = undefined;
        throw error;
      }
    },
    worked: () => {
      renewed = false;
    },
    refused: (used) => {
      // Four imports are on their way at once: the first refusal renews the session for all of them.
      if (latest?.href !== used.href) return true;
      if (renewed) return false;
      renewed = true;
      current = undefined;
      latest = undefined;
      return true;
    },
  };
};
