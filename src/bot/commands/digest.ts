/** digest: a summary of the project in this conversation, every day at the same time. */
import { z } from 'zod';
import { setHours } from '../../db/conversations.ts';
import { clockTime } from '../../engine/dates.ts';
import { notifyCard } from '../cards/notify.ts';
import { text } from './args.ts';
import { command } from './command.ts';
import { withProject, zoneHere } from './current.ts';
import { done, refused } from './reply.ts';

export const digest = command({
  name: 'digest',
  usage: 'digest daily <time> or digest off',
  summary: 'A summary of the project here, every day',
  examples: ['digest daily 08:30', 'digest off'],
  role: 'operator',
  group: 'Watch',
  parse: z.object({ change: text(60, 'The time, or "off",') }),
  run: (context, { change }) =>
    withProject(context, undefined, async () => {
      const time = /^off$/i.test(change) ? null : clockTime(change.replace(/^(?:daily\s+)?(?:at\s+)?/i, ''));
      if (time === undefined)
        return refused({
          code: 'invalid',
          sentence: `"${change}" is no time of day.`,
          next: 'Say for example "digest daily 08:30", or "digest off".',
        });
      const hours = { digestAt: time, digestedAt: time === null ? null : new Date() };
      await setHours(context.db, context.conversation.id, hours);
      return done(notifyCard({ ...context.conversation, ...hours }, await zoneHere(context)));
    }),
});
