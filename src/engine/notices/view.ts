/** [pure] A notice as people see it: its words, and how far it is. */
import { createHash } from 'node:crypto';
import type { Notice, Send } from '../../db/notices.ts';
import type { ProjectRow } from '../../db/passes.ts';
import type { NoticeMoment } from '../../db/schema.ts';
import type { NoticeJob } from '../queue.ts';
import { type NoticeSummary, summaryOf } from './outcomes.ts';
import { sideOf, usualWords, type Words } from './words.ts';

export interface NoticeView extends Words, NoticeSummary {
  projectId: number;
  projectName: string;
  timeZone: string;
  moment: NoticeMoment;
  /** Which of their addresses it goes to. */
  to: 'source' | 'destination';
  sender: string | null;
  /** Null: it says what every project says that has written nothing. */
  writtenAt: Date | null;
  /** Of these words: a click means the ones it showed. */
  hash: string;
  /** They wait for their turn. */
  waiting: number;
  /** Until then, when the sender has used up its recipients of the day. */
  waitsUntil: Date | null;
  /** They got it before it was written anew. */
  sentBefore: number;
}

export const viewOf = (
  project: ProjectRow,
  moment: NoticeMoment,
  notice: Notice | undefined,
  { sends, jobs }: { sends: Send[]; jobs: NoticeJob[] },
): NoticeView => {
  const { subject, body } = notice ?? usualWords[moment];
  const tried = new Set(sends.map(({ mailboxId }) => mailboxId));
  const notBefore = Math.max(0, ...jobs.map((job) => Date.parse(job.notBefore ?? '') || 0));
  return {
    projectId: project.id,
    projectName: project.name,
    timeZone: project.timeZone,
    moment,
    to: sideOf(moment),
    sender: project.sender,
    subject,
    body,
    hash: hashOf({ subject, body }, project.sender),
    writtenAt: notice?.updatedAt ?? null,
    waiting: new Set(jobs.flatMap(({ mailboxIds }) => mailboxIds).filter((id) => !tried.has(id))).size,
    waitsUntil: notBefore > Date.now() ? new Date(notBefore) : null,
    sentBefore: sends.filter(({ outcome, at }) => outcome === 'sent' && at < (notice?.updatedAt ?? at))
      .length,
    ...summaryOf(sends),
  };
};

/** What a yes to a notice is bound to: its words, and who sends them. */
export const hashOf = ({ subject, body }: Words, sender: string | null): string =>
  createHash('sha256')
    .update(JSON.stringify([subject, body, sender]))
    .digest('hex')
    .slice(0, 16);
