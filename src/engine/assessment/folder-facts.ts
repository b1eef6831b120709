/** [pure] What the folder tree of a source mailbox says before anything of it is moved. */
import type { Folder } from '../graph/index.ts';

export interface PlacedFolder {
  folder: Pick<Folder, 'id' | 'parentId' | 'name' | 'wellKnownName'>;
  /** "Inbox/Projects/2019" */
  path: string;
  /** Where the project's mappings send it; the same where they do not. */
  target: string;
}

/**
 * Folders that become one at the destination: Exchange takes names that differ only in case for one, and two mappings
 * can lead to one place. Each group as paths at the source.
 */
export const meetingFolders = (folders: PlacedFolder[]): string[][] => {
  // A name may hold a "/", which is no border; a mapping's path has no other borders.
  const border = '\0';
  const places = new Map<string, string>();
  const paths = new Map<string, string[]>();
  for (const { folder, path, target } of folders) {
    const above = folder.parentId === null ? '' : places.get(folder.parentId);
    const isOwn = target === path && above !== undefined;
    const place = isOwn ? `${above}${border}${folder.name}` : `${border}${target.replaceAll('/', border)}`;
    // What lies below a mapped folder says its own place, which the mapping may have changed as well.
    if (target === path) places.set(folder.id, place);
    paths.set(place.toLowerCase(), [...(paths.get(place.toLowerCase()) ?? []), path]);
  }
  return [...paths.values()].filter((alike) => alike.length > 1).map((alike) => alike.sort());
};

/** How many folders stand inside of each other: 1 for a mailbox without subfolders. */
export const depthOf = (folders: Pick<Folder, 'id' | 'parentId'>[]): number => {
  const depths = new Map<string, number>();
  // Parents come first.
  for (const { id, parentId } of folders)
    depths.set(id, 1 + (parentId === null ? 0 : (depths.get(parentId) ?? 0)));
  return Math.max(0, ...depths.values());
};

/** Of all folders with folders right below them: most of those. */
export const mostBelow = (folders: Pick<Folder, 'parentId'>[]): number =>
  Math.max(0, ...[...Map.groupBy(folders, ({ parentId }) => parentId).values()].map(({ length }) => length));

/** Folders that only a hold fills: while something lies there, something is on hold, or was lately. */
const holdFolders = /^recoverableitems(?:discoveryholds|substrateholds)$/i;

export const holdsItems = (folders: Pick<Folder, 'wellKnownName' | 'items'>[]): boolean =>
  folders.some(({ wellKnownName, items }) => items > 0 && holdFolders.test(wellKnownName ?? ''));

/** What belongs to Exchange and to programs. A search folder shows items that live elsewhere. */
export const staying = (folders: Pick<Folder, 'kind' | 'items'>[]): { folders: number; items: number } => {
  const stay = folders.filter(({ kind }) => kind === 'hidden' || kind === 'system');
  return { folders: stay.length, items: stay.reduce((sum, { items }) => sum + items, 0) };
};
