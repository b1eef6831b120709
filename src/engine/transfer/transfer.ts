/** What the files of this folder pass to each other: who moves what from where to where. */
import type { Scope } from '../../db/ledger.ts';
import type { ItemType } from '../../db/ledger-tables.ts';
import type { Db } from '../../db/open.ts';
import type { PassKind, PassOptions } from '../../db/schema.ts';
import type { Log } from '../../log.ts';
import type { MailboxClient } from '../graph/index.ts';
import type { CompiledOptions } from '../options/compile.ts';
import type { ItemFilter } from '../passes/filters.ts';
import type { Recipients } from '../recipient-mapping.ts';

import type { AddressMap } from './address-map.ts';
import type { Rewriter } from './rewriter.ts';

/** One run at work: both sides of one mailbox, and where its outcomes go. */
export interface Transfer extends Scope {
  db: Db;
  log: Log;
  source: MailboxClient;
  destination: MailboxClient;
  /** Its in-place archive moves with it: `source` and `destination` are the mailboxes with their archives. */
  archiveMoves: boolean;
  /** It has an archive that does not move. What a policy takes there looks deleted. */
  archiveStays: () => Promise<'yes' | 'no' | 'not told'>;
  kind: PassKind;
  pass: PassOptions;
  /** The project's. */
  options: CompiledOptions;
  /** Who is who at the destination. */
  addresses: AddressMap;
  /** As it was approved, whatever the project's options say meanwhile; absent: none. */
  mostDeletes: number | undefined;
  filter: ItemFilter;
  /** Makes people in items who they are at the destination. */
  rewriter: Rewriter;
  /** Every folder that was ever mapped, by its number in the ledger; those of an archive only if it moves. */
  folderOf: Map<number, { sourceId: string; destinationId: string }>;
  /** For what is not an item; absent: nothing of it is carried. */
  settings?: SettingsSides;
  signs: Signs;
  /** Of a batch at most, by the sizes that Exchange reports. A larger item goes alone and is streamed. */
  batchBytes: number;
  /** How long an import whose answer was lost may still be running at the server. */
  lostImportMs: number;
  /** Aborted: start nothing new. What was sent is finished first. */
  signal: AbortSignal;
}

/** Whose the two mailboxes are, and who is who, also where nobody's address changes. */
export interface SettingsSides {
  sourceAddress: string;
  destinationAddress: string;
  recipients: Recipients;
}

/** What a run says of itself while it works. */
export interface Signs {
  /** By the monotonic clock: when something was last read or moved. */
  aliveAt: number;
  /** What it is at, as people say it: "copying Inbox/2019". */
  doing: string;
  /** Items that the filters left out so far. */
  filtered: number;
}

/** A source folder and the destination folder its items go to. */
export interface Route {
  folderId: number;
  sourceId: string;
  destinationId: string;
  path: string;
  deltaToken: string | null;
}

/** An item that is to be moved now. */
export interface Candidate {
  sourceId: string;
  sourceChange: bigint;
  searchKey: Buffer | null;
  itemType: ItemType;
  /** What Exchange reports, or what an earlier try found: only a hint, it can be forty times too small. */
  size: number;
  created: Date;
  /** Set: the copy exists and is to be updated. */
  destinationId?: string | null;
  destinationChange?: string | null;
  /** The ledger's number of the folder that copy is for, if not the route's: its item was moved, and it was not. */
  copyFolderId?: number;
  /** The item was moved: the ledger knows its copy under this id, and the new copy takes that one's place. */
  replaces?: string | null;
  /**
   * It was sent before: looked for and not there, or with nothing to recognise it by. That import may still
   * arrive, so that it was not sent now does not mean that it is not there.
   */
  inDoubt?: 'absent' | 'unknown';
}
