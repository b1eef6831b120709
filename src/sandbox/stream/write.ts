/** Writing an item stream as Exchange Online does: the fixed head, then records of at most 31,680 bytes. */
import type { MessageContent, Property } from '../model.ts';
import {
  attachmentList,
  chunkSize,
  codePagesWithThatBit,
  deleteList,
  fixedSize,
  head,
  marker,
  recipientList,
  record,
} from './types.ts';

export const encodeMessage = (content: MessageContent): Buffer => {
  const writer = new Writer();
  message(writer, content);
  return writer.end();
};

const message = (writer: Writer, { properties, recipients, attachments }: MessageContent): void => {
  for (const each of properties) property(writer, each);
  writer.numbers(deleteList, recipientList);
  for (const row of recipients) {
    writer.numbers(marker.startRecipient);
    for (const each of row) property(writer, each);
    writer.numbers(marker.endRecipient);
  }
  writer.numbers(deleteList, attachmentList);
  for (const attachment of attachments) {
    writer.numbers(marker.newAttachment);
    for (const each of attachment.properties) property(writer, each);
    if (attachment.embedded !== undefined) {
      writer.numbers(marker.startEmbedded);
      message(writer, attachment.embedded);
      writer.numbers(marker.endEmbedded);
    }
    writer.numbers(marker.endAttachment);
  }
};

const property = (writer: Writer, { id, type, name, value }: Property): void => {
  const tag = Buffer.alloc(4);
  tag.writeUInt32LE(((id << 16) | type) >>> 0);
  const start = name === undefined ? tag : Buffer.concat([tag, nameBytes(name)]);
  const codePage = type & 0x7fff;
  const many = (type & 0x1000) !== 0 && !(type >= 0x8000 && codePagesWithThatBit.has(codePage));
  const values = many ? (value as (number | bigint | string | Buffer)[]) : [value as Single];
  const size = type >= 0x8000 ? undefined : fixedSize[type & 0x0fff];
  const prefix = many ? [start, number(values.length)] : [start];
  if (size !== undefined)
    writer.whole(Buffer.concat([...prefix, ...values.map((one) => fixed(type & 0x0fff, size, one))]));
  else variable(writer, Buffer.concat(prefix), values);
};

const variable = (writer: Writer, start: Buffer, values: Single[]): void => {
  let before = start;
  for (const one of values) {
    const bytes = Buffer.isBuffer(one) ? one : Buffer.from(`${one}\0`, 'utf16le');
    writer.whole(Buffer.concat([before, number(bytes.length)]));
    writer.divisible(bytes);
    before = Buffer.alloc(0);
  }
  if (values.length === 0) writer.whole(before);
};

type Single = number | bigint | boolean | string | Buffer;

const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

const nameBytes = (name: NonNullable<Property['name']>): Buffer => {
  const guid = Buffer.from(name.guid, 'hex');
  return 'lid' in name
    ? Buffer.concat([guid, Buffer.from([0]), number(name.lid)])
    : Buffer.concat([guid, Buffer.from([1]), Buffer.from(`${name.name}\0`, 'utf16le')]);
};

const fixed = (type: number, size: number, value: Single): Buffer => {
  if (Buffer.isBuffer(value)) return value;
  const bytes = Buffer.alloc(size);
  if (typeof value === 'bigint') bytes.writeBigInt64LE(value);
  else if (type === 0x0005 || type === 0x0007) bytes.writeDoubleLE(value as number);
  else if (type === 0x0004) bytes.writeFloatLE(value as number);
  else if (size === 4) bytes.writeInt32LE((value as number) | 0);
  else bytes.writeUInt16LE(Number(value) & 0xffff);
  return bytes;
};

/** Collects pieces into records. A record is cut before a piece, or inside a long value at an even byte. */
class Writer {
  readonly #parts: Buffer[] = [head];
  #chunk: Buffer[] = [];
  #length = 0;

  numbers(...values: number[]): void {
    for (const value of values) this.whole(number(value));
  }

  /** A piece that is not cut, unless it is larger than a record. */
  whole(bytes: Buffer): void {
    if (this.#length > 0 && this.#length + bytes.length > chunkSize) this.#flush();
    this.divisible(bytes);
  }

  divisible(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length) {
      const room = (chunkSize - this.#length) & ~1;
      if (room <= 0) {
        this.#flush();
        continue;
      }
      const part = bytes.subarray(at, at + room);
      this.#chunk.push(part);
      this.#length += part.length;
      at += part.length;
    }
  }

  #flush(): void {
    if (this.#length === 0) return;
    const header = Buffer.alloc(8);
    header.writeUInt32LE(record.buffer);
    header.writeUInt32LE(this.#length, 4);
    this.#parts.push(header, ...this.#chunk);
    this.#chunk = [];
    this.#length = 0;
  }

  end(): Buffer {
    this.#flush();
    return Buffer.concat(this.#parts);
  }
}
