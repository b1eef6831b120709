/** assessment: what was found: of everybody, of a wave, or of one mailbox. */
import { z } from 'zod';
import { assessmentCard } from '../cards/assessment.ts';
import { addresses, project, waves } from './args.ts';
import { command } from './command.ts';
import { withProject } from './current.ts';
import { done, refused } from './reply.ts';
import { assessmentsShown } from './reports.ts';

export const assessment = command({
  name: 'assessment',
  usage: 'assessment [addresses or waves]',
  summary: 'What an assessment found, with a report to read; of one mailbox, all of it',
  examples: ['assessment', 'assessment wave-1', 'assessment anna@contoso.com'],
  role: 'viewer',
  group: 'Watch',
  parse: z.object({ addresses, waves, project }),
  run: (context, { addresses: chosen = [], waves: named = [], project: pinned }) =>
    withProject(context, pinned, async (current) => {
      const { engine, actor } = context;
      const [only, ...others] = chosen;
      if (only !== undefined && others.length + named.length === 0) {
        const one = await engine.assessments.one(actor, current.id, only);
        return one.ok
          ? done(assessmentCard(current, one.value))
          : refused(one.refusal, assessIt(one.refusal, { addresses: only, project: current.id }));
      }
      const whom = { addresses: chosen, waves: named };
      const report = await engine.assessments.report(actor, current.id, whom);
      if (!report.ok) return refused(report.refusal);
      if (report.value.assessments.length === 0)
        return refused(nothingYet, assessIt(nothingYet, { project: current.id }));
      return done(await assessmentsShown(context, report.value, whom));
    }),
});

const nothingYet = {
  code: 'not-ready' as const,
  sentence: 'None of these mailboxes has been assessed yet.',
  next: 'Say "assess": it reads both sides and moves nothing.',
};

const assessIt = ({ code }: { code: string }, args: Record<string, string | number>) =>
  code === 'not-ready' ? [{ label: 'Assess', command: 'assess', args }] : [];
