import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Known, recipientsOf } from '../../../src/engine/recipient-mapping.ts';

const anna = '/o=exchangelabs/ou=group/cn=recipients/cn=anna';
const known = (more: Partial<Known> = {}): Known => ({
  rules: [
    { source: '@contoso.onmicrosoft.com', destination: '@fabrikam.com' },
    { source: '@contoso.com', destination: '@fabrikam.com' },
    { source: 'sales@contoso.com', destination: 'vertrieb@fabrikam.com' },
  ],
  pairs: [
    { source: 'team@contoso.com', destination: 'Team.Nord@fabrikam.com' },
    { source: '/o=old/cn=recipients/cn=carla', destination: 'carla@contoso.com' },
    { source: '/o=old/cn=recipients/cn=list', destination: 'list@fabrikam.com' },
  ],
  mailboxes: [
    { source: 'Anna.B@contoso.com', destination: 'anna.brown@fabrikam.com' },
    { source: 'ben@contoso.com', destination: 'ben@contoso.com' },
    { source: 'carla@contoso.com', destination: 'carla@fabrikam.com' },
    { source: 'team@contoso.com', destination: 'team@fabrikam.com' },
  ],
  names: new Map([
    ['ab@contoso.onmicrosoft.com', 'anna.b@contoso.com'],
    [anna, 'anna.b@contoso.com'],
    ['/o=exchangelabs/cn=ben', 'ben@contoso.com'],
    ['/o=exchangelabs/cn=dora', 'dora@contoso.com'],
    ['/o=exchangelabs/cn=partner', 'eve@partner.example'],
    ['dd@contoso.onmicrosoft.com', 'dora@contoso.com'],
  ]),
  ...more,
});

test.for([
  ['the list of mailboxes', 'anna.b@contoso.com', 'anna.brown@fabrikam.com', 'mailbox list'],
  ['whatever the case', 'ANNA.B@Contoso.COM', 'anna.brown@fabrikam.com', 'mailbox list'],
  ['an alias of somebody on the list', 'ab@contoso.onmicrosoft.com', 'anna.brown@fabrikam.com', 'other name'],
  ['an imported pair before the list', 'team@contoso.com', 'Team.Nord@fabrikam.com', 'imported pair'],
  ['an option for one address', 'sales@contoso.com', 'vertrieb@fabrikam.com', 'option'],
  ['a whole domain', 'zoe@contoso.com', 'zoe@fabrikam.com', 'domain'],
  ['an alias of somebody who is not on the list', 'dd@contoso.onmicrosoft.com', 'dd@fabrikam.com', 'domain'],
  ['somebody else', 'eve@partner.example', undefined, undefined],
  ['a domain that only ends alike', 'zoe@notcontoso.com', undefined, undefined],
  ['a domain below it', 'zoe@mail.contoso.com', undefined, undefined],
  ['no address', '@contoso.com', undefined, undefined],
] as const)('%s', ([, address, destination, from]) => {
  const recipients = recipientsOf(known());
  expect(recipients.smtp(address)).toBe(destination);
  expect(recipients.find(address)?.from).toBe(from);
});

test.for([
  ['of somebody on the list', '/o=ExchangeLabs/cn=ben', 'other name'],
  ['of somebody who is not', '/o=ExchangeLabs/cn=dora', 'domain'],
  ['that was imported', '/o=old/cn=recipients/cn=carla', 'imported pair'],
] as const)('why a legacy name leads somewhere: %s', ([, name, from]) =>
  expect(recipientsOf(known()).find(name)?.from).toBe(from),
);

test('whoever keeps the address has nothing changed, and is known all the same', () => {
  const recipients = recipientsOf(known());
  expect(recipients.smtp('Ben@contoso.com')).toBeUndefined();
  expect(recipients.find('ben@contoso.com')).toEqual({
    destination: 'ben@contoso.com',
    from: 'mailbox list',
  });
  expect(recipients.legacy('/o=ExchangeLabs/cn=BEN')).toBe('ben@contoso.com');
});

test('an address that is somebody at the destination stays, also below a mapped domain', () => {
  const recipients = recipientsOf(
    known({ mailboxes: [{ source: 'f@contoso.onmicrosoft.com', destination: 'frank@contoso.com' }] }),
  );
  expect(recipients.smtp('frank@contoso.com')).toBeUndefined();
  expect(recipients.smtp('f@contoso.onmicrosoft.com')).toBe('frank@contoso.com');
});

test.for([
  [anna.toUpperCase(), 'anna.brown@fabrikam.com'],
  [`X500:${anna}`, 'anna.brown@fabrikam.com'],
  ['/o=exchangelabs/cn=dora', 'dora@fabrikam.com'],
  // A list made at the source says who it is there; one made for the destination says where it leads.
  ['/o=old/cn=recipients/cn=carla', 'carla@fabrikam.com'],
  ['/o=old/cn=recipients/cn=list', 'list@fabrikam.com'],
  ['/o=exchangelabs/cn=partner', undefined],
  ['/o=exchangelabs/cn=nobody', undefined],
] as const)('the legacy name %s leads to %s', ([name, destination]) =>
  expect(recipientsOf(known()).legacy(name)).toBe(destination),
);

test.for([
  ['ANNA.B@contoso.com', true],
  ['somebody@fabrikam.com', true],
  ['somebody@contoso.onmicrosoft.com', true],
  ['somebody@partner.example', false],
  ['nothing', false],
] as const)('%s belongs to one of both organisations: %s', ([address, isOwn]) => {
  expect(recipientsOf(known()).isOwn(address)).toBe(isOwn);
  // A domain in which people only have aliases is theirs as well.
  expect(recipientsOf(known({ rules: [] })).isOwn(address)).toBe(isOwn);
});

const word = fc.stringMatching(/^[a-z]{1,6}$/);
const address = fc
  .tuple(word, fc.constantFrom('a.com', 'b.com', 'c.com'))
  .map(([name, at]) => `${name}@${at}`);
const pairs = fc.array(fc.record({ source: address, destination: address }), { maxLength: 8 });
const anything = fc.record({
  rules: fc.constantFrom<Known['rules']>([], [{ source: '@a.com', destination: '@b.com' }]),
  pairs,
  mailboxes: pairs,
  names: fc.dictionary(address, address).map((names) => new Map(Object.entries(names))),
});

test('case never matters, nothing maps to itself, and what is changed is what was found', () => {
  fc.assert(
    fc.property(anything, address, (sources, asked) => {
      const recipients = recipientsOf(sources);
      const mapped = recipients.smtp(asked);
      expect(recipients.smtp(asked.toUpperCase())).toBe(mapped);
      expect(mapped?.toLowerCase()).not.toBe(asked);
      const found = recipients.find(asked)?.destination;
      expect(mapped).toBe(found?.toLowerCase() === asked ? undefined : found);
    }),
  );
});

test('the list of mailboxes always comes before the rule for a domain', () => {
  fc.assert(
    fc.property(anything, address, address, (sources, source, destination) => {
      const recipients = recipientsOf({ ...sources, pairs: [], mailboxes: [{ source, destination }] });
      expect(recipients.find(source)).toEqual({ destination, from: 'mailbox list' });
    }),
  );
});

test('any text can be asked about', () => {
  fc.assert(
    fc.property(anything, fc.string(), (sources, text) => {
      const recipients = recipientsOf(sources);
      for (const one of [text, `/o=${text}`, `${text}@a.com`]) {
        recipients.legacy(one);
        recipients.smtp(one);
      }
    }),
  );
});

test('ten thousand mailboxes with five names each are mapped in no time', () => {
  const mailboxes = Array.from({ length: 10_000 }, (_, at) => ({
    source: `user${at}@contoso.com`,
    destination: `person${at}@fabrikam.com`,
  }));
  const names = new Map(
    mailboxes.flatMap(({ source }, at) =>
      Array.from({ length: 5 }, (_, alias) => [`/o=exchangelabs/cn=user${at}-${alias}`, source] as const),
    ),
  );
  const recipients = recipientsOf({ rules: [], pairs: [], mailboxes, names });
  const begun = performance.now();
  for (let at = 0; at < 10_000; at++)
    expect(recipients.legacy(`/O=ExchangeLabs/cn=User${at}-3`)).toBe(`person${at}@fabrikam.com`);
  expect(performance.now() - begun).toBeLessThan(2_000);
});
