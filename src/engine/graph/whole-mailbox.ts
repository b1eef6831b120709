/**
 * A mailbox with its in-place archive, seen as one: every folder id leads to the one of the two that has it. So what
 * looks for an item, follows it or takes it away needs not know that a policy may take items from one to the other.
 */
import type { MailboxClient } from './mailbox-client.ts';

/** `known`: folders of the archive that earlier passes met, which may not be listed any more. */
export const withArchive = (
  mailbox: MailboxClient,
  archive: MailboxClient,
  known: Iterable<string>,
): MailboxClient => {
  const inArchive = new Set(known);
  const sideOf = (folderId: string): MailboxClient => (inArchive.has(folderId) ? archive : mailbox);
  return {
    id: mailbox.id,
    holding: (folderId) => sideOf(folderId).holding(folderId),
    folders: async (signal) => {
      const [own, archived] = await Promise.all([mailbox.folders(signal), archive.folders(signal)]);
      for (const { id } of archived) inArchive.add(id);
      return [...own, ...archived.map((folder) => ({ ...folder, inArchive: true as const }))];
    },
    createFolder: async (parentId, folder) => {
      const isArchived = parentId === null ? folder.inArchive === true : inArchive.has(parentId);
      if (!isArchived) return mailbox.createFolder(parentId, folder);
      const made = await archive.createFolder(parentId, folder);
      inArchive.add(made.id);
      return { ...made, inArchive: true };
    },
    items: (folderId, list) => sideOf(folderId).items(folderId, list),
    itemsDelta: (folderId, token, signal) => sideOf(folderId).itemsDelta(folderId, token, signal),
    detailsOf: (folderId, itemId) => sideOf(folderId).detailsOf(folderId, itemId),
    subjectOf: (folderId, itemId) => sideOf(folderId).subjectOf(folderId, itemId),
    fingerprintOf: (folderId, itemId) => sideOf(folderId).fingerprintOf(folderId, itemId),
    changeKeyOf: (folderId, itemId) => sideOf(folderId).changeKeyOf(folderId, itemId),
    deleteItem: (folderId, itemId) => sideOf(folderId).deleteItem(folderId, itemId),
    deleteFolder: (folderId) => sideOf(folderId).deleteFolder(folderId),
    // One consent for both.
    mayDelete: () => mailbox.mayDelete(),
    exportItems: (ids, signal) => mailbox.exportItems(ids, signal),
    exportStream: (id, signal) => mailbox.exportStream(id, signal),
    importItem: (folderId, content, how) => sideOf(folderId).importItem(folderId, content, how),
    // An archive has none of its own.
    settings: (user, signal) => mailbox.settings(user, signal),
    openImportSession: async () => {
      await mailbox.openImportSession();
      await archive.openImportSession();
    },
    // The later one: the other may not have been asked for hours.
    serverTime: () => {
      const times = [mailbox.serverTime(), archive.serverTime()].flatMap((time) => time?.getTime() ?? []);
      return times.length === 0 ? null : new Date(Math.max(...times));
    },
    waitsFor: () => mailbox.waitsFor() ?? archive.waitsFor(),
    waitedMs: () => mailbox.waitedMs() + archive.waitedMs(),
  };
};
