/** The file with which an administrator carries over what no API of Microsoft's can: Full Access, Send As, forwarding. */
import { mailboxPairs, pairsIn } from '../db/mapping.ts';
import type { Db } from '../db/open.ts';
import { permissionsScriptText } from './permissions-script-text.ts';
import type { Projects } from './projects.ts';
import { ok, type Result, refuse } from './refusal.ts';
import type { Actor } from './workgroups.ts';

export const createPermissionsScript =
  ({ db, projects }: { db: Db; projects: Pick<Projects, 'get'> }) =>
  async (
    actor: Actor,
    projectId: number,
  ): Promise<Result<{ fileName: string; text: string; mailboxes: number }>> => {
    const project = await projects.get(actor, projectId);
    if (!project.ok) return project;
    const pairs = await mailboxPairs(db, projectId);
    // People who moved earlier, and groups: their mailboxes are not this project's, and rights may be theirs.
    const others = (await pairsIn(db, projectId)).filter(({ source }) => source.includes('@'));
    const moving = pairs.filter(({ excluded }) => !excluded).length;
    if (moving === 0)
      return refuse(
        'not-ready',
        'The project has no mailboxes yet, so there are no permissions to carry over.',
        'Say "users discover" or "users import" first.',
      );
    const text = permissionsScriptText(project.value.name, [
      ...pairs.map(({ source, destination, excluded }) => ({ source, destination, moves: !excluded })),
      ...others.map((pair) => ({ ...pair, moves: false })),
    ]);
    return ok({ fileName: 'permissions.ps1', text, mailboxes: moving });
  };
