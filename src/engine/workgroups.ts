/**
 * Who may enter. In a team, its members share a workgroup; in local mode everybody on this machine does.
 * Guests and people of other tenants are refused before anything they said has an effect.
 */
import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import type { Db } from '../db/open.ts';
import { members, people, type Role, workgroups } from '../db/schema.ts';
import { ok, type Result, refuse } from './refusal.ts';

export interface Actor {
  personId: number;
  name: string;
  workgroupId: number;
  tenantId: string;
  role: Role;
}

export interface Entering {
  tenantId: string;
  person: { objectId: string; name: string; guest?: boolean };
  team?: { id: string; name: string };
  /** Absent: what the workgroup gives to newcomers. */
  roleIfNew?: Role;
  /** Whoever adds the bot to a team is its owner, as long as it has none: in Teams only those may who run the team. */
  installs?: boolean;
}

export interface WorkgroupsDeps {
  db: Db;
  /** Everybody shares one workgroup, and may approve their own plans unless four eyes are asked for. */
  localMode: boolean;
  fourEyes: boolean;
  /** Production: the tenant whose people may use this bot. */
  homeTenantId?: string | undefined;
  /** Entra object ids of people who are owners wherever they enter. */
  owners?: ReadonlySet<string> | undefined;
}

export const createWorkgroups = ({ db, localMode, fourEyes, homeTenantId, owners }: WorkgroupsDeps) => ({
  enter: (entering: Entering): Promise<Result<Actor>> =>
    db.transaction(async (tx) => {
      const { person, team } = entering;
      const tenantId = localMode ? 'local' : entering.tenantId;
      if (person.guest) {
        return refuse(
          'other-tenant',
          "Guests cannot use Mailferry: it moves a whole organisation's mail.",
          'Ask somebody of the organisation itself to do it.',
        );
      }
      if (homeTenantId !== undefined && tenantId !== homeTenantId) {
        return refuse(
          'other-tenant',
          'You belong to another organisation than the one this Mailferry works for.',
          'Ask somebody of that organisation, or run a Mailferry of your own.',
        );
      }
      const personId = await rememberPerson(tx, tenantId, person);
      const found = localMode
        ? await rememberWorkgroup(tx, {
            tenantId,
            externalId: 'local',
            name: 'Local',
            selfApproval: !fourEyes,
          })
        : team !== undefined
          ? await rememberWorkgroup(tx, {
              tenantId,
              externalId: team.id,
              name: team.name,
              selfApproval: false,
            })
          : await latestWorkgroup(tx, personId);
      if (found === undefined) {
        return refuse(
          'not-a-member',
          'I do not know yet which team you work with.',
          'Add me to your team in Teams and say hello in one of its channels; then I know you here too.',
        );
      }
      const role = await rememberMember(tx, found, personId, entering.roleIfNew);
      const becomesOwner =
        owners?.has(person.objectId.toLowerCase()) === true ||
        (entering.installs === true && !(await hasOwner(tx, found)));
      if (becomesOwner && role !== 'owner') await makeOwner(tx, found, personId);
      return ok({
        personId,
        name: person.name,
        workgroupId: found,
        tenantId,
        role: becomesOwner ? 'owner' : role,
      });
    }),

  /** Takes people out of a team's workgroup. What they asked for and approved stays. */
  leave: async ({
    tenantId,
    teamId,
    objectIds,
  }: {
    tenantId: string;
    teamId: string;
    objectIds: string[];
  }) => {
    const gone = db
      .select({ id: people.id })
      .from(people)
      .where(and(eq(people.tenantId, tenantId), inArray(people.objectId, objectIds)));
    const team = db
      .select({ id: workgroups.id })
      .from(workgroups)
      .where(and(eq(workgroups.tenantId, tenantId), eq(workgroups.externalId, teamId)));
    await db.delete(members).where(and(inArray(members.personId, gone), inArray(members.workgroupId, team)));
  },

  /**
   * Whoever is at the terminal of the machine that Mailferry runs on, in production: an operator of the one
   * workgroup there is, or of the named one. Never an approver: the same person may have asked in the chat.
   */
  enterFromTerminal: (user: string, named?: string): Promise<Result<Actor>> =>
    db.transaction(async (tx) => {
      const all = await tx.select().from(workgroups).orderBy(workgroups.id);
      const found =
        named === undefined
          ? all.length === 1
            ? all[0]
            : undefined
          : all.find(({ name }) => name.toLowerCase() === named.toLowerCase());
      if (found === undefined)
        return refuse(
          'not-a-member',
          all.length === 0
            ? 'No team works with this Mailferry yet.'
            : `Here work ${all.map(({ name }) => `"${name}"`).join(', ')}${named === undefined ? '' : `, and no "${named}"`}.`,
          all.length === 0
            ? 'Add the bot to a team in Teams and say hello there.'
            : 'Say which with --workgroup "<name>".',
        );
      const personId = await rememberPerson(tx, found.tenantId, { objectId: `cli:${user}`, name: user });
      const given = await rememberMember(tx, found.id, personId, 'operator');
      // Whatever role its name was given: whoever sits there may have asked in the chat.
      const role = given === 'viewer' ? 'viewer' : 'operator';
      return ok({ personId, name: user, workgroupId: found.id, tenantId: found.tenantId, role });
    }),

  get: async (id: number): Promise<typeof workgroups.$inferSelect> => {
    const [row] = await db.select().from(workgroups).where(eq(workgroups.id, id));
    if (row === undefined) throw new Error(`reading workgroup ${id}: it does not exist`);
    return row;
  },
});

const rememberPerson = async (
  tx: Db,
  tenantId: string,
  { objectId, name }: Entering['person'],
): Promise<number> => {
  const [row] = await tx
    .insert(people)
    .values({ tenantId, objectId, name })
    .onConflictDoUpdate({ target: [people.tenantId, people.objectId], set: { name } })
    .returning({ id: people.id });
  return row?.id ?? 0;
};

const rememberWorkgroup = async (
  tx: Db,
  workgroup: typeof workgroups.$inferInsert,
): Promise<number | undefined> => {
  const [row] = await tx
    .insert(workgroups)
    .values(workgroup)
    .onConflictDoUpdate({
      target: [workgroups.tenantId, workgroups.externalId],
      // Local mode's setting is the environment's; a team's own choice is not overwritten by a message.
      set:
        workgroup.externalId === 'local'
          ? { selfApproval: workgroup.selfApproval ?? false }
          : { name: workgroup.name },
    })
    .returning({ id: workgroups.id });
  return row?.id;
};

const latestWorkgroup = async (tx: Db, personId: number): Promise<number | undefined> => {
  const [row] = await tx
    .select({ id: members.workgroupId })
    .from(members)
    .where(eq(members.personId, personId))
    .orderBy(desc(members.createdAt))
    .limit(1);
  return row?.id;
};

const membership = (workgroupId: number, personId: number) =>
  and(eq(members.workgroupId, workgroupId), eq(members.personId, personId));

const rememberMember = async (
  tx: Db,
  workgroupId: number,
  personId: number,
  roleIfNew?: Role,
): Promise<Role> => {
  const select = async () =>
    (await tx.select({ role: members.role }).from(members).where(membership(workgroupId, personId)))[0]?.role;
  const known = await select();
  if (known !== undefined) return known;
  const [workgroup] = await tx
    .select({ memberRole: workgroups.memberRole })
    .from(workgroups)
    .where(eq(workgroups.id, workgroupId));
  const role = roleIfNew ?? workgroup?.memberRole ?? 'viewer';
  await tx.insert(members).values({ workgroupId, personId, role }).onConflictDoNothing();
  return (await select()) ?? role;
};

const hasOwner = async (tx: Db, workgroupId: number): Promise<boolean> =>
  (
    await tx
      .select({ personId: members.personId })
      .from(members)
      .where(and(eq(members.workgroupId, workgroupId), eq(members.role, 'owner')))
      .limit(1)
  ).length > 0;

const makeOwner = async (tx: Db, workgroupId: number, personId: number): Promise<void> => {
  await tx.update(members).set({ role: 'owner' }).where(membership(workgroupId, personId));
};

/** How many names are alike, for "did you mean": shared by the finders. */
export const sameText = (column: unknown, text: string) => sql`lower(${column}) = lower(${text})`;
