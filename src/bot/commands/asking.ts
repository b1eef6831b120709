/** Asking for a pass, which verify and full share: the request itself, and remembering where it was asked. */

import { z } from 'zod';
import { recordPost } from '../../db/posts.ts';
import type { Refusal } from '../../engine/refusal.ts';
import type { Button } from '../cards/card.ts';
import { nextStep } from '../cards/project.ts';
import type { Reply } from '../surface.ts';
import type { PassView, ProjectSummary } from '../views.ts';
import { addresses, project } from './args.ts';
import type { Context } from './command.ts';
import { withProject } from './current.ts';
import { refused } from './reply.ts';

export const scopeArgs = z.object({ addresses, project });
type Scope = z.infer<typeof scopeArgs>;

export const ask = (
  context: Context,
  kind: PassView['kind'],
  { addresses: chosen, project: pinned }: Scope,
  then: (pass: PassView, project: ProjectSummary) => Promise<Reply>,
): Promise<Reply> =>
  withProject(context, pinned, async (current) => {
    const { engine, actor, db, conversation } = context;
    const asked = await engine.approvals.request(
      actor,
      current.id,
      kind,
      chosen === undefined || chosen.length === 0 ? {} : { mailboxes: chosen },
    );
    if (!asked.ok) return refused(asked.refusal, await buttonsFor(context, asked.refusal, current));
    // Whoever asked hears the end of it, also when the conversation has moved on to another project.
    await recordPost(db, {
      conversationId: conversation.id,
      passId: asked.value.id,
      purpose: 'asked',
      messageId: '',
    });
    return then(asked.value, current);
  });

/** "Not ready" always has a step that makes it ready. */
const buttonsFor = async (
  { engine, actor }: Context,
  { code }: Refusal,
  current: ProjectSummary,
): Promise<Button[]> => {
  if (code === 'not-ready') return nextStep(current, await engine.endpoints.list(actor)).buttons;
  if (code === 'busy') return [{ label: 'Status', command: 'status', args: { project: current.id } }];
  return [];
};
