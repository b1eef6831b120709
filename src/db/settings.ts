/** What became of each setting of each mailbox, and what is remembered of it for the next pass. */
import { and, asc, count, eq, inArray, notInArray, sql } from 'drizzle-orm';
import { settingOutcomes } from './findings-tables.ts';
import type { Scope } from './ledger.ts';
import type { Db } from './open.ts';
import { RunTaken } from './runs.ts';
import { mailboxes, runs, type SettingCounts } from './schema.ts';

export type SettingOutcome = typeof settingOutcomes.$inferSelect;

type Written = Omit<SettingOutcome, 'mailboxId' | 'setting' | 'passId' | 'at'>;

/** What earlier passes carried, by setting. */
export const settingsBefore = async (db: Db, mailboxId: number): Promise<Map<string, SettingOutcome[]>> =>
  Map.groupBy(
    await db.select().from(settingOutcomes).where(eq(settingOutcomes.mailboxId, mailboxId)),
    ({ setting }) => setting,
  );

/** All of one setting, in the place of what was known of it. Throws RunTaken. */
export const recordSetting = (db: Db, scope: Scope, setting: string, outcomes: Written[]): Promise<void> =>
  db.transaction(async (tx) => {
    await hold(tx, scope);
    const { mailboxId } = scope;
    await tx
      .delete(settingOutcomes)
      .where(and(eq(settingOutcomes.mailboxId, mailboxId), eq(settingOutcomes.setting, setting)));
    await write(tx, scope, setting, outcomes);
    await countSettings(tx, scope);
  });

/** Some of one setting, in the place of what was known of the same; the others stay as they are. Throws RunTaken. */
export const keepSettings = async (
  db: Db,
  scope: Scope,
  setting: string,
  outcomes: Written[],
): Promise<void> => {
  if (outcomes.length === 0) return;
  await db.transaction(async (tx) => {
    await hold(tx, scope);
    await write(tx, scope, setting, outcomes);
    await countSettings(tx, scope);
  });
};

const write = async (
  tx: Db,
  { mailboxId, passId }: Scope,
  setting: string,
  outcomes: Written[],
): Promise<void> => {
  for (let from = 0; from < outcomes.length; from += rowsAtOnce) {
    const rows = outcomes.slice(from, from + rowsAtOnce);
    const ids = rows.flatMap(({ sourceId }) => sourceId ?? []);
    // What is called otherwise now is not known twice.
    await tx.delete(settingOutcomes).where(
      and(
        eq(settingOutcomes.mailboxId, mailboxId),
        eq(settingOutcomes.setting, setting),
        inArray(settingOutcomes.sourceId, ids),
        notInArray(
          settingOutcomes.name,
          rows.map(({ name }) => name),
        ),
      ),
    );
    await tx
      .insert(settingOutcomes)
      .values(rows.map((one) => ({ ...one, mailboxId, setting, passId, at: sql`now()` })))
      .onConflictDoUpdate({
        target: [settingOutcomes.mailboxId, settingOutcomes.setting, settingOutcomes.name],
        set: {
          outcome: sql`excluded.outcome`,
          cause: sql`excluded.cause`,
          detail: sql`excluded.detail`,
          sourceId: sql`excluded.source_id`,
          destinationId: sql`excluded.destination_id`,
          sourceMark: sql`excluded.source_mark`,
          destinationMark: sql`excluded.destination_mark`,
          passId: sql`excluded.pass_id`,
          at: sql`excluded.at`,
        },
      });
  }
};
/** A statement has at most 65,535 parameters. */
const rowsAtOnce = 1000;

/** The whole setting could not be carried: what is known of its things stays. Throws RunTaken. */
export const noteSettingTrouble = (
  db: Db,
  scope: Scope,
  setting: string,
  trouble: Pick<Written, 'outcome' | 'cause' | 'detail'>,
): Promise<void> =>
  db.transaction(async (tx) => {
    await hold(tx, scope);
    const row = { ...trouble, passId: scope.passId, at: sql`now()` };
    await tx
      .insert(settingOutcomes)
      .values({ ...row, mailboxId: scope.mailboxId, setting, name: setting })
      .onConflictDoUpdate({
        target: [settingOutcomes.mailboxId, settingOutcomes.setting, settingOutcomes.name],
        set: row,
      });
    await countSettings(tx, scope);
  });

const hold = async (tx: Db, { runId, attempt }: Scope): Promise<void> => {
  const held = await tx
    .select({ id: runs.id })
    .from(runs)
    .where(and(eq(runs.id, runId), eq(runs.attempt, attempt)))
    .for('no key update');
  if (held.length === 0) throw new RunTaken();
};

/** What this pass did, with the run: a later pass overwrites the outcomes. */
const countSettings = async (tx: Db, { runId, mailboxId, passId }: Scope): Promise<void> => {
  const settings = await settingCounts(tx, mailboxId, passId);
  await tx.update(runs).set({ settings }).where(eq(runs.id, runId));
};

/** Of one mailbox: what stands of all passes, or of one. */
export const settingCounts = async (db: Db, mailboxId: number, passId?: number): Promise<SettingCounts> => {
  const rows = await db
    .select({ outcome: settingOutcomes.outcome, times: count() })
    .from(settingOutcomes)
    .where(
      and(
        eq(settingOutcomes.mailboxId, mailboxId),
        passId === undefined ? undefined : eq(settingOutcomes.passId, passId),
      ),
    )
    .groupBy(settingOutcomes.outcome);
  const of = (outcome: SettingOutcome['outcome']): number =>
    rows.find((row) => row.outcome === outcome)?.times ?? 0;
  return {
    copied: of('copied') + of('updated'),
    unchanged: of('unchanged'),
    skipped: of('skipped'),
    failed: of('failed'),
  };
};

export interface FoundSetting {
  mailbox: string;
  destination: string;
  setting: string;
  name: string;
  outcome: SettingOutcome['outcome'];
  cause: string | null;
  detail: string | null;
  passId: number;
  at: Date;
}

/** Of a project, or of one of its mailboxes. */
export const settingOutcomesOf = (db: Db, projectId: number, mailboxId?: number): Promise<FoundSetting[]> =>
  db
    .select({
      mailbox: mailboxes.sourceAddress,
      destination: mailboxes.destinationAddress,
      setting: settingOutcomes.setting,
      name: settingOutcomes.name,
      outcome: settingOutcomes.outcome,
      cause: settingOutcomes.cause,
      detail: settingOutcomes.detail,
      passId: settingOutcomes.passId,
      at: settingOutcomes.at,
    })
    .from(settingOutcomes)
    .innerJoin(mailboxes, eq(mailboxes.id, settingOutcomes.mailboxId))
    .where(
      and(
        eq(mailboxes.projectId, projectId),
        mailboxId === undefined ? undefined : eq(mailboxes.id, mailboxId),
      ),
    )
    .orderBy(asc(mailboxes.sourceAddress), asc(settingOutcomes.setting), asc(settingOutcomes.name));
