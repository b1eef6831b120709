import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EngineError } from '../../../src/engine/errors.ts';
import { matching, patternFault, replaced } from '../../../src/engine/guarded-regexp.ts';

const timed = <T>(work: () => T): { value: T; milliseconds: number } => {
  const start = performance.now();
  return { value: work(), milliseconds: performance.now() - start };
};

test.for([
  ['^Inbox$', ['Inbox']],
  ['^inbox/', ['Inbox/Projects', 'Inbox/Ärzte']],
  ['(^Inbox$|^Inbox/)', ['Inbox', 'Inbox/Projects', 'Inbox/Ärzte']],
  ['^(?!Inbox$)', ['Inbox/Projects', 'Inbox/Ärzte', 'Sent Items']],
  ['^(?!Inbox(/|$))', ['Sent Items']],
  ['ä', ['Inbox/Ärzte']],
  ['(?<=Inbox/)P', ['Inbox/Projects']],
  ['^All Mail$', []],
] as const)('%s matches %j', ([pattern, matched]) => {
  const paths = ['Inbox', 'Inbox/Projects', 'Inbox/Ärzte', 'Sent Items'];
  expect(paths.filter((_, at) => matching([pattern], paths)[at])).toEqual(matched);
  expect(patternFault(pattern)).toBeNull();
});

test('one of several patterns is enough, and none matches nothing', () => {
  expect(matching(['^A$', '^B$'], ['A', 'B', 'C'])).toEqual([true, true, false]);
  expect(matching([], ['A'])).toEqual([false]);
  expect(matching(['A'], [])).toEqual([]);
});

test.for([
  [[['^Old', 'New']], 'Old/2019', 'New/2019'],
  [[['^', 'Subfolder/']], 'Inbox', 'Subfolder/Inbox'],
  [[['^Projects/(\\d+)/(.*)', 'Archive/$2 ($1)']], 'projects/2019/Ship', 'Archive/Ship (2019)'],
  [
    [
      ['^Inbox$', 'Old inbox'],
      ['^', 'Old/'],
    ],
    'Inbox',
    'Old inbox',
  ],
  [
    [
      ['^Inbox$', 'Old inbox'],
      ['^', 'Old/'],
    ],
    'Sent',
    'Old/Sent',
  ],
  [
    [
      ['^A$', 'B'],
      ['^B$', 'A'],
    ],
    'A',
    'B',
  ],
  [[['^A$', 'B']], 'C', 'C'],
  [[], 'C', 'C'],
  [[['a', '-']], 'aaa', '-aa'],
  [[['^Prices', '$1.50']], 'Prices', '$1.50'],
] as const)('%j makes of "%s" "%s"', ([replacements, text, result]) => {
  expect(
    replaced(
      replacements.map(([pattern, to]) => ({ pattern, to })),
      [text],
    ),
  ).toEqual([result]);
});

const explosive = [
  '(a+)+$',
  '(.*a){30}',
  '^(a|aa)+$',
  '^Inbox/(x+x+)+y',
  '([a-z]+)*\\d',
  '(\\w*\\s?)*!',
  '^([^,]+)*$',
  '^(foo|fo+o)+$',
  '(\\x41+)+b',
  '^(?!(a*)*b)',
  '(Kunden/|Kunden/Kunden/)+$',
];

test.for(explosive)('%s is refused, and the process waits no longer than the limit', (pattern) => {
  const { value, milliseconds } = timed(() => patternFault(pattern));
  expect(value?.problem).toBe('the pattern takes too long on some texts');
  // Another test file may have the processor meanwhile.
  expect(milliseconds).toBeLessThan(250 + 500);
});

test.for([
  '.*Projects.*2019.*Ship.*',
  '^(?!.*(Inbox|Sent).*)',
  '^(.*)/(.*)/(.*)/(.*)$',
  '^[^/]+/[^/]+/[^/]+$',
  '^([^/]+/?)*$',
  '(a|b|c)*d',
  '^(Kunden|Projekte)/(20(1\\d|20))/',
])('%s is slow on nothing that a path can be, and judged at once', (pattern) => {
  const { value, milliseconds } = timed(() => patternFault(pattern));
  expect(value).toBeNull();
  expect(milliseconds).toBeLessThan(200);
});

test.for(['matching', 'replaced'])('%s ends after a second with an error that says so', (name) => {
  const texts = ['Inbox', `${'a'.repeat(100)}!`];
  const { value, milliseconds } = timed(() => {
    try {
      return name === 'matching'
        ? matching(['^Inbox$', '(a+)+$'], texts)
        : replaced([{ pattern: '(a+)+$', to: 'x' }], texts);
    } catch (error) {
      return error;
    }
  });
  expect(value).toBeInstanceOf(EngineError);
  expect(value).toMatchObject({ kind: 'permanent', code: 'regexp-too-slow' });
  expect((value as Error).message).toMatch(/^matching 2 folder paths: no end after 1000 ms/);
  expect(milliseconds).toBeLessThan(1000 + 500);
  expect(matching(['^Inbox$'], texts)).toEqual([true, false]);
});

test('ten thousand paths of a real mailbox are far from the limit', () => {
  const paths = Array.from(
    { length: 10_000 },
    (_, at) => `Inbox/${'Deep folder/'.repeat(at % 20)}Project ${at}`,
  );
  const { milliseconds } = timed(() => matching(['^(?!.*(Sent|Archive).*)', 'Project \\d+9$'], paths));
  expect(milliseconds).toBeLessThan(500);
});

test.for([
  ['(a', 0, 'Unterminated group'],
  ['(a)(b', 3, 'Unterminated group'],
  ['x(a[b]c', 1, 'Unterminated group'],
  ['a)b', 1, "Unmatched ')'"],
  ['a**b', 2, 'Nothing to repeat'],
  ['*a', 0, 'Nothing to repeat'],
  ['(a(b**c))', 5, 'Nothing to repeat'],
  ['[z-a]x', 3, 'Range out of order in character class'],
  ['(a[bc', 2, 'Unterminated character class'],
  ['ab\\', 2, '\\ at end of pattern'],
  ['x: /i: (', 7, 'Unterminated group'],
] as const)('%s cannot be read, and it is said where', ([pattern, at, why]) => {
  expect(patternFault(pattern)).toEqual({
    problem: `the pattern cannot be read: ${why}, at its character ${at + 1}`,
    mend: 'put a \\ before a character that only means itself, and close every bracket',
    at,
  });
});

test('a pattern that is too long is refused, and one that nobody checked is an error of ours', () => {
  expect(patternFault('a'.repeat(1001))?.problem).toBe('the pattern has 1001 characters, more than 1000');
  expect(() => matching(['('], ['a'])).toThrow(EngineError);
});

test('whatever is written, it is judged in time, and the place of a fault is inside', () => {
  const pieces = fc.constantFrom(
    'a',
    'b',
    '(',
    ')',
    '[',
    ']',
    '*',
    '+',
    '?',
    '|',
    '.',
    '^',
    '$',
    '\\',
    '{2,}',
    '(?!',
    '-',
    '/',
  );
  const patterns = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 12 }).map((all) => all.join('')),
  );
  fc.assert(
    fc.property(patterns, (pattern) => {
      const { value, milliseconds } = timed(() => patternFault(pattern));
      expect(milliseconds).toBeLessThan(250 + 500);
      if (value?.at !== undefined) {
        expect(value.at).toBeGreaterThanOrEqual(0);
        expect(value.at).toBeLessThan(pattern.length);
        expect(() => new RegExp(pattern, 'i')).toThrow();
      } else if (value === null) expect(() => new RegExp(pattern, 'i')).not.toThrow();
    }),
    { numRuns: 200 },
  );
});

test('what was accepted matches as it does without a limit', () => {
  const texts = ['', 'a', 'ab', 'aab/b', 'Inbox'];
  const pieces = fc.constantFrom('a', 'b', '/', '.', 'a*', '^', '$', '|', '[ab]');
  fc.assert(
    fc.property(
      fc.array(pieces, { maxLength: 6 }).map((all) => all.join('')),
      (pattern) => {
        const plain = new RegExp(pattern, 'i');
        expect(matching([pattern], texts)).toEqual(texts.map((text) => plain.test(text)));
        expect(replaced([{ pattern, to: '<$&>' }], texts)).toEqual(
          texts.map((text) => text.replace(plain, '<$&>')),
        );
      },
    ),
  );
});
