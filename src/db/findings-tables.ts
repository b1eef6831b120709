/** What was found out about a mailbox beyond its items: its settings' outcomes, its assessment, its meetings. */
import { integer, jsonb, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import { mailboxes } from './schema.ts';

const at = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** What is not an item, each with an outcome of its own. The last pass that touched one says what became of it. */
export const settingOutcomes = pgTable(
  'setting_outcomes',
  {
    mailboxId: integer('mailbox_id')
      .notNull()
      .references(() => mailboxes.id, { onDelete: 'cascade' }),
    /** "inbox rules", "calendar permissions" …: the closed list is in engine/settings. */
    setting: text('setting').notNull(),
    /** Which rule, which grant, which category; never what is written in a message. */
    name: text('name').notNull(),
    outcome: text('outcome').$type<'copied' | 'updated' | 'unchanged' | 'skipped' | 'failed'>().notNull(),
    /** Why it was skipped or failed, or what about it is different: a cause or a code. */
    cause: text('cause'),
    /** For a person, where the cause alone does not say it: whose grant, which folder. */
    detail: text('detail'),
    /** How it is found again on each side, where it has an id. */
    sourceId: text('source_id'),
    destinationId: text('destination_id'),
    /**
     * What it was on each side after the last pass that carried it, as a digest: what differs now was changed since, by
     * whoever uses that side.
     */
    sourceMark: text('source_mark'),
    destinationMark: text('destination_mark'),
    passId: integer('pass_id').notNull(),
    at: at('at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.mailboxId, t.setting, t.name] })],
);

/** What `assess` last found; engine/assessment says what is in it. */
export const assessments = pgTable('assessments', {
  mailboxId: integer('mailbox_id')
    .primaryKey()
    .references(() => mailboxes.id, { onDelete: 'cascade' }),
  found: jsonb('found').notNull(),
  at: at('at').notNull().defaultNow(),
});

/** The meetings that a mailbox's owner organises and that are still to come; engine/meetings says what is in it. */
export const meetingReports = pgTable('meeting_reports', {
  mailboxId: integer('mailbox_id')
    .primaryKey()
    .references(() => mailboxes.id, { onDelete: 'cascade' }),
  found: jsonb('found').notNull(),
  at: at('at').notNull().defaultNow(),
});
