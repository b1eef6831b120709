/**
 * Giving users licences and taking them back. Each is one transaction under the workgroup's lock of licences, so that
 * none is handed out twice, and none is taken from a pass that starts at the same moment.
 */
import { inArray } from 'drizzle-orm';
import {
  countsLicences,
  customerOf,
  inLicensedPass,
  type LicensedMailbox,
  licensedMailboxes,
  lockLicences,
  lockValidLicences,
  type ValidOrder,
  validOrders,
} from '../db/licences.ts';
import type { Db } from '../db/open.ts';
import { type ProjectRow, projectIn } from '../db/passes.ts';
import { type customers, licences } from '../db/schema.ts';
import { licencesAre, named, noCustomer, noProject, notCounted } from './licence-gate.ts';
import { ok, type Result, refuse } from './refusal.ts';
import type { Actor } from './workgroups.ts';

export interface LicenceScope {
  /** Neither: every mailbox of the project. */
  addresses?: string[] | undefined;
  waves?: string[] | undefined;
  /** As many as there are, where there are fewer than are needed. */
  available?: boolean;
}
export interface Applied {
  customer: string;
  applied: number;
  /** They had one. */
  already: number;
  /** They still have none. */
  without: number;
  /** When the first of those that were applied expires. */
  expiresAt: Date | null;
}

export const applyLicences = (
  db: Db,
  actor: Actor,
  projectId: number,
  scope: LicenceScope,
): Promise<Result<Applied>> =>
  withCustomer(db, actor, projectId, async (tx, project, customer) => {
    const chosen = choose(await licensedMailboxes(tx, project.id), scope);
    if (!chosen.ok) return chosen;
    const needed = chosen.value.filter(({ valid }) => !valid);
    const seats = seatsOf(await validOrders(tx, actor.workgroupId), needed.length);
    if (seats.length < needed.length && (scope.available !== true || seats.length === 0))
      return tooFew(needed.length, seats.length);
    // Mailboxes that could move today come first, where there is not one for everybody.
    const given = needed
      .sort((a, b) => Number(b.verified) - Number(a.verified))
      .flatMap(({ source: address }, at) => {
        const seat = seats[at];
        return seat === undefined ? [] : [{ address, orderId: seat.id }];
      });
    await give(tx, { customerId: customer.id, appliedBy: actor.personId }, given);
    return ok({
      customer: customer.name,
      applied: given.length,
      already: chosen.value.length - needed.length,
      without: needed.length - given.length,
      expiresAt: seats[0]?.expiresAt ?? null,
    });
  });

/** Only those that no pass has used, and that no pass is working on. All that are named, or none. */
export const takeBackLicences = (
  db: Db,
  actor: Actor,
  projectId: number,
  addresses: string[],
): Promise<Result<{ customer: string; freed: number }>> =>
  withCustomer(db, actor, projectId, async (tx, _project, customer) => {
    const wanted = new Set(addresses.map((address) => address.toLowerCase()));
    if (wanted.size === 0)
      return refuse('invalid', 'Nobody was named.', 'Name users by their source address.');
    // Who is at work is read first: a run that ends after that has not hidden its use from the second look.
    const atWork = (await inLicensedPass(tx, { customerId: customer.id })).find(({ address }) =>
      wanted.has(address.toLowerCase()),
    );
    const found = await lockValidLicences(tx, customer.id, [...wanted]);
    const has = new Set(found.map(({ address }) => address.toLowerCase()));
    const hasNone = [...wanted].filter((address) => !has.has(address));
    if (hasNone.length > 0)
      return refuse(
        'not-found',
        `There is no valid licence of ${customer.name} for ${named(hasNone)}, so none was taken back.`,
        'Say "licences" for the list of who has one.',
      );
    if (atWork !== undefined)
      return refuse(
        'busy',
        `Pass ${atWork.passId} needs the licence of ${atWork.address} until it is over, so none was taken back.`,
        `Wait for it ("status ${atWork.passId}") or stop it ("stop ${atWork.passId}").`,
      );
    const used = found.filter(({ usedAt }) => usedAt !== null).map(({ address }) => address);
    if (used.length > 0)
      return refuse(
        'not-ready',
        `A pass has used the licence of ${named(used)}, and a used licence stays with its user. None was taken back.`,
        'Name only users whose licence is not used: "licences" has the list.',
      );
    const ids = found.map(({ id }) => id);
    await tx.delete(licences).where(inArray(licences.id, ids));
    return ok({ customer: customer.name, freed: ids.length });
  });

const withCustomer = <T>(
  db: Db,
  actor: Actor,
  projectId: number,
  change: (tx: Db, project: ProjectRow, customer: typeof customers.$inferSelect) => Promise<Result<T>>,
): Promise<Result<T>> =>
  db.transaction(async (tx) => {
    if (!(await countsLicences(tx, actor.workgroupId))) return notCounted();
    await lockLicences(tx, actor.workgroupId);
    const project = await projectIn(tx, actor, projectId);
    if (project === undefined) return noProject(projectId);
    const customer = await customerOf(tx, project);
    return customer === undefined ? noCustomer(project.name) : change(tx, project, customer);
  });

const choose = (
  all: LicensedMailbox[],
  { addresses = [], waves = [] }: LicenceScope,
): Result<LicensedMailbox[]> => {
  if (addresses.length === 0 && waves.length === 0) return ok(all.filter(({ excluded }) => !excluded));
  const wanted = new Set(addresses.map((address) => address.toLowerCase()));
  const inWaves = new Set(waves.map((wave) => wave.toLowerCase()));
  const known = new Set(all.flatMap(({ wave }) => wave?.toLowerCase() ?? []));
  const chosen = all.filter(
    ({ source, wave }) => wanted.delete(source.toLowerCase()) || inWaves.has(wave?.toLowerCase() ?? ''),
  );
  const unknown = [...wanted, ...[...inWaves].filter((wave) => !known.has(wave))];
  return unknown.length === 0
    ? ok(chosen)
    : refuse(
        'not-found',
        `${named(unknown)} ${unknown.length === 1 ? 'is' : 'are'} not in this project, so no licence was applied.`,
        'Say "users" to see who is; name mailboxes by their source address.',
      );
};

/** One entry for each licence that is left, the first to expire first; at most so many. */
const seatsOf = (valid: ValidOrder[], most: number): ValidOrder[] => {
  const seats: ValidOrder[] = [];
  for (const order of valid) {
    const left = Math.min(order.licences - order.applied, most - seats.length);
    seats.push(...Array<ValidOrder>(left).fill(order));
  }
  return seats;
};

const tooFew = (needed: number, available: number) =>
  refuse(
    'no-licence',
    `${licencesAre(needed)} needed and ${available === 0 ? 'none' : available.toLocaleString('en')} ${available > 1 ? 'are' : 'is'} available, so none was applied.`,
    `Order more: "licences order ${needed - available} by card".${available === 0 ? '' : ' Or apply those that there are: "licences apply available".'}`,
  );

const give = async (
  tx: Db,
  by: { customerId: number; appliedBy: number },
  given: { address: string; orderId: number }[],
): Promise<void> => {
  // 1,000 rows are 4,000 parameters, far below PostgreSQL's 65,535.
  for (let at = 0; at < given.length; at += 1_000)
    await tx.insert(licences).values(given.slice(at, at + 1_000).map((one) => ({ ...one, ...by })));
};
