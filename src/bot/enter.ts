/** Who speaks: a person of a workgroup, or a refusal. Before this, nothing that was said has any effect. */
import type { Result } from '../engine/refusal.ts';
import type { BotDeps } from './commands/command.ts';
import type { Inbound } from './surface.ts';
import type { Actor } from './views.ts';

export const enter = (
  { engine, localMode }: BotDeps,
  { tenantId, person, place }: Inbound,
): Promise<Result<Actor>> =>
  engine.workgroups.enter({
    tenantId,
    person,
    ...(place.team === undefined ? {} : { team: place.team }),
    // Being in the team is what earns the role; who asked for a plan still cannot approve it alone.
    roleIfNew: localMode ? 'owner' : 'approver',
  });
