/**
 * [pure] The options of a project: text that people paste, under the names that admins know, read with every fault
 * at its place, and what the engine takes from it.
 */
import type { ItemType } from '../db/ledger-tables.ts';
import type { OptionLine } from '../db/schema.ts';
import { type Here, pastMoment } from './dates.ts';
import { patternFault } from './guarded-regexp.ts';
import { type MappingRule, mappingRules, readMapping, sameSource, secondDomain } from './mapping-rules.ts';
import { nearest } from './nearest.ts';

export interface OptionFault {
  /** As typed, from 1. */
  line: number;
  column: number;
  option?: string;
  problem: string;
  mend: string;
}

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

/** What is wrong with a value: where in it, counted from 0, why, and what to write instead. */
interface ValueFault {
  at?: number;
  problem: string;
  mend: string;
}

interface OptionKind {
  name: string;
  summary: string;
  example: string;
  /** Decides what moves or where to: a plan's hash covers it. */
  filters?: true;
  /** Decides how what moves is changed, or what else moves: a plan's hash covers it, too. */
  changes?: true;
  many?: true;
  /** The value as it is kept, or what is wrong with it. */
  read(value: string, clock: Here): string | ValueFault;
}

const number =
  (least: number, most: number) =>
  (value: string): string | ValueFault =>
    /^\d+$/.test(value) && Number(value) >= least && Number(value) <= most
      ? String(Number(value))
      : {
          problem: `"${value}" is no whole number from ${least} to ${most.toLocaleString('en')}`,
          mend: 'write such a number',
        };

const yesOrNo = (value: string): string | ValueFault => {
  const said = value.toLowerCase();
  if (['1', 'true', 'yes', 'on'].includes(said)) return '1';
  if (['0', 'false', 'no', 'off'].includes(said)) return '0';
  return { problem: `"${value}" is neither yes nor no`, mend: 'write 1 or 0' };
};

const units: Record<string, number> = { b: 1, kb: 1_000, mb: 1_000_000, gb: 1_000_000_000 };
const bytesOf = (value: string, bare: number): number | null => {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)\s*([kmg]?b)?$/i.exec(value.replace(/\/s$/i, '')) ?? [];
  return amount === undefined ? null : Number(amount) * (units[unit.toLowerCase()] ?? bare);
};

const size = (value: string): string | ValueFault => {
  const bytes = bytesOf(value, 1_000_000);
  return bytes !== null && bytes >= 1
    ? value
    : { problem: `"${value}" is no size`, mend: 'write for example 25MB' };
};

const rate = (value: string): string | ValueFault => {
  const bytes = bytesOf(value, 1_000);
  return bytes !== null && bytes >= 1_000
    ? value
    : {
        problem: `"${value}" is no rate of at least 1 KB a second`,
        mend: 'write for example 500KB (a second, for each mailbox)',
      };
};

const date = (value: string, clock: Here): string | ValueFault => {
  const at = pastMoment(value, clock);
  return at instanceof Date ? at.toISOString() : at;
};

const folders = (value: string): string | ValueFault => {
  const names = value.split(',').map((name) => name.trim());
  const wrong = names.find((name) => name === '' || /^\/|\/$|\/\//.test(name));
  return wrong === undefined
    ? names.join(', ')
    : {
        at: value.indexOf(wrong),
        problem:
          wrong === '' ? 'a folder between two commas is missing' : `"${wrong}" is no path of a folder`,
        mend: 'write paths such as Inbox/Projects, without a "/" at the beginning or end, with commas between them',
      };
};

const typeNames: Record<string, ItemType> = {
  mail: 'mail',
  calendar: 'calendar',
  contact: 'contact',
  contacts: 'contact',
  task: 'task',
  tasks: 'task',
  note: 'note',
  notes: 'note',
  journal: 'journal',
  post: 'post',
  other: 'other',
};
const allTypes: ItemType[] = ['mail', 'calendar', 'contact', 'task', 'note', 'journal', 'post', 'other'];
const spelled = (types: ItemType[]): string =>
  types.map((type) => type.charAt(0).toUpperCase() + type.slice(1)).join(',');

const types = (value: string): string | ValueFault => {
  const names = value.split(/[,|]/).map((name) => name.trim());
  const wrong = names.find((name) => !Object.hasOwn(typeNames, name.toLowerCase()));
  return wrong === undefined
    ? spelled(allTypes.filter((type) => names.some((name) => typeNames[name.toLowerCase()] === type)))
    : {
        at: value.indexOf(wrong),
        problem: `"${wrong}" is no kind of item`,
        mend: `choose from ${spelled(allTypes)}`,
      };
};

const arrow = '->';

const mapping = (value: string): string | ValueFault => {
  const at = value.indexOf(arrow);
  if (at < 0)
    return {
      problem: `"${value}" does not say where to`,
      mend: 'write "^Source folder->Destination folder"',
    };
  const [pattern, to] = [value.slice(0, at), value.slice(at + arrow.length)];
  const fault = patternFault(pattern);
  if (fault !== null) return fault;
  const inTo = (problem: string): ValueFault => ({
    at: at + arrow.length,
    problem,
    mend: 'write the path of a folder, such as Archive/2019',
  });
  if (to.includes(arrow)) return inTo('there is a second "->" in it');
  if (to.trim() === '' && pattern === '^') return inTo('it leads nowhere');
  if (pattern === '^' && !to.endsWith('/'))
    return {
      at: at + arrow.length,
      problem: `"${to}" would be put in front of each name, so "Inbox" became "${to}Inbox"`,
      mend: `write "^->${to}/" to put everything under one folder`,
    };
  if (to.startsWith('/') || to.includes('//')) return inTo(`"${to}" has a part without a name`);
  if (to.split('/').some((part) => part.length > 255))
    return inTo('the name of a folder has at most 255 characters');
  return value;
};

export const optionCatalogue: readonly OptionKind[] = [
  {
    name: 'IncludeFolders',
    summary: 'Only these folders, each with what is below it; by path or well-known name',
    example: 'IncludeFolders="inbox, sentitems, Projects/2019"',
    filters: true,
    read: folders,
  },
  {
    name: 'ExcludeFolders',
    summary: 'Not these folders, each with what is below it; by path or well-known name',
    example: 'ExcludeFolders="deleteditems, junkemail"',
    filters: true,
    read: folders,
  },
  {
    name: 'FolderFilter',
    summary: 'Source folders whose path matches this regular expression are left out',
    example: 'FolderFilter="(^Inbox$|^Inbox/)"',
    filters: true,
    read: (value) => patternFault(value) ?? value,
  },
  {
    name: 'FolderMapping',
    summary: 'Where folders go: a regular expression for the source path, and what replaces it',
    example: 'FolderMapping="^Old projects->Archive/Projects"',
    filters: true,
    many: true,
    read: mapping,
  },
  {
    name: 'ItemTypes',
    summary: `Only these kinds of items: ${spelled(allTypes)}`,
    example: 'ItemTypes=Mail,Calendar,Contact',
    filters: true,
    read: types,
  },
  {
    name: 'ItemStartDate',
    summary: 'Only items that arrived from this day on',
    example: 'ItemStartDate="1 January 2024"',
    filters: true,
    read: date,
  },
  {
    name: 'ItemEndDate',
    summary: 'Only items that arrived before this day',
    example: 'ItemEndDate=2026-01-01',
    filters: true,
    read: date,
  },
  {
    name: 'MaximumItemSize',
    summary: 'Only items up to this size, as Exchange reports it',
    example: 'MaximumItemSize=25MB',
    filters: true,
    read: size,
  },
  {
    name: 'IncludeArchive',
    summary:
      'In-place archives move with their mailboxes, into archives (beta: Microsoft may still change it)',
    example: 'IncludeArchive=1',
    filters: true,
    read: yesOrNo,
  },
  {
    name: 'RecipientMapping',
    summary: 'What addresses inside of items become: of a whole domain, or one; say "mapping" to see all',
    example: 'RecipientMapping="@contoso.onmicrosoft.com->@fabrikam.com"',
    changes: true,
    many: true,
    read: readMapping,
  },
  {
    name: 'PropagateDeletes',
    summary: 'Full passes delete copies of items that were deleted at the source',
    example: 'PropagateDeletes=1',
    read: yesOrNo,
  },
  {
    name: 'MaximumDeletes',
    summary: 'If more of one mailbox were deleted, none is carried over; 100 unless you say otherwise',
    example: 'MaximumDeletes=100',
    read: number(1, 1_000_000),
  },
  {
    name: 'MaximumItemFailures',
    summary: 'A mailbox stops when more of its items failed; 100 unless you say otherwise',
    example: 'MaximumItemFailures=100',
    read: number(1, 1_000_000),
  },
  {
    name: 'LogSubjects',
    summary: 'Keep the subjects of failed items, for the list of errors; off for privacy',
    example: 'LogSubjects=1',
    read: yesOrNo,
  },
  {
    name: 'CopyPhoto',
    summary: "Full passes copy people's photos, where the destination has none",
    example: 'CopyPhoto=1',
    changes: true,
    read: yesOrNo,
  },
  {
    name: 'ShareCalendars',
    summary: 'Full passes let people into calendars as before; Microsoft may mail each of them',
    example: 'ShareCalendars=1',
    changes: true,
    read: yesOrNo,
  },
  {
    name: 'NewestFirst',
    summary: 'Copy the newest items of each folder first',
    example: 'NewestFirst=1',
    read: yesOrNo,
  },
  {
    name: 'MaximumSimultaneousMigrations',
    summary: 'Mailboxes of this project that move at once, over all workers',
    example: 'MaximumSimultaneousMigrations=10',
    read: number(1, 200),
  },
  {
    name: 'MaximumDataTransferRate',
    summary: 'What is sent to each mailbox per second, on average over five minutes',
    example: 'MaximumDataTransferRate=500KB',
    read: rate,
  },
];

/** Other spellings of the same. */
const aliases: Record<string, (value: string) => { name: string; value: string }> = {
  maximumerrors: (value) => ({ name: 'MaximumItemFailures', value }),
  disabledmailboxitemtypes: (value) => ({ name: 'ItemTypes', value: without(value) }),
  ...Object.fromEntries(
    ['mail', 'calendar', 'contact', 'task', 'note', 'journal'].map((type) => [
      `donotmigrate${type}`,
      () => ({ name: 'ItemTypes', value: without(type) }),
    ]),
  ),
};
const without = (names: string): string => {
  const off = new Set(names.split(/[,|]/).map((name) => typeNames[name.trim().toLowerCase()]));
  return spelled(allTypes.filter((type) => !off.has(type)));
};

const builtIns = [
  'ModernAuthClientIdExport',
  'ModernAuthTenantIdExport',
  'ModernAuthClientSecretExport',
  'ModernAuthClientIdImport',
  'ModernAuthTenantIdImport',
  'ModernAuthClientSecretImport',
  'UseApplicationPermission',
] as const;

const whyBuiltIn = (name: string): string =>
  name === 'UseApplicationPermission'
    ? 'Microsoft lets only application permissions reach other people’s mailboxes, so it is always on.'
    : `It comes from the ${name.endsWith('Export') ? 'source' : 'destination'} endpoint. Change it there: say "endpoint".`;

/** Known elsewhere, and honestly not here. */
const notHere: Record<string, string> = {
  suppressfaiexport: 'associated items are never exported, so there is nothing to suppress',
  useewsimportimpersonation: 'there is no EWS here, and no impersonation',
  usedelegatepermission: 'only application permissions reach other people’s mailboxes',
  tags: 'there are no data centres to choose between: it runs on your machines',
  initializationtimeout: 'time-outs follow the size of each item',
};

interface Written {
  name: string;
  value: string;
  /** Where they begin in the text. */
  at: number;
  valueAt: number;
}

/**
 * Reads what people paste: `Key=Value` or `Key="a value"`, with spaces or line breaks between them. Quotes may be
 * the curly ones that chat clients make.
 */
export const parseOptions = (
  text: string,
  clock: Here,
): { ok: true; lines: OptionLine[] } | { ok: false; faults: OptionFault[] } => {
  const plain = text.replace(/[“”„‟«»]/g, '"').replace(/[\u00a0\u2007\u202f]/g, ' ');
  const faults: OptionFault[] = [];
  const complain = (at: number, problem: string, mend: string, option?: string): void => {
    const before = plain.slice(0, at).split('\n');
    faults.push({
      line: before.length,
      column: (before.at(-1)?.length ?? 0) + 1,
      ...(option === undefined ? {} : { option }),
      problem,
      mend,
    });
  };
  const written = writtenIn(plain, complain);
  if (written.length === 0 && faults.length === 0)
    complain(0, 'there is no option in it', 'write for example LogSubjects=1');
  const lines: OptionLine[] = [];
  for (const one of written) {
    const read = readOne(one, clock);
    if ('problem' in read) {
      complain(read.position, read.problem, read.mend, read.option);
      continue;
    }
    const domains = secondDomain([...lines, read]);
    if (lines.some((line) => line.name === read.name && (!read.many || isSame(line, read))))
      complain(one.at, `${read.name} is there twice`, 'leave one of them out', read.name);
    else if (domains !== null)
      complain(
        one.valueAt + one.value.toLowerCase().lastIndexOf(domains.second),
        `it leads to ${domains.second}, and another one to ${domains.first}`,
        oneDomain,
        read.name,
      );
    else lines.push({ name: read.name, value: read.value });
  }
  const [from, to] = ['ItemStartDate', 'ItemEndDate'].map((name) => valueIn(lines, name));
  if (from !== undefined && to !== undefined && from >= to)
    complain(
      0,
      'ItemStartDate is not before ItemEndDate, so nothing would move',
      'exchange them',
      'ItemEndDate',
    );
  return faults.length > 0 ? { ok: false, faults } : { ok: true, lines };
};

const oneDomain =
  'let all whole domains of a project lead to one; people who go elsewhere get a project of their own, or a pair each';

const isSame = (one: OptionLine, other: OptionLine): boolean =>
  one.value === other.value || sameSource(one, other);

const writtenIn = (
  text: string,
  complain: (at: number, problem: string, mend: string) => void,
): Written[] => {
  const found: Written[] = [];
  for (const token of text.matchAll(/([^\s="]+)\s*=\s*(?:"([^"\n]*)("?)|([^\s"]*))|\S+/g)) {
    const [whole, name, quoted, closing, bare] = token;
    if (name === undefined)
      complain(
        token.index,
        `"${whole.slice(0, 60)}" is no option`,
        'write Name=Value, and quotes around a value with spaces',
      );
    else if (quoted !== undefined && closing === '')
      complain(token.index + whole.indexOf('"'), 'a quote is never closed', `write ${name}="…"`);
    else {
      const value = (quoted ?? bare ?? '').trim();
      found.push({ name, value, at: token.index, valueAt: token.index + whole.lastIndexOf(value) });
    }
  }
  return found;
};

type Problem = { position: number; problem: string; mend: string; option: string };

const readOne = (
  { name, value, at, valueAt }: Written,
  clock: Here,
): { name: string; value: string; many: boolean } | Problem => {
  const key = name.toLowerCase();
  const builtIn = builtIns.find((one) => one.toLowerCase() === key);
  const fault = (problem: string, mend: string, position = at): Problem => ({
    position,
    problem,
    mend,
    option: name,
  });
  if (builtIn !== undefined)
    return fault(`${builtIn} is built in and cannot be edited here`, whyBuiltIn(builtIn).replace(/\.$/, ''));
  if (Object.hasOwn(notHere, key)) return fault(`${name} does nothing here: ${notHere[key]}`, 'leave it out');
  const said = (Object.hasOwn(aliases, key) ? aliases[key]?.(value) : undefined) ?? { name, value };
  const kind = optionCatalogue.find((one) => one.name.toLowerCase() === said.name.toLowerCase());
  if (kind === undefined) {
    const [close] = nearest(
      key,
      optionCatalogue.map((one) => one.name.toLowerCase()),
    );
    const meant = optionCatalogue.find((one) => one.name.toLowerCase() === close)?.name;
    return fault(
      `there is no option ${name}`,
      meant === undefined ? 'say "options" to see the ones there are' : `did you mean ${meant}?`,
    );
  }
  if (said.value === '') return fault(`${kind.name} has no value`, `write for example ${kind.example}`);
  const read = kind.read(said.value, clock);
  return typeof read === 'string'
    ? { name: kind.name, value: read, many: kind.many === true }
    : fault(read.problem, read.mend, valueAt + (read.at ?? 0));
};

const valueIn = (lines: OptionLine[], name: string): string | undefined =>
  lines.find((line) => line.name === name)?.value;

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

/** Those that can be there several times are added, the others take the place of what was there. */
export const mergeOptions = (before: OptionLine[], added: OptionLine[]): OptionLine[] => {
  const isMany = (name: string) => optionCatalogue.find((one) => one.name === name)?.many === true;
  const kept = before.filter((line) =>
    added.every((one) => one.name !== line.name || (isMany(line.name) && !isSame(one, line))),
  );
  return [...kept, ...added];
};

/** By its value as it is kept; where none is just so, as somebody may type it: with spaces, "→" or other capitals. */
export const withoutOption = (lines: OptionLine[], name: string, value?: string): OptionLine[] => {
  const named = lines.filter((line) => line.name.toLowerCase() === name.toLowerCase());
  const exactly = named.filter((line) => value === undefined || line.value === value);
  const gone =
    exactly.length > 0 || value === undefined
      ? exactly
      : named.filter((line) => asTyped(line.value) === asTyped(value));
  return lines.filter((line) => !gone.includes(line));
};

const asTyped = (value: string): string => value.toLowerCase().replaceAll('→', '->').replace(/\s/g, '');

/** The ones that decide what moves and where to, as text. */
export const filterLines = (lines: OptionLine[]): string[] =>
  linesOf(lines, ({ filters }) => filters === true);

/** Those, and the ones that decide how it is changed on its way: what people approve. */
export const approvedLines = (lines: OptionLine[]): string[] =>
  linesOf(lines, ({ filters, changes }) => filters === true || changes === true);

const linesOf = (lines: OptionLine[], are: (kind: OptionKind) => boolean): string[] => {
  const names = new Set(optionCatalogue.filter(are).map(({ name }) => name));
  return lines.filter(({ name }) => names.has(name)).map(({ name, value }) => `${name}=${value}`);
};

export interface ShownOption {
  name: string;
  value: string;
  summary: string;
  builtIn: boolean;
}

interface Side {
  tenantId: string;
  clientId: string;
  hasSecret: boolean;
}

/** The project's own, then the built-in ones with the reason why they are; secrets are masked. */
export const shownOptions = (
  lines: OptionLine[],
  sides: { source?: Side | undefined; destination?: Side | undefined },
): ShownOption[] => [
  ...lines.map(({ name, value }) => ({
    name,
    value,
    summary: optionCatalogue.find((one) => one.name === name)?.summary ?? '',
    builtIn: false,
  })),
  ...builtIns.map((name) => ({
    name,
    value: builtInValue(name, name.endsWith('Export') ? sides.source : sides.destination),
    summary: whyBuiltIn(name),
    builtIn: true,
  })),
];

const builtInValue = (name: (typeof builtIns)[number], side: Side | undefined): string => {
  if (name === 'UseApplicationPermission') return '1';
  if (side === undefined) return '';
  if (name.includes('Secret')) return side.hasSecret ? '********' : '';
  return name.includes('Tenant') ? side.tenantId : side.clientId;
};
