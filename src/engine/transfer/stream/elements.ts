/**
 * [pure] The words of an item stream: a mark (begin and end of a recipient, an attachment, an embedded
 * message) or a property with its value. What may follow what is grammar.ts's business.
 */
import { StreamFault } from './fault.ts';

/** Where a value stands. Its bytes are looked at seldom, and views of them cost more than all else that is read. */
export class Property {
  /** From 0x8000 on a number that only the exporting mailbox knows: those go by their name. */
  readonly id: number;
  readonly type: number;
  readonly name: PropertyName | undefined;
  readonly stream: Buffer;
  readonly from: number;
  readonly to: number;

  constructor(head: PropertyHead, stream: Buffer, from: number, to: number) {
    this.id = head.id;
    this.type = head.type;
    this.name = head.name;
    this.stream = stream;
    this.from = from;
    this.to = to;
  }

  /**
   * Without the length in front of it; with a zero at the end of most texts; for many values their count, and each
   * value as it stands, those of varying length with theirs.
   */
  get value(): Buffer {
    return this.stream.subarray(this.from, this.to);
  }
}

export interface PropertyHead {
  id: number;
  type: number;
  name: PropertyName | undefined;
}

/** The set that it belongs to, as "00062008-0000-0000-c000-000000000046", and its number or text in there. */
export type PropertyName = { guid: string; lid: number } | { guid: string; name: string };

export type Mark = keyof typeof marks;

/** From its first byte up to the one after its last. */
export type Element = { at: number; end: number } & (
  | { kind: 'property'; property: Property }
  /** A value that is longer than the reader holds: it begins at `end`, and is so many bytes. */
  | { kind: 'long'; property: PropertyHead; length: number }
  | { kind: 'mark'; mark: Mark }
  /** The list that begins, and that an import clears: the tag of the recipients or of the attachments. */
  | { kind: 'list'; of: number }
  | { kind: 'end' }
);

/**
 * Reads on at each call; at the end it says so as often as it is asked. Throws StreamFault. Whoever has not the
 * whole stream in memory says how long a value may be to be waited for.
 */
export const elementsOf = (stream: Buffer, longest = Number.POSITIVE_INFINITY): (() => Element) => {
  const bytes = new Cursor(stream);
  return () => {
    const { at } = bytes;
    if (bytes.left === 0) return { kind: 'end', at, end: at };
    const tag = bytes.u32();
    const mark = markByTag.get(tag);
    if (mark !== undefined) return { kind: 'mark', at, end: bytes.at, mark };
    if (foreign.has(tag)) throw new StreamFault('stream-unexpected-element', at);
    if (tag === listTag) return { kind: 'list', at, of: bytes.u32(), end: bytes.at };
    const head = readHead(bytes, tag);
    const length = longLength(bytes, head.type, longest);
    if (length !== undefined) return { kind: 'long', at, end: bytes.at, property: head, length };
    const from = passValue(bytes, head.type, at);
    return { kind: 'property', at, end: bytes.at, property: new Property(head, stream, from, bytes.at) };
  };
};

/** Tags as in the tables of the specification: the id above, the type below. */
const marks = {
  recipient: 0x40030003,
  recipientEnd: 0x40040003,
  attachment: 0x40000003,
  attachmentEnd: 0x400e0003,
  embedded: 0x40010003,
  embeddedEnd: 0x40020003,
} as const;
const markByTag = new Map(Object.entries(marks).map(([mark, tag]) => [tag as number, mark as Mark]));

const listTag = 0x40160003;

/**
 * Marks, and properties that are about the stream, of folders, lists of messages and synchronisation, and the
 * service's notes about errors. None belongs into an item; taken for properties, they would be misread.
 */
const foreign = new Set([
  0x40090003, 0x400a0003, 0x400b0003, 0x400c0003, 0x400d0003, 0x400f0003, 0x40100003, 0x40110102, 0x40120003,
  0x40130003, 0x40140003, 0x40150003, 0x40170003, 0x40180003, 0x402f0003, 0x403a0003, 0x403b0003, 0x4074000b,
  0x4075000b, 0x407a0003, 0x407b0102, 0x407c0003, 0x407d0003,
]);

const firstNamed = 0x8000;

const readHead = (bytes: Cursor, tag: number): PropertyHead => {
  const id = tag >>> 16;
  return { id, type: tag & 0xffff, name: id < firstNamed ? undefined : readName(bytes) };
};

/** Of a value that is too long to wait for; its length is read then, and nothing is read of any other. */
const longLength = (bytes: Cursor, type: number, longest: number): number | undefined => {
  if (isFixed(type) || hasMany(type) || !isVarying(type)) return undefined;
  const length = bytes.peek();
  if (length <= longest) return undefined;
  bytes.skip(4);
  return length;
};

const readName = (bytes: Cursor): PropertyName => {
  const guid = guidText(bytes.take(16));
  const { at } = bytes;
  const kind = bytes.u8();
  if (kind === 0) return { guid, lid: bytes.u32() };
  if (kind === 1) return { guid, name: bytes.zeroEnded() };
  throw new StreamFault('stream-unknown-name', at);
};

/** Bytes per value. A Boolean has two here, unlike anywhere else. */
const fixedLengths = new Map([
  [0x0002, 2],
  [0x0003, 4],
  [0x0004, 4],
  [0x0005, 8],
  [0x0006, 8],
  [0x0007, 8],
  [0x000a, 4],
  [0x000b, 2],
  [0x0014, 8],
  [0x0040, 8],
  [0x0048, 16],
]);
/** Object, two kinds of text, ServerId, Binary. */
const varying = new Set([0x000d, 0x001e, 0x001f, 0x00fb, 0x0102]);
/** Nobody has many of these. */
const onlyOne = new Set([0x000a, 0x000b, 0x000d, 0x00fb]);

/** Texts are written as 0x8000 and their code page: 0x84B0 is 1200, UTF-16. */
const textFlag = 0x8000;
const manyFlag = 0x1000;

/** Code pages whose number has the bit that elsewhere says "many values". */
const codePagesWithFlag = new Set([
  20833, 20838, 20866, 20871, 20880, 20905, 20924, 20932, 20936, 20949, 21025, 21027, 21866, 29001,
]);

export const hasMany = (type: number): boolean =>
  (type & manyFlag) !== 0 && !((type & textFlag) !== 0 && codePagesWithFlag.has(type & ~textFlag));

const isVarying = (type: number): boolean => (type & textFlag) !== 0 || varying.has(type);

export const isFixed = (type: number): boolean => fixedLengths.has(type);

/** Answers where the value begins. */
const passValue = (bytes: Cursor, type: number, at: number): number => {
  const many = hasMany(type);
  const one = many ? type & ~manyFlag : type;
  if (many && onlyOne.has(one)) throw new StreamFault('stream-unknown-type', at);
  const fixed = fixedLengths.get(one);
  if (fixed === undefined && !isVarying(one)) throw new StreamFault('stream-unknown-type', at);
  if (!many) return bytes.skip(fixed ?? bytes.u32());
  const from = bytes.at;
  if (fixed !== undefined) bytes.skip(bytes.u32() * fixed);
  // Every turn reads four bytes at least: a count that is too high ends with the stream.
  else for (let values = bytes.u32(); values > 0; values--) bytes.skip(bytes.u32());
  return from;
};

/** Windows byte order: the first three groups are numbers, the rest is bytes. */
const guidText = (bytes: Buffer): string => {
  const key = bytes.toString('latin1');
  const known = guids.get(key);
  if (known !== undefined) return known;
  const text = formatGuid(bytes);
  // A dozen sets are in all mail; a stream that is made to harm us may name a million.
  if (guids.size < 1000) guids.set(key, text);
  return text;
};
const guids = new Map<string, string>();

const formatGuid = (bytes: Buffer): string => {
  const hex = (number: number, digits: number) => number.toString(16).padStart(digits, '0');
  const numbers = [bytes.readUInt32LE(0), bytes.readUInt16LE(4), bytes.readUInt16LE(6)];
  const rest = bytes.toString('hex', 8);
  return [
    ...numbers.map((number, at) => hex(number, at === 0 ? 8 : 4)),
    rest.slice(0, 4),
    rest.slice(4),
  ].join('-');
};

class Cursor {
  at = 0;
  readonly #bytes: Buffer;
  readonly #view: DataView;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get left(): number {
    return this.#bytes.length - this.at;
  }

  /** Answers from where. */
  skip(length: number): number {
    const from = this.at;
    if (length > this.#bytes.length - from) throw new StreamFault('stream-truncated', from);
    this.at = from + length;
    return from;
  }

  u8(): number {
    return this.#view.getUint8(this.skip(1));
  }

  u32(): number {
    return this.#view.getUint32(this.skip(4), true);
  }

  /** The next u32, which stays the next. */
  peek(): number {
    const from = this.skip(4);
    this.at = from;
    return this.#view.getUint32(from, true);
  }

  take(length: number): Buffer {
    return this.#bytes.subarray(this.skip(length), this.at);
  }

  /** UTF-16 up to two zero bytes. */
  zeroEnded(): string {
    const from = this.at;
    while (this.#view.getUint16(this.skip(2), true) !== 0);
    return this.#bytes.toString('utf16le', from, this.at - 2);
  }
}
