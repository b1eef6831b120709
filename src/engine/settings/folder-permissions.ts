/**
 * Who may see or change which folder, through the Exchange Online Admin API (preview). Calendars are left to Graph, see
 * calendar-permissions.ts. Exchange names a folder by its path in the mailbox's language, so both trees are read; a name
 * with a backslash of its own cannot be said in a path.
 */
import { atOnce } from '../at-once.ts';
import { kindOf } from '../errors.ts';
import type { Folder } from '../graph/index.ts';
import type { AdminApi, FolderGrant } from '../graph/settings/admin-api.ts';
import { granteeOf } from './people.ts';
import type { Left, Setting, SettingsWork, Thing } from './setting.ts';
import { fromSource, NotAtSource } from './sides.ts';

export const folderPermissions: Setting = {
  name: 'folder permissions',
  needs: { source: 'Exchange.ManageAsAppV2', destination: 'Exchange.ManageAsAppV2' },
  things: async (work) => {
    const missing: Missing[] = [];
    const found = await atOnce(callsAtOnce, await copiedFolders(work), async (folder) => {
      work.signal.throwIfAborted();
      work.alive();
      try {
        return await grantsOf(work, folder);
      } catch (error) {
        if (!isNotFound(error)) throw error;
        missing.push({ folder, error });
        return [];
      }
    });
    return [...found.flat(), ...(missing.length === 0 ? [] : await movedSince(work, missing))];
  },
};

/** As many as Exchange answers at once for a mailbox: thousands of folders take a call each. */
const callsAtOnce = 4;

/** The names of a folder and of those above it, from the top. */
type Path = string[];

const said = (path: Path): string => path.join('\\');
const canBeSaid = (path: Path): boolean => path.every((name) => !name.includes('\\'));

interface CopiedFolder {
  /** At the source. */
  id: string;
  path: Path;
  /** Of its copy; undefined: it is there no more. */
  there: Path | undefined;
}

const copiedFolders = async (work: SettingsWork): Promise<CopiedFolder[]> => {
  const [source, destination] = await Promise.all([
    fromSource(work.mailboxes.source.folders(work.signal)),
    work.mailboxes.destination.folders(work.signal),
  ]);
  const target = pathsOf(destination);
  return grantedPaths(source).flatMap(({ id, path }) => {
    const copy = work.folders.get(id);
    return copy === undefined ? [] : [{ id, path, there: target.get(copy) }];
  });
};

const grantsOf = async (work: SettingsWork, { path, there }: CopiedFolder): Promise<(Thing | Left)[]> => {
  const leave = (cause: string): Left[] => [{ name: said(path), cause }];
  if (!canBeSaid(path)) return leave('setting-folder-name');
  const wanted = (await fromSource(work.source.admin.folderGrants(said(path)))).filter(saysSomething);
  if (wanted.length === 0) return [];
  if (there === undefined) return leave('setting-folder-moved');
  return canBeSaid(there)
    ? thingsOf(work, { path: said(path), there: said(there), wanted })
    : leave('setting-folder-name');
};

interface Missing {
  folder: CopiedFolder;
  error: unknown;
}

const isNotFound = (error: unknown): boolean =>
  kindOf(error instanceof NotAtSource ? error.cause : error) === 'not-found';

/**
 * Exchange did not find folders by their paths: somebody was at work there meanwhile. What was deleted at the source has
 * nothing to carry. Throws the error of a folder that is where it was.
 */
const movedSince = async (work: SettingsWork, missing: Missing[]): Promise<Left[]> => {
  const now = new Map((await copiedFolders(work)).map((folder) => [folder.id, folder]));
  return missing.flatMap(({ folder, error }) => {
    const again = now.get(folder.id);
    if (again === undefined) return [];
    if (placesOf(again) === placesOf(folder)) throw error;
    return [{ name: said(folder.path), cause: 'setting-folder-moved' }];
  });
};

const placesOf = ({ path, there }: CopiedFolder): string => JSON.stringify([path, there]);

const hasGrants = ({ kind, type }: Folder): boolean =>
  kind === 'normal' && !type.startsWith('IPF.Appointment');

/** Those that people are let into; what they are in may be a calendar, or hidden. */
export const grantedPaths = (folders: Folder[]): { id: string; path: Path }[] => {
  const paths = pathsOf(folders);
  return folders.filter(hasGrants).flatMap(({ id }) => {
    const path = paths.get(id);
    return path === undefined ? [] : [{ id, path }];
  });
};

/** Everybody's rights to a folder are none, unless somebody said otherwise. */
const saysSomething = ({ who, rights }: FolderGrant): boolean =>
  !(isEverybody(who) && rights.join() === 'None');
/** What Exchange shows of people who were deleted. */
const isGone = (who: string): boolean => /^NT:S-1-/i.test(who);
const isEverybody = (who: string): boolean => who === 'Default' || who === 'Anonymous';

/** By id. Those of the mailbox itself: nobody is let into an archive by its folders. */
const pathsOf = (folders: Folder[]): Map<string, Path> => {
  const own = folders.filter(({ inArchive }) => inArchive !== true);
  const byId = new Map(own.map((folder) => [folder.id, folder]));
  const pathOf = ({ name, parentId }: Folder): Path => {
    const parent = parentId === null ? undefined : byId.get(parentId);
    return parent === undefined ? [name] : [...pathOf(parent), name];
  };
  return new Map(own.map((folder) => [folder.id, pathOf(folder)]));
};

const thingsOf = async (
  work: SettingsWork,
  { path, there, wanted }: { path: string; there: string; wanted: FolderGrant[] },
): Promise<(Thing | Left)[]> => {
  const { admin } = work.destination;
  const present = await resolved(admin, await admin.folderGrants(there));
  const things: (Thing | Left)[] = [];
  for (const grant of wanted) {
    const known = isEverybody(grant.who)
      ? grant.who
      : await fromSource(work.source.admin.addressOf(grant.who));
    const name = `${path}: ${known ?? grant.who}`;
    if (known === null) {
      things.push({ name, cause: isGone(grant.who) ? 'setting-person-gone' : 'setting-unmapped' });
      continue;
    }
    const who = isEverybody(known) ? { address: known } : granteeOf(work.people, known);
    things.push(
      'cause' in who
        ? { name, cause: who.cause }
        : thingOf(admin, name, there, present, { ...grant, who: who.address }),
    );
  }
  return things;
};

/** With addresses instead of names. */
const resolved = async (admin: AdminApi, grants: FolderGrant[]): Promise<FolderGrant[]> => {
  const found: FolderGrant[] = [];
  for (const grant of grants)
    found.push({
      ...grant,
      who: isEverybody(grant.who) ? grant.who : ((await admin.addressOf(grant.who)) ?? grant.who),
    });
  return found;
};

const thingOf = (
  admin: AdminApi,
  name: string,
  path: string,
  there: FolderGrant[],
  grant: FolderGrant,
): Thing => {
  const value = ({ rights }: FolderGrant) => ({ rights: rights.toSorted() });
  const like = (all: FolderGrant[]) => {
    const found = all.find(({ who }) => who.toLowerCase() === grant.who.toLowerCase());
    return found === undefined ? null : { id: null, value: value(found) };
  };
  return {
    name,
    wanted: value(grant),
    present: like(there),
    overwrites: isEverybody(grant.who),
    find: async () => like(await resolved(admin, await admin.folderGrants(path))),
    create: async () => {
      await admin.addFolderGrant(path, grant);
      return { id: null, value: value(grant) };
    },
    update: async () => {
      await admin.changeFolderGrant(path, grant);
      return { id: null, value: value(grant) };
    },
  };
};
