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
  /** True once since an import last worked: a refusal may be the session's and not the item's. */
  renewOnce(): boolean;
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

  const make = async () => {
    made++;
    const path = `/admin/exchange/mailboxes/${encodeURIComponent(mailboxId)}/createImportSession`;
    const answer = await client.call<{ importUrl: string; expirationDateTime: string }>({
      method: 'POST',
      path,
      body: {},
      gate,
    });
    return { url: hosts.check(answer.importUrl), ends: Date.parse(answer.expirationDateTime) };
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
    renewOnce: () => {
      if (renewed) return false;
      renewed = true;
      current = undefined;
      return true;
    },
  };
};
