/** x500 script: PowerShell that gives people at the destination the names they had. An admin runs it, we do not. */
import { z } from 'zod';
import { readNamesScript } from '../../engine/x500-script.ts';
import { readingRepliesCard, x500Card } from '../cards/replies.ts';
import { project } from './args.ts';
import { command } from './command.ts';
import { withProject } from './current.ts';
import { soonOrLater } from './later.ts';
import { done, refused } from './reply.ts';

export const x500 = command({
  name: 'x500 script',
  usage: 'x500 script',
  summary: 'PowerShell that gives people at the destination their old names',
  examples: ['x500 script'],
  role: 'operator',
  group: 'Addresses',
  parse: z.object({ project }),
  run: (context, { project: pinned }) =>
    withProject(context, pinned, async (current) => {
      const { engine, actor, links } = context;
      const work = engine.oldNames.look(actor, current.id).then(async (old) => {
        if (!old.ok) return refused(old.refusal);
        const url = await links.make(actor, 'report', { kind: 'x500', projectId: current.id });
        return done(x500Card(old.value, url, readNamesScript));
      });
      return soonOrLater(context, work, readingRepliesCard(current.name));
    }),
});
