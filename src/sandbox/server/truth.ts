/**
 * What is true after a migration, said by who holds both sides: per pair of mailboxes, every item that is missing,
 * extra or different at the destination, with the property that differs.
 */
import { compareStreams, type People } from '../stream/index.ts';
import type { Folder, Item, Mailbox, Tenant } from './store.ts';

export interface MailboxTruth {
  source: string;
  destination: string;
  sourceItems: number;
  destinationItems: number;
  /** Of the source's items, the ones that no client can export. */
  unexportable: number;
  missing: string[];
  extra: string[];
  different: string[];
  foldersMissing: string[];
  /** Of the extra ones, those that repeat an item which is there already. */
  duplicates: number;
  /** Items with fewer copies than they should have, wherever in the mailbox; what its user deleted there did arrive. */
  lost: string[];
  /** Items with more copies than there ever were items, wherever in the mailbox. */
  doubled: string[];
}

/** Folders that are Exchange's own: logs, caches, search results, what was deleted for good. */
const notAPersonsOwn =
  /^(outbox|searchfolders|syncissues|conflicts|localfailures|serverfailures|recoverableitems\w*|archivedeleteditems)$/;
const hiddenWithoutSayingSo = new Set([
  'personmetadata',
  'externalcontacts',
  'yammer root',
  'gal contacts',
  'companies',
  'organizational contacts',
]);

const isOwn = (folder: Folder): boolean =>
  !folder.hidden &&
  !folder.search &&
  !notAPersonsOwn.test(folder.wellKnownName ?? '') &&
  !(
    folder.wellKnownName === null &&
    folder.parent?.parent === null &&
    hiddenWithoutSayingSo.has(folder.name.toLowerCase())
  );

export const truthOf = (source: Mailbox, destination: Mailbox, people: People): MailboxTruth => {
  const truth: MailboxTruth = {
    source: source.address,
    destination: destination.address,
    sourceItems: 0,
    destinationItems: 0,
    unexportable: 0,
    missing: [],
    extra: [],
    different: [],
    foldersMissing: [],
    duplicates: 0,
    ...countCopies(source, destination),
  };
  const visited = new Set<Folder>();
  compareChildren({ source, people, truth, visited }, source.root, destination.root, '');
  // What was put where it does not belong is extra, wherever it is.
  for (const folder of destination.folders.values()) {
    if (!visited.has(folder)) truth.extra.push(...imported(folder).map((item) => nameOf(folder.name, item)));
    if (!visited.has(folder) && !folder.seeded && folder.parent !== null)
      truth.extra.push(`${folder.name}: the folder`);
    const overwritten = [...folder.items.values()].filter((item) => item.overwritten === true);
    truth.different.push(
      ...overwritten.map((item) => `${nameOf(folder.name, item)}: was there before, and was overwritten`),
    );
  }
  truth.destinationItems = [...destination.folders.values()].reduce(
    (sum, folder) => sum + imported(folder).length,
    0,
  );
  return truth;
};

/** By identity, over the whole mailbox: people move, edit and delete on both sides while a migration runs. */
const countCopies = (source: Mailbox, destination: Mailbox): Pick<MailboxTruth, 'lost' | 'doubled'> => {
  const there = ownFolders(source.root).flatMap(({ items }) => [...items.values()]);
  const now = byIdentity(there.filter(({ exportError }) => exportError === undefined));
  const ever = byIdentity([...there, ...source.deleted]);
  const copies = byIdentity([...destination.folders.values()].flatMap(imported));
  const deletedThere = byIdentity(destination.deleted.filter(({ seeded }) => !seeded));
  const many = (group: Map<string, Item[]>, identity: string): number => group.get(identity)?.length ?? 0;
  const name = ([identity, [item]]: [string, Item[]]): string =>
    item === undefined ? identity : nameOf(item.folder.name, item);
  return {
    lost: [...now]
      .filter(([identity, items]) => many(copies, identity) + many(deletedThere, identity) < items.length)
      .map(name),
    doubled: [...copies].filter(([identity, items]) => items.length > many(ever, identity)).map(name),
  };
};

export const ownFolders = (folder: Folder): Folder[] =>
  folder.children.filter(isOwn).flatMap((child) => [child, ...ownFolders(child)]);

const imported = (folder: Folder): Item[] => [...folder.items.values()].filter(({ seeded }) => !seeded);

const nameOf = (path: string, item: Item): string =>
  `${path}: ${item.messageClass} "${item.extended['string 0x0037'] ?? ''}" ${item.searchKey?.toString('hex') ?? 'without key'}`;

interface Comparison {
  source: Mailbox;
  people: People;
  truth: MailboxTruth;
  visited: Set<Folder>;
}

const compareChildren = (
  comparison: Comparison,
  from: Folder,
  to: Folder | undefined,
  path: string,
): void => {
  const { truth, visited } = comparison;
  for (const folder of from.children.filter(isOwn)) {
    const at = `${path}/${folder.name}`;
    const twin = to?.children.find((one) =>
      folder.wellKnownName === null
        ? one.wellKnownName === null && one.name.toLowerCase() === folder.name.toLowerCase()
        : one.wellKnownName === folder.wellKnownName,
    );
    if (twin === undefined) truth.foldersMissing.push(at);
    else if (!twin.seeded && twin.type !== folder.type)
      truth.different.push(`${at}: the folder is ${twin.type} instead of ${folder.type}`);
    if (twin !== undefined) visited.add(twin);
    compareItems(comparison, folder, twin, at);
    compareChildren(comparison, folder, twin, at);
  }
};

const compareItems = (
  { source, people, truth }: Comparison,
  from: Folder,
  to: Folder | undefined,
  path: string,
): void => {
  const left = [...from.items.values()];
  const right = to === undefined ? [] : imported(to);
  truth.sourceItems += left.length;
  const exportable = left.filter(({ exportError }) => exportError === undefined);
  truth.unexportable += left.length - exportable.length;
  const open = byIdentity(right);
  for (const item of exportable) {
    const twins = open.get(identityOf(item)) ?? [];
    // Copies that a person made share a key: the one that is equal is the one that is meant.
    const differences = twins.map((twin) =>
      people.size === 0 && twin.content === item.content
        ? []
        : compareStreams(item.content(), twin.content(), people),
    );
    const at = Math.max(
      0,
      differences.findIndex((some) => some.length === 0),
    );
    const [twin] = twins.splice(at, 1);
    if (twin === undefined) truth.missing.push(nameOf(path, item));
    else truth.different.push(...(differences[at] ?? []).map((what) => `${nameOf(path, item)}: ${what}`));
    if (twin !== undefined && twin.messageClass !== item.messageClass)
      truth.different.push(`${nameOf(path, item)}: became ${twin.messageClass}`);
  }
  const keys = new Set(left.map(identityOf));
  const gone = new Set(source.deleted.map(identityOf));
  for (const item of [...open.values()].flat()) {
    // Deletions are not carried over: what was deleted at the source after it was copied stays.
    if (gone.has(identityOf(item)) && !keys.has(identityOf(item))) continue;
    truth.extra.push(nameOf(path, item));
    if (keys.has(identityOf(item))) truth.duplicates++;
  }
};

/** The search key; without one, class and subject. */
const identityOf = (item: Item): string =>
  item.searchKey?.toString('hex') ??
  `${item.messageClass} ${item.extended['string 0x0037'] ?? ''} ${item.extended['systemtime 0x0e06'] ?? ''}`;

const byIdentity = (items: Item[]): Map<string, Item[]> => {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(identityOf(item)) ?? [];
    group.push(item);
    groups.set(identityOf(item), group);
  }
  return groups;
};

export const mailboxAt = (tenants: Tenant[], address: string): Mailbox | undefined =>
  tenants.flatMap(({ users }) => users.get(address.toLowerCase())?.mailbox ?? [])[0];
