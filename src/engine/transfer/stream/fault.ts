/** [pure] Why an item stream cannot be read. Whoever meets one leaves the item as it is. */

/** Those of the envelope count bytes of the blob, those of the stream bytes of the stream that it carries. */
const faultKinds = [
  /** Nothing at all. */
  'envelope-empty',
  /** It ends where a record must begin, or inside the head of one. */
  'envelope-short-record',
  /** A record says that it is longer than what is left: the export was cut off. */
  'envelope-record-overruns',
  'envelope-unexpected-opcode',
  /** Its head is not that of one exported item. */
  'envelope-unsupported-config',
  'envelope-empty-chunk',
  /** It ends inside a property. */
  'stream-truncated',
  'stream-unknown-type',
  /** A named property is named neither by a number nor by a text. */
  'stream-unknown-name',
  /** A mark or property, or the end, where the grammar of an item has no place for it. */
  'stream-unexpected-element',
  /** An address that cannot be written in the code page of its place. */
  'address-not-writable',
  /** Changed, it did not read back as the same message. */
  'changed-otherwise',
  /** Messages inside of messages, deeper than anybody's. */
  'stream-too-deep',
  /** Many values of one property, more than are held of a stream that is not held. */
  'stream-too-long',
  /** Characters that base64 has not. */
  'not-base64',
] as const;
export type FaultKind = (typeof faultKinds)[number];

export class StreamFault extends Error {
  override readonly name = 'StreamFault';
  readonly kind: FaultKind;
  readonly offset: number;

  constructor(kind: FaultKind, offset: number) {
    super(`reading an item stream: ${kind} at byte ${offset}`);
    this.kind = kind;
    this.offset = offset;
  }
}
