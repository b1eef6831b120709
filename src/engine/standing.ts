/** [pure] What a mailbox does or waits for, as sentences, from its latest run and what is around it. */
import type { RunRecord } from '../db/reporting.ts';
import { looksOnly } from './policy.ts';
import { isOver } from './run-state.ts';
import type { MailboxTime } from './time-left.ts';

/** What a mailbox does, since when, and what comes next: sentences. */
export interface Standing {
  sentence: string;
  since: Date | null;
  /** Which limit decides how long it takes. */
  boundBy: string | null;
  secondsLeft: number | null;
  next: string;
}

export interface Around {
  /** Mailboxes of the same pass that are taken before it. */
  before: number;
  time: MailboxTime | undefined;
  failed: boolean;
  /** Undefined: never verified. */
  verified: boolean | undefined;
}

export const standingOf = (latest: RunRecord | undefined, around: Around): Standing => {
  const stands = (sentence: string, next: string, since: Date | null = null): Standing => ({
    sentence,
    since,
    boundBy: around.time?.boundBy ?? null,
    secondsLeft: around.time?.seconds ?? null,
    next,
  });
  if (latest === undefined)
    return stands('Nothing has been done with it yet.', 'Say "verify" to check both sides of it.');
  const { run, kind, passState } = latest;
  if (isOver(run.state)) return overStanding(latest, around, stands);
  const where = `Pass ${run.passId} (${kind})`;
  if (passState === 'paused')
    return stands(
      `${where} is paused, so it rests.`,
      `Say "resume ${run.passId}" to let it go on.`,
      run.heardAt,
    );
  if (passState === 'waiting')
    return stands(`${where} waits for its hours.`, 'It goes on by itself.', run.heardAt);
  if (run.state === 'running')
    return stands(
      run.waitsFor ?? `${where} is ${looksOnly(kind) ? 'looking at' : 'moving'} it.`,
      run.waitsFor === null ? 'It ends by itself.' : 'It goes on by itself.',
      run.waitsFor === null ? run.startedAt : run.heardAt,
    );
  if (run.waitsFor !== null) return stands(run.waitsFor, 'It goes on by itself.', run.heardAt);
  return stands(
    around.before === 0
      ? `${where} takes it next: it waits for a worker to have a place.`
      : `${where} takes ${around.before === 1 ? 'one mailbox' : `${around.before.toLocaleString('en')} mailboxes`} before it.`,
    'More mailboxes at once are faster: start another worker. "priority 5 <address>" lets one go first.',
  );
};

const overStanding = (
  { run, kind }: RunRecord,
  { failed, verified }: Around,
  stands: (sentence: string, next: string, since?: Date | null) => Standing,
): Standing => {
  const ended = `Pass ${run.passId} (${kind}) ended: ${run.state}.`;
  if (run.problem !== null)
    return stands(`${ended} ${run.problem}`, 'Mend it, then run the pass again.', run.finishedAt);
  if (kind === 'assess')
    return stands(ended, `Say "assessment <address>" to read what was found.`, run.finishedAt);
  if (kind === 'verify')
    return stands(
      ended,
      verified === true ? 'It can move: "trial" or "full".' : 'Mend it, then verify it again.',
      run.finishedAt,
    );
  if (failed) return stands(ended, 'See below what failed; "retry" tries those again.', run.finishedAt);
  return stands(
    ended,
    kind === 'full'
      ? 'Nothing: another "full" brings over what changed since.'
      : 'Say "full" to move all of it.',
    run.finishedAt,
  );
};
