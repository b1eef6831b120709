/** What became of the settings of a project's mailboxes, and why some stayed behind; as a view and as CSV. */
import type { Db } from '../db/open.ts';
import { mailboxAt } from '../db/reporting.ts';
import { type FoundSetting, settingOutcomesOf } from '../db/settings.ts';
import { explain } from './explanations.ts';
import type { Projects } from './projects.ts';
import { ok, type Result, refuse } from './refusal.ts';
import { csvOf, settingsTable } from './report-csv.ts';
import { settingNames } from './settings/setting.ts';
import type { Actor } from './workgroups.ts';

export interface SettingsReport {
  /** Absent: of all mailboxes of the project. */
  mailbox?: { source: string; destination: string };
  /** Mailboxes whose settings a pass has carried. */
  mailboxes: number;
  /** In the order in which they are carried; those that there was something of. */
  settings: { name: string; copied: number; unchanged: number; skipped: number; failed: number }[];
  /** What stayed behind, failed, or is different about a copy: by cause, failures first, then biggest first. */
  causes: SettingCause[];
}

export interface SettingCause {
  code: string;
  outcome: 'copied' | 'skipped' | 'failed';
  count: number;
  mailboxes: number;
  explanation: string;
  next: string;
  /** Five at most. */
  examples: { mailbox: string; setting: string; name: string; detail: string | null }[];
}

export const createSettingsReport = ({ db, projects }: { db: Db; projects: Pick<Projects, 'get'> }) => ({
  /** Without an address: of all mailboxes. */
  of: async (actor: Actor, projectId: number, address?: string): Promise<Result<SettingsReport>> => {
    const project = await projects.get(actor, projectId);
    if (!project.ok) return project;
    if (address === undefined) return ok(reportOf(await settingOutcomesOf(db, projectId)));
    const mailbox = await mailboxAt(db, projectId, address);
    if (mailbox === undefined)
      return refuse(
        'not-found',
        `${address.slice(0, 100)} is not in this project.`,
        `Say "users ${address.split('@')[0]?.slice(0, 20)}" to look for it.`,
      );
    return ok({
      mailbox: { source: mailbox.sourceAddress, destination: mailbox.destinationAddress },
      ...reportOf(await settingOutcomesOf(db, projectId, mailbox.id)),
    });
  },

  csv: async (actor: Actor, projectId: number): Promise<Result<{ fileName: string; text: string }>> => {
    const project = await projects.get(actor, projectId);
    if (!project.ok) return project;
    const text = csvOf(settingsTable(await settingOutcomesOf(db, projectId)));
    return ok({ fileName: `settings of project ${projectId}.csv`, text });
  },
});

export const reportOf = (rows: FoundSetting[]): Omit<SettingsReport, 'mailbox'> => ({
  mailboxes: new Set(rows.map(({ mailbox }) => mailbox)).size,
  settings: settingNames.flatMap((name) => {
    const own = rows.filter(({ setting }) => setting === name);
    const of = (...outcomes: FoundSetting['outcome'][]) =>
      own.filter(({ outcome }) => outcomes.includes(outcome)).length;
    return own.length === 0
      ? []
      : [
          {
            name,
            copied: of('copied', 'updated'),
            unchanged: of('unchanged'),
            skipped: of('skipped'),
            failed: of('failed'),
          },
        ];
  }),
  causes: causesOf(rows),
});

const causesOf = (rows: FoundSetting[]): SettingCause[] => {
  const caused = rows.flatMap((row) => (row.cause === null ? [] : [{ ...row, code: row.cause }]));
  return [...Map.groupBy(caused, ({ code }) => code)]
    .map(([code, alike]): SettingCause => {
      const { sentence, next } = explain(code);
      const has = (wanted: FoundSetting['outcome']) => alike.some(({ outcome }) => outcome === wanted);
      return {
        code,
        outcome: has('failed') ? 'failed' : has('skipped') ? 'skipped' : 'copied',
        count: alike.length,
        mailboxes: new Set(alike.map(({ mailbox }) => mailbox)).size,
        explanation: sentence,
        next,
        examples: alike
          .slice(0, 5)
          .map(({ mailbox, setting, name, detail }) => ({ mailbox, setting, name, detail })),
      };
    })
    .sort((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome) || b.count - a.count);
};
const order = ['failed', 'skipped', 'copied'];
