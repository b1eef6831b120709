/** What the sandbox's mailboxes hold: the same each time, every kind, and true to its own streams. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { mailboxesFromEml } from '../../../src/sandbox/contents/eml.ts';
import { emptyDestination, generateTenant } from '../../../src/sandbox/contents/index.ts';
import type { SeedFolder, SeedItem, SeedMailbox } from '../../../src/sandbox/model.ts';
import { checkStream } from '../../../src/sandbox/stream/index.ts';

const size = { seed: 7, mailboxes: 12, items: 3_000 };
const tenant = generateTenant(size);
const walk = (folders: SeedFolder[]): SeedFolder[] =>
  folders.flatMap((folder) => [folder, ...walk(folder.folders)]);
const foldersOf = (mailboxes: SeedMailbox[]) => mailboxes.flatMap(({ folders }) => walk(folders));
const itemsOf = (mailboxes: SeedMailbox[]): SeedItem[] => foldersOf(mailboxes).flatMap(({ items }) => items);
const system =
  /^(PersonMetadata|Conversation Action|Quick Step|Recipient Cache|ExternalContacts|Sync Issues|Conflicts|Local Failures|Search Folders|Unread Mail|Recoverable|Deletions|Purges)/;
const own = foldersOf(tenant).filter(({ name }) => !system.test(name));
const all = own.flatMap(({ items }) => items);

test('as many as asked, in every mailbox, the same for the same seed', () => {
  expect(all).toHaveLength(3_000);
  expect(new Set(tenant.map(({ alias }) => alias)).size).toBe(12);
  expect(tenant.map(({ kind }) => kind).slice(-3)).toEqual(['shared', 'room', 'equipment']);
  const again = itemsOf(generateTenant(size));
  const first = itemsOf(tenant);
  expect(again.map(({ extended }) => extended)).toEqual(first.map(({ extended }) => extended));
  expect(again[40]?.stream().equals(first[40]?.stream() as Buffer)).toBe(true);
  expect(
    itemsOf(generateTenant({ ...size, seed: 8 }))[40]
      ?.stream()
      .equals(first[40]?.stream() as Buffer),
  ).toBe(false);
});

test('every class of the guide is there', () => {
  expect([...new Set(all.map(({ messageClass }) => messageClass))].sort()).toEqual([
    'IPM.Activity',
    'IPM.Appointment',
    'IPM.Contact',
    'IPM.DistList',
    'IPM.Document.txt',
    'IPM.Note',
    'IPM.Note.Contoso.Order',
    'IPM.Note.Microsoft.Voicemail.UM',
    'IPM.Note.Rules.OofTemplate.Microsoft',
    'IPM.Note.SMIME',
    'IPM.Note.SMIME.MultipartSigned',
    'IPM.Post',
    'IPM.Post.RSS',
    'IPM.Schedule.Meeting.Canceled',
    'IPM.Schedule.Meeting.Request',
    'IPM.Schedule.Meeting.Resp.Neg',
    'IPM.Schedule.Meeting.Resp.Pos',
    'IPM.Schedule.Meeting.Resp.Tent',
    'IPM.Sharing',
    'IPM.StickyNote',
    'IPM.Task',
    'IPM.TaskRequest',
    'REPORT.IPM.Note.IPNRN',
    'REPORT.IPM.Note.NDR',
  ]);
});

test('what the server lists of an item is what its stream says', () => {
  for (const item of all.filter((_, at) => at % 7 === 0).concat(all.slice(0, 60))) {
    const said = checkStream(item.stream());
    expect(said.messageClass).toBe(item.messageClass);
    expect(said.searchKey ?? undefined).toEqual(item.searchKey);
    expect(said.extended).toEqual(item.extended);
  }
});

test('the items that break migrations are there', () => {
  const keys = new Map<string, number>();
  for (const { searchKey } of all)
    if (searchKey) keys.set(searchKey.toString('hex'), (keys.get(searchKey.toString('hex')) ?? 0) + 1);
  expect([...keys.values()].filter((count) => count > 1)).toEqual([3]);
  expect(all.filter(({ searchKey }) => searchKey === undefined)).toHaveLength(1);
  expect(
    all.filter(({ exportError }) => exportError !== undefined).map(({ exportError }) => exportError?.code),
  ).toEqual(['ErrorItemCorrupt', 'ErrorItemCorrupt', 'ErrorMessageSizeExceeded']);
  const liar = all.find(({ size }) => size === 95_000);
  expect(liar?.stream().length).toBeGreaterThan(2_900_000);
  expect(all.filter(({ size }) => size > 50_000_000)).toHaveLength(1);
  expect(Math.min(...all.map(({ size }) => size))).toBeLessThan(3_000);
});

test('the destination knows its folders by another language, and has a twin in another case', () => {
  const destination = emptyDestination(tenant, 7);
  expect(destination[1]?.folders.find(({ wellKnownName }) => wellKnownName === 'inbox')?.name).toBe(
    'Posteingang',
  );
  expect(destination[0]?.folders.some(({ name }) => name === 'PROJECTS')).toBe(true);
});

const corpus = new URL('../../../../shared/corpus/mail/', import.meta.url);
test.skipIf(!existsSync(corpus))('a mailbox from real messages', { timeout: 60_000 }, async () => {
  const { mailboxes } = await mailboxesFromEml(fileURLToPath(corpus));
  const items = itemsOf(mailboxes);
  expect(items.length).toBeGreaterThan(200);
  for (const item of items) expect(checkStream(item.stream()).messageClass).toBe('IPM.Note');
});
if (!existsSync(corpus))
  console.warn('skipped: there are no real messages on this machine (../shared/corpus)');
