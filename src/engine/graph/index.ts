/** Microsoft Graph as the engine sees it: a tenant, and a mailbox in it. Everything below is this folder's. */
import type { Log } from '../../log.ts';
import { type Credentials, createAuth, rolesOf } from './auth.ts';
import { createGraphClient } from './client.ts';
import {
  type Account,
  accountOf,
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
import {
  type Exported,
  type ExportStream,
  eachAlone,
  exportItems,
  exportStream,
  type ItemStream,
} from './export-items.ts';
import { createFolder, deleteFolder, type Folder, listFolders } from './folders.ts';
import { createGovernor, type Governor } from './governor.ts';
import { createHosts } from './hosts.ts';
import { type ImportAnswer, type ImportOptions, type ItemContent, importItem } from './import-item.ts';
import { createImportSession } from './import-session.ts';
import {
  changeKeyOf,
  type DeltaPage,
  deleteItem,
  deltaItems,
  detailsOf,
  fingerprintOf,
  type ListedItem,
  type ListOptions,
  listItems,
  mayDelete,
  subjectOf,
} from './items.ts';
import { type Mail, type SendAnswer, sendMail } from './send-mail.ts';
import { createSettingsClient, type SettingsClient } from './settings/index.ts';
import { createAgent, createBuffers } from './traffic.ts';

export type {
  DeltaPage,
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
  Names,
  Purpose,
  SettingsClient,
};
export { eachAlone };

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
  openMailbox(mailboxId: string, allowed?: { bytesPerSecond?: number | undefined }): MailboxClient;
}

/** One mailbox. All its calls share the governor's budget for (app, mailbox). */
export interface MailboxClient {
  /** "MBX:<guid>@<tenant guid>" */
  id: string;
  folders(signal?: AbortSignal): Promise<Folder[]>;
  createFolder(parentId: string | null, folder: { name: string; type: string }): Promise<Folder>;
  items(folderId: string, options?: ListOptions): AsyncIterable<ListedItem[]>;
  itemsDelta(folderId: string, token: string | null, signal?: AbortSignal): AsyncIterable<DeltaPage>;
  detailsOf(folderId: string, itemId: string): Promise<Pick<ListedItem, 'searchKey' | 'received'>>;
  subjectOf(folderId: string, itemId: string): Promise<string | null>;
  fingerprintOf(folderId: string, itemId: string): Promise<string | null>;
  changeKeyOf(folderId: string, itemId: string): Promise<string | null>;
  /** Into what people can recover. False: it was not there. */
  deleteItem(folderId: string, itemId: string): Promise<boolean>;
  deleteFolder(folderId: string): Promise<void>;
  /** Has the app MailboxItem.ReadWrite.All? */
  mayDelete(): Promise<boolean>;
  /** 1 to 20 ids; one answer per id, in their order. Dispose of them when they have been read. */
  exportItems(ids: string[], signal?: AbortSignal): Promise<Exported>;
  exportStream(id: string, signal?: AbortSignal): Promise<ExportStream>;
  importItem(folderId: string, content: ItemContent, options?: ImportOptions): Promise<ImportAnswer>;
  /** What it is besides its items. `user`: whose it is, by address or id. */
  settings(user: string, signal?: AbortSignal): SettingsClient;
  /** Makes sure that an import session can be had. */
  openImportSession(): Promise<void>;
  /** The server's clock, as of its last answer. */
  serverTime(): Date | null;
  /** What the governor holds this mailbox for, as people say it; null when it does not. */
  waitsFor(): string | null;
  /** For how long the governor has held it, in all. */
  waitedMs(): number;
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

    const openMailbox: Tenant['openMailbox'] = (mailboxId, { bytesPerSecond } = {}) => {
      let seen: Date | null = null;
      let deletable: Promise<boolean> | undefined;
      const seeDate = (date: Date): void => {
        seen = date;
      };
      const gate = governor.gate(credentials.clientId, mailboxId, bytesPerSecond);
      const client = createGraphClient(hosts, auth, seeDate);
      const deps = { client, mailboxId, gate };
      const session = createImportSession(client, hosts, mailboxId, gate);
      const mailboxUrl = new URL(
        `/v1.0/admin/exchange/mailboxes/${encodeURIComponent(mailboxId)}`,
        hosts.graph,
      );
      const traffic = { agent, mailboxUrl, token: auth.token, gate, seeDate, answers, bodies };
      return {
        id: mailboxId,
        folders: (signal) => listFolders(deps, signal),
        createFolder: (parentId, folder) => createFolder(deps, parentId, folder),
        items: (folderId, list) => listItems(deps, folderId, list),
        itemsDelta: (folderId, token, signal) => deltaItems(deps, folderId, token, signal),
        detailsOf: (folderId, itemId) => detailsOf(deps, folderId, itemId),
        subjectOf: (folderId, itemId) => subjectOf(deps, folderId, itemId),
        fingerprintOf: (folderId, itemId) => fingerprintOf(deps, folderId, itemId),
        changeKeyOf: (folderId, itemId) => changeKeyOf(deps, folderId, itemId),
        deleteItem: (folderId, itemId) => deleteItem(deps, folderId, itemId),
        deleteFolder: (folderId) => deleteFolder(deps, folderId),
        mayDelete: () => {
          deletable ??= mayDelete(deps);
          return deletable;
        },
        exportItems: (ids, signal) => exportItems(traffic, ids, signal),
        exportStream: (id, signal) => exportStream(traffic, id, signal),
        importItem: (folderId, content, how) => importItem(traffic, session, folderId, content, how),
        settings: (user, signal) =>
          createSettingsClient({ client, admin, tenantId: credentials.tenantId, user, gate, signal }),
        openImportSession: async () => void (await session.url()),
        serverTime: () => seen,
        waitsFor: () => gate.waitsFor(),
        waitedMs: () => gate.waitedMs(),
      };
    };

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
    };
  };

  return { tenant, close: () => agent.close() };
};
