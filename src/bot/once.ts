/** A button pressed twice is one press: chat clients repeat clicks, and people double-click. */
import type { Card } from './cards/card.ts';
import type { Inbound, Reply } from './surface.ts';

const sameClickMs = 2_000;

/**
 * Identical clicks of one person on one message share one answer while it is made and for a moment after, as long as
 * nothing else is pressed there: a yes that somebody takes back may be given again at once.
 */
export const onceAtATime = (
  dispatch: (inbound: Inbound) => Promise<Reply>,
): ((inbound: Inbound) => Promise<Reply>) => {
  const recent = new Map<string, { reply: Promise<Reply>; isDone: boolean }>();
  return (inbound) => {
    const { click, person, place, surface } = inbound;
    if (click?.messageId === undefined) return dispatch(inbound);
    const message = JSON.stringify([surface, place.conversationId, click.messageId]);
    const key = message + JSON.stringify([person.objectId, click]);
    const before = recent.get(key);
    if (before !== undefined) return before.reply.then(heard);
    for (const [other, { isDone }] of recent) if (isDone && other.startsWith(message)) recent.delete(other);
    const press = { reply: dispatch(inbound), isDone: false };
    recent.set(key, press);
    const forget = () => {
      if (recent.get(key) === press) recent.delete(key);
    };
    void press.reply.finally(() => {
      press.isDone = true;
      setTimeout(forget, sameClickMs).unref();
    });
    return press.reply;
  };
};

/** A new message is posted once; what replaces the card or is told to the person alone may be said again. */
const heard = (reply: Reply): Reply =>
  reply.show === 'post' ? { exit: reply.exit, show: 'toast', card: heardCard } : reply;

const heardCard: Card = {
  title: 'One click is enough',
  parts: [{ kind: 'text', text: 'I heard the first one; its answer is in the chat.' }],
};
