/**
 * Licences: how many there are, who has one, and whether this workgroup counts them at all. Ordering them is
 * orders.ts, giving and taking them back licence-changes.ts, what a pass needs of them licence-gate.ts.
 */
import { eq } from 'drizzle-orm';
import {
  countsLicences,
  customerOf,
  expiredLicences,
  licensedMailboxes,
  openOrders,
  type ValidOrder,
  validOrders,
} from '../db/licences.ts';
import type { Db } from '../db/open.ts';
import { type ProjectRow, projectIn } from '../db/passes.ts';
import { workgroups } from '../db/schema.ts';
import { type Applied, applyLicences, type LicenceScope, takeBackLicences } from './licence-changes.ts';
import { noProject, notCounted } from './licence-gate.ts';
import type { Order } from './orders.ts';
import { ok, type Result } from './refusal.ts';
import { csvOf, licencesTable } from './report-csv.ts';
import type { Actor } from './workgroups.ts';

export type { Applied, LicenceScope };

export interface LicencesView {
  /** Of paid orders that have not expired. */
  ordered: number;
  available: number;
  applied: number;
  used: number;
  /** What orders had that are past their 12 months. */
  expired: number;
  /** The first to expire first. */
  valid: ValidOrder[];
  open: Order[];
  here?: ProjectLicences;
}
export interface ProjectLicences {
  id: number;
  name: string;
  customer: string | null;
  mailboxes: number;
  /** Of them, those without a valid licence. */
  without: number;
}

export const createLicences = ({ db }: { db: Db }) => ({
  /** Where this workgroup does not count them, no card speaks of them. */
  counted: (actor: Actor): Promise<boolean> => countsLicences(db, actor.workgroupId),

  count: async (actor: Actor, on: boolean): Promise<void> => {
    await db.update(workgroups).set({ countsLicences: on }).where(eq(workgroups.id, actor.workgroupId));
  },

  view: async (actor: Actor, projectId?: number): Promise<Result<LicencesView>> => {
    if (!(await countsLicences(db, actor.workgroupId))) return notCounted();
    const valid = await validOrders(db, actor.workgroupId);
    const ordered = sum(valid, (order) => order.licences);
    const applied = sum(valid, (order) => order.applied);
    const project = projectId === undefined ? undefined : await projectIn(db, actor, projectId);
    return ok({
      ordered,
      applied,
      available: ordered - applied,
      used: sum(valid, (order) => order.used),
      expired: await expiredLicences(db, actor.workgroupId),
      valid,
      open: await openOrders(db, actor.workgroupId),
      ...(project === undefined ? {} : { here: await inProject(db, project) }),
    });
  },

  apply: (actor: Actor, projectId: number, scope: LicenceScope): Promise<Result<Applied>> =>
    applyLicences(db, actor, projectId, scope),

  takeBack: (
    actor: Actor,
    projectId: number,
    addresses: string[],
  ): Promise<Result<{ customer: string; freed: number }>> =>
    takeBackLicences(db, actor, projectId, addresses),

  /** Every mailbox of the project with its licence, or without. */
  csv: async (actor: Actor, projectId: number): Promise<Result<{ fileName: string; text: string }>> => {
    if (!(await countsLicences(db, actor.workgroupId))) return notCounted();
    const project = await projectIn(db, actor, projectId);
    if (project === undefined) return noProject(projectId);
    const rows = await licensedMailboxes(db, project.id);
    return ok({ fileName: 'licences.csv', text: csvOf(licencesTable(rows)) });
  },
});

const sum = <T>(all: T[], of: (one: T) => number): number => all.reduce((total, one) => total + of(one), 0);

const inProject = async (db: Db, project: ProjectRow): Promise<ProjectLicences> => {
  const moving = (await licensedMailboxes(db, project.id)).filter(({ excluded }) => !excluded);
  return {
    id: project.id,
    name: project.name,
    customer: (await customerOf(db, project))?.name ?? null,
    mailboxes: moving.length,
    without: moving.filter(({ valid }) => !valid).length,
  };
};
