/** The item stream of Exchange's export and import (FastTransfer, MS-OXCFXICS), read and written independently of the product. */
export { compareStreams } from './compare.ts';
export type { People } from './people.ts';
export { decodeMessage } from './read.ts';
export { checkStream, fileTimeOf, knownIds, type StreamSummary } from './summary.ts';
export { StreamError } from './types.ts';
export { encodeMessage } from './write.ts';
