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
  head: Uint8Array;
  /** The chunks in one piece: a view of the blob where there is one chunk, else the only copy ever made. */
  stream: Uint8Array;
}

/** Throws StreamFault. */
export const openEnvelope = (blob: Uint8Array): Envelope => {
  if (blob.length === 0) throw new StreamFault('envelope-empty', 0);
  const config = recordAt(blob, 0, opcodes.config);
  requireBytes(config, copyOneItem);
  const accepted = recordAt(blob, config.end, opcodes.isInterfaceOk);
  requireBytes(accepted, asMessage);
  const partner = recordAt(blob, accepted.end, opcodes.tellPartnerVersion);
  return {
    version: versionOf(partner),
    head: blob.subarray(0, partner.end),
    stream: joinChunks(blob, partner.end),
  };
};

/** A stream as an item again, in chunks as long as the service's own. */
export const writeEnvelope = (head: Uint8Array, stream: Uint8Array): Buffer => {
  const chunks = Math.ceil(stream.length / longestChunk);
  const blob = Buffer.allocUnsafe(head.length + chunks * headLength + stream.length);
  blob.set(head);
  let at = head.length;
  for (let from = 0; from < stream.length; from += longestChunk) {
    const chunk = stream.subarray(from, from + longestChunk);
    at = blob.writeUInt32LE(opcodes.transferBuffer, at);
    at = blob.writeUInt32LE(chunk.length, at);
    blob.set(chunk, at);
    at += chunk.length;
  }
  return blob;
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
  payload: Uint8Array;
}

const headLength = 8;

const recordAt = (blob: Uint8Array, at: number, opcode: number): Record => {
  if (blob.length - at < headLength) throw new StreamFault('envelope-short-record', at);
  const head = new DataView(blob.buffer, blob.byteOffset + at, headLength);
  if (head.getUint32(0, true) !== opcode) throw new StreamFault('envelope-unexpected-opcode', at);
  const start = at + headLength;
  const end = start + head.getUint32(4, true);
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
  const words = new DataView(payload.buffer, payload.byteOffset, payload.length);
  return [major, minor, words.getUint16(2, true) & 0x7fff, words.getUint16(4, true)].join('.');
};

/** Chunks are cut wherever the server liked, also inside a number: only in one piece can they be read. */
const joinChunks = (blob: Uint8Array, from: number): Uint8Array => {
  let chunk = chunkAt(blob, from);
  if (chunk.end === blob.length) return chunk.payload;
  // A little too long, for the heads of the records; better than walking twice.
  const stream = Buffer.allocUnsafeSlow(blob.length - from);
  stream.set(chunk.payload);
  let length = chunk.payload.length;
  while (chunk.end < blob.length) {
    chunk = chunkAt(blob, chunk.end);
    stream.set(chunk.payload, length);
    length += chunk.payload.length;
  }
  return stream.subarray(0, length);
};

const chunkAt = (blob: Uint8Array, at: number): Record => {
  const chunk = recordAt(blob, at, opcodes.transferBuffer);
  if (chunk.payload.length === 0) throw new StreamFault('envelope-empty-chunk', at);
  return chunk;
};
