/** Whom a project's mail comes from, and single messages of it: a test of a notice, the statistics of a pass. */
import { eq } from 'drizzle-orm';
import type { Db } from '../db/open.ts';
import { type ProjectRow, projectIn } from '../db/passes.ts';
import { projects } from '../db/schema.ts';
import { addressFault } from './addresses.ts';
import { permissionsPage } from './app-permissions.ts';
import type { Endpoint, Endpoints } from './endpoints.ts';
import { EngineError } from './errors.ts';
import { explain } from './explanations.ts';
import type { Mail, Tenant } from './graph/index.ts';
import { ok, type Result, refuse } from './refusal.ts';
import type { Actor } from './workgroups.ts';

export interface SenderDeps {
  db: Db;
  endpoints: Pick<Endpoints, 'get' | 'open'>;
}

export type Senders = ReturnType<typeof createSender>;

interface Opened {
  project: ProjectRow;
  endpoint: Endpoint;
  tenant: Tenant;
}

export const createSender = ({ db, endpoints }: SenderDeps) => {
  const open = async (actor: Actor, projectId: number): Promise<Result<Opened>> => {
    const project = await projectIn(db, actor, projectId);
    if (project === undefined) return unknownProject(projectId);
    if (project.destinationEndpointId === null)
      return refuse(
        'not-ready',
        `"${project.name}" does not know yet which tenant is its destination, and mail is sent from there.`,
        'Say "project" to finish setting it up.',
      );
    const endpoint = await endpoints.get(actor, project.destinationEndpointId);
    if (!endpoint.ok) return endpoint;
    if (!endpoint.value.hasSecret)
      return refuse(
        'not-ready',
        `The endpoint "${endpoint.value.name}" has no secret yet.`,
        'Say "endpoint" and press "Enter secret": it opens a page for it.',
      );
    return ok({ project, endpoint: endpoint.value, tenant: await endpoints.open(endpoint.value.id) });
  };

  return {
    get: async (actor: Actor, projectId: number): Promise<Result<string | null>> => {
      const project = await projectIn(db, actor, projectId);
      return project === undefined ? unknownProject(projectId) : ok(project.sender);
    },

    set: async (actor: Actor, projectId: number, typed: string): Promise<Result<string>> => {
      const opened = await open(actor, projectId);
      if (!opened.ok) return opened;
      const address = typed.trim();
      const there = await inTenant(opened.value, address);
      if (!there.ok) return there;
      await db.update(projects).set({ sender: address }).where(eq(projects.id, projectId));
      return ok(address);
    },

    /** To a mailbox of the destination's tenant, and nowhere else. Null: the sender itself. */
    send: async (
      actor: Actor,
      projectId: number,
      to: string | null,
      letter: Omit<Mail, 'to'>,
    ): Promise<Result<{ from: string; to: string }>> => {
      const opened = await open(actor, projectId);
      if (!opened.ok) return opened;
      const { project, endpoint, tenant } = opened.value;
      if (project.sender === null) return noSender;
      const address = to ?? project.sender;
      const there = await inTenant(opened.value, address);
      if (!there.ok) return there;
      try {
        const answer = await tenant.sendMail(project.sender, { ...letter, to: address });
        if (answer.kind === 'sent') return ok({ from: project.sender, to: address });
        if (answer.kind === 'refused') return explained(`Nothing was sent to ${address}.`, answer.code);
        return refuse(
          'busy',
          `Exchange took the message for ${address}, and its answer was lost. It may or may not have arrived.`,
          'Look into that mailbox before you send it again.',
        );
      } catch (error) {
        return refusalOf(error, `Nothing was sent to ${address}.`, endpoint);
      }
    },
  };
};

const inTenant = async ({ tenant, endpoint }: Opened, address: string): Promise<Result<null>> => {
  const fault = addressFault(address);
  if (fault !== null)
    return refuse(
      'invalid',
      `"${address.slice(0, 80)}" is no address: ${fault.problem}.`,
      `Correct it: ${fault.mend}.`,
    );
  try {
    await tenant.mailbox(address);
    return ok(null);
  } catch (error) {
    if (error instanceof EngineError && error.kind === 'not-found')
      return refuse(
        'not-found',
        `There is no mailbox ${address} in the tenant of "${endpoint.name}", and mail from here stays in it.`,
        'Name a mailbox of the destination, by its address there.',
      );
    return refusalOf(error, `${address} could not be looked up.`, endpoint);
  }
};

const refusalOf = (error: unknown, happened: string, { clientId }: Endpoint) => {
  if (!(error instanceof EngineError)) throw error;
  const code = error.code ?? error.kind;
  return code === 'mail-not-allowed'
    ? refuse(
        'not-ready',
        `${happened} ${explain(code).sentence}`,
        `Grant it here: ${permissionsPage(clientId)}. Then try again; a new consent can take an hour to arrive.`,
      )
    : explained(happened, code);
};

const explained = (happened: string, code: string) => {
  const { sentence, next } = explain(code);
  return refuse('not-ready', `${happened} ${sentence}`, next);
};

export const noSender = refuse(
  'not-ready',
  'This project has no sender yet: nobody whom its mail could come from.',
  'Name a mailbox of the destination: "sender <address>".',
);

const unknownProject = (id: number) =>
  refuse(
    'not-found',
    `There is no project with the number ${id} here.`,
    'Say "project" to see the ones there are.',
  );
