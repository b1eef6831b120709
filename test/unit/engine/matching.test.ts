/** Who is who at the destination, as a table. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DirectoryUser } from '../../../src/engine/graph/index.ts';
import { match } from '../../../src/engine/matching.ts';

const person = (
  userPrincipalName: string,
  displayName: string,
  more: Partial<DirectoryUser> = {},
): DirectoryUser => ({
  id: userPrincipalName,
  userPrincipalName,
  displayName,
  mail: userPrincipalName,
  isGuest: false,
  addresses: [userPrincipalName],
  ...more,
});

const anna = person('anna@c.example', 'Anna Berg');
const found = (sources: DirectoryUser[], destinations: DirectoryUser[]) =>
  match(sources, destinations).map((one) => {
    if (one.kind === 'matched') return `${one.destination.userPrincipalName} by ${one.by}`;
    return one.kind === 'ambiguous' ? `ambiguous: ${one.candidates.join(', ')}` : 'unmatched';
  });

test.for<[string, DirectoryUser[], DirectoryUser[], string[]]>([
  [
    'the same name before the @',
    [anna],
    [person('anna@f.example', 'Berg, A.')],
    ['anna@f.example by address'],
  ],
  ['capitals do not matter', [anna], [person('ANNA@f.example', '')], ['ANNA@f.example by address']],
  [
    'the main address of the destination counts, where the sign-in name is another',
    [anna],
    [person('aberg@f.example', 'B', { mail: 'anna@f.example' })],
    ['aberg@f.example by address'],
  ],
  [
    'and so does any other address',
    [anna],
    [person('aberg@f.example', 'B', { addresses: ['x@f.example', 'anna@old.example'] })],
    ['aberg@f.example by address'],
  ],
  [
    'the main address of the source counts, too',
    [person('u100@c.example', 'X', { mail: 'anna@c.example' })],
    [person('anna@f.example', 'Y')],
    ['anna@f.example by address'],
  ],
  [
    "somebody's sign-in name comes before somebody else's alias",
    [anna],
    [person('other@f.example', 'O', { addresses: ['anna@f.example'] }), person('anna@new.example', 'A')],
    ['anna@new.example by address'],
  ],
  [
    'a display name is enough when one has it',
    [anna],
    [person('aberg@f.example', ' anna  BERG ')],
    ['aberg@f.example by name'],
  ],
  [
    'a display name that two have there is not',
    [anna],
    [person('a1@f.example', 'Anna Berg'), person('a2@f.example', 'Anna Berg')],
    ['ambiguous: a1@f.example, a2@f.example'],
  ],
  [
    'nor one that two have here',
    [person('a1@c.example', 'Anna Berg'), person('a2@c.example', 'Anna Berg')],
    [person('x@f.example', 'Anna Berg')],
    ['ambiguous: x@f.example', 'ambiguous: x@f.example'],
  ],
  [
    'whoever was found by address is not found a second time by name',
    [person('b@c.example', 'Anna Berg'), anna],
    [person('anna@f.example', 'Anna Berg')],
    ['unmatched', 'anna@f.example by address'],
  ],
  [
    'one mailbox that two addresses lead to is nobody’s for certain',
    [anna, person('anna@sub.c.example', 'Anna Two')],
    [person('anna@f.example', 'Anna Berg')],
    ['ambiguous: anna@f.example', 'ambiguous: anna@f.example'],
  ],
  [
    'the same name in two domains of the destination',
    [anna],
    [person('anna@f.example', 'A'), person('anna@g.example', 'B')],
    ['ambiguous: anna@f.example, anna@g.example'],
  ],
  [
    'people without a name are not each other',
    [person('a@c.example', '')],
    [person('b@f.example', ' ')],
    ['unmatched'],
  ],
  ['nobody there', [anna], [], ['unmatched']],
])('%s', ([, sources, destinations, expected]) => {
  expect(found(sources, destinations)).toEqual(expected);
});

test('nobody is matched with somebody whom another one has, and everybody gets an answer', () => {
  const local = fc.constantFrom('a', 'b', 'c', 'd');
  const people = (domain: string) =>
    fc
      .array(
        fc.record({ name: local, display: local, alias: local }).map(({ name, display, alias }) => ({
          name,
          user: person(`${name}@${domain}`, display, { addresses: [`${alias}@${domain}`] }),
        })),
        { maxLength: 8 },
      )
      .map((all) => all.map(({ user }, at) => ({ ...user, id: `${domain}/${at}` })));
  fc.assert(
    fc.property(people('c.example'), people('f.example'), (sources, destinations) => {
      const matches = match(sources, destinations);
      expect(matches.map(({ source }) => source.id)).toEqual(sources.map(({ id }) => id));
      const given = matches.flatMap((one) => (one.kind === 'matched' ? [one.destination.id] : []));
      expect(new Set(given).size).toBe(given.length);
    }),
    { numRuns: 2_000 },
  );
});
