/** Which addresses in the mail that was moved would not be reached by a reply, most frequent first, each with its mend. */
import { mailboxPairs, namesIn, pairsIn, seenIn } from '../db/mapping.ts';
import type { Db } from '../db/open.ts';
import { projectIn } from '../db/passes.ts';
import { addressMapOf } from './address-maps.ts';
import { openSide, readingSide, type Side } from './directory-reading.ts';
import type { createEndpoints } from './endpoints.ts';
import { compileOptions } from './options/compile.ts';
import type { Projects } from './projects.ts';
import { isLegacyName } from './recipient-mapping.ts';
import { ok, type Result } from './refusal.ts';
import { type BrokenAddress, judgeReplies, mendSentences } from './replies.ts';
import { csvOf } from './report-csv.ts';
import { learnAllNames, unlessRefused } from './source-names.ts';
import type { Actor } from './workgroups.ts';

export interface ReplyTest {
  projectId: number;
  projectName: string;
  /** Different ones in the mail that was moved. */
  addresses: number;
  outside: number;
  fine: number;
  broken: BrokenAddress[];
  /** Items with at least one broken address are at most so many: an item has several. */
  items: number;
  /** What could not be looked at, in sentences. */
  notes: string[];
}

interface Deps {
  db: Db;
  endpoints: Pick<ReturnType<typeof createEndpoints>, 'open'>;
  projects: Projects;
}

export const createReplyTest = (deps: Deps) => {
  const run = (actor: Actor, projectId: number): Promise<Result<ReplyTest>> => test(deps, actor, projectId);
  return {
    run,
    csv: async (actor: Actor, projectId: number): Promise<Result<{ fileName: string; text: string }>> => {
      const tested = await run(actor, projectId);
      return tested.ok
        ? ok({ fileName: 'reply-test.csv', text: csvOf(tableOf(tested.value.broken)) })
        : tested;
    },
  };
};

const test = async (
  { db, endpoints, projects }: Deps,
  actor: Actor,
  projectId: number,
): Promise<Result<ReplyTest>> => {
  const project = await projects.get(actor, projectId);
  if (!project.ok) return project;
  const destination = await openSide(endpoints, project.value, 'destination');
  if (!destination.ok) return destination;
  const there = await addressesAt(destination.value);
  if (!there.ok) return there;
  const source = await openSide(endpoints, project.value, 'source');
  // Without the source it can still be told what the destination does not know.
  const people = source.ok
    ? await readingSide(source.value, () => learnAllNames(db, projectId, source.value.tenant))
    : source;
  const rules = compileOptions((await projectIn(db, actor, projectId))?.options ?? []).recipientMappings;
  const [recipients, mailboxes, pairs, names, seen] = [
    await addressMapOf(db, projectId, rules),
    await mailboxPairs(db, projectId),
    await pairsIn(db, projectId),
    await namesIn(db, projectId),
    await seenIn(db, projectId),
  ];
  const given = [...mailboxes, ...pairs, ...rules.filter((rule) => !rule.source.startsWith('@'))];
  const sources = [
    ...(people.ok ? people.value.addresses : []),
    ...names.flatMap(({ name, address }) => [name, address]),
    ...[...given, ...rules].map((pair) => pair.source.toLowerCase()),
  ].filter((address) => !isLegacyName(address));
  const judged = judgeReplies(seen, {
    there: there.value.addresses,
    source: people.ok && people.value.hasGroups ? people.value.addresses : undefined,
    sourceDomains: new Set(sources.map((address) => address.slice(address.lastIndexOf('@')))),
    targets: new Set(given.map((pair) => pair.destination.toLowerCase())),
    recipients,
    names: new Map(names.map(({ name, address }) => [name, address])),
  });
  return ok({
    projectId,
    projectName: project.value.name,
    addresses: seen.length,
    ...judged,
    items: judged.broken.reduce((sum, { items }) => sum + items, 0),
    notes: [
      ...there.value.notes,
      ...(people.ok
        ? []
        : [`${people.refusal.sentence} So who is who there is known only from what was read before.`]),
      ...(people.ok && !people.value.hasGroups ? [groupsUnread('source')] : []),
    ],
  });
};

/** People and groups. A destination without the right to read groups is tested for people alone, and that is said. */
const addressesAt = (side: Side): Promise<Result<{ addresses: Set<string>; notes: string[] }>> =>
  readingSide(side, async () => {
    await side.tenant.signIn();
    const addresses = new Set<string>();
    const read = async (of: 'users' | 'groups'): Promise<void> => {
      for await (const page of side.tenant.names(of))
        for (const { smtp, x500 } of page) for (const address of [...smtp, ...x500]) addresses.add(address);
    };
    await read('users');
    const hasGroups = await unlessRefused(() => read('groups'));
    return { addresses, notes: hasGroups ? [] : [groupsUnread('destination')] };
  });

const groupsUnread = (side: 'source' | 'destination'): string =>
  `The groups of the ${side} could not be read, so addresses of groups may be listed without need. Grant the app GroupMember.Read.All there ("endpoint guide ${side}").`;

const tableOf = (broken: BrokenAddress[]): (string | number)[][] => [
  ['Address', 'Items', 'Mailboxes', 'At the source', 'Should lead to', 'What is wrong', 'What to do'],
  ...broken.map(({ address, items, mailboxes, who = '', destination = '', mend }) => [
    address,
    items,
    mailboxes,
    who,
    destination,
    mendSentences[mend].wrong,
    mendSentences[mend].next,
  ]),
];
