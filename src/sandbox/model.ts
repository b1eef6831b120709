/**
 * The sandbox's own picture of a mailbox, shared by its parts: the contents (what is in there), the store
 * (what happens to it) and the server (how Graph shows it). Nothing here knows the product.
 */

import type { SeedSettings } from './settings-model.ts';

/** A MAPI property as the item stream carries it. `tag` = id << 16 | type; named ones say which name they are. */
export interface Property {
  id: number;
  type: number;
  name?: { guid: string; lid: number } | { guid: string; name: string };
  /** Numbers for fixed types, bigint for FILETIME and Integer64, string for text, Buffer for binary, arrays for multi-valued. */
  value: number | bigint | boolean | string | Buffer | (number | bigint | string | Buffer)[];
}

/** The content of a message: what an export says and an import must keep. */
export interface MessageContent {
  properties: Property[];
  recipients: Property[][];
  attachments: { properties: Property[]; embedded?: MessageContent }[];
}

/** An item before it is in a mailbox. */
export interface SeedItem {
  messageClass: string;
  /**
   * The item's stream, complete and valid, made when somebody asks: a mailbox of 50 MB items must not be
   * held in memory. Deterministic: every call gives the same bytes.
   */
  stream: () => Buffer;
  /** 16 bytes, PR_SEARCH_KEY. Copies made by a user share one. Absent on some items. */
  searchKey?: Buffer;
  /** What Exchange would report. It lies: much smaller than the stream for some items. */
  size: number;
  received: Date;
  /** Values the server answers for $expand=singleValueExtendedProperties, by Graph id in lower case ("string 0x0037"). */
  extended: Record<string, string>;
  categories?: string[];
  /** Set: exporting this item always fails with this code. */
  exportError?: { code: string; message: string };
}

export interface SeedFolder {
  name: string;
  /** IPF.Note, IPF.Appointment, … */
  type: string;
  wellKnownName?: string;
  hidden?: boolean;
  /** A search folder: it shows items, but they live elsewhere. */
  search?: boolean;
  /** In an archive: it grew too large for one mailbox, and lies with all below it in another one. */
  auxiliary?: boolean;
  items: SeedItem[];
  folders: SeedFolder[];
}

export interface SeedMailbox {
  /** The part before the @. */
  alias: string;
  displayName: string;
  kind: 'user' | 'shared' | 'room' | 'equipment';
  /** The folder tree under the root ("Top of Information Store"). */
  folders: SeedFolder[];
  /** Of its in-place archive, if it has one. */
  archive?: SeedFolder[];
  /** What is not an item. Absent: what a mailbox has when it is new. */
  settings?: SeedSettings;
}
