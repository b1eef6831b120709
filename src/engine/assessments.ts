/** What is known of moving each mailbox before it moves: of all, of one, as a file. */
import { type AssessedMailbox, assessedMailboxes, filledElsewhere, mailboxesIn } from '../db/assessments.ts';
import type { Db } from '../db/open.ts';
import { type AssessmentFound, type Verdict, verdictOf, verdicts } from './assessment/found.ts';
import { withSharedDestinations } from './assessment/shared-destinations.ts';
import { assessmentsTable } from './assessment/table.ts';
import { type MeetingSums, sumsOf } from './meetings/found.ts';
import { choose, isEmpty, onlyAddress, type Scope } from './plans.ts';
import type { Projects } from './projects.ts';
import { ok, type Result, refuse } from './refusal.ts';
import { csvOf } from './report-csv.ts';
import type { Actor } from './workgroups.ts';

export interface Assessment {
  source: string;
  destination: string;
  at: Date;
  found: AssessmentFound;
  /** Null: its calendar could not be read. */
  meetings: MeetingSums | null;
}

export interface AssessmentReport {
  projectId: number;
  projectName: string;
  timeZone: string;
  /** The worst first, and of those the one that takes longest. */
  assessments: Assessment[];
  /** Named, and not assessed yet. */
  missing: number;
  verdicts: Record<Verdict, number>;
  items: number;
  bytes: number;
  /** Of the one that takes longest, which is how long all take when all are moved at once. */
  longest: { source: string; seconds: number; boundBy: string } | null;
  losesLink: number;
  /** Later meetings, of which it is not known. */
  moreMeetings: number;
}

export const createAssessments = ({ db, projects }: { db: Db; projects: Projects }) => {
  const report = async (
    actor: Actor,
    projectId: number,
    scope: Scope & { passId?: number } = {},
  ): Promise<Result<AssessmentReport>> => {
    const project = await projects.get(actor, projectId);
    if (!project.ok) return project;
    const only = scope.passId === undefined ? onlyAddress(scope) : undefined;
    const all = await assessedMailboxes(db, projectId, only);
    const chosen = await within(db, all, scope);
    if (!chosen.ok) return chosen;
    const known = all.flatMap((one) => assessmentOf(one) ?? []);
    // Who is excluded fills no mailbox.
    const excluded = new Set(all.flatMap(({ mailbox }) => (mailbox.excluded ? mailbox.sourceAddress : [])));
    const moving = known.filter(({ source }) => !excluded.has(source));
    const ids = known.flatMap(({ found }) => found.destination?.mailboxId ?? []);
    const elsewhere = await filledElsewhere(db, actor.workgroupId, projectId, ids);
    const wanted = new Set(chosen.value.map(({ mailbox }) => mailbox.sourceAddress));
    const assessments = withSharedDestinations(moving, elsewhere)
      .concat(known.filter(({ source }) => excluded.has(source)))
      .filter(({ source }) => wanted.has(source))
      .sort(
        (a, b) =>
          verdicts.indexOf(a.found.verdict) - verdicts.indexOf(b.found.verdict) ||
          b.found.seconds - a.found.seconds ||
          a.source.localeCompare(b.source),
      );
    return ok({
      projectId,
      projectName: project.value.name,
      timeZone: project.value.timeZone,
      assessments,
      missing: chosen.value.length - assessments.length,
      ...sumOf(assessments),
    });
  };

  return {
    report,

    one: async (actor: Actor, projectId: number, address: string): Promise<Result<Assessment>> => {
      const found = await report(actor, projectId, { addresses: [address] });
      if (!found.ok) return found;
      const [only] = found.value.assessments;
      return only === undefined
        ? refuse(
            'not-ready',
            `${address} has not been assessed yet.`,
            `Say "assess ${address}": it reads both sides and moves nothing.`,
          )
        : ok(only);
    },

    csv: async (
      actor: Actor,
      projectId: number,
      scope: Scope = {},
    ): Promise<Result<{ fileName: string; text: string }>> => {
      const found = await report(actor, projectId, scope);
      return found.ok
        ? ok({ fileName: 'assessment.csv', text: csvOf(assessmentsTable(found.value.assessments)) })
        : found;
    },
  };
};

const within = async (
  db: Db,
  all: AssessedMailbox[],
  { passId, addresses, waves }: Scope & { passId?: number },
): Promise<Result<AssessedMailbox[]>> => {
  if (passId !== undefined) {
    const ids = await mailboxesIn(db, passId);
    return ok(all.filter(({ mailbox }) => ids.has(mailbox.id)));
  }
  if (isEmpty(addresses) && isEmpty(waves)) return ok(all.filter(({ mailbox }) => !mailbox.excluded));
  const named = choose(
    all.map(({ mailbox }) => mailbox),
    { addresses, waves },
  );
  if (!named.ok) return named;
  const ids = new Set(named.value.map(({ id }) => id));
  return ok(all.filter(({ mailbox }) => ids.has(mailbox.id)));
};

const assessmentOf = ({ mailbox, found, at, meetings }: AssessedMailbox): Assessment | undefined =>
  found === null || at === null
    ? undefined
    : {
        source: mailbox.sourceAddress,
        destination: mailbox.destinationAddress,
        at,
        found: { ...found, verdict: verdictOf(found.remarks) },
        meetings: meetings === null ? null : sumsOf(meetings, new Date()),
      };

const sumOf = (assessments: Assessment[]) => {
  const sum = (of: (one: Assessment) => number): number => assessments.reduce((all, one) => all + of(one), 0);
  const [longest] = assessments.toSorted((a, b) => b.found.seconds - a.found.seconds);
  return {
    verdicts: Object.fromEntries(
      verdicts.map((verdict) => [verdict, sum(({ found }) => (found.verdict === verdict ? 1 : 0))]),
    ) as Record<Verdict, number>,
    items: sum(({ found }) => found.source?.items ?? 0),
    bytes: sum(({ found }) => found.source?.bytes ?? 0),
    longest:
      longest === undefined
        ? null
        : { source: longest.source, seconds: longest.found.seconds, boundBy: longest.found.boundBy },
    losesLink: sum(({ meetings }) => meetings?.losesLink ?? 0),
    moreMeetings: sum(({ meetings }) => meetings?.more ?? 0),
  };
};
