/** [pure] Texts and lists in property values, and properties written down again. */
import iconv from 'iconv-lite';
import { hasMany, isFixed, type Property } from './elements.ts';
import { StreamFault } from './fault.ts';

const string8 = 0x001e;
const unicode = 0x001f;
const binaries = 0x1102;
const textFlag = 0x8000;

/** Without the zero at its end. Undefined: it is no text, or in a code page that nobody knows. */
export const textOf = ({ type, value }: Property): string | undefined => {
  const encoding = encodingOf(type);
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.length);
  return encoding && decode(bytes, encoding);
};

/** In the type that the property has. Throws StreamFault where that cannot hold it. */
export const textValue = ({ type }: Property, text: string, at: number): Buffer => {
  const encoding = encodingOf(type);
  if (encoding === undefined) throw new StreamFault('address-not-writable', at);
  const bytes = encoding === utf16 ? Buffer.from(`${text}\0`, utf16) : iconv.encode(`${text}\0`, encoding);
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

const decode = (bytes: Buffer, encoding: string): string =>
  (encoding === utf16 ? bytes.toString(utf16) : iconv.decode(bytes, encoding, { stripBOM: false })).replace(
    /\0$/,
    '',
  );

/** Of a property with many binary values. Undefined: it is none. */
export const binariesOf = ({ type, value }: Property): Buffer[] | undefined => {
  if (type !== binaries) return undefined;
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.length);
  const values: Buffer[] = [];
  for (let at = 4; at < bytes.length; ) {
    const end = at + 4 + bytes.readUInt32LE(at);
    values.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return values;
};

export const binariesValue = (values: Uint8Array[]): Buffer =>
  Buffer.concat([u32(values.length), ...values.flatMap((value) => [u32(value.length), value])]);

/** The property as the stream has it, with another value. */
export const writeProperty = ({ id, type, name }: Property, value: Uint8Array): Buffer => {
  const tag = Buffer.alloc(4);
  tag.writeUInt16LE(type);
  tag.writeUInt16LE(id, 2);
  const length = isFixed(type) || hasMany(type) ? [] : [u32(value.length)];
  return Buffer.concat([tag, ...(name === undefined ? [] : [writeName(name)]), ...length, value]);
};

const writeName = (name: NonNullable<Property['name']>): Buffer => {
  const set = Buffer.from(name.guid.replaceAll('-', ''), 'hex');
  set.subarray(0, 4).reverse();
  set.subarray(4, 6).reverse();
  set.subarray(6, 8).reverse();
  return 'lid' in name
    ? Buffer.concat([set, Buffer.from([0]), u32(name.lid)])
    : Buffer.concat([set, Buffer.from([1]), Buffer.from(`${name.name}\0`, 'utf16le')]);
};

const u32 = (number: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  return bytes;
};
