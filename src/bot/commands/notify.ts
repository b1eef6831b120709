/** notify: what is posted in this conversation without being asked for. */
import { z } from 'zod';
import { setMuted } from '../../db/conversations.ts';
import { notifyCard } from '../cards/notify.ts';
import { type Topic, topics } from '../views.ts';
import { maybe } from './args.ts';
import { command } from './command.ts';
import { done, refused } from './reply.ts';

const lower = (said: unknown): unknown => (typeof said === 'string' ? said.toLowerCase() : said);

export const notify = command({
  name: 'notify',
  usage: 'notify [about] [on|off]',
  summary: 'What I post here without being asked',
  examples: ['notify', 'notify failures off', 'notify everything on'],
  role: 'operator',
  group: 'Watch',
  parse: z.object({
    topic: maybe(
      z.preprocess(
        lower,
        z.enum([...topics, 'everything'], `I post about ${topics.join(', ')}; "everything" is all of them.`),
      ),
    ),
    change: maybe(z.preprocess(lower, z.enum(['on', 'off'], 'It is on or off.'))),
  }),
  run: async ({ db, conversation }, { topic, change }) => {
    const muted = new Set<Topic>(conversation.muted);
    if (topic === undefined) return done(notifyCard(muted));
    if (change === undefined)
      return refused({
        code: 'invalid',
        sentence: 'You did not say whether on or off.',
        next: `Say "notify ${topic} off" or "notify ${topic} on".`,
      });
    for (const one of topic === 'everything' ? topics : [topic])
      change === 'off' ? muted.add(one) : muted.delete(one);
    await setMuted(db, conversation.id, [...muted]);
    return done(notifyCard(muted));
  },
});
