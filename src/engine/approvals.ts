/**
 * Asking for a pass, and a person's yes or no to exactly the plan that was asked for. Every decision is one
 * transaction with the pass row locked: of two clicks at once, one decides and the other hears of it.
 */
import { eq } from 'drizzle-orm';
import type { Db } from '../db/open.ts';
import { addApproval, nameOf, type PassRow, projectIn, setPassState, stillApprovers } from '../db/passes.ts';
import { type PassKind, passes, workgroups } from '../db/schema.ts';
import { allLicensed } from './licence-gate.ts';
import { decideWith, expirePass, type FoundPass, inOneGo, startPass, tell } from './pass-control.ts';
import { type PassRequest, readRequest } from './pass-request.ts';
import { describeChange } from './plan.ts';
import { planFor } from './plans.ts';
import { deadlineOf, needsApproval, takesAway } from './policy.ts';
import type { Queue } from './queue.ts';
import { ok, type Result, refuse } from './refusal.ts';
import type { PassView, Reporting } from './reporting.ts';
import type { Actor } from './workgroups.ts';

export interface ApprovalsDeps {
  db: Db;
  queue: Pick<Queue, 'enqueue' | 'wakeAt'>;
  reporting: Pick<Reporting, 'pass'>;
  /** Mailboxes that the workers move at once, for estimates. */
  atOnce: number;
  /** For so long the start of a pass can be undone: nothing of it begins before. */
  undoMs: number;
}

export const createApprovals = (deps: ApprovalsDeps) => {
  const { db, reporting } = deps;
  const decide = decideWith(deps);
  return {
    /** Waits for an approval, unless the project's people agreed that its kind needs none. */
    request: async (
      actor: Actor,
      projectId: number,
      kind: PassKind,
      asked: PassRequest,
    ): Promise<Result<PassView>> => {
      const made = await inOneGo(db, (tx) => ask(deps, tx, actor, { projectId, kind, asked }));
      return made.ok ? reporting.pass(actor, made.value) : made;
    },

    /** `planHash`: of the plan that was looked at. `typed`: how many mailboxes it said there, where that must be typed. */
    approve: (
      actor: Actor,
      passId: number,
      seen: { planHash?: string | undefined; typed?: number | undefined } = {},
    ): Promise<Result<PassView>> =>
      decide(actor, passId, (tx, found) => approve(deps, tx, actor, found, seen)),

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
  };
};

const ask = async (
  deps: ApprovalsDeps,
  tx: Db,
  actor: Actor,
  { projectId, kind, asked }: { projectId: number; kind: PassKind; asked: PassRequest },
): Promise<Result<number>> => {
  const project = await projectIn(tx, actor, projectId);
  if (project === undefined)
    return refuse(
      'not-found',
      `There is no project with the number ${projectId} here.`,
      'Say "project" to see the ones there are.',
    );
  const options = readRequest(kind, asked, { timeZone: project.timeZone, now: new Date() });
  if (!options.ok) return options;
  const scope = { addresses: asked.mailboxes, waves: asked.waves };
  const made = await planFor(tx, project, { kind, options: options.value, ...scope }, deps.atOnce);
  if (!made.ok) return made;
  const { plan, hash } = made.value;
  const asksFirst = needsApproval(kind, plan, project.approvedKinds);
  const licensed = await allLicensed(tx, project, plan);
  if (!licensed.ok) return licensed;
  const [pass] = await tx
    .insert(passes)
    .values({
      projectId: project.id,
      kind,
      state: asksFirst ? 'asked' : 'running',
      plan,
      planHash: hash,
      requestedBy: actor.personId,
    })
    .returning();
  if (pass === undefined) throw new Error('keeping a plan: no row came back');
  await tell(tx, pass, 'pass.asked', { by: actor.name });
  if (asksFirst)
    await deps.queue.wakeAt(tx, pass.id, deadlineOf(pass.requestedAt, project.planExpiresHours).remindAt);
  else await startPass(deps, tx, { pass, project });
  return ok(pass.id);
};

const approve = async (
  deps: ApprovalsDeps,
  tx: Db,
  actor: Actor,
  { pass, project }: FoundPass,
  { planHash, typed }: { planHash?: string | undefined; typed?: number | undefined },
): Promise<Result<number>> => {
  const decided = await alreadyDecided(tx, pass);
  if (decided !== null) return decided;
  if (planHash !== undefined && planHash !== pass.planHash)
    return refuse(
      'plan-changed',
      `This card does not show plan ${pass.id} as it is.`,
      `Say "status ${pass.id}" to see the plan, and approve there.`,
    );
  if (Date.now() > deadlineOf(pass.requestedAt, project.planExpiresHours).expiresAt.getTime()) {
    await expirePass(tx, pass);
    return refuse(
      'expired',
      `Plan ${pass.id} was not approved in time and has expired: its mailboxes may not be what they were.`,
      `Say "${pass.kind}" to make a plan of now.`,
    );
  }
  if (takesAway(pass.plan) && typed !== pass.plan.mailboxes.length)
    return refuse(
      'invalid',
      `Pass ${pass.id} takes copies away at the destination, so its yes needs the number of its mailboxes${typed === undefined ? '' : `, and that is not ${typed}`}. Nothing was approved.`,
      `Look at the plan, and type the number into the box above Approve; or say "approve ${pass.id} count <number>".`,
    );
  const [workgroup] = await tx.select().from(workgroups).where(eq(workgroups.id, actor.workgroupId));
  if (pass.requestedBy === actor.personId && !workgroup?.selfApproval) {
    return refuse(
      'own-plan',
      'You asked for this plan yourself, and here somebody else has to approve it.',
      'Ask a colleague to look at the card and press Approve.',
    );
  }
  const now = await planFor(
    tx,
    project,
    { kind: pass.kind, options: pass.plan.options, planned: true, addresses: scopeOf(pass) },
    deps.atOnce,
  );
  if (!now.ok) return now;
  if (now.value.hash !== pass.planHash) {
    return refuse(
      'plan-changed',
      `Plan ${pass.id} is not what it was when this card was posted: ${describeChange(pass.plan, now.value.plan)}.`,
      `Say "${pass.kind}" to get the new plan, and review that one.`,
    );
  }
  const licensed = await allLicensed(tx, project, now.value.plan);
  if (!licensed.ok) return licensed;
  // Who left the team or lost the role since has no say in it any more.
  const given = await stillApprovers(tx, actor.workgroupId, pass.approvals);
  if (given.some(({ id }) => id === actor.personId))
    return refuse(
      'already-decided',
      `You have approved plan ${pass.id} already, and it needs ${project.approvers} people.`,
      'Ask another colleague to look at the card and press Approve.',
    );
  const approvals = [...given, { id: actor.personId, name: actor.name }];
  await addApproval(tx, pass.id, approvals);
  if (approvals.length < project.approvers) {
    await tell(tx, pass, 'pass.agreed', { by: actor.name });
    return ok(pass.id);
  }
  await setPassState(tx, pass.id, 'running', { by: actor.personId });
  await tell(tx, pass, 'pass.approved', { by: actor.name });
  await startPass(deps, tx, { pass: { ...pass, decidedAt: new Date() }, project });
  return ok(pass.id);
};

/** The mailboxes the plan was made over: those that it moves and those that it left out. */
const scopeOf = ({ plan }: PassRow): string[] | undefined =>
  plan.everybody
    ? undefined
    : [...plan.mailboxes.map(({ source }) => source), ...plan.leftOut.map(({ address }) => address)];

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
