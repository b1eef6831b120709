import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rolesOf } from '../../../../src/engine/graph/auth.ts';

const token = (claims: unknown) =>
  `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;

test('the permissions are read from a token', () => {
  expect(rolesOf(token({ roles: ['MailboxItem.ImportExport.All', 'User.Read.All'], name: 'Zoë' }))).toEqual([
    'MailboxItem.ImportExport.All',
    'User.Read.All',
  ]);
  expect(rolesOf(token({ aud: 'x' }))).toEqual([]);
});

test('a token that is no such thing has no permissions', () => {
  fc.assert(fc.property(fc.string(), (text) => rolesOf(text).length === 0));
  expect(rolesOf('a.b.c')).toEqual([]);
  expect(rolesOf(token(null))).toEqual([]);
});
