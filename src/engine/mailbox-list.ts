/**
 * [pure] Reads a list of mailboxes from whatever people have: CSV in any usual encoding and separator, the
 * bulk-add file of the known product, or lines pasted into a chat. Never throws, for any bytes.
 *
 * Lines are counted as an editor counts them, columns from 1.
 */
import type { UnmappedList } from '../db/schema.ts';
import { addressFault } from './addresses.ts';
import { type CsvRecord, type Fault, readRecords, visible } from './csv-records.ts';

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
export const mostRows = 50_000;

export const readMailboxList = (bytes: Buffer): MailboxList => {
  const read = readRecords(bytes, 'put one mailbox on each line: source address, destination address');
  const { encoding, separator } = read;
  if ('fault' in read) return { rows: [], faults: [read.fault], encoding, separator };
  return { ...judge(read.records), encoding, separator };
};

interface Columns {
  source: number;
  destination: number;
  names: string[] | null;
}

/** In the admin centre's export of active users, which says nothing about a destination. */
const onlySource = 'userprincipalname';

/** Header names that are known to mean source or destination, in lower case without spaces and marks. */
export const sourceNames = [
  'source',
  'sourceemail',
  'sourceaddress',
  'sourcemailbox',
  'sourceemailaddress',
  'from',
  'old',
];
export const destinationNames = [
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

export const plainName = (cell: string): string => cell.toLowerCase().replace(/[^a-z]/g, '');

/** A password may look like an address. */
const secretName = /pass|pwd|secret|credential|kennwort/i;

/** The columns in which most cells are addresses: nothing else of the file is kept, passwords least of all. */
const unmappedOf = (head: CsvRecord, body: CsvRecord[]): Unmapped | null => {
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

const judge = (all: CsvRecord[]): Pick<MailboxList, 'rows' | 'faults' | 'unmapped'> => {
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

export const tooMany = (body: CsvRecord[]): Fault[] => {
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

const judgeRows = (body: CsvRecord[], columns: Columns): Pick<MailboxList, 'rows' | 'faults'> => {
  const rows: MailboxList['rows'] = [];
  const faults: Fault[] = [];
  const seen = { source: new Map<string, number>(), destination: new Map<string, number>() };
  for (const record of body) judgeRow(record, columns, seen, rows, faults);
  return { rows, faults };
};

const judgeRow = (
  record: CsvRecord,
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
