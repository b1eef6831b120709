/** Projects: a source endpoint, a destination endpoint, and mailboxes. */
import { and, eq, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { IANAZone } from 'luxon';
import type { Db } from '../db/open.ts';
import { busyIn } from '../db/passes.ts';
import { customers, endpoints, mailboxes, type PassKind, projects, workgroups } from '../db/schema.ts';
import { seenBy } from '../db/seen.ts';
import { ok, type Result, refuse } from './refusal.ts';
import { noRegion } from './regions.ts';
import { type Actor, sameText } from './workgroups.ts';

export interface ProjectSummary {
  id: number;
  name: string;
  timeZone: string;
  /** BCP 47. */
  locale: string;
  workgroupId: number;
  sourceEndpointId: number | null;
  destinationEndpointId: number | null;
  sourceEndpointName: string | null;
  destinationEndpointName: string | null;
  counts: { mailboxes: number; verified: number };
  /** Whose licences cover it; null: nobody's yet. Absent where licences are not counted. */
  customer?: string | null;
}

export interface Connection {
  sourceEndpointId?: number;
  destinationEndpointId?: number;
}

/** What the project's people agreed on about its passes. */
export interface ApprovalPolicy {
  /** How many people must approve a plan, from 1 up. */
  approvers: number;
  /** Which kinds of pass need a yes. */
  approvedKinds: PassKind[];
  planExpiresHours: number;
}

export type Projects = ReturnType<typeof createProjects>;

const source = alias(endpoints, 'source');
const destination = alias(endpoints, 'destination');
const counted = (condition: ReturnType<typeof sql>) =>
  sql<number>`(select count(*) from ${mailboxes} where ${mailboxes.projectId} = ${projects.id} and ${condition})`.mapWith(
    Number,
  );

export const createProjects = ({ db }: { db: Db }) => {
  const select = () =>
    db
      .select({
        id: projects.id,
        name: projects.name,
        timeZone: projects.timeZone,
        locale: projects.locale,
        workgroupId: projects.workgroupId,
        sourceEndpointId: projects.sourceEndpointId,
        destinationEndpointId: projects.destinationEndpointId,
        sourceEndpointName: source.name,
        destinationEndpointName: destination.name,
        mailboxes: counted(sql`true`),
        verified: counted(sql`(${mailboxes.verification}->>'ok')::boolean`),
        countsLicences: workgroups.countsLicences,
        customer: customers.name,
      })
      .from(projects)
      .innerJoin(workgroups, eq(workgroups.id, projects.workgroupId))
      .leftJoin(customers, eq(customers.id, projects.customerId))
      .leftJoin(source, eq(source.id, projects.sourceEndpointId))
      .leftJoin(destination, eq(destination.id, projects.destinationEndpointId))
      .$dynamic();

  const list = async (actor: Actor): Promise<ProjectSummary[]> =>
    (await select().where(seenBy(db, actor)).orderBy(projects.id)).map(summaryOf);

  const get = async (actor: Actor, id: number): Promise<Result<ProjectSummary>> => {
    // A project that somebody may not see is not found, so that nobody learns that it exists.
    const [row] = await select().where(and(eq(projects.id, id), seenBy(db, actor)));
    return row === undefined
      ? refuse(
          'not-found',
          `There is no project with the number ${id} here.`,
          'Say "project" to see the ones there are.',
        )
      : ok(summaryOf(row));
  };

  return {
    list,
    get,

    create: async (
      actor: Actor,
      wanted: { name: string; timeZone?: string },
    ): Promise<Result<ProjectSummary>> => {
      const name = wanted.name.trim();
      const timeZone = wanted.timeZone ?? 'UTC';
      if (name === '' || name.length > 100)
        return refuse(
          'invalid',
          'A project needs a name of 1 to 100 characters.',
          'Say "project new <name>".',
        );
      if (!IANAZone.isValidZone(timeZone)) return noZone(timeZone);
      const [row] = await db
        .insert(projects)
        .values({ workgroupId: actor.workgroupId, name, timeZone, createdBy: actor.personId })
        .onConflictDoNothing()
        .returning({ id: projects.id });
      if (row === undefined)
        return refuse(
          'already-exists',
          `There is a project called "${name}" already.`,
          `If you see it here ("project ${name}"), go on with it; otherwise choose another name.`,
        );
      return get(actor, row.id);
    },

    find: async (actor: Actor, nameOrId: string): Promise<Result<ProjectSummary>> => {
      const number = /^\d{1,9}$/.test(nameOrId) ? Number(nameOrId) : -1;
      const matches = select().where(
        and(seenBy(db, actor), sql`(${sameText(projects.name, nameOrId)} or ${projects.id} = ${number})`),
      );
      const [row] = await matches;
      if (row !== undefined) return ok(summaryOf(row));
      const names = (await list(actor)).slice(0, 8).map((project) => `"${project.name}"`);
      return refuse(
        'not-found',
        `There is no project called "${nameOrId}" here.`,
        names.length === 0
          ? 'Make it: say "project new <name>".'
          : `There is ${names.join(', ')}. Or make it: "project new ${nameOrId}".`,
      );
    },

    /** How times and numbers are written: an IANA time zone, a BCP 47 locale. */
    write: async (
      actor: Actor,
      id: number,
      how: { timeZone?: string; locale?: string },
    ): Promise<Result<ProjectSummary>> => {
      const project = await get(actor, id);
      if (!project.ok) return project;
      if (how.timeZone !== undefined && !IANAZone.isValidZone(how.timeZone)) return noZone(how.timeZone);
      const locale = how.locale === undefined ? undefined : localeOf(how.locale);
      if (locale === null)
        return refuse(
          'invalid',
          `"${how.locale?.slice(0, 40)}" is no locale I know.`,
          'Use a language and a country such as en-GB, en-US or de-DE.',
        );
      await db
        .update(projects)
        .set({ ...how, ...(locale === undefined ? {} : { locale }) })
        .where(eq(projects.id, id));
      return get(actor, id);
    },

    policy: async (actor: Actor, id: number): Promise<Result<ApprovalPolicy>> => {
      const project = await get(actor, id);
      return project.ok ? ok(await policyOf(db, id)) : project;
    },

    /** Counts for plans that wait already, except which kinds need a yes: a plan that waits goes on waiting for one. */
    agree: async (
      actor: Actor,
      id: number,
      change: Partial<ApprovalPolicy>,
    ): Promise<Result<ApprovalPolicy>> => {
      const project = await get(actor, id);
      if (!project.ok) return project;
      await db.update(projects).set(change).where(eq(projects.id, id));
      return ok(await policyOf(db, id));
    },

    connect: (actor: Actor, id: number, sides: Connection): Promise<Result<ProjectSummary>> =>
      connect({ db, get }, actor, id, sides),
  };
};

const noZone = (said: string) =>
  refuse(
    'invalid',
    `"${said.slice(0, 60)}" is no time zone I know.`,
    'Use a name such as Europe/Berlin or America/New_York.',
  );

/** As the standard writes it; null: there are no rules for it here. */
const localeOf = (said: string): string | null => {
  try {
    return Intl.NumberFormat.supportedLocalesOf(said)[0] ?? null;
  } catch {
    return null;
  }
};

const policyOf = async (db: Db, id: number): Promise<ApprovalPolicy> => {
  const [row] = await db
    .select({
      approvers: projects.approvers,
      approvedKinds: projects.approvedKinds,
      planExpiresHours: projects.planExpiresHours,
    })
    .from(projects)
    .where(eq(projects.id, id));
  if (row === undefined) throw new Error(`reading the policy of project ${id}: it does not exist`);
  return row;
};

const connect = async (
  { db, get }: { db: Db; get: (actor: Actor, id: number) => Promise<Result<ProjectSummary>> },
  actor: Actor,
  id: number,
  sides: Connection,
): Promise<Result<ProjectSummary>> => {
  const project = await get(actor, id);
  if (!project.ok) return project;
  const wanted = {
    sourceEndpointId: sides.sourceEndpointId ?? project.value.sourceEndpointId,
    destinationEndpointId: sides.destinationEndpointId ?? project.value.destinationEndpointId,
  };
  const known = await db.select().from(endpoints).where(eq(endpoints.workgroupId, actor.workgroupId));
  const [from, to] = [wanted.sourceEndpointId, wanted.destinationEndpointId].map((one) =>
    known.find((endpoint) => endpoint.id === one),
  );
  if (
    (wanted.sourceEndpointId !== null && from === undefined) ||
    (wanted.destinationEndpointId !== null && to === undefined)
  ) {
    return refuse(
      'not-found',
      'One of these endpoints does not exist here.',
      'Say "endpoint" to see the ones there are.',
    );
  }
  if (from !== undefined && to !== undefined && from.tenantId.toLowerCase() === to.tenantId.toLowerCase()) {
    return refuse(
      'invalid',
      `"${from.name}" and "${to.name}" are the same tenant, so nothing would move.`,
      'Choose endpoints of two different tenants.',
    );
  }
  const isNew =
    wanted.sourceEndpointId !== project.value.sourceEndpointId ||
    wanted.destinationEndpointId !== project.value.destinationEndpointId;
  if (!isNew) return project;
  if (to !== undefined && to.region === null) return noRegion(to.name);
  const [busy] = await busyIn(db, id);
  if (busy !== undefined)
    return refuse(
      'busy',
      `Pass ${busy.passId} is still moving mailboxes between the tenants that this project has now.`,
      `Wait for it ("status ${busy.passId}") or stop it ("stop ${busy.passId}"), then connect.`,
    );
  await db.transaction(async (tx) => {
    await tx.update(projects).set(wanted).where(eq(projects.id, id));
    // What was found out about them is about other tenants.
    await tx
      .update(mailboxes)
      .set({ verification: null, verifiedAt: null })
      .where(eq(mailboxes.projectId, id));
  });
  return get(actor, id);
};

type Row = Omit<ProjectSummary, 'counts' | 'customer'> & {
  mailboxes: number;
  verified: number;
  countsLicences: boolean;
  customer: string | null;
};
const summaryOf = ({
  mailboxes: count,
  verified,
  countsLicences,
  customer,
  ...rest
}: Row): ProjectSummary => ({
  ...rest,
  counts: { mailboxes: count, verified },
  ...(countsLicences ? { customer } : {}),
});
