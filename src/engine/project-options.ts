/**
 * The options of a project, as people paste them. They take effect with the next plan; a plan that waits is refused
 * when they change what it would do, because its hash covers them.
 */
import { eq, inArray } from 'drizzle-orm';
import type { Db } from '../db/open.ts';
import { busyIn, endpointsOf, projectIn } from '../db/passes.ts';
import { folders, mailboxes, type OptionLine, projects } from '../db/schema.ts';
import { secondDomain } from './mapping-rules.ts';
import { optionCatalogue } from './options/catalogue.ts';
import { approvedLines, filterLines, mergeOptions, withoutOption } from './options/lines.ts';
import { type OptionFault, parseOptions } from './options/parse.ts';
import { type ShownOption, shownOptions } from './options/shown.ts';
import { ok, type Result, refuse } from './refusal.ts';
import type { Actor } from './workgroups.ts';

export interface OptionsView {
  projectId: number;
  projectName: string;
  options: ShownOption[];
  /** All that can be set, with an example each. */
  known: { example: string; summary: string }[];
}

export const createProjectOptions = ({ db }: { db: Db }) => {
  const list = async (actor: Actor, projectId: number): Promise<Result<OptionsView>> => {
    const project = await projectIn(db, actor, projectId);
    if (project === undefined) return noProject(projectId);
    const { sourceEndpointId, destinationEndpointId } = project;
    const found = await endpointsOf(
      db,
      [sourceEndpointId, destinationEndpointId].filter((id) => id !== null),
    );
    const side = (id: number | null) => {
      const endpoint = found.find((one) => one.id === id);
      return endpoint === undefined
        ? undefined
        : {
            tenantId: endpoint.tenantId,
            clientId: endpoint.clientId,
            hasSecret: endpoint.secretSealed !== null,
          };
    };
    const sides = { source: side(sourceEndpointId), destination: side(destinationEndpointId) };
    return ok({
      projectId,
      projectName: project.name,
      options: shownOptions(project.options, sides),
      known: optionCatalogue.map(({ example, summary }) => ({ example, summary })),
    });
  };

  const change = async (
    actor: Actor,
    projectId: number,
    to: (lines: OptionLine[]) => Result<OptionLine[]>,
  ): Promise<Result<OptionsView>> => {
    const changed = await db.transaction(async (tx): Promise<Result<null>> => {
      const project = await projectIn(tx, actor, projectId);
      if (project === undefined) return noProject(projectId);
      const lines = to(project.options);
      if (!lines.ok) return lines;
      const differ = (linesOf: typeof filterLines) =>
        linesOf(project.options).join('\n') !== linesOf(lines.value).join('\n');
      const [busy] = differ(approvedLines) ? await busyIn(tx, projectId) : [];
      if (busy !== undefined)
        return refuse(
          'busy',
          `Pass ${busy.passId} is moving mailboxes by the options as they are.`,
          `Wait for it ("status ${busy.passId}") or stop it ("stop ${busy.passId}"), then change them.`,
        );
      await tx.update(projects).set({ options: lines.value }).where(eq(projects.id, projectId));
      if (differ(filterLines)) await forgetTokens(tx, projectId);
      return ok(null);
    });
    return changed.ok ? list(actor, projectId) : changed;
  };

  return {
    list,

    /** Adds, or replaces those that can only be there once. Nothing is saved when anything of it is wrong. */
    set: async (
      actor: Actor,
      projectId: number,
      text: string,
    ): Promise<Result<OptionsView> | { ok: false; faults: OptionFault[] }> => {
      const project = await projectIn(db, actor, projectId);
      if (project === undefined) return noProject(projectId);
      const parsed = parseOptions(text, { timeZone: project.timeZone, now: new Date() });
      if (!parsed.ok) return parsed;
      return change(actor, projectId, (lines) => {
        const merged = mergeOptions(lines, parsed.lines);
        const domains = secondDomain(merged);
        return domains === null
          ? ok(merged)
          : refuse(
              'invalid',
              `RecipientMapping leads to ${domains.first} and would lead to ${domains.second} as well; a project moves people to one domain. Nothing was saved.`,
              `Say "options remove RecipientMapping" first if it shall be ${domains.second}, or make another project for the others.`,
            );
      });
    },

    /** Without a value: all of that name. */
    remove: (actor: Actor, projectId: number, name: string, value?: string): Promise<Result<OptionsView>> =>
      change(actor, projectId, (lines) => {
        const left = withoutOption(lines, name, value);
        return left.length < lines.length
          ? ok(left)
          : refuse(
              'not-found',
              `The project has no option ${name}${value === undefined ? '' : `=${value}`}.`,
              'Say "options" to see the ones it has.',
            );
      }),
  };
};

const noProject = (projectId: number) =>
  refuse(
    'not-found',
    `There is no project with the number ${projectId} here.`,
    'Say "project" to see the ones there are.',
  );

/** A change feed only shows what is new, not what other filters left out before: folders are listed anew. */
const forgetTokens = async (tx: Db, projectId: number): Promise<void> => {
  const own = tx.select({ id: mailboxes.id }).from(mailboxes).where(eq(mailboxes.projectId, projectId));
  await tx.update(folders).set({ deltaToken: null }).where(inArray(folders.mailboxId, own));
};
