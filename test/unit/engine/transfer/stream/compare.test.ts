import { describe, expect, test } from 'vitest';
import { compareItems, type Difference } from '../../../../../src/engine/transfer/stream/compare.ts';
import { StreamFault } from '../../../../../src/engine/transfer/stream/fault.ts';
import {
  binary,
  blobOf,
  long,
  longs,
  named,
  sample,
  streamOf,
  type TestMessage,
  type TestProperty,
  text,
  texts,
  time,
  yesNo,
} from '../../../../fixtures/item-stream.ts';

const compare = (sent: TestMessage, stored: TestMessage): Difference[] =>
  compareItems(blobOf(streamOf(sent)), blobOf(streamOf(stored)));

/** The sample, compared with what it becomes. */
const changed = (change: (stored: TestMessage) => void): Difference[] => {
  const stored = sample();
  change(stored);
  return compare(sample(), stored);
};

const properties = (some: TestProperty[]): TestMessage => ({ properties: some });
const one = (sent: TestProperty, stored: TestProperty): Difference[] =>
  compare(properties([sent]), properties([stored]));

test('an item equals itself, however it is cut and in whatever order its properties come', () => {
  expect(compare(sample(), sample())).toEqual([]);
  expect(compareItems(blobOf(streamOf(sample()), [7]), blobOf(streamOf(sample())))).toEqual([]);
  expect(changed((stored) => stored.properties.reverse())).toEqual([]);
});

test('what cannot be read cannot be compared', () => {
  const blob = blobOf(streamOf(sample()));
  expect(() => compareItems(blob, blob.subarray(1))).toThrow(StreamFault);
  expect(() => compareItems(Buffer.alloc(0), blob)).toThrow(StreamFault);
});

describe('every property that is changed, lost or new is found and named', () => {
  const bags: [string, string, (message: TestMessage) => TestProperty[], string[]][] = [
    [
      'message',
      '',
      (message) => message.properties,
      [
        'importance',
        'message class',
        'subject',
        'sent time',
        'received time',
        'message flags',
        '-',
        'body (text)',
        'body (HTML)',
        '-',
        '-',
        'search key',
        'reminder on',
        'categories',
        '0x8003 {00020386-0000-0000-c000-000000000046} Name x-mailer',
        '0x8004 {00062004-0000-0000-c000-000000000046} Id 0x8028',
      ],
    ],
    [
      'recipient',
      'recipient 2: ',
      (message) => message.recipients![1]!,
      ['-', 'To, Cc or Bcc', 'name', 'address'],
    ],
    [
      'attachment',
      'attachment 1: ',
      (message) => message.attachments![0]!.properties,
      ['-', '-', 'file name', 'content'],
    ],
    [
      'embedded message',
      'attachment 2: message: ',
      (message) => message.attachments![1]!.embedded!.properties,
      ['subject', 'body (text)'],
    ],
  ];
  const cases = bags.flatMap(([bag, place, of, names]) =>
    of(sample()).map((_, at) => [bag, place, of, names[at]!, at] as const),
  );
  expect(cases.map(([, , , name]) => name)).not.toContain(undefined);

  test.for(cases.filter(([, , , name]) => name !== '-'))('of the %s: %s%s%s', ([, place, of, name, at]) => {
    const property = place + name;
    const flip = changed((stored) => {
      const { raw } = of(stored)[at]!;
      raw[raw.length - 1]! ^= 1;
    });
    expect(flip).toMatchObject([{ property, what: 'different' }]);
    expect(changed((stored) => of(stored).splice(at, 1))).toMatchObject([{ property, what: 'missing' }]);
    const sent = sample();
    of(sent).splice(at, 1);
    expect(compare(sent, sample())).toMatchObject([{ property, what: 'extra' }]);
  });

  test('two of the same are two', () => {
    expect(changed((stored) => stored.properties.push(text(0x0037, 'Grüße aus Oslo')))).toMatchObject([
      { property: 'subject', what: 'extra' },
    ]);
  });
});

describe('what an import changes by nature is no difference', () => {
  const ownOfTheStore = [
    0x3007, 0x3008, 0x0e08, 0x0fff, 0x0ff9, 0x0ff6, 0x0ff4, 0x0e09, 0x65e0, 0x65e2, 0x65e3, 0x3ffa, 0x3ffb,
    0x674a,
  ];

  test.for(ownOfTheStore)('0x%x of the message, changed, lost or new', (id) => {
    const here = binary(id, Buffer.from('here'));
    expect(one(here, binary(id, Buffer.from('there')))).toEqual([]);
    expect(compare(properties([here]), properties([]))).toEqual([]);
    expect(compare(properties([]), properties([here]))).toEqual([]);
    const embedded = (some: TestProperty[]): TestMessage => ({
      properties: [],
      attachments: [{ properties: [long(0x0e21, 0)], embedded: properties(some) }],
    });
    expect(compare(embedded([here]), embedded([]))).toEqual([]);
  });

  test('a DN prefix', () => {
    const prefix: TestProperty = { id: 0x4008, type: 0x84e4, raw: Buffer.from('020000002f00', 'hex') };
    expect(changed((stored) => stored.properties.unshift(prefix))).toEqual([]);
  });

  test('the version of the server', () => {
    const blob = blobOf(streamOf(sample()));
    const elsewhere = Buffer.from(blob);
    elsewhere[58]! ^= 1;
    expect(compareItems(blob, elsewhere)).toEqual([]);
  });

  test('the numbers that a store gives to rows and attachments, and its sizes and ids of attachments', () => {
    const difference = changed((stored) => {
      stored.recipients![0]![0] = long(0x3000, 4);
      stored.recipients![1]![0] = long(0x3000, 5);
      stored.attachments![0]!.properties.splice(0, 2, long(0x0e21, 7), long(0x0e20, 301), long(0x0ff9, 1));
      stored.attachments![1]!.properties[0] = long(0x0e21, 9);
    });
    expect(difference).toEqual([]);
  });

  test('the number that a mailbox gives to a name', () => {
    const difference = changed((stored) => {
      for (const property of stored.properties) if (property.name) property.id += 0x100;
    });
    expect(difference).toEqual([]);
  });

  test('but a named property is never taken for one of these', () => {
    const name = { guid: '00062008-0000-0000-c000-000000000046', lid: 0x3007 };
    expect(one(named(name, long(0x8001, 1)), named(name, long(0x8001, 2)))).toHaveLength(1);
  });

  test('but entry id and record key of a recipient say who is meant', () => {
    for (const id of [0x0fff, 0x0ff9])
      expect(changed((stored) => stored.recipients![0]!.push(binary(id, Buffer.from('EX'))))).toHaveLength(1);
  });
});

describe('names', () => {
  const guid = '00062008-0000-0000-c000-000000000046';
  test('the same number in another set, and a number and a text, are different properties', () => {
    const other = '00062004-0000-0000-c000-000000000046';
    const differences = one(
      named({ guid, lid: 0x7777 }, long(0x8001, 1)),
      named({ guid: other, lid: 0x7777 }, long(0x8001, 1)),
    );
    expect(differences).toMatchObject([
      { property: `0x8001 {${guid}} Id 0x7777`, what: 'missing' },
      { property: `0x8001 {${other}} Id 0x7777`, what: 'extra' },
    ]);
    expect(
      one(named({ guid, lid: 7 }, long(0x8001, 1)), named({ guid, name: '7' }, long(0x8001, 1))),
    ).toHaveLength(2);
  });

  test('a tag that nobody knows is said as it is', () => {
    expect(one(long(0x1234, 1), long(0x1234, 2))).toEqual([{ property: '0x1234', what: 'different' }]);
  });
});

describe('recipients and attachments', () => {
  test('they are matched by their numbers, in whatever order they come', () => {
    expect(
      changed((stored) => {
        stored.recipients!.reverse();
        stored.attachments!.reverse();
      }),
    ).toEqual([]);
  });

  test('who is missing, and what is extra', () => {
    expect(changed((stored) => stored.recipients!.pop())).toEqual([
      { property: 'recipient 2', what: 'missing' },
    ]);
    expect(changed((stored) => stored.attachments!.push({ properties: [long(0x0e21, 2)] }))).toEqual([
      { property: 'attachment 3', what: 'extra' },
    ]);
  });

  test('an embedded message that is not there any more', () => {
    expect(changed((stored) => delete stored.attachments![1]!.embedded)).toEqual([
      { property: 'attachment 2: message', what: 'missing' },
    ]);
  });
});

describe('details', () => {
  test.for([
    [
      'times, to the last of seven decimals',
      time(0x0e06, '2025-03-04T09:15:40.000Z', 1n),
      time(0x0e06, '2025-03-04T09:15:40.000Z'),
      '2025-03-04T09:15:40.0000000Z; sent: 2025-03-04T09:15:40.0000001Z',
    ],
    ['flags', long(0x0e07, 17), long(0x0e07, 1), '1; sent: 17'],
    ['yes and no', yesNo(0x0029, true), yesNo(0x0029, false), 'no; sent: yes'],
    ['the lengths of texts', text(0x0037, 'One'), text(0x0037, 'Three'), '12 bytes; sent: 8 bytes'],
    ['texts of one length', text(0x0037, 'One'), text(0x0037, 'Two'), '8 bytes, other content'],
    ['how many', texts(0x6001, 'a'), texts(0x6001, 'a', 'b'), '2 values; sent: 1 values'],
    ['as many', longs(0x6001, 1), longs(0x6001, 2), '1 values, other content'],
    ['types', long(0x0e07, 1), yesNo(0x0e07, true), 'type 0x000B, 0x0003 was sent'],
  ] as const)('%s', ([, sent, stored, detail]) => {
    expect(one(sent, stored)).toMatchObject([{ what: 'different', detail }]);
  });

  test('both types of UTF-16 are the same text', () => {
    expect(one(text(0x0037, 'One'), { ...text(0x0037, 'One'), type: 0x001f })).toEqual([]);
    expect(one(text(0x0037, 'One'), { ...text(0x0037, 'Two'), type: 0x001f })).toHaveLength(1);
  });

  test('a time beyond all calendars is said too', () => {
    const [difference] = one(
      { ...time(0x0e06, '2025-03-04T09:15:40.000Z'), raw: Buffer.alloc(8, 0xff) },
      time(0x0e06, '2025-03-04T09:15:40.000Z'),
    );
    expect(difference!.detail).toContain('+060056-05-28');
  });

  test('nothing of what is written in the message is ever said', () => {
    const secret = (word: string): TestMessage => ({
      properties: [
        text(0x0037, `${word} subject`),
        text(0x1000, `${word} body`),
        binary(0x1013, Buffer.from(`<p>${word}</p>`)),
        named(
          { guid: '00020329-0000-0000-c000-000000000046', name: 'Salary' },
          long(0x8001, word.length * 12_345),
        ),
        named({ guid: '00020329-0000-0000-c000-000000000046', name: 'Keywords' }, texts(0x8002, word)),
      ],
      recipients: [[text(0x3001, word), text(0x3003, `${word}@contoso.example`)]],
      attachments: [{ properties: [long(0x0e21, 0), text(0x3707, `${word}.txt`)] }],
    });
    const said = JSON.stringify([
      ...compare(secret('hush'), secret('whisper')),
      ...compare(secret('hush'), { properties: [] }),
      ...compare({ properties: [] }, secret('whisper')),
    ]);
    expect(said).not.toMatch(/hush|whisper|49380|86415/);
  });
});
