/** Who is in a workgroup, and what each of them may do. There is always an owner who can change that. */
import { and, eq } from 'drizzle-orm';
import type { Db } from '../db/open.ts';
import { conversations, members, people, type Role, workgroups } from '../db/schema.ts';
import { ok, type Result, refuse } from './refusal.ts';
import type { Actor } from './workgroups.ts';

export interface Person {
  id: number;
  name: string;
  role: Role;
  since: Date;
}

export interface Agreement {
  /** What somebody of the team may do who was not given another role. */
  memberRole: Role;
  /** Whoever asks for a pass may approve it. */
  selfApproval: boolean;
  /** Members see each other's projects. */
  sharesProjects: boolean;
}

export const createPeople = ({ db }: { db: Db }) => ({
  list: async (actor: Actor): Promise<{ people: Person[]; agreement: Agreement }> => ({
    people: await peopleOf(db, actor.workgroupId),
    agreement: await agreementOf(db, actor.workgroupId),
  }),

  /** `who`: a name, or the number that the list shows. */
  give: (actor: Actor, who: string, role: Role): Promise<Result<{ person: Person; before: Role }>> =>
    db.transaction(async (tx) => {
      // One change of roles at a time: two owners that demote each other at once would leave none.
      await tx.select().from(workgroups).where(eq(workgroups.id, actor.workgroupId)).for('update');
      const all = await peopleOf(tx, actor.workgroupId);
      const found = personIn(all, who);
      if (!found.ok) return found;
      const person = found.value;
      if (person.role === 'owner' && role !== 'owner' && all.filter(isOwner).length === 1)
        return refuse(
          'not-ready',
          `${person.name} is the only owner, and somebody must be.`,
          'Make somebody else an owner first: "role <name> owner".',
        );
      await tx
        .update(members)
        .set({ role })
        .where(and(eq(members.workgroupId, actor.workgroupId), eq(members.personId, person.id)));
      return ok({ person: { ...person, role }, before: person.role });
    }),

  agree: (actor: Actor, change: Partial<Agreement>): Promise<Agreement> =>
    db.transaction(async (tx) => {
      await tx.update(workgroups).set(change).where(eq(workgroups.id, actor.workgroupId));
      // Whose 1:1 chat works on somebody else's project hears no more of it.
      if (change.sharesProjects === false)
        await tx
          .update(conversations)
          .set({ projectId: null })
          .where(and(eq(conversations.workgroupId, actor.workgroupId), eq(conversations.kind, 'personal')));
      return agreementOf(tx, actor.workgroupId);
    }),
});

const isOwner = ({ role }: Person): boolean => role === 'owner';

const peopleOf = (db: Db, workgroupId: number): Promise<Person[]> =>
  db
    .select({ id: people.id, name: people.name, role: members.role, since: members.createdAt })
    .from(members)
    .innerJoin(people, eq(people.id, members.personId))
    .where(eq(members.workgroupId, workgroupId))
    .orderBy(people.name, people.id);

const agreementOf = async (db: Db, workgroupId: number): Promise<Agreement> => {
  const [row] = await db
    .select({
      memberRole: workgroups.memberRole,
      selfApproval: workgroups.selfApproval,
      sharesProjects: workgroups.sharesProjects,
    })
    .from(workgroups)
    .where(eq(workgroups.id, workgroupId));
  if (row === undefined) throw new Error(`reading workgroup ${workgroupId}: it does not exist`);
  return row;
};

/** The whole name, or enough of its beginning; a number where two people share one. */
const personIn = (all: Person[], who: string): Result<Person> => {
  const said = who.trim().replace(/^@/, '').toLowerCase();
  const number = /^#?(\d+)$/.exec(said)?.[1];
  const whole = all.filter(({ id, name }) =>
    number === undefined ? name.toLowerCase() === said : id === Number(number),
  );
  const [person, ...others] =
    whole.length > 0 ? whole : all.filter(({ name }) => name.toLowerCase().startsWith(said));
  if (person === undefined)
    return refuse(
      'not-found',
      `Nobody here is called "${who.slice(0, 60)}".`,
      'Say "people" to see who is. Whoever has not spoken to me yet is not in the list.',
    );
  if (others.length > 0)
    return refuse(
      'not-found',
      `"${who.slice(0, 60)}" may be ${[person, ...others].map(({ id, name }) => `${name} (#${id})`).join(' or ')}.`,
      'Say the number instead of the name.',
    );
  return ok(person);
};
