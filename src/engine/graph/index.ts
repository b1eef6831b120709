/** Microsoft Graph as the engine sees it: a tenant, and a mailbox in it. Everything below is this folder's. */
import type { Log } from '../../log.ts';
import { createArchiveClient } from './archive-client.ts';
import { type Credentials, createAuth, rolesOf } from './auth.ts';
import { createGraphClient } from './client.ts';
import {
  type Account,
  accountOf,
  archiveIdOf,
  type DirectoryUser,
  hasMailbox,
  isGroup,
  listNames,
  listUsers,
  mailboxIdOf,
  type Names,
  namesOf,
  type Purpose,
  purposeOf,
} from './directory.ts';
import { createExchangeNames, type ExchangeNames } from './exchange-names.ts';
import type { ExportedItem } from './export-answer.ts';
import { type Exported, type ExportStream, eachAlone, type ItemStream } from './export-items.ts';
import type { Folder } from './folders.ts';
import { createGovernor, type Governor } from './governor.ts';
import { createHosts } from './hosts.ts';
import type { ImportAnswer, ItemContent } from './import-item.ts';
import type { ListedItem } from './items.ts';
import { type Allowed, createMailboxClient, type MailboxClient } from './mailbox-client.ts';
import { type Mail, type SendAnswer, sendMail } from './send-mail.ts';
import type { SettingsClient } from './settings/index.ts';
import { createAgent, createBuffers } from './traffic.ts';
import { withArchive } from './whole-mailbox.ts';

export type {
  DirectoryUser,
  Exported,
  ExportedItem,
  ExportStream,
  Folder,
  ImportAnswer,
  ItemContent,
  ItemStream,
  ListedItem,
  Mail,
  MailboxClient,
  Names,
  Purpose,
  SettingsClient,
};
export { eachAlone, withArchive };

export interface Graph {
  tenant(credentials: Credentials): Tenant;
  close(): Promise<void>;
}

export interface Tenant {
  /** Asks for a new token. EngineError `auth`, with a code such as AADSTS7000215. */
  signIn(): Promise<{ roles: string[] }>;
  /** Everybody in its directory, page by page. */
  users(signal?: AbortSignal): AsyncIterable<DirectoryUser[]>;
  /** All addresses of everybody who can be written to, page by page. Guests are people of other organisations. */
  names(of: 'users' | 'groups', signal?: AbortSignal): AsyncIterable<Names[]>;
  /** Of one mailbox, or of all, page by page, as Exchange knows them. EngineError `forbidden`: the app may not ask. */
  exchangeNames(address?: string, signal?: AbortSignal): AsyncIterable<ExchangeNames[]>;
  /** All addresses of one person. EngineError `not-found` when there is nobody of this name. */
  namesOf(address: string, signal?: AbortSignal): Promise<Names>;
  hasMailbox(userId: string, signal?: AbortSignal): Promise<boolean>;
  /** Null: the app may not ask. */
  purposeOf(userId: string, signal?: AbortSignal): Promise<Purpose | null>;
  /** Null: there is nobody with this address. */
  account(address: string, signal?: AbortSignal): Promise<Account | null>;
  /** Null: the app may not ask. */
  isGroup(address: string, signal?: AbortSignal): Promise<boolean | null>;
  /** The mailbox of an address. EngineError `not-found` when the person or the mailbox does not exist. */
  mailbox(address: string): Promise<MailboxClient>;
  /** The person with the mailbox of an address. EngineError `not-found` like `mailbox`. */
  person(address: string): Promise<{ name: string | null }>;
  /** Throws when certainly nothing was sent, for a reason that concerns every message. */
  sendMail(from: string, mail: Mail, signal?: AbortSignal): Promise<SendAnswer>;
  /** `bytesPerSecond`: what may be sent to it at most, below Microsoft's own limit. */
  openMailbox(mailboxId: string, allowed?: Allowed): MailboxClient;
  /** The id of the in-place archive of an address; null: there is none. Through Microsoft's beta version. */
  archiveIdOf(address: string): Promise<string | null>;
  openArchive(archiveId: string, allowed?: Allowed): MailboxClient;
}

export interface GraphOptions {
  graphUrl?: string | undefined;
  loginUrl?: string | undefined;
  governor?: Governor;
  log: Log;
}

export const createGraph = (options: GraphOptions): Graph => {
  const hosts = createHosts(options.graphUrl, options.loginUrl);
  const governor = options.governor ?? createGovernor();
  const agent = createAgent();
  // Twenty items of 10 KB as base64, and most single ones: 4 imports in each of 64 mailboxes.
  const answers = createBuffers(320 * 1024, 128);
  const bodies = createBuffers(64 * 1024, 256);

  const tenant = (credentials: Credentials): Tenant => {
    const auth = createAuth(credentials, hosts);
    const directory = createGraphClient(hosts, auth, () => {});
    const exchangeAuth = createAuth(credentials, hosts, 'https://outlook.office365.com');
    const admin = createGraphClient(hosts, exchangeAuth, () => {}, {
      origin: hosts.exchange,
      version: 'adminapi/v2.0',
    });

    const shared = {
      hosts,
      auth,
      governor,
      clientId: credentials.clientId,
      tenantId: credentials.tenantId,
      admin,
      agent,
      answers,
      bodies,
    };
    const beta = createGraphClient(hosts, auth, () => {}, { version: 'beta' });
    const openMailbox: Tenant['openMailbox'] = (mailboxId, allowed) =>
      createMailboxClient(shared, mailboxId, allowed);

    return {
      signIn: async () => ({ roles: rolesOf(await auth.token(true)) }),
      users: (signal) => listUsers(directory, signal),
      names: (of, signal) => listNames(directory, of, signal),
      exchangeNames: createExchangeNames(admin, credentials.tenantId),
      namesOf: (address, signal) => namesOf(directory, address, signal),
      hasMailbox: (userId, signal) => hasMailbox(directory, userId, signal),
      purposeOf: (userId, signal) => purposeOf(directory, userId, signal),
      account: (address, signal) => accountOf(directory, address, signal),
      isGroup: (address, signal) => isGroup(directory, address, signal),
      mailbox: async (address) => openMailbox(await mailboxIdOf(directory, address)),
      person: async (address) => {
        await mailboxIdOf(directory, address);
        const path = `/users/${encodeURIComponent(address)}?$select=displayName`;
        const { displayName } = await directory.call<{ displayName: string | null }>({ path });
        return { name: displayName };
      },
      sendMail: (from, mail, signal) => sendMail({ client: directory, auth }, from, mail, signal),
      openMailbox,
      archiveIdOf: (address) => archiveIdOf(beta, address),
      openArchive: (archiveId, allowed) => createArchiveClient(shared, archiveId, allowed),
    };
  };

  return { tenant, close: () => agent.close() };
};
