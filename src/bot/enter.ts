/** Who speaks: a person of a workgroup, or a refusal. Before this, nothing that was said has any effect. */
import type { Result } from '../engine/refusal.ts';
import type { BotDeps } from './commands/command.ts';
import type { Inbound } from './surface.ts';
import type { Actor, Engine } from './views.ts';

export const enter = (
  { engine, localMode }: BotDeps,
  { surface, tenantId, person, place, workgroup }: Inbound,
  { installs = false }: { installs?: boolean } = {},
): Promise<Result<Actor>> =>
  surface === 'cli' && !localMode
    ? engine.workgroups.enterFromTerminal(person.name, workgroup)
    : engine.workgroups.enter({
        tenantId,
        person,
        ...(place.team === undefined ? {} : { team: place.team }),
        // On one's own machine there is nobody else to be it.
        ...(localMode ? { roleIfNew: 'owner' as const } : {}),
        installs: installs && place.team !== undefined,
      });

/** Local mode: Mailferry itself, where it sets something up without being asked. */
export const localActor = async (engine: Engine): Promise<Actor> => {
  const entered = await engine.workgroups.enter({
    tenantId: 'local',
    person: { objectId: 'mailferry', name: 'Mailferry' },
    roleIfNew: 'owner',
  });
  if (!entered.ok) throw new Error(`entering the local workgroup: ${entered.refusal.sentence}`);
  return entered.value;
};
