/** Asking for a pass, whatever its kind: the request itself, and remembering where it was asked. */

import { z } from 'zod';
import { decidersOf, recordPost } from '../../db/posts.ts';
import type { PassRequest } from '../../engine/pass-request.ts';
import type { Refusal } from '../../engine/refusal.ts';
import { approvalCard } from '../cards/approval.ts';
import type { Button } from '../cards/card.ts';
import { mentioning } from '../cards/notify.ts';
import { nextStep } from '../cards/project.ts';
import { startedCard } from '../cards/started.ts';
import type { Reply } from '../surface.ts';
import type { PassView, ProjectSummary } from '../views.ts';
import { addresses, maybe, project, text, waves } from './args.ts';
import type { Context } from './command.ts';
import { withProject } from './current.ts';
import { missingLicences, type Wanted } from './licensing.ts';
import { done, refused } from './reply.ts';

const said = (what: string) => maybe(text(100, what));

export const passArgs = z.object({
  addresses,
  waves,
  olderThan: said('The date'),
  into: maybe(text(255, 'The name of the folder')),
  last: said('"last"'),
  at: said('The time to begin'),
  only: said('The hours'),
  by: said('The time it is wanted by'),
  project,
});
type PassArgs = z.infer<typeof passArgs> & { removes?: number };

export const ask = (
  context: Context,
  kind: PassView['kind'],
  { addresses: chosen, project: pinned, last, ...words }: PassArgs,
  then: (pass: PassView, project: ProjectSummary) => Promise<Reply>,
): Promise<Reply> =>
  withProject(context, pinned, async (current) => {
    const { engine, actor, db, conversation } = context;
    const asked = await engine.approvals.request(actor, current.id, kind, {
      ...given(words),
      ...(chosen === undefined || chosen.length === 0 ? {} : { mailboxes: chosen }),
      ...(last === undefined ? {} : { last: true }),
    });
    if (!asked.ok)
      return refused(
        asked.refusal,
        await buttonsFor(context, asked.refusal, current, { addresses: chosen, waves: words.waves }),
      );
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
  context: Context,
  { code }: Refusal,
  current: ProjectSummary,
  wanted: Wanted,
): Promise<Button[]> => {
  const { engine, actor } = context;
  if (code === 'no-licence') return missingLicences(context, current.id, wanted);
  if (code === 'not-ready') return nextStep(current, await engine.endpoints.list(actor)).buttons;
  if (code === 'busy') return [{ label: 'Status', command: 'status', args: { project: current.id } }];
  return [];
};

/** Without what was not said. */
const given = (words: Omit<PassArgs, 'addresses' | 'project' | 'last'>): PassRequest =>
  Object.fromEntries(
    Object.entries(words).filter(([, value]) => typeof value === 'number' || (value?.length ?? 0) > 0),
  );

/** A pass that waits for a yes: its answer is the approval card. */
export const askForApproval = (context: Context, kind: PassView['kind'], args: PassArgs): Promise<Reply> =>
  ask(context, kind, args, async (pass, project) => {
    const { engine, actor, db, conversation } = context;
    // The project's people agreed that it needs no yes.
    if (pass.state !== 'asked') return done(startedCard(pass, project.timeZone));
    const { selfApproval } = await engine.workgroups.get(actor.workgroupId);
    const people = conversation.kind === 'personal' ? [] : await decidersOf(db, pass.id);
    const card = approvalCard(pass, { timeZone: project.timeZone, selfApproval });
    return {
      ...done(mentioning(card, people, 'please decide.')),
      posted: (messageId) =>
        recordPost(db, { conversationId: conversation.id, passId: pass.id, purpose: 'approval', messageId }),
    };
  });
