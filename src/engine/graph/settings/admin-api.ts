/**
 * The Exchange Online Admin API (preview): cmdlets over HTTP, for what Graph does not have. Sources:
 * "Mailbox endpoint" and "MailboxFolderPermission endpoint in the Exchange Online Admin API".
 */
import { EngineError } from '../../errors.ts';
import type { GraphClient } from '../client.ts';
import type { Gate } from '../governor.ts';

export interface AdminDeps {
  /** Below /adminapi/v2.0 of Exchange, with a token for Exchange. */
  client: GraphClient;
  tenantId: string;
  user: string;
  gate: Gate;
  signal?: AbortSignal | undefined;
}

/** One entry of a folder's permissions. */
export interface FolderGrant {
  /** An SMTP address; "Default" or "Anonymous"; else the name by which Exchange knows somebody. */
  who: string;
  /** "Editor"; or single rights, such as "ReadItems", "CreateItems". */
  rights: string[];
}

/** As the preview answers it: what a person is, is said in several ways. */
interface GrantRow {
  User:
    | string
    | { DisplayName?: string; UserType?: unknown; RecipientPrincipal?: Principal; ADRecipient?: Principal };
  AccessRights: string | string[];
}
type Principal = { PrimarySmtpAddress?: string } | null;

interface MailboxRow {
  PrimarySmtpAddress?: string;
  GrantSendOnBehalfTo?: string | string[] | null;
}

export const createAdminApi = ({ client, tenantId, user, gate, signal }: AdminDeps) => {
  const run = async <T>(endpoint: string, cmdlet: string, parameters: object, once = false): Promise<T[]> => {
    const found: T[] = [];
    const call = {
      path: `/${encodeURIComponent(tenantId)}/${endpoint}`,
      body: { CmdletInput: { CmdletName: cmdlet, Parameters: parameters } },
      headers: { 'content-type': 'application/json', 'X-AnchorMailbox': `UPN:${user}` },
      gate,
      signal,
      once,
      renews: true,
    };
    // The next page is asked for with the same body.
    for await (const page of client.pages<T>(call)) found.push(...(page?.value ?? []));
    return found;
  };
  /** Of names that were asked for: many folders name the same people. */
  const addresses = new Map<string, string | null>();
  const folder = (path: string): string => `${user}:\\${path}`;
  const folderPermission = 'MailboxFolderPermission';

  return {
    /** `path`: names from the top with "\" between them, as the mailbox's language has them. */
    folderGrants: async (path: string): Promise<FolderGrant[]> =>
      (
        await run<GrantRow>(folderPermission, `Get-${folderPermission}`, {
          Identity: folder(path),
          ResultSize: 'Unlimited',
        })
      ).map((row) => ({ who: whoIn(row.User), rights: listOf(row.AccessRights) })),
    addFolderGrant: async (path: string, { who, rights }: FolderGrant): Promise<void> => {
      const parameters = { Identity: folder(path), User: who, AccessRights: said(rights) };
      await run(folderPermission, `Add-${folderPermission}`, parameters, true);
    },
    changeFolderGrant: async (path: string, { who, rights }: FolderGrant): Promise<void> => {
      const parameters = { Identity: folder(path), User: who, AccessRights: said(rights) };
      await run(folderPermission, `Set-${folderPermission}`, parameters);
    },
    /** Whoever may send on behalf of this mailbox: addresses, or the names by which Exchange knows them. */
    sendOnBehalf: async (): Promise<string[]> => {
      const [row] = await run<MailboxRow>('Mailbox', 'Get-Mailbox', { Identity: user });
      // The list is written as a whole: one that was not read must not be taken for an empty one.
      if (row === undefined) throw new EngineError('not-found', 'reading who may send on behalf');
      return listOf(row.GrantSendOnBehalfTo ?? []);
    },
    /** Takes the place of the whole list. */
    changeSendOnBehalf: async (list: string[]): Promise<void> => {
      await run('Mailbox', 'Set-Mailbox', { Identity: user, GrantSendOnBehalfTo: list });
    },
    /** The address of whom Exchange knows by this name; null where nobody with a mailbox has it, or several. */
    addressOf: async (name: string): Promise<string | null> => {
      if (name.includes('@')) return name;
      const before = addresses.get(name);
      if (before !== undefined) return before;
      try {
        const [row, another] = await run<MailboxRow>('Mailbox', 'Get-Mailbox', { Identity: name });
        const found = another === undefined ? (row?.PrimarySmtpAddress ?? null) : null;
        addresses.set(name, found);
        return found;
      } catch (error) {
        if (!saysNobody(error)) throw error;
        addresses.set(name, null);
        return null;
      }
    },
  };
};
export type AdminApi = ReturnType<typeof createAdminApi>;

/** The cmdlet itself found nobody, or several. A request that did not get that far says nothing about the name. */
const saysNobody = (error: unknown): boolean =>
  error instanceof EngineError && (error.kind === 'not-found' || /Exception$/.test(error.code ?? ''));

/** Microsoft's samples have a single role as plain text. */
const said = (rights: string[]): string | string[] => (rights.length === 1 ? (rights[0] ?? '') : rights);

const listOf = (value: string | string[]): string[] =>
  Array.isArray(value) ? value : value.split(',').map((one) => one.trim());

const whoIn = (user: GrantRow['User']): string => {
  const said =
    typeof user === 'string'
      ? user
      : (user.RecipientPrincipal?.PrimarySmtpAddress ??
        user.ADRecipient?.PrimarySmtpAddress ??
        user.DisplayName ??
        '');
  // Somebody of another organisation, to whom a calendar was published.
  return said.replace(/^ExchangePublishedUser\./, '');
};
