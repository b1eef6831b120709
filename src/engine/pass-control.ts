/**
 * A pass from its request to its end: its plan expires, its start can be undone for a moment, it works in its hours,
 * pauses when somebody says so, goes on, stops. Each change is one transaction with the pass row locked. A worker hears
 * of it within two seconds, sends what it has in hand to its end, and leaves; nothing copied is lost.
 */
import type { Db } from '../db/open.ts';
import {
  createRuns,
  dropRuns,
  hasBegun,
  lockPass,
  lockPassAnywhere,
  openRunsOf,
  type PassRow,
  type ProjectRow,
  setOpenRuns,
  setPassState,
  setReminded,
  takeBackApproval,
} from '../db/passes.ts';
import { finishPassIfOver } from '../db/runs.ts';
import { events, type PassState } from '../db/schema.ts';
import { compileOptions } from './options/compile.ts';
import { beginsAt, deadlineOf } from './policy.ts';
import { type Queue, type QueuedRun, StillBusy } from './queue.ts';
import { ok, type Result, refuse } from './refusal.ts';
import type { PassView, Reporting } from './reporting.ts';
import { turnOf } from './schedule.ts';
import type { Actor } from './workgroups.ts';

export interface PassControlDeps {
  db: Db;
  queue: Pick<Queue, 'enqueue' | 'cancel' | 'revive' | 'wakeAt'>;
  reporting: Pick<Reporting, 'pass'>;
  /** For so long the start of a pass can be undone. */
  undoMs: number;
}

export interface FoundPass {
  pass: PassRow;
  project: ProjectRow;
}

export type PassControl = ReturnType<typeof createPassControl>;

export const createPassControl = (deps: PassControlDeps) => {
  const { db } = deps;
  const decide = decideWith(deps);
  return {
    /** Runs that have not begun end at once, running ones when the batch in hand is through. */
    stop: (actor: Actor, passId: number): Promise<Result<PassView>> =>
      decide(actor, passId, async (tx, { pass }) => {
        if (!goesOn(pass)) return notGoing(pass, 'stop');
        await setPassState(tx, pass.id, 'stopped', null);
        const open = await openRunsOf(tx, pass.id);
        await deps.queue.cancel(
          tx,
          open.flatMap(({ runId, state }) => (state === 'running' ? [] : [runId])),
        );
        await setOpenRuns(tx, pass.id, 'stopped');
        await tell(tx, pass, 'pass.stopped', { by: actor.name });
        await finishPassIfOver(tx, { ...pass, state: 'stopped' });
        return ok(pass.id);
      }),

    /** The plan waits for a yes again, as if there had been none; one that needed none is withdrawn. */
    undo: (actor: Actor, passId: number): Promise<Result<PassView>> =>
      decide(actor, passId, async (tx, { pass }) => {
        if (pass.state !== 'waiting' || (await hasBegun(tx, pass.id)))
          return refuse(
            'not-ready',
            goesOn(pass)
              ? `Pass ${pass.id} has begun, so its start cannot be undone any more.`
              : `Pass ${pass.id} is not about to start, so there is nothing to undo.`,
            goesOn(pass)
              ? `Say "stop ${pass.id}": what was copied stays, and a later pass goes on from there.`
              : `Say "status ${pass.id}" to see how it stands.`,
          );
        await dropRuns(tx, pass.id);
        await takeBackApproval(tx, pass.id, pass.decidedBy === null ? 'stopped' : 'asked');
        await tell(tx, pass, 'pass.undone', { by: actor.name });
        return ok(pass.id);
      }),

    /** Until somebody says `resume`. */
    pause: (actor: Actor, passId: number): Promise<Result<PassView>> =>
      decide(actor, passId, async (tx, { pass }) => {
        if (!goesOn(pass)) return notGoing(pass, 'pause');
        if (pass.state === 'paused')
          return refuse(
            'already-decided',
            `Pass ${pass.id} is paused already.`,
            `Say "resume ${pass.id}" to go on.`,
          );
        await rest(deps, tx, pass, 'paused');
        await tell(tx, pass, 'pass.paused', { by: actor.name });
        return ok(pass.id);
      }),

    resume: (actor: Actor, passId: number): Promise<Result<PassView>> =>
      decide(actor, passId, async (tx, { pass, project }) => {
        if (!goesOn(pass)) return notGoing(pass, 'resume');
        if (pass.state !== 'paused')
          return refuse(
            'already-decided',
            pass.state === 'waiting'
              ? `Pass ${pass.id} is not paused: it waits for its hours.`
              : `Pass ${pass.id} is not paused: it is running.`,
            `Say "status ${pass.id}" to see how it stands.`,
          );
        await tell(tx, pass, 'pass.resumed', { by: actor.name });
        await goOn(deps, tx, { pass, project });
        return ok(pass.id);
      }),

    /** What the clock changes: a plan expires, a pass opens and closes at its hours. Harmless at any other time. */
    turn: (passId: number): Promise<void> =>
      db.transaction(async (tx) => {
        const found = await lockPassAnywhere(tx, passId);
        if (found === undefined) return;
        if (found.pass.state === 'asked') return grow(deps, tx, found);
        const { pass } = found;
        const { open, until } = turnNow(deps, found);
        if (pass.state === 'waiting' && open) {
          await tell(tx, pass, 'pass.resumed', {});
          await goOn(deps, tx, found);
        } else if (pass.state === 'running' && !open) {
          await rest(deps, tx, pass, 'waiting');
          await tell(tx, pass, 'pass.waiting', {});
          await wake(deps, tx, pass, until);
        } else if (until !== null && until.getTime() - Date.now() < wokenTooEarlyMs) {
          // The clocks of two machines differ: whoever is woken too early asks to be woken again.
          await wake(deps, tx, pass, until);
        }
      }),
  };
};

const wokenTooEarlyMs = 60_000;

/** A plan that nobody decided about: first people are reminded of it, then it expires. */
const grow = async (
  deps: Pick<PassControlDeps, 'queue'>,
  tx: Db,
  { pass, project }: FoundPass,
): Promise<void> => {
  const { remindAt, expiresAt } = deadlineOf(pass.requestedAt, project.planExpiresHours);
  const now = Date.now();
  if (now >= expiresAt.getTime()) return expirePass(tx, pass);
  if (now >= remindAt.getTime() && pass.remindedAt === null) {
    await setReminded(tx, pass.id);
    await tell(tx, pass, 'pass.reminded', {});
  }
  await wake(deps, tx, pass, now < remindAt.getTime() ? remindAt : expiresAt);
};

export const expirePass = async (tx: Db, pass: PassRow): Promise<void> => {
  await setPassState(tx, pass.id, 'expired', null);
  await tell(tx, pass, 'pass.expired', {});
};

/** May the pass work now? Not before its own time, nor as long as its start can be undone. */
const turnNow = ({ undoMs }: Pick<PassControlDeps, 'undoMs'>, { pass, project }: FoundPass) => {
  const startAt = beginsAt(pass, pass.decidedAt ?? pass.requestedAt, undoMs).toISOString();
  return turnOf({ ...pass.plan.options, startAt }, project.timeZone, new Date());
};

/** The runs of a pass that was just approved: queued now, or waiting for its hours. */
export const startPass = async (
  deps: { queue: Pick<Queue, 'enqueue' | 'wakeAt'>; undoMs: number },
  tx: Db,
  { pass, project }: FoundPass,
): Promise<void> => {
  const { open, until } = turnNow(deps, { pass, project });
  await createRuns(tx, pass, open ? 'queued' : 'waiting');
  await setPassState(tx, pass.id, open ? 'running' : 'waiting', null);
  if (open) await deps.queue.enqueue(tx, await queuedRuns(tx, pass, project));
  await wake(deps, tx, pass, until);
};

const goOn = async (
  deps: Pick<PassControlDeps, 'queue' | 'undoMs'>,
  tx: Db,
  { pass, project }: FoundPass,
): Promise<void> => {
  const { open, until } = turnNow(deps, { pass, project });
  await setPassState(tx, pass.id, open ? 'running' : 'waiting', null);
  if (open) {
    await setOpenRuns(tx, pass.id, 'queued');
    await deps.queue.revive(tx, await queuedRuns(tx, pass, project));
  }
  await wake(deps, tx, pass, until);
};

const rest = async (
  deps: Pick<PassControlDeps, 'queue'>,
  tx: Db,
  pass: PassRow,
  state: 'paused' | 'waiting',
): Promise<void> => {
  await setPassState(tx, pass.id, state, null);
  const open = await openRunsOf(tx, pass.id);
  await deps.queue.cancel(
    tx,
    open.map(({ runId }) => runId),
  );
  await setOpenRuns(tx, pass.id, 'resting');
};

const wake = async (
  { queue }: { queue: Pick<Queue, 'wakeAt'> },
  tx: Db,
  pass: PassRow,
  until: Date | null,
): Promise<void> => {
  if (until !== null) await queue.wakeAt(tx, pass.id, until);
};

const queuedRuns = async (tx: Db, pass: PassRow, project: ProjectRow): Promise<QueuedRun[]> => {
  const { mailboxesAtOnce: atOnce } = compileOptions(project.options);
  return (await openRunsOf(tx, pass.id)).map(({ runId, mailboxId, priority }) => ({
    runId,
    passId: pass.id,
    mailboxId,
    projectId: project.id,
    priority,
    atOnce,
  }));
};

const going: PassState[] = ['waiting', 'running', 'paused'];
const goesOn = ({ state }: PassRow): boolean => going.includes(state);

const notGoing = (pass: PassRow, verb: 'stop' | 'pause' | 'resume'): Result<number> =>
  refuse(
    'not-ready',
    `Pass ${pass.id} is not running, so there is nothing to ${verb}.`,
    pass.state === 'asked'
      ? `Say "reject ${pass.id}" if it shall not start.`
      : `Say "status ${pass.id}" to see how it ended.`,
  );

export const tell = async (
  tx: Db,
  pass: PassRow,
  kind: string,
  data: Record<string, unknown>,
): Promise<void> => {
  await tx.insert(events).values({ projectId: pass.projectId, passId: pass.id, kind, data });
};

/** A person's decision about one pass, in one transaction: of two clicks at once, the second sees the first. */
export const decideWith =
  ({ db, reporting }: { db: Db; reporting: Pick<Reporting, 'pass'> }) =>
  async (
    actor: Actor,
    passId: number,
    how: (tx: Db, found: FoundPass) => Promise<Result<number>>,
  ): Promise<Result<PassView>> => {
    const decided = await inOneGo(db, async (tx) => {
      const found = await lockPass(tx, actor, passId);
      return found === undefined
        ? refuse(
            'not-found',
            `There is no pass ${passId} here.`,
            'Say "status" to see the passes of this project.',
          )
        : how(tx, found);
    });
    return decided.ok ? reporting.pass(actor, decided.value) : decided;
  };

/** One transaction, which a mailbox that is just being let go of undoes as a whole. */
export const inOneGo = async (db: Db, work: (tx: Db) => Promise<Result<number>>): Promise<Result<number>> => {
  try {
    return await db.transaction(work);
  } catch (error) {
    if (!(error instanceof StillBusy)) throw error;
    return refuse(
      'busy',
      'A worker is just letting go of one of these mailboxes.',
      'Try again in half a minute; nothing was started.',
    );
  }
};
