/**
 * What the two tenants hold while the sandbox runs: mailboxes, folders and items with their versions (for delta).
 * Item content is not kept as bytes where it can be made again: a stream that was exported is known by its
 * digest, so an import of the same bytes refers to the same maker. Twelve gigabytes of mail cost no memory.
 */
import { createHash, randomUUID, type X509Certificate } from 'node:crypto';
import type { SeedFolder, SeedItem, SeedMailbox } from '../model.ts';
import type { ChecklistItem, Grant, LinkedResource, Settings, Traits } from '../settings-model.ts';
import type { StreamSummary } from '../stream/index.ts';
import { newSettings, seedSettings } from './settings/seed.ts';

export interface Tenant {
  name: string;
  role: 'source' | 'destination';
  tenantId: string;
  domain: string;
  clientId: string;
  clientSecret: string;
  /** Whose keys the app may sign in with as well. */
  certificates: X509Certificate[];
  /** An AADSTS number: right credentials are refused with it. */
  refusesSignIn?: number;
  roles: string[];
  mailboxes: Map<string, Mailbox>;
  /** By address in lower case. People without a mailbox have none. */
  users: Map<string, User>;
  groups: Group[];
  /** Its service principal was given no role of Exchange's own: the permission alone opens nothing. */
  withoutExchangeRole?: true;
}

export interface Group {
  id: string;
  displayName: string;
  alias: string;
  /** Null: only for permissions, without mail. */
  mail: string | null;
  isSecurity: boolean;
  /** Microsoft 365 groups have mailboxes of their own. */
  isUnified: boolean;
  /** Only Exchange knows it; its members follow from a filter. */
  isDynamic: boolean;
  /** Addresses. */
  members: string[];
}

export interface User {
  id: string;
  address: string;
  displayName: string;
  kind: SeedMailbox['kind'];
  mailbox?: Mailbox;
  /** Somebody of another organisation who was invited: their mail lies there, at this address. */
  guestMail?: string;
}

export interface Mailbox {
  /** "MBX:<guid>@<tenant guid>" */
  id: string;
  /** An in-place archive, which only the beta version knows. */
  isArchive: boolean;
  /** Its in-place archive: for Exchange a mailbox of its own. */
  archive?: Mailbox;
  address: string;
  tenant: Tenant;
  root: Folder;
  folders: Map<string, Folder>;
  settings: Settings;
  traits: Traits;
  /** What was deleted here since the start: a migration may have copied it before. */
  deleted: Item[];
  version: number;
}

export interface Folder {
  id: string;
  name: string;
  type: string;
  wellKnownName: string | null;
  hidden: boolean;
  search: boolean;
  /** The auxiliary archive mailbox that it lies in, if it does not lie in the archive itself. */
  auxiliary: string | null;
  /** Was there when the sandbox started. */
  seeded: boolean;
  parent: Folder | null;
  children: Folder[];
  items: Map<string, Item>;
  removed: { version: number; id: string; reason: 'deleted' | 'changed' }[];
  /** Who may do what here; "Default" and "Anonymous" are always among them. */
  grants: Grant[];
  /** Of a calendar. */
  color: string;
  version: number;
}

export interface Item {
  id: string;
  changeKey: string;
  folder: Folder;
  messageClass: string;
  size: number;
  created: Date;
  modified: Date;
  searchKey: Buffer | null;
  extended: Record<string, string>;
  categories: string[];
  content: () => Buffer;
  exportError?: { code: string; message: string };
  version: number;
  /** Of a task: what its item does not carry. */
  steps?: ChecklistItem[];
  links?: LinkedResource[];
  /** Was there when the sandbox started; not what an import brought. */
  seeded: boolean;
  /** Was there when the sandbox started, and an import wrote over it. */
  overwritten?: true;
}

let count = 0;
const start = randomUUID();

/** Opaque, case-sensitive, 152 characters, safe in a path. */
const newId = (mailboxId: string): string => {
  const own = createHash('sha512').update(`${start}/${++count}`).digest();
  const whose = createHash('sha384').update(mailboxId).digest();
  return `AAMk${Buffer.concat([whose, own]).toString('base64url').slice(0, 147)}=`;
};

const newChangeKey = (): string => createHash('sha1').update(`${start}/change/${++count}`).digest('base64');

const newMailboxId = (tenant: Tenant): string => `MBX:${randomUUID()}@${tenant.tenantId}`;

const newMailbox = (tenant: Tenant, address: string, isArchive: boolean, seeds: SeedFolder[]): Mailbox => {
  const mailbox: Mailbox = {
    id: newMailboxId(tenant),
    isArchive,
    address,
    tenant,
    root: undefined as never,
    folders: new Map(),
    settings: undefined as never,
    traits: undefined as never,
    deleted: [],
    version: 0,
  };
  mailbox.root = addFolder(mailbox, null, {
    name: 'Top of Information Store',
    type: 'IPF.Root',
    ...(isArchive ? { wellKnownName: 'archivemsgfolderroot' } : {}),
    items: [],
    folders: [],
  });
  for (const folder of seeds) seedFolder(mailbox, mailbox.root, folder);
  tenant.mailboxes.set(mailbox.id, mailbox);
  return mailbox;
};

export const createMailbox = (tenant: Tenant, seed: SeedMailbox): Mailbox => {
  const address = `${seed.alias}@${tenant.domain}`.toLowerCase();
  const mailbox = newMailbox(tenant, address, false, seed.folders);
  seedSettings(mailbox, seed.settings ?? newSettings('en'));
  if (seed.archive !== undefined) createArchive(mailbox, seed.archive);
  const user: User = {
    id: randomUUID(),
    address: mailbox.address,
    displayName: seed.displayName,
    kind: seed.kind,
    mailbox,
  };
  tenant.users.set(mailbox.address, user);
  return mailbox;
};

export const createArchive = (mailbox: Mailbox, folders: SeedFolder[]): void => {
  mailbox.archive = newMailbox(mailbox.tenant, mailbox.address, true, folders);
};

export const dropArchive = (mailbox: Mailbox): void => {
  for (const [id, one] of mailbox.tenant.mailboxes)
    if (one === mailbox.archive) mailbox.tenant.mailboxes.delete(id);
  delete mailbox.archive;
};

const seedFolder = (mailbox: Mailbox, parent: Folder, seed: SeedFolder): void => {
  const folder = addFolder(mailbox, parent, seed, true);
  for (const item of seed.items) seedItem(mailbox, folder, item);
  for (const child of seed.folders) seedFolder(mailbox, folder, child);
};

const nobody: Grant[] = ['Default', 'Anonymous'].map((who) => ({ who, rights: ['None'], flags: [] }));

export const addFolder = (
  mailbox: Mailbox,
  parent: Folder | null,
  seed: SeedFolder,
  seeded = false,
): Folder => {
  const folder: Folder = {
    id: newId(mailbox.id),
    name: seed.name,
    type: seed.type,
    wellKnownName: seed.wellKnownName ?? null,
    hidden: seed.hidden ?? false,
    search: seed.search ?? false,
    auxiliary: parent?.auxiliary ?? null,
    seeded,
    parent,
    children: [],
    items: new Map(),
    removed: [],
    // A new folder lets in who was let into the one around it.
    grants: (seeded || parent === null ? nobody : parent.grants).map((grant) => ({ ...grant })),
    color: 'auto',
    version: ++mailbox.version,
  };
  parent?.children.push(folder);
  mailbox.folders.set(folder.id, folder);
  if (seed.auxiliary === true) expand(mailbox, folder);
  return folder;
};

/** Auto-expanding: a folder of an archive goes to another mailbox, with all below it. Its ids stay. */
export const expand = (mailbox: Mailbox, folder: Folder): void => {
  const id = newMailboxId(mailbox.tenant);
  mailbox.tenant.mailboxes.set(id, mailbox);
  const move = (one: Folder): void => {
    one.auxiliary = id;
    one.children.forEach(move);
  };
  move(folder);
};

/** Which mailbox has the content of a folder. */
export const holderOf = (mailbox: Mailbox, folder: Folder): string => folder.auxiliary ?? mailbox.id;

const seedItem = (mailbox: Mailbox, folder: Folder, seed: SeedItem): Item =>
  keep(mailbox, folder, {
    messageClass: seed.messageClass,
    size: seed.size,
    created: seed.received,
    modified: seed.received,
    searchKey: seed.searchKey ?? null,
    extended: seed.extended,
    categories: seed.categories ?? [],
    content: seed.stream,
    ...(seed.exportError === undefined ? {} : { exportError: seed.exportError }),
    seeded: true,
  });

const keep = (
  mailbox: Mailbox,
  folder: Folder,
  item: Omit<Item, 'id' | 'changeKey' | 'folder' | 'version'>,
): Item => {
  const kept: Item = {
    ...item,
    id: newId(mailbox.id),
    changeKey: newChangeKey(),
    folder,
    version: ++mailbox.version,
  };
  folder.items.set(kept.id, kept);
  return kept;
};

/** What the server says of a stream that long: never what the other server said. */
export const sizeOf = (bytes: number): number => bytes + 337;

/** An import: always a new item with a new id; created now; a size of the server's own. */
export const addItem = (
  mailbox: Mailbox,
  folder: Folder,
  said: StreamSummary,
  content: () => Buffer,
  bytes: number,
): Item => {
  const now = new Date();
  return keep(mailbox, folder, {
    messageClass: said.messageClass,
    size: sizeOf(bytes),
    created: now,
    modified: now,
    searchKey: said.searchKey,
    extended: said.extended,
    categories: said.categories,
    content,
    seeded: false,
  });
};

export const changeItem = (
  mailbox: Mailbox,
  item: Item,
  said: StreamSummary,
  content: () => Buffer,
  size: number,
  /** The change feed misses it, as Graph's can miss a change of nothing but the read state. */
  quietly = false,
): void => {
  Object.assign(item, {
    size,
    messageClass: said.messageClass,
    searchKey: said.searchKey,
    extended: said.extended,
    categories: said.categories,
    content,
    modified: new Date(),
    changeKey: newChangeKey(),
    version: quietly ? item.version : ++mailbox.version,
  });
};

/** An item's id changes when it moves; its search key does not. */
export const moveItem = (mailbox: Mailbox, item: Item, to: Folder): Item => {
  remove(mailbox, item, 'changed');
  const { id: _id, changeKey: _key, folder: _from, version: _version, ...rest } = item;
  return keep(mailbox, to, rest);
};

/** What a retention policy does: out of the mailbox, into its archive. For each of the two it is a new life. */
export const archiveItem = (mailbox: Mailbox, item: Item, archive: Mailbox, to: Folder): Item => {
  remove(mailbox, item, 'deleted');
  const { id: _id, changeKey: _key, folder: _from, version: _version, ...rest } = item;
  return keep(archive, to, rest);
};

export const copyItem = (mailbox: Mailbox, item: Item, to: Folder): Item => {
  const { id: _id, changeKey: _key, folder: _from, version: _version, ...rest } = item;
  // A person's own: no import brought it.
  return keep(mailbox, to, { ...rest, created: new Date(), seeded: true });
};

export const deleteItem = (mailbox: Mailbox, item: Item): void => {
  remove(mailbox, item, 'deleted');
  mailbox.deleted.push(item);
};

/** By a client of the API, not by a person: nobody's wish about the item. */
export const discardItem = (mailbox: Mailbox, item: Item): void => remove(mailbox, item, 'deleted');

/** With everything below it. */
export const discardFolder = (mailbox: Mailbox, folder: Folder): void => {
  for (const child of [...folder.children]) discardFolder(mailbox, child);
  folder.parent?.children.splice(folder.parent.children.indexOf(folder), 1);
  mailbox.folders.delete(folder.id);
  mailbox.version++;
};

const remove = (mailbox: Mailbox, item: Item, reason: 'deleted' | 'changed'): void => {
  item.folder.items.delete(item.id);
  item.folder.removed.push({ version: ++mailbox.version, id: item.id, reason });
};

/** What a folder shows: a search folder shows what lies in the inbox. */
export const shownItems = (mailbox: Mailbox, folder: Folder): Item[] =>
  folder.search
    ? [
        ...([...mailbox.folders.values()].find((one) => one.wellKnownName === 'inbox')?.items.values() ?? []),
      ].slice(0, 25)
    : [...folder.items.values()];

export const findFolder = (mailbox: Mailbox, idOrName: string): Folder | undefined =>
  mailbox.folders.get(idOrName) ??
  [...mailbox.folders.values()].find((folder) => folder.wellKnownName === idOrName.toLowerCase());

/** Content by its digest: the same bytes are kept once, or not at all where they can be made again. */
export const createContents = () => {
  const known = new Map<string, () => Buffer>();
  const digestOf = (bytes: Buffer): string => createHash('sha1').update(bytes).digest('base64');
  return {
    /** These bytes can be had from `make`. */
    exported: (bytes: Buffer, make: () => Buffer): void => {
      const digest = digestOf(bytes);
      if (!known.has(digest)) known.set(digest, make);
    },
    imported: (bytes: Buffer): (() => Buffer) => known.get(digestOf(bytes)) ?? (() => bytes),
  };
};
export type Contents = ReturnType<typeof createContents>;
