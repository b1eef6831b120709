/** The engine's surface. A property's name is its file's name. */
import type { Db } from '../db/open.ts';
import type { Log } from '../log.ts';
import { createAddressChanges } from './address-changes.ts';
import { createApprovals } from './approvals.ts';
import { createAssessments } from './assessments.ts';
import { createAudit } from './audit.ts';
import { createColumnMapping } from './column-mapping.ts';
import { createCustomers } from './customers.ts';
import { createDiscovery } from './discovery.ts';
import { createEndpoints } from './endpoints.ts';
import { createEvents } from './events.ts';
import { createExclusions } from './exclusions.ts';
import type { Graph } from './graph/index.ts';
import { createImports } from './imports.ts';
import { createLicences } from './licences.ts';
import { createMailboxPage } from './mailbox-page.ts';
import { createMailboxes } from './mailboxes.ts';
import { createMapping } from './mapping.ts';
import { createMeetings } from './meetings.ts';
import { createNoticeSending } from './notices/sending.ts';
import { createNotices } from './notices.ts';
import { createOldNames } from './old-names.ts';
import { createOrders } from './orders.ts';
import { createPassControl } from './pass-control.ts';
import { createPeople } from './people.ts';
import { createPermissionsScript } from './permissions-script.ts';
import { createProjectOptions } from './project-options.ts';
import { createProjects } from './projects.ts';
import type { Queue } from './queue.ts';
import { createReplyTest } from './reply-test.ts';
import { createReporting } from './reporting.ts';
import { createSender } from './sender.ts';
import { createSettingsReport } from './settings-report.ts';
import { createStatisticsMail } from './statistics-mail.ts';
import { createWaves } from './waves.ts';
import { createWorker } from './worker.ts';
import { createWorkgroups } from './workgroups.ts';

export interface EngineDeps {
  db: Db;
  queue: Queue;
  graph: Graph;
  /** Under which endpoint secrets are sealed. */
  key: string;
  localMode: boolean;
  fourEyes: boolean;
  /** Production: the tenant whose people may enter. */
  homeTenantId?: string | undefined;
  /** Entra object ids of people who are owners wherever they enter. */
  owners?: ReadonlySet<string> | undefined;
  /** Mailboxes that one worker moves at once; estimates are made with it. */
  concurrency: number;
  /** For so long the start of a pass can be undone: nothing of it begins before. Ten seconds unless said otherwise. */
  undoMs?: number;
  /** How long an import whose answer was lost may still be running at the server; see transfer/recover.ts. */
  lostImportMs?: number;
  /** Between two messages of one sender; see notices/sending.ts. */
  noticePaceMs?: number;
  log: Log;
}

export type Engine = ReturnType<typeof createEngine>;

export const createEngine = (deps: EngineDeps) => {
  const { db, queue, graph, key, log } = deps;
  const endpoints = createEndpoints({ db, graph, key, log });
  const projects = createProjects({ db });
  const undoMs = deps.undoMs ?? 10_000;
  const reporting = createReporting({ db, projects, undoMs });
  const passControl = createPassControl({ db, queue, reporting, undoMs });
  const sender = createSender({ db, endpoints });
  return {
    workgroups: createWorkgroups(deps),
    people: createPeople({ db }),
    projects,
    endpoints,
    projectOptions: createProjectOptions({ db }),
    mailboxes: createMailboxes({ db, projects }),
    exclude: createExclusions({ db, projects }),
    addressChanges: createAddressChanges({ db, projects }),
    mailboxPage: createMailboxPage({ db, projects, reporting }),
    waves: createWaves({ db, projects }),
    imports: createImports({ db, projects }),
    mapping: createMapping({ db }),
    replyTest: createReplyTest({ db, endpoints, projects }),
    oldNames: createOldNames({ db, endpoints, projects }),
    columnMapping: createColumnMapping({ db, endpoints, projects }),
    discovery: createDiscovery({ db, endpoints, projects }),
    customers: createCustomers({ db }),
    orders: createOrders({ db }),
    licences: createLicences({ db }),
    approvals: createApprovals({ db, queue, reporting, atOnce: deps.concurrency, undoMs }),
    passControl,
    reporting,
    settingsReport: createSettingsReport({ db, projects }),
    permissionsScript: createPermissionsScript({ db, projects }),
    assessments: createAssessments({ db, projects }),
    meetings: createMeetings({ db, projects }),
    sender,
    notices: createNotices({ db, queue, endpoints, sender }),
    statisticsMail: createStatisticsMail({ reporting, sender }),
    events: createEvents({ db }),
    audit: createAudit({ db }),
    worker: createWorker({
      ...deps,
      endpoints,
      passControl,
      noticeSending: createNoticeSending({ ...deps, endpoints }),
    }),
  };
};
