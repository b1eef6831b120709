/**
 * [pure] What an import changes by nature: differences in these say nothing about the copy. The one list.
 * Named properties are written by people and programs, never by the store: they are always compared.
 */
import type { Property } from './elements.ts';
import type { Place } from './property-names.ts';

export const isIgnored = ({ id, name }: Property, place: Place): boolean =>
  name === undefined && ignored[place].has(id);

/** Of the stream, not of the item: its readers are told to ignore it. */
const dnPrefix = 0x4008;

/** The store writes when it created and last changed its own object. */
const storeTimes = [0x3007, 0x3008];

/** The store counts what the message, and what the attachment, takes there. */
const sizes = [0x0e08, 0x0e20];

/** Entry id, record key and instance key: under which ids this mailbox holds it. */
const ids = [0x0fff, 0x0ff9, 0x0ff6];

/** Which mailbox and folder: record key and id of the store, id and name of the parent, the old long-term id. */
const whereabouts = [0x0ffa, 0x0ffb, 0x0e09, 0x0e05, 0x6670];

/** The store's numbers for folder, parent, item, instance and its count, and the one for newsreaders. */
const numbers = [0x6748, 0x6749, 0x674a, 0x674d, 0x674e, 0x0e23];

/** For synchronising one store: source keys of item and parent, change key, predecessors, change number. */
const synchronisation = [0x65e0, 0x65e1, 0x65e2, 0x65e3, 0x67a4];

/** What whoever exports it may do: access, access level; and what its store can do. */
const access = [0x0ff4, 0x0ff7, 0x340d];

/** Who imported it changed it last: name, entry, address type, address, shown name, flags, SMTP address. */
const lastModifier = [0x3ffa, 0x3ffb, 0x4024, 0x4025, 0x4039, 0x405a, 0x5d0b];

/** By their order the rows are matched, and the store may count anew: recipients, attachments. */
const rowNumber = 0x3000;
const attachmentNumber = 0x0e21;

const own = [dnPrefix, ...storeTimes, ...sizes, ...ids, ...access];

const ignored: Record<Place, Set<number>> = {
  message: new Set([...own, ...whereabouts, ...numbers, ...synchronisation, ...lastModifier]),
  // Not the other ids: entry id and record key of a recipient say who is meant.
  recipient: new Set([rowNumber, 0x0ff6]),
  attachment: new Set([...own, attachmentNumber]),
};
