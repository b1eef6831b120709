/**
 * Keeps us just under Microsoft's limits instead of bouncing off them. One budget per (app, mailbox):
 *
 *   4 requests at once; 10,000 requests in 10 minutes; 150 MB of request bodies in 5 minutes
 *
 * ("Microsoft Graph service-specific throttling limits", Outlook service limits, per mailbox.) The decision
 * is pure (`decide`); the gate around it only waits and wakes.
 */
export interface Limits {
  atOnce: number;
  requests: { count: number; windowMs: number };
  upload: { bytes: number; windowMs: number /** Absent: Microsoft's. */; whose?: string };
}

export const microsoftLimits: Limits = {
  atOnce: 4,
  requests: { count: 10_000, windowMs: 10 * 60_000 },
  upload: { bytes: 150_000_000, windowMs: 5 * 60_000 },
};

/** What was used, summed in slots, so that a budget stays a hundred numbers however many requests it saw. */
export interface Budget {
  running: number;
  /** Bytes of the bodies that are on their way. */
  sending: number;
  requests: Slots;
  upload: Slots;
  /** Microsoft said: not before. */
  frozenUntil: number;
}
type Slots = { at: number; sum: number }[];

export const newBudget = (): Budget => ({ running: 0, sending: 0, requests: [], upload: [], frozenUntil: 0 });

export type Verdict = { go: true } | { go: false; waitMs: number; why: string };

/** May a request with a body of `bytes` start now? If not: how long until it is worth asking again. */
export const decide = (budget: Budget, limits: Limits, now: number, bytes: number): Verdict => {
  if (budget.frozenUntil > now)
    return { go: false, waitMs: budget.frozenUntil - now, why: 'a pause that Microsoft asked for' };
  if (budget.running >= limits.atOnce)
    return { go: false, waitMs: Number.POSITIVE_INFINITY, why: `${limits.atOnce} requests at once` };
  // What is on its way counts from its end: when the service notes it, between the two, we cannot know.
  const requests = waitFor(
    budget.requests,
    limits.requests.count - 1 - budget.running,
    limits.requests.windowMs,
    now,
  );
  if (requests > 0)
    return {
      go: false,
      waitMs: requests,
      why: `Microsoft's limit of ${limits.requests.count.toLocaleString('en')} requests in ${limits.requests.windowMs / 60_000} minutes`,
    };
  // A body larger than the whole budget could never go: it goes when nothing else was sent in the window.
  const upload = waitFor(
    budget.upload,
    Math.max(0, limits.upload.bytes - bytes) - budget.sending,
    limits.upload.windowMs,
    now,
  );
  if (upload > 0)
    return {
      go: false,
      waitMs: upload,
      why: `${limits.upload.whose ?? "Microsoft's"} limit of ${Math.round(limits.upload.bytes / 1_000_000)} MB in ${limits.upload.windowMs / 60_000} minutes`,
    };
  return { go: true };
};

/** Milliseconds until the slots of the window sum up to `most` or less; below zero never, until something ends. */
const waitFor = (slots: Slots, most: number, windowMs: number, now: number): number => {
  if (most < 0) return Number.POSITIVE_INFINITY;
  let sum = 0;
  for (let at = slots.length - 1; at >= 0; at--) {
    const slot = slots[at];
    if (slot === undefined || slot.at + windowMs <= now) break;
    sum += slot.sum;
    if (sum > most) return slot.at + windowMs - now;
  }
  return 0;
};

/** A hundredth of the window: a slot leaves the window as a whole, so we stay that much under the limit at most. */
const note = (slots: Slots, windowMs: number, now: number, amount: number): void => {
  while (slots[0] !== undefined && slots[0].at + windowMs <= now) slots.shift();
  const width = windowMs / 100;
  const last = slots.at(-1);
  // A slot counts from its last entry, so that nothing leaves the window early.
  if (last !== undefined && now - (last.at - (last.at % width)) < width)
    Object.assign(last, { at: now, sum: last.sum + amount });
  else slots.push({ at: now, sum: amount });
};

export interface Gate {
  /**
   * Resolves when a request with a body of about `bytes` may start. Call the answer when it has ended, with
   * what was really sent: item sizes are hints that can be forty times too small.
   */
  enter(bytes: number, signal?: AbortSignal): Promise<(sent?: number) => void>;
  /** 429, 503 with Retry-After: nothing starts before. */
  freeze(ms: number): void;
  /** As people say it, or null. */
  waitsFor(): string | null;
  /** For how long requests have been held by limits and pauses since the gate was made. */
  waitedMs(): number;
  /** Sends no more than this on average over the upload window; undefined: what Microsoft allows. */
  allow(bytesPerSecond: number | undefined): void;
  /** Nothing runs, waits or counts: a new gate would say the same. */
  isIdle(): boolean;
}

export interface Governor {
  gate(clientId: string, mailboxId: string, bytesPerSecond?: number): Gate;
}

const mostGates = 500;

/** By the monotonic clock: a machine's own clock may be set while a budget counts. */
export const createGovernor = (
  limits: Limits = microsoftLimits,
  now: () => number = () => performance.now(),
): Governor => {
  const gates = new Map<string, Gate>();
  return {
    gate: (clientId, mailboxId, bytesPerSecond) => {
      const key = `${clientId}/${mailboxId}`;
      // Ten thousand mailboxes in one long-lived worker are twenty thousand budgets, most of them long over.
      if (gates.size >= mostGates && !gates.has(key))
        for (const [other, old] of gates) if (old.isIdle()) gates.delete(other);
      const gate = gates.get(key) ?? createGate(limits, now);
      gates.set(key, gate);
      gate.allow(bytesPerSecond);
      return gate;
    },
  };
};

interface Waiter {
  bytes: number;
  start: () => void;
}

const createGate = (most: Limits, now: () => number): Gate => {
  let limits = most;
  const budget = newBudget();
  const queue: Waiter[] = [];
  let timer: NodeJS.Timeout | undefined;
  let waiting: { until: number; why: string } | undefined;
  let heldSince: number | undefined;
  let held = 0;

  // First come, first served: a large body at the head is not overtaken for ever by small ones.
  const wake = (): void => {
    clearTimeout(timer);
    timer = undefined;
    waiting = undefined;
    for (let head = queue[0]; head !== undefined; head = queue[0]) {
      const verdict = decide(budget, limits, now(), head.bytes);
      if (!verdict.go) {
        if (Number.isFinite(verdict.waitMs)) {
          waiting = { until: now() + verdict.waitMs, why: verdict.why };
          heldSince ??= now();
          timer = setTimeout(wake, Math.min(verdict.waitMs + 1, 60_000));
        }
        return;
      }
      queue.shift();
      held += heldSince === undefined ? 0 : now() - heldSince;
      heldSince = undefined;
      budget.running++;
      budget.sending += head.bytes;
      head.start();
    }
  };

  const leave = (reserved: number, sent: number): void => {
    budget.running--;
    budget.sending -= reserved;
    note(budget.requests, limits.requests.windowMs, now(), 1);
    note(budget.upload, limits.upload.windowMs, now(), Math.max(reserved, sent));
    wake();
  };

  return {
    enter: (bytes, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const abort = () => {
          const at = queue.indexOf(waiter);
          if (at < 0) return;
          queue.splice(at, 1);
          reject(signal?.reason);
          wake();
        };
        const waiter: Waiter = {
          bytes,
          start: () => {
            signal?.removeEventListener('abort', abort);
            let left = false;
            resolve((sent = bytes) => {
              if (left) return;
              left = true;
              leave(bytes, sent);
            });
          },
        };
        signal?.addEventListener('abort', abort, { once: true });
        queue.push(waiter);
        wake();
      }),
    freeze: (ms) => {
      budget.frozenUntil = Math.max(budget.frozenUntil, now() + ms);
      wake();
    },
    waitedMs: () => held + (heldSince === undefined ? 0 : now() - heldSince),
    allow: (bytesPerSecond) => {
      const { bytes, windowMs } = most.upload;
      const allowed = ((bytesPerSecond ?? Number.POSITIVE_INFINITY) * windowMs) / 1000;
      limits =
        allowed < bytes ? { ...most, upload: { bytes: allowed, windowMs, whose: "the project's" } } : most;
    },
    isIdle: () =>
      budget.running === 0 &&
      queue.length === 0 &&
      budget.frozenUntil <= now() &&
      (budget.requests.at(-1)?.at ?? 0) + limits.requests.windowMs <= now(),
    waitsFor: () => {
      if (waiting === undefined || waiting.until - now() < 1_000) return null;
      return `Waiting for ${waiting.why}: ${Math.ceil((waiting.until - now()) / 1000)} s more.`;
    },
  };
};
