/** stats: the numbers of a pass, with both CSV files. */
import { noPassCard } from '../cards/pass.ts';
import { nextStep } from '../cards/project.ts';
import { aPass } from './args.ts';
import { command } from './command.ts';
import { timeZoneOf, withPass } from './current.ts';
import { done, refused } from './reply.ts';
import { passReport } from './reports.ts';

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
        const report = await passReport(context, pass, await timeZoneOf(context, pass.projectId));
        return report.ok ? done(report.value) : refused(report.refusal);
      },
    ),
});
