/** Both sides of a project, as a card or a typed line names them: endpoints that exist, or the ids of new ones. */
import { z } from 'zod';
import { ok, type Result, refuse } from '../../engine/refusal.ts';
import { noRegion } from '../../engine/regions.ts';
import { newEndpoint } from '../cards/project.ts';
import type { Reply } from '../surface.ts';
import type { Endpoint, ProjectSummary } from '../views.ts';
import { id, maybe, text } from './args.ts';
import type { Context } from './command.ts';
import { refused } from './reply.ts';

/** The choice "a new one" names none. */
const chosen = (what: string) =>
  z.preprocess((value) => (value === newEndpoint ? undefined : value), maybe(id(what)));

export const sidesArgs = {
  /** Names of endpoints. */
  source: maybe(text(100, 'The source endpoint')),
  destination: maybe(text(100, 'The destination endpoint')),
  /** What the setup card's fields say. */
  sourceEndpoint: chosen('The source endpoint'),
  destinationEndpoint: chosen('The destination endpoint'),
  sourceTenant: maybe(text(100, 'The source tenant id')),
  sourceClient: maybe(text(100, 'The source client id')),
  destinationTenant: maybe(text(100, 'The destination tenant id')),
  destinationClient: maybe(text(100, 'The destination client id')),
  destinationRegion: maybe(text(100, 'The region of the destination tenant')),
};

export type Sides = { [K in keyof typeof sidesArgs]?: (typeof sidesArgs)[K]['_output'] | undefined };
export type Connection = { sourceEndpointId?: number; destinationEndpointId?: number };

/** The endpoints that `args` name, made where they are new. Saying it twice makes nothing twice. */
export const endpointsFor = async (
  context: Context,
  args: Sides,
  projectName: string,
): Promise<Result<Connection>> => {
  // Both sides before either is made: a mistake in one must leave nothing of the other behind.
  for (const side of ['source', 'destination'] as const) {
    const ids = idsOf(args, side);
    const checked = ids === undefined ? undefined : context.engine.endpoints.checkIds(ids);
    if (checked?.ok === false) return checked;
  }
  const placed = await checkRegion(context, args);
  if (!placed.ok) return placed;
  const source = await sideOf(context, 'source', args, projectName);
  if (!source.ok) return source;
  const destination = await sideOf(context, 'destination', args, projectName);
  if (!destination.ok) return destination;
  if (args.destinationRegion !== undefined && destination.value !== undefined) {
    const { id } = destination.value;
    const named = await context.engine.endpoints.setRegion(context.actor, id, args.destinationRegion);
    if (!named.ok) return named;
  }
  return ok({
    ...(source.value === undefined ? {} : { sourceEndpointId: source.value.id }),
    ...(destination.value === undefined ? {} : { destinationEndpointId: destination.value.id }),
  });
};

/** A destination must be in some region: it has one already, or it is given with it. */
const checkRegion = async ({ engine, actor }: Context, args: Sides): Promise<Result<null>> => {
  const { destination, destinationEndpoint, destinationRegion } = args;
  const isNamed = destination !== undefined || destinationEndpoint !== undefined;
  const ids = idsOf(args, 'destination');
  if (!isNamed && ids === undefined)
    return destinationRegion === undefined || args.destinationTenant || args.destinationClient
      ? ok(null)
      : refuse(
          'invalid',
          'A region was chosen, and the destination that it belongs to is missing.',
          'Choose the destination endpoint, or fill in both of its ids.',
        );
  if (destinationRegion !== undefined) return ok(null);
  const known = await engine.endpoints.list(actor);
  const found = known.find((endpoint) =>
    destination !== undefined
      ? equal(endpoint.name, destination)
      : destinationEndpoint !== undefined
        ? endpoint.id === destinationEndpoint
        : ids !== undefined && hasIds(endpoint, ids),
  );
  // An unknown name is refused by whoever looks it up.
  return (found === undefined && isNamed) || typeof found?.region === 'string'
    ? ok(null)
    : noRegion(found?.name);
};

const hasIds = (
  endpoint: Endpoint,
  { tenantId, clientId }: { tenantId: string; clientId: string },
): boolean => equal(endpoint.tenantId, tenantId) && equal(endpoint.clientId, clientId);

const idsOf = (
  args: Sides,
  side: 'source' | 'destination',
): { tenantId: string; clientId: string } | undefined => {
  const [tenantId, clientId] = [args[`${side}Tenant`], args[`${side}Client`]];
  return tenantId === undefined || clientId === undefined ? undefined : { tenantId, clientId };
};

const sideOf = async (
  { engine, actor }: Context,
  side: 'source' | 'destination',
  args: Sides,
  projectName: string,
): Promise<Result<Endpoint | undefined>> => {
  const known = await engine.endpoints.list(actor);
  const name = args[side];
  if (name !== undefined) return byName(known, name);
  const existing = args[`${side}Endpoint`];
  if (existing !== undefined) return engine.endpoints.get(actor, existing);
  const tenantId = args[`${side}Tenant`];
  const clientId = args[`${side}Client`];
  if (tenantId === undefined && clientId === undefined) return ok(undefined);
  if (tenantId === undefined || clientId === undefined) {
    const missing = tenantId === undefined ? 'tenant id' : 'client id';
    return refuse(
      'invalid',
      `The ${missing} of the ${side} is missing.`,
      'Fill in both ids of that side; both are on the overview page of the app registration in Entra.',
    );
  }
  const same = known.find((endpoint) => hasIds(endpoint, { tenantId, clientId }));
  if (same !== undefined) return ok(same);
  return engine.endpoints.add(actor, { name: freeName(known, `${projectName} ${side}`), tenantId, clientId });
};

export const withEndpoint = async (
  { engine, actor }: Pick<Context, 'engine' | 'actor'>,
  name: string,
  then: (endpoint: Endpoint) => Promise<Reply>,
): Promise<Reply> => {
  const found = byName(await engine.endpoints.list(actor), name);
  return found.ok ? then(found.value) : refused(found.refusal);
};

const byName = (known: Endpoint[], name: string): Result<Endpoint> => {
  const found = known.find((endpoint) => equal(endpoint.name, name));
  if (found !== undefined) return ok(found);
  const names = known.slice(0, 8).map((endpoint) => `"${endpoint.name}"`);
  return refuse(
    'not-found',
    `There is no endpoint called "${name}".`,
    names.length === 0
      ? 'Add it first: endpoint add <name> tenant <id> client <id>.'
      : `Use one of ${names.join(', ')}, or add it: endpoint add <name> tenant <id> client <id>.`,
  );
};

const freeName = (known: Endpoint[], wanted: string): string => {
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted} ${number}`;
    if (!known.some((endpoint) => equal(endpoint.name, name))) return name;
  }
};

const equal = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

export const endpointsOf = async (
  { engine, actor }: Pick<Context, 'engine' | 'actor'>,
  project: ProjectSummary,
): Promise<Endpoint[]> => {
  const known = await engine.endpoints.list(actor);
  return [project.sourceEndpointId, project.destinationEndpointId].flatMap(
    (wanted) => known.find((endpoint) => endpoint.id === wanted) ?? [],
  );
};
