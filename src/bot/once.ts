/** A button pressed twice is one press: chat clients repeat clicks, and people double-click. */
import type { Card } from './cards/card.ts';
import type { Inbound, Reply } from './surface.ts';

const sameClickMs = 2_000;

/** Identical clicks of one person on one message share one answer while it is made and for a moment after. */
export const onceAtATime = (
  dispatch: (inbound: Inbound) => Promise<Reply>,
): ((inbound: Inbound) => Promise<Reply>) => {
  const recent = new Map<string, Promise<Reply>>();
  return (inbound) => {
    const { click, person, place, surface } = inbound;
    if (click?.messageId === undefined) return dispatch(inbound);
    const key = JSON.stringify([surface, place.conversationId, person.objectId, click]);
    const before = recent.get(key);
    if (before !== undefined) return before.then(heard);
    const reply = dispatch(inbound);
    recent.set(key, reply);
    void reply.finally(() => setTimeout(() => recent.delete(key), sameClickMs).unref());
    return reply;
  };
};

/** A new message is posted once; what replaces the card or is told to the person alone may be said again. */
const heard = (reply: Reply): Reply =>
  reply.show === 'post' ? { exit: reply.exit, show: 'toast', card: heardCard } : reply;

const heardCard: Card = {
  title: 'One click is enough',
  parts: [{ kind: 'text', text: 'I heard the first one; its answer is in the chat.' }],
};
