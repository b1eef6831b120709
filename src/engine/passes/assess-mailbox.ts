/**
 * What moving a mailbox will be like: how much it is, how long it takes, what stays behind and why, what the destination
 * lacks, and which meetings need their organizer. Reads both sides and writes to none.
 *
 * Lists say most of it. Whether an item can be exported only an export says, so a few are tried; appointments that are
 * not over are exported as well (read-meetings.ts). Everything else is known when it is copied.
 */

import { depthOf, holdsItems, meetingFolders, mostBelow, staying } from '../assessment/folder-facts.ts';
import type { AssessmentFound, DestinationFound, Remark, SourceFound } from '../assessment/found.ts';
import { verdictOf } from '../assessment/found.ts';
import { remarksOn } from '../assessment/judge.ts';
import { createTally, type Tally } from '../assessment/tally.ts';
import type { Folder, ListedItem, MailboxClient, Tenant } from '../graph/index.ts';
import type { MeetingsFound } from '../meetings/found.ts';
import type { People } from '../meetings/read-meeting.ts';
import type { CompiledOptions } from '../options/compile.ts';
import { type Pace, timeOf } from '../pace.ts';
import type { Signs } from '../transfer/transfer.ts';
import { createReport, openSide, type Report } from './checks.ts';
import { itemFilter, mappedPaths, wantedFolders } from './filters.ts';
import { walk } from './folders.ts';
import { createMeetingReader, type MeetingReader } from './read-meetings.ts';

export interface AssessRequest {
  source: Tenant;
  destination: Tenant;
  sourceAddress: string;
  destinationAddress: string;
  options: CompiledOptions;
  pace: Pace;
  /** Addresses in the project, in lower case: attendees beyond them are outside. */
  inProject: ReadonlySet<string>;
  signal: AbortSignal;
  signs: Signs;
  opened: (client: MailboxClient) => void;
}

export interface Assessed {
  found: AssessmentFound;
  /** Null: the source could not be read. */
  meetings: MeetingsFound | null;
  /** Why the source could not be read; null: it was. */
  problem: string | null;
}

export const assessMailbox = async (request: AssessRequest): Promise<Assessed> => {
  const { signal, sourceAddress, destinationAddress } = request;
  const [atSource, atDestination] = [createReport(), createReport()];
  const source = await openSide(atSource, 'source', request.source, sourceAddress);
  const destination = await openSide(atDestination, 'destination', request.destination, destinationAddress);
  for (const client of [source, destination]) if (client !== null) request.opened(client);
  const purpose = source === null ? null : await request.source.purposeOf(sourceAddress, signal);
  const read = source === null ? null : await readSource(atSource, source, request);
  // Only Microsoft's beta version tells, and only projects whose archives move speak it.
  const archive =
    read === null || !request.options.includeArchive
      ? null
      : await atSource.check(
          'User.Read.All at the source',
          'asking for the source archive',
          async () => (await request.source.archiveIdOf(sourceAddress)) !== null,
        );
  const there = destination === null ? null : await readDestination(atDestination, destination, request);
  const facts = {
    pair: { source: sourceAddress, destination: destinationAddress },
    purpose,
    source: read?.source ?? null,
    destination: there,
    hold: read?.hold ?? null,
    meeting: read?.meeting ?? [],
    mostBelow: read?.mostBelow ?? 0,
  };
  const remarks = [
    ...stopping('source', atSource),
    ...stopping('destination', atDestination),
    ...remarksOn(facts),
  ];
  const moving = {
    items: (read?.source.items ?? 0) - (read?.source.leftOut.items ?? 0),
    bytes: (read?.source.bytes ?? 0) - (read?.source.leftOut.bytes ?? 0),
  };
  const time = timeOf(moving, request.pace);
  return {
    found: {
      verdict: verdictOf(remarks),
      purpose,
      source: facts.source,
      destination: there,
      archive,
      hold: facts.hold,
      seconds: Math.ceil(time.seconds),
      boundBy: time.boundBy,
      remarks,
    },
    meetings: read?.meetings ?? null,
    problem: read === null ? atSource.problems.join(' ') : null,
  };
};

/** What to do stands in each of these sentences already. */
const stopping = (code: 'source' | 'destination', { problems }: Report): Remark[] =>
  problems.map((sentence) => ({
    code,
    weight: 'stops',
    sentence,
    next: 'Say "assess" again afterwards, to see what else there is.',
  }));

const readDestination = async (
  report: Report,
  client: MailboxClient,
  { destination, destinationAddress, signal }: AssessRequest,
): Promise<DestinationFound | null> => {
  const folders = await report.check(
    'MailboxFolder.ReadWrite.All at the destination',
    'reading the destination folders',
    () => client.folders(signal),
  );
  if (folders === null) return null;
  const account = await destination.account(destinationAddress, signal);
  const own = folders.filter(({ kind }) => kind === 'normal');
  return {
    mailboxId: client.id,
    folders: own.length,
    items: own.reduce((sum, { items }) => sum + items, 0),
    licences: account?.licences ?? null,
  };
};

interface SourceRead {
  source: SourceFound;
  hold: true | null;
  meeting: string[][];
  mostBelow: number;
  meetings: MeetingsFound;
}

const readSource = async (
  report: Report,
  client: MailboxClient,
  request: AssessRequest,
): Promise<SourceRead | null> => {
  const { signal, signs, options } = request;
  const folders = await report.check(
    'MailboxFolder.Read.All at the source',
    'reading the source folders',
    () => client.folders(signal),
  );
  if (folders === null) return null;
  const walked = walk(folders);
  const targets = mappedPaths(
    walked.map(({ path }) => path),
    options,
  );
  const now = new Date();
  const people: People = {
    owner: new Set([request.sourceAddress.toLowerCase()]),
    inProject: request.inProject,
  };
  const meetings = createMeetingReader(client, people, { signal, signs, now });
  const listed = await report.check('MailboxItem.Read.All at the source', 'listing the source items', () =>
    listAll(client, walked, meetings, request),
  );
  if (listed === null) return null;
  const tried = await report.check(
    'MailboxItem.Export.All at the source',
    'exporting items from the source',
    () => tryExports(client, listed.sample, signal),
  );
  const found = await report.check('MailboxItem.Export.All at the source', 'reading appointments', () =>
    meetings.end(),
  );
  if (tried === null || found === null) return null;
  const own = walked.map(({ folder }) => folder);
  return {
    source: {
      mailboxId: client.id,
      folders: own.length,
      depth: depthOf(own),
      ...listed.tally.sums(),
      stays: staying(folders),
      tried,
    },
    hold: holdsItems(folders) ? true : null,
    meeting: meetingFolders(walked.map((one, at) => ({ ...one, target: targets[at] ?? one.path }))),
    mostBelow: mostBelow(own),
    meetings: found,
  };
};

/** One of each folder, as long as there is room: what is wrong with one store of items shows in any of them. */
const mostTried = 20;
const largestTried = 1_000_000;

const listAll = async (
  client: MailboxClient,
  walked: { folder: Folder; path: string }[],
  meetings: MeetingReader,
  { options, signal, signs }: AssessRequest,
): Promise<{ tally: Tally; sample: string[] }> => {
  const filter = itemFilter('full', {}, options);
  const wanted = wantedFolders(
    walked.map(({ folder: { id, wellKnownName }, path }) => ({ id, wellKnownName, path })),
    options,
  );
  const tally = createTally((item, itemType) => filter.leavesOut({ ...item, itemType }));
  const sample: string[] = [];
  const tops = topsOf(walked);
  for (const { folder, path } of walked) {
    signs.doing = 'counting the items of each folder';
    const isCalendar = folder.type.toLowerCase().startsWith('ipf.appointment');
    const where = { path, top: tops.get(folder.id) ?? path, isWanted: wanted.has(folder.id) };
    let items = 0;
    let candidate: ListedItem | undefined;
    const look = { received: filter.needsReceived, ends: isCalendar, signal };
    for await (const page of client.items(folder.id, look)) {
      signs.aliveAt = performance.now();
      tally.add(where, page);
      items += page.length;
      candidate ??= page.find(({ size }) => size <= largestTried);
      if (isCalendar) await meetings.add(page);
    }
    tally.endFolder(path, items);
    if (candidate !== undefined && sample.length < mostTried) sample.push(candidate.id);
  }
  return { tally, sample };
};

/** The name of the folder above all others, for each folder. Parents come first. */
const topsOf = (walked: { folder: Folder }[]): Map<string, string> => {
  const tops = new Map<string, string>();
  for (const { folder } of walked)
    tops.set(folder.id, (folder.parentId === null ? undefined : tops.get(folder.parentId)) ?? folder.name);
  return tops;
};

/** They are read and thrown away. What is not in the answer is asked for by a pass, alone. */
const tryExports = async (
  client: MailboxClient,
  ids: string[],
  signal: AbortSignal,
): Promise<SourceFound['tried']> => {
  if (ids.length === 0) return { items: 0, refused: {} };
  using exported = await client.exportItems(ids, signal);
  const refused: Record<string, number> = {};
  for (const item of exported.items)
    if ('error' in item) refused[item.error.code] = (refused[item.error.code] ?? 0) + 1;
  return { items: exported.items.filter((item) => !('missing' in item)).length, refused };
};
