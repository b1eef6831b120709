/** sender: the mailbox of the destination that notices and statistics come from. */
import { z } from 'zod';
import { senderCard } from '../cards/mail.ts';
import { maybe, project, text } from './args.ts';
import { command } from './command.ts';
import { withProject } from './current.ts';
import { done, refused } from './reply.ts';

export const sender = command({
  name: 'sender',
  usage: 'sender [address]',
  summary: 'Whom notices and statistics come from',
  examples: ['sender', 'sender moves@fabrikam.com'],
  role: 'operator',
  group: 'Mail',
  parse: z.object({ address: maybe(text(320, 'The address')), project }),
  run: (context, { address, project: pinned }) =>
    withProject(context, pinned, async (current) => {
      const { engine, actor } = context;
      const answer =
        address === undefined
          ? await engine.sender.get(actor, current.id)
          : await engine.sender.set(actor, current.id, address);
      return answer.ok
        ? done(senderCard(current, answer.value, address !== undefined))
        : refused(answer.refusal);
    }),
});
