/**
 * [pure] What a pass leaves out, and where folders go instead: the project's options, and what the pass itself was
 * asked with. Filters are about the source's names; mapping comes after them.
 */
import type { ItemType } from '../../db/ledger-tables.ts';
import type { PassKind, PassOptions } from '../../db/schema.ts';
import { matching, replaced } from '../guarded-regexp.ts';
import type { CompiledOptions } from '../options/compile.ts';

export interface FolderNames {
  id: string;
  wellKnownName: string | null;
  path: string;
}

/** The ids of the folders whose items move. EngineError `permanent` for a pattern that takes too long. */
export const wantedFolders = (folders: FolderNames[], options: CompiledOptions): Set<string> => {
  const included = under(folders, options.includeFolders);
  const excluded = under(folders, options.excludeFolders);
  const { folderFilter } = options;
  const skipped = matching(
    folderFilter === undefined ? [] : [folderFilter],
    folders.map(({ path }) => path),
  );
  return new Set(
    folders.flatMap(({ id }, at) =>
      (options.includeFolders.length === 0 || included.has(id)) && !excluded.has(id) && skipped[at] !== true
        ? [id]
        : [],
    ),
  );
};

/** Each named folder, by its path or its well-known name, with what is below it. */
const under = (folders: FolderNames[], names: string[]): Set<string> => {
  const found = new Set<string>();
  for (const name of names.map((one) => one.toLowerCase())) {
    const roots = folders
      .filter(
        ({ path, wellKnownName }) => path.toLowerCase() === name || wellKnownName?.toLowerCase() === name,
      )
      .map(({ path }) => path.toLowerCase());
    for (const { id, path } of folders)
      if (roots.some((root) => isUnder(path.toLowerCase(), root))) found.add(id);
  }
  return found;
};

const isUnder = (path: string, root: string): boolean => path === root || path.startsWith(`${root}/`);

/** Where each path goes: the first mapping that matches it counts. */
export const mappedPaths = (paths: string[], { folderMappings }: CompiledOptions): string[] =>
  replaced(folderMappings, paths);

export interface FilteredItem {
  itemType: ItemType;
  size: number;
  created: Date;
  /** When it arrived; null: not asked for, or it has no such time. */
  received: Date | null;
}

export interface ItemFilter {
  /** `received` has to be known to decide. */
  needsReceived: boolean;
  leavesOut(item: FilteredItem): boolean;
}

export const itemFilter = (
  kind: PassKind,
  { olderThan }: PassOptions,
  { itemTypes, from, to, maximumItemBytes }: CompiledOptions,
): ItemFilter => {
  const types: ReadonlySet<ItemType> | undefined = kind === 'prestage' ? onlyMail(itemTypes) : itemTypes;
  const before = earliest(to, olderThan === undefined ? undefined : new Date(olderThan));
  return {
    needsReceived: from !== undefined || before !== undefined,
    leavesOut: ({ itemType, size, created, received }) => {
      const at = received ?? created;
      return (
        (types !== undefined && !types.has(itemType)) ||
        (maximumItemBytes !== undefined && size > maximumItemBytes) ||
        (from !== undefined && at < from) ||
        (before !== undefined && at >= before)
      );
    },
  };
};

const onlyMail = (types: ReadonlySet<ItemType> | undefined): ReadonlySet<ItemType> =>
  new Set<ItemType>(types === undefined || types.has('mail') ? ['mail'] : []);

const earliest = (a: Date | undefined, b: Date | undefined): Date | undefined =>
  a === undefined || (b !== undefined && b < a) ? b : a;
