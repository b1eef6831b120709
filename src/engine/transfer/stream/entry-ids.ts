/**
 * [pure] How MAPI writes who somebody is: entry ids, lists of them, search keys, and SMTP addresses that wrap a
 * legacyExchangeDN. Source: MS-OXCDATA, "EntryIDs and Related Types".
 */

/** What an address leads to. `legacy`: a legacyExchangeDN, which means nothing outside its organisation. */
export type Identity = { smtp: string } | { legacy: string };

export interface EntryId {
  identity: Identity;
  /** As a one-off entry id says it. */
  name?: string;
}

const oneOff = Buffer.from('812b1fa4bea310199d6e00dd010f5402', 'hex');
const addressBook = Buffer.from('dca740c8c042101ab4b908002b2fe182', 'hex');
const wrapped = Buffer.from('c091add3519dcf11a4a900aa0047faa4', 'hex');

/** Flags, and the id of the provider whose entry it is. */
const headLength = 20;
/** Texts in UTF-16 (0x8000), without rich text (0x0001). */
const oneOffFlags = 0x8001;
const isUnicode = 0x8000;

/** Undefined: it says no address, or is none. */
export const readEntryId = (id: Buffer): EntryId | undefined => {
  if (!isEntryId(id)) return undefined;
  const provider = id.subarray(4, headLength);
  if (provider.equals(oneOff)) return readOneOff(id);
  if (provider.equals(addressBook)) return readAddressBook(id);
  if (provider.equals(wrapped)) return readEntryId(id.subarray(headLength + 1));
  return undefined;
};

/** Has it the shape of one, whosever it is? */
export const isEntryId = (bytes: Buffer): boolean =>
  bytes.length > headLength && bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 0 && bytes[3] === 0;

const readOneOff = (id: Buffer): EntryId | undefined => {
  if (id.length < headLength + 4) return undefined;
  const unicode = (id.readUInt16LE(headLength + 2) & isUnicode) !== 0;
  const texts = zeroEnded(id.subarray(headLength + 4), unicode);
  const [name, type, address] = texts;
  if (name === undefined || type === undefined || address === undefined) return undefined;
  const identity = identityOf(type, address);
  return identity && { identity, name };
};

/** u32 version, u32 kind, then the name in 8-bit text. */
const readAddressBook = (id: Buffer): EntryId | undefined => {
  const [legacy] = zeroEnded(id.subarray(headLength + 8), false);
  return legacy ? { identity: { legacy } } : undefined;
};

const zeroEnded = (bytes: Buffer, unicode: boolean): string[] =>
  (unicode ? bytes.toString('utf16le') : bytes.toString('latin1')).split('\0').slice(0, -1);

export const writeOneOff = (name: string, address: string): Buffer => {
  const text = `${name}\0SMTP\0${address}\0`;
  const id = Buffer.allocUnsafe(headLength + 4 + 2 * text.length);
  id.writeUInt32LE(0);
  oneOff.copy(id, 4);
  id.writeUInt16LE(0, headLength);
  id.writeUInt16LE(oneOffFlags, headLength + 2);
  id.write(text, headLength + 4, 'utf16le');
  return id;
};

/** "SMTP:ANNA@CONTOSO.COM" with a zero byte. */
export const writeSearchKey = (address: string): Buffer =>
  Buffer.from(`SMTP:${address.toUpperCase()}\0`, 'latin1');

/**
 * Count and length, then each entry with its length, filled up to four bytes. Undefined: it is none, or holds more
 * than it says.
 */
export const readEntryList = (list: Buffer): Buffer[] | undefined => {
  if (list.length < 8) return undefined;
  const entries: Buffer[] = [];
  let at = 8;
  for (let left = list.readUInt32LE(0); left > 0; left--) {
    if (at + 4 > list.length) return undefined;
    const end = at + 4 + list.readUInt32LE(at);
    if (end > list.length) return undefined;
    entries.push(list.subarray(at + 4, end));
    at = upToFour(end);
  }
  return at >= list.length ? entries : undefined;
};

export const writeEntryList = (entries: Buffer[]): Buffer => {
  const rows = entries.map((entry) => {
    const row = Buffer.alloc(upToFour(4 + entry.length));
    row.writeUInt32LE(entry.length);
    entry.copy(row, 4);
    return row;
  });
  const head = Buffer.alloc(8);
  head.writeUInt32LE(entries.length);
  head.writeUInt32LE(
    rows.reduce((sum, { length }) => sum + length, 0),
    4,
  );
  return Buffer.concat([head, ...rows]);
};

const upToFour = (length: number): number => (length + 3) & ~3;

/** What an address of this type leads to. Without a type, how it looks decides. Undefined: neither mail nor DN. */
export const identityOf = (type: string | undefined, address: string): Identity | undefined => {
  const said = type === undefined || type === '' ? '' : type.toUpperCase();
  if (said === 'EX' || said === 'X500' || legacyLook.test(address))
    return { legacy: address.replace(/^x500:/i, '') };
  if (said !== '' && said !== 'SMTP') return undefined;
  const smtp = address.replace(/^smtp:/i, '');
  const legacy = unwrap(smtp);
  if (legacy !== undefined) return { legacy };
  return isSmtp(smtp) ? { smtp } : undefined;
};

const legacyLook = /^(?:x500:)?\/o=/i;
const smtpLook = /^[^\s@<>;,"]+@[^\s@<>;,"]+$/;
const isSmtp = (text: string): boolean => smtpLook.test(text);

/** "IMCEAEX-_o=Org_cn=Some+20one@contoso.com": "_" stands for "/", "+20" for a space. */
const unwrap = (address: string): string | undefined =>
  address[0] === 'I' || address[0] === 'i'
    ? /^imceaex-(.+)@[^@]*$/i
        .exec(address)?.[1]
        ?.replaceAll('_', '/')
        .replace(/\+([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : undefined;
