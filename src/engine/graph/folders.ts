/** Mailbox folders: the whole tree as the product sees it, and making the ones that are missing. */
import { EngineError } from '../errors.ts';
import type { GraphClient } from './client.ts';
import type { Gate } from './governor.ts';

export interface Folder {
  id: string;
  /** Null directly under the root. */
  parentId: string | null;
  name: string;
  /** IPF.Note, IPF.Appointment, … */
  type: string;
  wellKnownName: string | null;
  items: number;
  /** It lies in the in-place archive, not in the mailbox itself. */
  inArchive?: true;
  /** Only `normal` folders hold a person's own items. */
  kind: 'normal' | 'hidden' | 'search' | 'system';
}

interface GraphFolder {
  id: string;
  displayName: string;
  parentFolderId: string | null;
  childFolderCount: number;
  totalItemCount: number;
  type: string | null;
  wellKnownName?: string | null;
  singleValueExtendedProperties?: { id: string; value: string }[];
}

const hiddenFlag = `$expand=singleValueExtendedProperties($filter=id eq 'Boolean 0x10F4')`;

export interface FolderDeps {
  client: GraphClient;
  mailboxId: string;
  gate: Gate;
}

const base = (mailboxId: string): string => `/admin/exchange/mailboxes/${encodeURIComponent(mailboxId)}`;

/**
 * Every folder, parents before children. Microsoft's page says both that the list has "all folders" and
 * that it has those "directly under the root": walked and de-duplicated by id, either is right.
 */
export const listFolders = async (deps: FolderDeps, signal?: AbortSignal): Promise<Folder[]> => {
  const seen = new Map<string, GraphFolder>();
  const toWalk: GraphFolder[] = [];
  const take = (folder: GraphFolder): void => {
    if (seen.has(folder.id)) return;
    seen.set(folder.id, folder);
    if (folder.childFolderCount > 0) toWalk.push(folder);
  };
  for await (const folder of listed(deps, '/folders', signal)) take(folder);
  for (let parent = toWalk.shift(); parent !== undefined; parent = toWalk.shift()) {
    for await (const child of listed(deps, `/folders/${parent.id}/childFolders`, signal)) take(child);
  }
  for (const folder of seen.values()) refuseLoop(folder, seen);
  for (const { id, wellKnownName } of seen.values())
    if (roots.has(wellKnownName?.toLowerCase() ?? '')) seen.delete(id);
  return [...seen.values()].map((folder) => folderOf(folder, seen));
};

/** What everything lies in: no folder that could be made, or moved, or hold items. */
const roots = new Set(['msgfolderroot', 'archivemsgfolderroot']);

/** A tree that is none cannot be walked, and what hangs in the loop would be left out without a word. */
const refuseLoop = (folder: GraphFolder, all: Map<string, GraphFolder>): void => {
  const above = new Set<string>();
  for (let at: GraphFolder | undefined = folder; at !== undefined; at = all.get(at.parentFolderId ?? '')) {
    if (above.has(at.id))
      throw new EngineError('transient', 'reading the folders: one is said to be above itself', {
        code: 'folder-loop',
      });
    above.add(at.id);
  }
};

async function* listed(
  { client, mailboxId, gate }: FolderDeps,
  path: string,
  signal?: AbortSignal,
): AsyncIterable<GraphFolder> {
  const call = { path: `${base(mailboxId)}${path}?$top=250&${hiddenFlag}`, gate, signal };
  for await (const page of client.pages<GraphFolder>(call)) yield* page.value;
}

const folderOf = (folder: GraphFolder, all: Map<string, GraphFolder>): Folder => ({
  id: folder.id,
  parentId: folder.parentFolderId !== null && all.has(folder.parentFolderId) ? folder.parentFolderId : null,
  name: folder.displayName,
  type: folder.type ?? 'IPF.Note',
  wellKnownName: folder.wellKnownName ?? null,
  items: folder.totalItemCount,
  kind: kindOfFolder(folder, all),
});

/** Folders that Exchange keeps for itself; their items are logs and caches, or copies of deleted ones. */
const system = /^((archive)?recoverableitems|syncissues|conflicts|localfailures|serverfailures|outbox)/;

/** Some tenants return these without the hidden flag, so they are known by name too. */
const hiddenNames = new Set([
  'personmetadata',
  'externalcontacts',
  'yammer root',
  'conversation action settings',
  'quick step settings',
  'recipient cache',
  'gal contacts',
  'companies',
  'organizational contacts',
  'peoplecentricconversation buddies',
]);

/** What lies below a folder of Exchange's own is Exchange's own: search results, purged items. */
const kindOfFolder = (folder: GraphFolder, all: Map<string, GraphFolder>): Folder['kind'] => {
  const parent = folder.parentFolderId === null ? undefined : all.get(folder.parentFolderId);
  const above = parent === undefined ? 'normal' : kindOfFolder(parent, all);
  return above === 'normal' ? ownKind(folder, parent === undefined) : above;
};

const ownKind = (folder: GraphFolder, isTop: boolean): Folder['kind'] => {
  const wellKnown = folder.wellKnownName?.toLowerCase() ?? '';
  if (wellKnown === 'searchfolders') return 'search';
  if (system.test(wellKnown)) return 'system';
  const hidden = folder.singleValueExtendedProperties?.find(
    ({ id }) => id.toLowerCase() === 'boolean 0x10f4',
  );
  if (hidden?.value.toLowerCase() === 'true') return 'hidden';
  return isTop && wellKnown === '' && hiddenNames.has(folder.displayName.toLowerCase()) ? 'hidden' : 'normal';
};

/** Removes a folder with everything in it. One that is not there is removed. */
export const deleteFolder = async (deps: FolderDeps, folderId: string): Promise<void> => {
  const path = `${base(deps.mailboxId)}/folders/${folderId}/$ref`;
  try {
    await deps.client.call({ method: 'DELETE', path, gate: deps.gate });
  } catch (error) {
    if (!(error instanceof EngineError) || error.kind !== 'not-found') throw error;
  }
};

export interface NewFolder {
  name: string;
  type: string;
  inArchive?: boolean | undefined;
}

/** Makes a folder, or finds the one that an earlier try made whose answer was lost. */
export const createFolder = async (
  deps: FolderDeps,
  parentId: string | null,
  { name, type }: NewFolder,
): Promise<Folder> => {
  const below = parentId === null ? '/folders' : `/folders/${parentId}/childFolders`;
  for (let tries = 1; ; tries++) {
    try {
      const call = {
        path: base(deps.mailboxId) + below,
        body: { displayName: name, type },
        gate: deps.gate,
        once: true,
      };
      return { ...folderOf(await deps.client.call<GraphFolder>(call), new Map()), parentId };
    } catch (error) {
      if (!(error instanceof EngineError) || (error.kind !== 'transient' && error.kind !== 'conflict'))
        throw error;
      for await (const folder of listed(deps, below)) {
        const isIt =
          folder.displayName.toLowerCase() === name.toLowerCase() &&
          (parentId !== null || !folder.wellKnownName);
        if (isIt) return { ...folderOf(folder, new Map()), parentId };
      }
      if (tries === 3) throw error;
    }
  }
};
