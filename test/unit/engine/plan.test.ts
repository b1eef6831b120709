import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Verification } from '../../../src/db/schema.ts';
import { describeChange, makePlan, type PlanFacts } from '../../../src/engine/plan.ts';

const verified = (items = 1_000, bytes = 10_000_000): Verification => ({
  ok: true,
  problems: [],
  codes: [],
  folders: 3,
  items,
  bytes,
});
const unfit = (...problems: string[]): Verification => ({
  ok: false,
  problems,
  codes: [],
  folders: 3,
  items: 5,
  bytes: 5,
});

const mailbox = (id: number, verification: Verification | null = verified()) => ({
  id,
  source: `u${id}@c.example`,
  destination: `u${id}@f.example`,
  verification,
});
const facts = (changes: Partial<PlanFacts> = {}): PlanFacts => ({
  kind: 'full',
  projectId: 7,
  everybody: false,
  tenants: { source: 'contoso', destination: 'fabrikam' },
  mailboxes: [mailbox(1), mailbox(2), mailbox(3)],
  options: {},
  filters: [],
  atOnce: 8,
  ...changes,
});
const one = (items: number, bytes = 0, atOnce = 8) =>
  makePlan(facts({ mailboxes: [mailbox(1, verified(items, bytes))], atOnce })).plan;

test('what earlier passes copied is not planned again, however large it was', () => {
  const planned = (copied: { items: number; bytes: number }) =>
    makePlan(facts({ mailboxes: [{ ...mailbox(1, verified(57, 53_000_000)), copied }] })).plan;
  // A trial takes the small ones.
  expect(planned({ items: 55, bytes: 1_000_000 })).toMatchObject({
    items: 2,
    bytes: 52_000_000,
    alreadyThere: 55,
  });
  expect(planned({ items: 57, bytes: 52_000_000 })).toMatchObject({ items: 0, bytes: 0 });
  expect(planned({ items: 50, bytes: 60_000_000 })).toMatchObject({ items: 7, bytes: 0 });
});

test('a plan sums up its mailboxes, and names those it leaves out with the reason', () => {
  const { plan } = makePlan(
    facts({
      mailboxes: [
        mailbox(1, verified(10, 100)),
        mailbox(2, null),
        mailbox(3, unfit('The person has no mailbox.', 'And more.')),
        mailbox(4, unfit()),
        mailbox(5, verified(20, 200)),
      ],
    }),
  );
  expect(plan.mailboxes.map(({ mailboxId }) => mailboxId)).toEqual([1, 5]);
  expect(plan).toMatchObject({ kind: 'full', projectId: 7, everybody: false, items: 30, bytes: 300 });
  expect(plan.leftOut).toEqual([
    { address: 'u2@c.example', reason: 'It has not been verified yet.' },
    { address: 'u3@c.example', reason: 'The person has no mailbox.' },
    { address: 'u4@c.example', reason: 'Its verification failed.' },
  ]);
});

test('a verification leaves nobody out: it is what finds the reasons', () => {
  const { plan } = makePlan(
    facts({ kind: 'verify', mailboxes: [mailbox(1, null), mailbox(2, unfit('No.')), mailbox(3)] }),
  );
  expect(plan.mailboxes).toHaveLength(3);
  expect(plan.leftOut).toEqual([]);
});

const base = makePlan(facts()).hash;

test.for([
  ['another kind', { kind: 'verify' }],
  ['another project', { projectId: 8 }],
  ['another source tenant', { tenants: { source: 'other', destination: 'fabrikam' } }],
  ['the tenants exchanged', { tenants: { source: 'fabrikam', destination: 'contoso' } }],
  ['a mailbox less', { mailboxes: [mailbox(1), mailbox(2)] }],
  ['a mailbox more', { mailboxes: [mailbox(1), mailbox(2), mailbox(3), mailbox(4)] }],
  ['another source', { mailboxes: [mailbox(1), mailbox(2), { ...mailbox(3), source: 'x@c.example' }] }],
  [
    'another destination',
    { mailboxes: [mailbox(1), mailbox(2), { ...mailbox(3), destination: 'x@f.example' }] },
  ],
  [
    'two destinations exchanged',
    {
      mailboxes: [
        { ...mailbox(1), destination: 'u2@f.example' },
        { ...mailbox(2), destination: 'u1@f.example' },
        mailbox(3),
      ],
    },
  ],
  ['a mailbox that is fit no more', { mailboxes: [mailbox(1), mailbox(2), mailbox(3, unfit('No.'))] }],
] as [string, Partial<PlanFacts>][])('the hash changes with %s', ([, changes]) => {
  expect(makePlan(facts(changes)).hash).not.toBe(base);
});

test('the hash stays the same whatever the counts, the order, the speed and who else is left out', () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray([1, 2, 3], { minLength: 3 }),
      fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 3, maxLength: 3 }),
      fc.integer({ min: 1, max: 64 }),
      fc.option(fc.integer({ min: 1, max: 500 }), { nil: undefined }),
      fc.boolean(),
      (order, counts, atOnce, itemsPerSecond, leavesOut) => {
        const mailboxes = order.map((id) => mailbox(id, verified(...counts[id - 1]!)));
        if (leavesOut) mailboxes.push(mailbox(99, null));
        expect(makePlan(facts({ mailboxes, atOnce, itemsPerSecond })).hash).toBe(base);
      },
    ),
  );
});

test('no two lists of pairs run together into one hash', () => {
  const pair = (source: string, destination: string) =>
    makePlan(facts({ mailboxes: [{ ...mailbox(1), source, destination }] })).hash;
  expect(pair('a,b', 'c')).not.toBe(pair('a', 'b,c'));
  expect(pair('a","b', 'c')).not.toBe(pair('a', 'b","c'));
});

const concurrency = 'four requests at once per mailbox';
const requests = "Microsoft's 10,000 requests in 10 minutes per mailbox";
const uploads = "Microsoft's 150 MB of uploads in 5 minutes per mailbox";

test.for([
  // 40 items a second, before anything was measured.
  ['400 small items', 400, 1_000, 10, concurrency],
  ['401 items are rounded up', 401, 0, 11, concurrency],
  ['9,999 items', 9_999, 0, 250, concurrency],
  // Three windows of ten minutes, and the last 5,000 items at full speed: 3 × 600 s + 5,000 / 40.
  ['35,000 items', 35_000, 0, 1_925, requests],
  ['10,000 items fit one window', 10_000, 0, 250, concurrency],
  // 3 bytes become 4: 1.2 GB are 1.6 GB of base64, ten windows of 150 MB and a rest: 10 × 300 s, and its second.
  ['1.2 GB in few items', 100, 1_200_000_000, 3_001, uploads],
  // 112 MB are 149.3 MB of base64: within the first window.
  ['112 MB in few items', 40, 112_000_000, 1, concurrency],
  ['113 MB in few items', 40, 113_000_000, 301, uploads],
  ['nothing', 0, 0, 0, concurrency],
] as const)('%s: the time it takes, and what bounds it', ([, items, bytes, seconds, boundBy]) => {
  expect(one(items, bytes)).toMatchObject({ estimateSeconds: seconds, boundBy });
});

test('what earlier passes measured replaces the assumption', () => {
  const { plan } = makePlan(facts({ mailboxes: [mailbox(1, verified(4_000, 0))], itemsPerSecond: 10 }));
  expect(plan.estimateSeconds).toBe(400);
});

test('mailboxes run side by side until there are more than the workers take at once', () => {
  const many = (count: number, atOnce: number) =>
    makePlan(
      facts({
        mailboxes: Array.from({ length: count }, (_, at) => mailbox(at + 1, verified(4_000, 0))),
        atOnce,
      }),
    ).plan;
  expect(many(8, 8)).toMatchObject({ estimateSeconds: 100, boundBy: concurrency });
  expect(many(16, 8)).toMatchObject({
    estimateSeconds: 200,
    boundBy: `8 mailboxes at once, and ${concurrency}`,
  });
  expect(many(3, 1)).toMatchObject({
    estimateSeconds: 300,
    boundBy: `one mailbox at once, and ${concurrency}`,
  });
});

test('the estimate is never less than the longest mailbox alone, nor than all of them shared by the lanes', () => {
  const sizes = fc.array(fc.tuple(fc.nat(100_000), fc.nat(2_000_000_000)), { minLength: 1, maxLength: 10 });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 8 }), (each, atOnce) => {
      const alone = each.map(([items, bytes]) => one(items, bytes).estimateSeconds);
      const together = makePlan(
        facts({ mailboxes: each.map(([items, bytes], at) => mailbox(at, verified(items, bytes))), atOnce }),
      ).plan.estimateSeconds;
      expect(together).toBeGreaterThanOrEqual(Math.max(...alone));
      expect(together).toBeGreaterThanOrEqual((alone.reduce((a, b) => a + b, 0) - alone.length) / atOnce);
      expect(together).toBeLessThanOrEqual(alone.reduce((a, b) => a + b, 0));
    }),
  );
});

test('nobody to move is a plan of no time', () => {
  expect(makePlan(facts({ mailboxes: [] })).plan).toMatchObject({ items: 0, bytes: 0, estimateSeconds: 0 });
});

const planOf = (...ids: number[]) => makePlan(facts({ mailboxes: ids.map((id) => mailbox(id)) })).plan;

test('a change is said in one clause, with three addresses at most', () => {
  expect(describeChange(planOf(1, 2), planOf(1, 2, 3))).toBe('1 mailbox added (u3@c.example)');
  expect(describeChange(planOf(1, 2, 3), planOf(1))).toBe('2 mailboxes removed (u2@c.example, u3@c.example)');
  expect(describeChange(planOf(9), planOf(1, 2, 3, 4, 5))).toBe(
    '5 mailboxes added (u1@c.example, u2@c.example, u3@c.example and 2 more), 1 mailbox removed (u9@c.example)',
  );
  const moved = makePlan(facts({ mailboxes: [{ ...mailbox(1), destination: 'x@f.example' }] })).plan;
  expect(describeChange(planOf(1), moved)).toBe('1 mailbox paired differently (u1@c.example)');
  expect(describeChange(planOf(1), planOf(1))).toBe('its tenants are others now');
});

test('where archives move, a mailbox says whether it brings one, and one that nobody asked is left out', () => {
  const archive = { folders: 2, items: 40, bytes: 4_000 };
  const mailboxes = [
    mailbox(1, { ...verified(), archive }),
    mailbox(2, { ...verified(), archive: null }),
    mailbox(3, verified()),
  ];
  const { plan } = makePlan(facts({ mailboxes, archives: true }));
  expect(plan.mailboxes.map(({ mailboxId, archive: brings }) => [mailboxId, brings])).toEqual([
    [1, true],
    [2, undefined],
  ]);
  expect(plan.leftOut).toMatchObject([
    { address: 'u3@c.example', reason: expect.stringContaining('verify') },
  ]);
  expect(makePlan(facts({ mailboxes })).plan.mailboxes.some(({ archive: brings }) => brings)).toBe(false);
  // Verification is what answers it.
  expect(makePlan(facts({ kind: 'verify', mailboxes, archives: true })).plan.leftOut).toEqual([]);
});
