/** approve: a person's yes to one plan. The engine computes the plan again and compares the hash. */
import { approvalCard, decidedCard } from '../cards/approval.ts';
import type { Reply } from '../surface.ts';
import type { PassView } from '../views.ts';
import { aPass, id, maybe, text } from './args.ts';
import { type Context, command } from './command.ts';
import { timeZoneOf } from './current.ts';
import { withAsked } from './deciding.ts';
import { missingLicences, type Wanted } from './licensing.ts';
import { done, refused } from './reply.ts';

export const approve = command({
  name: 'approve',
  usage: 'approve [pass] [count <mailboxes>]',
  summary: 'Say yes to the plan of a pass; it starts ten seconds later',
  examples: ['approve', 'approve 12', 'approve 12 count 40'],
  role: 'approver',
  group: 'Move',
  parse: aPass.extend({
    hash: maybe(text(200, 'The plan hash')),
    count: maybe(id('The number of mailboxes')),
  }),
  run: (context, { hash, count, ...args }) =>
    withAsked(context, args, 'approve', (passId) =>
      decide(context, passId, { planHash: hash, typed: count }),
    ),
});

const decide = async (
  context: Context,
  passId: number,
  seen: { planHash: string | undefined; typed: number | undefined },
): Promise<Reply> => {
  const approved = await context.engine.approvals.approve(context.actor, passId, seen);
  if (approved.ok) {
    const timeZone = await timeZoneOf(context, approved.value.projectId);
    if (approved.value.state !== 'asked') return done(decidedCard(approved.value, timeZone), 'replace');
    // One yes of several: the card goes on asking.
    const { selfApproval } = await context.engine.workgroups.get(context.actor.workgroupId);
    return done(approvalCard(approved.value, { timeZone, selfApproval }), 'replace');
  }
  const { code } = approved.refusal;
  if (code !== 'plan-changed' && code !== 'no-licence') return refused(approved.refusal);
  const pass = await context.engine.reporting.pass(context.actor, passId);
  if (pass.ok && code === 'no-licence')
    return refused(
      approved.refusal,
      await missingLicences(context, pass.value.projectId, inPlan(pass.value)),
    );
  return refused(
    approved.refusal,
    pass.ok
      ? [
          {
            label: 'Ask again',
            command: pass.value.kind,
            args: askedLike(pass.value),
            style: 'positive',
          },
        ]
      : [],
  );
};

const inPlan = ({ plan }: PassView): Wanted =>
  plan.everybody ? {} : { addresses: plan.mailboxes.map(({ source }) => source) };

/** A plan of the same kind, over everybody again or the same mailboxes. */
const askedLike = ({ projectId, plan, kind }: PassView): Record<string, string | number> => ({
  project: projectId,
  ...(plan.everybody || plan.mailboxes.length > 50
    ? {}
    : { addresses: plan.mailboxes.map(({ source }) => source).join(' ') }),
  ...(kind === 'prestage' && plan.options.olderThan !== undefined
    ? { olderThan: plan.options.olderThan.slice(0, 10) }
    : {}),
  ...(plan.options.last ? { last: 'yes' } : {}),
});
