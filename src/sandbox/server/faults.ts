/**
 * Trouble on demand (`--faults FILE`): a JSON array of rules. A rule counts the requests it is for and strikes at
 * each `every`-th of them, after the first `after`, at most `times` times.
 */
import { z } from 'zod';

const rule = z.strictObject({
  /** What kind of request. */
  on: z.enum([
    'import',
    'export',
    'list',
    'delta',
    'folder',
    'session',
    'token',
    'user',
    'delete',
    'mail',
    'setting',
    'admin',
  ]),
  /**
   * A status: answered instead (410 for a change feed, 507 for a mailbox that is full). html: a page of a proxy instead
   * of the answer. wrong-id: it was done, and the answer names another item. circle: a list says that its next page is
   * this one. loop: a list of folders says that one lies inside of itself. reset-before: the connection breaks and
   * nothing was done. reset-after: it was done, and the connection breaks before the answer. half: half of the answer, then it breaks. slow: the answer
   * comes `delayMs` late. round: a redirect to the same address. astray: a redirect to another host. late: the connection breaks, and it is done `delayMs` afterwards.
   */
  do: z.enum([
    '401',
    '403',
    '404',
    '410',
    '429',
    '500',
    '503',
    '504',
    '507',
    '509',
    'html',
    'wrong-id',
    'circle',
    'loop',
    'reset-before',
    'reset-after',
    'half',
    'slow',
    'round',
    'astray',
    'late',
  ]),
  every: z.int().min(1).default(1),
  after: z.int().min(0).default(0),
  times: z.int().min(1).optional(),
  /** Seconds, for 429, 503 and 504. */
  retryAfter: z.number().min(0).optional(),
  delayMs: z.int().min(0).default(1_000),
});
export type FaultRule = z.input<typeof rule>;
export type Fault = z.output<typeof rule>;
export type RequestKind = Fault['on'];

/** Throws, with what is wrong, for rules that are none. */
export const readFaults = (json: unknown): Fault[] => z.array(rule).parse(json);

export const createFaults = (rules: Fault[]) => {
  const counts = rules.map(() => ({ seen: 0, struck: 0 }));
  const next = (kind: RequestKind | undefined): Fault | undefined => {
    let strikes: Fault | undefined;
    rules.forEach((one, at) => {
      const count = counts[at];
      if (one.on !== kind || count === undefined) return;
      count.seen++;
      const isDue = count.seen > one.after && (count.seen - one.after) % one.every === 0;
      if (strikes !== undefined || !isDue || count.struck === (one.times ?? -1)) return;
      count.struck++;
      strikes = one;
    });
    return strikes;
  };
  return Object.assign(next, {
    /** How often faults struck so far. */
    struck: (): number => counts.reduce((sum, count) => sum + count.struck, 0),
  });
};
