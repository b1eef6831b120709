/** [pure] What a project's people agreed on about approvals: what needs a yes, for how long one is waited for, and what takes it back. */
import type { PassKind, Plan } from '../db/schema.ts';

/** Verification and assessment move nothing, so they wait for nobody. */
export const looksOnly = (kind: PassKind): boolean => kind === 'verify' || kind === 'assess';

export const approvableKinds = ['trial', 'prestage', 'full', 'retry'] as const satisfies readonly PassKind[];

/** A pass that takes copies away at the destination needs a yes and the typed count, whatever was agreed on. */
export const takesAway = ({ mostDeletes, options }: Pick<Plan, 'mostDeletes' | 'options'>): boolean =>
  mostDeletes !== undefined || options.removes !== undefined;

export const needsApproval = (kind: PassKind, plan: Plan, approvedKinds: readonly PassKind[]): boolean =>
  !looksOnly(kind) && (approvedKinds.includes(kind) || takesAway(plan));

const hour = 3600_000;

/** When a plan that was asked for expires, and when people are told so: with a quarter of the time left, a day at most. */
export const deadlineOf = (requestedAt: Date, hours: number): { expiresAt: Date; remindAt: Date } => {
  const expiresAt = requestedAt.getTime() + hours * hour;
  return {
    expiresAt: new Date(expiresAt),
    remindAt: new Date(expiresAt - Math.min(24, hours / 4) * hour),
  };
};

/** The later of a pass's own time and the end of the moments in which its start can be undone. */
export const beginsAt = (
  { kind, plan }: { kind: PassKind; plan: Pick<Plan, 'options'> },
  decidedAt: Date,
  undoMs: number,
): Date => {
  const own = plan.options.startAt === undefined ? 0 : Date.parse(plan.options.startAt);
  return new Date(Math.max(own, decidedAt.getTime() + (looksOnly(kind) ? 0 : undoMs)));
};
