/** Who would get a notice if it were sent now: each person once. */
import { type Mailbox, noticesOf, sendsOf } from '../../db/notices.ts';
import type { Db } from '../../db/open.ts';
import { mailboxesOf, type ProjectRow } from '../../db/passes.ts';
import type { NoticeMoment } from '../../db/schema.ts';
import { choose, isEmpty } from '../plans.ts';
import type { Queue } from '../queue.ts';
import { ok, type Result, refuse } from '../refusal.ts';
import { concerned } from './organizers.ts';

/** Who would get a notice, and who not. */
export interface Audience {
  people: number;
  /** They have it, or it is on its way. */
  already: number;
  waiting: number;
  /** They may have it: only `again` sends it to them. */
  unclear: number;
  /** Mailboxes that every plan leaves out. */
  excluded: number;
}

/** Neither addresses nor waves: everybody. */
export interface NoticeRequest {
  addresses?: string[] | undefined;
  waves?: string[] | undefined;
  /** Also to whom it may have reached already. */
  again?: boolean | undefined;
}

export const audienceOf = async (
  tx: Db,
  queue: Queue,
  project: ProjectRow,
  moment: NoticeMoment,
  { addresses, waves, again = false }: NoticeRequest,
): Promise<Result<{ audience: Audience; chosen: Mailbox[] }>> => {
  const all = await mailboxesOf(tx, project.id);
  const named = isEmpty(addresses) && isEmpty(waves) ? ok(all) : choose(all, { addresses, waves });
  if (!named.ok) return named;
  const people = await concerned(tx, project.id, moment, named.value);
  const notice = (await noticesOf(tx, project.id)).find((one) => one.moment === moment);
  const sends = notice === undefined ? [] : await sendsOf(tx, [notice.id]);
  const jobs = (await queue.openNotices(tx)).filter(({ noticeId }) => noticeId === notice?.id);
  const outcomes = new Map(sends.map((one) => [one.mailboxId, one.outcome]));
  const queued = new Set(jobs.flatMap(({ mailboxIds }) => mailboxIds));
  const standing = (mailbox: Mailbox): keyof Audience => {
    const outcome = outcomes.get(mailbox.id);
    if (mailbox.excluded) return 'excluded';
    if (outcome === 'sent' || outcome === 'sending') return 'already';
    if (outcome === undefined && queued.has(mailbox.id)) return 'waiting';
    return outcome === 'unclear' && !again ? 'unclear' : 'people';
  };
  const by = Map.groupBy(people, standing);
  const count = (what: keyof Audience): number => by.get(what)?.length ?? 0;
  const audience = {
    people: count('people'),
    already: count('already'),
    waiting: count('waiting'),
    unclear: count('unclear'),
    excluded: count('excluded'),
  };
  return audience.people > 0 ? ok({ audience, chosen: by.get('people') ?? [] }) : nobody(moment, audience);
};

const nobody = (moment: NoticeMoment, { already, waiting, unclear }: Audience) =>
  unclear > 0
    ? refuse(
        'already-decided',
        `Nobody is left to send it to, except ${unclear.toLocaleString('en')} whom it may have reached already.`,
        `To send it to them all the same, say "notice send ${moment} again".`,
      )
    : already + waiting > 0
      ? refuse(
          'already-decided',
          'Everybody whom you named has this notice already, or it is on its way to them. Each person gets it once.',
          `Say "notice ${moment}" to see how far it is.`,
        )
      : moment === 'meetings'
        ? noMeetings
        : noMailbox;

export const noMeetings = refuse(
  'not-ready',
  'No meeting is known whose link dies with the move, so there is no organizer to write to.',
  'Say "assess" to have the calendars read, then "meetings report".',
);

export const noMailbox = refuse(
  'not-ready',
  'There is no mailbox in this project that a notice could go to.',
  'Say "users import" to add mailboxes.',
);
