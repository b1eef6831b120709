/** meetings report: which meetings to come lose their Teams link, and whose they are. */
import { z } from 'zod';
import { meetingsCard } from '../cards/meetings.ts';
import { addresses, project, waves } from './args.ts';
import { command } from './command.ts';
import { withProject } from './current.ts';
import { done, refused } from './reply.ts';

export const meetingsReport = command({
  name: 'meetings report',
  usage: 'meetings report [addresses or waves]',
  summary: 'Meetings to come whose Teams link dies with the move, by organizer',
  examples: ['meetings report', 'meetings report wave-1', 'meetings report anna@contoso.com'],
  role: 'viewer',
  group: 'Watch',
  parse: z.object({ addresses, waves, project }),
  run: (context, { addresses: chosen, waves: named, project: pinned }) =>
    withProject(context, pinned, async (current) => {
      const { engine, actor, links } = context;
      const whom = { addresses: chosen, waves: named };
      const report = await engine.meetings.report(actor, current.id, whom);
      if (!report.ok) return refused(report.refusal);
      const csvUrl = await links.make(actor, 'report', {
        kind: 'meetings-csv',
        projectId: current.id,
        ...whom,
      });
      return done(meetingsCard(report.value, csvUrl));
    }),
});
