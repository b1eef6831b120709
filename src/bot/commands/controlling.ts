/** stop, pause and resume: a verb for a pass that goes on, named or the newest that it fits. */
import { passCard } from '../cards/pass.ts';
import { nextStep } from '../cards/project.ts';
import type { PassView } from '../views.ts';
import { aPass } from './args.ts';
import { type Command, command } from './command.ts';
import { timeZoneOf, withPass } from './current.ts';
import { done, refused } from './reply.ts';

export const controlling = (
  verb: 'stop' | 'pause' | 'resume',
  summary: string,
  states: PassView['state'][],
): Command =>
  command({
    name: verb,
    usage: `${verb} [pass]`,
    summary,
    examples: [verb, `${verb} 12`],
    role: 'operator',
    group: 'Move',
    parse: aPass,
    run: (context, args) =>
      withPass(
        context,
        args,
        {
          accepts: ({ state }) => states.includes(state),
          none: async (project) => {
            const next = nextStep(project, await context.engine.endpoints.list(context.actor));
            return refused(
              {
                code: 'not-ready',
                sentence: `No pass of "${project.name}" is ${verb === 'resume' ? 'paused' : 'running'}, so there is nothing to ${verb}.`,
                next: next.text,
              },
              next.buttons,
            );
          },
        },
        async ({ id }) => {
          const changed = await context.engine.passControl[verb](context.actor, id);
          return changed.ok
            ? done(passCard(changed.value, await timeZoneOf(context, changed.value.projectId)), 'replace')
            : refused(changed.refusal);
        },
      ),
  });
