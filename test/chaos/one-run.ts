/** One migration that everything goes wrong in, decided by a seed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import type { PassView } from '../../src/engine/reporting.ts';
import { roles } from '../../src/sandbox/index.ts';
import type { SeedFolder } from '../../src/sandbox/model.ts';
import { plainMailboxes } from '../fixtures/plain-mailboxes.ts';
import { killed, startWorkerProcess } from '../fixtures/workers.ts';
import { must, type SandboxOptions, startWorld, type World } from '../fixtures/world.ts';

export interface ChaosResult {
  faults: number;
  /** Worker processes that were killed. */
  kills: number;
  /** Approvals that were refused, because something had changed since they were asked for. */
  refused: number;
  edits: number;
  items: number;
  lost: number;
  doubled: number;
  sourceWrites: number;
  mailSent: number;
  /** Passes that did not end. */
  stuck: number;
  details: string[];
}

type Random = { below(most: number): number; one<T>(list: readonly T[]): T; chance(share: number): boolean };

/** Mulberry32: small, and the same on every machine. */
const randomFrom = (seed: number): Random => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (most: number): number => Math.floor(next() * most);
  return {
    below,
    one: (list) => list[below(list.length)] as never,
    chance: (share) => next() < share,
  };
};

const folders = ['inbox', 'sentitems', 'archive', 'Projects'] as const;

/** Two mailboxes, their messages spread over four folders, every one with a search key. */
const contentsOf = (random: Random) => {
  const contents = plainMailboxes({ mailboxes: 2, items: 30 + random.below(40), bytes: 1_500 });
  for (const mailbox of contents.source) {
    const [inbox] = mailbox.folders;
    const all = inbox?.items.splice(0) ?? [];
    for (const wellKnownName of ['sentitems', 'archive'])
      mailbox.folders.push({ name: wellKnownName, type: 'IPF.Note', wellKnownName, items: [], folders: [] });
    mailbox.folders.push({ name: 'Projects', type: 'IPF.Note', items: [], folders: [] });
    for (const item of all) random.one(mailbox.folders).items.push(item);
  }
  for (const mailbox of contents.destination)
    for (const wellKnownName of ['sentitems', 'archive'])
      mailbox.folders.push({ name: wellKnownName, type: 'IPF.Note', wellKnownName, items: [], folders: [] });
  return contents;
};

const archiveFolder = (name: string, more: Partial<SeedFolder> = {}): SeedFolder => ({
  name,
  type: 'IPF.Note',
  items: [],
  folders: [],
  ...more,
});

/** A third of each mailbox lies in its archive, some of that in a part of its own. */
const withArchives = (contents: ReturnType<typeof contentsOf>): ReturnType<typeof contentsOf> => ({
  source: contents.source.map((mailbox) => {
    const [old, grown] = [archiveFolder('Old'), archiveFolder('Grown', { auxiliary: true })];
    for (const folder of mailbox.folders) {
      old.items.push(...folder.items.splice(0, Math.floor(folder.items.length / 5)));
      grown.items.push(...folder.items.splice(0, Math.floor(folder.items.length / 5)));
    }
    return { ...mailbox, archive: [old, grown] };
  }),
  destination: contents.destination.map((mailbox) => ({ ...mailbox, archive: [archiveFolder('OLD')] })),
});

const kinds = {
  import: [
    '401',
    '403',
    '429',
    '500',
    '503',
    '504',
    '507',
    '509',
    'html',
    'wrong-id',
    'reset-before',
    'reset-after',
    'half',
    'slow',
    'late',
  ],
  export: ['429', '503', '504', 'html', 'reset-before', 'reset-after', 'half', 'slow'],
  list: ['429', '503', '504', 'html', 'reset-before', 'half', 'slow'],
  delta: ['410', '429', '503', 'html', 'reset-before', 'half'],
  folder: ['429', '503', '504', 'html', 'reset-before', 'reset-after', 'half'],
  session: ['429', '503', 'html', 'reset-before', 'half'],
  delete: ['429', '503', '504', 'reset-before', 'reset-after', 'half'],
} as const;

const faultsOf = (random: Random): NonNullable<SandboxOptions['faults']> =>
  Array.from({ length: 3 + random.below(6) }, () => {
    const on = random.one(Object.keys(kinds) as (keyof typeof kinds)[]);
    const how = random.one(kinds[on]);
    return {
      on,
      do: how,
      every: 1 + random.below(on === 'import' ? 12 : 5),
      after: random.below(10),
      times: 1 + random.below(6),
      delayMs: 20 + random.below(400),
      ...(how === '429' && random.chance(0.7) ? { retryAfter: random.one([0.05, 0.3, 1]) } : {}),
      ...(how === '429' || how === '509' ? { retryAfter: 0.2 } : {}),
    };
  });

/** `archives`: the mailboxes have some, and they move. */
export const oneRun = async (
  url: string,
  seed: number,
  { archives = false }: { archives?: boolean } = {},
): Promise<ChaosResult> => {
  const random = randomFrom(seed);
  const faults = faultsOf(random);
  // A dead worker's mailboxes wait for half a minute, so that most runs work in this process.
  const inProcesses = random.chance(0.1);
  const plain = contentsOf(random);
  const contents = archives ? withArchives(plain) : plain;
  await using world = await startWorld({
    url,
    work: !inProcesses,
    sandbox: { contents, faults, latencyMs: random.below(8), throttle: 'off' },
  });
  await using workers = inProcesses ? startWorkers(url, world, random) : noWorkers;
  const result: ChaosResult = {
    faults: 0,
    kills: 0,
    refused: 0,
    edits: 0,
    items: 0,
    lost: 0,
    doubled: 0,
    sourceWrites: 0,
    mailSent: 0,
    stuck: 0,
    details: [JSON.stringify(faults)],
  };
  if (archives) await world.options('IncludeArchive=1');
  await verified(world);
  if (random.chance(0.4)) await world.options('PropagateDeletes=1 MaximumDeletes=1000');
  for (let pass = 0; pass < 3; pass++) {
    const kill = pass === 0 && inProcesses ? workers.kill : undefined;
    await unquietPass(world, random, result, { archives, kill });
  }
  await settle(world, result);
  const truth = await world.truth();
  for (const mailbox of truth.mailboxes) {
    result.items += mailbox.sourceItems;
    result.lost += mailbox.lost.length;
    result.doubled += mailbox.doubled.length;
    result.details.push(...mailbox.lost.map((name) => `lost ${name}`));
    result.details.push(...mailbox.doubled.map((name) => `doubled ${name}`));
  }
  return {
    ...result,
    faults: world.sandbox.faultsStruck(),
    sourceWrites: truth.sourceWrites,
    mailSent: truth.mailSent,
  };
};

const noWorkers = { kill: async () => {}, [Symbol.asyncDispose]: async () => {} };

/** Two worker processes whose clocks move by hours; of which one is killed with -9 and another begun. */
const startWorkers = (database: string, world: World, random: Random) => {
  const { graphUrl } = world.sandbox.ready;
  const hour = 3_600_000;
  const start = () =>
    startWorkerProcess(
      { database, graphUrl },
      { movedMs: random.below(10 * hour) - 5 * hour, afterMs: random.below(5_000) },
    );
  const running = [start(), start()];
  return {
    kill: async (): Promise<void> => {
      const [first] = running.splice(0, 1, start());
      if (first !== undefined) await killed(first);
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(running.map(killed));
    },
  };
};

const verified = async (world: World): Promise<void> => {
  for (let tries = 0; tries < 10; tries++) {
    const pass = await world.run('verify');
    if (pass.progress.runs.completed === world.pairs.length) return;
  }
  throw new Error('the mailboxes could not be verified');
};

const unquietPass = async (
  world: World,
  random: Random,
  result: ChaosResult,
  { archives, kill }: { archives: boolean; kill: (() => Promise<void>) | undefined },
): Promise<void> => {
  const kind = random.one(['full', 'full', 'full', 'trial', 'prestage', 'retry'] as const);
  const request =
    kind === 'prestage'
      ? { olderThan: '1 day ago' }
      : kind === 'full' && random.chance(0.3)
        ? { last: true }
        : {};
  const asked = await again(() =>
    world.engine.approvals.request(world.alex, world.project.id, kind, request),
  );
  if (!asked.ok) return;
  const pass = await approved(world, asked.value.id, result);
  if (pass === undefined) return;
  await Promise.all([
    ended(world, pass, result),
    disturb(world, random, pass, result, archives ? [edit, editArchive] : [edit]),
    kill === undefined
      ? undefined
      : sleep(1_000 + random.below(3_000))
          .then(kill)
          .then(() => result.kills++),
  ]);
};

/** People try again when the bot says that the database is away. */
const again = async <T>(ask: () => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (tries === 20) throw error;
      await sleep(50 * tries);
    }
  }
};

/** Of two tries the first may have been heard, though its answer was not. What is refused is asked for anew. */
const approved = async (world: World, passId: number, result: ChaosResult): Promise<PassView | undefined> => {
  const asked = must(await again(() => world.engine.reporting.pass(world.alex, passId)));
  const typed = asked.plan.mailboxes.length;
  const answer = await again(() => world.engine.approvals.approve(world.sam, passId, { typed }));
  const pass = must(await again(() => world.engine.reporting.pass(world.alex, passId)));
  if (answer.ok || pass.state !== 'asked') return pass;
  result.refused++;
  result.details.push(`pass ${passId} (${pass.kind}): ${answer.refusal.sentence}`);
  await again(() => world.engine.approvals.reject(world.sam, passId, 'it was refused'));
  return undefined;
};

const mostMs = 120_000;

const ended = async (world: World, pass: PassView, result: ChaosResult): Promise<PassView> => {
  const end = performance.now() + mostMs;
  for (;;) {
    const view = must(await again(() => world.engine.reporting.pass(world.alex, pass.id)));
    if (view.finishedAt !== undefined) return view;
    if (performance.now() > end) {
      result.stuck++;
      result.details.push(`pass ${pass.id} (${pass.kind}) is ${view.state}: ${view.progress.waitsFor}`);
      must(await again(() => world.engine.passControl.stop(world.alex, pass.id)));
      return view;
    }
    await sleep(100);
  }
};

/** People at both sides, somebody at the chat, a consent that is withdrawn, a database whose connections break. */
const disturb = async (
  world: World,
  random: Random,
  pass: PassView,
  result: ChaosResult,
  edits: ((world: World, random: Random) => Promise<number>)[],
): Promise<void> => {
  for (let step = 0; step < 12; step++) {
    await sleep(random.below(150));
    if (random.chance(0.8))
      result.edits += await (edits.length > 1 ? random.one(edits) : edit)(world, random);
    else if (random.chance(0.5)) {
      await again(() => world.engine.passControl.pause(world.alex, pass.id));
      await sleep(random.below(400));
      await again(() => world.engine.passControl.resume(world.alex, pass.id));
    } else if (random.chance(0.3)) await revoke(world, random);
    else
      await world.database.db
        .execute(
          sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
        )
        .catch(() => {});
  }
};

const consents = [
  { tenant: 'Contoso', given: roles.source },
  { tenant: 'Fabrikam', given: roles.destination },
];

/** For a moment an app may not do one of the things it needs. */
const revoke = async (world: World, random: Random): Promise<void> => {
  const { tenant, given } = random.one(consents);
  const gone = random.one(given);
  await world.edit({ do: 'grant', tenant, roles: given.filter((role) => role !== gone) });
  await sleep(random.below(400));
  await world.edit({ do: 'grant', tenant, roles: given });
};

/** What a policy and Exchange do to archives, besides what people do in them. */
const editArchive = (world: World, random: Random): Promise<number> => {
  const { source, destination } = random.one(world.pairs);
  const [address, at] = [random.chance(0.8) ? source : destination, random.below(10)];
  const folder = random.one(['Old', 'Grown'] as const);
  const body = random.one<object>([
    { do: 'archive', folder: random.one(folders), at, to: folder },
    { do: 'archive', folder: random.one(folders), at, to: folder },
    { do: 'edit', archive: true, folder, at, subject: `Edited ${random.below(1e6)}` },
    { do: 'delete', archive: true, folder, at },
    { do: 'move', archive: true, folder, at, to: random.one(['Old', 'Grown']) },
    { do: 'new', archive: true, folder },
    { do: 'expand', folder },
  ]);
  return world.edit({ ...body, address }).then(
    () => 1,
    () => 0,
  );
};

const edit = async (world: World, random: Random): Promise<number> => {
  const { source, destination } = random.one(world.pairs);
  const where = { folder: random.one(folders), at: random.below(15) };
  const atSource = [
    { do: 'edit', subject: `Edited ${random.below(1e6)}` },
    { do: 'read' },
    { do: 'read', quietly: true },
    { do: 'copy' },
    { do: 'delete' },
    { do: 'move', to: random.one(folders) },
    { do: 'new' },
    { do: 'forget-tokens' },
  ];
  const atDestination = [
    { do: 'edit', subject: `Theirs ${random.below(1e6)}` },
    { do: 'delete' },
    { do: 'copy' },
    { do: 'move', to: random.one(folders) },
  ];
  const isSource = random.chance(0.75);
  const what = random.one<{ do: string; [key: string]: unknown }>(isSource ? atSource : atDestination);
  const { at, ...folder } = where;
  const body = {
    address: isSource ? source : destination,
    ...(what.do === 'forget-tokens' ? {} : what.do === 'new' ? folder : { ...folder, at }),
    ...what,
  };
  // A folder may be empty, or not be there yet.
  return world.edit(body).then(
    () => 1,
    () => 0,
  );
};

/** Full passes until one has nothing to do. */
const settle = async (world: World, result: ChaosResult): Promise<void> => {
  for (let tries = 0; tries < 16; tries++) {
    const asked = await again(() =>
      world.engine.approvals.request(world.alex, world.project.id, 'full', { last: true }),
    );
    if (!asked.ok) {
      await sleep(500);
      continue;
    }
    const pass = await approved(world, asked.value.id, result);
    if (pass === undefined) {
      await sleep(5_000);
      continue;
    }
    const { progress } = await ended(world, pass, result);
    const { copied, updated, failed } = progress.items;
    if (copied + updated + failed === 0 && progress.runs.completed === world.pairs.length) return;
  }
};
