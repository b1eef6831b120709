import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAddressList } from '../../../src/engine/address-list.ts';

const read = (text: string) => readAddressList(Buffer.from(text));
const pairsIn = (text: string) =>
  read(text).rows.map(({ source, destination }) => `${source}>${destination}`);

test.for([
  [
    'with a header',
    'source,destination\nSales@contoso.com,Vertrieb@fabrikam.com',
    ['sales@contoso.com>Vertrieb@fabrikam.com'],
  ],
  ['without one', 'sales@contoso.com;vertrieb@fabrikam.com', ['sales@contoso.com>vertrieb@fabrikam.com']],
  ['names of Exchange', 'X500:/o=Lab/cn=Anna,anna@fabrikam.com', ['/o=lab/cn=anna>anna@fabrikam.com']],
  [
    "as PowerShell's Export-Csv writes it",
    '"LegacyExchangeDN","PrimarySmtpAddress"\r\n"/o=ExchangeLabs/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=a","a@contoso.com"\r\n',
    ['/o=exchangelabs/ou=exchange administrative group (fydibohf23spdlt)/cn=recipients/cn=a>a@contoso.com'],
  ],
  ['columns in another order', 'note,new,old\nx,b@b.com,a@a.com', ['a@a.com>b@b.com']],
  ['two that lead to one', 'a@a.com,x@b.com\nb@a.com,x@b.com', ['a@a.com>x@b.com', 'b@a.com>x@b.com']],
  ['the same line twice', 'a@a.com,x@b.com\nA@a.com,X@b.com', ['a@a.com>x@b.com']],
] as const)('%s', ([, text, pairs]) => {
  expect(pairsIn(text)).toEqual(pairs);
  expect(read(text).faults).toEqual([]);
});

test.for([
  ['a@a.com,b', 1, 2, /the @ is missing/],
  ['source,destination\n,b@b.com', 2, 1, /empty/],
  ['a@a.com,A@a.com', 1, 2, /same as the source/],
  ['a@a.com,x@b.com\na@a.com,y@b.com', 2, 2, /line 1 leads the same address to x@b.com/],
  ['/o=lab,a@b.com', 1, 1, /no end/],
  [`/o=lab/cn=${'x'.repeat(700)},a@b.com`, 1, 1, /longer than any/],
  ['@a.com,@b.com', 1, 1, /a whole domain/],
  ['one,two\nthree,four', 1, 1, /cannot tell which columns/],
  ['source,destination', 1, 1, /nothing below/],
  ['', 1, 1, /empty/],
] as const)('%j is told with its place', ([text, line, column, problem]) => {
  const { rows, faults } = read(text);
  expect(rows.length).toBeLessThan(2);
  expect(faults[0]).toMatchObject({ line, column, problem: expect.stringMatching(problem) });
  expect(faults[0]?.mend).not.toBe('');
});

test('any bytes can be read', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.string().map((text) => Buffer.from(text)),
      ),
      (bytes) => {
        const { rows, faults } = readAddressList(Buffer.from(bytes));
        expect(rows.length + faults.length).toBeGreaterThan(0);
      },
    ),
  );
});
