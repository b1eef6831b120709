/** "endpoint add" with a name that is there: somebody typed an id or a region wrong, and says it right now. */
import { and, eq, or } from 'drizzle-orm';
import type { Db } from '../db/open.ts';
import { busyIn } from '../db/passes.ts';
import { endpoints, mailboxes, projects } from '../db/schema.ts';
import { ok, type Result, refuse } from './refusal.ts';
import { type Actor, sameText } from './workgroups.ts';

type Row = typeof endpoints.$inferSelect;

/** The secret belongs to the old ids, and goes with them. The region stays unless said anew. */
export const correctEndpoint = (
  db: Db,
  actor: Actor,
  { name, tenantId, clientId, region }: Pick<Row, 'name' | 'tenantId' | 'clientId' | 'region'>,
): Promise<Result<Row>> =>
  db.transaction(async (tx) => {
    const [row] = await tx
      .select()
      .from(endpoints)
      .where(and(eq(endpoints.workgroupId, actor.workgroupId), sameText(endpoints.name, name)))
      .for('update');
    if (row === undefined) throw new Error('adding an endpoint: it is neither new nor there');
    const place = { region: region ?? row.region };
    const isSame = row.tenantId === tenantId && row.clientId === clientId;
    if (isSame && place.region === row.region)
      return refuse(
        'already-exists',
        `The endpoint "${row.name}" is there already, exactly so.`,
        'Say "endpoint" to see whether its secret works.',
      );
    if (isSame) {
      await tx.update(endpoints).set(place).where(eq(endpoints.id, row.id));
      return ok({ ...row, ...place });
    }
    const users = await tx
      .select({ id: projects.id })
      .from(projects)
      .where(or(eq(projects.sourceEndpointId, row.id), eq(projects.destinationEndpointId, row.id)));
    for (const { id } of users) {
      const [busy] = await busyIn(tx, id);
      if (busy !== undefined)
        return refuse(
          'busy',
          `Pass ${busy.passId} is using "${row.name}" right now.`,
          `Wait for it ("status ${busy.passId}") or stop it ("stop ${busy.passId}"), then correct the endpoint.`,
        );
      // What was found out about its mailboxes is about another tenant or another app.
      await tx
        .update(mailboxes)
        .set({ verification: null, verifiedAt: null })
        .where(eq(mailboxes.projectId, id));
    }
    const corrected = {
      ...place,
      tenantId,
      clientId,
      secretSealed: null,
      secretKeyId: null,
      testedAt: null,
    };
    await tx.update(endpoints).set(corrected).where(eq(endpoints.id, row.id));
    return ok({ ...row, ...corrected });
  });
