/**
 * A sandbox for benches: `mailboxes` mailboxes whose inboxes hold `items` messages of `bytes` each. A process of its
 * own, so that its work is not counted as ours. Prints the ready line, plus the addresses.
 *
 * usage: node sandbox.ts '{"mailboxes":8,"items":2500,"bytes":10000,"latencyMs":0}'
 */
import { createHash } from 'node:crypto';
import { createLog } from '../../src/log.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import type { MessageContent, SeedFolder, SeedItem, SeedMailbox } from '../../src/sandbox/model.ts';
import { checkStream, encodeMessage } from '../../src/sandbox/stream/index.ts';

const size = JSON.parse(process.argv[2] ?? '{}') as {
  mailboxes: number;
  items: number;
  bytes: number;
  latencyMs?: number;
};
const received = new Date('2024-05-06T07:08:09Z');
const fileTime = BigInt(received.getTime() + 11_644_473_600_000) * 10_000n;

const message = (mailbox: number, item: number): MessageContent => {
  const searchKey = createHash('sha256').update(`${mailbox}/${item}`).digest().subarray(0, 16);
  return {
    properties: [
      { id: 0x001a, type: 0x84b0, value: 'IPM.Note' },
      { id: 0x0037, type: 0x84b0, value: `Message ${item} of mailbox ${mailbox}` },
      { id: 0x0e06, type: 0x0040, value: fileTime },
      { id: 0x1000, type: 0x84b0, value: 'x'.repeat(Math.max(0, size.bytes - 400) / 2) },
      { id: 0x300b, type: 0x0102, value: searchKey },
    ],
    recipients: [],
    attachments: [],
  };
};

const seedItem = (mailbox: number, item: number): SeedItem => {
  const content = message(mailbox, item);
  const stream = () => encodeMessage(content);
  const { searchKey, extended } = checkStream(encodeMessage(message(mailbox, item)));
  return {
    messageClass: 'IPM.Note',
    stream,
    size: size.bytes,
    received,
    extended,
    ...(searchKey === null ? {} : { searchKey }),
  };
};

const folder = (items: SeedItem[]): SeedFolder[] => [
  { name: 'Inbox', type: 'IPF.Note', wellKnownName: 'inbox', items, folders: [] },
];
const mailbox = (index: number, items: SeedItem[]): SeedMailbox => ({
  alias: `user${index}`,
  displayName: `User ${index}`,
  kind: 'user',
  folders: folder(items),
});
const indexes = Array.from({ length: size.mailboxes }, (_, index) => index);

const sandbox = await startSandbox({
  log: createLog({ level: 'warn' }),
  latencyMs: size.latencyMs ?? 0,
  contents: {
    source: indexes.map((index) =>
      mailbox(
        index,
        Array.from({ length: size.items }, (_, item) => seedItem(index, item)),
      ),
    ),
    destination: indexes.map((index) => mailbox(index, [])),
  },
});
const [source, destination] = ['source', 'destination'].map(
  (role) => sandbox.ready.tenants.find((tenant) => tenant.role === role)?.domain,
);
const pairs = indexes.map((index) => [`user${index}@${source}`, `user${index}@${destination}`]);
process.stdout.write(`${JSON.stringify({ ...sandbox.ready, pairs })}\n`);
