/**
 * [pure] The options of a project, under the names that admins know, and those known elsewhere that are none here.
 */
import type { Here } from '../dates.ts';
import { patternFault } from '../guarded-regexp.ts';
import { readMapping } from '../mapping-rules.ts';
import {
  allTypes,
  date,
  folders,
  mapping,
  number,
  rate,
  size,
  spelled,
  typeNames,
  types,
  type ValueFault,
  yesOrNo,
} from './values.ts';

export interface OptionKind {
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
export const aliases: Record<string, (value: string) => { name: string; value: string }> = {
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

export const builtIns = [
  'ModernAuthClientIdExport',
  'ModernAuthTenantIdExport',
  'ModernAuthClientSecretExport',
  'ModernAuthClientIdImport',
  'ModernAuthTenantIdImport',
  'ModernAuthClientSecretImport',
  'UseApplicationPermission',
] as const;

export const whyBuiltIn = (name: string): string =>
  name === 'UseApplicationPermission'
    ? 'Microsoft lets only application permissions reach other people’s mailboxes, so it is always on.'
    : `It comes from the ${name.endsWith('Export') ? 'source' : 'destination'} endpoint. Change it there: say "endpoint".`;

/** Known elsewhere, and honestly not here. */
export const notHere: Record<string, string> = {
  suppressfaiexport: 'associated items are never exported, so there is nothing to suppress',
  useewsimportimpersonation: 'there is no EWS here, and no impersonation',
  usedelegatepermission: 'only application permissions reach other people’s mailboxes',
  tags: 'there are no data centres to choose between: it runs on your machines',
  initializationtimeout: 'time-outs follow the size of each item',
};
