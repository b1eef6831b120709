/**
 * Reading an item stream, strictly: a head that is not Exchange's, an unknown marker or type, a length that
 * overruns, a piece that does not belong where it stands, or anything left over is refused (MS-OXCFXICS 2.2.4).
 * One walk serves everybody: it calls a sink per piece, and values are decoded only when the sink asks.
 */
import type { MessageContent, Property } from '../model.ts';
import {
  allMarkers,
  attachmentList,
  attachmentNumber,
  codePagesWithThatBit,
  deleteList,
  dnPrefix,
  fixedSize,
  head,
  marker,
  recipientList,
  record,
  StreamError,
  unicode,
  variable,
} from './types.ts';

/** Attached messages in attached messages; Exchange itself stops long before. */
const mostDepth = 64;
const truncated = '=== Truncated Data ===';

/** The FastTransfer stream inside the records. */
export const payloadOf = (blob: Buffer): Buffer => {
  checkHead(blob);
  const chunks: Buffer[] = [];
  for (let at = head.length; at < blob.length; ) {
    if (blob.length - at < 8) throw new StreamError('record', 'a record header is cut off');
    const [code, length] = [blob.readUInt32LE(at), blob.readUInt32LE(at + 4)];
    if (code !== record.buffer) throw new StreamError('record', `record ${code} after the head`);
    if (length === 0) throw new StreamError('record', 'an empty record');
    if (at + 8 + length > blob.length) throw new StreamError('truncated', 'a record runs over the end');
    chunks.push(blob.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  const [first, ...more] = chunks;
  if (first === undefined) throw new StreamError('truncated', 'no content after the head');
  return more.length === 0 ? first : Buffer.concat(chunks);
};

/** Everything of the head but the server's version is fixed; the version is 14 (2010) or newer. */
const checkHead = (blob: Buffer): void => {
  const versionAt = head.length - 6;
  if (blob.subarray(-64).toString('latin1').includes(truncated))
    throw new StreamError('truncated', 'the service cut this export short');
  if (blob.length < head.length || !blob.subarray(0, versionAt).equals(head.subarray(0, versionAt)))
    throw new StreamError('head', 'this is not the head of an exported item');
  if (blob.readUInt16LE(versionAt) < 0x0e00)
    throw new StreamError('version', 'exported by a server before Exchange 2010');
};

/** Where a property stands in the stream; its value is decoded by `value()`. */
export class Cursor {
  id = 0;
  type = 0;
  name: Property['name'];
  /** How many bytes of `bytes` hold the value, lengths and counts included. */
  start = 0;
  end = 0;
  at = 0;
  readonly bytes: Buffer;
  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  get over(): boolean {
    return this.at >= this.bytes.length;
  }

  /** The next tag without taking it. */
  peek(): number {
    this.#need(4);
    return this.bytes.readUInt32LE(this.at);
  }

  /** Takes a marker if it is the next piece. */
  take(wanted: number): boolean {
    if (this.over || this.peek() !== wanted) return false;
    this.at += 4;
    return true;
  }

  /** Reads one property and stands behind it. */
  property(): void {
    const tag = this.peek();
    this.at += 4;
    this.type = tag & 0xffff;
    this.id = tag >>> 16;
    this.name = this.id >= 0x8000 ? this.#name() : undefined;
    this.start = this.at;
    this.#skipValue(this.type);
    this.end = this.at;
  }

  value(): Property['value'] {
    return decodeValue(this.bytes, this.type, this.start, this.end);
  }

  u32(): number {
    this.#need(4);
    this.at += 4;
    return this.bytes.readUInt32LE(this.at - 4);
  }

  #need(length: number): void {
    if (length > this.bytes.length - this.at)
      throw new StreamError('length', `${length} bytes are announced at ${this.at}, and fewer are left`);
  }

  #skip(length: number): void {
    this.#need(length);
    this.at += length;
  }

  #name(): NonNullable<Property['name']> {
    this.#need(17);
    const guid = this.bytes.toString('hex', this.at, this.at + 16);
    const kind = this.bytes[this.at + 16];
    this.at += 17;
    if (kind === 0) return { guid, lid: this.u32() };
    if (kind !== 1) throw new StreamError('grammar', `a named property of kind ${kind}`);
    const from = this.at;
    for (;;) {
      this.#need(2);
      this.at += 2;
      if (this.bytes.readUInt16LE(this.at - 2) === 0) break;
    }
    return { guid, name: this.bytes.toString('utf16le', from, this.at - 2) };
  }

  #skipValue(type: number): void {
    const { one, many } = shapeOf(type);
    const count = many ? this.u32() : 1;
    const size = fixedSize[one];
    if (size !== undefined) {
      this.#skip(count * size);
      return;
    }
    // Every value has a length of four bytes: a count that cannot be is refused before it is walked.
    this.#need(count * 4);
    for (let left = count; left > 0; left--) this.#skip(this.u32());
  }
}

/** What a type is made of. Code page types hold text as bytes with a length. */
const shapeOf = (type: number): { one: number; many: boolean } => {
  if (type >= 0x8000) {
    const codePage = type & 0x7fff;
    const many = (codePage & 0x1000) !== 0 && !codePagesWithThatBit.has(codePage);
    return { one: 0x0102, many };
  }
  const one = type & 0x0fff;
  if ((type & 0xe000) !== 0 || (fixedSize[one] === undefined && !variable.has(one)))
    throw new StreamError('type', `type 0x${type.toString(16)} is unknown`);
  return { one, many: (type & 0x1000) !== 0 };
};

const isUnicode = (type: number): boolean => (type & ~0x1000) === unicode || (type & ~0x1000) === 0x001f;

const decodeValue = (bytes: Buffer, type: number, start: number, end: number): Property['value'] => {
  const { one, many } = shapeOf(type);
  const size = fixedSize[one];
  const values: (number | bigint | string | Buffer)[] = [];
  let at = start;
  const count = many ? bytes.readUInt32LE(at) : 1;
  if (many) at += 4;
  for (let left = count; left > 0; left--) {
    const length = size ?? bytes.readUInt32LE(at);
    if (size === undefined) at += 4;
    values.push(
      size === undefined ? content(bytes.subarray(at, at + length), type) : fixed(bytes, one, at, size),
    );
    at += length;
  }
  if (at !== end) throw new StreamError('length', 'a value does not fill its place');
  if (many) return values;
  return one === 0x000b ? values[0] !== 0 : (values[0] ?? 0);
};

const content = (value: Buffer, type: number): string | Buffer => {
  if (!isUnicode(type)) return value;
  if (value.length < 2 || value.length % 2 !== 0 || value.readUInt16LE(value.length - 2) !== 0)
    throw new StreamError('length', 'text without its end');
  return value.toString('utf16le', 0, value.length - 2);
};

const fixed = (bytes: Buffer, type: number, at: number, size: number): number | bigint | Buffer => {
  if (type === 0x0005 || type === 0x0007) return bytes.readDoubleLE(at);
  if (type === 0x0004) return bytes.readFloatLE(at);
  if (type === 0x0048) return bytes.subarray(at, at + 16);
  if (size === 8) return bytes.readBigInt64LE(at);
  return size === 4 ? bytes.readInt32LE(at) : bytes.readUInt16LE(at);
};

/** What is told about one message, in the order of the stream. The cursor is only valid during the call. */
export interface Sink {
  property(cursor: Cursor): void;
  recipient(): PropertySink;
  attachment(): PropertySink & { embedded(): Sink };
}
export interface PropertySink {
  property(cursor: Cursor): void;
}

export const walk = (blob: Buffer, sink: Sink): void => {
  const cursor = new Cursor(payloadOf(blob));
  message(cursor, sink, 0);
  if (!cursor.over)
    throw new StreamError('grammar', `0x${cursor.peek().toString(16)} after the end of the item`);
};

const message = (cursor: Cursor, sink: Sink, depth: number): void => {
  if (depth > mostDepth) throw new StreamError('depth', `messages attached more than ${mostDepth} deep`);
  properties(cursor, sink);
  if (takeList(cursor, recipientList)) {
    while (cursor.take(marker.startRecipient)) {
      properties(cursor, sink.recipient());
      expect(cursor, marker.endRecipient, 'the end of a recipient');
    }
  }
  if (takeList(cursor, attachmentList)) {
    while (cursor.take(marker.newAttachment)) attachment(cursor, sink, depth);
  }
};

const attachment = (cursor: Cursor, sink: Sink, depth: number): void => {
  const into = sink.attachment();
  if (cursor.peek() !== ((attachmentNumber << 16) | 0x0003) >>> 0)
    throw new StreamError('grammar', 'an attachment does not begin with its number');
  properties(cursor, into);
  if (cursor.take(marker.startEmbedded)) {
    message(cursor, into.embedded(), depth + 1);
    expect(cursor, marker.endEmbedded, 'the end of an attached message');
  }
  expect(cursor, marker.endAttachment, 'the end of an attachment');
};

const properties = (cursor: Cursor, sink: PropertySink): void => {
  for (let first = true; !cursor.over; first = false) {
    const tag = cursor.peek();
    if (tag === deleteList || allMarkers.has(tag)) return;
    const id = tag >>> 16;
    if (id >= 0x4000 && id < 0x4080 && isMeta(id) && !(id === dnPrefix && first))
      throw new StreamError('grammar', `meta-property 0x${id.toString(16)} does not belong in an item`);
    cursor.property();
    sink.property(cursor);
  }
};

/** Between the markers' numbers, these are the ones that look like properties. */
const isMeta = (id: number): boolean =>
  id === dnPrefix || id === 0x400f || id === 0x4011 || id === 0x407a || id === 0x407c;

/** The marker "this list follows", for one list. Absent: the list is empty. */
const takeList = (cursor: Cursor, list: number): boolean => {
  if (cursor.over || cursor.peek() !== deleteList) return false;
  const before = cursor.at;
  cursor.at += 4;
  if (cursor.u32() === list) return true;
  cursor.at = before;
  if (list === attachmentList)
    throw new StreamError('grammar', 'a list that is neither recipients nor attachments, or twice');
  return false;
};

const expect = (cursor: Cursor, wanted: number, what: string): void => {
  if (cursor.over) throw new StreamError('truncated', `the stream ends before ${what}`);
  if (!cursor.take(wanted))
    throw new StreamError('grammar', `0x${cursor.peek().toString(16)} where ${what} should be`);
};

/** The whole message as a tree. */
export const decodeMessage = (blob: Buffer): MessageContent => {
  const content: MessageContent = { properties: [], recipients: [], attachments: [] };
  walk(blob, treeOf(content));
  return content;
};

const into = (list: Property[]): PropertySink => ({
  property: (cursor) =>
    void list.push({
      id: cursor.id,
      type: cursor.type,
      ...(cursor.name === undefined ? {} : { name: cursor.name }),
      value: cursor.value(),
    }),
});

const treeOf = (content: MessageContent): Sink => ({
  ...into(content.properties),
  recipient: () => {
    const row: Property[] = [];
    content.recipients.push(row);
    return into(row);
  },
  attachment: () => {
    const made: MessageContent['attachments'][number] = { properties: [] };
    content.attachments.push(made);
    return {
      ...into(made.properties),
      embedded: () => {
        made.embedded = { properties: [], recipients: [], attachments: [] };
        return treeOf(made.embedded);
      },
    };
  },
});
