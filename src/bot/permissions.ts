/** Who may say what. Checked for every command and click, whatever the card showed. [pure] */
import type { Role } from '../db/schema.ts';
import { ok, type Result, refuse } from '../engine/refusal.ts';

/** Each role may do everything the roles before it may. */
const rank: Record<Role, number> = { viewer: 0, operator: 1, approver: 2, owner: 3 };

export const canDo: Record<Role, string> = {
  viewer: 'look',
  operator: 'set up projects and ask for passes',
  approver: 'approve passes',
  owner: 'do everything',
};

export const permit = (actor: { role: Role }, command: { name: string; role: Role }): Result<null> =>
  rank[actor.role] >= rank[command.role]
    ? ok(null)
    : refuse(
        'role-too-low',
        `Your role here is ${actor.role}, and "${command.name}" needs ${withArticle(command.role)}, who may ${canDo[command.role]}.`,
        `Ask ${withArticle(command.role)} of this workgroup to do it, or an owner to change your role.`,
      );

export const withArticle = (role: Role): string => (/^[aeiou]/.test(role) ? `an ${role}` : `a ${role}`);
