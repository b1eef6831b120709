import { expect, test } from 'vitest';
import type { Folder } from '../../../../src/engine/graph/index.ts';
import type { AutomaticReplies } from '../../../../src/engine/graph/settings/preferences.ts';
import { recipientsOf } from '../../../../src/engine/recipient-mapping.ts';
import { whyNot } from '../../../../src/engine/settings/automatic-replies.ts';
import { grantedPaths } from '../../../../src/engine/settings/folder-permissions.ts';
import { granteeOf, peopleOf } from '../../../../src/engine/settings/people.ts';
import { missing, otherwiseTicked } from '../../../../src/engine/settings/task-parts.ts';

const now = new Date('2026-06-01T12:00:00Z');
const replies = (part: Partial<AutomaticReplies>): AutomaticReplies => ({
  status: 'alwaysEnabled',
  externalAudience: 'all',
  internalReplyMessage: '<p>Away</p>',
  externalReplyMessage: '',
  ...part,
});
const until = (dateTime: string, timeZone = 'UTC') =>
  replies({ status: 'scheduled', scheduledEndDateTime: { dateTime, timeZone } });

test.for<[string, AutomaticReplies, boolean, string | null]>([
  ['never used', replies({ status: 'disabled', internalReplyMessage: '' }), true, 'nothing'],
  ['on, and more passes follow', replies({}), false, 'replies-later'],
  ['on, with the last pass', replies({}), true, null],
  ['off, with words for the next holiday', replies({ status: 'disabled' }), true, null],
  ['scheduled', until('2026-06-02T00:00:00.0000000'), true, null],
  ['scheduled in the past', until('2026-05-02T00:00:00.0000000'), true, 'replies-over'],
  ['over in London, not in Los Angeles', until('2026-06-01T06:00:00', 'America/Los_Angeles'), true, null],
])('automatic replies that are %s', ([, setting, isLast, expected]) => {
  expect(whyNot(setting, isLast, now)).toBe(expected);
});

test('people are who the project says they are', () => {
  const people = peopleOf({
    sourceAddress: 'me@old.com',
    destinationAddress: 'me@new.com',
    recipients: recipientsOf({
      rules: [],
      pairs: [{ source: '/o=old/cn=ben', destination: 'ben@new.com' }],
      mailboxes: [
        { source: 'Anna@Old.com', destination: 'anna.b@new.com' },
        { source: 'same@kept.org', destination: 'same@kept.org' },
      ],
      names: new Map(),
    }),
  });
  expect(granteeOf(people, 'ANNA@old.com')).toEqual({ address: 'anna.b@new.com' });
  expect(granteeOf(people, 'same@kept.org')).toEqual({ address: 'same@kept.org' });
  expect(granteeOf(people, '/o=old/cn=ben')).toEqual({ address: 'ben@new.com' });
  expect(granteeOf(people, 'somebody@new.com')).toEqual({ address: 'somebody@new.com' });
  expect(granteeOf(people, 'carl@old.com')).toEqual({ cause: 'setting-unmapped' });
  expect(granteeOf(people, 'carl@kept.org')).toEqual({ cause: 'setting-unmapped' });
  expect(granteeOf(people, 'x@elsewhere.org')).toEqual({ cause: 'setting-outside' });
  expect(granteeOf(people, '/o=old/cn=zoe')).toEqual({ cause: 'setting-unmapped' });
});

test('nobody gets rights by a guess, nor where somebody went to another organisation', () => {
  const people = peopleOf({
    sourceAddress: 'me@old.com',
    destinationAddress: 'me@new.com',
    recipients: recipientsOf({
      rules: [
        { source: '@old.com', destination: '@new.com' },
        { source: 'paul@old.com', destination: 'paul@partner.org' },
      ],
      pairs: [{ source: 'ben@old.com', destination: 'ben@new.com' }],
      mailboxes: [{ source: 'anna@old.com', destination: 'anna@second.com' }],
      names: new Map([['a.berg@old.com', 'anna@old.com']]),
    }),
  });
  expect(granteeOf(people, 'carl@old.com')).toEqual({ cause: 'setting-unmapped' });
  expect(granteeOf(people, 'paul@old.com')).toEqual({ cause: 'setting-outside' });
  expect(granteeOf(people, 'ben@old.com')).toEqual({ address: 'ben@new.com' });
  expect(granteeOf(people, 'anna@old.com')).toEqual({ address: 'anna@second.com' });
  expect(granteeOf(people, 'a.berg@old.com')).toEqual({ address: 'anna@second.com' });
});

test('what is below a calendar or a hidden folder is named by its whole path', () => {
  const folder = (id: string, name: string, parentId: string | null, more: Partial<Folder> = {}) =>
    ({ id, name, parentId, kind: 'normal', type: 'IPF.Note', ...more }) as Folder;
  const paths = grantedPaths([
    folder('1', 'Calendar', null, { type: 'IPF.Appointment' }),
    folder('2', 'Projects', '1'),
    folder('3', 'Projects', null),
    folder('4', 'Hidden', null, { kind: 'internal' as Folder['kind'] }),
    folder('5', 'Projects', '4'),
    folder('6', 'Old', null, { inArchive: true }),
  ]);
  expect(paths).toEqual([
    { id: '2', path: ['Calendar', 'Projects'] },
    { id: '3', path: ['Projects'] },
    { id: '5', path: ['Hidden', 'Projects'] },
  ]);
});

test('of steps that say the same, as many are missing as there are more of', () => {
  const self = (one: string) => one;
  expect(missing(['milk', 'bread', 'milk'], ['milk'], self)).toEqual(['bread', 'milk']);
  expect(missing(['milk'], ['milk', 'eggs'], self)).toEqual([]);
});

test.for<[string, string[], string[], number[]]>([
  ['ticked at the source', ['+milk', '-bread'], ['-milk', '-bread'], [0]],
  ['no longer ticked at the source', ['-milk'], ['+milk'], [0]],
  ['one of two that say the same', ['+milk', '-milk'], ['-milk', '-milk'], [1]],
  ['in another order', ['+milk', '-milk'], ['-milk', '+milk'], []],
  ['of its own at the destination', ['+milk'], ['+milk', '-eggs'], []],
  ['not there yet', ['+milk', '+eggs'], ['-milk'], [0]],
])('a step that is %s', ([, wanted, there, expected]) => {
  const steps = (said: string[]) =>
    said.map((one, at) => ({ id: at, displayName: one.slice(1), isChecked: one.startsWith('+') }));
  expect(otherwiseTicked(steps(wanted), steps(there)).map(({ id }) => id)).toEqual(expected);
});
