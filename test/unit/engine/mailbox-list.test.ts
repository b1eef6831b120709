import fc from 'fast-check';
import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { mapList, readMailboxList } from '../../../src/engine/mailbox-list.ts';

const read = (text: string) => readMailboxList(Buffer.from(text));
const pairs = (list: ReturnType<typeof readMailboxList>) =>
  list.rows.map(({ source, destination }) => [source, destination]);
const linesOf = (list: ReturnType<typeof readMailboxList>) => list.rows.map(({ line }) => line);

const bom = Buffer.from([0xef, 0xbb, 0xbf]);
const encodings: Record<string, { named: string; encode: (text: string) => Buffer }> = {
  'UTF-8': { named: 'UTF-8', encode: (text) => Buffer.from(text) },
  'UTF-8 with a mark': { named: 'UTF-8', encode: (text) => Buffer.concat([bom, Buffer.from(text)]) },
  'UTF-16 LE': { named: 'UTF-16', encode: (text) => iconv.encode(text, 'utf-16le') },
  'UTF-16 LE with a mark': {
    named: 'UTF-16',
    encode: (text) => iconv.encode(text, 'utf-16le', { addBOM: true }),
  },
  'UTF-16 BE': { named: 'UTF-16', encode: (text) => iconv.encode(text, 'utf-16be') },
  'UTF-16 BE with a mark': {
    named: 'UTF-16',
    encode: (text) => iconv.encode(text, 'utf-16be', { addBOM: true }),
  },
};

test.for(Object.entries(encodings))('%s is read, and named', ([, { named, encode }]) => {
  const list = readMailboxList(encode('source,destination\nanna@c.example,anna@f.example\n'));
  expect(list).toEqual({
    rows: [{ source: 'anna@c.example', destination: 'anna@f.example', line: 2 }],
    faults: [],
    encoding: named,
    separator: ',',
  });
});

test('what is not UTF-8 is read as Windows-1252, and its umlauts are faults of their own lines only', () => {
  const list = readMailboxList(
    iconv.encode('anna@c.example,anna@f.example\nmüller@c.example,mueller@f.example\n', 'windows-1252'),
  );
  expect(list.encoding).toBe('Windows-1252');
  expect(pairs(list)).toEqual([['anna@c.example', 'anna@f.example']]);
  expect(list.faults).toMatchObject([
    { line: 2, column: 1, value: 'müller@c.example', problem: 'there is a letter outside of a-z' },
  ]);
});

const address = fc
  .tuple(fc.stringMatching(/^[a-zA-Z0-9]{1,12}$/), fc.constantFrom('c.example', 'f.example', 'Contoso.com'))
  .map(([local, domain]) => `${local}@${domain}`);
const distinctPairs = fc.uniqueArray(fc.tuple(address, address), {
  minLength: 1,
  maxLength: 12,
  comparator: ([a, b], [c, d]) => a.toLowerCase() === c.toLowerCase() || b.toLowerCase() === d.toLowerCase(),
});

test('the same list is read from any encoding, separator, line end and quoting, with a header or without', () => {
  fc.assert(
    fc.property(
      distinctPairs,
      fc.constantFrom(...Object.values(encodings)),
      fc.constantFrom(',', ';', '\t', '|'),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.record({ quoted: fc.boolean(), header: fc.boolean(), padded: fc.boolean(), end: fc.boolean() }),
      (wanted, { encode }, separator, lineEnd, how) => {
        const cell = (value: string) => `${how.padded ? ' ' : ''}${how.quoted ? `"${value}"` : value}`;
        const lines = [
          ...(how.header ? [`Source${separator}Destination`] : []),
          ...wanted.map((pair) => pair.map(cell).join(separator)),
        ];
        const list = readMailboxList(encode(lines.join(lineEnd) + (how.end ? lineEnd : '')));
        expect(list.faults).toEqual([]);
        expect(list.separator).toBe(separator);
        expect(pairs(list)).toEqual(wanted);
        expect(linesOf(list)).toEqual(wanted.map((_, at) => at + (how.header ? 2 : 1)));
      },
    ),
  );
});

test.for([
  ['source,destination', 0, 1],
  ['Destination;Source', 1, 0],
  ['Source Email,Source Login Name,Source Password,Destination Email,Destination Login Name', 0, 3],
  ['Source Email Address,Destination Email Address', 0, 1],
  ['"Source mailbox","Note","Target e-mail"', 0, 2],
  ['SOURCE_ADDRESS\tDESTINATION_ADDRESS', 0, 1],
  ['Name|From|To', 1, 2],
  ['old,new', 0, 1],
] as const)('the header "%s" says which columns are meant', ([header, source, destination]) => {
  const separator = /[,;\t|]/.exec(header)![0];
  const cells: string[] = Array.from(header.split(separator), () => 'x');
  cells[source] = 'a@c.example';
  cells[destination] = 'b@f.example';
  const list = read(`${header}\n${cells.join(separator)}\n`);
  expect(list.faults).toEqual([]);
  expect(list.rows).toEqual([{ source: 'a@c.example', destination: 'b@f.example', line: 2 }]);
});

test('without a header, the first two columns are meant, or the first and fourth of the known product', () => {
  expect(pairs(read('a@c.example,b@f.example,ignored'))).toEqual([['a@c.example', 'b@f.example']]);
  expect(pairs(read('a@c.example,anna,secret,b@f.example,anna'))).toEqual([['a@c.example', 'b@f.example']]);
});

test('columns that nobody can know are one fault, with the way out', () => {
  const list = read('Name,Department\nAnna,Sales\n');
  expect(list.rows).toEqual([]);
  expect(list.faults).toMatchObject([
    { line: 1, column: 1, problem: 'I cannot tell which columns hold the addresses' },
  ]);
  expect(list.faults[0]!.mend).toContain('"source" and "destination"');
});

test('columns with addresses under names nobody knows are kept for somebody to choose, and nothing else', () => {
  const list = read(
    [
      'Name,Login,Password,Old mail,New mail',
      'Anna,anna,pw@c.example,a@c.example,a@f.example',
      'Ben,ben,pw@c.example,b@c.example,b@f.example',
      'Cleo,cleo,,none,c@f.example',
    ].join('\n'),
  );
  expect(list).toMatchObject({ rows: [], faults: [] });
  expect(list.unmapped).toEqual({
    columns: ['Old mail', 'New mail'],
    source: null,
    rows: [
      { cells: ['a@c.example', 'a@f.example'], line: 2 },
      { cells: ['b@c.example', 'b@f.example'], line: 3 },
      { cells: ['none', 'c@f.example'], line: 4 },
    ],
  });
  const mapped = mapList(list.unmapped!, 0, ([, destination = '']) => destination, 'New mail');
  expect(mapped.rows).toEqual([
    { source: 'a@c.example', destination: 'a@f.example', line: 2 },
    { source: 'b@c.example', destination: 'b@f.example', line: 3 },
  ]);
  expect(mapped.faults).toMatchObject([{ line: 4, column: 1, columnName: 'Old mail', value: 'none' }]);
});

test("in the admin centre's export the source is known, and the name goes along", () => {
  const { unmapped } = read(
    'Display name,Proxy addresses,User principal name\nAnna Berg,SMTP:a@c.example+smtp:b@c.example,a@c.example\n',
  );
  expect(unmapped).toEqual({
    columns: ['User principal name'],
    source: 0,
    rows: [{ cells: ['a@c.example'], line: 2, name: 'Anna Berg' }],
  });
});

test('what stands where a quotation mark is left open is not shown: it may be a password', () => {
  const list = read('Source Email,Source Password,Destination Email\na@c.example,"Geheim,a@f.example\n');
  expect(list.faults).toMatchObject([{ line: 2, column: 2 }]);
  expect(JSON.stringify(list)).not.toContain('Geheim');
});

test('a header with nothing below it is a fault', () => {
  expect(read('source,destination\n').faults).toMatchObject([
    { line: 1, problem: 'there is a header and nothing below it' },
  ]);
});

test.for([
  [
    'an Excel workbook',
    Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(64)]),
    'this is an Excel workbook',
  ],
  ['an old Excel workbook', Buffer.from('d0cf11e0a1b11ae10000', 'hex'), 'this is an Excel workbook'],
  ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'this is not a text file'],
  ['nothing', Buffer.alloc(0), 'the list is empty'],
  ['blank lines', Buffer.from(' \r\n\t\n\n'), 'the list is empty'],
  ['a mark and nothing after it', bom, 'the list is empty'],
  ['half a UTF-16 character', Buffer.from([0xff, 0xfe, 0x41]), 'the list is empty'],
] as [string, Buffer, string][])('%s is refused as a whole, and says so', ([, bytes, problem]) => {
  const list = readMailboxList(bytes);
  expect(list.rows).toEqual([]);
  expect(list.faults).toMatchObject([{ line: 1, column: 1, problem }]);
});

test('blank lines and lines of separators alone are passed over, and lines are counted as an editor does', () => {
  const list = read(
    'source;destination\r\n\r\na@c.example;a@f.example\r\n;\r\n  \r\nb@c.example;b@f.example',
  );
  expect(list.faults).toEqual([]);
  expect(linesOf(list)).toEqual([3, 6]);
});

test('a quoted cell may hold the separator, doubled quotes and line breaks', () => {
  const list = read(
    'note,source,destination\n"Doe, ""Anna""\nSales",a@c.example,a@f.example\nx,bad,b@f.example\n',
  );
  expect(pairs(list)).toEqual([['a@c.example', 'a@f.example']]);
  expect(list.faults).toMatchObject([{ line: 4, column: 2, value: 'bad' }]);
});

test('a quoted line break counts as one line, also when it is a carriage return and a line feed', () => {
  const list = read(
    'note,source,destination\r\n"one\r\ntwo",a@c.example,a@f.example\r\nx,bad,b@f.example\r\n',
  );
  expect(list.faults).toMatchObject([{ line: 4, column: 2, value: 'bad' }]);
});

test('a quotation mark inside a cell is an ordinary character', () => {
  const list = read('note,source,destination\n5" disk,a@c.example,a@f.example\n');
  expect(pairs(list)).toEqual([['a@c.example', 'a@f.example']]);
});

test('a quotation mark that is never closed is one fault for the whole list', () => {
  const list = read('a@c.example,a@f.example\nb@c.example,"b@f.example\nc@c.example,c@f.example\n');
  expect(list.rows).toEqual([]);
  expect(list.faults).toMatchObject([{ problem: 'a quotation mark is opened and never closed' }]);
});

test('a quotation mark that is never closed is named where it was opened', () => {
  const list = read('a@c.example,a@f.example\nb@c.example,"b@f.example\nc@c.example,c@f.example\n');
  expect(list.faults).toMatchObject([{ line: 2, column: 2 }]);
});

test('text after a closing quotation mark is not called an unclosed one', () => {
  const list = read('source,destination\n"a@c.example" Anna,a@f.example\n');
  expect(list.faults[0]!.line).toBe(2);
  expect(list.faults[0]!.problem).not.toContain('never closed');
});

test.for(['source', 'destination'] as const)('a %s that is there already is named with its line', (side) => {
  const second = side === 'source' ? 'ANNA@C.example,other@f.example' : 'other@c.example,anna@F.EXAMPLE';
  const list = read(`source,destination\nanna@c.example,anna@f.example\n${second}\n`);
  expect(linesOf(list)).toEqual([2]);
  expect(list.faults).toMatchObject([
    { line: 3, column: side === 'source' ? 1 : 2, problem: `this ${side} is on line 2 already` },
  ]);
});

test('a row that was refused does not make a later one its duplicate', () => {
  const list = read('source,destination\nanna@c.example,broken\nanna@c.example,anna@f.example\n');
  expect(linesOf(list)).toEqual([3]);
  expect(list.faults).toMatchObject([{ line: 2, column: 2 }]);
});

test('both addresses of a row are judged, so that one look at the list mends it', () => {
  expect(read('source,destination\nanna,bert\n').faults).toMatchObject([
    { line: 2, column: 1, columnName: 'source', value: 'anna', problem: 'the @ is missing' },
    { line: 2, column: 2, columnName: 'destination', value: 'bert', problem: 'the @ is missing' },
  ]);
});

test.for([
  '"=HYPERLINK(""https://evil.example"",""a@c.example"")"',
  '=1+1',
  '+49123@c.example',
  '@SUM(A1)',
  '-2+3@c.example',
])('the formula %s is a fault and never a row', (cell) => {
  const list = read(`source,destination\n${cell},a@f.example\nb@c.example,b@f.example\n`);
  expect(linesOf(list)).toEqual([3]);
  expect(list.faults).toMatchObject([{ line: 2, column: 1, problem: 'this is a formula, not an address' }]);
});

test('50,000 rows are read, and the first of the rest is named', () => {
  const lines = Array.from({ length: 50_002 }, (_, at) => `u${at}@c.example,u${at}@f.example`);
  const most = read(['source,destination', ...lines.slice(0, 50_000)].join('\n'));
  expect(most.rows).toHaveLength(50_000);
  expect(most.faults).toEqual([]);
  const more = read(['source,destination', ...lines].join('\n'));
  expect(more.rows).toHaveLength(50_000);
  expect(more.faults).toMatchObject([
    { line: 50_002, problem: 'the list has 50,002 rows, and 50,000 are read at a time' },
  ]);
});

test('it throws for no bytes at all, and never answers with nothing', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.string({ unit: 'binary', maxLength: 100 }).map((text) => Buffer.from(text)),
    fc
      .string({ unit: fc.constantFrom('"', ',', ';', '\n', '\r', 'a@b.cc', ' ', '\ufeff'), maxLength: 40 })
      .map((text) => Buffer.from(text)),
  );
  fc.assert(
    fc.property(bytes, (some) => {
      const { rows, faults, unmapped } = readMailboxList(Buffer.from(some));
      expect(rows.length + faults.length + (unmapped?.rows.length ?? 0)).toBeGreaterThan(0);
    }),
    { numRuns: 10_000 },
  );
});

const line = fc.oneof(
  fc.tuple(address, address).map((pair) => pair.join(',')),
  fc.string({
    unit: fc.constantFrom('a', '@', '.', ',', ';', ' ', '\t', '=', 'é', '😀', '\u0007'),
    maxLength: 20,
  }),
);

test('every row is accepted or named by a fault, and none is both', () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 20 }), (lines) => {
      const { rows, faults } = read(['source,destination', ...lines].join('\n'));
      const expected = lines.flatMap((one, at) => (/[^\s,]/.test(one) ? [at + 2] : []));
      const named = [...new Set(faults.map((fault) => fault.line))];
      const accepted = rows.map((row) => row.line);
      if (expected.length === 0) expect(named).toEqual([1]);
      else expect([...accepted, ...named].sort((a, b) => a - b)).toEqual(expected);
    }),
    { numRuns: 10_000 },
  );
});

test('a value is shown in sixty characters at most, with what cannot be seen made visible', () => {
  const long = `${'x'.repeat(70)}\u202e\u0007`;
  expect(read(`source,destination\n${long},a@f.example\n`).faults[0]!.value).toBe(`${'x'.repeat(59)}…`);
  expect(read('source,destination\na\u202eb\u0007,a@f.example\n').faults[0]!.value).toBe('a\\u202eb\\u0007');
});

test('a value is never cut in the middle of a character', () => {
  const { faults } = read(`source,destination\n${'x'.repeat(58)}😀😀,a@f.example\n`);
  expect(faults[0]!.value.isWellFormed()).toBe(true);
});

test('the name of a column is shown as carefully as a value', () => {
  const { faults } = read(`"source\u202e${'!'.repeat(100)}",destination\nbad,a@f.example\n`);
  expect(faults[0]!.columnName!.length).toBeLessThanOrEqual(60);
  expect(faults[0]!.columnName).not.toContain('\u202e');
});
