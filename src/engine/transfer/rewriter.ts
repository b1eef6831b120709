/**
 * Maps the people in the items of one run, and keeps what the items taught on the way. An item that cannot be mapped
 * safely is sent as it is, and the ledger says why: "addresses-kept:" and the fault.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { learnLegacyNames, noteSeenAddresses } from '../../db/mapping.ts';
import type { Db } from '../../db/open.ts';
import { isPassing, kindOf } from '../errors.ts';
import type { ExportStream, ItemContent, ItemStream } from '../graph/index.ts';
import type { AddressMap } from './address-map.ts';
import { decodeInto } from './stream/base64.ts';
import type { Identity } from './stream/entry-ids.ts';
import { StreamFault } from './stream/fault.ts';
import type { Edit, People } from './stream/map-bag.ts';
import { rewriteItem } from './stream/rewrite.ts';
import { editsOfStream, rewriteStream } from './stream/rewrite-stream.ts';

/** What became of an item's addresses. */
export type Mapping = 'mapped' | 'nobody' | `addresses-kept:${string}`;

export interface Rewritten<Content extends ItemContent = ItemContent> {
  content: Content;
  /** Asked when it has been sent: what a stream is can change while it is read. */
  mapping(): Mapping;
}

export interface Rewriter {
  /** Base64 as it was exported. */
  whole(data: Buffer): Rewritten<Buffer>;
  /** Of an item that is never held; `open` exports it anew. Its error: the source would not hand it out. */
  streamed(
    open: () => Promise<ExportStream>,
    bytes: number,
  ): Promise<Rewritten | { error: { code: string; message: string } }>;
  /** Before the outcomes of a batch are written: what its items taught. */
  save(): Promise<void>;
}

export const createRewriter = ({
  db,
  projectId,
  mailboxId,
  addresses,
  alive,
}: {
  db: Db;
  projectId: number;
  mailboxId: number;
  addresses: AddressMap;
  /** Something of a large item was read: the run does not stand still. */
  alive: () => void;
}): Rewriter => {
  const lessons = createLessons(addresses);
  return {
    whole: (data) => {
      const people = lessons.sit();
      try {
        const rewritten = rewriteItem(decoded(data), people);
        people.keep();
        if (rewritten === null) return as(data, 'nobody');
        return as(Buffer.from(rewritten.toString('base64'), 'latin1'), 'mapped');
      } catch (error) {
        return as(data, kept(faultIn(error)));
      }
    },
    streamed: async (exported, bytes) => {
      const open = async (): Promise<ExportStream> => {
        const opened = await exported();
        return 'error' in opened ? opened : { data: streamOf(opened.data, noting(opened.data, alive)) };
      };
      const read = await readFirst(open, lessons.sit);
      if ('error' in read) return read;
      if ('fault' in read) return as({ open, bytes }, kept(read.fault));
      return read.edits.length === 0 ? as({ open, bytes }, 'nobody') : edited(open, bytes, read.edits);
    },
    save: () => lessons.save(db, projectId, mailboxId),
  };
};

/**
 * One after the other in the same memory, which nobody keeps a view of: with a buffer for each, a worker with 64
 * mailboxes takes 25 MB more.
 */
const decoded = (data: Buffer): Buffer => {
  if (memory.length < data.length) memory = Buffer.allocUnsafe(data.length);
  return decodeInto(memory, data);
};
let memory = Buffer.alloc(0);

/** A connection that breaks is tried again; one that breaks each time is this item's trouble. */
const mostTries = 4;

const readFirst = async (
  open: () => Promise<ExportStream>,
  sit: () => Sitting,
): Promise<{ edits: Edit[] } | { fault: StreamFault } | { error: { code: string; message: string } }> => {
  for (let tries = 1; ; tries++) {
    const people = sit();
    const opened = await open();
    if ('error' in opened) return opened;
    using content = opened.data;
    try {
      const edits = await editsOfStream(content, people);
      people.keep();
      return { edits };
    } catch (error) {
      if (error instanceof StreamFault) return { fault: error };
      if (!isPassing(kindOf(error))) throw error;
      if (tries === mostTries) return { error: { code: 'export-broke-off', message: String(error) } };
      await sleep(500 * 2 ** (tries - 1));
    }
  }
};

/** A request that breaks off in the middle stores nothing; the next try then sends the item as it is. */
const edited = (open: () => Promise<ExportStream>, bytes: number, edits: Edit[]): Rewritten => {
  let mapping: Mapping = 'mapped';
  async function* changed(data: ItemStream) {
    try {
      yield* rewriteStream(data, edits);
    } catch (error) {
      if (error instanceof StreamFault) mapping = kept(error);
      throw error;
    }
  }
  const reopen = async (): Promise<ExportStream> => {
    const opened = await open();
    if ('error' in opened || mapping !== 'mapped') return opened;
    const { data } = opened;
    return { data: streamOf(data, changed(data)) };
  };
  return { content: { open: reopen, bytes }, mapping: () => mapping };
};

/** What it becomes, and what must be let go of. */
const streamOf = (from: ItemStream, content: AsyncIterable<Buffer>): ItemStream => ({
  [Symbol.asyncIterator]: () => content[Symbol.asyncIterator](),
  [Symbol.dispose]: () => from[Symbol.dispose](),
});

async function* noting(content: AsyncIterable<Buffer>, alive: () => void): AsyncIterable<Buffer> {
  for await (const piece of content) {
    alive();
    yield piece;
  }
}

const faultIn = (error: unknown): StreamFault => {
  if (error instanceof StreamFault) return error;
  throw error;
};

const as = <Content extends ItemContent>(content: Content, mapping: Mapping): Rewritten<Content> => ({
  content,
  mapping: () => mapping,
});
const kept = ({ kind }: StreamFault): Mapping => `addresses-kept:${kind}`;

/** One item's people: what they teach counts only when the item was read to its end. */
interface Sitting extends People {
  keep(): void;
}

const createLessons = (map: AddressMap) => {
  const learnt = new Map<string, string>();
  let newNames = new Map<string, string>();
  let counts = new Map<string, number>();

  const learningMap: People['map'] = {
    smtp: map.smtp,
    legacy: (name) => {
      const known = map.legacy(name);
      if (known !== undefined) return known;
      const address = learnt.get(name.toLowerCase());
      return address && map.smtp(address);
    },
  };
  const addressOf = (identity: Identity): string | undefined => {
    if ('legacy' in identity) return identity.legacy.toLowerCase();
    return map.isOwn(identity.smtp) ? identity.smtp.toLowerCase() : undefined;
  };

  return {
    sit: (): Sitting => {
      const met = new Set<string>();
      const names = new Map<string, string>();
      return {
        map: learningMap,
        met: (identity) => {
          const address = addressOf(identity);
          if (address !== undefined) met.add(address);
        },
        learnt: (legacy, smtp) => {
          if (map.isOwn(smtp)) names.set(legacy.toLowerCase(), smtp.toLowerCase());
        },
        keep: () => {
          for (const address of met) counts.set(address, (counts.get(address) ?? 0) + 1);
          for (const [name, address] of names)
            if (!learnt.has(name)) {
              learnt.set(name, address);
              newNames.set(name, address);
            }
        },
      };
    },
    save: async (db: Db, projectId: number, mailboxId: number): Promise<void> => {
      const [names, seen] = [newNames, counts];
      newNames = new Map();
      counts = new Map();
      await learnLegacyNames(db, projectId, names);
      await noteSeenAddresses(db, mailboxId, seen);
    },
  };
};
