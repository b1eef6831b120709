/** What people are shown of passes: progress, errors by cause, statistics, and both as CSV. */
import { hash } from 'node:crypto';
import type { Db } from '../db/open.ts';
import {
  itemErrorGroups,
  itemErrors,
  mailboxTotals,
  openRuns,
  type PassFound,
  passesAbout,
  passesOf,
  passIn,
  type RunFound,
  remarksIn,
  runSums,
  runsOf,
  type TroubledRun,
  troubledRuns,
} from '../db/reporting.ts';
import type { CountsByType, PassKind, PassState, Plan, TrialResult } from '../db/schema.ts';
import { explain } from './explanations.ts';
import { licencesOf } from './licence-gate.ts';
import { compileOptions } from './options/compile.ts';
import { beginsAt, deadlineOf } from './policy.ts';
import { type Progress, progressOf } from './progress.ts';
import type { Projects } from './projects.ts';
import { ok, type Result, refuse } from './refusal.ts';
import { csvOf, errorsTable } from './report-csv.ts';
import type { RunState } from './run-state.ts';
import { statisticsTable } from './statistics-csv.ts';
import type { Actor } from './workgroups.ts';

export type { Progress };

export interface PassView {
  id: number;
  projectId: number;
  projectName: string;
  kind: PassKind;
  state: PassState;
  plan: Plan;
  planHash: string;
  requestedBy: { id: number; name: string };
  requestedAt: Date;
  /** Who approved it so far, of as many as the project wants. */
  approvals: { id: number; name: string }[];
  approvers: number;
  /** Of a plan that waits for a yes; and when people were reminded of it. */
  expiresAt?: Date;
  remindedAt?: Date;
  /** Of a pass that has not begun: until then its start can be undone. */
  beginsAt?: Date;
  decidedBy?: { id: number; name: string };
  decidedAt?: Date;
  reason?: string;
  finishedAt?: Date;
  /** Whoever asked approved it too, which the workgroup allows. */
  selfApproved?: boolean;
  /** Of a plan that waits for a yes and needs licences: how many of its mailboxes have one. */
  licences?: { have: number; of: number };
  progress: Progress;
}

export interface ErrorGroup {
  /** Of all groups of a pass, this one. */
  key: string;
  code: string;
  explanation: string;
  next: string;
  count: number;
  mailboxes: number;
  /** Five at most. Empty folder and type: the mailbox itself. */
  examples: {
    mailbox: string;
    folder: string;
    itemType: string;
    cause: string;
    /** When Exchange created it at the source, and its bytes: what one looks for it by. */
    created?: Date;
    size?: number;
  }[];
}

/** Of all mailboxes of a trial into a folder of its own. */
export interface TrialReport {
  folders: number;
  compared: number;
  equal: number;
  /** Mailboxes whose folder is still there. */
  there: number;
  differences: (TrialResult['differences'][number] & { mailbox: string })[];
}

export interface Statistics {
  trial?: TrialReport;
  /** What verification counts at the source now. */
  verified: { items: number; bytes: number };
  /** Copies with something to know about them: a possible duplicate, an unconfirmed update. */
  remarks: number;
  seconds: number;
  itemsPerSecond: number;
  bytesPerSecond: number;
  byType: CountsByType;
  mailboxes: {
    source: string;
    destination: string;
    state: RunState;
    copied: number;
    updated: number;
    unchanged: number;
    skipped: number;
    failed: number;
    bytes: number;
    seconds: number;
  }[];
}

export type Reporting = ReturnType<typeof createReporting>;

export const createReporting = ({
  db,
  projects,
  undoMs,
}: {
  db: Db;
  projects: Projects;
  /** For so long the start of a pass can be undone. */
  undoMs: number;
}) => {
  const viewsOf = async (found: PassFound[]): Promise<PassView[]> => {
    if (found.length === 0) return [];
    const ids = found.map(({ pass }) => pass.id);
    const [sums, open] = [await runSums(db, ids), await openRuns(db, ids)];
    const of = <Row extends { passId: number }>(rows: Row[], { pass }: PassFound): Row[] =>
      rows.filter(({ passId }) => passId === pass.id);
    return Promise.all(
      found.map(async (one) => ({
        ...viewOf(one, progressOf(of(sums, one), of(open, one), factsOf(one)), undoMs),
        ...(await licencesNeeded(db, one)),
      })),
    );
  };

  const pass = async (actor: Actor, id: number): Promise<Result<PassView>> => {
    const found = await passIn(db, actor, id);
    if (found === undefined)
      return refuse(
        'not-found',
        `There is no pass ${id} here.`,
        'Say "status" to see the passes of this project.',
      );
    const [view] = await viewsOf([found]);
    if (view === undefined) throw new Error('one pass has one view');
    return ok(view);
  };

  const statistics = async (actor: Actor, id: number): Promise<Result<Statistics>> => {
    const view = await pass(actor, id);
    if (!view.ok) return view;
    return ok(statisticsOf(view.value, await runsOf(db, id), await remarksIn(db, id)));
  };

  return {
    pass,
    statistics,

    /** Newest first, the latest fifty. */
    passes: async (actor: Actor, projectId: number): Promise<Result<PassView[]>> => {
      const project = await projects.get(actor, projectId);
      if (!project.ok) return project;
      return ok(await viewsOf(await passesOf(db, actor, projectId)));
    },

    /** What the actor asked for, and what waits for a yes, in all of their projects: the latest twenty. */
    mine: async (actor: Actor): Promise<PassView[]> => viewsOf(await passesAbout(db, actor)),

    errors: async (actor: Actor, projectId: number, passId?: number): Promise<Result<ErrorGroup[]>> => {
      const project = await projects.get(actor, projectId);
      if (!project.ok) return project;
      const groups = [
        ...(await groupsOfItems(db, projectId, passId)),
        ...groupsOfRuns(await troubledRuns(db, projectId, passId)),
      ];
      return ok(groups.sort((a, b) => b.count - a.count));
    },

    csv: async (
      actor: Actor,
      passId: number,
      which: 'numbers' | 'errors',
    ): Promise<Result<{ fileName: string; text: string }>> => {
      const view = await pass(actor, passId);
      if (!view.ok) return view;
      const fileName = `pass-${passId}-${which}.csv`;
      if (which === 'numbers') {
        const found = await runsOf(db, passId);
        const totals = await mailboxTotals(db, passId);
        return ok({ fileName, text: csvOf(statisticsTable(found, totals, view.value.kind)) });
      }
      const { projectId } = view.value;
      const errors = await itemErrors(db, projectId, passId, mostErrorRows);
      return ok({ fileName, text: csvOf(errorsTable(errors, await troubledRuns(db, projectId, passId))) });
    },
  };
};

/** A file that a spreadsheet still opens; more errors than this are one cause, not a list to work through. */
const mostErrorRows = 200_000;

const factsOf = ({ pass, projectOptions }: PassFound) => ({
  ...pass,
  begunAt: pass.decidedAt ?? pass.requestedAt,
  bytesPerSecond: compileOptions(projectOptions).bytesPerSecond,
});

/** Where licences are counted, and nobody has decided yet. */
const licencesNeeded = async (
  db: Db,
  { pass, workgroupId }: PassFound,
): Promise<Pick<PassView, 'licences'>> => {
  const licences = pass.state === 'asked' ? await licencesOf(db, workgroupId, pass.plan) : undefined;
  return licences === undefined ? {} : { licences };
};

const viewOf = (
  { pass, projectName, approvers, planExpiresHours, requester, decider }: PassFound,
  progress: Progress,
  undoMs: number,
): PassView => ({
  id: pass.id,
  projectId: pass.projectId,
  projectName,
  kind: pass.kind,
  state: pass.state,
  plan: pass.plan,
  planHash: pass.planHash,
  requestedBy: { id: pass.requestedBy, name: requester },
  requestedAt: pass.requestedAt,
  approvals: pass.approvals,
  approvers,
  ...(pass.decidedBy === null || decider === null
    ? {}
    : {
        decidedBy: { id: pass.decidedBy, name: decider },
        selfApproved: pass.decidedBy === pass.requestedBy,
      }),
  ...(pass.state === 'asked' ? { expiresAt: deadlineOf(pass.requestedAt, planExpiresHours).expiresAt } : {}),
  ...(pass.state === 'asked' && pass.remindedAt !== null ? { remindedAt: pass.remindedAt } : {}),
  ...(pass.state === 'waiting' && progress.startedAt === null
    ? { beginsAt: beginsAt(pass, pass.decidedAt ?? pass.requestedAt, undoMs) }
    : {}),
  ...(pass.decidedAt === null ? {} : { decidedAt: pass.decidedAt }),
  ...(pass.reason === null ? {} : { reason: pass.reason }),
  ...(pass.finishedAt === null ? {} : { finishedAt: pass.finishedAt }),
  progress,
});

const groupsOfItems = async (db: Db, projectId: number, passId?: number): Promise<ErrorGroup[]> => {
  const groups: ErrorGroup[] = [];
  for (const { cause, count, mailboxes } of await itemErrorGroups(db, projectId, passId)) {
    const code = cause ?? 'unknown';
    const { sentence, next } = explain(code);
    const examples = await itemErrors(db, projectId, passId, 5, code);
    groups.push({
      key: code,
      code,
      explanation: sentence,
      next,
      count,
      mailboxes,
      examples: examples.map((one) => ({
        mailbox: one.mailbox,
        folder: one.folder ?? '',
        itemType: one.itemType,
        cause: code,
        ...(one.created === null ? {} : { created: one.created }),
        size: one.size,
      })),
    });
  }
  return groups;
};

/** Verification says each problem with its code; other runs have one sentence. */
const groupsOfRuns = (troubled: TroubledRun[]): ErrorGroup[] => {
  const single = troubled.flatMap(({ mailbox, problem, verification, kind, state }) =>
    kind === 'verify' && verification !== null && verification.problems.length > 0
      ? verification.problems.map((sentence, at) => ({
          mailbox,
          sentence,
          code: verification.codes[at] ?? 'verify',
        }))
      : [{ mailbox, sentence: problem ?? '', code: `run ${state}` }],
  );
  return [...Map.groupBy(single, (one) => `${one.code}: ${withoutAddresses(one.sentence)}`)].map(
    ([key, alike]) => {
      const [first] = alike;
      return {
        key: hash('sha256', key).slice(0, 16),
        code: first?.code ?? 'unknown',
        explanation: alike.length === 1 ? (first?.sentence ?? '') : withoutAddresses(first?.sentence ?? ''),
        next: 'Mend it as the sentence says, then verify these mailboxes again.',
        count: alike.length,
        mailboxes: new Set(alike.map(({ mailbox }) => mailbox)).size,
        examples: alike
          .slice(0, 5)
          .map(({ mailbox, code }) => ({ mailbox, folder: '', itemType: '', cause: code })),
      };
    },
  );
};

/** "The destination tenant has no mailbox anna@fabrikam.com." is one trouble, however many miss theirs. */
const withoutAddresses = (sentence: string): string => sentence.replace(/ \S+@[\w-]+(\.[\w-]+)*/g, '');

const secondsOf = ({ run }: RunFound): number =>
  run.startedAt === null ? 0 : ((run.finishedAt ?? new Date()).getTime() - run.startedAt.getTime()) / 1000;

const statisticsOf = (view: PassView, found: RunFound[], remarks: number): Statistics => {
  const byType: CountsByType = {};
  for (const { run } of found) {
    for (const [type, counts] of Object.entries(run.byType) as [
      keyof CountsByType,
      { copied: number; failed: number; bytes: number },
    ][]) {
      const sum = byType[type] ?? { copied: 0, failed: 0, bytes: 0 };
      byType[type] = {
        copied: sum.copied + counts.copied,
        failed: sum.failed + counts.failed,
        bytes: sum.bytes + counts.bytes,
      };
    }
  }
  const { elapsedSeconds: seconds, items, bytes } = view.progress;
  const perSecond = (amount: number) => (seconds > 0 ? amount / seconds : 0);
  const counted = (of: (one: { items: number; bytes: number }) => number) =>
    found.reduce((sum, { verification }) => sum + (verification === null ? 0 : of(verification)), 0);
  const trial = trialOf(found);
  return {
    ...(trial === undefined ? {} : { trial }),
    verified: { items: counted((one) => one.items), bytes: counted((one) => one.bytes) },
    remarks,
    seconds,
    itemsPerSecond: perSecond(items.copied + items.updated),
    bytesPerSecond: perSecond(bytes.moved),
    byType,
    mailboxes: found.map((one) => ({
      source: one.source,
      destination: one.destination,
      state: one.run.state,
      copied: one.run.copied,
      updated: one.run.updated,
      unchanged: one.run.unchanged,
      skipped: one.run.skipped,
      failed: one.run.failed,
      bytes: one.run.bytes,
      seconds: secondsOf(one),
    })),
  };
};

const trialOf = (found: RunFound[]): TrialReport | undefined => {
  const tried = found.flatMap(({ source, run: { trial } }) => (trial === null ? [] : [{ source, ...trial }]));
  if (tried.length === 0) return undefined;
  const sum = (of: (one: TrialResult) => number) => tried.reduce((total, one) => total + of(one), 0);
  return {
    folders: sum((one) => one.folders),
    compared: sum((one) => one.compared),
    equal: sum((one) => one.equal),
    there: tried.filter(({ removed }) => removed !== true).length,
    differences: tried.flatMap(({ source: mailbox, differences }) =>
      differences.map((difference) => ({ mailbox, ...difference })),
    ),
  };
};
