/**
 * What is remembered. One database holds everything; PGlite and PostgreSQL run the same schema.
 *
 * Times are `timestamptz` in UTC. Addresses are stored as people typed them and compared in lower case
 * (Exchange does not distinguish case). Message content is never stored here, nor are subjects.
 * The ledger, which grows with mail, has a file of its own: ledger-tables.ts.
 */
import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  serial,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { RunState } from '../engine/run-state.ts';
import type { ItemType } from './ledger-tables.ts';

const at = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const created = () => at('created_at').notNull().defaultNow();

/** A Teams team (or, in local mode, the one workgroup "local") and what its members agreed on. */
export const workgroups = pgTable(
  'workgroups',
  {
    id: serial('id').primaryKey(),
    tenantId: text('tenant_id').notNull(),
    /** The team's id on its chat platform, or "local". */
    externalId: text('external_id').notNull(),
    name: text('name').notNull(),
    /** May whoever asked for a plan also approve it? Off unless the workgroup says so. */
    selfApproval: boolean('self_approval').notNull().default(false),
    /** What a newcomer may do: being in the team is what earns it. */
    memberRole: text('member_role').$type<Role>().notNull().default('approver'),
    /** Do its members see each other's projects? Otherwise each sees their own, and owners all. */
    sharesProjects: boolean('shares_projects').notNull().default(true),
    /** Do passes that move everything need a licence for each mailbox? */
    countsLicences: boolean('counts_licences').notNull().default(false),
    createdAt: created(),
  },
  (t) => [uniqueIndex('workgroups_external').on(t.tenantId, t.externalId)],
);

export const roles = ['viewer', 'operator', 'approver', 'owner'] as const;
export type Role = (typeof roles)[number];

export const people = pgTable(
  'people',
  {
    id: serial('id').primaryKey(),
    tenantId: text('tenant_id').notNull(),
    /** The Entra object id: the same in every chat, unlike the platform's own user id. */
    objectId: text('object_id').notNull(),
    name: text('name').notNull(),
    createdAt: created(),
  },
  (t) => [uniqueIndex('people_object').on(t.tenantId, t.objectId)],
);

export const members = pgTable(
  'members',
  {
    workgroupId: integer('workgroup_id')
      .notNull()
      .references(() => workgroups.id),
    personId: integer('person_id')
      .notNull()
      .references(() => people.id),
    role: text('role').$type<Role>().notNull(),
    createdAt: created(),
  },
  (t) => [primaryKey({ columns: [t.workgroupId, t.personId] })],
);

/** One tenant as source or destination. The secret is AES-256-GCM under MAILFERRY_KEY, see engine/secrets.ts. */
export const endpoints = pgTable(
  'endpoints',
  {
    id: serial('id').primaryKey(),
    workgroupId: integer('workgroup_id')
      .notNull()
      .references(() => workgroups.id),
    name: text('name').notNull(),
    tenantId: text('tenant_id').notNull(),
    clientId: text('client_id').notNull(),
    secretSealed: text('secret_sealed'),
    /** Where its mail lies, as people say it; a destination must have one. */
    region: text('region'),
    /** Which key sealed the secret: rotation re-encrypts rows whose key id is old. */
    secretKeyId: text('secret_key_id'),
    /** When sign-in with the stored secret last worked. */
    testedAt: at('tested_at'),
    createdAt: created(),
  },
  (t) => [uniqueIndex('endpoints_name').on(t.workgroupId, sql`lower(${t.name})`)],
);

export const passKinds = ['verify', 'assess', 'trial', 'prestage', 'full', 'retry'] as const;
export type PassKind = (typeof passKinds)[number];

/** For whom mailboxes are moved, where seats are counted. */
export const customers = pgTable(
  'customers',
  {
    id: serial('id').primaryKey(),
    workgroupId: integer('workgroup_id')
      .notNull()
      .references(() => workgroups.id),
    name: text('name').notNull(),
    /** Its primary e-mail domain. */
    domain: text('domain').notNull(),
    createdAt: created(),
  },
  (t) => [uniqueIndex('customers_name').on(t.workgroupId, sql`lower(${t.name})`)],
);

/** Licences that were ordered together. Those of one order expire together, 12 months after it was paid. */
export const orders = pgTable(
  'orders',
  {
    id: serial('id').primaryKey(),
    workgroupId: integer('workgroup_id')
      .notNull()
      .references(() => workgroups.id),
    licences: integer('licences').notNull(),
    method: text('method').$type<'card' | 'transfer'>().notNull(),
    state: text('state').$type<'open' | 'paid' | 'cancelled'>().notNull().default('open'),
    orderedBy: integer('ordered_by')
      .notNull()
      .references(() => people.id),
    paidBy: integer('paid_by').references(() => people.id),
    paidAt: at('paid_at'),
    createdAt: created(),
  },
  (t) => [index('orders_workgroup').on(t.workgroupId)],
);

/** One user's licence: it covers the user's mailbox, archive and documents, in every project of the customer. */
export const licences = pgTable(
  'licences',
  {
    id: serial('id').primaryKey(),
    orderId: integer('order_id')
      .notNull()
      .references(() => orders.id),
    customerId: integer('customer_id')
      .notNull()
      .references(() => customers.id),
    /** The user's address at the source. */
    address: text('address').notNull(),
    appliedBy: integer('applied_by')
      .notNull()
      .references(() => people.id),
    /** When a pass first moved something under it: from then on it stays with its user. */
    usedAt: at('used_at'),
    createdAt: created(),
  },
  (t) => [
    index('licences_order').on(t.orderId),
    index('licences_user').on(t.customerId, sql`lower(${t.address})`),
  ],
);

export const projects = pgTable(
  'projects',
  {
    id: serial('id').primaryKey(),
    workgroupId: integer('workgroup_id')
      .notNull()
      .references(() => workgroups.id),
    name: text('name').notNull(),
    sourceEndpointId: integer('source_endpoint_id').references(() => endpoints.id),
    destinationEndpointId: integer('destination_endpoint_id').references(() => endpoints.id),
    /** IANA name; times on cards are said in it. */
    timeZone: text('time_zone').notNull().default('UTC'),
    /** What the project asks for beyond "everything", as people wrote it; options.ts reads it. */
    options: jsonb('options').$type<OptionLine[]>().notNull().default([]),
    /** How many people must approve a plan. */
    approvers: integer('approvers').notNull().default(1),
    /** Which kinds of pass wait for a yes; the others start when they are asked for. */
    approvedKinds: jsonb('approved_kinds')
      .$type<PassKind[]>()
      .notNull()
      .default(['trial', 'prestage', 'full', 'retry']),
    /** A plan that nobody decided about for so long describes other mailboxes than there are. */
    planExpiresHours: integer('plan_expires_hours').notNull().default(168),
    /** BCP 47: how numbers and dates are written on its cards. */
    locale: text('locale').notNull().default('en-GB'),
    /** For whom it moves, where licences are counted. */
    customerId: integer('customer_id').references(() => customers.id),
    /** The address at the destination that notices and statistics are sent from. */
    sender: text('sender'),
    createdBy: integer('created_by')
      .notNull()
      .references(() => people.id),
    createdAt: created(),
  },
  (t) => [uniqueIndex('projects_name').on(t.workgroupId, sql`lower(${t.name})`)],
);

/** One option of a project under its own name: { name: 'FolderMapping', value: '^Old->New' }. */
export interface OptionLine {
  name: string;
  value: string;
}

/** What `verify` last found out about a mailbox pair. */
export interface Verification {
  ok: boolean;
  /** One sentence per failed check, in the order they were made. Empty when ok. */
  problems: string[];
  /** Microsoft's codes for the problems, where it gave one. */
  codes: string[];
  folders: number;
  items: number;
  /** Sum of the sizes Exchange reports: an estimate, real streams are larger. */
  bytes: number;
  /** What of all that lies in the in-place archive. Null: there is none. Absent: nobody asked, archives do not move. */
  archive?: { folders: number; items: number; bytes: number } | null;
}

export const mailboxes = pgTable(
  'mailboxes',
  {
    id: serial('id').primaryKey(),
    projectId: integer('project_id')
      .notNull()
      .references(() => projects.id),
    sourceAddress: text('source_address').notNull(),
    destinationAddress: text('destination_address').notNull(),
    /** "MBX:…" ids, known after verification. */
    sourceMailboxId: text('source_mailbox_id'),
    destinationMailboxId: text('destination_mailbox_id'),
    /** Their in-place archives, where archives move too and both sides have one. */
    sourceArchiveId: text('source_archive_id'),
    destinationArchiveId: text('destination_archive_id'),
    /** What it is at the source, known after verification: user, shared, room, equipment … */
    purpose: text('purpose'),
    verification: jsonb('verification').$type<Verification>(),
    verifiedAt: at('verified_at'),
    /** What runs up to this one copied is forgotten: the address led to another mailbox then. */
    forgottenRun: integer('forgotten_run').notNull().default(0),
    /** The named set of mailboxes that it moves with. */
    wave: text('wave'),
    /** Higher ones are taken from the queue first. */
    priority: integer('priority').notNull().default(0),
    /** Stays in the list and is left out of every plan. */
    excluded: boolean('excluded').notNull().default(false),
    createdAt: created(),
  },
  (t) => [
    uniqueIndex('mailboxes_source').on(t.projectId, sql`lower(${t.sourceAddress})`),
    uniqueIndex('mailboxes_destination').on(t.projectId, sql`lower(${t.destinationAddress})`),
  ],
);

export const noticeMoments = ['before', 'meetings', 'cutover', 'after'] as const;
export type NoticeMoment = (typeof noticeMoments)[number];

/** What the people whose mailboxes move are told, and when. Markdown with placeholders. */
export const notices = pgTable(
  'notices',
  {
    id: serial('id').primaryKey(),
    projectId: integer('project_id')
      .notNull()
      .references(() => projects.id),
    moment: text('moment').$type<NoticeMoment>().notNull(),
    subject: text('subject').notNull(),
    body: text('body').notNull(),
    updatedAt: at('updated_at').notNull().defaultNow(),
  },
  (t) => [uniqueIndex('notices_moment').on(t.projectId, t.moment)],
);

/** Who got which notice. A row that says `sending` when its worker died may or may not have reached them. */
export const noticeSends = pgTable(
  'notice_sends',
  {
    id: serial('id').primaryKey(),
    noticeId: integer('notice_id')
      .notNull()
      .references(() => notices.id),
    mailboxId: integer('mailbox_id')
      .notNull()
      .references(() => mailboxes.id),
    state: text('state').$type<'sending' | 'sent' | 'failed'>().notNull(),
    /** Why it was not sent, as a code. */
    problem: text('problem'),
    sentBy: integer('sent_by')
      .notNull()
      .references(() => people.id),
    at: at('at').notNull().defaultNow(),
  },
  (t) => [uniqueIndex('notice_sends_once').on(t.noticeId, t.mailboxId)],
);

/** An uploaded list that waits for its confirmation. Nothing of it is a mailbox until then. */
export const imports = pgTable('imports', {
  id: serial('id').primaryKey(),
  projectId: integer('project_id')
    .notNull()
    .references(() => projects.id),
  personId: integer('person_id')
    .notNull()
    .references(() => people.id),
  fileName: text('file_name').notNull(),
  rows: jsonb('rows').$type<ImportRow[] | UnmappedList | PairList>().notNull(),
  state: text('state').$type<'waiting' | 'confirmed' | 'discarded'>().notNull().default('waiting'),
  createdAt: created(),
});

/** Pairs of addresses that are no mailboxes of the project; see engine/mapping.ts. */
interface PairList {
  pairs: { source: string; destination: string }[];
}
export interface ImportRow {
  source: string;
  destination: string;
  /** Person, shared, room …: where the list was read from a tenant. */
  type?: string;
}
/** A list of which somebody has to say first what its columns mean. Only columns that hold addresses are kept. */
export interface UnmappedList {
  columns: string[];
  /** The column that is the source for certain. */
  source: number | null;
  readAs: { encoding: string; separator: string };
  rows: { cells: string[]; line: number; name?: string }[];
}

/** `waiting`: approved, and outside its hours. `paused`: by somebody, until somebody resumes it. */
export const passStates = [
  'asked',
  'rejected',
  'expired',
  'waiting',
  'running',
  'paused',
  'finished',
  'stopped',
] as const;
export type PassState = (typeof passStates)[number];

/** How a pass differs from the plainest of its kind. Times are ISO 8601 in UTC; people approve them with the plan. */
export interface PassOptions {
  /** prestage: only mail that arrived before this moment. */
  olderThan?: string;
  /** trial: into a folder of this name at the destination, apart from everything else. */
  into?: string;
  /** trial: take away the folder that the trial of this number made. */
  removes?: number;
  /** full: none comes after it. Every folder is read anew, because a change feed may have missed something. */
  last?: boolean;
  /** Not before this moment. */
  startAt?: string;
  /** Only between these times of day, in the project's time zone: { from: '20:00', to: '06:00' }. */
  window?: Window;
  /** When the mailboxes are wanted: the plan says by when each must start. */
  readyBy?: string;
}
export interface Window {
  from: string;
  to: string;
}

/** Rules, grants, categories and the rest: things, not kinds of things. `copied` counts updates too. */
export interface SettingCounts {
  copied: number;
  unchanged: number;
  skipped: number;
  failed: number;
}

/** What a pass would do, as it was shown to the person who approves it. */
export interface Plan {
  kind: PassKind;
  projectId: number;
  /** Asked for without naming mailboxes: then one that is added later changes the plan. */
  everybody: boolean;
  mailboxes: PlannedMailbox[];
  leftOut: { address: string; reason: string }[];
  /** At the source, and not copied by an earlier pass. */
  items: number;
  bytes: number;
  /** Copied by earlier passes. */
  alreadyThere: number;
  /** Seconds that Microsoft's limits and the measured rate allow, at best. */
  estimateSeconds: number;
  /** Which limit decides the estimate, as people say it. */
  boundBy: string;
  options: PassOptions;
  /** The project's options that decide what moves and where to, as they stood: "FolderMapping=^Old->New". */
  filters: string[];
  /** Present: what addresses become by imported pairs, too. */
  pairs?: { count: number; digest: string } | undefined;
  /** Present: deletes at the source are carried over, at most so many per mailbox. */
  mostDeletes?: number;
}
export interface PlannedMailbox {
  mailboxId: number;
  source: string;
  destination: string;
  items: number;
  bytes: number;
  /** At best, on its own. */
  seconds: number;
  boundBy: string;
  /** Its in-place archive moves with it. */
  archive?: true;
  /** With `readyBy`: it must have started by then, with a fifth of its time in reserve. */
  startBy?: string;
}

/** One pass over chosen mailboxes: first a plan that somebody asked for, then (approved) the work itself. */
export const passes = pgTable(
  'passes',
  {
    id: serial('id').primaryKey(),
    projectId: integer('project_id')
      .notNull()
      .references(() => projects.id),
    kind: text('kind').$type<PassKind>().notNull(),
    state: text('state').$type<PassState>().notNull(),
    plan: jsonb('plan').$type<Plan>().notNull(),
    planHash: text('plan_hash').notNull(),
    requestedBy: integer('requested_by')
      .notNull()
      .references(() => people.id),
    requestedAt: at('requested_at').notNull().defaultNow(),
    /** Who approved it so far, where one is not enough. */
    approvals: jsonb('approvals').$type<{ id: number; name: string }[]>().notNull().default([]),
    decidedBy: integer('decided_by').references(() => people.id),
    decidedAt: at('decided_at'),
    /** Why it was rejected. */
    reason: text('reason'),
    /** When people were told that it expires soon. */
    remindedAt: at('reminded_at'),
    finishedAt: at('finished_at'),
  },
  (t) => [index('passes_project').on(t.projectId)],
);

/** A mailbox's part of a pass. Counters are rewritten from the ledger's batches while it runs. */
export const runs = pgTable(
  'runs',
  {
    id: serial('id').primaryKey(),
    passId: integer('pass_id')
      .notNull()
      .references(() => passes.id),
    mailboxId: integer('mailbox_id')
      .notNull()
      .references(() => mailboxes.id),
    state: text('state').$type<RunState>().notNull(),
    /** Raised each time a worker takes the run up: what an earlier one still wants to write is refused. */
    attempt: integer('attempt').notNull().default(0),
    plannedItems: integer('planned_items').notNull(),
    plannedBytes: bigint('planned_bytes', { mode: 'number' }).notNull(),
    copied: integer('copied').notNull().default(0),
    updated: integer('updated').notNull().default(0),
    unchanged: integer('unchanged').notNull().default(0),
    skipped: integer('skipped').notNull().default(0),
    failed: integer('failed').notNull().default(0),
    /** Copies taken away because their item was deleted at the source. */
    deleted: integer('deleted').notNull().default(0),
    /** Items that this run met and its filters left out. */
    filtered: integer('filtered').notNull().default(0),
    /** Items in which addresses were changed, and those that were moved with their addresses as they were. */
    addressesMapped: integer('addresses_mapped').notNull().default(0),
    addressesKept: integer('addresses_kept').notNull().default(0),
    /** What became of the mailbox's settings; absent where the pass does not carry them. */
    settings: jsonb('settings').$type<SettingCounts>(),
    /** Real bytes of item streams sent to the destination, not the sizes Exchange reports. */
    bytes: bigint('bytes', { mode: 'number' }).notNull().default(0),
    /** What Exchange reported for the same items: how far its sizes can be believed for the others. */
    reportedBytes: bigint('reported_bytes', { mode: 'number' }).notNull().default(0),
    /** Counts per item type of this run: { mail: { copied, failed, bytes }, … }. */
    byType: jsonb('by_type').$type<CountsByType>().notNull().default({}),
    /** What a running run waits for, e.g. "Microsoft's limit of 150 MB in 5 minutes, 40 s more". */
    waitsFor: text('waits_for'),
    /** For how long limits, a pause or the death of a worker kept it waiting; the rest of its time it worked. */
    waitedSeconds: integer('waited_seconds').notNull().default(0),
    /** What a trial into a folder of its own found out. */
    trial: jsonb('trial').$type<TrialResult>(),
    /** Why the run failed, as a sentence with the next step. */
    problem: text('problem'),
    startedAt: at('started_at'),
    finishedAt: at('finished_at'),
    /** A worker has the mailbox in hand, whatever became of the run meanwhile. */
    held: boolean('held').notNull().default(false),
    /** When that worker last said so. */
    heardAt: at('heard_at'),
  },
  (t) => [uniqueIndex('runs_pass_mailbox').on(t.passId, t.mailboxId), index('runs_mailbox').on(t.mailboxId)],
);
/** Copies that were exported again and compared with what was sent. */
export interface TrialResult {
  /** The folder at the destination: this one is removed, whatever else has its name. */
  folderId: string;
  folders: number;
  compared: number;
  equal: number;
  /** Property by property, without anything that is written in the item. At most a hundred. */
  differences: { folder: string; itemType: ItemType; property: string; what: string }[];
  removed?: true;
}
export type CountsByType = Partial<Record<ItemType, { copied: number; failed: number; bytes: number }>>;

/** A source folder and where its items go. */
export const folders = pgTable(
  'folders',
  {
    id: serial('id').primaryKey(),
    mailboxId: integer('mailbox_id')
      .notNull()
      .references(() => mailboxes.id),
    sourceId: text('source_id').notNull(),
    destinationId: text('destination_id').notNull(),
    /** For people: "Inbox/Projects/2019". */
    path: text('path').notNull(),
    /** Graph's delta link for the folder's items, kept only when every item before it has an outcome. */
    deltaToken: text('delta_token'),
    /** In the in-place archive, not in the mailbox itself. */
    inArchive: boolean('in_archive').notNull().default(false),
  },
  (t) => [uniqueIndex('folders_source').on(t.mailboxId, t.sourceId)],
);

/** The outbox: what happened, in order. Followers keep a cursor and read at least once. */
export const events = pgTable('events', {
  id: bigserial('id', { mode: 'number' }).primaryKey(),
  projectId: integer('project_id').notNull(),
  passId: integer('pass_id'),
  runId: integer('run_id'),
  kind: text('kind').notNull(),
  data: jsonb('data').$type<Record<string, unknown>>().notNull().default({}),
  at: at('at').notNull().defaultNow(),
});

export const cursors = pgTable('cursors', {
  name: text('name').primaryKey(),
  eventId: bigint('event_id', { mode: 'number' }).notNull(),
});

/** Who did what, when, and what came of it. Append-only; each row's hash covers the row before it. */
export const audit = pgTable('audit', {
  id: bigserial('id', { mode: 'number' }).primaryKey(),
  workgroupId: integer('workgroup_id'),
  personId: integer('person_id'),
  command: text('command').notNull(),
  args: jsonb('args').$type<Record<string, unknown>>().notNull(),
  result: text('result').notNull(),
  at: at('at').notNull(),
  previousHash: text('previous_hash').notNull(),
  hash: text('hash').notNull(),
});

/** What is posted without being asked for, so that a conversation can have some of it and not the rest. */
export const topics = ['approvals', 'progress', 'failures', 'statistics'] as const;
export type Topic = (typeof topics)[number];

/** Where to speak: one row per chat, team channel or 1:1 the bot has been spoken to in. */
export const conversations = pgTable(
  'conversations',
  {
    id: serial('id').primaryKey(),
    surface: text('surface').notNull(),
    externalId: text('external_id').notNull(),
    workgroupId: integer('workgroup_id').references(() => workgroups.id),
    /** The project that commands here mean when they name none. */
    projectId: integer('project_id').references(() => projects.id),
    kind: text('kind').$type<'personal' | 'group' | 'channel'>().notNull(),
    /** What the surface needs to speak here without being spoken to (a Teams conversation reference). */
    reference: jsonb('reference').$type<Record<string, unknown>>().notNull(),
    installed: boolean('installed').notNull().default(true),
    /** What is not posted here by itself. */
    muted: jsonb('muted').$type<Topic[]>().notNull().default([]),
    /** Only what went wrong and what needs somebody: a pass that ends well is not posted. */
    onlyTrouble: boolean('only_trouble').notNull().default(false),
    /** Between these times of day nothing new is posted here; afterwards a digest says what happened. */
    quiet: jsonb('quiet').$type<Window>(),
    /** "08:30": a summary is posted each day at this time. */
    digestAt: text('digest_at'),
    /** Up to when the last summary reached. */
    digestedAt: at('digested_at'),
    greetedAt: at('greeted_at'),
    createdAt: created(),
  },
  (t) => [uniqueIndex('conversations_external').on(t.surface, t.externalId)],
);

/** Messages we posted and may update: the pass card, its statistics card, … */
export const posts = pgTable(
  'posts',
  {
    id: serial('id').primaryKey(),
    conversationId: integer('conversation_id')
      .notNull()
      .references(() => conversations.id),
    passId: integer('pass_id'),
    /** "pass" for the live card; "event:<id>" for what was posted because of one event (posted once). */
    purpose: text('purpose').notNull(),
    messageId: text('message_id').notNull(),
    createdAt: created(),
  },
  (t) => [uniqueIndex('posts_purpose').on(t.conversationId, t.passId, t.purpose)],
);

/** One-time links to the few web pages: enter a secret, upload a list, download a report. */
export const links = pgTable('links', {
  /** SHA-256 of the token in the link, so that a copy of the database opens nothing. */
  tokenHash: text('token_hash').primaryKey(),
  purpose: text('purpose').$type<'secret' | 'upload' | 'report'>().notNull(),
  personId: integer('person_id')
    .notNull()
    .references(() => people.id),
  workgroupId: integer('workgroup_id')
    .notNull()
    .references(() => workgroups.id),
  data: jsonb('data').$type<Record<string, unknown>>().notNull(),
  expiresAt: at('expires_at').notNull(),
  usedAt: at('used_at'),
});
