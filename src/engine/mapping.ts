/**
 * Who is who at the destination, as people look at it and add to it. A project's own mailboxes are mapped without being
 * asked; pairs are for everybody else. Copies that were made stay as they are.
 */
import { eq } from 'drizzle-orm';
import { copiedIn, mailboxPairs, namesIn, pairsIn, putPairs, removePairs } from '../db/mapping.ts';
import type { Db } from '../db/open.ts';
import { busyIn, projectIn } from '../db/passes.ts';
import { imports } from '../db/schema.ts';
import { readAddressList } from './address-list.ts';
import { addressMapOf } from './address-maps.ts';
import type { Fault } from './csv-records.ts';
import { keepWaiting, waiting } from './imports.ts';
import type { MappingRule } from './mapping-rules.ts';
import { compileOptions } from './options/compile.ts';
import { isLegacyName, type Origin, plainAddress } from './recipient-mapping.ts';
import { ok, type Result, refuse } from './refusal.ts';
import type { Actor } from './workgroups.ts';

export interface MappingView {
  projectId: number;
  projectName: string;
  /** Of whole domains. */
  domains: MappingRule[];
  /** Addresses on the list of mailboxes that change, and that stay as they are. */
  mailboxes: { change: number; stay: number };
  /** What people gave, in options and lists. */
  pairs: number;
  /** Of people on the list: other SMTP addresses, and legacyExchangeDNs. */
  aliases: number;
  legacyNames: number;
  /** Mailboxes of which no legacyExchangeDN is known. */
  unnamed: number;
  /** Items, over all passes. */
  items: { copied: number; mapped: number; kept: number };
  search?: string;
  /** Those that fit the search; of all, those that people gave come first. */
  rows: { source: string; destination: string; from: Origin }[];
  total: number;
  /** What does not fit together, in sentences. */
  doubts: string[];
}

export interface PairsPreview {
  importId: number;
  projectId: number;
  fileName: string;
  fresh: number;
  /** Lead elsewhere than they do now. */
  changed: number;
  already: number;
  sample: { source: string; destination: string }[];
  faults: Fault[];
  /** Rows with at least one. */
  badRows: number;
  readAs: { encoding: string; separator: string };
}

export interface PairsChanged {
  projectId: number;
  changed: number;
  /** Items that were copied before: they keep what they have. */
  copied: number;
}

/** A table on a card; searching finds the others. */
const rowsShown = 15;

export const createMapping = ({ db }: { db: Db }) => ({
  view: async (actor: Actor, projectId: number, search?: string): Promise<Result<MappingView>> => {
    const project = await projectIn(db, actor, projectId);
    if (project === undefined) return noProject(projectId);
    const { recipientMappings: rules } = compileOptions(project.options);
    const recipients = await addressMapOf(db, projectId, rules);
    const [pairs, mailboxes, names] = [
      await pairsIn(db, projectId),
      await mailboxPairs(db, projectId),
      await namesIn(db, projectId),
    ];
    const domains = rules.filter(({ source }) => source.startsWith('@'));
    const given = [...rules.filter((rule) => !domains.includes(rule)), ...pairs];
    const listed = new Set(mailboxes.map(({ source }) => source.toLowerCase()));
    const ofListed = names.filter(({ name, address }) => listed.has(address) && name !== address);
    const wanted = search === undefined ? undefined : plainAddress(search);
    const sources = new Set(
      [...given, ...mailboxes, ...ofListed.map(({ name }) => ({ source: name }))].map(({ source }) =>
        source.toLowerCase(),
      ),
    );
    // Whoever asks for a whole address hears what becomes of it, also by its domain.
    if (wanted !== undefined && (wanted.includes('@') || isLegacyName(wanted))) sources.add(wanted);
    const named = new Set(
      [...sources].filter(isLegacyName).map((name) => recipients.legacy(name)?.toLowerCase()),
    );
    const rows = [...sources].flatMap((source) => {
      const found = recipients.find(source);
      const isWanted =
        wanted === undefined || `${source} ${found?.destination}`.toLowerCase().includes(wanted);
      return found === undefined || !isWanted ? [] : [{ source, ...found }];
    });
    const stay = mailboxes.filter(
      ({ source, destination }) => source.toLowerCase() === destination.toLowerCase(),
    );
    return ok({
      projectId,
      projectName: project.name,
      domains,
      mailboxes: { change: mailboxes.length - stay.length, stay: stay.length },
      pairs: given.length,
      aliases: ofListed.filter(({ name }) => !isLegacyName(name)).length,
      legacyNames: ofListed.filter(({ name }) => isLegacyName(name)).length,
      unnamed: mailboxes.filter(({ destination }) => !named.has(destination.toLowerCase())).length,
      items: await copiedIn(db, projectId),
      ...(search === undefined ? {} : { search }),
      rows: rows.slice(0, rowsShown),
      total: rows.length,
      doubts:
        mailboxes.length === 0
          ? []
          : doubtsOf(
              domains,
              [...sources],
              mailboxes.map(({ destination }) => destination),
            ),
    });
  },

  /** Reads a list of pairs. Nothing counts before `confirm`. */
  preview: async (
    actor: Actor,
    projectId: number,
    file: { fileName: string; bytes: Buffer },
  ): Promise<Result<PairsPreview>> => {
    const project = await projectIn(db, actor, projectId);
    if (project === undefined) return noProject(projectId);
    const { rows, faults, ...readAs } = readAddressList(file.bytes);
    const before = new Map((await pairsIn(db, projectId)).map((pair) => [pair.source, pair.destination]));
    const pairs = rows
      .map(({ source, destination }) => ({ source, destination }))
      .filter(({ source, destination }) => before.get(source) !== destination);
    const changed = pairs.filter(({ source }) => before.has(source)).length;
    const fileName = file.fileName.slice(0, 100);
    return ok({
      importId: await keepWaiting(db, { projectId, personId: actor.personId, fileName, rows: { pairs } }),
      projectId,
      fileName,
      fresh: pairs.length - changed,
      changed,
      already: rows.length - pairs.length,
      sample: pairs.slice(0, 10),
      faults,
      badRows: new Set(faults.map(({ line }) => line)).size,
      readAs,
    });
  },

  confirm: (actor: Actor, importId: number): Promise<Result<PairsChanged>> =>
    db.transaction(async (tx) => {
      const found = await waiting(tx, actor, importId, { again: 'mapping import', see: 'mapping' });
      if (!found.ok) return found;
      const { projectId, rows } = found.value;
      if (!('pairs' in rows))
        return refuse(
          'invalid',
          'This list holds mailboxes, not pairs of addresses, so no pair was added.',
          'Say "users confirm" to add its mailboxes.',
        );
      const free = await freeToChange(tx, projectId);
      if (!free.ok) return free;
      await putPairs(tx, projectId, rows.pairs);
      await tx
        .update(imports)
        .set({ state: 'confirmed', rows: { pairs: [] } })
        .where(eq(imports.id, importId));
      const { copied } = await copiedIn(tx, projectId);
      return ok({ projectId, changed: rows.pairs.length, copied });
    }),

  /** One pair by its source, or all that were imported. */
  remove: (actor: Actor, projectId: number, source: string): Promise<Result<PairsChanged>> =>
    db.transaction(async (tx) => {
      const project = await projectIn(tx, actor, projectId);
      if (project === undefined) return noProject(projectId);
      const free = await freeToChange(tx, projectId);
      if (!free.ok) return free;
      const plain = plainAddress(source);
      const changed = await removePairs(tx, projectId, plain === 'all' ? undefined : plain);
      if (changed === 0)
        return refuse(
          'not-found',
          plain === 'all'
            ? 'No pair was imported into this project, so there is none to remove.'
            : `No pair was imported for ${plain.slice(0, 100)}.`,
          'Say "mapping" to see what leads where; options are removed with "options remove RecipientMapping".',
        );
      return ok({ projectId, changed, copied: (await copiedIn(tx, projectId)).copied });
    }),
});

/** What was approved counts until the pass is over: a run reads the map when it begins, and again after a pause. */
const freeToChange = async (tx: Db, projectId: number): Promise<Result<null>> => {
  const [busy] = await busyIn(tx, projectId);
  return busy === undefined
    ? ok(null)
    : refuse(
        'busy',
        `Pass ${busy.passId} is moving mailboxes by the pairs as they are.`,
        `Wait for it ("status ${busy.passId}") or stop it ("stop ${busy.passId}"), then change them.`,
      );
};

const noProject = (projectId: number) =>
  refuse(
    'not-found',
    `There is no project with the number ${projectId} here.`,
    'Say "project" to see the ones there are.',
  );

/** The guides' warning, "do not copy this verbatim", as a check. */
const doubtsOf = (domains: MappingRule[], sources: string[], destinations: string[]): string[] => {
  const isIn = (domain: string) => (address: string) => address.toLowerCase().endsWith(domain);
  return domains.flatMap(({ source, destination }) => [
    ...(sources.some(isIn(source))
      ? []
      : [
          `Nobody of this project is known to have an address in ${source.slice(1)}. If that is not your source's domain, mend it: options RecipientMapping="…".`,
        ]),
    ...(destinations.some(isIn(destination))
      ? []
      : [
          `None of the project's mailboxes goes to an address in ${destination.slice(1)}. If that is not your destination's domain, mend it: options RecipientMapping="…".`,
        ]),
  ]);
};
