/** stats: the numbers of a pass, with both CSV files. */
import { noPassCard } from '../cards/pass.ts';
import { nextStep } from '../cards/project.ts';
import { statisticsCard } from '../cards/statistics.ts';
import { aPass } from './args.ts';
import { command } from './command.ts';
import { timeZoneOf, withPass } from './current.ts';
import { done, refused } from './reply.ts';
import { reportUrl } from './reports.ts';

export const stats = command({
  name: 'stats',
  usage: 'stats [pass]',
  summary: 'The numbers of a pass, with CSV files',
  examples: ['stats', 'stats 12'],
  role: 'viewer',
  group: 'Watch',
  parse: aPass,
  run: (context, args) =>
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
      async (pass) => {
        const statistics = await context.engine.reporting.statistics(context.actor, pass.id);
        if (!statistics.ok) return refused(statistics.refusal);
        return done(
          statisticsCard(pass, statistics.value, {
            timeZone: await timeZoneOf(context, pass.projectId),
            numbersUrl: await reportUrl(context, pass.id, 'numbers'),
            errorsUrl: await reportUrl(context, pass.id, 'errors'),
          }),
        );
      },
    ),
});
