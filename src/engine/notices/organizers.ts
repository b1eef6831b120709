/** Whom the notice about meetings is for: organizers of whose meetings some lose their link. */
import { meetingsByMailbox, meetingsOf } from '../../db/assessments.ts';
import type { Db } from '../../db/open.ts';
import type { NoticeMoment } from '../../db/schema.ts';
import { type MeetingSums, sumsOf } from '../meetings/found.ts';

/** Null: none of theirs does, or nobody has looked. */
export const losingLinks = async (db: Db, mailboxId: number): Promise<MeetingSums | null> => {
  const found = await meetingsOf(db, mailboxId);
  const sums = found === null ? null : sumsOf(found, new Date());
  return sums !== null && sums.losesLink > 0 ? sums : null;
};

/** Of these mailboxes, those that a notice of this moment is for: all, except the one about meetings. */
export const concerned = async <Mailbox extends { id: number }>(
  db: Db,
  projectId: number,
  moment: NoticeMoment,
  mailboxes: Mailbox[],
): Promise<Mailbox[]> => {
  if (moment !== 'meetings') return mailboxes;
  const known = await meetingsByMailbox(db, projectId);
  const now = new Date();
  return mailboxes.filter(({ id }) => {
    const found = known.get(id);
    return found !== undefined && sumsOf(found, now).losesLink > 0;
  });
};
