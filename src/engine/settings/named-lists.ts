/**
 * Contact folders and To Do lists. Both are folders, which move with their items: here it is made sure that the
 * destination has each of them as what it is, those that are empty too.
 */
import type { NamedList } from '../graph/settings/lists.ts';
import type { Left, Setting, Thing } from './setting.ts';
import { fromSource } from './sides.ts';

interface Client {
  list(): Promise<NamedList[]>;
  create(displayName: string): Promise<NamedList>;
}

/** What a project's filters leave out is not made. */
const thingsOf = async (
  source: Client,
  destination: Client,
  leavesFoldersOut: boolean,
  isTheirs: (list: NamedList) => boolean = () => true,
): Promise<(Thing | Left)[]> => {
  const wanted = (await fromSource(source.list())).filter(isTheirs);
  const there = await destination.list();
  const present = (all: NamedList[], name: string) => {
    const found = all.find((one) => one.displayName.toLowerCase() === name.toLowerCase());
    return found === undefined ? null : { id: found.id, value: isThere };
  };
  return wanted.map(({ id, displayName: name }) => {
    const found = present(there, name);
    if (found === null && leavesFoldersOut) return { name, sourceId: id, cause: 'setting-filtered' };
    return {
      name,
      sourceId: id,
      wanted: isThere,
      present: found,
      overwrites: false,
      find: async () => present(await destination.list(), name),
      create: async () => ({ id: (await destination.create(name)).id, value: isThere }),
      update: async (as) => as,
    };
  });
};
const isThere = 'is there';

export const contactFolders: Setting = {
  name: 'contact folders',
  needs: { source: 'Contacts.Read', destination: 'Contacts.ReadWrite' },
  things: ({ source, destination, options }) =>
    thingsOf(source.contactFolders, destination.contactFolders, options.leavesFoldersOut),
};

export const todoLists: Setting = {
  name: 'to-do lists',
  needs: { source: 'Tasks.Read.All', destination: 'Tasks.ReadWrite.All' },
  things: ({ source, destination, options }) =>
    thingsOf(source.todoLists, destination.todoLists, options.leavesFoldersOut, isOwn),
};

/** Not Exchange's own lists, which every mailbox has, and not what somebody else shares. */
const isOwn = (list: NamedList): boolean => {
  const { wellknownListName, isOwner } = list as NamedList & {
    wellknownListName?: string;
    isOwner?: boolean;
  };
  return (wellknownListName ?? 'none') === 'none' && isOwner !== false;
};
