/**
 * [pure] The envelope of an exported item: three records that say what it is, then the stream in chunks.
 *
 *     u32 opcode, u32 length, length bytes: Config, IsInterfaceOk, TellPartnerVersion, TransferBuffer ...
 *
 * All numbers of the format are little-endian. There is no magic number, no checksum and no trailer.
 */
import { StreamFault } from './fault.ts';

export interface Envelope {
  /** Of the server that exported it: "15.20.4566.6022". */
  version: string;
  /** The three records in front of the chunks, as they are. */
  head: Buffer;
  /** The chunks in one piece: a view of the blob where there is one chunk, else the only copy ever made. */
  stream: Buffer;
}

/** Throws StreamFault. */
export const openEnvelope = (blob: Buffer): Envelope => {
  const version = readHead(blob);
  return { version, head: blob.subarray(0, headBytes), stream: joinChunks(blob, headBytes) };
};

/** Answers the version of the server. */
const readHead = (blob: Buffer): string => {
  if (blob.length === 0) throw new StreamFault('envelope-empty', 0);
  const config = recordAt(blob, 0, opcodes.config);
  requireBytes(config, copyOneItem);
  const accepted = recordAt(blob, config.end, opcodes.isInterfaceOk);
  requireBytes(accepted, asMessage);
  return versionOf(recordAt(blob, accepted.end, opcodes.tellPartnerVersion));
};

/** The three records and their heads: 8 + 8, 8 + 24, 8 + 6. */
const headBytes = 62;

/** Opens a blob that comes piece by piece, cut anywhere: its three records first, then what it carries, as it comes. */
export const createOpener = (takes: { head(records: Buffer): void; carried(piece: Buffer): void }) => {
  let isOpen = false;
  /** The beginning of a head that is not complete yet, and where in the blob it stands. */
  let partial = Buffer.alloc(0);
  let at = 0;
  let left = 0;
  return {
    push: (blob: Buffer): void => {
      for (let piece = blob; piece.length > 0; ) {
        const wanted = left > 0 ? left : (isOpen ? headLength : headBytes) - partial.length;
        const part = piece.subarray(0, wanted);
        piece = piece.subarray(wanted);
        if (left > 0) {
          left -= part.length;
          at += part.length;
          takes.carried(part);
          continue;
        }
        partial = Buffer.concat([partial, part]);
        if (part.length < wanted) return;
        if (isOpen) left = chunkLength(partial, at);
        else {
          readHead(partial);
          takes.head(partial);
          isOpen = true;
        }
        at += partial.length;
        partial = Buffer.alloc(0);
      }
    },
    end: (): void => {
      if (at === 0 && partial.length === 0) throw new StreamFault('envelope-empty', 0);
      if (left > 0) throw new StreamFault('envelope-record-overruns', at);
      if (!isOpen || partial.length > 0) throw new StreamFault('envelope-short-record', at);
    },
  };
};

const chunkLength = (record: Buffer, at: number): number => {
  if (record.readUInt32LE() !== opcodes.transferBuffer)
    throw new StreamFault('envelope-unexpected-opcode', at);
  const length = record.readUInt32LE(4);
  if (length === 0) throw new StreamFault('envelope-empty-chunk', at);
  return length;
};

/** A stream as an item again. */
export const writeEnvelope = (head: Buffer, stream: Buffer): Buffer => {
  const parts: Buffer[] = [head];
  const chunks = createChunks((piece) => void parts.push(piece));
  chunks.push(stream);
  chunks.end();
  return Buffer.concat(parts);
};

/** Cuts a stream that comes piece by piece into chunks as long as the service's own. */
export const createChunks = (emit: (piece: Buffer) => void) => {
  let held: Buffer[] = [];
  let length = 0;
  const flush = (): void => {
    if (length === 0) return;
    const record = Buffer.alloc(headLength);
    record.writeUInt32LE(opcodes.transferBuffer);
    record.writeUInt32LE(length, 4);
    emit(record);
    for (const piece of held) emit(piece);
    held = [];
    length = 0;
  };
  return {
    push: (stream: Buffer): void => {
      for (let piece = stream; piece.length > 0; ) {
        const part = piece.subarray(0, longestChunk - length);
        piece = piece.subarray(part.length);
        held.push(part);
        length += part.length;
        if (length === longestChunk) flush();
      }
    },
    end: flush,
  };
};

/** What Exchange Online writes; nothing longer than 65,535 fits into its own records. */
const longestChunk = 31_680;

const opcodes = { config: 1, transferBuffer: 2, isInterfaceOk: 3, tellPartnerVersion: 4 } as const;

/** No flags; method 1, copy-to: what follows is the content of one message. */
const copyOneItem = Buffer.from('0000000001000000', 'hex');
/** Method 1 again, the interface IMessage {00020307-0000-0000-C000-000000000046}, flags 0x80002400. */
const asMessage = Buffer.from('010000000703020000000000c00000000000004600240080', 'hex');

interface Record {
  at: number;
  end: number;
  payload: Buffer;
}

const headLength = 8;

const recordAt = (blob: Buffer, at: number, opcode: number): Record => {
  if (blob.length - at < headLength) throw new StreamFault('envelope-short-record', at);
  if (blob.readUInt32LE(at) !== opcode) throw new StreamFault('envelope-unexpected-opcode', at);
  const start = at + headLength;
  const end = start + blob.readUInt32LE(at + 4);
  if (end > blob.length) throw new StreamFault('envelope-record-overruns', at);
  return { at, end, payload: blob.subarray(start, end) };
};

const requireBytes = ({ at, payload }: Record, expected: Buffer): void => {
  if (!expected.equals(payload)) throw new StreamFault('envelope-unsupported-config', at);
};

/** Three u16: major and minor, build with its highest bit set, revision. */
const versionOf = ({ at, payload }: Record): string => {
  if (payload.length !== 6) throw new StreamFault('envelope-unsupported-config', at);
  const [minor = 0, major = 0] = payload;
  return [major, minor, payload.readUInt16LE(2) & 0x7fff, payload.readUInt16LE(4)].join('.');
};

/** Chunks are cut wherever the server liked, also inside a number: only in one piece can they be read. */
const joinChunks = (blob: Buffer, from: number): Buffer => {
  let chunk = chunkAt(blob, from);
  if (chunk.end === blob.length) return chunk.payload;
  // A little too long, for the heads of the records; better than walking twice.
  const stream = Buffer.allocUnsafe(blob.length - from);
  stream.set(chunk.payload);
  let length = chunk.payload.length;
  while (chunk.end < blob.length) {
    chunk = chunkAt(blob, chunk.end);
    stream.set(chunk.payload, length);
    length += chunk.payload.length;
  }
  return stream.subarray(0, length);
};

const chunkAt = (blob: Buffer, at: number): Record => {
  const chunk = recordAt(blob, at, opcodes.transferBuffer);
  if (chunk.payload.length === 0) throw new StreamFault('envelope-empty-chunk', at);
  return chunk;
};
