import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressFault } from '../../../src/engine/addresses.ts';

test.for([
  'anna@contoso.com',
  'Anna.Berg@mail.contoso.co.uk',
  "o'neil@contoso.com",
  'a+b_c-d@x-y.example',
  'room_1@contoso.onmicrosoft.com',
  `${'a'.repeat(64)}@contoso.com`,
  'anna@xn--mller-kva.example',
])('%s is an address', (value) => {
  expect(addressFault(value)).toBeNull();
});

test.for([
  ['', 'the address is empty'],
  ['anna', 'the @ is missing'],
  ['anna@b@c.example', 'there is more than one @'],
  ['=A1', 'this is a formula, not an address'],
  ['+49@c.example', 'this is a formula, not an address'],
  ['@c.example', 'this is a formula, not an address'],
  ['-x@c.example', 'this is a formula, not an address'],
  ['anna berg@c.example', 'there is a space in the address'],
  ['anna@c.example\u00a0', 'there is a space in the address'],
  ['Anna<anna@c.example>', 'there is a character that no mailbox address has'],
  ['anna;@c.example', 'there is a character that no mailbox address has'],
  ['anna@', 'there is nothing after the @'],
  ['.anna@c.example', 'a dot is where none may be, before the @'],
  ['anna.@c.example', 'a dot is where none may be, before the @'],
  ['an..na@c.example', 'a dot is where none may be, before the @'],
  ['anna@contoso', 'the domain has no ending'],
  ['müller@c.example', 'there is a letter outside of a-z'],
  ['anna@.example', 'this is no domain'],
  ['anna@c..example', 'this is no domain'],
  ['anna@-c.example', 'this is no domain'],
  ['anna@c-.example', 'this is no domain'],
  ['anna@c.e', 'this is no domain'],
  [`${'a'.repeat(65)}@c.example`, 'the address is too long'],
  [`a@${'b.'.repeat(130)}example`, 'the address is too long'],
] as const)('"%s": %s', ([value, problem]) => {
  expect(addressFault(value)?.problem).toBe(problem);
  expect(addressFault(value)?.mend).toMatch(/\w/);
});

test('what is accepted is plain, one name at one domain, and safe in a spreadsheet', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.emailAddress({ size: 'small' }),
        fc.string({ unit: fc.constantFrom('a', 'Z', '@', '.', '-', '+', 'é', ' ') }),
      ),
      (value) => {
        if (addressFault(value) !== null) return;
        expect(value).toMatch(/^[^=+\-@\s][\x21-\x7e]*$/);
        expect(value.split('@')).toHaveLength(2);
        expect(value.split('@')[1]).toMatch(/\../);
      },
    ),
  );
});
