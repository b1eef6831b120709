/**
 * The map of a project as workers ask it, loaded when a run begins. Sixty runs at once share one: ten thousand mailboxes
 * with five names each are some ten megabytes.
 */
import { mailboxPairs, mappingVersion, namesIn, pairsIn } from '../db/mapping.ts';
import type { Db } from '../db/open.ts';
import type { CompiledOptions } from './options/compile.ts';
import { type Recipients, recipientsOf } from './recipient-mapping.ts';

type Rules = CompiledOptions['recipientMappings'];

export const addressMapOf = async (db: Db, projectId: number, rules: Rules): Promise<Recipients> => {
  const names = await namesIn(db, projectId);
  return recipientsOf({
    rules,
    pairs: await pairsIn(db, projectId),
    mailboxes: await mailboxPairs(db, projectId),
    names: new Map(names.map(({ name, address }) => [name, address])),
  });
};

interface Kept {
  version: string;
  recipients: Recipients;
  namesVersion: string;
  /** Shared by all maps of the project. It only grows: what a pass learns helps the runs that are under way. */
  names: Map<string, string>;
}

export const createAddressMaps = (db: Db) => {
  const kept = new Map<number, Kept>();
  return async (projectId: number, rules: Rules): Promise<Recipients> => {
    const now = await mappingVersion(db, projectId);
    const version = `${now.people} ${JSON.stringify(rules)}`;
    const before = kept.get(projectId);
    const names = before?.names ?? new Map<string, string>();
    if (before?.namesVersion !== now.names)
      for (const { name, address } of await namesIn(db, projectId)) names.set(name, address);
    const recipients =
      before?.version === version && before.namesVersion === now.names
        ? before.recipients
        : recipientsOf({
            rules,
            pairs: await pairsIn(db, projectId),
            mailboxes: await mailboxPairs(db, projectId),
            names,
          });
    kept.set(projectId, { version, recipients, namesVersion: now.names, names });
    return recipients;
  };
};
