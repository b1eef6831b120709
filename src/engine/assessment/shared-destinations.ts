/** [pure] Two addresses can lead to one mailbox (its aliases do): then two sources would be mixed in it. */
import { type AssessmentFound, type Remark, verdictOf } from './found.ts';

interface Known {
  source: string;
  destination: string;
  found: AssessmentFound;
}

/** With a remark on each whose destination is somebody else's as well. `elsewhere`: ids that other projects fill. */
export const withSharedDestinations = <One extends Known>(
  all: One[],
  elsewhere: ReadonlySet<string>,
): One[] => {
  const byDestination = Map.groupBy(all, ({ found }) => found.destination?.mailboxId);
  return all.map((one) => {
    const id = one.found.destination?.mailboxId;
    if (id === undefined) return one;
    const others = (byDestination.get(id) ?? []).filter(({ source }) => source !== one.source);
    if (others.length === 0 && !elsewhere.has(id)) return one;
    const remarks = [remarkOn(one, others), ...one.found.remarks];
    return { ...one, found: { ...one.found, remarks, verdict: verdictOf(remarks) } };
  });
};

const remarkOn = ({ destination }: Known, others: Known[]): Remark =>
  others.length > 0
    ? {
        code: 'same-destination',
        weight: 'stops',
        sentence: `${destination} leads to the same mailbox as the destination of ${others
          .slice(0, 3)
          .map(({ source }) => source)
          .join(', ')}: their mail would be mixed in it.`,
        next: 'Give one of them another destination ("users edit <address> destination <address>"), or exclude it.',
      }
    : {
        code: 'same-destination',
        weight: 'remark',
        sentence: `Another project of this workgroup moves a mailbox to ${destination} as well.`,
        next: 'Look whether that is meant: their mail would be mixed in it.',
      };
