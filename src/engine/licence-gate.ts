/** What a pass that moves everything needs where licences are counted: one for each of its mailboxes. */
import {
  countsLicences,
  type LicensedMailbox,
  licensedKinds,
  licensedMailboxes,
  lockLicences,
} from '../db/licences.ts';
import type { Db } from '../db/open.ts';
import type { ProjectRow } from '../db/passes.ts';
import type { Plan } from '../db/schema.ts';
import { ok, type Result, refuse } from './refusal.ts';

/** How many of a plan's mailboxes have a licence. Undefined: the plan needs none. */
export const licencesOf = async (
  db: Db,
  workgroupId: number,
  plan: Plan,
): Promise<{ have: number; of: number } | undefined> => {
  if (!(await needsLicences(db, workgroupId, plan))) return undefined;
  const of = plan.mailboxes.length;
  return { have: of - (await unlicensed(db, plan)).length, of };
};

/**
 * Asked when a plan is made and again when it is approved, because a licence may have expired or been taken back
 * between them. The lock keeps the licences that it sees until the transaction has started the pass.
 */
export const allLicensed = async (
  tx: Db,
  { name, workgroupId, customerId }: ProjectRow,
  plan: Plan,
): Promise<Result<null>> => {
  if (!(await needsLicences(tx, workgroupId, plan))) return ok(null);
  if (customerId === null) return noCustomer(name);
  await lockLicences(tx, workgroupId);
  const missing = (await unlicensed(tx, plan)).map(({ source }) => source);
  return missing.length === 0
    ? ok(null)
    : refuse(
        'no-licence',
        `A ${plan.kind} pass needs a licence for each of its mailboxes, and ${missing.length === 1 ? 'one has' : `${missing.length.toLocaleString('en')} have`} none that is valid: ${named(missing)}.`,
        'Give them licences with "licences apply", then say it again.',
      );
};

const needsLicences = async (db: Db, workgroupId: number, { kind }: Plan): Promise<boolean> =>
  licensedKinds.includes(kind) && (await countsLicences(db, workgroupId));

const unlicensed = async (db: Db, plan: Plan): Promise<LicensedMailbox[]> => {
  const planned = new Set(plan.mailboxes.map(({ mailboxId }) => mailboxId));
  return (await licensedMailboxes(db, plan.projectId)).filter(
    ({ mailboxId, valid }) => planned.has(mailboxId) && !valid,
  );
};

/** Names what a person can take in, and counts the rest. */
export const named = (addresses: string[]): string => {
  const more = addresses.length - mostNamed;
  return `${addresses.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more.toLocaleString('en')} more` : ''}`;
};
const mostNamed = 20;

/** "One licence is", "12 licences are". */
export const licencesAre = (number: number): string =>
  number === 1 ? 'One licence is' : `${number.toLocaleString('en')} licences are`;

export const noProject = (id: number) =>
  refuse(
    'not-found',
    `There is no project with the number ${id} here.`,
    'Say "project" to see the ones there are.',
  );

export const notCounted = () =>
  refuse(
    'not-ready',
    'This workgroup does not count licences, so every pass may start without one.',
    'An owner switches it on: "licences on".',
  );

export const noCustomer = (project: string) =>
  refuse(
    'no-licence',
    `"${project}" belongs to no customer yet, and licences are a customer's.`,
    'Say "customer" to see the customers, and "customer use <name>" to say whose project it is.',
  );
