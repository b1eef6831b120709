/** The item stream's numbers: record codes, property types, markers (MS-OXCFXICS, MS-OXCDATA). */
export const record = { config: 1, buffer: 2, interfaceOk: 3, version: 4 } as const;

export const marker = {
  startRecipient: 0x40030003,
  endRecipient: 0x40040003,
  newAttachment: 0x40000003,
  endAttachment: 0x400e0003,
  startEmbedded: 0x40010003,
  endEmbedded: 0x40020003,
} as const;

export const deleteList = 0x40160003;
export const recipientList = 0x0e12000d;
export const attachmentList = 0x0e13000d;
export const attachmentNumber = 0x0e21;
export const dnPrefix = 0x4008;

/** Every u32 that means something other than a property, so that an unknown one is refused by name. */
export const allMarkers = new Set<number>([
  ...Object.values(marker),
  0x400c0003,
  0x400d0003,
  0x40100003,
  0x40180003,
  0x40090003,
  0x400a0003,
  0x400b0003,
  0x40120003,
  0x407d0003,
  0x40130003,
  0x40140003,
  0x402f0003,
  0x40150003,
  0x403a0003,
  0x403b0003,
  0x4074000b,
  0x4075000b,
  0x407b0102,
]);

/** Bytes of a value of fixed size. A Boolean has two here. */
export const fixedSize: Record<number, number> = {
  2: 2,
  3: 4,
  4: 4,
  5: 8,
  6: 8,
  7: 8,
  10: 4,
  11: 2,
  20: 8,
  64: 8,
  72: 16,
};

export const variable = new Set([0x000d, 0x001e, 0x001f, 0x0102, 0x00fb]);

/** Strings as Exchange writes them: code page 1200, UTF-16LE. */
export const unicode = 0x84b0;

/** Code pages whose number has the bit that elsewhere means "multi-valued". */
export const codePagesWithThatBit = new Set([
  20866, 21866, 20932, 20936, 54936, 28591, 28592, 28595, 28597, 28605, 20127,
]);

export const head = Buffer.from(
  '0100000008000000000000000100000003000000180000000100000007030200000000' +
    '00c00000000000004600240080' +
    '0400000006000000140fd6918617',
  'hex',
);

/** The most that one record holds, as Exchange Online cuts it. */
export const chunkSize = 31_680;

export type StreamFault =
  | 'head'
  | 'record'
  | 'length'
  | 'grammar'
  | 'type'
  | 'depth'
  | 'version'
  | 'truncated';

export class StreamError extends Error {
  override readonly name = 'StreamError';
  readonly kind: StreamFault;
  constructor(kind: StreamFault, message: string) {
    super(message);
    this.kind = kind;
  }
}
