/** Which projects a person sees: the workgroup's; where it does not share them, their own, and an owner all of them. */
import { and, eq, inArray, or, type SQL } from 'drizzle-orm';
import type { Db } from './open.ts';
import { projects, type Role, workgroups } from './schema.ts';

export interface Viewer {
  workgroupId: number;
  personId: number;
  role: Role;
}

/** For statements that read `projects`. */
export const seenBy = (db: Db, { workgroupId, personId, role }: Viewer): SQL | undefined => {
  const sharing = db
    .select({ id: workgroups.id })
    .from(workgroups)
    .where(and(eq(workgroups.id, workgroupId), eq(workgroups.sharesProjects, true)));
  return and(
    eq(projects.workgroupId, workgroupId),
    role === 'owner'
      ? undefined
      : or(eq(projects.createdBy, personId), inArray(projects.workgroupId, sharing)),
  );
};
