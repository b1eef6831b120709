/**
 * Notices to the people whose mailboxes move: what they say at each moment, who would get them, and sending them.
 * The work itself is notices/sending.ts, in the background.
 */
import { forgetSends, keepNotice, lockNotice, noticesOf, sendsOf } from '../db/notices.ts';
import type { Db } from '../db/open.ts';
import { mailboxesOf, type ProjectRow, projectIn } from '../db/passes.ts';
import { type NoticeMoment, noticeMoments } from '../db/schema.ts';
import type { Endpoints } from './endpoints.ts';
import { EngineError } from './errors.ts';
import { type Audience, audienceOf, type NoticeRequest, noMailbox, noMeetings } from './notices/audience.ts';
import { concerned, losingLinks } from './notices/organizers.ts';
import { hashOf, type NoticeView, viewOf } from './notices/view.ts';
import {
  addressFor,
  checkWords,
  fill,
  letterOf,
  namesPeople,
  usualWords,
  type Values,
  valuesOf,
  type Words,
} from './notices/words.ts';
import type { Queue } from './queue.ts';
import { ok, type Result, refuse } from './refusal.ts';
import { noSender, type Senders } from './sender.ts';
import type { Actor } from './workgroups.ts';

export type { Audience, NoticeView };

/** What the first mailbox would get. */
export interface Example extends Words {
  to: string;
}

/** As whoever said yes was shown it. */
interface Confirmed extends NoticeRequest {
  people: number;
  hash?: string | undefined;
  /** Where to say that all are through. */
  conversationId?: number;
}

export interface NoticesDeps {
  db: Db;
  queue: Queue;
  endpoints: Pick<Endpoints, 'open'>;
  sender: Pick<Senders, 'send'>;
}

export const createNotices = ({ db, queue, endpoints, sender }: NoticesDeps) => {
  const inProject = async <T>(
    actor: Actor,
    projectId: number,
    then: (project: ProjectRow) => Promise<Result<T>>,
    tx: Db = db,
  ): Promise<Result<T>> => {
    const project = await projectIn(tx, actor, projectId);
    return project === undefined
      ? refuse(
          'not-found',
          `There is no project with the number ${projectId} here.`,
          'Say "project" to see the ones there are.',
        )
      : then(project);
  };

  const viewsOf = async (project: ProjectRow): Promise<NoticeView[]> => {
    const written = await noticesOf(db, project.id);
    const sends = await sendsOf(
      db,
      written.map(({ id }) => id),
    );
    const jobs = await queue.openNotices(db);
    return noticeMoments.map((moment) => {
      const notice = written.find((one) => one.moment === moment);
      return viewOf(project, moment, notice, {
        sends: sends.filter(({ noticeId }) => noticeId === notice?.id),
        jobs: jobs.filter(({ noticeId }) => noticeId === notice?.id),
      });
    });
  };

  const view = async (project: ProjectRow, moment: NoticeMoment): Promise<NoticeView> => {
    const found = (await viewsOf(project)).find((one) => one.moment === moment);
    if (found === undefined) throw new Error(`no view of the notice "${moment}"`);
    return found;
  };

  const firstOf = async (project: ProjectRow, moment: NoticeMoment) => {
    const all = (await mailboxesOf(db, project.id)).filter(({ excluded }) => !excluded);
    return (await concerned(db, project.id, moment, all))[0];
  };

  const meetingsFor = async (moment: NoticeMoment, mailboxId: number) =>
    moment === 'meetings' ? losingLinks(db, mailboxId) : null;

  /** The directory's name for the first mailbox, where it can be had: a preview must not wait for consent. */
  const exampleOf = async (project: ProjectRow, one: NoticeView): Promise<Example | null> => {
    const first = await firstOf(project, one.moment);
    if (first === undefined) return null;
    const to = addressFor(one.moment, first);
    const endpointId = one.to === 'source' ? project.sourceEndpointId : project.destinationEndpointId;
    const name = namesPeople(one) ? await nameAt(endpointId, to) : null;
    const values = valuesOf(first, project, name, new Date(), await meetingsFor(one.moment, first.id));
    return { to, ...filledWith(one, values) };
  };

  const nameAt = async (endpointId: number | null, address: string): Promise<string | null> => {
    if (endpointId === null) return null;
    try {
      return (await (await endpoints.open(endpointId)).person(address)).name;
    } catch (error) {
      if (error instanceof EngineError) return null;
      throw error;
    }
  };

  return {
    list: (actor: Actor, projectId: number): Promise<Result<NoticeView[]>> =>
      inProject(actor, projectId, async (project) => ok(await viewsOf(project))),

    get: (
      actor: Actor,
      projectId: number,
      moment: NoticeMoment,
    ): Promise<Result<{ notice: NoticeView; example: Example | null }>> =>
      inProject(actor, projectId, async (project) => {
        const notice = await view(project, moment);
        return ok({ notice, example: await exampleOf(project, notice) });
      }),

    write: (
      actor: Actor,
      projectId: number,
      moment: NoticeMoment,
      typed: Partial<Words>,
    ): Promise<Result<NoticeView>> =>
      inProject(actor, projectId, async (project) => {
        const now = await view(project, moment);
        const words = checkWords({ subject: now.subject, body: now.body, ...typed }, moment);
        if (!words.ok) return words;
        await keepNotice(db, { projectId, moment, ...words.value });
        return ok(await view(project, moment));
      }),

    /** As the first mailbox would get it, to somebody in the destination's tenant; null: to the sender. Counts for nobody. */
    test: (
      actor: Actor,
      projectId: number,
      moment: NoticeMoment,
      address: string | null,
    ): Promise<Result<{ from: string; to: string }>> =>
      inProject(actor, projectId, async (project) => {
        const notice = await view(project, moment);
        const first = await firstOf(project, moment);
        if (first === undefined) return moment === 'meetings' ? noMeetings : noMailbox;
        const endpointId = notice.to === 'source' ? project.sourceEndpointId : project.destinationEndpointId;
        const name = namesPeople(notice) ? await nameAt(endpointId, addressFor(moment, first)) : null;
        const { subject, html } = letterOf(
          notice,
          valuesOf(first, project, name, new Date(), await meetingsFor(moment, first.id)),
        );
        return sender.send(actor, projectId, address, { subject: `Test: ${subject}`, html });
      }),

    /** Who would get it, if it were sent now. */
    ask: (
      actor: Actor,
      projectId: number,
      moment: NoticeMoment,
      request: NoticeRequest,
    ): Promise<Result<{ notice: NoticeView; example: Example | null; audience: Audience }>> =>
      inProject(actor, projectId, async (project) => {
        if (project.sender === null) return noSender;
        const notice = await view(project, moment);
        const found = await audienceOf(db, queue, project, moment, request);
        return found.ok
          ? ok({ notice, example: await exampleOf(project, notice), audience: found.value.audience })
          : found;
      }),

    send: (
      actor: Actor,
      projectId: number,
      moment: NoticeMoment,
      request: Confirmed,
    ): Promise<Result<NoticeView>> =>
      inProject(actor, projectId, async (project) => {
        const queued = await db.transaction((tx) => enqueue(tx, queue, actor, project, moment, request));
        return queued.ok ? ok(await view(project, moment)) : queued;
      }),
  };
};

const filledWith = ({ subject, body }: Words, values: Values): Words => ({
  subject: fill(subject, values),
  body: fill(body, values),
});

const enqueue = async (
  tx: Db,
  queue: Queue,
  actor: Actor,
  project: ProjectRow,
  moment: NoticeMoment,
  request: Confirmed,
): Promise<Result<null>> => {
  if (project.sender === null) return noSender;
  const projectId = project.id;
  const notice =
    (await lockNotice(tx, projectId, moment)) ??
    (await keepNotice(tx, { projectId, moment, ...usualWords[moment] }));
  if (request.hash !== undefined && request.hash !== hashOf(notice, project.sender))
    return refuse(
      'plan-changed',
      'The words of this notice or its sender were changed after this card was posted. Nothing was sent.',
      `Read them as they are now: "notice send ${moment}".`,
    );
  const found = await audienceOf(tx, queue, project, moment, request);
  if (!found.ok) return found;
  const { chosen } = found.value;
  if (chosen.length !== request.people)
    return refuse(
      'plan-changed',
      `${chosen.length.toLocaleString('en')} people would get it, and you said ${request.people.toLocaleString('en')}. Nothing was sent.`,
      `Look at who they are: "notice send ${moment}". If all is right, type the number that the card says.`,
    );
  const mailboxIds = chosen.map(({ id }) => id);
  // What failed is tried anew.
  await forgetSends(tx, notice.id, mailboxIds);
  await queue.sendNotice(tx, {
    noticeId: notice.id,
    mailboxIds,
    addresses: chosen.map((one) => addressFor(moment, one)),
    personId: actor.personId,
    conversationId: request.conversationId,
    sender: `${project.destinationEndpointId}/${project.sender.toLowerCase()}`,
    approved: hashOf(notice, project.sender),
  });
  return ok(null);
};
