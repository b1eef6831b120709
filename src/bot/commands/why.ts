/** why: what one mailbox does or waits for, since when, which limit binds, what comes next; and its history. */
import { z } from 'zod';
import { mailboxCard } from '../cards/mailbox.ts';
import { project, text } from './args.ts';
import { command } from './command.ts';
import { withProject } from './current.ts';
import { done, refused } from './reply.ts';

export const why = command({
  name: 'why',
  usage: 'why <address>',
  summary: 'One mailbox: what it does or waits for, and all that happened to it',
  examples: ['why anna@contoso.com'],
  role: 'viewer',
  group: 'Watch',
  parse: z.object({ address: text(320, 'The address of the mailbox'), project }),
  run: (context, { address, project: pinned }) =>
    withProject(context, pinned, async (current) => {
      const page = await context.engine.mailboxPage(context.actor, current.id, address);
      return page.ok ? done(mailboxCard(current, page.value)) : refused(page.refusal);
    }),
});
