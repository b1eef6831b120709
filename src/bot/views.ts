/** The engine's types that people get to see, as cards and commands speak of them. */

export { noticeMoments, type Role, roles, type Topic, topics } from '../db/schema.ts';
export type { ChangedDomain } from '../engine/address-changes.ts';
export type { AuditRow } from '../engine/audit.ts';
export type { Customer } from '../engine/customers.ts';
export type { Endpoint } from '../engine/endpoints.ts';
export type { EventRow } from '../engine/events.ts';
export type { Excluded } from '../engine/exclusions.ts';
export type { ColumnsAsked, Fault, ImportPreview, LeftOut } from '../engine/imports.ts';
export type { Engine } from '../engine/index.ts';
export type { Applied, LicencesView } from '../engine/licences.ts';
export type { MailboxPage } from '../engine/mailbox-page.ts';
export type { Removal } from '../engine/mailbox-removal.ts';
export type { Mailbox, MailboxRow } from '../engine/mailboxes.ts';
export type { NoticeSummary } from '../engine/notices/outcomes.ts';
export type { Audience, Example, NoticeView } from '../engine/notices.ts';
export type { OptionFault } from '../engine/options.ts';
export type { Order, PaymentMethod } from '../engine/orders.ts';
export type { Agreement, Person } from '../engine/people.ts';
export { approvableKinds } from '../engine/policy.ts';
export type { Progress } from '../engine/progress.ts';
export type { OptionsView } from '../engine/project-options.ts';
export type { ApprovalPolicy, ProjectSummary } from '../engine/projects.ts';
export type { ErrorGroup, PassView, Statistics, TrialReport } from '../engine/reporting.ts';
export type { SettingsReport } from '../engine/settings-report.ts';
export type { Assigned, Wave } from '../engine/waves.ts';
export type { Actor } from '../engine/workgroups.ts';
