/** One mailbox, in version 1.0: its calls, its import session and its budget, tied together. */
import type { Agent } from 'undici';
import type { Auth } from './auth.ts';
import { createGraphClient, type GraphClient } from './client.ts';
import { type Exported, type ExportStream, exportItems, exportStream } from './export-items.ts';
import { createFolder, deleteFolder, type Folder, listFolders, type NewFolder } from './folders.ts';
import type { Governor } from './governor.ts';
import type { Hosts } from './hosts.ts';
import { type ImportAnswer, type ImportOptions, type ItemContent, importItem } from './import-item.ts';
import { createImportSession } from './import-session.ts';
import {
  changeKeyOf,
  type DeltaPage,
  deleteItem,
  deltaItems,
  detailsOf,
  fingerprintOf,
  type ItemDeps,
  type ListedItem,
  type ListOptions,
  listItems,
  mayDelete,
  subjectOf,
} from './items.ts';
import { createSettingsClient, type SettingsClient } from './settings/index.ts';
import type { Buffers } from './traffic.ts';

/** One mailbox. All its calls share the governor's budget for (app, mailbox). */
export interface MailboxClient {
  /** "MBX:<guid>@<tenant guid>" */
  id: string;
  folders(signal?: AbortSignal): Promise<Folder[]>;
  /** `inArchive`: where it has no parent, in the archive. */
  createFolder(parentId: string | null, folder: NewFolder): Promise<Folder>;
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
  /** Which one has a folder: this one, or of a mailbox with its archive one of the two. Exports must be asked of it. */
  holding(folderId: string): MailboxClient;
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

/** What all mailboxes of one tenant share. */
export interface Shared {
  hosts: Hosts;
  auth: Auth;
  governor: Governor;
  clientId: string;
  tenantId: string;
  /** The Exchange Admin API. */
  admin: GraphClient;
  agent: Agent;
  answers: Buffers;
  bodies: Buffers;
}

/** `bytesPerSecond`: what may be sent to it at most, below Microsoft's own limit. */
export interface Allowed {
  bytesPerSecond?: number | undefined;
}

export const createMailboxClient = (
  { hosts, auth, governor, clientId, tenantId, admin, agent, answers, bodies }: Shared,
  mailboxId: string,
  { bytesPerSecond }: Allowed = {},
): MailboxClient => {
  let seen: Date | null = null;
  const seeDate = (date: Date): void => {
    seen = date;
  };
  const gate = governor.gate(clientId, mailboxId, bytesPerSecond);
  const client = createGraphClient(hosts, auth, seeDate);
  const session = createImportSession(client, hosts, mailboxId, gate);
  const mailboxUrl = new URL(`/v1.0/admin/exchange/mailboxes/${encodeURIComponent(mailboxId)}`, hosts.graph);
  const traffic = { agent, mailboxUrl, token: auth.token, gate, seeDate, answers, bodies };
  const deps = { client, mailboxId, gate };
  const self: MailboxClient = {
    id: mailboxId,
    ...listsOf(deps, () => deps),
    holding: () => self,
    exportItems: (ids, signal) => exportItems(traffic, ids, signal),
    exportStream: (id, signal) => exportStream(traffic, id, signal),
    importItem: (folderId, content, how) => importItem(traffic, session, folderId, content, how),
    settings: (user, signal) => createSettingsClient({ client, admin, tenantId, user, gate, signal }),
    openImportSession: async () => void (await session.url()),
    serverTime: () => seen,
    waitsFor: () => gate.waitsFor(),
    waitedMs: () => gate.waitedMs(),
  };
  return self;
};

type Lists = Omit<
  MailboxClient,
  | 'id'
  | 'holding'
  | 'exportItems'
  | 'exportStream'
  | 'importItem'
  | 'settings'
  | 'openImportSession'
  | 'serverTime'
  | 'waitsFor'
  | 'waitedMs'
>;

/** `of`: with whom a folder is asked for. */
export const listsOf = (deps: ItemDeps, of: (folderId: string) => ItemDeps): Lists => {
  let deletable: Promise<boolean> | undefined;
  return {
    folders: (signal) => listFolders(deps, signal),
    createFolder: (parentId, folder) =>
      createFolder(parentId === null ? deps : of(parentId), parentId, folder),
    items: (folderId, list) => listItems(of(folderId), folderId, list),
    itemsDelta: (folderId, token, signal) => deltaItems(of(folderId), folderId, token, signal),
    detailsOf: (folderId, itemId) => detailsOf(of(folderId), folderId, itemId),
    subjectOf: (folderId, itemId) => subjectOf(of(folderId), folderId, itemId),
    fingerprintOf: (folderId, itemId) => fingerprintOf(of(folderId), folderId, itemId),
    changeKeyOf: (folderId, itemId) => changeKeyOf(of(folderId), folderId, itemId),
    deleteItem: (folderId, itemId) => deleteItem(of(folderId), folderId, itemId),
    deleteFolder: (folderId) => deleteFolder(of(folderId), folderId),
    mayDelete: () => {
      deletable ??= mayDelete(deps);
      return deletable;
    },
  };
};
