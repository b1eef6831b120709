import type { events, PassKind, PassState, Plan, Role } from '../db/schema.ts';
import type { Result } from '../engine/refusal.ts';
import type { RunState } from '../engine/run-state.ts';

export type { Role } from '../db/schema.ts';
export type { Endpoint } from '../engine/endpoints.ts';

import type { Endpoint } from '../engine/endpoints.ts';
export type EventRow = typeof events.$inferSelect;
export type { Fault, ImportPreview } from '../engine/imports.ts';

import type { ImportPreview } from '../engine/imports.ts';

export type { Mailbox, MailboxRow } from '../engine/mailboxes.ts';

import type { Mailbox, MailboxRow } from '../engine/mailboxes.ts';

export type { ProjectSummary } from '../engine/projects.ts';

import type { ProjectSummary } from '../engine/projects.ts';
export type ErrorGroup = {
  code: string;
  explanation: string;
  next: string;
  count: number;
  mailboxes: number;
  examples: { mailbox: string; folder: string; itemType: string; cause: string }[];
};
export type Progress = {
  runs: Record<RunState, number>;
  mailboxes: number;
  items: {
    planned: number;
    copied: number;
    updated: number;
    unchanged: number;
    skipped: number;
    failed: number;
  };
  bytes: { planned: number; moved: number };
  itemsPerSecond: number;
  bytesPerSecond: number;
  etaSeconds: number | null;
  waitsFor: string | null;
  startedAt: Date | null;
  elapsedSeconds: number;
};
export type PassView = {
  id: number;
  projectId: number;
  projectName: string;
  kind: PassKind;
  state: PassState;
  plan: Plan;
  planHash: string;
  requestedBy: { id: number; name: string };
  requestedAt: Date;
  decidedBy?: { id: number; name: string };
  decidedAt?: Date;
  reason?: string;
  finishedAt?: Date;
  selfApproved?: boolean;
  progress: Progress;
};
export type Statistics = {
  byType: Record<string, { copied: number; failed: number; bytes: number }>;
  mailboxes: { source: string; state: RunState; copied: number; failed: number; bytes: number }[];
  seconds: number;
  itemsPerSecond: number;
  bytesPerSecond: number;
};
export type Actor = { personId: number; name: string; workgroupId: number; tenantId: string; role: Role };
export interface Engine {
  workgroups: {
    enter(a: {
      tenantId: string;
      person: { objectId: string; name: string; guest?: boolean };
      team?: { id: string; name: string };
      roleIfNew?: Role;
    }): Promise<Result<Actor>>;
    get(
      id: number,
    ): Promise<{ id: number; name: string; selfApproval: boolean; externalId: string; tenantId: string }>;
  };
  projects: {
    create(a: Actor, p: { name: string; timeZone?: string }): Promise<Result<{ id: number }>>;
    list(a: Actor): Promise<ProjectSummary[]>;
    get(a: Actor, id: number): Promise<Result<ProjectSummary>>;
    find(a: Actor, n: string): Promise<Result<ProjectSummary>>;
    connect(
      a: Actor,
      id: number,
      c: { sourceEndpointId?: number; destinationEndpointId?: number },
    ): Promise<Result<ProjectSummary>>;
  };
  endpoints: {
    add(a: Actor, e: { name: string; tenantId: string; clientId: string }): Promise<Result<Endpoint>>;
    list(a: Actor): Promise<Endpoint[]>;
    get(a: Actor, id: number): Promise<Result<Endpoint>>;
    setSecret(a: Actor, id: number, s: string): Promise<Result<Endpoint>>;
  };
  mailboxes: {
    add(a: Actor, p: number, m: { source: string; destination: string }): Promise<Result<Mailbox>>;
    list(
      a: Actor,
      p: number,
      o: { search?: string; offset?: number; limit?: number },
    ): Promise<Result<{ rows: MailboxRow[]; total: number }>>;
    remove(a: Actor, p: number, s: string): Promise<Result<Mailbox>>;
  };
  imports: {
    preview(a: Actor, p: number, f: { fileName: string; bytes: Buffer }): Promise<Result<ImportPreview>>;
    confirm(a: Actor, id: number): Promise<Result<{ added: number; already: number; projectId: number }>>;
    discard(a: Actor, id: number): Promise<Result<null>>;
  };
  approvals: {
    request(a: Actor, p: number, k: PassKind, s: { mailboxes?: string[] }): Promise<Result<PassView>>;
    approve(a: Actor, id: number, h?: string): Promise<Result<PassView>>;
    reject(a: Actor, id: number, r?: string): Promise<Result<PassView>>;
    stop(a: Actor, id: number): Promise<Result<PassView>>;
  };
  reporting: {
    pass(a: Actor, id: number): Promise<Result<PassView>>;
    passes(a: Actor, p: number): Promise<Result<PassView[]>>;
    errors(a: Actor, p: number, id?: number): Promise<Result<ErrorGroup[]>>;
    statistics(a: Actor, id: number): Promise<Result<Statistics>>;
    csv(a: Actor, id: number, w: 'numbers' | 'errors'): Promise<Result<{ fileName: string; text: string }>>;
  };
  events: { after(c: string, n: number): Promise<EventRow[]>; advance(c: string, id: number): Promise<void> };
  audit: {
    write(a: {
      actor?: Actor;
      command: string;
      args: Record<string, unknown>;
      result: string;
    }): Promise<void>;
  };
}
