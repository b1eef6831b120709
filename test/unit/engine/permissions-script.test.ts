/** The script an administrator runs: whatever is in an address or a name is text in it, and never a command. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { permissionsScriptText, quoted } from '../../../src/engine/permissions-script-text.ts';

const pair = (source: string, destination = 'x@new.com', moves = true) => ({ source, destination, moves });
const lines = (text: string) => text.split('\r\n');

/** What PowerShell reads: a text ends at a quote that is not doubled, and all five kinds are quotes. */
const readBack = (text: string): { value: string; rest: string } => {
  const isQuote = (at: number) => "'‘’‚‛".includes(text[at] ?? ' ');
  let value = '';
  for (let at = 1; ; at++) {
    if (at >= text.length) throw new Error('the text never ends');
    if (!isQuote(at)) value += text[at];
    else if (isQuote(at + 1)) value += text[at++];
    else return { value, rest: text.slice(at + 1) };
  }
};

test.for([
  "o'brien@old.com",
  'o’brien@old.com',
  "'; Remove-Mailbox *; '",
  '$(Remove-Mailbox)@old.com',
  '`n"quoted"@old.com',
  '@"',
  '‘‚‛’',
])('%s is a text', (address) => {
  expect(readBack(quoted(address))).toEqual({ value: address, rest: '' });
});

test('any text whatever stays in its quotes, on its line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const { rest } = readBack(quoted(text));
      expect(rest).toBe('');
      expect(quoted(text)).not.toMatch(/[\r\n\u0085\u2028\u2029\0]/);
    }),
  );
});

test('every mailbox is known by its address, and those that move are asked about', () => {
  const text = permissionsScriptText('Contoso', [
    pair("Tom.O'Neil@Old.com", 'tom@new.com'),
    pair('b@old.com', 'b@new.com', false),
  ]);
  expect(lines(text)).toContain("$who['tom.o''neil@old.com'] = 'tom@new.com'");
  expect(lines(text)).toContain("$who['b@old.com'] = 'b@new.com'");
  expect(lines(text)).toContain("  'tom.o''neil@old.com'");
  expect(lines(text)).not.toContain("  'b@old.com'");
});

test('the name of the project cannot leave its comment', () => {
  const text = permissionsScriptText('A\r\nRemove-Mailbox *\u2028Get-Mailbox', [pair('a@old.com')]);
  expect(lines(text)[0]).toMatch(/^# .*A {2}Remove-Mailbox \* Get-Mailbox$/);
  expect(text.match(/Remove-Mailbox/g)).toHaveLength(1);
});

test('it takes nothing away, sets forwarding only when asked, and can be tried first', () => {
  const text = permissionsScriptText('Contoso', [pair('a@old.com')]);
  expect(text).not.toMatch(/\b(Remove|Disable|Clear)-/);
  expect(text).toContain('SupportsShouldProcess');
  for (const line of lines(text).filter((one) => one.includes('-ForwardingSmtpAddress')))
    expect(line).toContain('if ($Forwarding)');
  for (const cmdlet of [
    'Get-MailboxPermission',
    'Get-RecipientPermission',
    'Add-MailboxPermission',
    'Add-RecipientPermission',
  ])
    expect(text).toContain(cmdlet);
});

test('its brackets are closed', () => {
  const text = permissionsScriptText('Contoso', [pair("o'b@old.com")]).replace(
    /'(?:[^']|'')*'|"[^"]*"|#.*/g,
    '',
  );
  for (const [open, close] of ['{}', '()', '[]'])
    expect(text.split(open ?? '').length).toBe(text.split(close ?? '').length);
});
