/**
 * Speaking unasked. Follows the engine's events with a cursor and brings every conversation that cares up to
 * date: what a pass must look like there is computed from its present state (pass-posts.ts), so an event
 * handled twice, or many events at once, come to the same posts.
 *
 * The cursor only moves past an event when every conversation has what it asks for; until then a restart
 * reads it again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { findConversation } from '../../db/conversations.ts';
import type { Db } from '../../db/open.ts';
import { audienceOf, runningPasses } from '../../db/posts.ts';
import type { Log } from '../../log.ts';
import type { Card } from '../cards/card.ts';
import { createOneTimeLinks } from '../pages/one-time.ts';
import type { Surface } from '../surface.ts';
import type { Engine, EventRow } from '../views.ts';
import { deliver } from './deliver.ts';
import { postDigests } from './digests.ts';
import { noticeSentCardOf } from './notices.ts';
import { bringUpToDate } from './pass-posts.ts';
import { createQueues, noEvent } from './queues.ts';

export interface NotifierDeps {
  engine: Engine;
  db: Db;
  surfaces: Surface[];
  publicUrl: string;
  log: Log;
  /** A live card is updated no more often than this. */
  everyMs?: number;
  /** How often events are looked for. */
  pollMs?: number;
  /** How often summaries are looked for. */
  digestMs?: number;
  /** An event waits this long, so that the answer to the command that caused it is in the chat first. */
  settleMs?: number;
}

export interface Notifier {
  start(): void;
  /** Finishes the posts in hand. What it did not come to is done after the next start. */
  stop(): Promise<void>;
  /** Posts a card in a conversation, best effort: for the pages, which have no chat of their own. */
  say(conversationId: number, card: Card): Promise<void>;
}

const cursor = 'notify';
const batch = 200;
/** Until it is tried again, when the database does not answer. */
const troubleMs = 5_000;

export const createNotifier = (deps: NotifierDeps): Notifier => {
  const {
    engine,
    db,
    surfaces,
    log,
    everyMs = 15_000,
    pollMs = 500,
    settleMs = 1_000,
    digestMs = 30_000,
  } = deps;
  const names = surfaces.map(({ name }) => name as string);
  const links = createOneTimeLinks(db, deps.publicUrl);
  const posting = { engine, db, links, surfaces, log };
  const queues = createQueues({
    log,
    everyMs,
    work: ({ conversationId, passId }) => bringUpToDate(posting, conversationId, passId),
  });
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let read = 0;
  let advanced = 0;

  const hand = async (passId: number, eventId: number, urgent: boolean): Promise<void> => {
    for (const { id } of await audienceOf(db, passId, names))
      queues.add({ conversationId: id, passId, eventId }, { urgent });
  };

  const say: Notifier['say'] = async (conversationId, card) => {
    const conversation = await findConversation(db, conversationId);
    if (conversation === undefined) return;
    await deliver({ db, surfaces, log }, conversation, (surface) =>
      surface.post(conversation.reference, card),
    ).catch((error) => log.warn({ conversationId, err: error }, 'posting a card'));
  };

  const look = async (): Promise<void> => {
    const events = await engine.events.after(cursor, batch + queues.waiting());
    const fresh = events.filter(({ id }) => id > read);
    if (fresh.length > 0) await sleep(settleMs, undefined, { signal: stopping.signal });
    // Many events of one pass ask for one thing: that its posts are right now.
    for (const [passId, { eventId, urgent }] of byPass(fresh)) await hand(passId, eventId, urgent);
    for (const { conversationId, card } of fresh.flatMap(noticeSentCardOf)) await say(conversationId, card);
    read = fresh.at(-1)?.id ?? read;
    const settled = Math.min(read, queues.oldest() - 1);
    if (settled > advanced) {
      await engine.events.advance(cursor, settled);
      advanced = settled;
    }
  };

  let digestsAt = 0;
  const digests = async (): Promise<void> => {
    if (Date.now() < digestsAt) return;
    for (const ready of await postDigests(posting, new Date()))
      queues.add({ ...ready, eventId: noEvent }, { urgent: true });
    digestsAt = Date.now() + digestMs;
  };

  const loop = async (): Promise<void> => {
    await resume();
    while (!stopping.signal.aborted) {
      const wait = await look()
        .then(digests)
        .then(
          () => pollMs,
          (error) => {
            complain(error, 'reading events');
            return troubleMs;
          },
        );
      await sleep(wait, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };

  /** A pass that was running when we stopped goes on without a new event; its card must too. */
  const resume = async (): Promise<void> => {
    for (;;) {
      try {
        for (const passId of await runningPasses(db)) await hand(passId, noEvent, true);
        return;
      } catch (error) {
        complain(error, 'looking for running passes');
        if (stopping.signal.aborted) return;
        await sleep(troubleMs, undefined, { signal: stopping.signal }).catch(() => {});
      }
    }
  };

  const complain = (error: unknown, doing: string): void => {
    if (!stopping.signal.aborted) log.warn({ err: error }, doing);
  };

  return {
    start() {
      running = loop();
    },
    async stop() {
      stopping.abort();
      await running;
      await queues.stop();
    },
    say,
  };
};

/**
 * Each pass with the first event that concerns it (the cursor must not pass that one before it is done). What
 * happens to the pass itself is shown at once; what happens to one of its mailboxes when the card is due.
 */
const byPass = (events: EventRow[]): Map<number, { eventId: number; urgent: boolean }> => {
  const passes = new Map<number, { eventId: number; urgent: boolean }>();
  for (const { id, passId, kind } of events) {
    if (passId === null) continue;
    const before = passes.get(passId);
    const urgent = kind.startsWith('pass.') || before?.urgent === true;
    passes.set(passId, { eventId: before?.eventId ?? id, urgent });
  }
  return passes;
};
