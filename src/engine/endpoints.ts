/** Endpoints: a tenant, the app registration in it, and its secret or certificate, sealed and never shown again. */
import { and, eq, ne, or, sql } from 'drizzle-orm';
import type { Db } from '../db/open.ts';
import { endpoints, projects } from '../db/schema.ts';
import type { Log } from '../log.ts';
import { type CertificateEnd, type Credential, createCredentials, readCredential } from './credentials.ts';
import { correctEndpoint } from './endpoint-correction.ts';
import { checkKind, type EndpointKind } from './endpoint-kind.ts';
import { EngineError } from './errors.ts';
import { explain } from './explanations.ts';
import { needsConsent } from './graph/aadsts.ts';
import type { Graph, Tenant } from './graph/index.ts';
import { ok, type Result, refuse } from './refusal.ts';
import { readRegion } from './regions.ts';
import { type Actor, sameText } from './workgroups.ts';

export interface Endpoint {
  id: number;
  name: string;
  tenantId: string;
  clientId: string;
  /** Where its mail lies; a destination has one. */
  region: string | null;
  /** Or a certificate. */
  hasSecret: boolean;
  /** Null: it signs in with a secret, or with nothing yet. */
  certificate: CertificateEnd | null;
  /** When sign-in with the stored secret last worked. */
  testedAt: Date | null;
}

export type Endpoints = ReturnType<typeof createEndpoints>;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const domain = /^(?=.{4,253}$)([a-z0-9-]+\.)+[a-z]{2,}$/i;

export const createEndpoints = ({ db, graph, key, log }: { db: Db; graph: Graph; key: string; log: Log }) => {
  const credentials = createCredentials({ key });
  const shown = (row: Row): Endpoint => endpointOf(row, credentials.certificateOf(row));
  // One tenant client per endpoint and secret: it holds the token cache.
  const open = new Map<string, Tenant>();

  const rowOf = async (id: number, actor?: Actor) => {
    const mine = actor === undefined ? undefined : eq(endpoints.workgroupId, actor.workgroupId);
    const [row] = await db
      .select()
      .from(endpoints)
      .where(and(eq(endpoints.id, id), mine));
    return row;
  };

  const signIn = async (row: Row, credential: () => Credential): Promise<Result<null>> => {
    try {
      await graph.tenant({ tenantId: row.tenantId, clientId: row.clientId, ...credential() }).signIn();
      return ok(null);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      log.info({ endpointId: row.id, code: error.code }, 'sign-in refused');
      const code = error.code ?? error.kind;
      const { sentence, next } = explain(code);
      const refused = needsConsent(code) ? 'consent-missing' : 'sign-in-failed';
      return refuse(refused, `Signing in to "${row.name}" did not work. ${sentence}`, next);
    }
  };

  return {
    checkIds,

    list: async (actor: Actor): Promise<Endpoint[]> =>
      (
        await db
          .select()
          .from(endpoints)
          .where(eq(endpoints.workgroupId, actor.workgroupId))
          .orderBy(endpoints.id)
      ).map(shown),

    get: async (actor: Actor, id: number): Promise<Result<Endpoint>> => {
      const row = await rowOf(id, actor);
      return row === undefined ? unknown(id) : ok(shown(row));
    },

    add: async (
      actor: Actor,
      wanted: EndpointKind & {
        name: string;
        tenantId: string;
        clientId: string;
        region?: string | undefined;
      },
    ): Promise<Result<Endpoint>> => {
      const kind = checkKind(wanted);
      if (!kind.ok) return kind;
      const [name, tenantId, clientId] = [wanted.name.trim(), wanted.tenantId.trim(), wanted.clientId.trim()];
      if (name === '' || name.length > 100)
        return refuse(
          'invalid',
          'An endpoint needs a name of 1 to 100 characters.',
          'Say "endpoint add <name> tenant <id> client <id>".',
        );
      const ids = checkIds({ tenantId, clientId });
      if (!ids.ok) return ids;
      const region = wanted.region === undefined ? ok(null) : readRegion(wanted.region);
      if (!region.ok) return region;
      const asked = { name, tenantId, clientId, region: region.value };
      const [row] = await db
        .insert(endpoints)
        .values({ workgroupId: actor.workgroupId, ...asked })
        .onConflictDoNothing()
        .returning();
      if (row !== undefined) return ok(shown(row));
      const corrected = await correctEndpoint(db, actor, asked);
      return corrected.ok ? ok(shown(corrected.value)) : corrected;
    },

    /** A client secret, or a certificate with its key as PEM. Signs in with it first: what does not work is not kept. */
    setSecret: async (actor: Actor, id: number, typed: string): Promise<Result<Endpoint>> => {
      const row = await rowOf(id, actor);
      if (row === undefined) return unknown(id);
      const credential = readCredential(typed);
      if (!credential.ok) return credential;
      const works = await signIn(row, () => credential.value);
      if (!works.ok) return works;
      const sealed = { ...credentials.seal(id, credential.value), testedAt: sql`now()` };
      const [saved] = await db.update(endpoints).set(sealed).where(eq(endpoints.id, id)).returning();
      return saved === undefined ? unknown(id) : ok(shown(saved));
    },

    test: async (actor: Actor, id: number): Promise<Result<Endpoint>> => {
      const row = await rowOf(id, actor);
      if (row === undefined) return unknown(id);
      if (row.secretSealed === null) return noSecret(row.name);
      const works = await signIn(row, () => credentials.open(row));
      if (!works.ok) return works;
      const [saved] = await db
        .update(endpoints)
        .set({ testedAt: sql`now()` })
        .where(eq(endpoints.id, id))
        .returning();
      return saved === undefined ? unknown(id) : ok(shown(saved));
    },

    rename: async (actor: Actor, id: number, wanted: string): Promise<Result<Endpoint>> => {
      const name = wanted.trim();
      if (name === '' || name.length > 100)
        return refuse(
          'invalid',
          'An endpoint needs a name of 1 to 100 characters.',
          'Say "endpoint rename <name> to <new name>".',
        );
      if ((await rowOf(id, actor)) === undefined) return unknown(id);
      const same = and(
        eq(endpoints.workgroupId, actor.workgroupId),
        sameText(endpoints.name, name),
        ne(endpoints.id, id),
      );
      if ((await db.$count(endpoints, same)) > 0)
        return refuse('already-exists', `There is another endpoint "${name}".`, 'Choose another name.');
      const [saved] = await db.update(endpoints).set({ name }).where(eq(endpoints.id, id)).returning();
      return saved === undefined ? unknown(id) : ok(shown(saved));
    },

    setRegion: async (actor: Actor, id: number, said: string): Promise<Result<Endpoint>> => {
      const region = readRegion(said);
      if (!region.ok) return region;
      const [saved] = await db
        .update(endpoints)
        .set({ region: region.value })
        .where(and(eq(endpoints.id, id), eq(endpoints.workgroupId, actor.workgroupId)))
        .returning();
      return saved === undefined ? unknown(id) : ok(shown(saved));
    },

    /** With its secret. One that a project uses stays. */
    remove: (actor: Actor, id: number): Promise<Result<Endpoint>> =>
      db.transaction(async (tx) => {
        const [row] = await tx
          .select()
          .from(endpoints)
          .where(and(eq(endpoints.id, id), eq(endpoints.workgroupId, actor.workgroupId)))
          .for('update');
        if (row === undefined) return unknown(id);
        const users = await tx
          .select({ name: projects.name })
          .from(projects)
          .where(or(eq(projects.sourceEndpointId, id), eq(projects.destinationEndpointId, id)));
        if (users.length > 0)
          return refuse(
            'busy',
            `"${row.name}" belongs to ${users.map(({ name }) => `"${name}"`).join(', ')}, whose ledger is about it.`,
            'Take its secret away in Entra if it shall reach nothing any more.',
          );
        await tx.delete(endpoints).where(eq(endpoints.id, id));
        return ok(shown(row));
      }),

    /** For the engine: the tenant, ready to be called. Throws EngineError when there is no usable secret. */
    open: async (id: number): Promise<Tenant> => {
      const row = await rowOf(id);
      if (row === undefined || row.secretSealed === null)
        throw new EngineError('auth', 'opening an endpoint: it has no secret', { code: 'not-ready' });
      const cached = open.get(row.secretSealed);
      if (cached !== undefined) return cached;
      const tenant = graph.tenant({
        tenantId: row.tenantId,
        clientId: row.clientId,
        ...credentials.open(row),
      });
      open.set(row.secretSealed, tenant);
      return tenant;
    },
  };
};

/** Can these be ids? Whether they are somebody's only Microsoft can say. */
const checkIds = (ids: { tenantId: string; clientId: string }): Result<null> => {
  const [tenantId, clientId] = [ids.tenantId.trim(), ids.clientId.trim()];
  if (!uuid.test(tenantId) && !domain.test(tenantId))
    return refuse(
      'invalid',
      tenantId === '' ? 'The tenant id is missing.' : `"${tenantId.slice(0, 60)}" is no tenant id.`,
      'Copy the "Directory (tenant) ID" from the overview page of the app registration; the tenant\'s .onmicrosoft.com domain works too.',
    );
  if (!uuid.test(clientId))
    return refuse(
      'invalid',
      clientId === '' ? 'The client id is missing.' : `"${clientId.slice(0, 60)}" is no client id.`,
      'Copy the "Application (client) ID" from the overview page of the app registration.',
    );
  return ok(null);
};

const unknown = (id: number) =>
  refuse(
    'not-found',
    `There is no endpoint with the number ${id} here.`,
    'Say "endpoint" to see the ones there are.',
  );
const noSecret = (name: string) =>
  refuse(
    'not-ready',
    `The endpoint "${name}" has no secret yet.`,
    'Say "endpoint" and press "Enter secret": it opens a page for it.',
  );

type Row = typeof endpoints.$inferSelect;

const endpointOf = (row: Row, certificate: CertificateEnd | null): Endpoint => ({
  id: row.id,
  name: row.name,
  tenantId: row.tenantId,
  clientId: row.clientId,
  region: row.region,
  hasSecret: row.secretSealed !== null,
  certificate,
  testedAt: row.testedAt,
});
