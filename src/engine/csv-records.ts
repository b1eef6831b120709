/**
 * [pure] The rows of a list as people have it: CSV in any usual encoding and separator, or lines pasted into a chat. Never
 * throws, for any bytes. Lines are counted as an editor counts them, columns from 1.
 */
import { parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';

export interface Fault {
  line: number;
  column: number;
  columnName?: string;
  /** As it stands there, shortened, with control characters made visible. */
  value: string;
  problem: string;
  mend: string;
}

/** `empty`: what to do about a list with nothing in it. */
export const readRecords = (
  bytes: Buffer,
  empty: string,
): ({ records: CsvRecord[] } | { fault: Fault }) & { encoding: string; separator: string } => {
  const whole = (problem: string, mend: string, encoding = 'unknown') => ({
    fault: { line: 1, column: 1, value: '', problem, mend },
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
  if (text.trim() === '') return whole('the list is empty', empty, encoding);
  if (text.includes('\0'))
    return whole('this is not a text file', 'save the list as CSV and send that', encoding);
  const separator = separatorOf(text);
  const read = records(text, separator);
  return 'problem' in read ? { fault: read, encoding, separator } : { ...read, encoding, separator };
};

export interface CsvRecord {
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

const records = (text: string, separator: string): { records: CsvRecord[] } | Fault => {
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

/** Sixty characters at most; tabs and other invisible characters are shown as what they are. */
export const visible = (value: string): string => {
  const shown = Array.from(value.slice(0, 200), (character) =>
    /\p{C}/u.test(character)
      ? `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
      : character,
  ).join('');
  const characters = Array.from(shown);
  return characters.length > 60 ? `${characters.slice(0, 59).join('')}…` : shown;
};
