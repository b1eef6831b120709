/** errors: what went wrong, by cause, each with its next step. */
import { errorsCard, nothingRanCard } from '../cards/errors.ts';
import type { Reply } from '../surface.ts';
import { aPass } from './args.ts';
import { type Context, command } from './command.ts';
import { withProject } from './current.ts';
import { done, refused } from './reply.ts';
import { reportUrl } from './reports.ts';

export const errors = command({
  name: 'errors',
  usage: 'errors [pass]',
  summary: 'What went wrong, by cause, and what to do about it',
  examples: ['errors', 'errors 12'],
  role: 'viewer',
  group: 'Watch',
  parse: aPass,
  async run(context, { pass, project: pinned }) {
    if (pass === undefined)
      return withProject(context, pinned, (project) =>
        show(context, { projectId: project.id, projectName: project.name }),
      );
    const found = await context.engine.reporting.pass(context.actor, pass);
    if (!found.ok) return refused(found.refusal);
    return show(context, {
      projectId: found.value.projectId,
      projectName: found.value.projectName,
      passId: pass,
    });
  },
});

const show = async (
  context: Context,
  where: { projectId: number; projectName: string; passId?: number },
): Promise<Reply> => {
  const found = await context.engine.reporting.errors(context.actor, where.projectId, where.passId);
  if (!found.ok) return refused(found.refusal);
  const passes = await context.engine.reporting.passes(context.actor, where.projectId);
  if (passes.ok && passes.value.every(({ progress }) => progress.startedAt === null))
    return done(nothingRanCard(where.projectName));
  const csv =
    found.value.length > 0 && where.passId !== undefined
      ? await reportUrl(context, where.passId, 'errors')
      : undefined;
  return done(errorsCard(where, found.value, csv));
};
