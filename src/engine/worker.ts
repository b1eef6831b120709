/**
 * The worker role: takes runs from the queue, does them by the recipe, and says how they ended.
 *
 * Trouble that passes (throttling, a network that is away) throws the job back to the queue, and the run
 * goes on later from its ledger. Trouble that does not pass ends the run with a sentence.
 */
import { totals } from '../db/ledger.ts';
import { type Db, isAway } from '../db/open.ts';
import {
  finishRun,
  keepHold,
  letGo,
  type OpenedRun,
  openRun,
  type RunEnd,
  RunTaken,
  requeueRun,
} from '../db/runs.ts';
import type { PassState } from '../db/schema.ts';
import type { Log } from '../log.ts';
import { createAddressMaps } from './address-maps.ts';
import type { Endpoints } from './endpoints.ts';
import { EngineError, isPassing, kindOf } from './errors.ts';
import { explain } from './explanations.ts';
import type { MailboxClient } from './graph/index.ts';
import { compileOptions } from './options/compile.ts';
import type { PassControl } from './pass-control.ts';
import { itemFilter } from './passes/filters.ts';
import { openSides } from './passes/open-sides.ts';
import { runAssess, runMove, runVerify } from './passes/run-pass.ts';
import { removeTrial, runTrialInto } from './passes/trial-folder.ts';
import { looksOnly } from './policy.ts';
import type { NoticeJob, Queue, RunJob } from './queue.ts';
import { batchBytesFor } from './transfer/mover.ts';
import { createRewriter } from './transfer/rewriter.ts';
import type { Signs, Transfer } from './transfer/transfer.ts';

export interface WorkerDeps {
  db: Db;
  queue: Queue;
  endpoints: Pick<Endpoints, 'open'>;
  passControl: Pick<PassControl, 'turn'>;
  noticeSending: { carryOut(job: NoticeJob, signal: AbortSignal): Promise<void> };
  /** Mailboxes at once: each has budgets of its own at Microsoft's side, so more of them is faster. */
  concurrency: number;
  /** How long an import whose answer was lost may still be running at the server. */
  lostImportMs?: number | undefined;
  log: Log;
}

/** Imports take tens of milliseconds; three seconds are a bad day. */
const usualLostImportMs = 3_000;

/** How often a running run looks whether it is still ours and still wanted, and says what it waits for. */
const watchEveryMs = 2_000;

/**
 * Without the database for this long, nothing more is sent: after 30 s without a heartbeat the run may be
 * another worker's, and both would send the same items.
 */
const holdMs = 15_000;

export const createWorker = (given: WorkerDeps) => {
  const deps: Equipped = { ...given, addressMap: createAddressMaps(given.db) };
  return {
    start: (): Promise<void> =>
      deps.queue.work({
        concurrency: deps.concurrency,
        handle: (job, signal) => workOn(deps, job, signal),
        abandoned: (job) => giveUp(deps, job),
        turn: (passId) => deps.passControl.turn(passId),
        notice: (job, signal) => deps.noticeSending.carryOut(job, signal),
      }),
    stop: (): Promise<void> => deps.queue.stop(),
  };
};

interface Equipped extends WorkerDeps {
  addressMap: ReturnType<typeof createAddressMaps>;
}

const workOn = async (deps: Equipped, job: RunJob, signal: AbortSignal): Promise<void> => {
  const run = await openRun(deps.db, job.runId, (options) => compileOptions(options).mailboxesAtOnce);
  if (run === null) return;
  // Back to the queue, which hands it out again in two seconds.
  if (run === 'held')
    throw new Error('a worker that does not know yet that it shall stop has the mailbox in hand');
  if (run === 'as many run as may') throw new Error('as many mailboxes of the project run as may');
  const log = deps.log.child({ runId: run.runId, passId: run.passId, mailboxId: run.mailbox.id });
  const stop = new AbortController();
  const work: Work = {
    log,
    signal: AbortSignal.any([signal, stop.signal]),
    clients: [],
    signs: { aliveAt: performance.now(), doing: 'signing in', filtered: 0 },
  };
  const watch = watchRun(deps, run, work, stop);
  try {
    const end = await doRun(deps, run, work);
    await finishRun(deps.db, run, end);
    log.info({ state: end.state }, `${run.kind} run finished: ${end.state}`);
  } catch (error) {
    await endWithTrouble(deps, run, log, signal.aborted, stop.signal.aborted ? stop.signal.reason : error);
  } finally {
    clearInterval(watch);
    // Without the database it is let go of by silence.
    await letGo(deps.db, run).catch((error) => log.debug({ err: error }, 'letting go of the run'));
  }
};

interface Work {
  log: Log;
  signal: AbortSignal;
  /** Filled as the run opens its mailboxes, so that the watch can ask them what they wait for. */
  clients: MailboxClient[];
  signs: Signs;
}

const doRun = async (
  { db, endpoints, concurrency, lostImportMs = usualLostImportMs, addressMap }: Equipped,
  run: OpenedRun,
  { log, signal, clients, signs }: Work,
): Promise<RunEnd> => {
  const [source, destination] = await Promise.all([
    endpoints.open(run.sourceEndpointId),
    endpoints.open(run.destinationEndpointId),
  ]);
  if (run.kind === 'verify') {
    const opened = (client: MailboxClient) => void clients.push(client);
    return runVerify({ db, signal, signs, opened }, run, { source, destination });
  }
  if (run.kind === 'assess') {
    const opened = (client: MailboxClient) => void clients.push(client);
    return runAssess({ db, signal, signs, opened }, run, { source, destination });
  }
  const options = compileOptions(run.projectOptions);
  const sides = await openSides(db, run.mailbox, { source, destination }, options, signal);
  if ('problem' in sides) return { state: 'failed', problem: sides.problem };
  clients.push(sides.source, sides.destination);
  const addresses = await addressMap(run.projectId, options.recipientMappings);
  const transfer: Transfer = {
    db,
    log,
    lostImportMs,
    signal,
    signs,
    runId: run.runId,
    attempt: run.attempt,
    passId: run.passId,
    mailboxId: run.mailbox.id,
    kind: run.kind,
    pass: run.options,
    options,
    addresses,
    rewriter: createRewriter({
      db,
      projectId: run.projectId,
      mailboxId: run.mailbox.id,
      addresses,
      alive: () => {
        signs.aliveAt = performance.now();
      },
    }),
    mostDeletes: run.mostDeletes,
    filter: itemFilter(run.kind, run.options, options),
    folderOf: new Map(),
    batchBytes: batchBytesFor(concurrency),
    settings: {
      sourceAddress: run.mailbox.sourceAddress,
      destinationAddress: run.mailbox.destinationAddress,
      recipients: addresses,
    },
    ...sides,
  };
  if (run.options.removes !== undefined) return removeTrial(transfer, run.options.removes);
  return run.options.into === undefined ? runMove(transfer) : runTrialInto(transfer, run.options.into);
};

/** Its pass is not at work any more: stopped, paused, or outside its hours. */
class PassRests extends Error {
  override readonly name = 'PassRests';
  readonly state: PassState;
  constructor(state: PassState) {
    super(`the pass is ${state}`);
    this.state = state;
  }
}

/** Ends the run's sending when it is not wanted, not ours, not known to be ours any more, or stands still. */
const watchRun = (
  { db, log }: WorkerDeps,
  run: OpenedRun,
  { clients, signs }: Work,
  stop: AbortController,
): NodeJS.Timeout => {
  let heldAt = performance.now();
  const waited = waitedSince(clients);
  const look = async (): Promise<void> => {
    const waitsFor = clients.map((client) => client.waitsFor()).find((reason) => reason !== null) ?? null;
    if (waitsFor !== null) signs.aliveAt = performance.now();
    const stillMs = performance.now() - signs.aliveAt;
    const says = waitsFor ?? (stillMs > stillnessMs ? stillness(signs, stillMs) : null);
    const state = await keepHold(db, run, says, waited());
    heldAt = performance.now();
    if (state === 'taken') stop.abort(new RunTaken());
    else if (state !== 'running') stop.abort(new PassRests(state));
    else if (stillMs > standstillMs) stop.abort(trouble('the run stands still', 'standstill'));
  };
  return setInterval(() => {
    look().catch((error) => log.debug({ err: error, runId: run.runId }, 'watching the run'));
    if (performance.now() - heldAt > holdMs)
      stop.abort(trouble('holding the run: the database does not answer', 'database-away'));
  }, watchEveryMs);
};

/** Whole seconds that the slower of two mailboxes waited since the last call. */
const waitedSince = (clients: MailboxClient[]): (() => number) => {
  const before = new Map<MailboxClient, number>();
  let owedMs = 0;
  return () => {
    const lately = clients.map((client) => {
      const ms = client.waitedMs();
      const since = ms - (before.get(client) ?? ms);
      before.set(client, ms);
      return since;
    });
    owedMs += Math.max(0, ...lately);
    const seconds = Math.floor(owedMs / 1000);
    owedMs -= seconds * 1000;
    return seconds;
  };
};

const trouble = (doing: string, code: string): EngineError => new EngineError('transient', doing, { code });

/** Nothing read and nothing moved for so long is worth a word; twenty minutes are the longest time-out there is. */
const stillnessMs = 5 * 60_000;
const standstillMs = 25 * 60_000;

const stillness = ({ doing }: Signs, stillMs: number): string =>
  `No progress for ${Math.floor(stillMs / 60_000)} minutes while ${doing}. It is begun anew after ${standstillMs / 60_000} minutes.`;

/** Throws when the job shall be handed out again. */
const endWithTrouble = async (
  { db }: WorkerDeps,
  run: OpenedRun,
  log: Log,
  leaving: boolean,
  error: unknown,
): Promise<void> => {
  if (error instanceof RunTaken)
    return log.info({ attempt: run.attempt }, 'the run is not ours any more; leaving it alone');
  if (error instanceof PassRests) {
    if (error.state === 'stopped') await finishRun(db, run, { state: 'stopped', ...(await soFar(db, run)) });
    return log.info(`${run.kind} run leaves: ${error.message}`);
  }
  if (leaving) {
    await requeueRun(db, run, null);
    throw error;
  }
  const kind = kindOf(error);
  if (isPassing(kind) || isAway(error)) {
    log.warn({ err: error }, `${run.kind} run met ${kind} trouble; it goes on from its ledger`);
    await requeueRun(db, run, `${explain(codeOf(error)).sentence} It goes on by itself.`);
    throw error;
  }
  log.error({ err: error }, `${run.kind} run failed`);
  const { sentence, next } = explain(codeOf(error));
  await finishRun(db, run, { state: 'failed', problem: `${sentence} ${next}`, ...(await soFar(db, run)) });
};

/** What a run moved before it ended early, by type, for the statistics. */
const soFar = async (db: Db, run: OpenedRun): Promise<Pick<RunEnd, 'byType'>> =>
  !looksOnly(run.kind) ? { byType: (await totals(db, run.mailbox.id, run.passId)).byType } : {};

/** The queue gave up on it: a hundred tries over hours. The ledger keeps what was done. */
const giveUp = async ({ db, log }: WorkerDeps, job: RunJob): Promise<void> => {
  log.error({ runId: job.runId }, 'run given up after too many tries');
  const problem =
    'The run was tried again and again for hours and never got through. See the log for the cause, then run the pass again: what was copied stays copied.';
  await finishRun(db, { runId: job.runId }, { state: 'failed', problem });
};

/** Microsoft's code, from wherever in the chain of causes it stands; else our own kind. */
const codeOf = (error: unknown): string => {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (at instanceof EngineError && at.code !== undefined) return at.code;
  }
  return isAway(error) ? 'database-away' : kindOf(error);
};
