/**
 * The folder tree: which source folders are walked, and the destination folder that each one's items go to.
 *
 * Well-known folders are matched by `wellKnownName`, never by their (localised) names. All others are
 * matched by name under the matching parent, ignoring case: siblings whose names differ only in case are
 * one folder in Exchange, and their items end up together.
 */
import { foldersOf, rememberFolder } from '../../db/runs.ts';
import { EngineError } from '../errors.ts';
import { explain } from '../explanations.ts';
import type { Folder, MailboxClient } from '../graph/index.ts';
import type { Route, Transfer } from '../transfer/transfer.ts';

export interface FolderMap {
  routes: Route[];
  /** Folders that cannot be made at the destination, each as a sentence. What is in and below them does not move. */
  problems: string[];
}

/**
 * Maps every source folder, creating what the destination lacks; empty folders too. Parents come first. A
 * folder stays with the one it was mapped to before, whatever either is called now.
 */
export const mapFolders = async (transfer: Transfer): Promise<FolderMap> => {
  const [sourceFolders, destinationFolders, remembered] = await Promise.all([
    transfer.source.folders(transfer.signal),
    transfer.destination.folders(transfer.signal),
    foldersOf(transfer.db, transfer.mailboxId),
  ]);
  const known = new Map(remembered.map((folder) => [folder.sourceId, folder]));
  const destination = indexOf(destinationFolders);
  const mapped = new Map<string, string>();
  const routes: Route[] = [];
  const problems: string[] = [];
  for (const { folder, path } of walk(sourceFolders)) {
    const parent = folder.parentId === null ? null : mapped.get(folder.parentId);
    if (parent === undefined) continue;
    const before = known.get(folder.id);
    const there =
      (destination.has(before?.destinationId) ? before?.destinationId : undefined) ??
      destination.find(folder, parent);
    const made = there ?? (await create(transfer.destination, parent, folder, path));
    if (typeof made === 'object' && 'problem' in made) {
      problems.push(made.problem);
      continue;
    }
    const destinationId = typeof made === 'string' ? made : destination.add(made);
    mapped.set(folder.id, destinationId);
    const row =
      before?.destinationId === destinationId && before.path === path
        ? before
        : await rememberFolder(transfer.db, {
            mailboxId: transfer.mailboxId,
            sourceId: folder.id,
            destinationId,
            path,
          });
    routes.push({ folderId: row.id, sourceId: folder.id, destinationId, path, deltaToken: row.deltaToken });
  }
  return { routes, problems };
};

/** The folders whose items are the mailbox's own, parents before children, with their paths. */
export const walk = (folders: Folder[]): { folder: Folder; path: string }[] => {
  const moved = folders.filter((folder) => folder.kind === 'normal');
  const ids = new Set(moved.map((folder) => folder.id));
  const all = new Set(folders.map((folder) => folder.id));
  const children = Map.groupBy(moved, (folder) =>
    folder.parentId !== null && ids.has(folder.parentId) ? folder.parentId : null,
  );
  const below = (parent: string | null, prefix: string): { folder: Folder; path: string }[] =>
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
    if (folder.wellKnownName !== null) byWellKnownName.set(folder.wellKnownName.toLowerCase(), folder.id);
    if (folder.kind === 'normal') byName.set(keyOf(folder.parentId, folder.name), folder.id);
    return folder.id;
  };
  folders.forEach(add);
  return {
    add,
    has: (id: string | undefined): boolean => id !== undefined && ids.has(id),
    find: (folder: Folder, parent: string | null): string | undefined =>
      folder.wellKnownName === null
        ? byName.get(keyOf(parent, folder.name))
        : byWellKnownName.get(folder.wellKnownName.toLowerCase()),
  };
};

/** What is wrong with one folder keeps that one back, and what is below it; everything else ends the run. */
const create = async (
  destination: MailboxClient,
  parent: string | null,
  { name, type, items }: Folder,
  path: string,
): Promise<Folder | { problem: string }> => {
  try {
    return { ...(await destination.createFolder(parent, { name, type })), parentId: parent };
  } catch (error) {
    if (!(error instanceof EngineError) || !oneFolders.has(error.kind)) throw error;
    const { sentence } = explain(error.code ?? error.kind);
    return {
      problem: `The folder "${path}" could not be made at the destination, so its ${items.toLocaleString('en')} items and the folders below it did not move. ${sentence} Rename the folder at the source and run full again.`,
    };
  }
};
const oneFolders = new Set(['conflict', 'permanent', 'not-found']);
