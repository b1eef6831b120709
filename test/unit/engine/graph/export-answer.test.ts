import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readExport } from '../../../../src/engine/graph/export-answer.ts';

const answer = (value: unknown[], rest = {}) => Buffer.from(JSON.stringify({ ...rest, value }));

test('there is one answer per id, in the order asked, whatever the order they came in', () => {
  const bytes = answer([
    { itemId: 'b', data: 'QkJC', changeKey: 'x' },
    { itemId: 'a', changeKey: 'y', data: 'QUFB' },
    { itemId: 'stranger', data: 'WlpaWg==' },
  ]);
  expect(readExport(bytes, ['a', 'b'])).toEqual([
    { id: 'a', data: Buffer.from('QUFB') },
    { id: 'b', data: Buffer.from('QkJC') },
  ]);
});

test.for([
  ['silently left out', []],
  ['without content', [{ itemId: 'a', changeKey: 'x' }]],
  ['null', [{ itemId: 'a', data: null, error: null }]],
  ['empty', [{ itemId: 'a', data: '' }]],
  ['cut short', [{ itemId: 'a', data: 'QUFB=== Truncated Data ===' }]],
  ['cut short, with a line after the mark', [{ itemId: 'a', data: 'QUFB=== Truncated Data ===\n' }]],
] as [string, unknown[]][])(
  'an item that is %s is missing, and nothing is wrong with the others',
  ([, value]) => {
    expect(readExport(answer([{ itemId: 'z', data: 'WlpaWg==' }, ...value]), ['a', 'z'])).toEqual([
      { id: 'a', missing: true },
      { id: 'z', data: Buffer.from('WlpaWg==') },
    ]);
  },
);

test('an answer without a list of items misses all of them', () => {
  expect(readExport(Buffer.from('{}'), ['a', 'b'])).toEqual([
    { id: 'a', missing: true },
    { id: 'b', missing: true },
  ]);
});

test.for(['error', 'Error'])('what the service has against one item stands in its "%s"', (name) => {
  const bytes = answer([
    { itemId: 'a', [name]: { code: 'ErrorItemNotFound', message: 'Not "there": "data":"x"' } },
    { itemId: 'b', data: null, [name]: {} },
    { itemId: 'c', data: 'Q0ND', [name]: null },
  ]);
  expect(readExport(bytes, ['a', 'b', 'c'])).toEqual([
    { id: 'a', error: { code: 'ErrorItemNotFound', message: 'Not "there": "data":"x"' } },
    { id: 'b', error: { code: 'unknown', message: '' } },
    { id: 'c', data: Buffer.from('Q0ND') },
  ]);
});

test('escapes inside the content are undone', () => {
  const bytes = Buffer.from(String.raw`{"value":[{"itemId":"a","data":"ab\/c\u002bd\r\n=="}]}`);
  expect(readExport(bytes, ['a'])).toEqual([{ id: 'a', data: Buffer.from('ab/c+d\r\n==') }]);
});

const item = fc.record({
  itemId: fc.string(),
  data: fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('base64')),
  changeKey: fc.string(),
  first: fc.boolean(),
});
const items = fc.uniqueArray(item, { maxLength: 20, selector: ({ itemId }) => itemId });

test('the content is what JSON.parse would read, for any content and any ids', () => {
  fc.assert(
    fc.property(items, fc.boolean(), fc.string(), (some, slashes, context) => {
      const value = some.map(({ first, itemId, data, changeKey }) =>
        first ? { data, itemId, changeKey } : { itemId, changeKey, data },
      );
      const text = JSON.stringify({ '@odata.context': context, value });
      const bytes = Buffer.from(slashes ? text.replaceAll('/', '\\/') : text);
      const parsed = JSON.parse(bytes.toString()) as { value: { itemId: string; data: string }[] };
      const ids = some.map(({ itemId }) => itemId).reverse();
      expect(readExport(bytes, ids)).toEqual(
        ids.map((id) => ({
          id,
          data: Buffer.from(parsed.value.find(({ itemId }) => itemId === id)!.data),
        })),
      );
    }),
  );
});

test('an answer that breaks off anywhere is no JSON, and never half an item', () => {
  const bytes = answer([
    { itemId: 'a', data: 'QUFB' },
    { itemId: 'b', data: 'QkJC' },
  ]);
  for (let length = 0; length < bytes.length; length++)
    expect(() => readExport(bytes.subarray(0, length), ['a', 'b']), `${length} bytes`).toThrow(SyntaxError);
});

test('an answer with spaces between its parts is read all the same', () => {
  const bytes = Buffer.from(JSON.stringify({ value: [{ itemId: 'a', data: 'QUFB' }] }, null, 2));
  expect(readExport(bytes, ['a'])).toEqual([{ id: 'a', data: Buffer.from('QUFB') }]);
});

test('one item’s content is never taken for another’s', () => {
  const bytes = Buffer.from('{"value":[{"itemId":"a","data":"QUFB"},{"itemId":"b","data": "0000"}]}');
  expect(readExport(bytes, ['b'])).not.toEqual([{ id: 'b', data: Buffer.from('QUFB') }]);
});
