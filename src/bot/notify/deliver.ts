/** One request to a chat, and what its refusal means for us. */
import { type Conversation, setInstalled } from '../../db/conversations.ts';
import type { Db } from '../../db/open.ts';
import type { Log } from '../../log.ts';
import { DeliveryError, type Surface } from '../surface.ts';

/** Thrown `later` is for the queue to try again; `gone` is for whoever knows what was to be updated. */
export const deliver = async <T>(
  { db, surfaces, log }: { db: Db; surfaces: Surface[]; log: Log },
  conversation: Conversation,
  request: (surface: Surface) => Promise<T>,
): Promise<T | undefined> => {
  const surface = surfaces.find(({ name }) => name === conversation.surface);
  if (surface === undefined) return undefined;
  try {
    return await request(surface);
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.kind === 'later' || error.kind === 'gone') throw error;
    if (error.kind === 'closed') await setInstalled(db, conversation.id, false);
    log.warn(
      { conversationId: conversation.id, kind: error.kind, err: error },
      error.kind === 'closed'
        ? 'this conversation does not want us any more'
        : 'the chat service refused a card',
    );
    return undefined;
  }
};
