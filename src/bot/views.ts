/** What the engine shows and the bot speaks about, in one place: cards and commands import these types here. */
export type { Role } from '../db/schema.ts';
export type { Endpoint } from '../engine/endpoints.ts';
export type { EventRow } from '../engine/events.ts';
export type { Fault, ImportPreview } from '../engine/imports.ts';
export type { Engine } from '../engine/index.ts';
export type { Mailbox, MailboxRow } from '../engine/mailboxes.ts';
export type { ProjectSummary } from '../engine/projects.ts';
export type { ErrorGroup, PassView, Progress, Statistics } from '../engine/reporting.ts';
export type { Actor } from '../engine/workgroups.ts';
