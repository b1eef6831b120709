/** The script that gives people at the destination their old names, and whom it leaves out. */
import { mailboxPairs, namesIn, pairsIn } from '../db/mapping.ts';
import type { Db } from '../db/open.ts';
import { projectIn } from '../db/passes.ts';
import { addressMapOf } from './address-maps.ts';
import { openSide, readingSide } from './directory-reading.ts';
import type { createEndpoints } from './endpoints.ts';
import { compileOptions } from './options/compile.ts';
import type { Projects } from './projects.ts';
import { isLegacyName } from './recipient-mapping.ts';
import { ok, type Result } from './refusal.ts';
import { learnAllNames } from './source-names.ts';
import type { Actor } from './workgroups.ts';
import { type Stamp, x500Script } from './x500-script.ts';

export interface OldNames {
  projectId: number;
  projectName: string;
  /** At the destination. */
  addresses: number;
  names: number;
  /** Mailboxes of the project whose old name nobody knows, by their source address. */
  unnamed: string[];
  /** Names of people who lead nowhere: they are not on the list, and no pair or domain maps them. */
  unmapped: number;
  /** Could the names of all mailboxes be read from Exchange at the source? If not: why. */
  read: { ok: true } | { ok: false; why: string };
}

interface Deps {
  db: Db;
  endpoints: Pick<ReturnType<typeof createEndpoints>, 'open'>;
  projects: Projects;
}

export const createOldNames = ({ db, endpoints, projects }: Deps) => ({
  /** Reads the source for names that are not known yet, and counts. */
  look: async (actor: Actor, projectId: number): Promise<Result<OldNames>> => {
    const project = await projects.get(actor, projectId);
    if (!project.ok) return project;
    const source = await openSide(endpoints, project.value, 'source');
    const people = source.ok
      ? await readingSide(source.value, () => learnAllNames(db, projectId, source.value.tenant))
      : source;
    const { stamps, unnamed, unmapped } = await stampsOf(db, actor, projectId);
    return ok({
      projectId,
      projectName: project.value.name,
      addresses: stamps.length,
      names: stamps.reduce((sum, { names }) => sum + names.length, 0),
      unnamed,
      unmapped,
      read: !people.ok
        ? { ok: false, why: people.refusal.sentence }
        : people.value.hasExchangeNames
          ? { ok: true }
          : {
              ok: false,
              why: 'Exchange at the source did not tell the names of its mailboxes: the app needs Exchange.ManageAsAppV2 there, and a role of Exchange that may look at mailboxes ("endpoint guide source"). This way of asking is a preview of Microsoft.',
            },
    });
  },

  /** From what is known now. */
  script: async (actor: Actor, projectId: number): Promise<Result<{ fileName: string; text: string }>> => {
    const project = await projects.get(actor, projectId);
    if (!project.ok) return project;
    const { stamps } = await stampsOf(db, actor, projectId);
    return ok({ fileName: 'x500.ps1', text: x500Script(stamps, new Date()) });
  },
});

const stampsOf = async (
  db: Db,
  actor: Actor,
  projectId: number,
): Promise<{ stamps: Stamp[]; unnamed: string[]; unmapped: number }> => {
  const project = await projectIn(db, actor, projectId);
  const rules = compileOptions(project?.options ?? []).recipientMappings;
  const recipients = await addressMapOf(db, projectId, rules);
  const known = [
    ...(await namesIn(db, projectId)).map(({ name }) => name),
    ...(await pairsIn(db, projectId)).map(({ source }) => source),
  ].filter(isLegacyName);
  const stamps = new Map<string, Stamp>();
  let unmapped = 0;
  for (const name of [...new Set(known)].sort()) {
    const address = recipients.legacy(name);
    if (address === undefined) {
      unmapped++;
      continue;
    }
    const key = address.toLowerCase();
    const stamp = stamps.get(key) ?? { address, names: [] };
    stamp.names.push(name);
    stamps.set(key, stamp);
  }
  return {
    stamps: [...stamps.values()].sort((a, b) => a.address.localeCompare(b.address, 'en')),
    unnamed: (await mailboxPairs(db, projectId))
      .filter(({ destination }) => !stamps.has(destination.toLowerCase()))
      .map(({ source }) => source),
    unmapped,
  };
};
