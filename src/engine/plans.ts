/** Making the plan of a pass from what is known now: who is in it, who is left out and why, and how long it takes. */
import { createHash } from 'node:crypto';
import { lockMailboxes } from '../db/mailboxes.ts';
import { type AddressPair, pairsIn } from '../db/mapping.ts';
import type { Db } from '../db/open.ts';
import {
  busyIn,
  copiedBefore,
  endpointsOf,
  failedItems,
  lastMoves,
  measuredRate,
  type ProjectRow,
  trialFolders,
} from '../db/passes.ts';
import type { mailboxes, PassKind, PassOptions, Plan } from '../db/schema.ts';
import { compileOptions } from './options/compile.ts';
import { approvedLines } from './options/lines.ts';
import { makePlan, type PlanFacts } from './plan.ts';
import { looksOnly } from './policy.ts';
import { ok, type Result, refuse } from './refusal.ts';

export interface Asked {
  kind: PassKind;
  options: PassOptions;
  /** Neither: everybody. */
  addresses?: string[] | undefined;
  waves?: string[] | undefined;
  /** The addresses come from a plan: one that was removed since is a change of the plan, no mistake of typing. */
  planned?: boolean;
}

/** Of a list of thousands people approve the number; any other list is another plan. */
const pairsOf = (pairs: AddressPair[]): Plan['pairs'] =>
  pairs.length === 0
    ? undefined
    : { count: pairs.length, digest: createHash('sha256').update(JSON.stringify(pairs)).digest('hex') };

type MailboxRecord = typeof mailboxes.$inferSelect;

export const planFor = async (
  tx: Db,
  project: ProjectRow,
  asked: Asked,
  /** Mailboxes that the workers move at once. */
  workersAtOnce: number,
): Promise<Result<ReturnType<typeof makePlan>>> => {
  const tenants = await tenantsOf(tx, project);
  if (!tenants.ok) return tenants;
  // Addresses that somebody is just changing are waited for.
  const all = await lockMailboxes(tx, project.id, 'share');
  if (all.length === 0)
    return refuse('not-ready', `"${project.name}" has no mailboxes yet.`, 'Say "users import" to add them.');
  const everybody = isEmpty(asked.addresses) && isEmpty(asked.waves);
  const named = everybody ? ok(all) : choose(all, asked);
  if (!named.ok) return named;
  const chosen = await withTrial(tx, project.id, asked.options, named.value);
  if (!chosen.ok) return chosen;
  const taking = chosen.value.filter(({ excluded }) => !excluded);
  if (taking.length === 0)
    return refuse(
      'not-ready',
      'All of these mailboxes are excluded, so there is nothing to do.',
      'Say "users include <address>" to take one in again.',
    );
  const free = await allFree(tx, project.id, taking);
  if (!free.ok) return free;
  const retry = asked.kind === 'retry' ? await retryOf(tx, project.id) : undefined;
  if (retry !== undefined && !everybody && asked.waves === undefined && asked.planned !== true) {
    const [first] = chosen.value.flatMap(({ id, sourceAddress }) => {
      const why = retry.keptOut(id);
      return why === null ? [] : [`${sourceAddress}: ${why}`];
    });
    if (first !== undefined) return refuse('not-ready', first, retryNext);
  }
  const limits = compileOptions(project.options);
  const copied = await copiedBefore(tx, project.id);
  const made = makePlan({
    kind: asked.kind,
    projectId: project.id,
    everybody,
    options: asked.options,
    filters: approvedLines(project.options),
    pairs: pairsOf(await pairsIn(tx, project.id)),
    mostDeletes: asked.kind === 'full' && limits.propagateDeletes ? limits.maximumDeletes : undefined,
    archives: limits.includeArchive,
    tenants: tenants.value,
    mailboxes: chosen.value.map((row): PlanFacts['mailboxes'][number] => ({
      id: row.id,
      source: row.sourceAddress,
      destination: row.destinationAddress,
      verification: row.verification,
      excluded: row.excluded,
      copied: looksOnly(asked.kind) ? undefined : copied.get(row.id),
      failed: retry?.failed.get(row.id),
      keptOut: retry?.keptOut(row.id) ?? null,
    })),
    atOnce: Math.min(workersAtOnce, limits.mailboxesAtOnce ?? workersAtOnce),
    itemsPerSecond: await measuredRate(tx, project.id),
    bytesPerSecond: limits.bytesPerSecond,
  });
  if (made.plan.mailboxes.length > 0) return ok(made);
  return retry === undefined
    ? refuse(
        'not-ready',
        'None of these mailboxes has been verified without trouble, so none can be moved.',
        'Say "verify", and "errors" if it finds some.',
      )
    : refuse(
        'not-ready',
        `There is nothing to retry: ${made.plan.leftOut[0]?.reason ?? 'nothing was moved yet.'}`,
        retryNext,
      );
};

export const isEmpty = (list: string[] | undefined): boolean => list === undefined || list.length === 0;

/** Where one mailbox is named and nothing else: which. */
export const onlyAddress = ({ addresses = [], waves }: Scope): string | undefined =>
  isEmpty(waves) && addresses.length === 1 ? addresses[0] : undefined;

const tenantsOf = async (
  tx: Db,
  { name, sourceEndpointId: source, destinationEndpointId: destination }: ProjectRow,
): Promise<Result<{ source: string; destination: string }>> => {
  if (source === null || destination === null)
    return refuse(
      'not-ready',
      `"${name}" does not know yet which tenants it works between.`,
      'Say "project" to finish setting it up.',
    );
  const endpoints = await endpointsOf(tx, [source, destination]);
  const unsealed = endpoints.find((one) => one.secretSealed === null)?.name;
  if (unsealed !== undefined)
    return refuse(
      'not-ready',
      `The endpoint "${unsealed}" has no secret yet.`,
      'Say "endpoint" and press "Enter secret": it opens a page for it.',
    );
  const tenantOf = (id: number): string =>
    endpoints.find((one) => one.id === id)?.tenantId.toLowerCase() ?? '';
  return ok({ source: tenantOf(source), destination: tenantOf(destination) });
};

/** Source addresses and names of waves, as somebody named them. */
export type Scope = Pick<Asked, 'addresses' | 'waves'>;

export const choose = (
  all: MailboxRecord[],
  { addresses = [], waves = [], planned = false }: Scope & Pick<Asked, 'planned'>,
): Result<MailboxRecord[]> => {
  const wanted = new Set(addresses.map((address) => address.toLowerCase()));
  const named = new Set(waves.map((wave) => wave.toLowerCase()));
  const known = new Set(all.flatMap(({ wave }) => wave?.toLowerCase() ?? []));
  const noWave = [...named].find((wave) => !known.has(wave));
  if (noWave !== undefined)
    return refuse(
      'not-found',
      `There is no wave called "${noWave}" in this project.`,
      known.size === 0
        ? `Make it: say "wave ${noWave} add <addresses>".`
        : `There is ${[...known].slice(0, 8).join(', ')}. Say "wave" to see who is in them.`,
    );
  const chosen = all.filter(
    (row) => wanted.delete(row.sourceAddress.toLowerCase()) || named.has(row.wave?.toLowerCase() ?? ''),
  );
  const [unknown] = wanted;
  return unknown === undefined || planned
    ? ok(chosen)
    : refuse(
        'not-found',
        `${unknown} is not in this project.`,
        'Say "users" to see who is; name mailboxes by their source address.',
      );
};

/** Of a pass that takes a trial away: those whose folder is still there. */
const withTrial = async (
  tx: Db,
  projectId: number,
  { removes }: PassOptions,
  chosen: MailboxRecord[],
): Promise<Result<MailboxRecord[]>> => {
  if (removes === undefined) return ok(chosen);
  const there = await trialFolders(tx, projectId, removes);
  const left = chosen.filter(({ id }) => there.has(id));
  return left.length > 0
    ? ok(left)
    : refuse(
        'not-found',
        `Pass ${removes} left no trial folder in any of these mailboxes.`,
        'Say "status" to see the passes there were; only a trial "into" a folder leaves one.',
      );
};

/** A mailbox is in one pass at a time. */
const allFree = async (tx: Db, projectId: number, chosen: MailboxRecord[]): Promise<Result<null>> => {
  const busy = new Map((await busyIn(tx, projectId)).map((one) => [one.mailboxId, one.passId]));
  const [first, ...others] = chosen.filter((mailbox) => busy.has(mailbox.id));
  if (first === undefined) return ok(null);
  const passId = busy.get(first.id);
  return refuse(
    'busy',
    `${first.sourceAddress}${others.length > 0 ? ` and ${others.length} more are` : ' is'} still in pass ${passId}, and a mailbox is in one pass at a time.`,
    `Wait for pass ${passId} ("status ${passId}"), or stop it ("stop ${passId}").`,
  );
};

const retryNext = 'Say "full": it takes what is new, and tries again what failed.';

/** Retry is for mailboxes whose last pass came to its end and has items that failed; for all others, why not. */
const retryOf = async (tx: Db, projectId: number) => {
  const last = new Map((await lastMoves(tx, projectId)).map((one) => [one.mailboxId, one]));
  const failed = await failedItems(tx, projectId);
  return {
    failed,
    keptOut: (mailboxId: number): string | null => {
      const run = last.get(mailboxId);
      if (run === undefined) return 'No pass has moved anything of it yet.';
      if (run.state !== 'completed' && run.state !== 'completed with errors')
        return `Its last pass (${run.passId}) did not come to its end: it ${run.state === 'stopped' ? 'was stopped' : 'failed'}.`;
      return failed.has(mailboxId) ? null : `Its last pass (${run.passId}) left no item that failed.`;
    },
  };
};
