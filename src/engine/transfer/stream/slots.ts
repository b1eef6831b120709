/**
 * [pure] Where an item says who somebody is. A slot is one person in several properties: name, address and its type,
 * SMTP copy, entry ids, search key. Source: MS-OXPROPS, MS-OXOMSG, MS-OXOCNTC.
 *
 * What is on no list is never touched: global object ids of meetings, headers, bodies, signed content.
 */
import type { Property } from './elements.ts';
import type { Place } from './property-names.ts';

/** Keys of properties, see `keyOf`. */
export interface Slot {
  who: string;
  entryIds: string[];
  names: string[];
  searchKeys: string[];
  type?: string;
  address?: string;
  smtp?: string;
  /** The name of a contact's address has the address in brackets. */
  nameHoldsAddress?: true;
  /** Whom people answer. */
  isAnswered: boolean;
}

/** "0c1f"; named ones by their set and number, "address:8083". Undefined: no slot has it. */
export const keyOf = ({ id, name }: Property): string | undefined => {
  if (name === undefined) return unnamed.get(id);
  if (!('lid' in name)) return undefined;
  return name.guid === contactSet ? named.get(name.lid) : undefined;
};

const contactSet = '00062004-0000-0000-c000-000000000046';

const slot = (who: string, of: Partial<Record<'E' | 'N' | 'K' | 'T' | 'A' | 'S', number>>): Slot => ({
  who,
  entryIds: keys(of.E),
  names: keys(of.N),
  searchKeys: keys(of.K),
  ...(of.T && { type: hex(of.T) }),
  ...(of.A && { address: hex(of.A) }),
  ...(of.S && { smtp: hex(of.S) }),
  isAnswered: who === 'sender' || who === 'sentRepresenting',
});
const hex = (id: number): string => id.toString(16).padStart(4, '0');
const keys = (...ids: (number | undefined)[]): string[] =>
  ids.flatMap((id) => (id === undefined ? [] : hex(id)));

const ofMessage: Slot[] = [
  slot('sender', { E: 0x0c19, N: 0x0c1a, K: 0x0c1d, T: 0x0c1e, A: 0x0c1f, S: 0x5d01 }),
  // "From"; of a meeting its organizer.
  slot('sentRepresenting', { E: 0x0041, N: 0x0042, K: 0x003b, T: 0x0064, A: 0x0065, S: 0x5d02 }),
  slot('receivedBy', { E: 0x003f, N: 0x0040, K: 0x0051, T: 0x0075, A: 0x0076, S: 0x5d07 }),
  slot('receivedRepresenting', { E: 0x0043, N: 0x0044, K: 0x0052, T: 0x0077, A: 0x0078, S: 0x5d08 }),
  slot('readReceipt', { E: 0x0046, N: 0x402b, K: 0x0053, T: 0x4029, A: 0x402a, S: 0x5d05 }),
  slot('report', { E: 0x0045, N: 0x003a, K: 0x0054 }),
  slot('originalSender', { E: 0x005b, N: 0x005a, K: 0x005c, T: 0x0066, A: 0x0067, S: 0x5d03 }),
  slot('originalSentRepresenting', { E: 0x005e, N: 0x005d, K: 0x005f, T: 0x0068, A: 0x0069, S: 0x5d04 }),
  slot('originalAuthor', { E: 0x004c, N: 0x004d, K: 0x0056, T: 0x0079, A: 0x007a, S: 0x5d06 }),
  slot('originallyIntended', { E: 0x1012, T: 0x007b, A: 0x007c }),
  slot('reportDestination', { E: 0x6665, N: 0x6664 }),
  slot('originator', { E: 0x665e, N: 0x665b, T: 0x665d, A: 0x665c }),
  slot('creator', { E: 0x3ff9, N: 0x3ff8, T: 0x4022, A: 0x4023, S: 0x5d0a }),
  slot('lastModifier', { E: 0x3ffb, N: 0x3ffa, T: 0x4024, A: 0x4025, S: 0x5d0b }),
  ...[1, 2, 3].map((which): Slot => {
    const key = (last: number) => contactKey(0x8070 + which * 0x10 + last);
    return {
      who: `contact.email${which}`,
      entryIds: [key(5)],
      names: [key(0), key(4)],
      searchKeys: [],
      type: key(2),
      address: key(3),
      nameHoldsAddress: true,
      isAnswered: true,
    };
  }),
];

const ofRecipient: Slot[] = [
  {
    who: 'recipient',
    // The record key of a recipient is an entry id too.
    entryIds: keys(0x0fff, 0x5ff7, 0x0ff9),
    names: keys(0x3001, 0x5ff6, 0x3a20, 0x39ff),
    searchKeys: keys(0x300b),
    type: hex(0x3002),
    address: hex(0x3003),
    smtp: hex(0x39fe),
    isAnswered: true,
  },
  slot('originalRecipient', { E: 0x3a12, N: 0x3a13, K: 0x3a14, T: 0x403d, A: 0x403e }),
];

/** Those of which a bag with these keys has anything that says who it is. */
export const slotsIn = (place: Place, keys: Iterable<string>): Set<Slot> => {
  const found = new Set<Slot>();
  const identified = identifying[place];
  for (const key of keys) {
    const slot = identified?.get(key);
    if (slot !== undefined) found.add(slot);
  }
  return found;
};

/** Not slots, but addresses all the same. */
export const replyEntries = hex(0x004f);
export const replyNames = hex(0x0050);

function contactKey(lid: number): string {
  return `address:${hex(lid)}`;
}
/** "sip:anna@contoso.com", of messages and recipients, and of contacts. */
export const chatAddresses = [hex(0x5fe5), contactKey(0x8062)];
export const members = contactKey(0x8055);
export const oneOffMembers = contactKey(0x8054);
/** The members once more; whoever finds it believes nothing else. */
export const memberStream = contactKey(0x8064);

const byKeys = (slots: Slot[]): Map<string, Slot> =>
  new Map(
    slots.flatMap((slot) =>
      [slot.address, slot.smtp, ...slot.entryIds].flatMap((key) => (key ? [[key, slot] as const] : [])),
    ),
  );
const identifying: Partial<Record<Place, Map<string, Slot>>> = {
  message: byKeys(ofMessage),
  recipient: byKeys(ofRecipient),
};

const all = [...ofMessage, ...ofRecipient].flatMap((one) => [
  ...one.entryIds,
  ...one.names,
  ...one.searchKeys,
  ...[one.type, one.address, one.smtp].flatMap((key) => key ?? []),
]);
const wanted = [...all, replyEntries, replyNames, ...chatAddresses, members, oneOffMembers, memberStream];
const unnamed = new Map(
  wanted.filter((key) => !key.includes(':')).map((key) => [Number.parseInt(key, 16), key] as const),
);
const named = new Map(
  wanted
    .filter((key) => key.includes(':'))
    .map((key) => [Number.parseInt(key.slice(key.indexOf(':') + 1), 16), key] as const),
);
