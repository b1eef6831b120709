/** pause: a pass rests until somebody resumes it. What is in hand is sent to its end. */
import { passCard } from '../cards/pass.ts';
import { aPass } from './args.ts';
import { command } from './command.ts';
import { timeZoneOf, withPass } from './current.ts';
import { done, refused } from './reply.ts';

export const pause = command({
  name: 'pause',
  usage: 'pause [pass]',
  summary: 'Let a pass rest until somebody resumes it; nothing is lost',
  examples: ['pause', 'pause 12'],
  role: 'operator',
  group: 'Move',
  parse: aPass,
  run: (context, args) =>
    withPass(
      context,
      args,
      {
        accepts: ({ state }) => state === 'running' || state === 'waiting',
        none: ({ name }) =>
          refused({
            code: 'not-ready',
            sentence: `No pass of "${name}" is running, so there is nothing to pause.`,
            next: 'Say "status" to see how it stands.',
          }),
      },
      async ({ id }) => {
        const paused = await context.engine.passControl.pause(context.actor, id);
        return paused.ok
          ? done(passCard(paused.value, await timeZoneOf(context, paused.value.projectId)), 'replace')
          : refused(paused.refusal);
      },
    ),
});
