/** "calendar" and "calendarPermission resource type". */
import type { UserCalls } from './deps.ts';

export interface Calendar {
  id: string;
  name: string;
  /** auto, lightBlue, lightGreen, … */
  color: string;
  isDefaultCalendar: boolean;
  /** False: somebody else's calendar that this person has opened. */
  canShare: boolean;
  owner?: { address?: string | null } | null;
}

export interface CalendarGrant {
  id: string;
  /** Null or without an address: "My Organization", everybody inside. */
  emailAddress: { name?: string | null; address?: string | null } | null;
  isInsideOrganization: boolean;
  /** False: it can be changed, not taken away. */
  isRemovable: boolean;
  /** none, freeBusyRead, limitedRead, read, write, delegateWithoutPrivateEventAccess, … or custom */
  role: string;
}

const grantsPath = (calendarId: string): string =>
  `/calendars/${encodeURIComponent(calendarId)}/calendarPermissions`;

export const createCalendars = (calls: UserCalls) => ({
  list: (): Promise<Calendar[]> => calls.list('/calendars'),
  create: (calendar: Pick<Calendar, 'name' | 'color'>): Promise<Calendar> =>
    calls.create('/calendars', calendar),
  recolour: (id: string, color: string): Promise<Calendar> =>
    calls.change(`/calendars/${encodeURIComponent(id)}`, { color }),
  grants: (calendarId: string): Promise<CalendarGrant[]> => calls.list(grantsPath(calendarId)),
  /**
   * Microsoft: "Create calendarPermission" does not say so, but people report that whoever is let in gets mail ("You're
   * invited to share this calendar"; microsoftgraph/microsoft-graph-docs, issue 19483).
   */
  grant: (
    calendarId: string,
    grant: { emailAddress: { name: string; address: string }; role: string },
  ): Promise<CalendarGrant> =>
    calls.create(grantsPath(calendarId), { ...grant, isInsideOrganization: true, isRemovable: true }),
  changeGrant: (calendarId: string, id: string, role: string): Promise<CalendarGrant> =>
    calls.change(`${grantsPath(calendarId)}/${encodeURIComponent(id)}`, { role }),
});
