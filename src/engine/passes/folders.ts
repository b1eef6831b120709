/**
 * The folder tree: which source folders are walked, and the destination folder that each one's items go to.
 *
 * Well-known folders are matched by `wellKnownName`, never by their (localised) names. All others are
 * matched by name under the matching parent, ignoring case: siblings whose names differ only in case are
 * one folder in Exchange, and their items end up together. A FolderMapping of the project sends a folder to
 * the path it says instead. An in-place archive is a tree of its own, and mapped to the other archive's.
 */
import { foldersOf, rememberFolder } from '../../db/runs.ts';
import { EngineError } from '../errors.ts';
import { explain } from '../explanations.ts';
import type { Folder, MailboxClient } from '../graph/index.ts';
import type { Route, Transfer } from '../transfer/transfer.ts';
import { mappedPaths, wantedFolders } from './filters.ts';

export interface FolderMap {
  /** The folders whose items move. */
  routes: Route[];
  /** Folders that cannot be made at the destination, each as a sentence. What is in and below them does not move. */
  problems: string[];
  /** Ledger numbers of folders that were moved before and are not at the source any more. */
  gone: number[];
}

interface Walked {
  folder: Folder;
  path: string;
}

/**
 * Maps every source folder, creating what the destination lacks; empty folders too. Parents come first. A
 * folder stays with the one it was mapped to before, whatever either is called now. What the project's filters
 * leave out is made only where something below it moves.
 */
export const mapFolders = async (transfer: Transfer): Promise<FolderMap> => {
  const { source, destination, signal, db, mailboxId, archiveMoves } = transfer;
  const [sourceFolders, destinationFolders, all] = await Promise.all([
    source.folders(signal),
    destination.folders(signal),
    foldersOf(db, mailboxId),
  ]);
  // An archive that does not move now is not gone: what the ledger knows of it stays as it is.
  const remembered = all.filter(({ inArchive }) => archiveMoves || !inArchive);
  for (const { id, sourceId, destinationId } of remembered)
    transfer.folderOf.set(id, { sourceId, destinationId });
  const map: FolderMap = { routes: [], problems: [], gone: goneOf(remembered, sourceFolders) };
  const known = new Map(remembered.map((folder) => [folder.sourceId, folder]));
  for (const inArchive of archiveMoves ? [false, true] : [false]) {
    const [from, to] = [sourceFolders, destinationFolders].map((folders) =>
      folders.filter((folder) => (folder.inArchive === true) === inArchive),
    );
    await mapTree(transfer, { from: from ?? [], to: to ?? [], known, inArchive }, map);
  }
  return map;
};

interface Trees {
  from: Folder[];
  to: Folder[];
  /** By the source folder's id. */
  known: Map<string, Awaited<ReturnType<typeof foldersOf>>[number]>;
  inArchive: boolean;
}

/** Filters and mappings are about the names in each of the two: an archive has an inbox of its own. */
const mapTree = async (
  transfer: Transfer,
  { from, to, known, inArchive }: Trees,
  map: FolderMap,
): Promise<void> => {
  const { db, mailboxId, options } = transfer;
  const walked = walk(from);
  const wanted = wantedFolders(
    walked.map(({ folder: { id, wellKnownName }, path }) => ({
      id,
      wellKnownName: wellKnownName && plainName(wellKnownName),
      path,
    })),
    options,
  );
  const needed = withParents(walked, wanted);
  const place = placement(transfer, to, walked);
  for (const { folder, path: within } of walked) {
    if (!wanted.has(folder.id)) transfer.signs.filtered += folder.items;
    if (!needed.has(folder.id)) continue;
    const before = known.get(folder.id);
    const made = await place(folder, within, before?.destinationId);
    if (made === null) continue;
    if (typeof made === 'object') {
      map.problems.push(made.problem);
      continue;
    }
    const path = inArchive ? `${archiveName}/${within}` : within;
    const row =
      before?.destinationId === made && before.path === path
        ? before
        : await rememberFolder(db, { mailboxId, sourceId: folder.id, destinationId: made, path, inArchive });
    const { id: folderId, deltaToken } = row;
    transfer.folderOf.set(folderId, { sourceId: folder.id, destinationId: made });
    if (wanted.has(folder.id))
      map.routes.push({ folderId, sourceId: folder.id, destinationId: made, path, deltaToken });
  }
};

/** As Outlook calls it. */
export const archiveName = 'In-Place Archive';

/** "archivedeleteditems" are an archive's deleted items; "archive" is a folder that every mailbox has. */
const plainName = (wellKnownName: string): string => wellKnownName.toLowerCase().replace(/^archive(?=.)/, '');

const withParents = (walked: Walked[], wanted: Set<string>): Set<string> => {
  const needed = new Set(wanted);
  // Children come after their parents, so from the end each one's need has been decided.
  for (const { folder } of walked.toReversed())
    if (needed.has(folder.id) && folder.parentId !== null) needed.add(folder.parentId);
  return needed;
};

const goneOf = (remembered: { id: number; sourceId: string }[], sourceFolders: Folder[]): number[] => {
  const there = new Set(sourceFolders.map(({ id }) => id));
  return remembered.filter(({ sourceId }) => !there.has(sourceId)).map(({ id }) => id);
};

/** Null: what is above it could not be made, which is said there. */
type Placed = string | { problem: string } | null;

const placement = (transfer: Transfer, destinationFolders: Folder[], walked: Walked[]) => {
  const { destination } = transfer;
  const index = indexOf(destinationFolders);
  const targets = mappedPaths(
    walked.map(({ path }) => path),
    transfer.options,
  );
  const targetOf = new Map(walked.map(({ folder }, at) => [folder.id, targets[at] ?? folder.name]));
  const placed = new Map<string, string>();

  const below = async (parent: string | null, folder: Folder, path: string): Promise<Placed> => {
    const there = index.find(folder, parent);
    if (there !== undefined) return there;
    const made = await create(destination, parent, folder, path);
    return 'problem' in made ? made : index.add(made);
  };
  /** Along a path that a mapping says, whose first part may be Exchange's own ("Inbox"), whatever it is called there. */
  const along = async (folder: Folder, target: string): Promise<Placed> => {
    const parts = partsOf(target, folder.name);
    if (parts.length === 0)
      return {
        problem: `FolderMapping leads the folder "${folder.name}" nowhere, so its ${folder.items.toLocaleString('en')} items did not move. Say "options" and give the mapping a folder to lead to.`,
      };
    let parent: string | null = null;
    for (const name of parts) {
      const own: string | undefined =
        parent === null
          ? index.find({ ...folder, wellKnownName: name.replaceAll(' ', '') }, null)
          : undefined;
      const part: Placed = own ?? (await below(parent, { ...folder, name, wellKnownName: null }, target));
      if (typeof part !== 'string') return part;
      parent = part;
    }
    return parent;
  };

  return async (folder: Folder, path: string, before: string | undefined): Promise<Placed> => {
    const target = targetOf.get(folder.id) ?? path;
    const parent = folder.parentId === null ? null : placed.get(folder.parentId);
    const usual = folder.parentId === null ? path : `${targetOf.get(folder.parentId) ?? ''}/${folder.name}`;
    const isMapped = target !== usual;
    if (parent === undefined && !isMapped) return null;
    const made = index.has(before)
      ? before
      : isMapped
        ? await along(folder, target)
        : await below(parent ?? null, folder, path);
    if (typeof made === 'string') placed.set(folder.id, made);
    return made ?? null;
  };
};

/** A folder's name may hold a "/" of its own, which is no border. */
const partsOf = (target: string, name: string): string[] => {
  const isNamed = target === name || target.endsWith(`/${name}`);
  const above = isNamed ? target.slice(0, -name.length) : target;
  return [...above.split('/').filter((part) => part !== ''), ...(isNamed ? [name] : [])];
};

/** The folders whose items are the mailbox's own, parents before children, with their paths. */
export const walk = (folders: Folder[]): Walked[] => {
  const moved = folders.filter((folder) => folder.kind === 'normal');
  const ids = new Set(moved.map((folder) => folder.id));
  const all = new Set(folders.map((folder) => folder.id));
  const children = Map.groupBy(moved, (folder) =>
    folder.parentId !== null && ids.has(folder.parentId) ? folder.parentId : null,
  );
  const below = (parent: string | null, prefix: string): Walked[] =>
    (children.get(parent) ?? [])
      // A folder under a hidden one is hidden with it.
      .filter((folder) => parent !== null || folder.parentId === null || !all.has(folder.parentId))
      .flatMap((folder) => [
        { folder: parent === null ? { ...folder, parentId: null } : folder, path: `${prefix}${folder.name}` },
        ...below(folder.id, `${prefix}${folder.name}/`),
      ]);
  return below(null, '');
};

const indexOf = (folders: Folder[]) => {
  const ids = new Set(folders.map((folder) => folder.id));
  const byWellKnownName = new Map<string, string>();
  const byName = new Map<string, string>();
  const keyOf = (parent: string | null, name: string) =>
    `${parent !== null && ids.has(parent) ? parent : ''}/${name.toLowerCase()}`;
  const add = (folder: Folder): string => {
    ids.add(folder.id);
    if (folder.wellKnownName !== null) byWellKnownName.set(plainName(folder.wellKnownName), folder.id);
    if (folder.kind === 'normal') byName.set(keyOf(folder.parentId, folder.name), folder.id);
    return folder.id;
  };
  folders.forEach(add);
  return {
    add,
    has: (id: string | undefined): id is string => id !== undefined && ids.has(id),
    find: (folder: Folder, parent: string | null): string | undefined =>
      folder.wellKnownName === null
        ? byName.get(keyOf(parent, folder.name))
        : byWellKnownName.get(plainName(folder.wellKnownName)),
  };
};

/** What is wrong with one folder keeps that one back, and what is below it; everything else ends the run. */
const create = async (
  destination: MailboxClient,
  parent: string | null,
  { name, type, items, inArchive }: Folder,
  path: string,
): Promise<Folder | { problem: string }> => {
  try {
    return { ...(await destination.createFolder(parent, { name, type, inArchive })), parentId: parent };
  } catch (error) {
    if (!(error instanceof EngineError) || !oneFolders.has(error.kind)) throw error;
    const { sentence } = explain(error.code ?? error.kind);
    return {
      problem: `The folder "${path}" could not be made at the destination, so its ${items.toLocaleString('en')} items and the folders below it did not move. ${sentence} Rename the folder at the source and run full again.`,
    };
  }
};
const oneFolders = new Set(['conflict', 'permanent', 'not-found']);
