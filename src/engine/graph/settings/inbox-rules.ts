/** "messageRule resource type": only the inbox has rules. */
import type { UserCalls } from './deps.ts';

export interface Recipient {
  emailAddress: { name?: string | null; address?: string | null };
}

/** Conditions, exceptions and actions as Graph has them; see settings/map-rule.ts for those that must be mapped. */
type RuleParts = Record<string, unknown>;

export interface InboxRule {
  id: string;
  displayName: string | null;
  /** Its place: rules are carried out from the lowest up. */
  sequence: number;
  isEnabled: boolean;
  /** Exchange could not carry it out: its folder is gone, for example. */
  hasError: boolean;
  /** Outlook made it for Outlook: it runs there, and no API changes it. */
  isReadOnly: boolean;
  conditions?: RuleParts | null;
  exceptions?: RuleParts | null;
  actions?: RuleParts | null;
}

export type RuleBody = Pick<InboxRule, 'displayName' | 'isEnabled' | 'conditions' | 'exceptions' | 'actions'>;

const path = '/mailFolders/inbox/messageRules';

export const createInboxRules = (calls: UserCalls) => ({
  list: (): Promise<InboxRule[]> => calls.list(path),
  /** Whoever stands at that place and behind steps back. */
  create: (rule: RuleBody & { sequence: number }): Promise<InboxRule> => calls.create(path, rule),
  change: (id: string, part: Partial<RuleBody & { sequence: number }>): Promise<InboxRule> =>
    calls.change(`${path}/${encodeURIComponent(id)}`, part),
});
