/** [pure] What the engine takes from the options of a project. */
import type { ItemType } from '../../db/ledger-tables.ts';
import type { OptionLine } from '../../db/schema.ts';
import { type MappingRule, mappingRules } from '../mapping-rules.ts';
import { valueIn } from './lines.ts';
import { arrow, bytesOf } from './values.ts';

/** What the engine works by. */
export interface CompiledOptions {
  /** Folders whose path it matches are left out. */
  folderFilter?: string;
  folderMappings: { pattern: string; to: string }[];
  includeFolders: string[];
  excludeFolders: string[];
  /** Absent: all. */
  itemTypes?: ReadonlySet<ItemType>;
  from?: Date;
  to?: Date;
  maximumItemBytes?: number;
  /** A mailbox stops when more of its items have failed. */
  maximumErrors: number;
  logSubjects: boolean;
  /** Full passes carry people's photos too. */
  copyPhoto: boolean;
  /** Full passes let single people into calendars, of which Microsoft may tell them by mail. */
  shareCalendars: boolean;
  newestFirst: boolean;
  /** In-place archives move with their mailboxes, through Microsoft's beta version. */
  includeArchive: boolean;
  propagateDeletes: boolean;
  /** Of one mailbox in one pass. */
  maximumDeletes: number;
  mailboxesAtOnce?: number;
  /** To each mailbox. */
  bytesPerSecond?: number;
  /** What addresses inside of items become, in lower case; see mapping-rules.ts. */
  recipientMappings: MappingRule[];
}

/** Of lines that `parseOptions` accepted. */
export const compileOptions = (lines: OptionLine[]): CompiledOptions => {
  const value = (name: string): string | undefined => valueIn(lines, name);
  const list = (name: string): string[] => value(name)?.split(', ') ?? [];
  const [filter, only, from, to] = ['FolderFilter', 'ItemTypes', 'ItemStartDate', 'ItemEndDate'].map(value);
  const [largest, rateSaid, atOnce] = [
    'MaximumItemSize',
    'MaximumDataTransferRate',
    'MaximumSimultaneousMigrations',
  ].map(value);
  return {
    ...(filter === undefined ? {} : { folderFilter: filter }),
    folderMappings: lines
      .filter(({ name }) => name === 'FolderMapping')
      .map((line) => {
        const at = line.value.indexOf(arrow);
        return { pattern: line.value.slice(0, at), to: line.value.slice(at + arrow.length) };
      }),
    includeFolders: list('IncludeFolders'),
    excludeFolders: list('ExcludeFolders'),
    ...(only === undefined
      ? {}
      : { itemTypes: new Set(only.split(',').map((name) => name.toLowerCase() as ItemType)) }),
    ...(from === undefined ? {} : { from: new Date(from) }),
    ...(to === undefined ? {} : { to: new Date(to) }),
    ...(largest === undefined ? {} : { maximumItemBytes: bytesOf(largest, 1_000_000) ?? 0 }),
    maximumErrors: Number(value('MaximumItemFailures') ?? 100),
    logSubjects: value('LogSubjects') === '1',
    copyPhoto: value('CopyPhoto') === '1',
    shareCalendars: value('ShareCalendars') === '1',
    newestFirst: value('NewestFirst') === '1',
    includeArchive: value('IncludeArchive') === '1',
    propagateDeletes: value('PropagateDeletes') === '1',
    maximumDeletes: Number(value('MaximumDeletes') ?? 100),
    ...(atOnce === undefined ? {} : { mailboxesAtOnce: Number(atOnce) }),
    ...(rateSaid === undefined ? {} : { bytesPerSecond: bytesOf(rateSaid, 1_000) ?? 0 }),
    recipientMappings: mappingRules(lines),
  };
};
