/**
 * [pure] Reads a list of pairs beyond the mailboxes: addresses whose name changes, groups, people who moved earlier. The
 * source is an SMTP address or a legacyExchangeDN, the destination an SMTP address. Never throws, for any bytes.
 */
import { addressFault } from './addresses.ts';
import { type CsvRecord, type Fault, readRecords, visible } from './csv-records.ts';
import { destinationNames, mostRows, plainName, sourceNames, tooMany } from './mailbox-list.ts';
import { isLegacyName, plainAddress } from './recipient-mapping.ts';

export interface AddressList {
  /** The source in lower case, each once. */
  rows: { source: string; destination: string; line: number }[];
  faults: Fault[];
  encoding: string;
  separator: string;
}

export const readAddressList = (bytes: Buffer): AddressList => {
  const read = readRecords(
    bytes,
    'put one pair on each line: address at the source, address at the destination',
  );
  const { encoding, separator } = read;
  if ('fault' in read) return { rows: [], faults: [read.fault], encoding, separator };
  return { ...judge(read.records), encoding, separator };
};

/** As PowerShell and the guides call them. */
const moreSourceNames = ['legacyexchangedn', 'x', 'oldaddress', 'proxyaddress', 'address'];
const moreDestinationNames = ['newaddress', 'primarysmtpaddress', 'windowsemailaddress', 'mail'];

const columnsOf = (first: string[]): { source: number; destination: number; hasHead: boolean } | null => {
  const plain = first.map(plainName);
  const among = (names: string[]) => plain.findIndex((name) => names.includes(name));
  const source = among([...sourceNames, ...moreSourceNames]);
  const destination = among([...destinationNames, ...moreDestinationNames]);
  if (source >= 0 && destination >= 0) return { source, destination, hasHead: true };
  return first.some((cell) => cell.includes('@') || isLegacyName(plainAddress(cell)))
    ? { source: 0, destination: 1, hasHead: false }
    : null;
};

const judge = (all: CsvRecord[]): Pick<AddressList, 'rows' | 'faults'> => {
  const [head] = all;
  const columns = columnsOf(head?.cells ?? []);
  if (head === undefined || columns === null)
    return {
      rows: [],
      faults: [
        {
          line: head?.line ?? 1,
          column: 1,
          value: visible(head?.cells[0] ?? ''),
          problem: 'I cannot tell which columns hold the addresses',
          mend: 'name two columns "source" and "destination" in the first line',
        },
      ],
    };
  const body = columns.hasHead ? all.slice(1) : all;
  const names = columns.hasHead ? head.cells : [];
  const rows: AddressList['rows'] = [];
  const faults = body.length === 0 ? [nothingBelow(head)] : tooMany(body);
  const seen = new Map<string, { destination: string; line: number }>();
  for (const record of body.slice(0, mostRows)) {
    const cell = (side: 'source' | 'destination') => record.cells[columns[side]] ?? '';
    const row = {
      source: plainAddress(cell('source')),
      destination: cell('destination').trim(),
      line: record.line,
    };
    const fault = faultOf(row, seen.get(row.source));
    if (fault === null) {
      if (!seen.has(row.source)) rows.push(row);
      seen.set(row.source, row);
    } else
      faults.push({
        line: record.line,
        column: columns[fault.side] + 1,
        columnName: visible(names[columns[fault.side]] ?? fault.side),
        value: visible(cell(fault.side)),
        problem: fault.problem,
        mend: fault.mend,
      });
  }
  return { rows, faults };
};

const nothingBelow = ({ line }: CsvRecord): Fault => ({
  line,
  column: 1,
  value: '',
  problem: 'there is a header and nothing below it',
  mend: 'put one pair on each line',
});

const faultOf = (
  { source, destination }: { source: string; destination: string },
  before: { destination: string; line: number } | undefined,
): { side: 'source' | 'destination'; problem: string; mend: string } | null => {
  if (/^@[^@]+$/.test(source))
    return {
      side: 'source',
      problem: 'this is a whole domain',
      mend: `say: options RecipientMapping="${source}->@your-new-domain"`,
    };
  const wrongSource = isLegacyName(source) ? legacyFault(source) : addressFault(source);
  if (wrongSource !== null) return { side: 'source', ...wrongSource };
  const wrong = addressFault(destination);
  if (wrong !== null) return { side: 'destination', ...wrong };
  if (source === destination.toLowerCase())
    return {
      side: 'destination',
      problem: 'it is the same as the source',
      mend: 'delete the line: nothing would change',
    };
  if (before !== undefined && before.destination.toLowerCase() !== destination.toLowerCase())
    return {
      side: 'destination',
      problem: `line ${before.line} leads the same address to ${visible(before.destination)}`,
      mend: 'keep one of the two lines',
    };
  return null;
};

/** Longer than any that Exchange makes; the database indexes no more. */
const longestName = 600;

const legacyFault = (name: string): { problem: string; mend: string } | null => {
  if (name.length > longestName)
    return { problem: 'the name is longer than any of Exchange', mend: 'copy it again from Exchange' };
  if (/\p{Cc}/u.test(name) || !name.isWellFormed())
    return { problem: 'there is an invisible character in the name', mend: 'copy it again from Exchange' };
  return /\/cn=./.test(name)
    ? null
    : { problem: 'this name of Exchange has no end ("/cn=…")', mend: 'copy all of its LegacyExchangeDN' };
};
