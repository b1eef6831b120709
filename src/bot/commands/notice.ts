/** notice: what the people who move are told, at three moments; one of them with its words and how far it is. */
import { z } from 'zod';
import { noticeCard, noticesCard } from '../cards/notices.ts';
import { maybe, project } from './args.ts';
import { command } from './command.ts';
import { withProject } from './current.ts';
import { moment } from './moment.ts';
import { done, refused } from './reply.ts';

export const notice = command({
  name: 'notice',
  usage: 'notice [before|meetings|cutover|after]',
  summary: 'What the people who move are told, and who has been',
  examples: ['notice', 'notice before'],
  role: 'viewer',
  group: 'Mail',
  parse: z.object({ moment: maybe(moment), project }),
  run: (context, { moment: wanted, project: pinned }) =>
    withProject(context, pinned, async (current) => {
      const { engine, actor } = context;
      if (wanted === undefined) {
        const listed = await engine.notices.list(actor, current.id);
        return listed.ok ? done(noticesCard(current, listed.value)) : refused(listed.refusal);
      }
      const found = await engine.notices.get(actor, current.id, wanted);
      return found.ok ? done(noticeCard(found.value.notice, found.value.example)) : refused(found.refusal);
    }),
});
