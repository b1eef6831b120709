/** [pure] What became of a notice's messages, counted and by cause. */
import type { Outcome } from '../../db/notices.ts';
import { explain } from '../explanations.ts';

export interface NoticeSummary {
  sent: number;
  failed: number;
  /** They may or may not have arrived. */
  unclear: number;
  /** On its way at this moment. */
  sending: number;
  /** By cause, the most frequent first. */
  troubles: { explanation: string; next: string; count: number; examples: string[] }[];
}

interface Send {
  outcome: Outcome;
  problem: string | null;
  source: string;
}

const examplesShown = 5;

export const summaryOf = (sends: Send[]): NoticeSummary => {
  const count = (outcome: Outcome): number => sends.filter((one) => one.outcome === outcome).length;
  const troubled = sends.filter(({ outcome }) => outcome === 'failed' || outcome === 'unclear');
  return {
    sent: count('sent'),
    failed: count('failed'),
    unclear: count('unclear'),
    sending: count('sending'),
    troubles: [...Map.groupBy(troubled, causeOf)]
      .map(([cause, alike]) => {
        const { sentence, next } = explain(cause);
        return {
          explanation: sentence,
          next,
          count: alike.length,
          examples: alike.slice(0, examplesShown).map(({ source }) => source),
        };
      })
      .sort((a, b) => b.count - a.count),
  };
};

/** However the answer was lost, it comes to the same for whoever waits for the message. */
const causeOf = ({ outcome, problem }: Send): string =>
  outcome === 'failed'
    ? (problem ?? 'permanent')
    : problem === null || problem === 'worker-died'
      ? 'worker-died'
      : 'answer-lost';
