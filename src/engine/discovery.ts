/**
 * Finding the mailboxes of the source tenant and who they are at the destination. Reads both directories and asks
 * each person's mailbox for its kind; the outcome is a list that somebody confirms. Nothing is written anywhere before.
 *
 * It lives in the memory of this process: a process that dies in the middle loses nothing that cannot be asked again.
 */
import type { Db } from '../db/open.ts';
import type { ImportRow } from '../db/schema.ts';
import { addressFault } from './addresses.ts';
import { atOnce } from './at-once.ts';
import { openSide, readingSide, readPeople, type Side } from './directory-reading.ts';
import type { createEndpoints } from './endpoints.ts';
import type { DirectoryUser, Purpose } from './graph/index.ts';
import { type ImportPreview, keepList, type LeftOut } from './imports.ts';
import { type Match, match } from './matching.ts';
import type { Projects } from './projects.ts';
import { ok, type Result, refuse } from './refusal.ts';
import type { Actor } from './workgroups.ts';

export const kinds = ['people', 'shared', 'rooms'] as const;
export interface Wanted {
  /** Only people whose sign-in name ends in it. */
  domain?: string | undefined;
  kind?: (typeof kinds)[number] | undefined;
}

export interface Begun {
  source: string;
  destination: string;
  found: Promise<Result<ImportPreview>>;
}

/** Directory calls are cheap for Microsoft and 100 ms each: 2,000 people with two questions take a minute. */
const questionsAtOnce = 8;

export const createDiscovery = ({
  db,
  endpoints,
  projects,
}: {
  db: Db;
  endpoints: Pick<ReturnType<typeof createEndpoints>, 'open'>;
  projects: Projects;
}) => {
  const running = new Map<number, { by: string; work: Promise<unknown> }>();
  const stopping = new AbortController();
  return {
    /** Answers at once; the list comes with `found`, which refuses like any other answer. */
    begin: async (actor: Actor, projectId: number, wanted: Wanted): Promise<Result<Begun>> => {
      const project = await projects.get(actor, projectId);
      if (!project.ok) return project;
      const source = await openSide(endpoints, project.value, 'source');
      if (!source.ok) return source;
      const destination = await openSide(endpoints, project.value, 'destination');
      if (!destination.ok) return destination;
      const before = running.get(projectId);
      if (before !== undefined)
        return refuse(
          'busy',
          `${before.by} asked for the mailboxes of ${source.value.name} already, and they are being read.`,
          'Wait for that list: it is posted where it was asked for.',
        );
      const sides = { source: source.value, destination: destination.value };
      const found = read(sides, wanted, stopping.signal).then((people) =>
        people.ok ? keep(db, actor, projectId, sides, people.value) : people,
      );
      const work = found.then(
        () => running.delete(projectId),
        () => running.delete(projectId),
      );
      running.set(projectId, { by: actor.name, work });
      return ok({ source: source.value.name, destination: destination.value.name, found });
    },

    /** Gives up what is being read. */
    stop: async (): Promise<void> => {
      stopping.abort();
      await Promise.all([...running.values()].map(({ work }) => work));
    },
  };
};

interface Sides {
  source: Side;
  destination: Side;
}

interface People {
  matches: Match[];
  purposes: Map<string, Purpose>;
  guests: DirectoryUser[];
  withoutMailbox: number;
  /** The app may not ask what kind of mailbox each is. */
  kindsUntold: boolean;
}

const read = async (sides: Sides, wanted: Wanted, signal: AbortSignal): Promise<Result<People>> => {
  const everybody = await readPeople(sides.source, signal);
  if (!everybody.ok) return everybody;
  const there = await readPeople(sides.destination, signal);
  if (!there.ok) return there;
  const domain = wanted.domain?.toLowerCase();
  const ours = everybody.value.filter(
    ({ userPrincipalName }) => domain === undefined || userPrincipalName.toLowerCase().endsWith(`@${domain}`),
  );
  const members = ours.filter(({ isGuest }) => !isGuest);
  const asked = await readingSide(sides.source, () => askEach(sides.source, members, signal));
  if (!asked.ok) return asked;
  const { purposes } = asked.value;
  const kindsUntold = purposes.size > 0 && [...purposes.values()].every((purpose) => purpose === null);
  if (wanted.kind !== undefined && kindsUntold)
    return refuse(
      'not-ready',
      `Microsoft does not tell which mailboxes of ${sides.source.name} are ${wanted.kind}: the app has not the permission MailboxSettings.Read there.`,
      'Grant it (say "endpoint guide source"), or say "users discover" without a kind.',
    );
  const told = new Map([...purposes].map(([id, purpose]) => [id, purpose ?? 'unknown'] as const));
  const chosen = members.filter(({ id }) => isOf(wanted.kind, told.get(id)));
  return ok({
    matches: match(
      chosen,
      there.value.filter(({ isGuest }) => !isGuest),
    ),
    purposes: told,
    guests: ours.filter(({ isGuest }) => isGuest),
    withoutMailbox: members.length - purposes.size,
    kindsUntold,
  });
};

/** Of those with a mailbox: its kind, or null where Microsoft refused to tell. */
const askEach = async (
  { tenant }: Side,
  members: DirectoryUser[],
  signal: AbortSignal,
): Promise<{ purposes: Map<string, Purpose | null> }> => {
  const asking = { refused: 0, told: 0 };
  const answers = await atOnce(questionsAtOnce, members, async ({ id }) => {
    signal.throwIfAborted();
    if (!(await tenant.hasMailbox(id, signal))) return [];
    // The right may be limited to some mailboxes; where the first so many refuse, it is not there at all.
    if (asking.told === 0 && asking.refused >= 25) return [[id, null] as const];
    const purpose = await tenant.purposeOf(id, signal);
    asking[purpose === null ? 'refused' : 'told']++;
    return [[id, purpose] as const];
  });
  return { purposes: new Map(answers.flat()) };
};

const ofKind: Record<(typeof kinds)[number], Purpose[]> = {
  people: ['user', 'linked'],
  shared: ['shared'],
  rooms: ['room', 'equipment'],
};
const isOf = (kind: Wanted['kind'], purpose: Purpose | undefined): boolean =>
  purpose !== undefined && (kind === undefined || ofKind[kind].includes(purpose));

const shownAs: Partial<Record<Purpose, string>> = { user: 'person', linked: 'person', others: 'other' };

const keep = async (
  db: Db,
  actor: Actor,
  projectId: number,
  { source, destination }: Sides,
  { matches, purposes, guests, withoutMailbox, kindsUntold }: People,
): Promise<Result<ImportPreview>> => {
  const kindOf = ({ id }: DirectoryUser): string => {
    const purpose = purposes.get(id) ?? 'unknown';
    return shownAs[purpose] ?? purpose;
  };
  const { rows, leftOut } = listOf(matches, destination.name, kindOf);
  const byName = matches.filter((one) => one.kind === 'matched' && one.by === 'name').length;
  const numbers = [
    `${purposes.size.toLocaleString('en')} people of ${source.name} have a mailbox`,
    ...(withoutMailbox > 0 ? [`${withoutMailbox.toLocaleString('en')} have none`] : []),
    ...(guests.length > 0
      ? [`${guests.length.toLocaleString('en')} are guests, whose mail lies elsewhere`]
      : []),
  ];
  return ok(
    await keepList(db, actor, projectId, {
      fileName: `Mailboxes of ${source.name}`.slice(0, 100),
      rows: rows.map((row, at) => ({ ...row, line: at + 1 })),
      faults: [],
      leftOut,
      told: [
        `${numbers.join(', ')}.`,
        ...(byName > 0
          ? [
              `${byName.toLocaleString('en')} were found at ${destination.name} by their name only. Look at those.`,
            ]
          : []),
        ...(kindsUntold
          ? [
              'Microsoft does not tell what kind of mailbox each is: the app has not the permission MailboxSettings.Read at the source.',
            ]
          : []),
        'Sizes and items come with "verify". Who has an archive, Microsoft does not tell.',
        'Groups and public folders are not in this list: moving them is not possible with Graph yet.',
      ],
    }),
  );
};

/** Whoever was found by name comes first: those are to be looked at. */
export const listOf = (
  matches: Match[],
  destination: string,
  kindOf?: (user: DirectoryUser) => string,
): { rows: ImportRow[]; leftOut: LeftOut[] } => {
  const rows: ImportRow[] = [];
  const leftOut: LeftOut[] = [];
  const [named, others] = [[], []] as [Match[], Match[]];
  for (const one of matches) (one.kind === 'matched' && one.by === 'name' ? named : others).push(one);
  for (const one of [...named, ...others]) {
    const address = one.source.userPrincipalName;
    const why = whyLeftOut(one, destination);
    if (why !== null) leftOut.push({ address, why });
    else if (one.kind === 'matched')
      rows.push({
        source: address,
        destination: one.destination.userPrincipalName,
        ...(kindOf === undefined
          ? {}
          : { type: `${kindOf(one.source)}${one.by === 'name' ? ', found by name' : ''}` }),
      });
  }
  return { rows, leftOut };
};

const whyLeftOut = (one: Match, destination: string): string | null => {
  if (one.kind === 'unmatched')
    return `Nobody at ${destination} has this address or this name. Create the user there, or say: users add ${one.source.userPrincipalName} <destination>`;
  if (one.kind === 'ambiguous')
    return `More than one fits: ${one.candidates.slice(0, 3).join(', ')}. Say which: users add ${one.source.userPrincipalName} <destination>`;
  const fault = addressFault(one.source.userPrincipalName) ?? addressFault(one.destination.userPrincipalName);
  return fault === null ? null : `One of the addresses cannot be used: ${fault.problem}.`;
};
