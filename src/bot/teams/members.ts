/**
 * Whose tenant a person is of, and whether as a guest: what the activity says of it is the channel's. Teams is asked
 * once an hour for each person.
 */
import { TeamsInfo, type TurnContext } from 'botbuilder';

export interface Member {
  /** Absent: Teams did not say. */
  tenantId?: string;
  isGuest: boolean;
}

const forgetMs = 60 * 60_000;
const mostKept = 10_000;

/** Throws when Teams cannot be asked. */
export const createMembers = () => {
  const known = new Map<string, { member: Member; until: number }>();
  return async (context: TurnContext): Promise<Member> => {
    const { from, conversation } = context.activity;
    const key = `${conversation.id.split(';')[0]}/${from.id}`;
    const kept = known.get(key);
    if (kept !== undefined && kept.until > Date.now()) return kept.member;
    const { tenantId, userRole } = await TeamsInfo.getMember(context, from.id);
    const member = {
      isGuest: userRole?.toLowerCase() === 'guest' || userRole?.toLowerCase() === 'anonymous',
      ...(tenantId ? { tenantId } : {}),
    };
    if (known.size >= mostKept) known.clear();
    known.set(key, { member, until: Date.now() + forgetMs });
    return member;
  };
};
