import fc from 'fast-check';
import { expect, test } from 'vitest';
import { optionCatalogue } from '../../../../src/engine/options/catalogue.ts';
import { compileOptions } from '../../../../src/engine/options/compile.ts';
import {
  approvedLines,
  filterLines,
  mergeOptions,
  withoutOption,
} from '../../../../src/engine/options/lines.ts';
import { parseOptions } from '../../../../src/engine/options/parse.ts';
import { shownOptions } from '../../../../src/engine/options/shown.ts';

const here = { timeZone: 'Europe/Berlin', now: new Date('2026-11-25T12:00:00Z') };
const read = (text: string) => {
  const parsed = parseOptions(text, here);
  return parsed.ok ? parsed.lines.map(({ name, value }) => `${name}=${value}`) : parsed.faults;
};
const compiled = (text: string) => {
  const parsed = parseOptions(text, here);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return compileOptions(parsed.lines);
};

test.for([
  ['LogSubjects=1', ['LogSubjects=1']],
  ['logsubjects = yes', ['LogSubjects=1']],
  ['LogSubjects=false NewestFirst=on', ['LogSubjects=0', 'NewestFirst=1']],
  ['MaximumErrors=5', ['MaximumItemFailures=5']],
  ['FolderMapping=“^Old stuff->Archive/Old”', ['FolderMapping=^Old stuff->Archive/Old']],
  ['FolderMapping="^->Subfolder/"', ['FolderMapping=^->Subfolder/']],
  ['FolderMapping="^A->B"\nFolderMapping="^C->D"', ['FolderMapping=^A->B', 'FolderMapping=^C->D']],
  ['FolderFilter="^(?!Inbox$)"', ['FolderFilter=^(?!Inbox$)']],
  ['ItemTypes=contacts,mail', ['ItemTypes=Mail,Contact']],
  ['DoNotMigrateCalendar=1', ['ItemTypes=Mail,Contact,Task,Note,Journal,Post,Other']],
  ['ExcludeFolders="deleteditems,junkemail"', ['ExcludeFolders=deleteditems, junkemail']],
  [
    'RecipientMapping="@a.onmicrosoft.com -> @b.com" RecipientMapping=“ann@a.com→anna@b.com”',
    ['RecipientMapping=@a.onmicrosoft.com->@b.com', 'RecipientMapping=ann@a.com->anna@b.com'],
  ],
  [
    'RecipientMapping=@a.com->@b.com RecipientMapping=x@a.com->x@c.com',
    ['RecipientMapping=@a.com->@b.com', 'RecipientMapping=x@a.com->x@c.com'],
  ],
  ['ItemEndDate=2026-01-01', ['ItemEndDate=2025-12-31T23:00:00.000Z']],
  ['MaximumItemSize=25MB', ['MaximumItemSize=25MB']],
] as const)('%s', ([text, lines]) => expect(read(text)).toEqual(lines));

test.for([
  ['', 1, 1, /no option in it/],
  ['LogSubjects', 1, 1, /is no option/],
  ['LogSubjects=1\n  LogSubject=1', 2, 3, /no option LogSubject/],
  ['LogSubjects=maybe', 1, 13, /neither yes nor no/],
  ['FolderFilter="(a"', 1, 15, /cannot be read/],
  ['FolderFilter="(a+)+$"', 1, 15, /too long/],
  ['FolderFilter="Inbox', 1, 14, /never closed/],
  ['FolderMapping="^Inbox"', 1, 16, /where to/],
  ['FolderMapping="^->"', 1, 19, /leads nowhere/],
  ['FolderMapping="^->Old"', 1, 19, /"Inbox" became "OldInbox"/],
  ['FolderMapping="^A->/B"', 1, 20, /without a name/],
  ['ItemTypes=Mail,Contcts', 1, 16, /no kind of item/],
  ['ItemStartDate=soon', 1, 15, /cannot be read/],
  ['ItemStartDate="1 March 2030"', 1, 16, /future/],
  ['ItemStartDate=2026-01-01 ItemEndDate=2025-01-01', 1, 1, /not before ItemEndDate/],
  ['MaximumItemFailures=0', 1, 21, /whole number/],
  ['MaximumItemSize=big', 1, 17, /no size/],
  ['MaximumSimultaneousMigrations=1000', 1, 31, /from 1 to 200/],
  ['LogSubjects=1 LogSubjects=0', 1, 15, /twice/],
  ['ModernAuthClientSecretExport=abc', 1, 1, /built in/],
  ['RecipientMapping="@a.com"', 1, 19, /does not say what it becomes/],
  ['RecipientMapping="@a.com->"', 1, 27, /one side of the "->" is empty/],
  ['RecipientMapping="->@b.com"', 1, 19, /one side of the "->" is empty/],
  ['RecipientMapping="a.com->@b.com"', 1, 19, /the @ is missing in "a.com"/],
  ['RecipientMapping="@a->@b.com"', 1, 19, /the domain has no ending/],
  ['RecipientMapping="@a.com->@b c.com"', 1, 27, /a space in the address/],
  ['RecipientMapping="@a.com->x@b.com"', 1, 27, /whole domain and the other one address/],
  ['RecipientMapping="@a.com->@b.com->@c.com"', 1, 33, /second "->"/],
  ['RecipientMapping="@a.com->@A.com"', 1, 27, /both sides are the same/],
  ['RecipientMapping="/o=x/cn=y->a@b.com"', 1, 19, /name of Exchange/],
  [
    'RecipientMapping="@sourcetenantname.onmicrosoft.com->@destinationdomainname.com"',
    1,
    19,
    /from the instructions, not yours/,
  ],
  [
    'RecipientMapping="@a.com->@b.com"\n RecipientMapping="@a.net->@c.com"',
    2,
    28,
    /leads to @c.com, and another one to @b.com/,
  ],
  ['RecipientMapping="@a.com->@b.com" RecipientMapping="@A.com->@c.com"', 1, 35, /twice/],
  ['ExcludeFolders="/Inbox"', 1, 17, /no path of a folder/],
] as const)('%j is refused where the fault is', ([text, line, column, problem]) => {
  const [fault] = read(text) as { line: number; column: number; problem: string; mend: string }[];
  expect(fault).toMatchObject({ line, column, problem: expect.stringMatching(problem) });
  expect(fault?.mend).not.toBe('');
});

test('a slip is answered with what was meant', () =>
  expect(read('LogSubject=1')).toMatchObject([{ mend: 'did you mean LogSubjects?' }]));

test('every fault is named at once, and every example of the catalogue is right', () => {
  expect(read('LogSubjects=maybe NewestFirst=2')).toHaveLength(2);
  for (const { name, example } of optionCatalogue)
    expect(read(example)).toEqual([expect.stringMatching(`^${name}=`)]);
});

test('a mapping of the same source takes the place of the earlier one; others are added', () => {
  const lines = (text: string) => {
    const parsed = parseOptions(text, here);
    return parsed.ok ? parsed.lines : [];
  };
  const merged = mergeOptions(
    lines('RecipientMapping=@a.com->@b.com RecipientMapping=x@a.com->y@b.com'),
    lines('RecipientMapping=X@a.com->z@b.com RecipientMapping=@a.onmicrosoft.com->@b.com'),
  );
  expect(compileOptions(merged).recipientMappings).toEqual([
    { source: '@a.com', destination: '@b.com' },
    { source: 'x@a.com', destination: 'z@b.com' },
    { source: '@a.onmicrosoft.com', destination: '@b.com' },
  ]);
});

test('what the engine takes from them', () => {
  expect(compiled('LogSubjects=0')).toMatchObject({
    folderMappings: [],
    includeFolders: [],
    maximumErrors: 100,
    maximumDeletes: 100,
    propagateDeletes: false,
    newestFirst: false,
  });
  const some = compiled(
    'FolderMapping="^A->B" IncludeFolders="inbox, Projects/2019" ItemTypes=Mail MaximumItemSize=25MB ' +
      'MaximumDataTransferRate=500 MaximumSimultaneousMigrations=3 ItemStartDate=2024-01-01',
  );
  expect(some).toMatchObject({
    folderMappings: [{ pattern: '^A', to: 'B' }],
    includeFolders: ['inbox', 'Projects/2019'],
    itemTypes: new Set(['mail']),
    maximumItemBytes: 25_000_000,
    bytesPerSecond: 500_000,
    mailboxesAtOnce: 3,
    from: new Date('2023-12-31T23:00:00Z'),
  });
});

test('setting replaces what can be there once, and adds what can be there often', () => {
  const lines = (text: string) => {
    const parsed = parseOptions(text, here);
    return parsed.ok ? parsed.lines : [];
  };
  const merged = mergeOptions(
    lines('LogSubjects=1 FolderMapping="^A->B"'),
    lines('LogSubjects=0 FolderMapping="^C->D"'),
  );
  expect(merged.map(({ name, value }) => `${name}=${value}`)).toEqual([
    'FolderMapping=^A->B',
    'LogSubjects=0',
    'FolderMapping=^C->D',
  ]);
  expect(withoutOption(merged, 'foldermapping', '^A->B')).toHaveLength(2);
  expect(withoutOption(merged, 'FolderMapping')).toHaveLength(1);
  expect(withoutOption(merged, 'FolderMapping', '^a → b')).toEqual(
    withoutOption(merged, 'FolderMapping', '^A->B'),
  );
  expect(withoutOption(merged, 'FolderMapping', '^A->Other')).toHaveLength(merged.length);
  expect(filterLines(merged)).toEqual(['FolderMapping=^A->B', 'FolderMapping=^C->D']);
});

test('what Microsoft may mail people for is approved with the plan', () => {
  const parsed = parseOptions('ShareCalendars=yes CopyPhoto=1', here);
  const lines = parsed.ok ? parsed.lines : [];
  expect(approvedLines(lines)).toEqual(['ShareCalendars=1', 'CopyPhoto=1']);
  expect(compileOptions(lines).shareCalendars).toBe(true);
  expect(compileOptions([]).shareCalendars).toBe(false);
});

test('built-in options are shown with their reason, secrets masked', () => {
  const shown = shownOptions([], { source: { tenantId: 't', clientId: 'c', hasSecret: true } });
  expect(shown.find(({ name }) => name === 'ModernAuthClientSecretExport')).toMatchObject({
    value: '********',
    builtIn: true,
    summary: expect.stringContaining('source endpoint'),
  });
  expect(shown.find(({ name }) => name === 'ModernAuthTenantIdImport')?.value).toBe('');
});

test('any text is read or refused, in no time, and what is read compiles', () => {
  const names = fc.constantFrom(...optionCatalogue.map(({ name }) => name));
  const text = fc.oneof(
    fc.string(),
    fc.tuple(names, fc.string()).map(([name, value]) => `${name}="${value}"`),
  );
  fc.assert(
    fc.property(text, (pasted) => {
      const parsed = parseOptions(pasted, here);
      if (parsed.ok) compileOptions(parsed.lines);
      else expect(parsed.faults.length).toBeGreaterThan(0);
    }),
    { numRuns: 300 },
  );
});
