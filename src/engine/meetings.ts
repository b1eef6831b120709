/** The meetings to come, by organizer: whose links die with the move. What assessments found in the calendars. */
import { type AssessedMailbox, assessedMailboxes } from '../db/assessments.ts';
import type { Db } from '../db/open.ts';
import { type FoundMeeting, type MeetingSums, stillToCome, sumsOf } from './meetings/found.ts';
import { choose, isEmpty, onlyAddress, type Scope } from './plans.ts';
import type { Projects } from './projects.ts';
import { ok, type Result } from './refusal.ts';
import { csvOf } from './report-csv.ts';
import type { Actor } from './workgroups.ts';

export interface Organizer extends MeetingSums {
  source: string;
  destination: string;
  /** Meetings of others in this calendar. */
  invited: number;
  /** Appointments that could not be looked into. */
  unread: number;
}

export interface MeetingsReport {
  projectId: number;
  projectName: string;
  timeZone: string;
  /** Those with meetings; who loses most links first. */
  organizers: Organizer[];
  losesLink: number;
  meetings: number;
  withOutside: number;
  series: number;
  /** Later ones, which none of these numbers counts. */
  more: number;
  unread: number;
  /** Mailboxes whose calendar was read, and those whose was not. */
  known: number;
  missing: number;
  /** The oldest look at a calendar. */
  since: Date | null;
}

type Read = AssessedMailbox & { meetings: NonNullable<AssessedMailbox['meetings']> };

export const createMeetings = ({ db, projects }: { db: Db; projects: Projects }) => {
  const calendars = async (
    actor: Actor,
    projectId: number,
    scope: Scope,
  ): Promise<Result<{ name: string; timeZone: string; all: AssessedMailbox[] }>> => {
    const project = await projects.get(actor, projectId);
    if (!project.ok) return project;
    const all = await assessedMailboxes(db, projectId, onlyAddress(scope));
    const mailboxes = all.map(({ mailbox }) => mailbox);
    const named =
      isEmpty(scope.addresses) && isEmpty(scope.waves)
        ? ok(mailboxes.filter(({ excluded }) => !excluded))
        : choose(mailboxes, scope);
    if (!named.ok) return named;
    const ids = new Set(named.value.map(({ id }) => id));
    const { name, timeZone } = project.value;
    return ok({ name, timeZone, all: all.filter(({ mailbox }) => ids.has(mailbox.id)) });
  };

  return {
    report: async (actor: Actor, projectId: number, scope: Scope = {}): Promise<Result<MeetingsReport>> => {
      const found = await calendars(actor, projectId, scope);
      if (!found.ok) return found;
      const { name: projectName, timeZone, all } = found.value;
      const known = all.filter(isRead);
      const now = new Date();
      const organizers = known.map(({ mailbox, meetings }) => ({
        source: mailbox.sourceAddress,
        destination: mailbox.destinationAddress,
        invited: meetings.invited,
        unread: meetings.unread,
        ...sumsOf(meetings, now),
      }));
      const sum = (of: (one: Organizer) => number): number =>
        organizers.reduce((total, one) => total + of(one), 0);
      const looks = known.flatMap(({ meetingsAt }) => meetingsAt?.getTime() ?? []);
      return ok({
        projectId,
        projectName,
        timeZone,
        organizers: organizers
          .filter(({ meetings }) => meetings > 0)
          .sort(
            (a, b) =>
              b.losesLink - a.losesLink || b.meetings - a.meetings || a.source.localeCompare(b.source),
          ),
        losesLink: sum((one) => one.losesLink),
        meetings: sum((one) => one.meetings),
        withOutside: sum((one) => one.withOutside),
        series: sum((one) => one.series),
        more: sum((one) => one.more),
        unread: sum((one) => one.unread),
        known: known.length,
        missing: all.length - known.length,
        since: looks.length === 0 ? null : new Date(Math.min(...looks)),
      });
    },

    /** A row for each meeting. */
    csv: async (
      actor: Actor,
      projectId: number,
      scope: Scope = {},
    ): Promise<Result<{ fileName: string; text: string }>> => {
      const found = await calendars(actor, projectId, scope);
      if (!found.ok) return found;
      const now = new Date();
      const rows = found.value.all
        .filter(isRead)
        .flatMap(({ mailbox, meetings }) =>
          stillToCome(meetings, now).map((meeting) => rowOf(mailbox.sourceAddress, meeting, meetings.more)),
        );
      return ok({ fileName: 'meetings.csv', text: csvOf([columns, ...rows]) });
    },
  };
};

const isRead = (one: AssessedMailbox): one is Read => one.meetings !== null;

const columns = [
  'Organizer',
  'Starts (UTC)',
  'Until (UTC)',
  'Series',
  'Changed occurrences',
  'Attendees',
  'Attendees outside the project',
  'Loses its Teams link',
  'Later meetings of the organizer, not listed',
];

const rowOf = (organizer: string, meeting: FoundMeeting, more: number): (string | number)[] => [
  organizer,
  meeting.start,
  meeting.until ?? 'no end',
  meeting.isSeries ? 'yes' : 'no',
  meeting.exceptions,
  meeting.attendees,
  meeting.outside,
  meeting.losesLink ? 'yes' : 'no',
  more,
];
