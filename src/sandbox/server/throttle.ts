/**
 * Microsoft's three limits per app and mailbox ("Microsoft Graph service-specific throttling limits"): four
 * requests at once, 10,000 requests in 10 minutes, 150 MB of request bodies in 5 minutes. A factor makes time
 * run that many times faster. Refused attempts count as well.
 */
import { randomUUID } from 'node:crypto';
import { type Answer, graphError } from './answer.ts';

export type Throttle = 'off' | 'graph' | number;

interface Used {
  requests: number[];
  upload: { at: number; bytes: number }[];
  /** The sum of `upload`. */
  sent: number;
}

/** Requests are counted by Graph itself, which words it in its own way; the other limits are Exchange's. */
const tooManyRequests = (headers: Record<string, string>): Answer => ({
  status: 429,
  headers,
  body: {
    error: {
      code: 'TooManyRequests',
      message: 'Please retry again later.',
      innerError: {
        code: '429',
        date: new Date().toISOString().slice(0, 19),
        'request-id': randomUUID(),
        status: '429',
      },
    },
  },
});

export const createThrottle = (throttle: Throttle) => {
  const factor = throttle === 'graph' || throttle === 'off' ? 1 : throttle;
  const requestWindow = 600_000 / factor;
  const uploadWindow = 300_000 / factor;
  const used = new Map<string, Used>();

  const budgetOf = (key: string, now: number): Used => {
    const budget = used.get(key) ?? { requests: [], upload: [], sent: 0 };
    used.set(key, budget);
    const stale = budget.requests.findIndex((at) => at > now - requestWindow);
    budget.requests.splice(0, stale < 0 ? budget.requests.length : stale);
    while (budget.upload[0] !== undefined && budget.upload[0].at <= now - uploadWindow)
      budget.sent -= budget.upload.shift()?.bytes ?? 0;
    return budget;
  };

  // Fractions of a second, as in Microsoft's own sample.
  const after = (waitMs: number) => ({ 'retry-after': (Math.max(waitMs, 50) / 1000).toFixed(3) });
  const refused = (limit: string, waitMs: number): Answer =>
    graphError(429, 'ApplicationThrottled', `Application is over its ${limit} limit.`, after(waitMs));

  const running = new Map<string, number>();
  const counted = { requests: 0, refused: 0 };
  return {
    /** Since the start, over all mailboxes: `refused` ones were over a limit. */
    counted,

    /** From a request's first byte to its answer's last: how many run in this mailbox now, and how to leave. */
    arrive: (mailboxId: string): { atOnce: number; leave: () => void } => {
      const atOnce = (running.get(mailboxId) ?? 0) + 1;
      running.set(mailboxId, atOnce);
      return { atOnce, leave: () => void running.set(mailboxId, (running.get(mailboxId) ?? 1) - 1) };
    },

    /** The refusal of a request that is over a limit. */
    check: (clientId: string, mailboxId: string, atOnce: number, bytes: number): Answer | undefined => {
      counted.requests++;
      const refusal = throttle === 'off' ? undefined : refusalOf(clientId, mailboxId, atOnce, bytes);
      if (refusal !== undefined) counted.refused++;
      return refusal;
    },
  };

  function refusalOf(clientId: string, mailboxId: string, atOnce: number, bytes: number): Answer | undefined {
    const now = Date.now();
    const budget = budgetOf(`${clientId}/${mailboxId}`, now);
    budget.requests.push(now);
    if (atOnce > 4) return refused('MailboxConcurrency', 1000 / factor);
    const [first = now] = budget.requests;
    if (budget.requests.length > 10_000) return tooManyRequests(after(first + requestWindow - now));
    const [oldest = { at: now }] = budget.upload;
    // One item larger than the whole budget may go when nothing else was sent.
    if (budget.sent > 0 && budget.sent + bytes > 150_000_000)
      return refused('IncomingBytes', oldest.at + uploadWindow - now);
    if (bytes > 0) budget.upload.push({ at: now, bytes });
    budget.sent += bytes;
    return undefined;
  }
};
