/** status: how far a pass is; without a number, the one that runs, or the newest. */
import { approvalCard } from '../cards/approval.ts';
import { myPassesCard, noPassCard, olderPasses, passCard } from '../cards/pass.ts';
import { nextStep } from '../cards/project.ts';
import type { Reply } from '../surface.ts';
import type { PassView } from '../views.ts';
import { aPass, maybe, text } from './args.ts';
import { type Context, command } from './command.ts';
import { timeZoneOf, withProject, zoneHere } from './current.ts';
import { done, refused } from './reply.ts';
import { why } from './why.ts';

export const status = command({
  name: 'status',
  usage: 'status [pass, mailbox or "mine"]',
  summary: 'How far a pass is: progress, rate, time left',
  examples: ['status', 'status 12', 'status anna@contoso.com', 'status mine'],
  role: 'viewer',
  group: 'Watch',
  parse: aPass.extend({ address: maybe(text(320, 'The address')), mine: maybe(text(10, '"mine"')) }),
  async run(context, { pass, project: pinned, address, mine }) {
    const { engine, actor } = context;
    if (mine !== undefined)
      return done(myPassesCard(await engine.reporting.mine(actor), await zoneHere(context)));
    if (address !== undefined) return why.run(context, { address, project: pinned });
    if (pass !== undefined) {
      const found = await engine.reporting.pass(actor, pass);
      return found.ok ? show(context, found.value, []) : refused(found.refusal);
    }
    return withProject(context, pinned, async (project) => {
      const passes = await engine.reporting.passes(actor, project.id);
      if (!passes.ok) return refused(passes.refusal);
      const current =
        passes.value.find(({ state }) => ['running', 'paused', 'waiting'].includes(state)) ?? passes.value[0];
      if (current === undefined)
        return done(noPassCard(project.name, nextStep(project, await engine.endpoints.list(actor))));
      return show(
        context,
        current,
        passes.value.filter(({ id }) => id !== current.id),
      );
    });
  },
});

const show = async (context: Context, pass: PassView, others: PassView[]): Promise<Reply> => {
  const timeZone = await timeZoneOf(context, pass.projectId);
  if (pass.state === 'asked') {
    const { selfApproval } = await context.engine.workgroups.get(context.actor.workgroupId);
    return done(approvalCard(pass, { timeZone, selfApproval }));
  }
  const card = passCard(pass, timeZone);
  const buttons = card.parts.at(-1);
  return done({
    ...card,
    parts: [
      ...card.parts.slice(0, -1),
      ...olderPasses(others, timeZone),
      ...(buttons === undefined ? [] : [buttons]),
    ],
  });
};
