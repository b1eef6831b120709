/** What a stream says about its item, without building the tree: for imports, thousands a second. */
import { type Cursor, type Sink, walk } from './read.ts';

export interface StreamSummary {
  messageClass: string;
  searchKey: Buffer | null;
  /** PR_MESSAGE_DELIVERY_TIME. */
  received: Date | null;
  /** By Graph id in lower case ("string 0x0037"): the extended properties that a server answers. */
  extended: Record<string, string>;
  /** Keywords, the named property that holds an item's categories. */
  categories: string[];
}

/** Property id -> its Graph id. Others are not kept per item. */
const extendedIds: Record<number, string> = {
  26: 'string 0x001a',
  55: 'string 0x0037',
  57: 'systemtime 0x0039',
  3590: 'systemtime 0x0e06',
  3591: 'integer 0x0e07',
  3592: 'integer 0x0e08',
  3611: 'boolean 0x0e1b',
  3613: 'string 0x0e1d',
  4149: 'string 0x1035',
  4240: 'integer 0x1090',
  12299: 'binary 0x300b',
  23809: 'string 0x5d01',
};

/** Named properties, by their set in the byte order of the stream and their number: times of appointments. */
const namedIds: Record<string, string> = {
  '0220060000000000c000000000000046/820d': 'systemtime {00062002-0000-0000-c000-000000000046} id 0x820d',
  '0220060000000000c000000000000046/820e': 'systemtime {00062002-0000-0000-c000-000000000046} id 0x820e',
  '0220060000000000c000000000000046/8223': 'boolean {00062002-0000-0000-c000-000000000046} id 0x8223',
  '0220060000000000c000000000000046/8236': 'systemtime {00062002-0000-0000-c000-000000000046} id 0x8236',
};
const idOf = ({ id, name }: Cursor): string | undefined =>
  name === undefined
    ? extendedIds[id]
    : 'lid' in name
      ? namedIds[`${name.guid}/${name.lid.toString(16)}`]
      : undefined;

/** Every extended property that a server answers. */
export const knownIds: ReadonlySet<string> = new Set([
  ...Object.values(extendedIds),
  ...Object.values(namedIds),
]);

/** Throws StreamError for a stream that an import must refuse. */
export const checkStream = (blob: Buffer): StreamSummary => {
  const summary: StreamSummary = {
    messageClass: '',
    searchKey: null,
    received: null,
    extended: {},
    categories: [],
  };
  walk(blob, {
    ...ignored,
    property(cursor) {
      if (isKeywords(cursor)) summary.categories = textsOf(cursor.value());
      const id = idOf(cursor);
      if (id === undefined) return;
      const value = cursor.value();
      if (cursor.id === 0x001a) summary.messageClass = textOf(cursor, value);
      if (cursor.id === 0x300b && Buffer.isBuffer(value)) summary.searchKey = Buffer.from(value);
      if (cursor.id === 0x0e06) summary.received = dateOf(value as bigint);
      summary.extended[id] = textOf(cursor, value);
    },
  });
  return summary;
};

/** PS_PUBLIC_STRINGS, in the byte order of the stream. */
const publicStrings = '2903020000000000c000000000000046';
const isKeywords = ({ name }: Cursor): boolean =>
  name !== undefined && 'name' in name && name.name === 'Keywords' && name.guid === publicStrings;
const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

const ignored: Sink = {
  property: () => {},
  recipient: () => ignored,
  attachment: () => ({ property: () => {}, embedded: () => ignored }),
};

const textOf = (cursor: Cursor, value: unknown): string => {
  // Text in an 8-bit code page: what a server shows of it is its letters, without the end mark.
  if (Buffer.isBuffer(value) && cursor.type !== 0x0102) return value.toString('latin1').replace(/\0$/, '');
  if (Buffer.isBuffer(value)) return value.toString('base64');
  return cursor.type === 0x0040 ? dateOf(value as bigint).toISOString() : String(value);
};

const epoch = 11_644_473_600_000n;
/** FILETIME: 100 ns since 1601. */
const dateOf = (fileTime: bigint): Date => new Date(Number(fileTime / 10_000n - epoch));
export const fileTimeOf = (date: Date): bigint => (BigInt(date.getTime()) + epoch) * 10_000n;
