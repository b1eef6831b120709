/** [pure] Base64 that comes piece by piece, cut anywhere. Line breaks are allowed in it; the service may wrap lines. */
import { StreamFault } from './fault.ts';

export const createDecoder = () => {
  /** Up to three characters that make no byte yet. */
  let rest = '';
  let at = 0;
  let isPadded = false;
  return {
    push: (piece: Buffer): Buffer => {
      const text = rest + withoutBreaks(piece.toString('latin1'));
      const whole = text.length - (text.length % 4);
      rest = text.slice(whole);
      const bytes = decodeGroups(text.slice(0, whole), at, isPadded);
      at += whole;
      isPadded ||= whole > 0 && text[whole - 1] === '=';
      return bytes;
    },
    end: (): void => {
      if (rest !== '') throw new StreamFault('not-base64', at);
    },
  };
};

/** In one piece, which has room in `memory`: the answer is a view of it. Throws StreamFault. */
export const decodeInto = (memory: Buffer, text: Buffer): Buffer => {
  const plain = withoutBreaks(text.toString('latin1'));
  const bytes = memory.subarray(0, memory.write(plain, 'base64'));
  if (bytes.length !== lengthOf(plain)) throw new StreamFault('not-base64', 0);
  return bytes;
};

const withoutBreaks = (text: string): string => (/\s/.test(text) ? text.replace(/\s/g, '') : text);

/** Whole groups of four. What is no base64 Node would pass over, so that too little comes out. */
const decodeGroups = (text: string, at: number, isPadded: boolean): Buffer => {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== lengthOf(text) || (isPadded && text !== '')) throw new StreamFault('not-base64', at);
  return bytes;
};

/** In bytes; no whole number when there is not a whole number of groups. */
const lengthOf = (text: string): number =>
  (text.length / 4) * 3 - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0);

export const createEncoder = () => {
  /** Up to two bytes that make no whole group yet. */
  let rest = Buffer.alloc(0);
  return {
    push: (piece: Buffer): Buffer => {
      const bytes = Buffer.concat([rest, piece]);
      const whole = bytes.length - (bytes.length % 3);
      rest = bytes.subarray(whole);
      return Buffer.from(bytes.toString('base64', 0, whole), 'latin1');
    },
    end: (): Buffer => Buffer.from(rest.toString('base64'), 'latin1'),
  };
};
