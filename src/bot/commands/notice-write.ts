/** notice write: the words of a notice. What is not said stays as it is. */
import { z } from 'zod';
import { noticeCard } from '../cards/notices.ts';
import { maybe, project, text } from './args.ts';
import { command } from './command.ts';
import { withProject } from './current.ts';
import { moment } from './moment.ts';
import { done, refused } from './reply.ts';

export const noticeWrite = command({
  name: 'notice write',
  usage: 'notice write before|meetings|cutover|after <subject>, and the text on the lines below',
  summary: 'Write a notice: Markdown, with {name} and the like',
  examples: ['notice write before Your mailbox moves\nHello {name}, your mailbox moves on Friday.'],
  role: 'operator',
  group: 'Mail',
  parse: z.object({
    moment,
    subject: maybe(text(5_000, 'The subject')),
    body: maybe(text(100_000, 'The text')),
    project,
  }),
  run: (context, { moment: wanted, project: pinned, subject, body }) =>
    withProject(context, pinned, async (current) => {
      const { engine, actor } = context;
      const words = {
        ...(subject === undefined ? {} : { subject }),
        ...(body === undefined ? {} : { body }),
      };
      if (Object.keys(words).length === 0)
        return refused({
          code: 'invalid',
          sentence: 'Neither a subject nor a text came with it, so the notice is as it was.',
          next: `Say "notice ${wanted}" and change it on the card.`,
        });
      const written = await engine.notices.write(actor, current.id, wanted, words);
      if (!written.ok) return refused(written.refusal);
      const found = await engine.notices.get(actor, current.id, wanted);
      return found.ok
        ? done(noticeCard(found.value.notice, found.value.example), 'replace')
        : refused(found.refusal);
    }),
});
