/** Reading the people of an endpoint's tenant; what Microsoft refuses becomes a sentence with the mend. */
import type { createEndpoints } from './endpoints.ts';
import { EngineError, isPassing } from './errors.ts';
import { explain } from './explanations.ts';
import type { DirectoryUser, Tenant } from './graph/index.ts';
import type { ProjectSummary } from './projects.ts';
import { ok, type Result, refuse } from './refusal.ts';

export interface Side {
  /** The endpoint's, which people know the tenant by. */
  name: string;
  side: 'source' | 'destination';
  tenant: Tenant;
}

export const openSide = async (
  endpoints: Pick<ReturnType<typeof createEndpoints>, 'open'>,
  project: ProjectSummary,
  side: Side['side'],
): Promise<Result<Side>> => {
  const [id, name] =
    side === 'source'
      ? [project.sourceEndpointId, project.sourceEndpointName]
      : [project.destinationEndpointId, project.destinationEndpointName];
  if (id === null || name === null)
    return refuse(
      'not-ready',
      `"${project.name}" has no ${side} yet, so there is nobody to read.`,
      'Say "project" to finish setting it up.',
    );
  const opened = await readingSide({ name, side }, () => endpoints.open(id));
  return opened.ok ? ok({ name, side, tenant: opened.value }) : opened;
};

export const readPeople = (side: Side, signal?: AbortSignal): Promise<Result<DirectoryUser[]>> =>
  readingSide(side, async () => {
    // With a new token a permission that was granted a minute ago counts.
    await side.tenant.signIn();
    const all: DirectoryUser[] = [];
    for await (const page of side.tenant.users(signal)) all.push(...page);
    return all;
  });

/** Faults of our own are thrown on. */
export const readingSide = async <T>(
  { name, side }: Pick<Side, 'name' | 'side'>,
  work: () => Promise<T>,
): Promise<Result<T>> => {
  try {
    return ok(await work());
  } catch (error) {
    if (!(error instanceof EngineError) || error.kind === 'bug') throw error;
    if (error.code === 'not-ready')
      return refuse(
        'not-ready',
        `The endpoint "${name}" has no secret yet.`,
        'Say "endpoint" and press "Enter secret": it opens a page for it.',
      );
    if (error.kind === 'forbidden')
      return refuse(
        'not-ready',
        `The app may not read who is in ${name}: it needs the application permission User.Read.All there, with admin consent.`,
        `Say "endpoint guide ${side}" to see how; a new consent can take an hour to arrive.`,
      );
    const { sentence, next } = explain(error.code ?? error.kind);
    return refuse(
      error.kind === 'auth' ? 'sign-in-failed' : 'not-ready',
      `Reading who is in ${name} did not work: ${sentence}`,
      isPassing(error.kind) ? 'Try again in a few minutes; nothing was saved.' : next,
    );
  }
};
