/** notice test: one message to a mailbox of the destination, as the first mailbox of the project would get it. */
import { z } from 'zod';
import { noticeTestedCard } from '../cards/notice-send.ts';
import { maybe, project, text } from './args.ts';
import { command } from './command.ts';
import { withProject } from './current.ts';
import { moment } from './moment.ts';
import { done, refused } from './reply.ts';

export const noticeTest = command({
  name: 'notice test',
  usage: 'notice test before|meetings|cutover|after [address]',
  summary: 'Send a notice to one mailbox of the destination, to look at it',
  examples: ['notice test before', 'notice test before anna@fabrikam.com'],
  role: 'operator',
  group: 'Mail',
  parse: z.object({ moment, address: maybe(text(320, 'The address')), project }),
  run: (context, { moment: wanted, address, project: pinned }) =>
    withProject(context, pinned, async (current) => {
      const { engine, actor } = context;
      const sent = await engine.notices.test(actor, current.id, wanted, address ?? null);
      return sent.ok ? done(noticeTestedCard({ moment: wanted }, sent.value)) : refused(sent.refusal);
    }),
});
