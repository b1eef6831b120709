/** users discover: reads who has a mailbox at the source, and shows the list before anything is saved. */
import { z } from 'zod';
import { kinds } from '../../engine/discovery.ts';
import { readingCard } from '../cards/import-preview.ts';
import { maybe, project, text } from './args.ts';
import { command } from './command.ts';
import { withProject } from './current.ts';
import { soonOrLater } from './later.ts';
import { showPreview } from './previewing.ts';
import { refused } from './reply.ts';

export const usersDiscover = command({
  name: 'users discover',
  usage: 'users discover [@domain] [people|shared|rooms]',
  summary: 'Read the mailboxes of the source and find each at the destination',
  examples: ['users discover', 'users discover @contoso.com', 'users discover shared'],
  role: 'operator',
  group: 'Users',
  parse: z.object({
    domain: maybe(text(255, 'The domain').transform((said) => said.replace(/^@/, ''))),
    kind: maybe(z.enum(kinds, 'After the domain comes "people", "shared" or "rooms".')),
    project,
  }),
  run: (context, { domain, kind, project: pinned }) =>
    withProject(context, pinned, async (current) => {
      const begun = await context.engine.discovery.begin(context.actor, current.id, { domain, kind });
      if (!begun.ok) return refused(begun.refusal);
      const { source, destination, found } = begun.value;
      const answer = found.then((read) =>
        read.ok ? showPreview(context, current, read.value) : refused(read.refusal),
      );
      return soonOrLater(context, answer, readingCard(current, source, destination));
    }),
});
