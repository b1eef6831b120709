/**
 * Who may see or change which folder, through the Exchange Online Admin API (preview). Calendars are left to Graph, see
 * calendar-permissions.ts. Exchange names a folder by its path in the mailbox's language, so both trees are read.
 */
import { atOnce } from '../at-once.ts';
import type { Folder } from '../graph/index.ts';
import type { AdminApi, FolderGrant } from '../graph/settings/admin-api.ts';
import { granteeOf } from './people.ts';
import type { Left, Setting, SettingsWork, Thing } from './setting.ts';
import { fromSource } from './sides.ts';

export const folderPermissions: Setting = {
  name: 'folder permissions',
  needs: { source: 'Exchange.ManageAsAppV2', destination: 'Exchange.ManageAsAppV2' },
  things: async (work) => {
    const [source, destination] = await Promise.all([
      fromSource(work.mailboxes.source.folders(work.signal)),
      work.mailboxes.destination.folders(work.signal),
    ]);
    const target = pathsOf(destination);
    const copied = grantedPaths(source).flatMap(({ id, path }) => {
      const copy = work.folders.get(id);
      return copy === undefined ? [] : [{ path, there: target.get(copy) }];
    });
    const found = await atOnce(callsAtOnce, copied, async ({ path, there }): Promise<(Thing | Left)[]> => {
      work.signal.throwIfAborted();
      work.alive();
      const wanted = (await fromSource(work.source.admin.folderGrants(path))).filter(saysSomething);
      if (wanted.length === 0) return [];
      return there === undefined ? leave(path) : thingsOf(work, { path, there, wanted });
    });
    return found.flat();
  },
};

/** As many as Exchange answers at once for a mailbox: thousands of folders take a call each. */
const callsAtOnce = 4;

const leave = (path: string): Left[] => [{ name: path, cause: 'setting-folder-name' }];

const hasGrants = ({ kind, type }: Folder): boolean =>
  kind === 'normal' && !type.startsWith('IPF.Appointment');

/** Those that people are let into; what they are in may be a calendar, or hidden. */
export const grantedPaths = (folders: Folder[]): { id: string; path: string }[] => {
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

/**
 * By id. A path is about the mailbox itself: nobody is let into an archive by its folders. A name with a backslash of its
 * own cannot be said in a path.
 */
export const pathsOf = (folders: Folder[]): Map<string, string> => {
  const own = folders.filter(({ inArchive }) => inArchive !== true);
  const byId = new Map(own.map((folder) => [folder.id, folder]));
  const pathOf = ({ name, parentId }: Folder): string | null => {
    if (name.includes('\\')) return null;
    const parent = parentId === null ? undefined : byId.get(parentId);
    if (parent === undefined) return name;
    const above = pathOf(parent);
    return above === null ? null : `${above}\\${name}`;
  };
  return new Map(
    own.flatMap((folder) => {
      const path = pathOf(folder);
      return path === null ? [] : [[folder.id, path] as const];
    }),
  );
};

const thingsOf = async (
  work: SettingsWork,
  { path, there, wanted }: { path: string; there: string; wanted: FolderGrant[] },
): Promise<(Thing | Left)[]> => {
  const { admin } = work.destination;
  const present = await resolved(admin, await admin.folderGrants(there));
  const things: (Thing | Left)[] = [];
  for (const grant of wanted) {
    const said = isEverybody(grant.who)
      ? grant.who
      : await fromSource(work.source.admin.addressOf(grant.who));
    const name = `${path}: ${said ?? grant.who}`;
    if (said === null) {
      things.push({ name, cause: isGone(grant.who) ? 'setting-person-gone' : 'setting-unmapped' });
      continue;
    }
    const who = isEverybody(said) ? { address: said } : granteeOf(work.people, said);
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
