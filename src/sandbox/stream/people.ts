/**
 * What an item must say after a migration that gave people other addresses: whoever is mapped has an SMTP address
 * everywhere, in all properties that say who somebody is; everything else is as it was. From MS-OXOMSG 2.2.1,
 * MS-OXOCNTC 2.2.1.2 and 2.2.2, and MS-OXCDATA 2.2.5.
 */
import type { MessageContent, Property } from '../model.ts';

/** New addresses by old ones, in lower case. */
export type People = ReadonlyMap<string, string>;

export const withPeople = (message: MessageContent, people: People): MessageContent => ({
  properties: ofContact(people)(ofMessage(people)(message.properties)),
  recipients: message.recipients.map(ofRecipient(people)),
  attachments: message.attachments.map(({ properties, embedded }) => ({
    properties,
    ...(embedded === undefined ? {} : { embedded: withPeople(embedded, people) }),
  })),
});

interface Slot {
  type: number;
  address: number;
  smtp: number;
  name: number;
  entryIds: number[];
  searchKey: number;
}
const messageSlots: Slot[] = [
  { type: 0x0c1e, address: 0x0c1f, smtp: 0x5d01, name: 0x0c1a, entryIds: [0x0c19], searchKey: 0x0c1d },
  { type: 0x0064, address: 0x0065, smtp: 0x5d02, name: 0x0042, entryIds: [0x0041], searchKey: 0x003b },
  { type: 0x0075, address: 0x0076, smtp: 0x5d07, name: 0x0040, entryIds: [0x003f], searchKey: 0x0051 },
  { type: 0x0077, address: 0x0078, smtp: 0x5d08, name: 0x0044, entryIds: [0x0043], searchKey: 0x0052 },
  { type: 0x4029, address: 0x402a, smtp: 0x5d05, name: 0x402b, entryIds: [0x0046], searchKey: 0x0053 },
];
const recipientSlot: Slot = {
  type: 0x3002,
  address: 0x3003,
  smtp: 0x39fe,
  name: 0x3001,
  entryIds: [0x0fff, 0x5ff7, 0x0ff9],
  searchKey: 0x300b,
};

type Mapping = (properties: Property[]) => Property[];

const ofMessage =
  (people: People): Mapping =>
  (properties) =>
    messageSlots.reduce((mapped, slot) => withSlot(mapped, slot, people), properties);
const ofRecipient =
  (people: People): Mapping =>
  (properties) =>
    withSlot(properties, recipientSlot, people);

const withSlot = (properties: Property[], slot: Slot, people: People): Property[] => {
  const said = (id: number): string => {
    const value = properties.find((one) => one.id === id && one.name === undefined)?.value;
    return typeof value === 'string' ? value : '';
  };
  const target = people.get((said(slot.smtp) || said(slot.address)).toLowerCase());
  if (target === undefined) return properties;
  const put = new Map<number, Property['value']>([
    [slot.type, 'SMTP'],
    [slot.address, target],
    [slot.smtp, target],
    [slot.searchKey, Buffer.from(`SMTP:${target.toUpperCase()}\0`, 'latin1')],
    ...slot.entryIds.map((id) => [id, oneOff(said(slot.name), target)] as const),
  ]);
  return properties.map((one) =>
    one.name === undefined && put.has(one.id) ? { ...one, value: put.get(one.id) ?? one.value } : one,
  );
};

/** Version 0, then: texts in UTF-16, no rich text (0x8001). */
const oneOff = (name: string, address: string): Buffer =>
  Buffer.concat([
    Buffer.from('00000000812b1fa4bea310199d6e00dd010f540200000180', 'hex'),
    Buffer.from([name, 'SMTP', address, ''].join('\0'), 'utf16le'),
  ]);

const contactSet = /^(04200600|00062004)-?0000-?0000-?c000-?000000000046$/i;

const ofContact =
  (people: People): Mapping =>
  (properties) => {
    const at = (lid: number): Property | undefined =>
      properties.find(
        ({ name }) => name !== undefined && 'lid' in name && name.lid === lid && contactSet.test(name.guid),
      );
    const put = new Map<Property, Property['value']>();
    for (const base of [0x8080, 0x8090, 0x80a0]) {
      const [shown, type, address, entry] = [base, base + 2, base + 3, base + 5].map(at);
      const target = people.get(String(address?.value ?? '').toLowerCase());
      if (target === undefined || address === undefined) continue;
      const name = String(shown?.value ?? '').replace(String(address.value), target);
      if (shown !== undefined) put.set(shown, name);
      if (type !== undefined) put.set(type, 'SMTP');
      put.set(address, target);
      if (entry !== undefined) put.set(entry, oneOff(name, target));
    }
    const [members, copies] = [at(0x8055), at(0x8054)];
    const known = listed(copies).map(personIn);
    for (const list of [members, copies])
      if (list !== undefined)
        put.set(
          list,
          listed(list).map((entry, which) => {
            const target = people.get(known[which]?.address.toLowerCase() ?? '');
            return target === undefined ? entry : oneOff(known[which]?.name ?? '', target);
          }),
        );
    return properties.map((one) => (put.has(one) ? { ...one, value: put.get(one) ?? one.value } : one));
  };

const listed = (list: Property | undefined): Buffer[] =>
  Array.isArray(list?.value) ? list.value.filter((entry) => Buffer.isBuffer(entry)) : [];

/** Of a one-off, whose texts begin after 24 bytes. */
const personIn = (entry: Buffer): { name: string; address: string } => {
  const [name = '', , address = ''] = entry.subarray(24).toString('utf16le').split('\0');
  return { name, address };
};
