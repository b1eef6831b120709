/** stop: ends a pass. What was copied stays copied and is in the ledger; a later pass goes on from there. */
import { passCard } from '../cards/pass.ts';
import { nextStep } from '../cards/project.ts';
import { aPass } from './args.ts';
import { command } from './command.ts';
import { timeZoneOf, withPass } from './current.ts';
import { done, refused } from './reply.ts';

export const stop = command({
  name: 'stop',
  usage: 'stop [pass]',
  summary: 'Stop a pass; what was copied stays, a later pass goes on from there',
  examples: ['stop', 'stop 12'],
  role: 'operator',
  group: 'Move',
  parse: aPass,
  run: (context, args) =>
    withPass(
      context,
      args,
      {
        accepts: ({ state }) => ['running', 'paused', 'waiting'].includes(state),
        none: async (project) => {
          const next = nextStep(project, await context.engine.endpoints.list(context.actor));
          return refused(
            {
              code: 'not-ready',
              sentence: `No pass of "${project.name}" is running, so there is nothing to stop.`,
              next: next.text,
            },
            next.buttons,
          );
        },
      },
      async ({ id }) => {
        const stopped = await context.engine.passControl.stop(context.actor, id);
        if (!stopped.ok) return refused(stopped.refusal);
        return done(passCard(stopped.value, await timeZoneOf(context, stopped.value.projectId)), 'replace');
      },
    ),
});
