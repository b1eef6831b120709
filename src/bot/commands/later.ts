/**
 * Work that may take longer than a chat waits for an answer. What is ready soon is the answer; otherwise a card says
 * what is being done, and the outcome is posted in the conversation. The command line waits for as long as it takes.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAway } from '../../db/open.ts';
import type { Card } from '../cards/card.ts';
import { databaseAwayCard, faultCard } from '../cards/refusal.ts';
import type { Reply } from '../surface.ts';
import type { Context } from './command.ts';
import { done } from './reply.ts';

/** Teams gives up on a turn after about ten seconds, and people wonder after three. */
const patienceMs = 3_000;

export const soonOrLater = async (
  { inbound, conversation, say, log }: Context,
  work: Promise<Reply>,
  meanwhile: Card,
): Promise<Reply> => {
  if (inbound.surface === 'cli') return work;
  const soon = await Promise.race([work, sleep(patienceMs, undefined, { ref: false })]);
  if (soon !== undefined) return soon;
  work
    .then(
      ({ card }) => card,
      (error: unknown) => {
        if (isAway(error)) return databaseAwayCard();
        const faultId = randomUUID().slice(0, 8);
        log.error({ faultId, conversationId: conversation.id, err: error }, 'working after an answer');
        return faultCard(faultId);
      },
    )
    .then((card) => say(conversation.id, card))
    .catch((error: unknown) => log.warn({ err: error }, 'posting what was asked for'));
  return done(meanwhile);
};
