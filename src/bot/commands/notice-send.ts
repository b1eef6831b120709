/** notice send: first a card that says who would get it; with the count typed, it goes to them. */
import { z } from 'zod';
import { noticeAskCard, noticeStartedCard } from '../cards/notice-send.ts';
import { addresses, id, maybe, project, text, waves } from './args.ts';
import { command } from './command.ts';
import { withProject } from './current.ts';
import { moment } from './moment.ts';
import { done, refused } from './reply.ts';

/** "1,200", as the card writes it. */
const withoutCommas = (said: unknown): unknown =>
  typeof said === 'string' ? said.trim().replace(/,(?=\d{3}\b)/g, '') : said;

export const noticeSend = command({
  name: 'notice send',
  usage: 'notice send before|meetings|cutover|after [addresses or waves] [again] [count N]',
  summary: 'Send a notice to the people who move; it asks first',
  examples: [
    'notice send before',
    'notice send before pilot anna@contoso.com',
    'notice send after count 412',
  ],
  role: 'approver',
  group: 'Mail',
  parse: z.object({
    moment,
    addresses,
    waves,
    again: maybe(z.literal('yes')),
    count: maybe(z.preprocess(withoutCommas, id('The count'))),
    hash: maybe(text(200, 'What the card showed')),
    project,
  }),
  run: (context, { moment: wanted, project: pinned, count, hash, again, ...who }) =>
    withProject(context, pinned, async (current) => {
      const { engine, actor, conversation } = context;
      const chosen = { ...who, again: again === 'yes' };
      if (count === undefined) {
        const asked = await engine.notices.ask(actor, current.id, wanted, chosen);
        if (!asked.ok) return refused(asked.refusal);
        const { notice, example, audience } = asked.value;
        return done(noticeAskCard(notice, example, audience, chosen));
      }
      const sent = await engine.notices.send(actor, current.id, wanted, {
        ...chosen,
        people: count,
        hash,
        conversationId: conversation.id,
      });
      return sent.ok ? done(noticeStartedCard(sent.value), 'replace') : refused(sent.refusal);
    }),
});
