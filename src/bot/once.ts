/** A button pressed twice is one press: chat clients repeat clicks, and people double-click. */
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
    if (before !== undefined) return before;
    const reply = dispatch(inbound);
    recent.set(key, reply);
    void reply.finally(() => setTimeout(() => recent.delete(key), sameClickMs).unref());
    return reply;
  };
};
