/** Speaking in Teams unasked: new messages, replies in a thread, and cards replaced where they stand. */
import {
  type Activity,
  ActivityTypes,
  CardFactory,
  type CloudAdapter,
  type ConversationReference,
  type TurnContext,
} from 'botbuilder';
import type { Card } from '../cards/card.ts';
import { DeliveryError, type Surface } from '../surface.ts';
import { toAdaptiveCard } from './to-adaptive-card.ts';

/** A card is the whole message: text beside it would make Teams split it in two, and answer no id. */
export const messageWith = (card: Card, wide: boolean): Partial<Activity> => ({
  type: ActivityTypes.Message,
  summary: card.title,
  attachments: [CardFactory.adaptiveCard(toAdaptiveCard(card, wide))],
});

export const createTeamsSurface = (adapter: CloudAdapter, appId: string): Surface => {
  const wide = appId !== '';
  const inConversation = async <T>(
    reference: Record<string, unknown>,
    threadId: string | undefined,
    speak: (context: TurnContext) => Promise<T>,
  ): Promise<T> => {
    const known = reference as Partial<ConversationReference>;
    const id = known.conversation?.id ?? '';
    const there = {
      ...known,
      conversation: {
        ...known.conversation,
        id: threadId === undefined ? id : `${id};messageid=${threadId}`,
      },
    };
    // The adapter keeps what goes wrong in a turn to itself (onTurnError), so it is carried out of there by hand.
    let answer: { said: T } | { failed: unknown } | undefined;
    try {
      await adapter.continueConversationAsync(
        appId,
        there as Partial<ConversationReference>,
        async (context) => {
          answer = await speak(context).then(
            (said) => ({ said }),
            (failed: unknown) => ({ failed }),
          );
        },
      );
    } catch (error) {
      throw deliveryError(error);
    }
    if (answer === undefined) throw new DeliveryError('later', 'the turn ended before anything was said');
    if ('failed' in answer) throw deliveryError(answer.failed);
    return answer.said;
  };
  return {
    name: 'teams',
    // To the bare channel: a new thread. With a root: a reply under it.
    post: (reference, card, threadId) =>
      inConversation(
        reference,
        isChannel(reference) ? threadId : undefined,
        async (context) => (await context.sendActivity(messageWith(card, wide)))?.id ?? '',
      ),
    update: (reference, messageId, card) =>
      inConversation(reference, undefined, async (context) => {
        await context.updateActivity({ ...messageWith(card, wide), id: messageId });
      }).then(() => {}),
  };
};

/** Only channels have threads. */
const isChannel = (reference: Record<string, unknown>): boolean =>
  (reference.conversation as { conversationType?: string } | undefined)?.conversationType === 'channel';

interface RestError {
  statusCode?: number;
  code?: string;
  message?: string;
  response?: { headers?: { get(name: string): string | undefined } };
}

/** "Rate limiting for agents" and the status codes of "Send proactive messages", as what they mean for us. */
const deliveryError = (error: unknown): DeliveryError => {
  if (error instanceof DeliveryError) return error;
  const { statusCode, code = '', message = '', response } = (error ?? {}) as RestError;
  const seconds = Number(response?.headers?.get('retry-after'));
  const retryAfterMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : undefined;
  return new DeliveryError(
    meaningOf(statusCode, `${code} ${message}`),
    `Teams answered ${statusCode ?? 'nothing'} ${code}`.trim(),
    retryAfterMs,
  );
};

const meaningOf = (status: number | undefined, said: string): DeliveryError['kind'] => {
  if (status === 404) return /ConversationNotFound/i.test(said) ? 'closed' : 'gone';
  if (status === 403) return 'closed';
  // 401 is a registration that an operator must mend: what was to be said is said then.
  if (status === undefined || status === 401 || status === 412 || status === 429 || status >= 500)
    return 'later';
  return 'rejected';
};
