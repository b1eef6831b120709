/** What an event about a notice makes to be said, and where: in the conversation where it was sent. [pure] */
import type { Card } from '../cards/card.ts';
import { noticeSentCard } from '../cards/notice-send.ts';
import type { EventRow, NoticeSummary, NoticeView } from '../views.ts';

/** As notices/sending.ts writes it. */
interface NoticeSent extends NoticeSummary {
  conversationId?: number;
  projectName: string;
  moment: NoticeView['moment'];
}

export const noticeSentCardOf = ({
  kind,
  projectId,
  data,
}: EventRow): { conversationId: number; card: Card }[] => {
  if (kind !== 'notice.sent') return [];
  const { conversationId, projectName, moment, ...summary } = data as unknown as NoticeSent;
  return conversationId === undefined
    ? []
    : [{ conversationId, card: noticeSentCard({ moment, projectName, projectId }, summary) }];
};
