/** Chance that comes out the same for the same key: what makes a seed's mailboxes the same every time. */
import { createHash } from 'node:crypto';

export interface Random {
  /** Both ends included. */
  int(from: number, to: number): number;
  chance(of: number): boolean;
  pick<T>(from: readonly T[]): T;
  bytes(length: number): Buffer;
  date(from: string, to: string): Date;
}

export const createRandom = (key: string): Random => {
  const seed = createHash('sha256').update(key).digest();
  // xorshift128, as published by Marsaglia (2003); it may not start at zero.
  const state = new Uint32Array([
    seed.readUInt32LE(0) | 1,
    seed.readUInt32LE(4),
    seed.readUInt32LE(8),
    seed.readUInt32LE(12),
  ]);
  const next = (): number => {
    let t = state[3] ?? 0;
    const s = state[0] ?? 0;
    state[3] = state[2] ?? 0;
    state[2] = state[1] ?? 0;
    state[1] = s;
    t ^= t << 11;
    t ^= t >>> 8;
    state[0] = t ^ s ^ (s >>> 19);
    return state[0];
  };
  const int = (from: number, to: number): number => from + (next() % (to - from + 1));
  return {
    int,
    chance: (of) => next() / 2 ** 32 < of,
    pick: (from) => from[int(0, from.length - 1)] as (typeof from)[number],
    bytes: (length) => {
      const bytes = Buffer.allocUnsafe(length);
      // One block repeated, with its number: megabytes in a moment, and no two places alike.
      const block = createHash('sha512').update(`${next()}`).digest();
      for (let at = 0; at < length; at += block.length) {
        block.writeUInt32LE(at, 0);
        block.copy(bytes, at);
      }
      return bytes;
    },
    date: (from, to) => {
      const [first, last] = [Date.parse(from) / 1000, Date.parse(to) / 1000];
      return new Date(int(first, last) * 1000);
    },
  };
};
