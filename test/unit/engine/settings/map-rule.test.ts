import { expect, test } from 'vitest';
import type { InboxRule } from '../../../../src/engine/graph/settings/inbox-rules.ts';
import { recipientsOf } from '../../../../src/engine/recipient-mapping.ts';
import { placement } from '../../../../src/engine/settings/inbox-rules.ts';
import { changeTo, comparable, mapRule, type RuleMap } from '../../../../src/engine/settings/map-rule.ts';
import { peopleOf } from '../../../../src/engine/settings/people.ts';

const map: RuleMap = {
  people: peopleOf({
    sourceAddress: 'me@old.com',
    destinationAddress: 'me@new.com',
    recipients: recipientsOf({
      rules: [],
      pairs: [{ source: '/o=old/cn=ben', destination: 'ben@new.com' }],
      mailboxes: [{ source: 'anna@old.com', destination: 'anna@new.com' }],
      names: new Map(),
    }),
  }),
  folders: new Map([['source-folder', 'destination-folder']]),
};
const person = (address: string, name?: string) => ({ emailAddress: { address, ...(name ? { name } : {}) } });
const rule = (part: Partial<InboxRule>): InboxRule => ({
  id: 'r',
  displayName: 'A rule',
  sequence: 3,
  isEnabled: true,
  hasError: false,
  isReadOnly: false,
  actions: { markAsRead: true },
  ...part,
});
const mappedBody = (part: Partial<InboxRule>) => {
  const mapped = mapRule(rule(part), map);
  if ('left' in mapped) throw new Error(mapped.left.cause);
  return mapped.body;
};
const leftBecause = (part: Partial<InboxRule>) => {
  const mapped = mapRule(rule(part), map);
  return 'left' in mapped ? mapped.left : undefined;
};
const noteOf = (part: Partial<InboxRule>) => {
  const mapped = mapRule(rule(part), map);
  return 'note' in mapped ? mapped.note : undefined;
};

test('folders and people become those of the destination, in conditions, exceptions and actions', () => {
  const body = mappedBody({
    conditions: { fromAddresses: [person('Anna@old.com', 'Anna'), person('x@elsewhere.org')] },
    exceptions: { sentToAddresses: [person('/O=Old/CN=Ben')] },
    actions: {
      moveToFolder: 'source-folder',
      forwardTo: [person('anna@old.com')],
      stopProcessingRules: true,
    },
  });
  expect(body).toEqual({
    displayName: 'A rule',
    isEnabled: true,
    conditions: { fromAddresses: [person('anna@new.com', 'Anna'), person('x@elsewhere.org')] },
    exceptions: { sentToAddresses: [person('ben@new.com')] },
    actions: {
      moveToFolder: 'destination-folder',
      forwardTo: [person('anna@new.com')],
      stopProcessingRules: true,
    },
  });
});

test('what a rule does not have is not sent', () => {
  expect(
    mappedBody({
      conditions: { subjectContains: [], hasAttachments: null, '@odata.type': 'x', sentToMe: false },
      exceptions: null,
    }),
  ).toEqual({ displayName: 'A rule', isEnabled: true, actions: { markAsRead: true } });
});

test('a change says what the rule does not have any more', () => {
  const there = {
    displayName: 'Old',
    isEnabled: true,
    conditions: {
      '@odata.type': 'x',
      subjectContains: ['a'],
      bodyContains: [],
      importance: 'high',
      sentToMe: true,
      withinSizeRange: { minimumSize: 1, maximumSize: 9 },
    },
    exceptions: { hasAttachments: true },
    actions: { markAsRead: true, forwardTo: [person('x@new.com')], delete: false },
  };
  const body = {
    displayName: 'New',
    isEnabled: false,
    conditions: { sentToMe: true, withinSizeRange: { minimumSize: 2 } },
    actions: { stopProcessingRules: true },
  };
  expect(changeTo(body, there)).toEqual({
    displayName: 'New',
    isEnabled: false,
    conditions: {
      subjectContains: [],
      importance: null,
      sentToMe: true,
      withinSizeRange: { minimumSize: 2, maximumSize: null },
    },
    exceptions: null,
    actions: { markAsRead: null, forwardTo: [], stopProcessingRules: true },
  });
});

test('a disabled rule stays disabled, and a broken one does not begin to work', () => {
  expect(mappedBody({ isEnabled: false }).isEnabled).toBe(false);
  expect(mappedBody({ hasError: true }).isEnabled).toBe(false);
  expect(noteOf({ hasError: true })).toEqual({ cause: 'rule-broken-kept' });
});

test.for<[string, Partial<InboxRule>, object]>([
  ['it runs in Outlook', { isReadOnly: true }, { cause: 'rule-client-only' }],
  ['its folder does not move', { actions: { moveToFolder: 'another' } }, { cause: 'rule-folder' }],
  ['its folder is gone', { hasError: true, actions: { copyToFolder: 'gone' } }, { cause: 'rule-broken' }],
  [
    'it sends mail to somebody who is nobody there',
    { actions: { forwardTo: [person('/o=old/cn=zoe', 'Zoe')] } },
    { cause: 'rule-recipient', detail: 'Zoe' },
  ],
  [
    'it would be for more mail than it was',
    { conditions: { fromAddresses: [person('/o=old/cn=zoe')] } },
    { cause: 'rule-recipient', detail: '/o=old/cn=zoe' },
  ],
])('a rule stays behind when %s', ([, part, left]) => {
  expect(leftBecause(part)).toEqual(left);
});

test.for<[string, string, object | undefined]>([
  ['somebody who moves', 'anna@old.com', undefined],
  ['an outsider', 'x@elsewhere.org', { cause: 'rule-forwards-outside', detail: 'x@elsewhere.org' }],
  ['a colleague who stays', 'carl@old.com', { cause: 'rule-forwards-back', detail: 'carl@old.com' }],
])('forwarding to %s is kept, and said where it leads out', ([, address, note]) => {
  for (const action of ['forwardTo', 'redirectTo', 'forwardAsAttachmentTo'])
    expect(noteOf({ actions: { [action]: [person(address)] } })).toEqual(note);
});

test.for(['me@new.com', 'ME@new.com', 'me@old.com'])(
  'no rule sends mail on to its own mailbox: %s',
  (self) => {
    const people = peopleOf({
      sourceAddress: 'me@old.com',
      destinationAddress: 'me@new.com',
      recipients: recipientsOf({
        rules: [],
        pairs: [],
        mailboxes: [
          { source: 'me@old.com', destination: 'me@new.com' },
          { source: 'anna@old.com', destination: 'anna@new.com' },
        ],
        names: new Map(),
      }),
    });
    const become = (actions: Record<string, unknown>) => mapRule(rule({ actions }), { ...map, people });
    expect(become({ redirectTo: [person(self)] })).toEqual({ left: { cause: 'rule-to-itself' } });
    expect(become({ redirectTo: [person(self)], markAsRead: true })).toMatchObject({
      body: { actions: { markAsRead: true } },
    });
    const body = become({ forwardTo: [person(self), person('anna@old.com')] });
    expect(body).toMatchObject({ body: { actions: { forwardTo: [person('anna@new.com')] } } });
  },
);

test('mail is sent to nobody whose address is a guess; what only compares may guess', () => {
  const people = peopleOf({
    sourceAddress: 'me@old.com',
    destinationAddress: 'me@new.com',
    recipients: recipientsOf({
      rules: [{ source: '@old.com', destination: '@new.com' }],
      pairs: [],
      mailboxes: [],
      names: new Map(),
    }),
  });
  const carl = [person('carl@old.com')];
  const mapped = mapRule(rule({ conditions: { fromAddresses: carl }, actions: { forwardTo: carl } }), {
    ...map,
    people,
  });
  expect(mapped).toMatchObject({
    body: {
      conditions: { fromAddresses: [person('carl@new.com')] },
      actions: { forwardTo: [person('carl@old.com')] },
    },
    note: { cause: 'rule-forwards-back', detail: 'carl@old.com' },
  });
});

test('Exchange’s own way of writing a rule is the same rule', () => {
  const ours = mappedBody({
    conditions: { senderContains: ['adele'], fromAddresses: [person('x@y.org')] },
    actions: { moveToFolder: 'source-folder', delete: true },
  });
  const theirs = rule({
    conditions: { fromAddresses: [person('X@y.org', 'Mr X')], senderContains: ['ADELE'], importance: null },
    exceptions: {},
    actions: { delete: true, moveToFolder: 'destination-folder', markAsRead: false },
  });
  expect(comparable(theirs)).toEqual(comparable(ours));
  // Ids of folders are case-sensitive.
  expect(comparable(rule({ actions: { moveToFolder: 'DESTINATION-folder' } }))).not.toEqual(
    comparable(rule({ actions: { moveToFolder: 'destination-folder' } })),
  );
});

test('a new rule goes after the one before it, before the one after it, or behind all', () => {
  const own = { id: 'own', sequence: 7 };
  expect(placement([]).next(0)).toBe(1);
  expect(placement([own]).next(0)).toBe(8);
  const place = placement([own, { id: 'a', sequence: 8 }, { id: 'c', sequence: 9 }]);
  place.take(1, { id: 'a', sequence: 8 });
  place.take(3, { id: 'c', sequence: 9 });
  expect(place.next(0)).toBe(8);
  place.take(0, { id: 'first', sequence: 8 });
  expect(place.next(2)).toBe(10);
  place.take(2, { id: 'b', sequence: 10 });
  expect(place.next(4)).toBe(12);
});
