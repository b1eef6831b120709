/**
 * What Teams sent, as `dispatch` takes it. The token on the request proves that Microsoft's service sent it; who
 * speaks, and for which tenant, is what that service says. What a button carried is untrusted.
 */
import { type Activity, type ConversationReference, TurnContext } from 'botbuilder';
import type { Inbound, Place } from '../surface.ts';

/** Everything but what was said. */
export const speakerOf = (activity: Activity): Omit<Inbound, 'text' | 'click' | 'files'> => {
  const objectId = activity.from.aadObjectId ?? '';
  const tenantId = channelDataOf(activity).tenant?.id ?? activity.conversation.tenantId ?? '';
  return {
    surface: 'teams',
    tenantId,
    // Without an object id of its own it is a guest or somebody anonymous.
    person: {
      objectId: objectId || activity.from.id,
      name: activity.from.name || 'Somebody',
      ...(objectId === '' ? { guest: true } : {}),
    },
    place: placeOf(activity),
  };
};

interface ChannelData {
  tenant?: { id?: string };
  team?: { id?: string; name?: string };
}
const channelDataOf = (activity: Activity): ChannelData => (activity.channelData ?? {}) as ChannelData;

const kinds: Record<string, Place['kind']> = { personal: 'personal', groupChat: 'group', channel: 'channel' };

const placeOf = (activity: Activity): Place => {
  // In a channel the id names the thread, too: "19:…@thread.tacv2;messageid=1700000000000".
  const [conversationId = '', thread] = activity.conversation.id.split(';messageid=');
  const { team } = channelDataOf(activity);
  const reference = TurnContext.getConversationReference(activity);
  return {
    kind: kinds[activity.conversation.conversationType ?? 'personal'] ?? 'personal',
    conversationId,
    ...(thread === undefined ? {} : { threadId: thread }),
    ...(team?.id === undefined ? {} : { team: { id: team.id, name: team.name ?? 'Team' } }),
    reference: {
      ...laterReference(reference),
      conversation: { ...reference.conversation, id: conversationId },
    },
  };
};

/** What is needed to speak here later. The person and the message that it came from are not. */
const laterReference = ({ serviceUrl, channelId, bot, locale }: Partial<ConversationReference>) => ({
  serviceUrl,
  channelId,
  bot,
  ...(locale === undefined ? {} : { locale }),
});

/** What a pressed button carries: its command and args, and the card's inputs beside them. */
export const clickOf = (
  data: unknown,
  messageId: string | undefined,
): NonNullable<Inbound['click']> | undefined => {
  if (typeof data !== 'object' || data === null) return undefined;
  const { command, args, ...inputs } = data as Record<string, unknown>;
  if (typeof command !== 'string') return undefined;
  const own = typeof args === 'object' && args !== null && !Array.isArray(args) ? args : {};
  return { command, args: { ...inputs, ...own }, ...(messageId === undefined ? {} : { messageId }) };
};

const entities: Record<string, string> = {
  nbsp: ' ',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  apos: "'",
};

/** The typed text, without the bot's mention and as it was typed: Teams writes some characters as entities. */
export const textOf = (activity: Activity): string =>
  TurnContext.removeRecipientMention(activity)
    .replace(/&(nbsp|amp|lt|gt|quot|#39|apos);/g, (_, name: string) => entities[name] ?? '')
    .replace(/[\u00a0\u200b]/g, ' ')
    .trim();
