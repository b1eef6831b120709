/**
 * [pure] Reads a list of mailboxes from whatever people have: CSV in any usual encoding and separator, the
 * bulk-add file of the known product, or lines pasted into a chat. Never throws, for any bytes.
 *
 * Lines are counted as an editor counts them, columns from 1.
 */
import { parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';
import type { UnmappedList } from '../db/schema.ts';
import { addressFault } from './addresses.ts';

export interface Fault {
  line: number;
  column: number;
  columnName?: string;
  /** As it stands there, shortened, with control characters made visible. */
  value: string;
  problem: string;
  mend: string;
}

export type Unmapped = Omit<UnmappedList, 'readAs'>;

export interface MailboxList {
  rows: { source: string; destination: string; line: number }[];
  faults: Fault[];
  encoding: string;
  separator: string;
  /** Instead of rows: columns with addresses, of which nobody can tell which are meant. */
  unmapped?: Unmapped;
}

/** Enough for a large tenant in one file, little enough to be read while a person waits. */
const mostRows = 50_000;

export const readMailboxList = (bytes: Buffer): MailboxList => {
  const whole = (problem: string, mend: string, encoding = 'unknown'): MailboxList => ({
    rows: [],
    faults: [{ line: 1, column: 1, value: '', problem, mend }],
    encoding,
    separator: ',',
  });
  const workbook =
    bytes.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004' ||
    bytes.subarray(0, 4).toString('hex') === 'd0cf11e0';
  if (workbook)
    return whole('this is an Excel workbook', 'save it as "CSV UTF-8 (comma delimited)" and send that');
  const decoded = decode(bytes);
  const { encoding } = decoded;
  // One kind of line break, so that lines inside of quotes are counted as an editor counts them.
  const text = decoded.text.replace(/\r\n?/g, '\n');
  if (text.trim() === '')
    return whole(
      'the list is empty',
      'put one mailbox on each line: source address, destination address',
      encoding,
    );
  if (text.includes('\0'))
    return whole('this is not a text file', 'save the list as CSV and send that', encoding);
  const separator = separatorOf(text);
  const read = records(text, separator);
  if ('problem' in read) return { rows: [], faults: [read], encoding, separator };
  return { ...judge(read.records), encoding, separator };
};

interface Record {
  cells: string[];
  line: number;
}

const decode = (bytes: Buffer): { text: string; encoding: string } => {
  if (bytes.subarray(0, 3).toString('hex') === 'efbbbf')
    return { text: bytes.toString('utf8', 3), encoding: 'UTF-8' };
  const mark = bytes.subarray(0, 2).toString('hex');
  if (mark === 'fffe') return { text: iconv.decode(bytes.subarray(2), 'utf-16le'), encoding: 'UTF-16' };
  if (mark === 'feff') return { text: iconv.decode(bytes.subarray(2), 'utf-16be'), encoding: 'UTF-16' };
  // Addresses are ASCII: in UTF-16 without a mark, every other byte of the first ones is zero.
  const zeros = (from: number) =>
    [0, 2, 4, 6].every((at) => bytes[at + from] === 0 && bytes[at + 1 - from] !== 0);
  if (bytes.length >= 8 && zeros(1)) return { text: iconv.decode(bytes, 'utf-16le'), encoding: 'UTF-16' };
  if (bytes.length >= 8 && zeros(0)) return { text: iconv.decode(bytes, 'utf-16be'), encoding: 'UTF-16' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' };
  } catch {
    return { text: iconv.decode(bytes, 'windows-1252'), encoding: 'Windows-1252' };
  }
};

const separators = [',', ';', '\t', '|'];

/** The one that cuts the first lines into the same number of pieces, above one; a comma when none does. */
const separatorOf = (text: string): string => {
  const lines = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, 5);
  const scores = separators.map((separator) => ({
    separator,
    pieces: Math.min(...lines.map((line) => line.split(separator).length)),
  }));
  const best = scores.reduce((a, b) => (b.pieces > a.pieces ? b : a));
  return best.pieces > 1
    ? best.separator
    : mostOf(separators.some((one) => lines[0]?.includes(one)) ? (lines[0] ?? '') : lines.join(''));
};

/** For lists in which a line or two are odd; the first, where the names of columns stand, is the least so. */
const mostOf = (text: string): string =>
  separators.reduce((a, b) => (text.split(b).length > text.split(a).length ? b : a));

const records = (text: string, separator: string): { records: Record[] } | Fault => {
  let lastLine = 0;
  try {
    const parsed = parse(text, {
      delimiter: separator,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      relax_quotes: true,
      record_delimiter: '\n',
      on_record: (record, { lines }) => {
        lastLine = lines;
        return record;
      },
    }) as unknown as { record: string[]; info: { lines: number } }[];
    const all = parsed.map(({ record, info }) => ({ cells: record, line: info.lines }));
    return { records: all.filter(({ cells }) => cells.some((cell) => cell !== '')) };
  } catch (error) {
    const { code, lines = 1 } = error as { code?: string; lines?: number };
    const isOpen = code === 'CSV_QUOTE_NOT_CLOSED';
    // An open quotation mark swallows the rest: it stands in the record after the last whole one.
    const line = isOpen ? lastLine + 1 : lines;
    const cells = (text.split('\n')[line - 1] ?? '').split(separator).map((cell) => cell.trim());
    const at = cells.findIndex((cell) => cell.startsWith('"') && !/^".*"$/.test(cell));
    return {
      line,
      column: at + 1 || 1,
      // Not what stands there: in a list of the known product it may be a password.
      value: '"…',
      ...(isOpen
        ? { problem: 'a quotation mark is opened and never closed', mend: 'close it, or remove it' }
        : {
            problem: 'there is text after a closing quotation mark',
            mend: 'put the whole cell in quotation marks, or none of it',
          }),
    };
  }
};

interface Columns {
  source: number;
  destination: number;
  names: string[] | null;
}

/** In the admin centre's export of active users, which says nothing about a destination. */
const onlySource = 'userprincipalname';

/** Header names that are known to mean source or destination, in lower case without spaces and marks. */
const sourceNames = [
  'source',
  'sourceemail',
  'sourceaddress',
  'sourcemailbox',
  'sourceemailaddress',
  'from',
  'old',
];
const destinationNames = [
  'destination',
  'destinationemail',
  'destinationaddress',
  'destinationmailbox',
  'destinationemailaddress',
  'target',
  'targetemail',
  'to',
  'new',
];

const columnsOf = (first: string[]): Columns | null => {
  const plain = first.map(plainName);
  const source = plain.findIndex((name) => sourceNames.includes(name));
  const destination = plain.findIndex((name) => destinationNames.includes(name));
  if (source >= 0 && destination >= 0) return { source, destination, names: first };
  if (first.some((cell) => cell.includes('@')))
    return { source: 0, destination: first.length > 3 && !first[1]?.includes('@') ? 3 : 1, names: null };
  return null;
};

const plainName = (cell: string): string => cell.toLowerCase().replace(/[^a-z]/g, '');

/** A password may look like an address. */
const secretName = /pass|pwd|secret|credential|kennwort/i;

/** The columns in which most cells are addresses: nothing else of the file is kept, passwords least of all. */
const unmappedOf = (head: Record, body: Record[]): Unmapped | null => {
  const kept = head.cells.flatMap((name, at) => {
    if (secretName.test(name)) return [];
    const filled = body.flatMap(({ cells }) => cells[at] || []);
    const addresses = filled.filter((cell) => addressFault(cell) === null).length;
    return addresses > filled.length / 2 ? [at] : [];
  });
  if (kept.length === 0) return null;
  const plain = head.cells.map(plainName);
  const source = kept.findIndex((at) => [onlySource, ...sourceNames].includes(plain[at] ?? ''));
  const name = plain.indexOf('displayname');
  return {
    columns: kept.map((at) => visible(head.cells[at] || `column ${at + 1}`)),
    source: source < 0 ? null : source,
    rows: body.map(({ cells, line }) => ({
      cells: kept.map((at) => cells[at] ?? ''),
      line,
      ...(name < 0 ? {} : { name: (cells[name] ?? '').slice(0, 200) }),
    })),
  };
};

/** The list that it is, once somebody has said which column is the source and what the destination is. */
export const mapList = (
  list: Unmapped,
  source: number,
  destinationOf: (cells: string[]) => string,
  destinationName: string,
): Pick<MailboxList, 'rows' | 'faults'> => {
  const names = [list.columns[source] ?? 'source', destinationName];
  return judgeRows(
    list.rows.map(({ cells, line }) => ({ cells: [cells[source] ?? '', destinationOf(cells)], line })),
    { source: 0, destination: 1, names },
  );
};

const judge = (all: Record[]): Pick<MailboxList, 'rows' | 'faults' | 'unmapped'> => {
  const [head] = all;
  const columns = head === undefined ? null : columnsOf(head.cells);
  const unmapped = head === undefined || columns !== null ? null : unmappedOf(head, all.slice(1));
  if (unmapped !== null) {
    const faults = tooMany(all.slice(1));
    return faults.length > 0 ? { rows: [], faults } : { rows: [], faults, unmapped };
  }
  if (head === undefined || columns === null) {
    const mend =
      'name two columns "source" and "destination" in the first line, or leave the header out and put the source address first';
    return {
      rows: [],
      faults: [
        {
          line: head?.line ?? 1,
          column: 1,
          value: visible(head?.cells[0] ?? ''),
          problem: 'I cannot tell which columns hold the addresses',
          mend,
        },
      ],
    };
  }
  const body = columns.names === null ? all : all.slice(1);
  const { rows, faults } = judgeRows(body.slice(0, mostRows), columns);
  faults.push(...tooMany(body));
  if (body.length === 0)
    faults.push({
      line: head.line,
      column: 1,
      value: '',
      problem: 'there is a header and nothing below it',
      mend: 'put one mailbox on each line',
    });
  return { rows, faults };
};

const tooMany = (body: Record[]): Fault[] => {
  const extra = body[mostRows];
  if (extra === undefined) return [];
  return [
    {
      line: extra.line,
      column: 1,
      value: '',
      problem: `the list has ${body.length.toLocaleString('en')} rows, and 50,000 are read at a time`,
      mend: 'send the rest from this line on in a second file',
    },
  ];
};

const judgeRows = (body: Record[], columns: Columns): Pick<MailboxList, 'rows' | 'faults'> => {
  const rows: MailboxList['rows'] = [];
  const faults: Fault[] = [];
  const seen = { source: new Map<string, number>(), destination: new Map<string, number>() };
  for (const record of body) judgeRow(record, columns, seen, rows, faults);
  return { rows, faults };
};

const judgeRow = (
  record: Record,
  columns: Columns,
  seen: { source: Map<string, number>; destination: Map<string, number> },
  rows: MailboxList['rows'],
  faults: Fault[],
): void => {
  const sides = ['source', 'destination'] as const;
  const found = sides.flatMap((side): Fault[] => {
    const at = columns[side];
    const value = record.cells[at] ?? '';
    const about = {
      line: record.line,
      column: at + 1,
      columnName: visible(columns.names?.[at] ?? side),
      value: visible(value),
    };
    const fault = addressFault(value);
    if (fault !== null) return [{ ...about, ...fault }];
    const before = seen[side].get(value.toLowerCase());
    if (before !== undefined)
      return [
        { ...about, problem: `this ${side} is on line ${before} already`, mend: 'keep one of the two lines' },
      ];
    return [];
  });
  if (found.length > 0) {
    faults.push(...found);
    return;
  }
  const row = {
    source: record.cells[columns.source] ?? '',
    destination: record.cells[columns.destination] ?? '',
    line: record.line,
  };
  for (const side of sides) seen[side].set(row[side].toLowerCase(), record.line);
  rows.push(row);
};

/** Sixty characters at most; tabs and other invisible characters are shown as what they are. */
const visible = (value: string): string => {
  const shown = Array.from(value.slice(0, 200), (character) =>
    /\p{C}/u.test(character)
      ? `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
      : character,
  ).join('');
  const characters = Array.from(shown);
  return characters.length > 60 ? `${characters.slice(0, 59).join('')}…` : shown;
};
