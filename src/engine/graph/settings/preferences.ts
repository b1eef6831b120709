/** "mailboxSettings resource type": what can only be changed, never made or deleted. */
import type { UserCalls } from './deps.ts';

export interface Zoned {
  /** "2026-12-24T08:00:00.0000000" */
  dateTime: string;
  /** A Windows name or an IANA one. */
  timeZone: string;
}

export interface AutomaticReplies {
  status: 'disabled' | 'alwaysEnabled' | 'scheduled';
  externalAudience: 'none' | 'contactsOnly' | 'all';
  /** HTML. */
  internalReplyMessage: string | null;
  externalReplyMessage: string | null;
  scheduledStartDateTime?: Zoned | null;
  scheduledEndDateTime?: Zoned | null;
}

export interface WorkingHours {
  daysOfWeek: string[];
  /** "08:00:00.0000000" */
  startTime: string;
  endTime: string;
  timeZone: Record<string, unknown>;
}

export interface Preferences {
  automaticRepliesSetting: AutomaticReplies;
  /** Null or empty where nobody has opened the mailbox yet, as are the others. */
  dateFormat: string | null;
  timeFormat: string | null;
  timeZone: string | null;
  language: { locale: string | null } | null;
  workingHours: WorkingHours | null;
  delegateMeetingMessageDeliveryOptions: string | null;
}

export const createPreferences = (calls: UserCalls) => ({
  read: (): Promise<Preferences> => calls.read('/mailboxSettings'),
  /** Answers all of them as they are then. */
  change: (part: Partial<Preferences>): Promise<Preferences> => calls.change('/mailboxSettings', part),
});
