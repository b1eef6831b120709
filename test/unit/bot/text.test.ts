import { expect, test } from 'vitest';
import { auditable } from '../../../src/bot/auditable.ts';
import {
  bytes,
  count,
  cut,
  duration,
  list,
  many,
  percent,
  rate,
  when,
} from '../../../src/bot/cards/format.ts';
import { toText } from '../../../src/bot/cards/to-text.ts';
import { typed } from '../../../src/bot/cards/typed.ts';
import { looksSecret, withoutSecrets } from '../../../src/bot/secret-in-chat.ts';

test('numbers, bytes and durations read as people say them', () => {
  expect(count(4812)).toBe('4,812');
  expect(many(1, 'mailbox')).toBe('1 mailbox');
  expect(many(2, 'mailbox')).toBe('2 mailboxes');
  expect(many(3000, 'item')).toBe('3,000 items');
  expect([0, 999, 1000, 1536, 999_949, 999_999, 1.5e6, 43.2e9, 2e12].map(bytes)).toEqual([
    '0 bytes',
    '999 bytes',
    '1 KB',
    '1.5 KB',
    '1,000 KB',
    '1 MB',
    '1.5 MB',
    '43 GB',
    '2 TB',
  ]);
  expect([0, 59.6, 200, 3600, 7500, 86_400, 273_600].map(duration)).toEqual([
    '0 s',
    '1 min',
    '3 min 20 s',
    '1 h',
    '2 h 5 min',
    '1 day',
    '3 days 4 h',
  ]);
  expect(rate(52.3)).toBe('52 items/s');
  expect(rate(0.5)).toBe('30 items/min');
  expect(list(['a', 'b', 'c'])).toBe('a, b and c');
  expect(cut('🚢🚢🚢🚢', 3)).toBe('🚢🚢…');
});

test('a percentage says 100 only when all of it is done', () => {
  expect(percent(2999, 3000)).toBe(99);
  expect(percent(3000, 3000)).toBe(100);
  expect(percent(0, 0)).toBe(0);
});

test('times are said in the zone of the project, and an unknown zone is UTC', () => {
  const at = new Date('2026-11-23T13:02:00Z');
  expect(when(at, 'Europe/Berlin')).toBe('23 Nov 2026, 14:02 (Europe/Berlin)');
  expect(when(at, 'Mars/Olympus')).toBe('23 Nov 2026, 13:02 (UTC)');
});

test('every part of a card has a text', () => {
  const text = toText({
    title: 'Pass 12',
    subtitle: 'Wave one',
    parts: [
      { kind: 'text', text: 'Some words.' },
      {
        kind: 'facts',
        facts: [
          { label: 'Items', value: '3,000' },
          { label: 'Failed', value: '1' },
        ],
      },
      {
        kind: 'table',
        columns: ['From', 'Items'],
        rows: [
          ['anna@contoso.example', '12'],
          ['bo', '4,000'],
        ],
        more: 3,
      },
      { kind: 'progress', label: '1,200 of 3,000 items', value: 1200, max: 3000 },
      {
        kind: 'chart',
        shape: 'bars',
        title: 'By type',
        points: [
          { label: 'mail', value: 20 },
          { label: 'note', value: 0 },
          { label: 'task', value: 5 },
        ],
        unit: 'items',
      },
      { kind: 'notice', tone: 'warning', text: 'Look here.' },
      { kind: 'code', text: 'a,b\nc,d' },
      { kind: 'input', input: { type: 'text', id: 'name', label: 'Name', placeholder: 'Wave one' } },
      {
        kind: 'input',
        input: {
          type: 'choice',
          id: 'e',
          label: 'Endpoint',
          choices: [
            { title: 'A', value: '1' },
            { title: 'B', value: '2' },
          ],
        },
      },
      {
        kind: 'buttons',
        buttons: [
          { label: 'Approve', command: 'approve', args: { pass: 12, hash: 'abc' } },
          { label: 'CSV', url: 'http://127.0.0.1/p/x' },
        ],
      },
    ],
  });
  expect(text).toBe(`== Pass 12 ==

Wave one

Some words.

Items:   3,000
Failed:  1

From                  Items
---------------------------
anna@contoso.example     12
bo                    4,000
… and 3 more

1,200 of 3,000 items
[████████░░░░░░░░░░░░] 40 %

By type
  mail  ████████████████████████  20 items
  note  ·                          0 items
  task  ██████                     5 items

! Look here.

    a,b
    c,d

Name: (Wave one)

Endpoint: A | B

-> Approve (type: approve 12)
-> CSV (open: http://127.0.0.1/p/x)`);
});

test('a button can always be typed', () => {
  const say = (command: string, args?: Record<string, string | number>) =>
    typed({ label: '', command, ...(args === undefined ? {} : { args }) });
  expect(say('project new', { name: 'Sandbox', source: 'A B', destination: 'C' })).toBe(
    'project new Sandbox from "A B" to C',
  );
  expect(say('project connect', { project: 3 })).toBe('project connect <source> to <destination>');
  expect(say('users import', { project: 3, sample: 'yes' })).toBe('users import sample');
  expect(say('users', { project: 3, search: 'an na', page: 2 })).toBe('users "an na" page 2');
  expect(say('status', { pass: 4, here: 'yes' })).toBe('status 4');
});

test('client secrets are recognised, addresses and ids are not', () => {
  // Made up; the shape is that of a generated Entra secret.
  const secret = 'abc8Q~Zy0wVu2.tSrQp_On4mLkJi6hGfEd-Cb8aA';
  expect(looksSecret(`here it is: ${secret}`)).toBe(true);
  expect(looksSecret(`client_secret=${secret}`)).toBe(true);
  expect(looksSecret(secret.slice(0, 34))).toBe(true);
  expect(withoutSecrets(`a ${secret} b`)).toBe('a *** b');
  const key = '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----';
  expect(looksSecret(`endpoint secret Contoso\n${key}`)).toBe(true);
  expect(withoutSecrets(`a ${key}`)).toBe('a ***');
  for (const text of [
    'endpoint add Contoso tenant 7f3a0c1e-5d2b-4a8e-9c61-0b4d8e2f6a17 client 7f3a0c1e-5d2b-4a8e-9c61-0b4d8e2f6a17',
    'users add a.very.long.name.indeed~2024X@contoso.example b@f.example',
    'verify',
    '~'.repeat(60),
  ]) {
    expect(looksSecret(text), text).toBe(false);
  }
  expect(auditable('options', { name: secret, text: 'x'.repeat(500), pass: 3, odd: { a: 1 } })).toEqual({
    name: '***',
    text: '(500 characters)',
    pass: 3,
    odd: '{"a":1}',
  });
});
