/** reject: a person's no to one plan, with a reason for whoever asked. */
import { decidedCard } from '../cards/approval.ts';
import { aPass, maybe, text } from './args.ts';
import { command } from './command.ts';
import { timeZoneOf } from './current.ts';
import { withAsked } from './deciding.ts';
import { done, refused } from './reply.ts';

export const reject = command({
  name: 'reject',
  usage: 'reject [pass] [reason]',
  summary: 'Say no to the plan of a pass; nothing moves',
  examples: ['reject', 'reject 12 not before Friday'],
  role: 'approver',
  group: 'Move',
  parse: aPass.extend({ reason: maybe(text(300, 'The reason')) }),
  run: (context, { reason, ...args }) =>
    withAsked(context, args, 'reject', async (passId) => {
      const rejected = await context.engine.approvals.reject(context.actor, passId, reason);
      if (!rejected.ok) return refused(rejected.refusal);
      return done(
        decidedCard(rejected.value, await timeZoneOf(context, rejected.value.projectId)),
        'replace',
      );
    }),
});
