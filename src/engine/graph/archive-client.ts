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
import {
  type Allowed,
  createMailboxClient,
  listsOf,
  type MailboxClient,
  type Shared,
} from './mailbox-client.ts';
import { exportedFrom, folderIn, sessionExpectedIn } from './redirects.ts';
import type { TrafficDeps } from './traffic.ts';

/** A mailbox that is the archive, or a part of it. */
interface Part {
  mailboxId: string;
  traffic: TrafficDeps;
  session: ImportSession;
}

export const createArchiveClient = (
  shared: Shared,
  archiveId: string,
  allowed: Allowed = {},
): MailboxClient => {
  const { hosts, auth, governor, clientId, agent, answers, bodies } = shared;
  let seen: Date | null = null;
  const seeDate = (date: Date): void => {
    seen = date;
  };
  const gates = new Map<string, Gate>();
  const gateOf = (mailboxId: string): Gate => {
    const gate = gates.get(mailboxId) ?? governor.gate(clientId, mailboxId, allowed.bytesPerSecond);
    gates.set(mailboxId, gate);
    return gate;
  };
  /** Folders that are not in the archive itself. */
  const holders = new Map<string, string>();
  const moved = (path: string, mailboxId: string): void => {
    const folder = folderIn(path);
    if (folder === null) return;
    if (mailboxId === archiveId) holders.delete(folder);
    else holders.set(folder, mailboxId);
  };
  const client = createGraphClient(hosts, auth, seeDate, {
    version: 'beta',
    parts: { archiveId, gateOf, moved },
  });

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

  const { settings } = createMailboxClient(shared, archiveId, allowed);
  const way: Way = { archiveId, origin: hosts.graph.origin, part };

  /** A client whose exports begin at that part, as it is known when they are asked for; everything else is the same. */
  const beginningAt = (first: () => string): MailboxClient => ({
    id: archiveId,
    ...lists,
    holding: (folderId) => beginningAt(() => holderOf(folderId)),
    exportItems: (ids, signal) => exportFrom(way, first(), ids, signal),
    exportStream: (id, signal) => streamFrom(way, first(), id, signal),
    importItem: async (folderId, content, how) => {
      const { answer, at } = await importInto(way, holderOf(folderId), folderId, content, how);
      if (at === archiveId) holders.delete(folderId);
      else holders.set(folderId, at);
      return answer;
    },
    // Settings are its owner's, and not of the archive.
    settings,
    openImportSession: async () => void (await part(archiveId).session.url()),
    serverTime: () => seen,
    waitsFor: () => [...gates.values()].map((gate) => gate.waitsFor()).find((why) => why !== null) ?? null,
    waitedMs: () => [...gates.values()].reduce((sum, gate) => sum + gate.waitedMs(), 0),
  });
  const depsIn = (mailboxId: string) => ({ client, mailboxId, gate: gateOf(mailboxId) });
  const lists = listsOf(depsIn(archiveId), (folderId) => depsIn(holderOf(folderId)));
  return beginningAt(() => archiveId);
};

/** From part to part of an archive. */
interface Way {
  archiveId: string;
  origin: string;
  part(mailboxId: string): Part;
}

type Refused = { code: string; message: string };

const isMoved = ({ code }: Refused): boolean => code.toLowerCase() === 'errorarchivefoldermovedpermanently';

/** Where to ask next about a refused item: null, nowhere else. "Not found" counts only with the archive itself. */
const nextFor = (
  { archiveId, origin }: Way,
  error: Refused,
  at: string,
  been: Set<string>,
): string | null => {
  const next = isMoved(error)
    ? exportedFrom(error.message, origin)
    : at !== archiveId && /notfound/i.test(error.code)
      ? archiveId
      : null;
  return next === null || been.has(next) ? null : next;
};

const exportFrom = async (
  way: Way,
  first: string,
  ids: string[],
  signal: AbortSignal | undefined,
): Promise<Exported> => {
  const found = new Map<string, ExportedItem>();
  const opened: Exported[] = [];
  const release = (): void => {
    for (const one of opened) one[Symbol.dispose]();
  };
  const ask = async (at: string, some: string[], before: Set<string>): Promise<void> => {
    const been = new Set([...before, at]);
    const exported = await exportItems(way.part(at).traffic, some, signal);
    opened.push(exported);
    const elsewhere = new Map<string, string>();
    for (const item of exported.items) {
      const next = 'error' in item ? nextFor(way, item.error, at, been) : null;
      if (next !== null) elsewhere.set(item.id, next);
      // It was asked for there already, and the answer was better than "there".
      if (!('error' in item && isMoved(item.error) && next === null && found.has(item.id)))
        found.set(item.id, item);
    }
    for (const [next, those] of Map.groupBy(elsewhere, ([, to]) => to))
      await ask(
        next,
        those.map(([id]) => id),
        been,
      );
  };
  try {
    await ask(first, ids, new Set());
  } catch (error) {
    release();
    throw error;
  }
  return { items: ids.flatMap((id) => found.get(id) ?? []), [Symbol.dispose]: release };
};

const streamFrom = async (
  way: Way,
  first: string,
  id: string,
  signal: AbortSignal | undefined,
): Promise<ExportStream> => {
  const been = new Set<string>();
  let best: ExportStream | undefined;
  for (let at = first; ; ) {
    been.add(at);
    const stream = await exportStream(way.part(at).traffic, id, signal);
    if (!('error' in stream)) return stream;
    const next = nextFor(way, stream.error, at, been);
    if (best === undefined || !isMoved(stream.error)) best = stream;
    if (next === null) return best;
    at = next;
  }
};

/** What was refused was not stored: it is tried again where the refusal says. `at`: where that ended. */
const importInto = async (
  way: Way,
  first: string,
  folderId: string,
  content: ItemContent,
  options: ImportOptions | undefined,
): Promise<{ answer: ImportAnswer; at: string }> => {
  const been = new Set<string>();
  let best: ImportAnswer | undefined;
  for (let at = first; ; ) {
    been.add(at);
    const { traffic, session } = way.part(at);
    const answer = await importItem(traffic, session, folderId, content, options);
    if (answer.kind !== 'refused') return { answer, at };
    const expected = sessionExpectedIn(answer.message);
    const next = expected ?? (at !== way.archiveId && /notfound/i.test(answer.code) ? way.archiveId : null);
    if (best === undefined || expected === null) best = answer;
    if (next === null || been.has(next)) return { answer: best, at };
    at = next;
  }
};
