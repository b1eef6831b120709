/** notify: what is posted in this conversation without being asked for, and when not. */
import { z } from 'zod';
import { setHours, setMuted } from '../../db/conversations.ts';
import { hours } from '../../engine/dates.ts';
import { notifyCard } from '../cards/notify.ts';
import type { Reply } from '../surface.ts';
import { type Topic, topics } from '../views.ts';
import { maybe, oneOf, text } from './args.ts';
import { type Context, command } from './command.ts';
import { zoneHere } from './current.ts';
import { done, refused } from './reply.ts';

export const notify = command({
  name: 'notify',
  usage: 'notify [about on|off] or notify quiet <from> to <to>',
  summary: 'What I post here without being asked, and when not',
  examples: ['notify', 'notify failures off', 'notify only trouble', 'notify quiet 20:00 to 07:00'],
  role: 'operator',
  group: 'Watch',
  parse: z.object({
    topic: maybe(
      oneOf(
        [...topics, 'everything', 'only', 'quiet'],
        `I post about ${topics.join(', ')}; "everything" is all of them.`,
      ),
    ),
    change: maybe(text(60, 'What it shall be')),
  }),
  run: async (context, { topic, change = '' }) => {
    if (topic === undefined) return shown(context, {});
    if (topic === 'quiet') return quiet(context, change);
    if (topic === 'only')
      return /^trouble$/i.test(change)
        ? shown(context, { onlyTrouble: true })
        : refused(unread('only', change, 'Say "notify only trouble", or "notify everything on".'));
    if (!/^(on|off)$/i.test(change))
      return refused(unread(topic, change, `Say "notify ${topic} off" or "notify ${topic} on".`));
    const muted = new Set<Topic>(context.conversation.muted);
    for (const one of topic === 'everything' ? topics : [topic])
      /^off$/i.test(change) ? muted.add(one) : muted.delete(one);
    await setMuted(context.db, context.conversation.id, [...muted]);
    return shown(context, { muted: [...muted], ...(topic === 'everything' ? { onlyTrouble: false } : {}) });
  },
});

const quiet = async (context: Context, change: string): Promise<Reply> => {
  if (/^off$/i.test(change)) return shown(context, { quiet: null });
  const window = hours(change);
  return 'problem' in window
    ? refused(
        unread('quiet', change, 'Say for example "notify quiet 20:00 to 07:00", or "notify quiet off".'),
      )
    : shown(context, { quiet: window });
};

const shown = async (
  context: Context,
  change: Partial<Pick<Context['conversation'], 'muted' | 'onlyTrouble' | 'quiet'>>,
): Promise<Reply> => {
  const { muted, ...hours } = change;
  if (Object.keys(hours).length > 0) await setHours(context.db, context.conversation.id, hours);
  return done(notifyCard({ ...context.conversation, ...change }, await zoneHere(context)));
};

const unread = (topic: string, said: string, next: string) => ({
  code: 'invalid' as const,
  sentence:
    said === '' ? `You did not say what "${topic}" shall be.` : `I cannot read "${said}" for "${topic}".`,
  next,
});
