/**
 * A notice on its way: one message after the other, each person once, whatever ends this process. A row says `sending`
 * before each request; what it says afterwards is what is known.
 *
 * The pace is Exchange's for one sender: 30 messages a minute and 10,000 recipients a day ("Exchange Online limits",
 * Sending limits). Above it nothing is lost, but mail waits in an outbox that nobody sees.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  claimSend,
  doubtSends,
  failSends,
  forgetSends,
  mailboxById,
  noticeSent,
  noticeToSend,
  sendsOf,
  sentInADay,
  settleSend,
} from '../../db/notices.ts';
import type { Db } from '../../db/open.ts';
import type { Log } from '../../log.ts';
import type { Endpoints } from '../endpoints.ts';
import { EngineError, isPassing } from '../errors.ts';
import type { Tenant } from '../graph/index.ts';
import type { NoticeJob, Queue } from '../queue.ts';
import { losingLinks } from './organizers.ts';
import { summaryOf } from './outcomes.ts';
import { hashOf } from './view.ts';
import { addressFor, letterOf, namesPeople, sideOf, valuesOf } from './words.ts';

export interface SendingDeps {
  db: Db;
  queue: Queue;
  endpoints: Pick<Endpoints, 'open'>;
  /** Between two messages of one sender. */
  noticePaceMs?: number | undefined;
  log: Log;
}

/** 24 a minute: room for a test and for statistics that the same sender sends meanwhile. */
const usualPaceMs = 2_500;
const mostADay = 10_000;
const hourMs = 3_600_000;

export const createNoticeSending = (deps: SendingDeps) => ({
  /** Rejects when the job shall be handed out again. */
  carryOut: async (job: NoticeJob, signal: AbortSignal): Promise<void> => {
    const log = deps.log.child({ noticeId: job.noticeId });
    // Of an earlier try: nobody knows whether the message in hand was sent.
    await doubtSends(deps.db, job.noticeId, job.mailboxIds);
    try {
      if ((await sendAll(deps, job, signal)) === 'tomorrow') {
        const notBefore = new Date(Date.now() + hourMs).toISOString();
        await deps.queue.sendNotice(deps.db, { ...job, notBefore });
        return log.info("a notice waits: its sender's recipients of this day are used up");
      }
    } catch (error) {
      if (signal.aborted || !(error instanceof EngineError) || isPassing(error.kind)) throw error;
      log.warn({ err: error }, 'a notice cannot be sent');
      await failSends(deps.db, { ...job, sentBy: job.personId }, error.code ?? error.kind);
    }
    await tell(deps.db, job);
    log.info({ people: job.mailboxIds.length }, 'a notice is through');
  },
});

const sendAll = async (
  deps: SendingDeps,
  job: NoticeJob,
  signal: AbortSignal,
): Promise<'done' | 'tomorrow'> => {
  const tried = new Set((await sendsOf(deps.db, [job.noticeId])).map(({ mailboxId }) => mailboxId));
  for (const mailboxId of job.mailboxIds.filter((id) => !tried.has(id))) {
    signal.throwIfAborted();
    const sending = await sendingOf(deps, job, mailboxId);
    if (sending === undefined) continue;
    if ((await sentInADay(deps.db, sending.from)) >= mostADay) return 'tomorrow';
    // After each message, so that the next job of this sender keeps the pace as well.
    if (await sendOne(deps, job, sending, signal))
      await sleep(deps.noticePaceMs ?? usualPaceMs, undefined, { signal });
  }
  return 'done';
};

/** Read anew for each: what was changed since the yes is not sent under it. */
const sendingOf = async ({ db, endpoints }: SendingDeps, job: NoticeJob, mailboxId: number) => {
  const found = await noticeToSend(db, job.noticeId);
  const mailbox = await mailboxById(db, mailboxId);
  if (found === undefined || mailbox === undefined || mailbox.excluded) return undefined;
  const meetings = found.notice.moment === 'meetings' ? await losingLinks(db, mailbox.id) : null;
  // Their meetings are over meanwhile, or were read anew: there is nothing to tell them.
  if (found.notice.moment === 'meetings' && meetings === null) return undefined;
  const { notice, project } = found;
  const { sender: from, sourceEndpointId, destinationEndpointId } = project;
  if (from === null || sourceEndpointId === null || destinationEndpointId === null)
    throw new EngineError('permanent', 'sending a notice', { code: 'sender-unknown' });
  if (hashOf(notice, from) !== job.approved)
    throw new EngineError('permanent', 'sending a notice', { code: 'notice-changed' });
  const destination = await endpoints.open(destinationEndpointId);
  return {
    notice,
    project,
    mailbox,
    from,
    destination,
    /** Where the recipient is looked up, so that a slip in an address reaches no stranger. */
    home: sideOf(notice.moment) === 'source' ? await endpoints.open(sourceEndpointId) : destination,
    to: addressFor(notice.moment, mailbox),
    meetings,
  };
};
type Sending = NonNullable<Awaited<ReturnType<typeof sendingOf>>>;

/** False: nothing was handed over to Exchange. */
const sendOne = async (
  { db }: SendingDeps,
  { noticeId, personId, mailboxIds, addresses }: NoticeJob,
  { notice, project, mailbox, from, destination, home, to, meetings }: Sending,
  signal: AbortSignal,
): Promise<boolean> => {
  const send = { noticeId, mailboxId: mailbox.id };
  if (addresses[mailboxIds.indexOf(mailbox.id)] !== to) {
    await failSends(db, { noticeId, mailboxIds: [mailbox.id], sentBy: personId }, 'recipient-changed');
    return false;
  }
  const name = await nameOf(home, to, namesPeople(notice));
  if (name === undefined) {
    await failSends(db, { noticeId, mailboxIds: [mailbox.id], sentBy: personId }, 'recipient-unknown');
    return false;
  }
  const letter = letterOf(notice, valuesOf(mailbox, project, name, new Date(), meetings));
  if (!(await claimSend(db, { ...send, sentBy: personId }))) return false;
  const answer = await destination.sendMail(from, { to, ...letter }, signal).catch(async (error: unknown) => {
    // These two say that nothing was sent; whatever else went wrong leaves the row as it is.
    if (error instanceof EngineError || signal.aborted) await forgetSends(db, noticeId, [mailbox.id]);
    throw error;
  });
  if (answer.kind === 'sent') await settleSend(db, send, 'sent');
  else await settleSend(db, send, answer.kind === 'lost' ? 'sending' : 'failed', answer.code);
  return true;
};

/** Null: not asked for. Undefined: there is no such mailbox. */
const nameOf = async (
  home: Tenant,
  address: string,
  isWanted: boolean,
): Promise<string | null | undefined> => {
  try {
    if (isWanted) return (await home.person(address)).name;
    await home.mailbox(address);
    return null;
  } catch (error) {
    if (error instanceof EngineError && error.kind === 'not-found') return undefined;
    throw error;
  }
};

const tell = async (db: Db, { noticeId, mailboxIds, conversationId }: NoticeJob): Promise<void> => {
  const found = await noticeToSend(db, noticeId);
  if (found === undefined) return;
  const { notice, project } = found;
  const mine = new Set(mailboxIds);
  const sends = (await sendsOf(db, [noticeId])).filter(({ mailboxId }) => mine.has(mailboxId));
  await noticeSent(db, project.id, {
    conversationId,
    projectName: project.name,
    moment: notice.moment,
    ...summaryOf(sends),
  });
};
