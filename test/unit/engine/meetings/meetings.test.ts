/** What an exported appointment is as a meeting. Streams come from the sandbox's encoder, which shares nothing with ours. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type FoundMeeting,
  type MeetingsFound,
  mostMeetings,
  nextOnes,
  stillToCome,
  sumsOf,
} from '../../../../src/engine/meetings/found.ts';
import { readMeeting } from '../../../../src/engine/meetings/read-meeting.ts';
import { lastDay } from '../../../../src/engine/meetings/recurrence.ts';
import { readItem } from '../../../../src/engine/transfer/stream/read.ts';
import { meetingsOf } from '../../../../src/sandbox/contents/meetings.ts';
import { createRandom } from '../../../../src/sandbox/contents/random.ts';
import { encodeMessage } from '../../../../src/sandbox/stream/index.ts';

const today = new Date('2026-11-28T00:00:00Z');
const now = new Date('2026-11-28T07:00:00Z');
const owner = { name: 'Alex Berg', address: 'alex.berg@contoso.example' };
const read = (inProject: string[] = [], at = now) =>
  meetingsOf(owner, today).map((kind, place) =>
    readMeeting(
      readItem(encodeMessage(kind(createRandom(`meeting ${place}`)))),
      { owner: new Set([owner.address]), inProject: new Set(inProject) },
      at,
    ),
  );

test('each meeting is told by whose it is, when it ends, who comes, and whether its link dies', () => {
  expect(read(['sam.okoye@contoso.example', 'ines.vega@contoso.example'])).toMatchObject([
    {
      kind: 'organised',
      meeting: {
        start: '2026-12-01T09:00:00.000Z',
        until: '2026-12-01T09:30:00.000Z',
        attendees: 3,
        outside: 1,
        losesLink: true,
        isSeries: false,
      },
    },
    // The late comer of two moved occurrences is one more.
    {
      kind: 'organised',
      meeting: {
        start: '2026-11-03T09:00:00.000Z',
        isSeries: true,
        exceptions: 2,
        attendees: 2,
        outside: 1,
        losesLink: true,
      },
    },
    { kind: 'organised', meeting: { attendees: 2, outside: 2, losesLink: false } },
    { kind: 'organised', meeting: { attendees: 1, outside: 1, losesLink: true } },
    { kind: 'organised', meeting: { until: null, isSeries: true, outside: 0, losesLink: true } },
    { kind: 'invited' },
    { kind: 'none' },
    { kind: 'none' },
    { kind: 'organised', meeting: { attendees: 0, losesLink: true } },
  ]);
});

test('a series is over two days after its last occurrence, wherever it takes place', () => {
  const after = (day: string) => read([], new Date(day))[1]?.kind;
  // Ten times from 3 November on: the last is on 5 January.
  expect(after('2027-01-05T10:00:00Z')).toBe('organised');
  expect(after('2027-01-08T00:00:00Z')).toBe('none');
});

test('a pattern that is cut off or garbled is no fault, and has no end that could be believed', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 90 }), (bytes) => {
      const last = lastDay(bytes);
      expect(last === null || last === undefined || last instanceof Date).toBe(true);
    }),
  );
  expect(lastDay(new Uint8Array(10))).toBeUndefined();
});

const meeting = (start: string, until: string | null, losesLink = true): FoundMeeting => ({
  start,
  until,
  isSeries: until === null,
  exceptions: 0,
  attendees: 2,
  outside: 0,
  losesLink,
});
const found = (meetings: FoundMeeting[], more = 0): MeetingsFound => ({
  read: meetings.length,
  unread: 0,
  invited: 0,
  meetings,
  more,
});

const over = meeting('2026-11-27T09:00:00.000Z', '2026-11-27T10:00:00.000Z');
const series = meeting('2026-01-01T09:00:00.000Z', null);
const withoutLink = meeting('2026-11-29T09:00:00.000Z', '2026-11-29T10:00:00.000Z', false);
const wednesday = meeting('2026-12-02T09:00:00.000Z', '2026-12-02T10:00:00.000Z');
const january = meeting('2027-01-04T09:00:00.000Z', null);

test('what was to come when it was read may be over', () => {
  const all = found([series, over, withoutLink, wednesday], 3);
  expect(stillToCome(all, now)).toEqual([series, withoutLink, wednesday]);
  expect(sumsOf(all, now)).toMatchObject({ meetings: 3, losesLink: 2, series: 1, more: 3 });
});

test.for<[string, FoundMeeting[], Date | 'under way' | null]>([
  ['nothing is to come', [], null],
  ['none that is to come loses its link', [over, withoutLink], null],
  ['the first that has not begun', [january, withoutLink, wednesday], new Date(wednesday.start)],
  ['a series that has not begun', [january], new Date(january.start)],
  ['a series that has begun comes before all of them', [wednesday, series], 'under way'],
  [
    'a series without a link does not',
    [{ ...series, losesLink: false }, wednesday],
    new Date(wednesday.start),
  ],
  ['a meeting that goes on', [{ ...wednesday, start: '2026-11-28T06:45:00.000Z' }], 'under way'],
])('the next that loses its link: %s', ([, meetings, next]) => {
  expect(sumsOf(found(meetings), now).next).toEqual(next);
});

test('of more meetings than are kept one by one, the next ones are: series under way, then what begins first', () => {
  const later = Array.from({ length: mostMeetings }, (_, at) => {
    const start = new Date(now.getTime() + (at + 1) * 3_600_000).toISOString();
    return meeting(start, new Date(Date.parse(start) + 60_000).toISOString());
  });
  const kept = nextOnes([...later.toReversed(), series], now);
  expect(kept).toEqual({ meetings: [series, ...later.slice(0, -1)], more: 1 });
  expect(nextOnes([january, series], now)).toEqual({ meetings: [series, january], more: 0 });
});
