/** One mailbox: what it does, what it waits for, and all that happened to it. */
import { licensedMailboxes } from '../db/licences.ts';
import type { Db } from '../db/open.ts';
import { causesOf, historyOf, mailboxAt, queuedBefore } from '../db/reporting.ts';
import type { PassKind, SettingCounts, Verification } from '../db/schema.ts';
import { settingCounts } from '../db/settings.ts';
import { explain } from './explanations.ts';
import { purposes } from './graph/directory.ts';
import { type KindNote, kindWords, noteOn } from './mailbox-kinds.ts';
import type { Projects } from './projects.ts';
import { ok, type Result, refuse } from './refusal.ts';
import type { Reporting } from './reporting.ts';
import type { RunState } from './run-state.ts';
import { type Standing, standingOf } from './standing.ts';
import type { Actor } from './workgroups.ts';

export interface MailboxPage {
  source: string;
  destination: string;
  /** What it is at the source, and what is different about that; null: not known yet. */
  kind: { word: string; note: KindNote | null } | null;
  wave: string | null;
  priority: number;
  verification: Verification | null;
  verifiedAt: Date | null;
  /** Null: it has no valid one. Absent where licences are not counted. */
  licence?: { expiresAt: Date; usedAt: Date | null } | null;
  now: Standing;
  history: {
    passId: number;
    kind: PassKind;
    state: RunState;
    copied: number;
    updated: number;
    failed: number;
    problem: string | null;
    startedAt: Date | null;
    finishedAt: Date | null;
  }[];
  /** What became of what is not an item; all 0 where no pass carried it yet. */
  settings: SettingCounts;
  /** Biggest first. */
  causes: { code: string; count: number; explanation: string; next: string }[];
}

export const createMailboxPage =
  ({ db, projects, reporting }: { db: Db; projects: Projects; reporting: Pick<Reporting, 'pass'> }) =>
  async (actor: Actor, projectId: number, address: string): Promise<Result<MailboxPage>> => {
    const project = await projects.get(actor, projectId);
    if (!project.ok) return project;
    const mailbox = await mailboxAt(db, projectId, address);
    if (mailbox === undefined)
      return refuse(
        'not-found',
        `${address.slice(0, 100)} is not in this project.`,
        `Say "users ${address.split('@')[0]?.slice(0, 20)}" to look for it.`,
      );
    const history = await historyOf(db, mailbox.id, mostRuns);
    const [latest] = history;
    const pass = latest === undefined ? undefined : await reporting.pass(actor, latest.run.passId);
    const time = pass?.ok
      ? pass.value.progress.running.find(({ source }) => source === mailbox.sourceAddress)
      : undefined;
    const before =
      latest?.run.state === 'queued'
        ? await queuedBefore(db, latest.run.passId, { id: latest.run.id, priority: mailbox.priority })
        : 0;
    const causes = (await causesOf(db, projectId, mailbox.id)).map(({ cause, count }) => {
      const { sentence, next } = explain(cause ?? 'unknown');
      return { code: cause ?? 'unknown', count, explanation: sentence, next };
    });
    return ok({
      source: mailbox.sourceAddress,
      destination: mailbox.destinationAddress,
      kind: kindOf(mailbox),
      wave: mailbox.wave,
      priority: mailbox.priority,
      verification: mailbox.verification,
      verifiedAt: mailbox.verifiedAt,
      ...(project.value.customer === undefined
        ? {}
        : { licence: await licenceOf(db, projectId, mailbox.id) }),
      now: standingOf(latest, {
        before,
        time,
        failed: causes.length > 0,
        verified: mailbox.verification?.ok,
      }),
      history: history.map(({ run, kind }) => ({
        passId: run.passId,
        kind,
        state: run.state,
        copied: run.copied,
        updated: run.updated,
        failed: run.failed,
        problem: run.problem,
        startedAt: run.startedAt,
        finishedAt: run.finishedAt,
      })),
      settings: await settingCounts(db, mailbox.id),
      causes,
    });
  };
const mostRuns = 10;

const kindOf = ({ purpose, sourceAddress, destinationAddress }: Mailbox): MailboxPage['kind'] => {
  const known = purposes.find((one) => one === purpose);
  if (known === undefined || known === 'unknown') return null;
  const pair = { source: sourceAddress, destination: destinationAddress };
  return { word: kindWords[known], note: noteOn(known, pair) };
};
type Mailbox = NonNullable<Awaited<ReturnType<typeof mailboxAt>>>;

const licenceOf = async (
  db: Db,
  projectId: number,
  mailboxId: number,
): Promise<NonNullable<MailboxPage['licence']> | null> => {
  const [found] = await licensedMailboxes(db, projectId, mailboxId);
  return found === undefined || !found.valid || found.expiresAt === null
    ? null
    : { expiresAt: found.expiresAt, usedAt: found.usedAt };
};
