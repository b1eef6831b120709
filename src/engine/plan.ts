/** [pure] What a pass would do: the plan that people approve, its hash, and what changed between two of them. */
import { createHash } from 'node:crypto';
import type { PassKind, PassOptions, Plan, PlannedMailbox, Verification } from '../db/schema.ts';
import { latencyBound, timeOf } from './pace.ts';
import { looksOnly } from './policy.ts';

export interface PlanFacts {
  kind: PassKind;
  projectId: number;
  everybody: boolean;
  options: PassOptions;
  /** The project's options that decide what moves, as text. */
  filters: string[];
  pairs?: Plan['pairs'];
  /** Present: deletes are carried over, at most so many per mailbox. */
  mostDeletes?: number | undefined;
  /** In-place archives move with their mailboxes. */
  archives?: boolean;
  /** Their ids: an endpoint can be corrected to another tenant and keep its number. */
  tenants: { source: string; destination: string };
  mailboxes: {
    id: number;
    source: string;
    destination: string;
    verification: Verification | null;
    /** Left out of every pass, until somebody takes it in again. */
    excluded?: boolean;
    /** By earlier passes. */
    copied?: { items: number; bytes: number } | undefined;
    /** Of earlier passes; a retry is about these. */
    failed?: { items: number; bytes: number } | undefined;
    /** Why this kind of pass is not for it, though it is verified. */
    keptOut?: string | null;
  }[];
  /** Mailboxes that the workers move at once. */
  atOnce: number;
  /** Items per second and mailbox of earlier passes, if there were any. */
  itemsPerSecond?: number | undefined;
  /** What the project allows each mailbox. */
  bytesPerSecond?: number | undefined;
}

export const makePlan = (facts: PlanFacts): { plan: Plan; hash: string } => {
  const { kind, projectId, everybody } = facts;
  const pace = { itemsPerSecond: facts.itemsPerSecond ?? assumedRate, bytesPerSecond: facts.bytesPerSecond };
  const ready = facts.mailboxes.filter((mailbox) => reasonToLeaveOut(facts, mailbox) === null);
  const mailboxes = ready.map((mailbox): PlannedMailbox => {
    const left = facts.options.removes === undefined ? whatIsLeft(kind, mailbox) : { items: 0, bytes: 0 };
    const { seconds, boundBy } = timeOf(left, pace);
    return {
      mailboxId: mailbox.id,
      source: mailbox.source,
      destination: mailbox.destination,
      ...left,
      seconds: Math.ceil(seconds),
      boundBy,
      ...(facts.archives === true && mailbox.verification?.archive ? { archive: true as const } : {}),
      ...startBy(facts.options, seconds),
    };
  });
  const leftOut = facts.mailboxes.flatMap((mailbox) => {
    const reason = reasonToLeaveOut(facts, mailbox);
    return reason === null ? [] : [{ address: mailbox.source, reason }];
  });
  const sum = (of: (mailbox: PlannedMailbox) => number) =>
    mailboxes.reduce((total, mailbox) => total + of(mailbox), 0);
  const plan: Plan = {
    kind,
    projectId,
    everybody,
    mailboxes,
    leftOut,
    items: sum((m) => m.items),
    bytes: sum((m) => m.bytes),
    alreadyThere: ready.reduce((total, { copied }) => total + (copied?.items ?? 0), 0),
    ...estimate(mailboxes, facts),
    options: facts.options,
    filters: facts.filters,
    ...(facts.pairs === undefined ? {} : { pairs: facts.pairs }),
    ...(facts.mostDeletes === undefined ? {} : { mostDeletes: facts.mostDeletes }),
  };
  return { plan, hash: hashOf(plan, facts.tenants) };
};

/** With a fifth in reserve: the estimate is what the limits allow at best. */
const startBy = ({ readyBy }: PassOptions, seconds: number): { startBy?: string } =>
  readyBy === undefined
    ? {}
    : { startBy: new Date(Date.parse(readyBy) - seconds * 1.2 * 1000).toISOString() };

/** At most so much of each folder, and in all, is tried. */
export const trialLimits = { itemsPerFolder: 10, bytes: 5_000_000 };

/** In bytes as Exchange reports them. Edits that were carried over count as well, so that a little may be missing. */
const whatIsLeft = (
  kind: PassKind,
  { verification, copied, failed }: PlanFacts['mailboxes'][number],
): { items: number; bytes: number } => {
  if (kind === 'retry') return failed ?? { items: 0, bytes: 0 };
  const { items, bytes, folders } = verification ?? { items: 0, bytes: 0, folders: 0 };
  if (kind === 'trial')
    return {
      items: Math.min(items, folders * trialLimits.itemsPerFolder),
      bytes: Math.min(bytes, trialLimits.bytes),
    };
  const left = Math.max(0, items - (copied?.items ?? 0));
  return { items: left, bytes: left === 0 ? 0 : Math.max(0, bytes - (copied?.bytes ?? 0)) };
};

const reasonToLeaveOut = (
  { kind, archives = false }: Pick<PlanFacts, 'kind' | 'archives'>,
  { source, verification, excluded = false, keptOut = null }: PlanFacts['mailboxes'][number],
): string | null => {
  if (excluded) return `It is excluded: "users include ${source}" takes it in again.`;
  if (looksOnly(kind)) return null;
  if (verification === null) return 'It has not been verified yet.';
  if (archives && verification.ok && verification.archive === undefined)
    return 'It was verified before archives were to move: say "verify" again.';
  return verification.ok ? keptOut : (verification.problems[0] ?? 'Its verification failed.');
};

/**
 * Covers who goes where, between which tenants, in which kind of pass and how. Counts are left out: mail arrives
 * all day, and an approval that every new message voids would teach people to approve without reading.
 */
const hashOf = (plan: Plan, tenants: PlanFacts['tenants']): string => {
  const pairs = plan.mailboxes.map(({ mailboxId, source, destination }) => [mailboxId, source, destination]);
  const covered = [
    plan.kind,
    plan.projectId,
    tenants.source,
    tenants.destination,
    plan.options,
    plan.filters,
    plan.pairs?.digest ?? null,
    plan.mostDeletes ?? null,
    pairs.sort(([a], [b]) => Number(a) - Number(b)),
  ];
  return createHash('sha256').update(JSON.stringify(covered)).digest('hex');
};

/** Before anything was measured: four requests at once at 100 ms each. */
export const assumedRate = 40;

const estimate = (
  mailboxes: PlannedMailbox[],
  facts: PlanFacts,
): Pick<Plan, 'estimateSeconds' | 'boundBy'> => {
  const longest = mailboxes.reduce(
    (a: Pick<PlannedMailbox, 'seconds' | 'boundBy'>, b) => (b.seconds > a.seconds ? b : a),
    {
      seconds: 0,
      boundBy: latencyBound,
    },
  );
  const lanes = mailboxes.reduce((sum, one) => sum + one.seconds, 0) / Math.max(1, facts.atOnce);
  if (lanes > longest.seconds)
    return {
      estimateSeconds: Math.ceil(lanes),
      boundBy: `${facts.atOnce === 1 ? 'one mailbox' : `${facts.atOnce} mailboxes`} at once, and ${longest.boundBy}`,
    };
  return { estimateSeconds: Math.ceil(longest.seconds), boundBy: longest.boundBy };
};

/** What changed from the plan that was shown to the plan as it would be now, as one clause. */
export const describeChange = (shown: Plan, now: Plan): string => {
  const [before, after] = [byId(shown), byId(now)];
  const added = now.mailboxes.filter(({ mailboxId }) => !before.has(mailboxId)).map(({ source }) => source);
  const removed = shown.mailboxes
    .filter(({ mailboxId }) => !after.has(mailboxId))
    .map(({ source }) => source);
  const moved = now.mailboxes.filter((mailbox) => {
    const old = before.get(mailbox.mailboxId);
    return old !== undefined && (old.destination !== mailbox.destination || old.source !== mailbox.source);
  });
  const parts = [
    named(added, 'added'),
    named(removed, 'removed'),
    named(
      moved.map(({ source }) => source),
      'paired differently',
    ),
  ].filter((part) => part !== '');
  if (parts.length > 0) return parts.join(', ');
  if (shown.pairs?.digest !== now.pairs?.digest) return 'what addresses become was changed';
  return shown.filters.join('\n') !== now.filters.join('\n') || shown.mostDeletes !== now.mostDeletes
    ? "the project's options were changed"
    : 'its tenants are others now';
};

const byId = (plan: Plan) => new Map(plan.mailboxes.map((mailbox) => [mailbox.mailboxId, mailbox]));

const named = (addresses: string[], what: string): string => {
  if (addresses.length === 0) return '';
  const shown = addresses.slice(0, 3).join(', ');
  const more = addresses.length > 3 ? ` and ${addresses.length - 3} more` : '';
  return `${addresses.length} ${addresses.length === 1 ? 'mailbox' : 'mailboxes'} ${what} (${shown}${more})`;
};
