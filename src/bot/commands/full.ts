/** full: shows what a full pass would do and asks for a yes. Nothing moves until somebody gives it. */
import { recordPost } from '../../db/posts.ts';
import { approvalCard } from '../cards/approval.ts';
import { ask, scopeArgs } from './asking.ts';
import { command } from './command.ts';
import { done } from './reply.ts';

export const full = command({
  name: 'full',
  usage: 'full [addresses]',
  summary: 'Plan to copy everything, and ask for approval',
  examples: ['full', 'full anna@contoso.com ben@contoso.com'],
  role: 'operator',
  group: 'Move',
  parse: scopeArgs,
  run: (context, args) =>
    ask(context, 'full', args, async (pass, project) => {
      const { engine, actor, db, conversation } = context;
      const { selfApproval } = await engine.workgroups.get(actor.workgroupId);
      return {
        ...done(approvalCard(pass, { timeZone: project.timeZone, selfApproval })),
        posted: (messageId) =>
          recordPost(db, {
            conversationId: conversation.id,
            passId: pass.id,
            purpose: 'approval',
            messageId,
          }),
      };
    }),
});
