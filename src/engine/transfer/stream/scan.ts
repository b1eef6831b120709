/**
 * [pure] The elements of a stream that comes piece by piece, cut anywhere. Long values are passed over as they come:
 * what is held is a piece, and the beginning of one element.
 */
import { type Element, elementsOf } from './elements.ts';
import { StreamFault } from './fault.ts';

/** Addresses, names and lists of them are shorter; a list of members has at most 15,000 bytes. */
const longestValue = 64 * 1024;
/** Of one element that is not complete yet. Only one with very many values comes near. */
const mostHeld = 1024 * 1024;

export interface Scanner {
  push(piece: Buffer): void;
  /** Nothing follows. */
  end(): void;
}

/** Both throw StreamFault. */
export const createScanner = (take: (element: Element) => void): Scanner => {
  let held: Buffer = Buffer.alloc(0);
  /** Where in the stream `held` begins. */
  let base = 0;
  /** Bytes of a long value that are still to come. */
  let left = 0;

  /** Answers how many bytes of `held` have been read; on to a long value, not beyond it. */
  const readHeld = (): number => {
    const next = elementsOf(held, longestValue);
    for (let read = 0; ; ) {
      const element = nextOf(next, base);
      if (element === undefined || element.kind === 'end') return read;
      read = element.end;
      take({ ...element, at: element.at + base, end: element.end + base });
      if (element.kind !== 'long') continue;
      left = element.length;
      return read;
    }
  };

  const skip = (bytes: number): void => {
    held = held.subarray(bytes);
    base += bytes;
  };

  return {
    push: (piece) => {
      held = held.length === 0 ? piece : Buffer.concat([held, piece]);
      for (let wasLong = true; wasLong; ) {
        const passed = Math.min(left, held.length);
        left -= passed;
        skip(passed);
        if (left > 0 || held.length === 0) return;
        skip(readHeld());
        wasLong = left > 0;
      }
      if (held.length > mostHeld) throw new StreamFault('stream-too-long', base);
    },
    end: () => {
      if (left > 0 || held.length > 0) throw new StreamFault('stream-truncated', base);
      take({ kind: 'end', at: base, end: base });
    },
  };
};

/** Undefined: the rest of it has not come yet. */
const nextOf = (next: () => Element, base: number): Element | undefined => {
  try {
    return next();
  } catch (error) {
    if (!(error instanceof StreamFault)) throw error;
    if (error.kind === 'stream-truncated') return undefined;
    throw new StreamFault(error.kind, base + error.offset);
  }
};
