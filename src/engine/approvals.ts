/**
 * Asking for a pass, and a person's yes or no to exactly the plan that was asked for. Every decision is one
 * transaction with the pass row locked: of two clicks at once, one decides and the other hears of it.
 */
import { and, eq, sql } from 'drizzle-orm';
import type { Db } from '../db/open.ts';
import {
  busyIn,
  copiedBefore,
  createRuns,
  endpointsOf,
  lockPass,
  mailboxesOf,
  measuredRate,
  nameOf,
  type PassRow,
  type ProjectRow,
  projectIn,
  setPassState,
} from '../db/passes.ts';
import { finishPassIfOver } from '../db/runs.ts';
import { events, type mailboxes, type PassKind, passes, runs, workgroups } from '../db/schema.ts';
import { describeChange, makePlan } from './plan.ts';
import { type Queue, StillBusy } from './queue.ts';
import { ok, type Result, refuse } from './refusal.ts';
import type { PassView, Reporting } from './reporting.ts';
import type { Actor } from './workgroups.ts';

export interface ApprovalsDeps {
  db: Db;
  queue: Pick<Queue, 'enqueue' | 'cancel'>;
  reporting: Pick<Reporting, 'pass'>;
  /** Mailboxes that the workers move at once, for estimates. */
  atOnce: number;
}

/** A plan that nobody decided about for a week describes another week's mailboxes. */
const expiresAfterMs = 7 * 24 * 3600_000;

export const createApprovals = (deps: ApprovalsDeps) => {
  const { db, reporting } = deps;
  const answer = async (actor: Actor, decided: Result<number>): Promise<Result<PassView>> =>
    decided.ok ? reporting.pass(actor, decided.value) : decided;
  const decide = async (
    actor: Actor,
    passId: number,
    how: (tx: Db, found: Found) => Promise<Result<number>>,
  ): Promise<Result<PassView>> =>
    answer(
      actor,
      await inOneGo(db, async (tx) => {
        const found = await lockPass(tx, actor.workgroupId, passId);
        return found === undefined
          ? refuse(
              'not-found',
              `There is no pass ${passId} here.`,
              'Say "status" to see the passes of this project.',
            )
          : how(tx, found);
      }),
    );

  return {
    /** `verify` starts at once, because it moves nothing; everything else waits for an approval. */
    request: async (
      actor: Actor,
      projectId: number,
      kind: PassKind,
      scope: { mailboxes?: string[] },
    ): Promise<Result<PassView>> =>
      answer(
        actor,
        await inOneGo(db, (tx) => ask(deps, tx, actor, { projectId, kind, addresses: scope.mailboxes })),
      ),

    approve: (actor: Actor, passId: number, planHash?: string): Promise<Result<PassView>> =>
      decide(actor, passId, (tx, found) => approve(deps, tx, actor, found, planHash)),

    reject: (actor: Actor, passId: number, reason?: string): Promise<Result<PassView>> =>
      decide(actor, passId, async (tx, { pass }) => {
        const decided = await alreadyDecided(tx, pass);
        if (decided !== null) return decided;
        await setPassState(tx, pass.id, 'rejected', {
          by: actor.personId,
          ...(reason === undefined ? {} : { reason }),
        });
        await tell(tx, pass, 'pass.rejected', { by: actor.name, reason: reason ?? null });
        return ok(pass.id);
      }),

    /** Queued runs end at once, running ones when the batch in hand is through. Nothing copied is lost. */
    stop: (actor: Actor, passId: number): Promise<Result<PassView>> =>
      decide(actor, passId, async (tx, { pass }) => {
        if (pass.state !== 'running')
          return refuse(
            'not-ready',
            `Pass ${pass.id} is not running, so there is nothing to stop.`,
            pass.state === 'asked'
              ? `Say "reject ${pass.id}" if it shall not start.`
              : 'Say "status" to see how it ended.',
          );
        await setPassState(tx, pass.id, 'stopped', null);
        const unbegun = await tx
          .update(runs)
          .set({ state: 'stopped', finishedAt: sql`now()` })
          .where(and(eq(runs.passId, pass.id), eq(runs.state, 'queued')))
          .returning({ id: runs.id });
        await deps.queue.cancel(
          tx,
          unbegun.map(({ id }) => id),
        );
        await tell(tx, pass, 'pass.stopped', { by: actor.name });
        await finishPassIfOver(tx, { ...pass, state: 'stopped' });
        return ok(pass.id);
      }),
  };
};

/** One transaction, which a mailbox that is just being let go of undoes as a whole. */
const inOneGo = async (db: Db, work: (tx: Db) => Promise<Result<number>>): Promise<Result<number>> => {
  try {
    return await db.transaction(work);
  } catch (error) {
    if (!(error instanceof StillBusy)) throw error;
    return refuse(
      'busy',
      'A worker is just letting go of one of these mailboxes.',
      'Try again in a few seconds; nothing was started.',
    );
  }
};

interface Found {
  pass: PassRow;
  project: ProjectRow;
}

interface Asked {
  projectId: number;
  kind: PassKind;
  /** Absent: everybody. */
  addresses?: string[] | undefined;
  /** The addresses come from a plan: one that was removed since is a change of the plan, no mistake of typing. */
  planned?: boolean;
}

const ask = async (deps: ApprovalsDeps, tx: Db, actor: Actor, asked: Asked): Promise<Result<number>> => {
  const project = await projectIn(tx, actor.workgroupId, asked.projectId);
  if (project === undefined)
    return refuse(
      'not-found',
      `There is no project with the number ${asked.projectId} here.`,
      'Say "project" to see the ones there are.',
    );
  const made = await planFor(deps, tx, project, asked);
  if (!made.ok) return made;
  const { plan, hash } = made.value;
  const [pass] = await tx
    .insert(passes)
    .values({
      projectId: project.id,
      kind: asked.kind,
      state: asked.kind === 'verify' ? 'running' : 'asked',
      plan,
      planHash: hash,
      requestedBy: actor.personId,
    })
    .returning();
  if (pass === undefined) throw new Error('keeping a plan: no row came back');
  await tell(tx, pass, 'pass.asked', { by: actor.name });
  if (asked.kind === 'verify') await start(deps, tx, pass);
  return ok(pass.id);
};

const planFor = async (
  deps: ApprovalsDeps,
  tx: Db,
  project: ProjectRow,
  asked: Asked,
): Promise<Result<ReturnType<typeof makePlan>>> => {
  const { sourceEndpointId: source, destinationEndpointId: destination } = project;
  if (source === null || destination === null)
    return refuse(
      'not-ready',
      `"${project.name}" does not know yet which tenants it works between.`,
      'Say "project" to finish setting it up.',
    );
  const endpoints = await endpointsOf(tx, [source, destination]);
  const tenantOf = (id: number): string =>
    endpoints.find((one) => one.id === id)?.tenantId.toLowerCase() ?? '';
  const unsealed = endpoints.find((one) => one.secretSealed === null)?.name;
  if (unsealed !== undefined)
    return refuse(
      'not-ready',
      `The endpoint "${unsealed}" has no secret yet.`,
      'Say "endpoint" and press "Enter secret": it opens a page for it.',
    );
  const all = await mailboxesOf(tx, project.id);
  if (all.length === 0)
    return refuse('not-ready', `"${project.name}" has no mailboxes yet.`, 'Say "users import" to add them.');
  const everybody = asked.addresses === undefined || asked.addresses.length === 0;
  const chosen = everybody ? ok(all) : choose(all, asked);
  if (!chosen.ok) return chosen;
  const busy = new Map((await busyIn(tx, project.id)).map((one) => [one.mailboxId, one.passId]));
  const blocked = chosen.value.filter((mailbox) => busy.has(mailbox.id));
  if (blocked[0] !== undefined) {
    const passId = busy.get(blocked[0].id);
    const others = blocked.length > 1 ? ` and ${blocked.length - 1} more are` : ' is';
    return refuse(
      'busy',
      `${blocked[0].sourceAddress}${others} still in pass ${passId}, and a mailbox is in one pass at a time.`,
      `Wait for pass ${passId} ("status ${passId}"), or stop it ("stop ${passId}").`,
    );
  }
  const copied = await copiedBefore(tx, project.id);
  const made = makePlan({
    kind: asked.kind,
    projectId: project.id,
    everybody,
    options: {},
    filters: [],
    tenants: { source: tenantOf(source), destination: tenantOf(destination) },
    mailboxes: chosen.value.map((row) => ({
      id: row.id,
      source: row.sourceAddress,
      destination: row.destinationAddress,
      verification: row.verification,
      copied: asked.kind === 'verify' ? undefined : copied.get(row.id),
    })),
    atOnce: deps.atOnce,
    itemsPerSecond: await measuredRate(tx, project.id),
  });
  if (made.plan.mailboxes.length === 0)
    return refuse(
      'not-ready',
      'None of these mailboxes has been verified without trouble, so none can be moved.',
      'Say "verify", and "errors" if it finds some.',
    );
  return ok(made);
};

type MailboxRecord = typeof mailboxes.$inferSelect;

const choose = (
  all: MailboxRecord[],
  { addresses = [], planned = false }: Asked,
): Result<MailboxRecord[]> => {
  const wanted = new Set(addresses.map((address) => address.toLowerCase()));
  const chosen = all.filter((row) => wanted.delete(row.sourceAddress.toLowerCase()));
  const [unknown] = wanted;
  return unknown === undefined || planned
    ? ok(chosen)
    : refuse(
        'not-found',
        `${unknown} is not in this project.`,
        'Say "users" to see who is; name mailboxes by their source address.',
      );
};

const approve = async (
  deps: ApprovalsDeps,
  tx: Db,
  actor: Actor,
  { pass, project }: Found,
  planHash: string | undefined,
): Promise<Result<number>> => {
  const decided = await alreadyDecided(tx, pass);
  if (decided !== null) return decided;
  if (planHash !== undefined && planHash !== pass.planHash)
    return refuse(
      'plan-changed',
      `This card does not show plan ${pass.id} as it is.`,
      `Say "status ${pass.id}" to see the plan, and approve there.`,
    );
  if (Date.now() - pass.requestedAt.getTime() > expiresAfterMs) {
    await setPassState(tx, pass.id, 'expired', null);
    await tell(tx, pass, 'pass.expired', {});
    return refuse(
      'expired',
      `Plan ${pass.id} was asked for more than 7 days ago and has expired.`,
      `Say "${pass.kind}" to make a plan of today.`,
    );
  }
  const [workgroup] = await tx.select().from(workgroups).where(eq(workgroups.id, actor.workgroupId));
  if (pass.requestedBy === actor.personId && !workgroup?.selfApproval) {
    return refuse(
      'own-plan',
      'You asked for this plan yourself, and here somebody else has to approve it.',
      'Ask a colleague to look at the card and press Approve.',
    );
  }
  const now = await planFor(deps, tx, project, {
    projectId: project.id,
    kind: pass.kind,
    planned: true,
    addresses: scopeOf(pass),
  });
  if (!now.ok) return now;
  if (now.value.hash !== pass.planHash) {
    return refuse(
      'plan-changed',
      `Plan ${pass.id} is not what it was when this card was posted: ${describeChange(pass.plan, now.value.plan)}.`,
      `Say "${pass.kind}" to get the new plan, and review that one.`,
    );
  }
  await setPassState(tx, pass.id, 'running', { by: actor.personId });
  await tell(tx, pass, 'pass.approved', { by: actor.name });
  await start(deps, tx, pass);
  return ok(pass.id);
};

/** The mailboxes the plan was made over: those that it moves and those that it left out. */
const scopeOf = ({ plan }: PassRow): string[] | undefined =>
  plan.everybody
    ? undefined
    : [...plan.mailboxes.map(({ source }) => source), ...plan.leftOut.map(({ address }) => address)];

const start = async (deps: ApprovalsDeps, tx: Db, pass: PassRow): Promise<void> =>
  deps.queue.enqueue(tx, await createRuns(tx, pass));

const alreadyDecided = async (tx: Db, pass: PassRow): Promise<Result<number> | null> => {
  if (pass.state === 'asked') return null;
  const who = await nameOf(tx, pass.decidedBy);
  const what = pass.state === 'rejected' ? 'rejected' : pass.state === 'expired' ? 'expired' : 'approved';
  return refuse(
    'already-decided',
    what === 'expired'
      ? `Plan ${pass.id} has expired.`
      : `${who} ${what} plan ${pass.id} already; nothing happened twice.`,
    `Say "status ${pass.id}" to see how it stands.`,
  );
};

const tell = async (tx: Db, pass: PassRow, kind: string, data: Record<string, unknown>): Promise<void> => {
  await tx.insert(events).values({ projectId: pass.projectId, passId: pass.id, kind, data });
};
