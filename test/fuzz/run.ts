/**
 * npm run fuzz -- [--runs 1000000] [--seed 1]: streams that are changed at random are read, mapped and compared. Each
 * is read or refused, whole and piece by piece alike; none takes long, and memory does not grow.
 */
import { parseArgs } from 'node:util';
import { compareItems } from '../../src/engine/transfer/stream/compare.ts';
import { createOpener } from '../../src/engine/transfer/stream/envelope.ts';
import { StreamFault } from '../../src/engine/transfer/stream/fault.ts';
import type { People } from '../../src/engine/transfer/stream/map-bag.ts';
import { createMapper } from '../../src/engine/transfer/stream/map-stream.ts';
import { rewriteItem } from '../../src/engine/transfer/stream/rewrite.ts';
import { createScanner } from '../../src/engine/transfer/stream/scan.ts';
import { generateTenant } from '../../src/sandbox/contents/index.ts';
import type { SeedFolder } from '../../src/sandbox/model.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
});
const runs = Number(values.runs);
let state = Number(values.seed) >>> 0 || 1;
/** xorshift: the same streams for the same seed. */
const random = (below: number): number => {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % below;
};

const streamsIn = (folder: SeedFolder): Buffer[] => [
  ...folder.items.map(({ stream }) => stream()),
  ...folder.folders.flatMap(streamsIn),
];
const seeds = generateTenant({ seed: 3, mailboxes: 2, items: 400 })
  .flatMap(({ folders }) => folders.flatMap(streamsIn))
  .filter(({ length }) => length < 16_000);

const everybody: People = {
  map: { smtp: (address) => `moved.${address}`, legacy: () => 'found@fabrikam.example' },
  met: () => {},
  learnt: () => {},
};

/** Numbers that lengths and counts are tried with. */
const tempting = [0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0xffffffff];
const mutated = (seed: Buffer): Buffer => {
  let blob = Buffer.from(seed);
  for (let times = 1 + random(4); times > 0; times--) {
    const at = random(blob.length);
    switch (random(5)) {
      case 0:
        blob[at] = random(256);
        break;
      case 1:
        blob[at] = (blob[at] ?? 0) ^ (1 << random(8));
        break;
      case 2:
        if (at + 4 <= blob.length) blob.writeUInt32LE(tempting[random(tempting.length)] ?? 0, at);
        break;
      case 3:
        blob = Buffer.concat([blob.subarray(0, at), blob.subarray(at + 1 + random(64))]);
        break;
      default: {
        const from = random(blob.length);
        blob = Buffer.concat([
          blob.subarray(0, at),
          blob.subarray(from, from + random(64)),
          blob.subarray(at),
        ]);
      }
    }
    if (blob.length === 0) return blob;
  }
  return blob;
};

/** Nothing, or the kind of fault; anything else ends the program. */
const faultOf = (work: () => void): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof StreamFault) return error.kind;
    throw error;
  }
};

const readInPieces = (blob: Buffer): void => {
  const mapper = createMapper(everybody);
  const scanner = createScanner((element) => void mapper.take(element));
  const opener = createOpener({ head: () => {}, carried: scanner.push });
  const every = 1 + random(2_000);
  for (let at = 0; at < blob.length; at += every) opener.push(blob.subarray(at, at + every));
  opener.end();
  scanner.end();
};

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const megabytes = (): number => Math.round(process.memoryUsage().rss / 1e6);
const begun = performance.now();
let [read, slowest, early] = [0, 0, 0];
for (let run = 1; run <= runs; run++) {
  const blob = mutated(seeds[random(seeds.length)] ?? Buffer.alloc(0));
  const at = performance.now();
  const whole = faultOf(() => void rewriteItem(blob, everybody));
  const pieces = faultOf(() => readInPieces(blob));
  if (whole === undefined && faultOf(() => void compareItems(blob, blob)) !== undefined)
    throw new Error(`run ${run}: read, and not compared`);
  slowest = Math.max(slowest, performance.now() - at);
  // What is refused when it is changed was read; what cannot be read is refused both ways.
  if ((pieces === undefined) !== (whole === undefined) && whole !== 'changed-otherwise')
    throw new Error(`run ${run}: ${whole ?? 'read'} whole, ${pieces ?? 'read'} in pieces`);
  if (whole === undefined) read++;
  if (run === Math.ceil(runs / 10)) early = megabytes();
  if (run % 100_000 === 0) say(`${run.toLocaleString('en')} streams, ${megabytes()} MB`);
}
say(
  `${runs.toLocaleString('en')} changed streams in ${Math.round((performance.now() - begun) / 1000)} s: ` +
    `${read.toLocaleString('en')} could be read, the others were refused; none took longer than ${Math.ceil(slowest)} ms; ` +
    `memory ${early} MB after a tenth, ${megabytes()} MB at the end.`,
);
