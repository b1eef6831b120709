/**
 * [pure] Maps the people in one bag of properties: of a message, or of a recipient. Pure decision: what is to be
 * written where. A slot is changed whole, or left as it is.
 */
import type { AddressMap } from '../address-map.ts';
import {
  type EntryId,
  type Identity,
  identityOf,
  isEntryId,
  readEntryId,
  readEntryList,
  writeEntryList,
  writeOneOff,
  writeSearchKey,
} from './entry-ids.ts';
import type { Place } from './property-names.ts';
import {
  chatAddresses,
  memberStream,
  members,
  oneOffMembers,
  replyEntries,
  replyNames,
  type Slot,
  slotsIn,
} from './slots.ts';
import { binariesOf, binariesValue, bytesOf, type Found, textOf, textValue, withValue } from './values.ts';

type PeopleMap = Pick<AddressMap, 'smtp' | 'legacy'>;

/** Who is who, and what else is learnt on the way. */
export interface People {
  map: PeopleMap;
  /** Somebody whom people answer: where a reply will go. */
  met(identity: Identity): void;
  /** An item says who has this legacyExchangeDN at the source. */
  learnt(legacy: string, smtp: string): void;
}

/** By `keyOf`. */
export type Bag = Map<string, Found>;

/** What takes the place of these bytes of the stream. */
export interface Edit {
  at: number;
  end: number;
  /** What must be there, or something was misread. */
  was: Buffer;
  bytes: Buffer;
}

/** In the order of the stream. Throws StreamFault where an address cannot be written. */
export const mapBag = (place: Place, bag: Bag, people: People): Edit[] => {
  if (bag.size === 0) return [];
  const edits: Edit[] = [];
  const replace = (found: Found | undefined, value: Buffer): void => {
    if (found === undefined) return;
    const was = bytesOf(found);
    edits.push({ at: found.at, end: found.end, was, bytes: withValue(found.property, was, value) });
  };
  const write = (found: Found | undefined, text: string): void => {
    if (found !== undefined && textOf(found.property) !== text)
      replace(found, textValue(found.property, text, found.at));
  };

  for (const slot of slotsIn(place, bag.keys())) mapSlot(slot, bag, people, { replace, write });
  for (const key of chatAddresses) {
    const chat = bag.get(key);
    const mapped = chat && mapChat(textOf(chat.property) ?? '', people.map);
    if (mapped) write(chat, mapped);
  }
  mapReplyTo(bag, people, { replace, write });
  if (mapMembers(bag, people, replace)) {
    const stream = bag.get(memberStream);
    if (stream !== undefined)
      edits.push({ at: stream.at, end: stream.end, was: bytesOf(stream), bytes: nothing });
  }
  return edits.sort((one, other) => one.at - other.at);
};

interface Pen {
  replace(found: Found | undefined, value: Buffer): void;
  write(found: Found | undefined, text: string): void;
}

const mapSlot = (slot: Slot, bag: Bag, people: People, pen: Pen): void => {
  const identities = identitiesOf(slot, bag);
  const [first] = identities;
  if (first === undefined) return;
  learn(identities, people);
  const target = targetOf(identities, people.map);
  if (slot.isAnswered) people.met(target === undefined ? first : { smtp: target });
  if (target === undefined) return;

  const name = mapName(slot, bag, people.map, target, pen);
  const named = name && writeOneOff(name, target);
  for (const key of slot.entryIds) {
    const found = bag.get(key);
    const before = found?.property.value ?? nothing;
    if (!isEntryId(before)) continue;
    pen.replace(found, named || writeOneOff((name ?? readEntryId(before)?.name) || target, target));
  }
  for (const key of slot.searchKeys) pen.replace(bag.get(key), writeSearchKey(target));
  pen.write(bag.get(slot.type ?? ''), 'SMTP');
  pen.write(bag.get(slot.address ?? ''), target);
  pen.write(bag.get(slot.smtp ?? ''), target);
};

const saidIn = (bag: Bag, key: string | undefined): string | undefined => {
  const found = key === undefined ? undefined : bag.get(key);
  return found && textOf(found.property);
};

const identitiesOf = (slot: Slot, bag: Bag): Identity[] => {
  const address = saidIn(bag, slot.address);
  const smtp = saidIn(bag, slot.smtp);
  const said = [
    address && identityOf(saidIn(bag, slot.type), address),
    smtp && identityOf('SMTP', smtp),
  ].filter(isIdentity);
  if (said.length > 0) return said;
  // Only then: it may be another person's, because clients forget it when they change the address.
  return slot.entryIds
    .map((key) => readEntryId(bag.get(key)?.property.value ?? nothing)?.identity)
    .filter(isIdentity);
};
const isIdentity = (one: Identity | '' | undefined): one is Identity => typeof one === 'object';
const nothing = Buffer.alloc(0);

/** Names stay, but for those that are the old address. Answers how the person is called. */
const mapName = (
  slot: Slot,
  bag: Bag,
  map: PeopleMap,
  target: string,
  { write }: Pen,
): string | undefined => {
  const old = [saidIn(bag, slot.address), saidIn(bag, slot.smtp)];
  const mapped = slot.names.map((key) => {
    const name = saidIn(bag, key);
    if (name === undefined || !(name.includes('@') || old.includes(name))) return name;
    if (slot.nameHoldsAddress) return withMapped(name, map);
    const isOld = old.some((one) => one?.toLowerCase() === name.toLowerCase());
    return isOld || map.smtp(name) === target ? target : name;
  });
  slot.names.forEach((key, at) => {
    if (mapped[at] !== undefined) write(bag.get(key), mapped[at]);
  });
  return mapped.find((name) => name !== undefined);
};

/** The address counts before its SMTP copy. */
const targetOf = (identities: Identity[], map: PeopleMap): string | undefined => {
  for (const identity of identities) {
    const target = 'smtp' in identity ? map.smtp(identity.smtp) : map.legacy(identity.legacy);
    if (target !== undefined) return target;
  }
  return undefined;
};

const learn = (identities: Identity[], people: People): void => {
  const smtp = identities.find((one) => 'smtp' in one)?.smtp;
  const legacy = identities.find((one) => 'legacy' in one)?.legacy;
  if (smtp !== undefined && legacy !== undefined) people.learnt(legacy, smtp);
};

/** "Anna Berg (anna@contoso.com)" */
const withMapped = (text: string, map: PeopleMap): string =>
  text.replace(/[^\s()<>,;"]+@[^\s()<>,;"]+/g, (address) => {
    const mapped = map.smtp(address);
    if (mapped !== undefined) return mapped;
    // An apostrophe may be part of an address, or stand around it.
    const bare = address.replace(/^'+|'+$/g, '');
    const inside = map.smtp(bare);
    return inside === undefined ? address : address.replace(bare, () => inside);
  });

const mapChat = (text: string, map: PeopleMap): string | undefined => {
  if (!/^sip:/i.test(text)) return undefined;
  const identity = identityOf('SMTP', text.slice(4));
  const target = identity && targetOf([identity], map);
  return target && `sip:${target}`;
};

/** Entries and their names, in the same order and number. */
const mapReplyTo = (bag: Bag, people: People, { replace, write }: Pen): void => {
  const found = bag.get(replyEntries);
  const entries = found && readEntryList(found.property.value);
  if (entries === undefined) return;
  const mapped = entries.map((entry) => mapEntry(entry, people, undefined));
  if (mapped.every((entry) => entry === undefined)) return;
  replace(found, writeEntryList(entries.map((entry, at) => mapped[at] ?? entry)));
  const named = bag.get(replyNames);
  const names = named && textOf(named.property);
  if (names === undefined) return;
  const changed = withMapped(names, people.map);
  if (changed !== names) write(named, changed);
};

/** Answers whether anybody in it was mapped. */
const mapMembers = (bag: Bag, people: People, replace: Pen['replace']): boolean => {
  const lists = [bag.get(members), bag.get(oneOffMembers)];
  // What an entry of the address book does not say, its one-off copy does: the address, and how the person is called.
  const copies = lists[1] && binariesOf(lists[1].property)?.map(readEntryId);
  let any = false;
  for (const found of lists) {
    const entries = found && binariesOf(found.property);
    if (entries === undefined) continue;
    const mapped = entries.map((entry, at) => mapEntry(entry, people, copies?.[at]));
    if (mapped.every((entry) => entry === undefined)) continue;
    any = true;
    replace(found, binariesValue(entries.map((entry, at) => mapped[at] ?? entry)));
  }
  return any;
};

/** Undefined: it stays. */
const mapEntry = (entry: Buffer, people: People, copy: EntryId | undefined): Buffer | undefined => {
  const read = readEntryId(entry);
  if (read === undefined) return undefined;
  const identities = copy === undefined ? [read.identity] : [read.identity, copy.identity];
  learn(identities, people);
  const target = targetOf(identities, people.map);
  people.met(target === undefined ? read.identity : { smtp: target });
  if (target === undefined) return undefined;
  const name = read.name ?? copy?.name;
  const isAddress = name === undefined || name === '' || people.map.smtp(name) === target;
  return writeOneOff(isAddress ? target : name, target);
};
