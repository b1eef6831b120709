/** reply test: which addresses in the mail that was moved a reply would not reach, and how to mend each. */
import { z } from 'zod';
import { readingRepliesCard, replyTestCard } from '../cards/replies.ts';
import { project } from './args.ts';
import { command } from './command.ts';
import { withProject } from './current.ts';
import { soonOrLater } from './later.ts';
import { done, refused } from './reply.ts';

export const replyTest = command({
  name: 'reply test',
  usage: 'reply test',
  summary: 'Find the addresses in moved mail that replies would not reach',
  examples: ['reply test'],
  role: 'operator',
  group: 'Addresses',
  parse: z.object({ project }),
  run: (context, { project: pinned }) =>
    withProject(context, pinned, async (current) => {
      const { engine, actor, links } = context;
      const work = engine.replyTest.run(actor, current.id).then(async (test) => {
        if (!test.ok) return refused(test.refusal);
        const csv = await links.make(actor, 'report', { kind: 'replies', projectId: current.id });
        return done(replyTestCard(test.value, csv));
      });
      return soonOrLater(context, work, readingRepliesCard(current.name));
    }),
});
