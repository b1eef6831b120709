/** stats mail: the numbers of a pass as a message, with both CSV files, to a mailbox of the destination. */

import { statisticsMailedCard } from '../cards/mail.ts';
import { noPassCard } from '../cards/pass.ts';
import { nextStep } from '../cards/project.ts';
import { aPass, maybe, text } from './args.ts';
import { command } from './command.ts';
import { withPass } from './current.ts';
import { done, refused } from './reply.ts';

export const statsMail = command({
  name: 'stats mail',
  usage: 'stats mail [pass] [to <address>]',
  summary: 'Mail the numbers of a pass, to the sender where you name nobody',
  examples: ['stats mail', 'stats mail 12 to anna@fabrikam.com'],
  role: 'operator',
  group: 'Mail',
  parse: aPass.extend({ to: maybe(text(320, 'The address')) }),
  run: (context, { to, ...args }) =>
    withPass(
      context,
      args,
      {
        accepts: ({ state }) => state === 'running' || state === 'finished' || state === 'stopped',
        none: async (project) =>
          done(
            noPassCard(project.name, nextStep(project, await context.engine.endpoints.list(context.actor))),
          ),
      },
      async ({ id }) => {
        const mailed = await context.engine.statisticsMail.send(context.actor, id, to ?? null);
        return mailed.ok ? done(statisticsMailedCard(id, mailed.value)) : refused(mailed.refusal);
      },
    ),
});
