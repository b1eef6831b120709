/** undo: takes back the yes to a pass that has not begun. */
import { approvalCard } from '../cards/approval.ts';
import { passCard } from '../cards/pass.ts';
import { aPass } from './args.ts';
import { command } from './command.ts';
import { timeZoneOf, withPass } from './current.ts';
import { done, refused } from './reply.ts';

export const undo = command({
  name: 'undo',
  usage: 'undo [pass]',
  summary: 'Take back the start of a pass, in its first ten seconds or before its time',
  examples: ['undo', 'undo 12'],
  role: 'operator',
  group: 'Move',
  parse: aPass,
  run: (context, args) =>
    withPass(
      context,
      args,
      {
        accepts: ({ beginsAt }) => beginsAt !== undefined,
        none: () =>
          refused({
            code: 'not-ready',
            sentence: 'No pass is about to start, so there is nothing to undo.',
            next: 'A pass that has begun is ended with "stop": what was copied stays, and a later pass goes on from there.',
          }),
      },
      async ({ id }) => {
        const { engine, actor } = context;
        const undone = await engine.passControl.undo(actor, id);
        if (!undone.ok) return refused(undone.refusal);
        const timeZone = await timeZoneOf(context, undone.value.projectId);
        if (undone.value.state !== 'asked') return done(passCard(undone.value, timeZone), 'replace');
        const { selfApproval } = await engine.workgroups.get(actor.workgroupId);
        return done(approvalCard(undone.value, { timeZone, selfApproval }), 'replace');
      },
    ),
});
