import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvOf, errorsTable } from '../../../src/engine/report-csv.ts';

test.for(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("http://x","y")'])(
  'the cell %j is no formula to a spreadsheet',
  (cell) => {
    const [[read]] = parse(csvOf([[cell]]), { bom: true }) as [[string]];
    expect(read).toBe(`'${cell}`);
  },
);

test('whatever else a cell holds, a reader gets it back, and numbers stay numbers', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 2, maxLength: 5 }), fc.integer(), (texts, number) => {
      const [row] = parse(csvOf([[...texts, number]]), { bom: true }) as string[][];
      const marked = texts.map((text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text));
      expect(row).toEqual([...marked, String(number)]);
    }),
  );
});

test('spreadsheets see UTF-8 and their own line ends', () => {
  expect(csvOf([['Größe'], ['x']])).toBe('\ufeffGröße\r\nx\r\n');
});

test('a run that ended with a remark is not called failed', () => {
  const run = {
    mailbox: 'a@c.example',
    problem: 'One folder stayed.',
    verification: null,
    kind: 'full' as const,
  };
  const [, row] = errorsTable([], [{ ...run, state: 'completed with errors' }]);
  expect(row).toContain('run completed with errors');
});
