/** [pure] Texts and lists in property values, and properties written down again. */
import iconv from 'iconv-lite';
import { hasMany, isFixed, type Property } from './elements.ts';
import { StreamFault } from './fault.ts';

const string8 = 0x001e;
const unicode = 0x001f;
const binaries = 0x1102;
const textFlag = 0x8000;

/** Without the zero at its end. Undefined: it is no text, or in a code page that nobody knows. */
export const textOf = ({ type, stream, from, to }: Property): string | undefined => {
  const encoding = encodingOf(type);
  return encoding && decode(stream, encoding, from, to);
};

/** In the type that the property has. Throws StreamFault where that cannot hold it. */
export const textValue = ({ type }: Property, text: string, at: number): Buffer => {
  const encoding = encodingOf(type);
  if (encoding === undefined) throw new StreamFault('address-not-writable', at);
  if (encoding === utf16) return Buffer.from(`${text}\0`, utf16);
  const bytes = iconv.encode(`${text}\0`, encoding);
  if (decode(bytes, encoding) !== text) throw new StreamFault('address-not-writable', at);
  return bytes;
};

const utf16 = 'utf16le';

const encodingOf = (type: number): string | undefined => {
  // Which code page it means stands elsewhere; addresses are the same in all of them.
  if (type === string8) return 'latin1';
  if (type === unicode) return utf16;
  if ((type & textFlag) === 0 || hasMany(type)) return undefined;
  const codePage = type & ~textFlag;
  if (codePage === 1200) return utf16;
  const name = codePage === 20127 ? 'ascii' : String(codePage);
  return iconv.encodingExists(name) ? name : undefined;
};

const decode = (bytes: Buffer, encoding: string, from = 0, to = bytes.length): string => {
  const text =
    encoding === utf16
      ? bytes.toString(utf16, from, to)
      : iconv.decode(bytes.subarray(from, to), encoding, { stripBOM: false });
  return text.endsWith('\0') ? text.slice(0, -1) : text;
};

/** Of a property with many binary values. Undefined: it is none. */
export const binariesOf = ({ type, value }: Property): Buffer[] | undefined => {
  if (type !== binaries) return undefined;
  const values: Buffer[] = [];
  for (let at = 4; at < value.length; ) {
    const end = at + 4 + value.readUInt32LE(at);
    values.push(value.subarray(at + 4, end));
    at = end;
  }
  return values;
};

export const binariesValue = (values: Buffer[]): Buffer =>
  Buffer.concat([u32(values.length), ...values.flatMap((value) => [u32(value.length), value])]);

/** An element with a property, as it stands in the stream. */
export interface Found {
  at: number;
  end: number;
  property: Property;
}

/** Its bytes: the value ends where the element does, and stands in the same memory. */
export const bytesOf = ({ at, end, property: { stream, to } }: Found): Buffer =>
  stream.subarray(to - (end - at), to);

/** An element, of which these are the bytes, with another value of its type. */
export const withValue = ({ type, from, to }: Property, element: Buffer, value: Buffer): Buffer => {
  const head = element.length - (to - from);
  const bytes = Buffer.allocUnsafe(head + value.length);
  element.copy(bytes, 0, 0, head);
  // Of many values the count is in the value; of one, its length stands in front of it.
  if (!isFixed(type) && !hasMany(type)) bytes.writeUInt32LE(value.length, head - 4);
  value.copy(bytes, head);
  return bytes;
};

const u32 = (number: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  return bytes;
};
