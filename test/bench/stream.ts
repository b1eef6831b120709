/** How fast item streams are read and rewritten on one core: a mailbox of the sandbox's, with every kind of item. */
import type { Identity } from '../../src/engine/transfer/stream/entry-ids.ts';
import type { People } from '../../src/engine/transfer/stream/map-bag.ts';
import { readItem } from '../../src/engine/transfer/stream/read.ts';
import { rewriteItem } from '../../src/engine/transfer/stream/rewrite.ts';
import { generateTenant } from '../../src/sandbox/contents/index.ts';
import { file } from '../../src/sandbox/contents/properties.ts';
import type { SeedFolder } from '../../src/sandbox/model.ts';
import { decodeMessage, encodeMessage } from '../../src/sandbox/stream/index.ts';
import type { Line } from './processes.ts';

const seconds = 3;

const streamsIn = (folder: SeedFolder): Buffer[] => [
  ...folder.items.map(({ stream }) => stream()),
  ...folder.folders.flatMap(streamsIn),
];

export const stream = async (): Promise<Line[]> => {
  const mailboxes = generateTenant({ seed: 1, mailboxes: 4, items: 1_500 });
  const small = mailboxes
    .flatMap(({ folders }) => folders.flatMap(streamsIn))
    // Some of the sandbox's items are so large that nothing else would be measured.
    .filter(({ length }) => length < 256 * 1024);
  return [...linesFor(small), ...linesFor(small.slice(0, 400).map(withFile))];
};

const linesFor = (blobs: Buffer[]): Line[] => {
  const bytes = blobs.reduce((sum, { length }) => sum + length, 0);
  const about = `item streams, ${blobs.length} of ${Math.round(bytes / blobs.length / 1000)} KB`;
  const nobody = peopleOf(() => undefined);
  const everybody = peopleOf((address) => `moved.${address}`);
  const mapped = blobs.filter((blob) => rewriteItem(blob, everybody) !== null).length;
  const rates = {
    read: rateOf(blobs, bytes, (blob) => void readItem(blob)),
    scan: rateOf(blobs, bytes, (blob) => void rewriteItem(blob, nobody)),
    rewrite: rateOf(blobs, bytes, (blob) => void rewriteItem(blob, everybody)),
  };
  return [
    [`${about}: scanned for people`, `${rates.scan} MB/s`, '150 MB/s'],
    [`${about}: read whole`, `${rates.read} MB/s`, '150 MB/s'],
    [`${about}: rewritten (${mapped} hold somebody) and read again`, `${rates.rewrite} MB/s`, '80 MB/s'],
  ];
};

/** The same item with 64 KB more attached. */
const withFile = (blob: Buffer): Buffer => {
  const content = decodeMessage(blob);
  const attached = file(
    content.attachments.length,
    'plan.pdf',
    'application/pdf',
    Buffer.alloc(64 * 1024, 7),
  );
  return encodeMessage({ ...content, attachments: [...content.attachments, attached] });
};

const peopleOf = (smtp: (address: string) => string | undefined): People => ({
  map: { smtp, legacy: () => undefined },
  met: (_: Identity) => {},
  learnt: () => {},
});

/** By the processor's time: other work on the machine does not count. */
const rateOf = (blobs: Buffer[], bytes: number, work: (blob: Buffer) => void): number => {
  for (const blob of blobs) work(blob);
  const begun = process.cpuUsage();
  let used = 0;
  let times = 0;
  for (; used < seconds * 1e6; times++) {
    for (const blob of blobs) work(blob);
    const { user, system } = process.cpuUsage(begun);
    used = user + system;
  }
  return Math.round((times * bytes) / used);
};
