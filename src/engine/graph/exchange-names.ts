/**
 * What mailboxes are called inside of their organisation, which the directory does not tell: Get-Mailbox of the Exchange
 * Online Admin API (preview; Microsoft: "Mailbox endpoint in the Exchange Online Admin API"). The app needs
 * Exchange.ManageAsAppV2 and a role of Exchange that may look at recipients.
 */
import { kindOf } from '../errors.ts';
import type { GraphClient } from './client.ts';
import { type Names, namesIn } from './directory.ts';

export interface ExchangeNames extends Names {
  /** In lower case. */
  primary: string;
  /** legacyExchangeDN, in lower case: "/o=exchangelabs/ou=…/cn=recipients/cn=…". */
  legacy: string;
}

interface MailboxRow {
  PrimarySmtpAddress?: string;
  LegacyExchangeDN?: string;
  EmailAddresses?: string | string[] | null;
}

/** Whoever was refused need not ask for each of ten thousand mailboxes; a grant can take an hour to arrive anyway. */
const refusalLastsMs = 5 * 60_000;

/** Without an address: of every mailbox. Rows without a name, as the preview may answer them, are left out. */
export const createExchangeNames = (client: GraphClient, tenantId: string) => {
  let refused: { error: unknown; until: number } | undefined;
  return async function* (address?: string, signal?: AbortSignal): AsyncIterable<ExchangeNames[]> {
    if (refused !== undefined && performance.now() < refused.until) throw refused.error;
    const call = {
      path: `/${encodeURIComponent(tenantId)}/Mailbox`,
      body: {
        CmdletInput: {
          CmdletName: 'Get-Mailbox',
          Parameters: address === undefined ? { ResultSize: 'Unlimited' } : { Identity: address },
        },
      },
      headers: {
        'content-type': 'application/json',
        // Microsoft: "X-AnchorMailbox routing hint"; the organisation's own mailbox, for what is about no mailbox.
        'X-AnchorMailbox':
          address === undefined
            ? `APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@${tenantId}`
            : `UPN:${address}`,
      },
      signal,
    };
    try {
      for await (const page of client.pages<MailboxRow>(call)) yield (page?.value ?? []).flatMap(rowOf);
    } catch (error) {
      if (['forbidden', 'auth'].includes(kindOf(error)))
        refused = { error, until: performance.now() + refusalLastsMs };
      throw error;
    }
  };
};

const rowOf = ({
  PrimarySmtpAddress: primary,
  LegacyExchangeDN: legacy,
  ...row
}: MailboxRow): ExchangeNames[] => {
  if (!primary || !legacy) return [];
  const addresses = row.EmailAddresses ?? [];
  return [
    {
      primary: primary.toLowerCase(),
      legacy: legacy.toLowerCase(),
      ...namesIn({ proxyAddresses: typeof addresses === 'string' ? addresses.split(/[,;] ?/) : addresses }),
    },
  ];
};
