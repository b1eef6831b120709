/** approval: what must be approved in this project, by how many, and for how long a plan waits. */
import { z } from 'zod';
import { approvalPolicyCard } from '../cards/approval-policy.ts';
import { permit } from '../permissions.ts';
import { type ApprovalPolicy, approvableKinds } from '../views.ts';
import { maybe, oneOf, project, text } from './args.ts';
import { type Context, command } from './command.ts';
import { withProject } from './current.ts';
import { done, refused } from './reply.ts';

export const approval = command({
  name: 'approval',
  usage: 'approval [kind on|off] or approval expires <time>',
  summary: 'What must be approved here, by how many, and for how long a plan waits',
  examples: ['approval', 'approval trial off', 'approval expires 3 days'],
  role: 'viewer',
  group: 'People',
  parse: z.object({
    topic: maybe(
      oneOf([...approvableKinds, 'expires'], `It is about ${approvableKinds.join(', ')}, or "expires".`),
    ),
    change: maybe(text(40, 'What it shall be')),
    project,
  }),
  run: (context, { topic, change = '', project: pinned }) =>
    withProject(context, pinned, async (current) => {
      const { engine, actor } = context;
      if (topic === undefined) {
        const policy = await engine.projects.policy(actor, current.id);
        if (!policy.ok) return refused(policy.refusal);
        return done(approvalPolicyCard(current, policy.value, await own(context)));
      }
      const permitted = permit(actor, { name: `approval ${topic}`, role: 'owner' });
      if (!permitted.ok) return refused(permitted.refusal);
      const before = await engine.projects.policy(actor, current.id);
      if (!before.ok) return refused(before.refusal);
      const wanted =
        topic === 'expires' ? expiry(change) : kindsWith(before.value.approvedKinds, topic, change);
      if (typeof wanted === 'string')
        return refused({
          code: 'invalid',
          sentence: `I cannot read "${change.slice(0, 40)}" there.`,
          next: wanted,
        });
      const agreed = await engine.projects.agree(actor, current.id, wanted);
      return agreed.ok
        ? done(approvalPolicyCard(current, agreed.value, await own(context)))
        : refused(agreed.refusal);
    }),
});

const own = async ({ engine, actor }: Context): Promise<boolean> =>
  (await engine.workgroups.get(actor.workgroupId)).selfApproval;

const kindsWith = (
  kinds: ApprovalPolicy['approvedKinds'],
  kind: (typeof approvableKinds)[number],
  change: string,
): Partial<ApprovalPolicy> | string => {
  const others = kinds.filter((one) => one !== kind);
  if (/^on$/i.test(change)) return { approvedKinds: [...others, kind] };
  if (/^off$/i.test(change)) return { approvedKinds: others };
  return `Say "approval ${kind} on" or "approval ${kind} off".`;
};

const mostHours = 30 * 24;

const expiry = (said: string): Partial<ApprovalPolicy> | string => {
  const found = /^(?:after\s+)?(\d{1,3})\s*(h|hours?|d|days?)$/i.exec(said);
  const hours = Number(found?.[1]) * (found?.[2]?.toLowerCase().startsWith('d') ? 24 : 1);
  return hours >= 1 && hours <= mostHours
    ? { planExpiresHours: hours }
    : 'Say a time from 1 hour to 30 days, such as "approval expires 12 hours" or "approval expires 3 days".';
};
