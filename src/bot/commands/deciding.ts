/** Which plan a decision is about: the one that is named, or the only one that waits. Never a guess. */
import type { Button } from '../cards/card.ts';
import { nextStep } from '../cards/project.ts';
import type { Reply } from '../surface.ts';
import type { Context } from './command.ts';
import { withProject } from './current.ts';
import { refused } from './reply.ts';

export const withAsked = async (
  context: Context,
  args: { pass?: number | undefined; project?: number | undefined },
  verb: 'approve' | 'reject',
  then: (passId: number) => Promise<Reply>,
): Promise<Reply> => {
  if (args.pass !== undefined) return then(args.pass);
  const { engine, actor } = context;
  return withProject(context, args.project, async (project) => {
    const passes = await engine.reporting.passes(actor, project.id);
    if (!passes.ok) return refused(passes.refusal);
    const asked = passes.value.filter(({ state }) => state === 'asked');
    const [only, ...others] = asked;
    if (only === undefined) {
      const next = nextStep(project, await engine.endpoints.list(actor));
      return refused(
        {
          code: 'not-ready',
          sentence: `No plan of "${project.name}" waits for a decision.`,
          next: next.text,
        },
        next.buttons,
      );
    }
    if (others.length === 0) return then(only.id);
    return refused(
      {
        code: 'invalid',
        sentence: `${asked.length} plans wait for a decision, and I must not guess which one you mean.`,
        next: `Name it: "${verb} ${only.id}".`,
      },
      asked
        .slice(0, 5)
        .map(({ id }): Button => ({ label: `Look at pass ${id}`, command: 'status', args: { pass: id } })),
    );
  });
};
