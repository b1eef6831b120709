/** [pure] The meetings of a mailbox that are still to come, as they are remembered: never a subject, a body or a link. */

/** What `meeting_reports` holds for one mailbox. Times are ISO 8601 in UTC. */
export interface MeetingsFound {
  /** Appointments that were looked into, and those that could not be. */
  read: number;
  unread: number;
  /** To come, and organised by somebody else: their organizer's mailbox says what becomes of them. */
  invited: number;
  /** Organised by the mailbox's owner, the next ones first. */
  meetings: FoundMeeting[];
  /** Later ones, of which nothing but their number is kept. */
  more: number;
}

export interface FoundMeeting {
  /** Of a series: of its first occurrence. */
  start: string;
  /** When the last of it is over; null: a series without end. */
  until: string | null;
  isSeries: boolean;
  /** Occurrences that differ from their series. */
  exceptions: number;
  /** Without its organizer and without rooms, those of moved occurrences too. */
  attendees: number;
  /** Of those: not in the project's list of mailboxes. */
  outside: number;
  /** It has a Teams link of the source organisation, which stops working. */
  losesLink: boolean;
}

/** Kept one by one for each mailbox. */
export const mostMeetings = 1_000;

/** Of all that are to come: what is kept of them. A series that is under way may take place at any time: it is next. */
export const nextOnes = (all: FoundMeeting[], now: Date): Pick<MeetingsFound, 'meetings' | 'more'> => {
  const next = ({ start }: FoundMeeting): number => Math.max(Date.parse(start), now.getTime());
  const meetings = all.toSorted((a, b) => next(a) - next(b));
  return { meetings: meetings.slice(0, mostMeetings), more: Math.max(0, meetings.length - mostMeetings) };
};

export interface MeetingSums {
  meetings: number;
  losesLink: number;
  withOutside: number;
  series: number;
  exceptions: number;
  /** Later ones, which none of these numbers counts. */
  more: number;
  /** Of those that lose their link, when the first begins. Of a series under way nobody knows here when it is next. */
  next: Date | 'under way' | null;
}

/** What was to come when it was read may be over by now. */
export const stillToCome = ({ meetings }: MeetingsFound, now: Date): FoundMeeting[] =>
  meetings.filter(({ until }) => until === null || new Date(until) >= now);

export const sumsOf = (found: MeetingsFound, now: Date): MeetingSums => {
  const left = stillToCome(found, now);
  const losing = left.filter(({ losesLink }) => losesLink);
  return {
    meetings: left.length,
    losesLink: losing.length,
    withOutside: left.filter(({ outside }) => outside > 0).length,
    series: left.filter(({ isSeries }) => isSeries).length,
    exceptions: left.reduce((sum, { exceptions }) => sum + exceptions, 0),
    more: found.more,
    next: nextOf(losing, now),
  };
};

const nextOf = (meetings: FoundMeeting[], now: Date): MeetingSums['next'] => {
  if (meetings.length === 0) return null;
  const first = new Date(Math.min(...meetings.map(({ start }) => Date.parse(start))));
  return first < now ? 'under way' : first;
};
