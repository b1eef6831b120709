/** People in items, end to end: the sandbox says what must be true of every property, with an implementation of its own. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { binary, file, from, recipients, text } from '../../src/sandbox/contents/properties.ts';
import type { MessageContent, SeedItem, SeedMailbox } from '../../src/sandbox/model.ts';
import { checkStream, encodeMessage } from '../../src/sandbox/stream/index.ts';
import { must, type SandboxOptions, startWorld } from '../fixtures/world.ts';

const anna = { name: 'Anna Berg', address: 'anna@contoso.example' };
const buyer = { name: 'External Buyer', address: 'buyer@northwind.example' };
const received = new Date('2024-05-06T07:08:09Z');

const seedItem = (subject: string, content: Partial<MessageContent>): SeedItem => {
  const stream = () =>
    encodeMessage({
      recipients: recipients([anna, buyer]),
      attachments: [],
      ...content,
      properties: [
        text(0x001a, 'IPM.Note'),
        text(0x0037, subject),
        ...(content.properties ?? from(anna)),
        binary(0x300b, createHash('md5').update(subject).digest()),
      ],
    });
  const { searchKey, extended } = checkStream(stream());
  const size = stream().length;
  return { messageClass: 'IPM.Note', stream, size, received, extended, ...(searchKey && { searchKey }) };
};

const mailbox = (alias: string, items: SeedItem[]): SeedMailbox => ({
  alias,
  displayName: alias,
  kind: 'user',
  folders: [{ name: 'Inbox', type: 'IPF.Note', wellKnownName: 'inbox', items, folders: [] }],
});

const worldWith = (items: SeedItem[], faults: NonNullable<SandboxOptions['faults']> = []) =>
  startWorld({
    sandbox: {
      faults,
      contents: { source: [mailbox('anna', items)], destination: [mailbox('anna', [])] },
    },
  });

test('people are mapped in items of any size, and in what is attached to them', async () => {
  const inner: MessageContent = {
    properties: [text(0x001a, 'IPM.Note'), ...from(anna)],
    recipients: recipients([anna]),
    attachments: [],
  };
  await using world = await worldWith([
    seedItem('small', {}),
    seedItem('three megabytes', {
      attachments: [file(0, 'plan.pdf', 'application/pdf', Buffer.alloc(3 * 1024 * 1024, 'x'))],
    }),
    seedItem('attached', {
      attachments: [{ properties: [{ id: 0x0e21, type: 3, value: 0 }], embedded: inner }],
    }),
    seedItem('from outside', { properties: from(buyer), recipients: recipients([buyer]) }),
  ]);
  await world.run('verify');
  const full = await world.run('full');
  expect(await world.truth()).toMatchObject({ agrees: true, sourceWrites: 0, mailSent: 0 });
  expect(full.progress.items).toMatchObject({ copied: 4, failed: 0 });
  const runs = await world.database.db.query.runs.findMany();
  expect(runs.find(({ passId }) => passId === full.id)).toMatchObject({
    addressesMapped: 3,
    addressesKept: 0,
  });
  const seen = await world.database.db.query.seenAddresses.findMany();
  // Where replies will go, as far as it is one of either organisation.
  expect(seen.map(({ address, items }) => [address, items])).toEqual([['anna@fabrikam.example', 3]]);
});

test('after a migration, a reply finds everybody who moved', async () => {
  // The people whom the sandbox's mail is from and to, each with a mailbox, and three that are no person's.
  await using world = await startWorld({ sandbox: { mailboxes: 15, items: 450 } });
  await world.run('verify');
  await world.run('full');
  expect(await world.truth()).toMatchObject({ agrees: true });
  const { addresses, fine, broken } = must(await world.engine.replyTest.run(world.alex, world.project.id));
  expect(broken).toEqual([]);
  // Everybody but the three; some write under a name of their own as well.
  expect(fine).toBeGreaterThanOrEqual(12);
  expect(addresses).toBe(fine);
});

test('connections that break while a large item is read are tried again', async () => {
  const large = (name: string) =>
    seedItem(name, {
      attachments: [file(0, 'plan.pdf', 'application/pdf', Buffer.alloc(3 * 1024 * 1024, 'x'))],
    });
  await using world = await worldWith(
    [large('one'), large('two'), large('three')],
    [{ on: 'export', do: 'half', every: 3 }],
  );
  await world.run('verify');
  const full = await world.run('full');
  expect(full.progress).toMatchObject({ runs: { completed: 1 }, items: { copied: 3, failed: 0 } });
  expect(await world.truth()).toMatchObject({ agrees: true });
});

test('an item that is not wholly understood is sent as it is, and the errors say so', async () => {
  // Four megabytes in one property with many values: more than is held of a stream that is not held.
  const many = Array.from({ length: 128 }, (_, at) => Buffer.alloc(32 * 1024, at));
  await using world = await worldWith([
    seedItem('odd', { properties: [...from(anna), { id: 0x6001, type: 0x1102, value: many }] }),
  ]);
  await world.run('verify');
  const full = await world.run('full');
  expect(full.progress.items).toMatchObject({ copied: 1, failed: 0 });
  expect(world.sandbox.truth({ pairs: world.pairs, people: [] })).toMatchObject({ agrees: true });
  const runs = await world.database.db.query.runs.findMany();
  expect(runs.find(({ passId }) => passId === full.id)).toMatchObject({
    addressesMapped: 0,
    addressesKept: 1,
  });
  const [item] = await world.database.db.query.items.findMany();
  expect(item).toMatchObject({ outcome: 'copied', cause: 'addresses-kept:stream-too-long' });
});

test('an edit at the source is mapped as well, and a trial into a folder of its own compares what was sent', async () => {
  await using world = await worldWith([seedItem('one', {}), seedItem('two', {})]);
  await world.run('verify');
  const trial = await world.run('trial', { into: 'Trial' });
  expect(trial.progress.runs.completed).toBe(1);
  await world.run('full');
  await world.edit({ do: 'edit', address: anna.address, folder: 'inbox', subject: 'Edited' });
  const second = await world.run('full');
  expect(second.progress.items).toMatchObject({ updated: 1 });
  const [truth] = (await world.truth()).mailboxes;
  expect(truth).toMatchObject({ missing: [], different: [], duplicates: 0 });
});
