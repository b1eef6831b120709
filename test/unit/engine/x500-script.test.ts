import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoted, readNamesScript, x500Script } from '../../../src/engine/x500-script.ts';

/** What PowerShell reads: strings in single quotes, in which a doubled quote is one, and characters by their number. */
const readBack = (source: string): string => {
  const plain = source.startsWith('(') ? source.slice(1, -1) : source;
  const parts = [...plain.matchAll(/'((?:[^']|'')*)'|\[char\]0x([0-9a-f]{4})|( \+ )|(.)/gs)];
  return parts
    .map(([, text, code, , strange]) => {
      if (strange !== undefined) throw new Error(`outside of a string: ${strange}`);
      if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
      return (text ?? '').replaceAll("''", "'");
    })
    .join('');
};

test.for([
  ['anna@fabrikam.com', "'anna@fabrikam.com'"],
  ["o'brien@fabrikam.com", "'o''brien@fabrikam.com'"],
  ['', "''"],
  ['$(Remove-Mailbox x)', "'$(Remove-Mailbox x)'"],
  ["'; Remove-Mailbox x; '", "'''; Remove-Mailbox x; '''"],
  // PowerShell ends strings at these as well.
  ['\u2019; Remove-Mailbox x', "('' + [char]0x2019 + '; Remove-Mailbox x')"],
  ['J\u00fcrgen', "('' + 'J' + [char]0x00fc + 'rgen')"],
  ['a\nb', "('' + 'a' + [char]0x000a + 'b')"],
  ['#> #', "'#> #'"],
] as const)('%j is written as %s', ([text, source]) => expect(quoted(text)).toBe(source));

test('whatever a name holds, PowerShell reads exactly that, from ASCII alone', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.stringMatching(/^['’‘"`$();\n#>@]{0,8}$/),
  );
  fc.assert(
    fc.property(text, (name) => {
      const source = quoted(name);
      expect(source).toMatch(/^[\x20-\x7e]*$/);
      expect(readBack(source)).toBe(name);
    }),
    { numRuns: 500 },
  );
});

test('the script looks as it did', async () => {
  const stamps = [
    { address: 'anna@fabrikam.example', names: ['/o=exchangelabs/ou=group/cn=recipients/cn=anna'] },
    {
      address: "o'brien@fabrikam.example",
      names: ['/o=exchangelabs/cn=obrien', '/o=first org/cn=j\u00fcrgen\u2019s'],
    },
  ];
  const script = x500Script(stamps, new Date('2026-11-28T07:30:00Z'));
  expect(script).toMatch(/^[\x20-\x7e\r\n]*$/);
  await expect(`${script.replaceAll('\r\n', '\n')}\n`).toMatchFileSnapshot('../../golden/x500.ps1.txt');
});

test('what is run at the source is plain text without a name in it', () =>
  expect(readNamesScript).toMatch(/^[\x20-\x7e\n]*$/));
