/** resume: a paused pass goes on where it was. */
import { passCard } from '../cards/pass.ts';
import { aPass } from './args.ts';
import { command } from './command.ts';
import { timeZoneOf, withPass } from './current.ts';
import { done, refused } from './reply.ts';

export const resume = command({
  name: 'resume',
  usage: 'resume [pass]',
  summary: 'Let a paused pass go on where it was',
  examples: ['resume', 'resume 12'],
  role: 'operator',
  group: 'Move',
  parse: aPass,
  run: (context, args) =>
    withPass(
      context,
      args,
      {
        accepts: ({ state }) => state === 'paused',
        none: ({ name }) =>
          refused({
            code: 'not-ready',
            sentence: `No pass of "${name}" is paused, so there is nothing to resume.`,
            next: 'Say "status" to see how it stands.',
          }),
      },
      async ({ id }) => {
        const resumed = await context.engine.passControl.resume(context.actor, id);
        return resumed.ok
          ? done(passCard(resumed.value, await timeZoneOf(context, resumed.value.projectId)), 'replace')
          : refused(resumed.refusal);
      },
    ),
});
