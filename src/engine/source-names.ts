/**
 * What people of the source are called besides the address that a project moves: aliases, and the legacyExchangeDNs
 * that mail inside of one organisation carries instead of addresses. Read by every verification for its mailbox, and for
 * everybody by "reply test" and "x500 script".
 */
import { mailboxPairs, rememberNames } from '../db/mapping.ts';
import type { Db } from '../db/open.ts';
import { EngineError } from './errors.ts';
import type { Names, Tenant } from './graph/index.ts';

type Source = Pick<Tenant, 'names' | 'namesOf' | 'exchangeNames'>;

/** Of one mailbox. What the app may not ask stays unknown: it is not needed to move items. */
export const learnNamesOf = async (
  db: Db,
  projectId: number,
  tenant: Source,
  address: string,
  signal?: AbortSignal,
): Promise<void> => {
  const names = new Map<string, string>();
  const add = (name: string): void => {
    if (name !== address.toLowerCase()) names.set(name, address);
  };
  await unlessRefused(async () => {
    for (const name of allOf(await tenant.namesOf(address, signal))) add(name);
  });
  await unlessRefused(async () => {
    for await (const rows of tenant.exchangeNames(address, signal))
      for (const row of rows) for (const name of [row.legacy, row.primary, ...allOf(row)]) add(name);
  });
  signal?.throwIfAborted();
  await rememberNames(db, projectId, names);
};

export interface SourcePeople {
  /** Every address that reaches somebody there, groups included; in lower case. */
  addresses: Set<string>;
  /** Could everybody's legacyExchangeDN be read? */
  hasExchangeNames: boolean;
  hasGroups: boolean;
}

/** Of everybody. Throws what the directory refuses: without it nothing can be said. */
export const learnAllNames = async (
  db: Db,
  projectId: number,
  tenant: Source,
  signal?: AbortSignal,
): Promise<SourcePeople> => {
  const listed = new Set((await mailboxPairs(db, projectId)).map(({ source }) => source.toLowerCase()));
  const addresses = new Set<string>();
  const names = new Map<string, string>();
  /** By the address that the project moves, else by the first, which is the primary one. */
  const add = (of: string[]): void => {
    const who = of.find((name) => listed.has(name)) ?? of[0];
    for (const name of of) if (who !== undefined && name !== who) names.set(name, who);
  };
  for await (const people of tenant.names('users', signal))
    for (const person of people) {
      for (const address of person.smtp) addresses.add(address);
      add(allOf(person));
    }
  const hasGroups = await unlessRefused(async () => {
    for await (const groups of tenant.names('groups', signal))
      for (const group of groups) {
        for (const address of group.smtp) addresses.add(address);
        add(allOf(group));
      }
  });
  const hasExchangeNames = await unlessRefused(async () => {
    for await (const rows of tenant.exchangeNames(undefined, signal))
      for (const row of rows) add([row.primary, row.legacy, ...allOf(row)]);
  });
  await rememberNames(db, projectId, names);
  return { addresses, hasExchangeNames, hasGroups };
};

const allOf = ({ smtp, x500 }: Names): string[] => [...smtp, ...x500];

/** False: the app may not ask, or this service does not answer. Neither keeps mailboxes from moving. */
export const unlessRefused = async (work: () => Promise<void>): Promise<boolean> => {
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof EngineError) || error.kind === 'bug') throw error;
    return false;
  }
};
