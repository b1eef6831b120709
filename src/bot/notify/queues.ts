/**
 * One queue per conversation: posts there follow each other, and a conversation that cannot be reached holds
 * up no other. Work for the same pass that still waits is one piece of work.
 */
import type { Log } from '../../log.ts';
import { DeliveryError } from '../surface.ts';

export interface Work {
  conversationId: number;
  passId: number;
  /** The first event that asks for it, or `noEvent`. */
  eventId: number;
}

/** `live`: the pass runs, look again later. `settled`: nothing more to do until an event says so. */
export type After = 'live' | 'settled';

export interface Queues {
  /** Urgent: at once. Otherwise no sooner than the pace of the live card allows. */
  add(work: Work, how: { urgent: boolean }): void;
  /** The smallest event that is not done yet; `noEvent` when all are. */
  oldest(): number;
  /** How many events may be waiting: the reader must look further than these. */
  waiting(): number;
  stop(): Promise<void>;
}

/** At five minutes each after the first few: a chat service that is away for a day loses a post. */
const aDay = 300;

export const createQueues = (options: {
  log: Log;
  everyMs: number;
  mostTries?: number;
  work: (work: Work) => Promise<After>;
}): Queues => {
  const { log, everyMs, work, mostTries = aDay } = options;
  const pending = new Map<string, Waiting>();
  /** What is being posted right now: its event is not done yet. */
  const doing = new Set<Work>();
  /** When a pass that still runs was last shown, for the pace of its live card. */
  const shown = new Map<string, number>();
  /** Conversations whose chat service asked for a pause, and until when. */
  const paused = new Map<number, number>();
  const busy = new Map<number, Promise<void>>();
  const timers = new Map<number, NodeJS.Timeout>();
  let stopped = false;
  let read = 0;

  const put = (item: Waiting): void => {
    const before = pending.get(keyOf(item));
    pending.set(keyOf(item), before === undefined ? item : both(before, item));
    wake(item.conversationId);
  };

  const wake = (conversationId: number): void => {
    clearTimeout(timers.get(conversationId));
    if (stopped || busy.has(conversationId)) return;
    const mine = [...pending.values()].filter((item) => item.conversationId === conversationId);
    const next = mine.sort((a, b) => a.notBefore - b.notBefore)[0];
    if (next === undefined) return;
    const wait = Math.max(next.notBefore, paused.get(conversationId) ?? 0) - Date.now();
    if (wait > 0) {
      timers.set(
        conversationId,
        setTimeout(() => wake(conversationId), wait),
      );
      return;
    }
    const done = run(next).finally(() => {
      busy.delete(conversationId);
      wake(conversationId);
    });
    busy.set(conversationId, done);
  };

  const run = async (item: Waiting): Promise<void> => {
    const key = keyOf(item);
    pending.delete(key);
    doing.add(item);
    shown.set(key, Date.now());
    try {
      const after = await work(item);
      if (after === 'live') put({ ...item, eventId: noEvent, tries: 0, notBefore: Date.now() + everyMs });
      else shown.delete(key);
    } catch (error) {
      again(item, error);
    } finally {
      doing.delete(item);
    }
  };

  const again = (item: Waiting, error: unknown): void => {
    const { conversationId, passId } = item;
    const tries = item.tries + 1;
    if (tries >= mostTries) {
      log.error(
        { conversationId, passId, err: error },
        'posting about a pass: given up; "status" still answers',
      );
      return;
    }
    const asked = error instanceof DeliveryError ? error.retryAfterMs : undefined;
    // 1 s, 2 s, 4 s ... at most five minutes, unless the chat service said when.
    const waitMs = asked ?? Math.min(1000 * 2 ** (tries - 1), 300_000);
    log.warn({ conversationId, passId, tries, waitMs, err: error }, 'posting about a pass: trying again');
    paused.set(conversationId, Date.now() + waitMs);
    put({ ...item, tries, notBefore: 0 });
  };

  const oldest = (): number =>
    Math.min(...[...pending.values(), ...doing].map(({ eventId }) => eventId), noEvent);

  return {
    add(item, { urgent }) {
      if (item.eventId !== noEvent) read = Math.max(read, item.eventId);
      const last = shown.get(keyOf(item));
      put({ ...item, tries: 0, notBefore: urgent || last === undefined ? 0 : last + everyMs });
    },
    oldest,
    waiting: () => (oldest() === noEvent ? 0 : read - oldest() + 1),
    async stop() {
      stopped = true;
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.allSettled(busy.values());
    },
  };
};

type Waiting = Work & { tries: number; notBefore: number };

/** For work that no event asks for: it holds no event back. */
export const noEvent = Number.POSITIVE_INFINITY;

const keyOf = ({ conversationId, passId }: Work): string => `${conversationId}:${passId}`;

const both = (a: Waiting, b: Waiting): Waiting => ({
  ...b,
  eventId: Math.min(a.eventId, b.eventId),
  tries: Math.max(a.tries, b.tries),
  notBefore: Math.min(a.notBefore, b.notBefore),
});
