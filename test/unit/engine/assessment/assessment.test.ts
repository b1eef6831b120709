/** What an assessment adds up and judges, without a tenant. */
import { expect, test } from 'vitest';
import {
  depthOf,
  holdsItems,
  meetingFolders,
  mostBelow,
  staying,
} from '../../../../src/engine/assessment/folder-facts.ts';
import type { AssessmentFound, SourceFound } from '../../../../src/engine/assessment/found.ts';
import { type Judged, remarksOn } from '../../../../src/engine/assessment/judge.ts';
import { withSharedDestinations } from '../../../../src/engine/assessment/shared-destinations.ts';
import { createTally } from '../../../../src/engine/assessment/tally.ts';
import type { ListedItem } from '../../../../src/engine/graph/index.ts';
import { noteOn, unsupportedAddress } from '../../../../src/engine/mailbox-kinds.ts';

const item = (size: number, messageClass = 'IPM.Note'): ListedItem => ({
  id: 'id',
  changeKey: 'key',
  messageClass,
  size,
  created: new Date('2024-01-02T03:04:05Z'),
  searchKey: null,
  received: null,
  fingerprint: null,
});

test('items are counted by type and by the folder above all, the largest named, without their subjects', () => {
  const tally = createTally(({ size }) => size === 7);
  tally.add({ path: 'Inbox/Old', top: 'Inbox', isWanted: true }, [item(10), item(7), item(200_000_000)]);
  tally.add({ path: 'Calendar', top: 'Calendar', isWanted: false }, [item(5, 'IPM.Appointment')]);
  tally.endFolder('Inbox/Old', 3);
  tally.endFolder('Calendar', 1);
  expect(tally.sums()).toEqual({
    items: 4,
    bytes: 200_000_022,
    byType: { mail: { items: 3, bytes: 200_000_017 }, calendar: { items: 1, bytes: 5 } },
    byFolder: [
      { path: 'Inbox', items: 3, bytes: 200_000_017 },
      { path: 'Calendar', items: 1, bytes: 5 },
    ],
    fullest: { path: 'Inbox/Old', items: 3 },
    largest: expect.arrayContaining([
      { path: 'Inbox/Old', itemType: 'mail', size: 200_000_000, created: '2024-01-02T03:04:05.000Z' },
    ]),
    tooLarge: 1,
    leftOut: { items: 2, bytes: 12 },
  });
});

test('an item is too large by what it is, and not by the base64 that carries it', () => {
  const largest = 150 * 1024 * 1024;
  const tally = createTally(() => false);
  tally.add({ path: 'Inbox', top: 'Inbox', isWanted: true }, [item(largest), item(largest + 1)]);
  tally.add({ path: 'Old', top: 'Old', isWanted: false }, [item(largest + 1)]);
  expect(tally.sums().tooLarge).toBe(1);
});

test('many folders are shown as the largest twelve and the others', () => {
  const tally = createTally(() => false);
  for (let at = 1; at <= 20; at++) tally.add({ path: `F${at}`, top: `F${at}`, isWanted: true }, [item(at)]);
  const { byFolder } = tally.sums();
  expect(byFolder).toHaveLength(13);
  expect(byFolder[0]).toEqual({ path: 'F20', items: 1, bytes: 20 });
  expect(byFolder.at(-1)).toEqual({ path: '8 others', items: 8, bytes: 36 });
});

const folder = (id: string, parentId: string | null, path: string, target = path) => ({
  folder: { id, parentId, name: path.split('/').at(-1) ?? path, wellKnownName: null },
  path,
  target,
});

test.for([
  [
    'names that differ only in case',
    [folder('1', null, 'Offers'), folder('2', null, 'OFFERS')],
    [['OFFERS', 'Offers']],
  ],
  [
    'the same name in different places',
    [folder('1', null, 'A'), folder('2', null, 'B'), folder('3', '2', 'B/A')],
    [],
  ],
  [
    'what is below two that meet',
    [folder('1', null, 'A'), folder('2', null, 'a'), folder('3', '1', 'A/x'), folder('4', '2', 'a/X')],
    [
      ['A', 'a'],
      ['A/x', 'a/X'],
    ],
  ],
  [
    'a mapping to a place that is taken',
    [folder('1', null, 'Old', 'Inbox'), folder('2', null, 'Inbox')],
    [['Inbox', 'Old']],
  ],
  [
    'a mapping that takes what is below along',
    [
      folder('1', null, 'Old', 'New'),
      folder('2', '1', 'Old/x', 'New/x'),
      folder('3', null, 'New'),
      folder('4', '3', 'New/X'),
    ],
    [
      ['New', 'Old'],
      ['New/X', 'Old/x'],
    ],
  ],
] as const)('%s', ([, folders, expected]) => {
  expect(meetingFolders([...folders])).toEqual(expected);
});

test('a "/" in a name is no border between folders', () => {
  const slash = {
    ...folder('1', null, 'A/B'),
    folder: { id: '1', parentId: null, name: 'A/B', wellKnownName: null },
  };
  expect(meetingFolders([slash, folder('2', null, 'A'), folder('3', '2', 'A/B')])).toEqual([]);
});

test('depth, folders side by side, holds, and what stays', () => {
  const chain = Array.from({ length: 301 }, (_, at) => ({
    id: `${at}`,
    parentId: at === 0 ? null : `${at - 1}`,
  }));
  expect(depthOf(chain)).toBe(301);
  expect(mostBelow([...chain, { parentId: '0' }, { parentId: '0' }])).toBe(3);
  const hold = { wellKnownName: 'recoverableItemsDiscoveryHolds', items: 3 };
  expect(holdsItems([hold])).toBe(true);
  expect(
    holdsItems([
      { ...hold, items: 0 },
      { wellKnownName: 'recoverableitemsdeletions', items: 9 },
    ]),
  ).toBe(false);
  expect(
    staying([
      { kind: 'hidden', items: 4 },
      { kind: 'system', items: 6 },
      { kind: 'search', items: 50 },
      { kind: 'normal', items: 70 },
    ]),
  ).toEqual({ folders: 2, items: 10 });
});

const source = (more: Partial<SourceFound> = {}): SourceFound => ({
  mailboxId: 'MBX:1',
  items: 10,
  bytes: 1_000,
  folders: 3,
  depth: 2,
  byType: {},
  byFolder: [],
  fullest: { path: 'Inbox', items: 10 },
  largest: [],
  tooLarge: 0,
  stays: { folders: 0, items: 0 },
  leftOut: { items: 0, bytes: 0 },
  tried: { items: 3, refused: {} },
  ...more,
});
const judged = (more: Partial<Judged> = {}): Judged => ({
  pair: { source: 'a@c.example', destination: "o'a@f.example" },
  purpose: 'user',
  source: source(),
  destination: { mailboxId: 'MBX:2', folders: 3, items: 0, licences: 1 },
  hold: null,
  meeting: [],
  mostBelow: 4,
  ...more,
});

test('nothing is said of a mailbox of which nothing is to be said', () => {
  expect(remarksOn(judged())).toEqual([]);
});

test.for([
  ['too-large', { source: source({ tooLarge: 2 }) }, '2 items are larger than 150 MB'],
  [
    'unreadable',
    { source: source({ tried: { items: 9, refused: { ErrorItemCorrupt: 2 } } }) },
    '2 of 9 items that were tried',
  ],
  ['space', { source: source({ bytes: 62_000_000_000 }) }, '62 GB would move'],
  ['space', { source: source({ bytes: 120_000_000_000 }) }, 'the largest mailbox has 100 GB'],
  ['too-deep', { source: source({ depth: 305 }) }, '305 deep'],
  ['too-many-folders', { mostBelow: 10_001 }, '10,001 folders right below it'],
  ['too-many-items', { source: source({ fullest: { path: 'Inbox', items: 950_000 } }) }, 'has 950,000 items'],
  ['held', { hold: true as const }, 'on hold'],
  ['folders-meet', { meeting: [['A', 'a']] }, '"A" and "a"'],
  ['no-licence', { destination: { mailboxId: 'x', folders: 1, items: 0, licences: 0 } }, 'no licence'],
] as const)('%s is said', ([code, more, words]) => {
  const [remark, ...others] = remarksOn(judged(more as Partial<Judged>));
  expect(others).toEqual([]);
  expect(remark).toMatchObject({ code, weight: 'remark', sentence: expect.stringContaining(words) });
  expect(remark?.next.endsWith('.')).toBe(true);
});

test('what the filters leave out takes no space', () => {
  const large = source({ bytes: 62_000_000_000, leftOut: { items: 5, bytes: 30_000_000_000 } });
  expect(remarksOn(judged({ source: large }))).toEqual([]);
});

test('what is different about a shared mailbox, a room, and what Exchange keeps for itself', () => {
  const pair = { source: 'room@c.example', destination: "o'room@f.example" };
  expect(noteOn('user', pair)).toBeNull();
  expect(noteOn('shared', pair)?.sentence).toContain('needs no licence');
  expect(noteOn('room', pair)?.script).toContain("Set-CalendarProcessing -Identity 'o''room@f.example'");
  expect(
    remarksOn(
      judged({ purpose: 'shared', destination: { mailboxId: 'x', folders: 1, items: 0, licences: 0 } }),
    ),
  ).toMatchObject([{ code: 'kind', weight: 'advice' }]);
  expect(remarksOn(judged({ purpose: 'others' }))).toMatchObject([{ code: 'kind', weight: 'remark' }]);
  for (const own of [
    'DiscoverySearchMailbox{D919BA05-46A6-415f-80AD-7E09334BB852}@c.example',
    'SystemMailbox{1f05a927-2ba0-4e1c-9b3c-000000000000}@c.example',
    'Migration.8f3e7716-2011-43e4-96b1-aba62d229136@c.example',
  ])
    expect(unsupportedAddress(own)).not.toBeNull();
  for (const person of ['migration.team@c.example', 'discovery@c.example', 'healthmailbox@c.example'])
    expect(unsupportedAddress(person)).toBeNull();
});

test('two whose destinations are one mailbox cannot move; one that another project fills is remarked on', () => {
  const known = (name: string, mailboxId: string | null) => ({
    source: `${name}@c.example`,
    destination: `${name}@f.example`,
    found: {
      verdict: 'ready',
      destination: mailboxId === null ? null : { mailboxId, folders: 1, items: 0, licences: 1 },
      remarks: [],
    } as unknown as AssessmentFound,
  });
  const all = withSharedDestinations(
    [
      known('a', 'MBX:1'),
      known('b', 'MBX:1'),
      known('c', 'MBX:2'),
      known('d', 'MBX:3'),
      known('e', null),
      known('f', null),
    ],
    new Set(['MBX:2']),
  );
  expect(all.map(({ found }) => found.verdict)).toEqual([
    'cannot move',
    'cannot move',
    'ready with remarks',
    'ready',
    'ready',
    'ready',
  ]);
  expect(all[0]?.found.remarks[0]?.sentence).toContain('b@c.example');
});
