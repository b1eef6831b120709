/**
 * One in-place archive, through Microsoft's beta version. An archive that grew over one mailbox lies in several, each
 * with a budget of its own. Which of them has a folder is learnt from their redirects (redirects.ts) and kept, so that
 * each folder is asked for in the wrong place once.
 */
import { createGraphClient } from './client.ts';
import type { ExportedItem } from './export-answer.ts';
import { type Exported, type ExportStream, exportItems, exportStream } from './export-items.ts';
import type { Gate } from './governor.ts';
import { type ImportAnswer, type ImportOptions, type ItemContent, importItem } from './import-item.ts';
import { createImportSession, type ImportSession } from './import-session.ts';
import { type Allowed, listsOf, type MailboxClient, type Shared } from './mailbox-client.ts';
import { exportedFrom, folderIn, sessionExpectedIn } from './redirects.ts';
import type { TrafficDeps } from './traffic.ts';

/** A mailbox that is the archive, or a part of it. */
interface Part {
  mailboxId: string;
  traffic: TrafficDeps;
  session: ImportSession;
}

export const createArchiveClient = (
  { hosts, auth, governor, clientId, agent, answers, bodies }: Shared,
  archiveId: string,
  { bytesPerSecond }: Allowed = {},
): MailboxClient => {
  let seen: Date | null = null;
  const seeDate = (date: Date): void => {
    seen = date;
  };
  const gates = new Map<string, Gate>();
  const gateOf = (mailboxId: string): Gate => {
    const gate = gates.get(mailboxId) ?? governor.gate(clientId, mailboxId, bytesPerSecond);
    gates.set(mailboxId, gate);
    return gate;
  };
  /** Folders that are not in the archive itself. */
  const holders = new Map<string, string>();
  const moved = (path: string, mailboxId: string): void => {
    const folder = folderIn(path);
    if (folder !== null) holders.set(folder, mailboxId);
  };
  const client = createGraphClient(hosts, auth, seeDate, { version: 'beta', parts: { gateOf, moved } });

  const parts = new Map<string, Part>();
  const part = (mailboxId: string): Part => {
    const known = parts.get(mailboxId);
    if (known !== undefined) return known;
    const gate = gateOf(mailboxId);
    const mailboxUrl = new URL(
      `/beta/admin/exchange/mailboxes/${encodeURIComponent(mailboxId)}`,
      hosts.graph,
    );
    const made: Part = {
      mailboxId,
      traffic: { agent, mailboxUrl, token: auth.token, gate, seeDate, answers, bodies },
      session: createImportSession(client, hosts, mailboxId, gate),
    };
    parts.set(mailboxId, made);
    return made;
  };
  const holderOf = (folderId: string): string => holders.get(folderId) ?? archiveId;
  const { origin } = hosts.graph;

  /** A client whose exports begin at that part; everything else is the same. */
  const beginningAt = (mailboxId: string): MailboxClient => ({
    id: archiveId,
    ...lists,
    holding: (folderId) => beginningAt(holderOf(folderId)),
    exportItems: (ids, signal) => exportFrom(part, origin, mailboxId, ids, signal),
    exportStream: (id, signal) => streamFrom(part, origin, mailboxId, id, signal),
    importItem: async (folderId, content, how) => {
      const answer = await importInto(part, holderOf(folderId), folderId, content, how);
      if (answer.at !== holderOf(folderId)) holders.set(folderId, answer.at);
      return answer.answer;
    },
    openImportSession: async () => void (await part(archiveId).session.url()),
    serverTime: () => seen,
    waitsFor: () => [...gates.values()].map((gate) => gate.waitsFor()).find((why) => why !== null) ?? null,
    waitedMs: () => [...gates.values()].reduce((sum, gate) => sum + gate.waitedMs(), 0),
  });
  const depsIn = (mailboxId: string) => ({ client, mailboxId, gate: gateOf(mailboxId) });
  const lists = listsOf(depsIn(archiveId), (folderId) => depsIn(holderOf(folderId)));
  return beginningAt(archiveId);
};

type Parts = (mailboxId: string) => Part;

const movedItem = 'errorarchivefoldermovedpermanently';
/** From the archive to a part, and once more if the folder moves just then. */
const mostHops = 3;

/** Where an item of an export lies instead; null: its answer is final. */
const elsewhere = (error: { code: string; message: string }, origin: string): string | null =>
  error.code.toLowerCase() === movedItem ? exportedFrom(error.message, origin) : null;

const exportFrom = async (
  parts: Parts,
  origin: string,
  mailboxId: string,
  ids: string[],
  signal: AbortSignal | undefined,
  hops = 0,
): Promise<Exported> => {
  const first = await exportItems(parts(mailboxId).traffic, ids, signal);
  const targets = new Map(
    first.items.flatMap((item): [string, string][] => {
      const target = 'error' in item ? elsewhere(item.error, origin) : null;
      return target === null || target === mailboxId || hops === mostHops ? [] : [[item.id, target]];
    }),
  );
  if (targets.size === 0) return first;
  const found = new Map<string, ExportedItem>(first.items.map((item) => [item.id, item]));
  const opened: Exported[] = [first];
  const release = (): void => {
    for (const one of opened) one[Symbol.dispose]();
  };
  try {
    for (const [target, moved] of Map.groupBy(targets, ([, to]) => to)) {
      const some = moved.map(([id]) => id);
      const there = await exportFrom(parts, origin, target, some, signal, hops + 1);
      opened.push(there);
      for (const item of there.items) found.set(item.id, item);
    }
  } catch (error) {
    release();
    throw error;
  }
  return { items: ids.flatMap((id) => found.get(id) ?? []), [Symbol.dispose]: release };
};

const streamFrom = async (
  parts: Parts,
  origin: string,
  mailboxId: string,
  id: string,
  signal: AbortSignal | undefined,
): Promise<ExportStream> => {
  let at = mailboxId;
  for (let hops = 0; ; hops++) {
    const stream = await exportStream(parts(at).traffic, id, signal);
    const target = 'error' in stream ? elsewhere(stream.error, origin) : null;
    if (target === null || target === at || hops === mostHops) return stream;
    at = target;
  }
};

/** A refused session means that nothing was stored: it is tried again where the refusal says. `at`: where it ended. */
const importInto = async (
  parts: Parts,
  mailboxId: string,
  folderId: string,
  content: ItemContent,
  options: ImportOptions | undefined,
): Promise<{ answer: ImportAnswer; at: string }> => {
  let at = mailboxId;
  for (let hops = 0; ; hops++) {
    const { traffic, session } = parts(at);
    const answer = await importItem(traffic, session, folderId, content, options);
    const target = answer.kind === 'refused' ? sessionExpectedIn(answer.message) : null;
    if (target === null || target === at || hops === mostHops) return { answer, at };
    at = target;
  }
};
