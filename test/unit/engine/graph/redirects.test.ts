import { expect, test } from 'vitest';
import {
  exportedFrom,
  folderIn,
  inMailbox,
  mailboxIn,
  redirectedTo,
  sessionExpectedIn,
} from '../../../../src/engine/graph/redirects.ts';

const graph = 'https://graph.microsoft.com';
const base = '/admin/exchange/mailboxes';
const path = `${base}/MBX%3Aa%40t/folders/F=/items?$top=5`;

test('a path says its mailbox and its folder', () => {
  for (const one of [path, `/beta${path}`, `${graph}/beta${path}`]) expect(mailboxIn(one)).toBe('MBX:a@t');
  expect(mailboxIn('/users/x/settings/exchange')).toBeNull();
  expect(folderIn(path)).toBe('F=');
  expect(folderIn(`${base}/MBX:a@t/folders/delta`)).toBeNull();
  expect(folderIn(`${base}/MBX:a@t/exportItems`)).toBeNull();
  expect(inMailbox(path, 'MBX:b@t')).toBe(`${base}/MBX%3Ab%40t/folders/F=/items?$top=5`);
});

test('a redirect gives a mailbox, whatever its letter case and its escapes', () => {
  for (const location of [
    `${graph}/beta${base}/MBX:b@t/folders/F=/items?$top=5`,
    `${graph}/beta/Admin/Exchange/Mailboxes/MBX%3Ab%40t/Folders/F=/Items`,
    `/beta${base}/MBX:b@t/folders/F%3D/items`,
  ])
    expect(redirectedTo(path, location, graph)).toBe('MBX:b@t');
});

test.for([
  null,
  'nonsense://',
  `https://graph.microsoft.com.example.net/beta${base}/MBX:b@t/folders/F=/items`,
  `http://graph.microsoft.com/beta${base}/MBX:b@t/folders/F=/items`,
  `https://outlook.office365.com/beta${base}/MBX:b@t/folders/F=/items`,
  `${graph}/beta${base}/MBX:b@t/folders/G=/items`,
  `${graph}/beta${base}/MBX:b@t/folders/F=`,
  `${graph}/beta/users/b/messages`,
  `${graph}/beta${base}/someone/folders/F=/items`,
  `${graph}/beta${base}/MBX:b%2F..%2Fx/folders/F=/items`,
])('a redirect to %s is refused', (location) => {
  expect(() => redirectedTo(path, location, graph)).toThrow(expect.objectContaining({ kind: 'permanent' }));
});

test('the message of an export names a mailbox, if it is an export there', () => {
  const url = `${graph}/beta${base}/MBX:b@t/exportItems`;
  expect(exportedFrom(url, graph)).toBe('MBX:b@t');
  expect(exportedFrom(`The folder was moved. Use ${url} instead`, graph)).toBe('MBX:b@t');
  for (const other of ['', 'moved', url.replace('graph.', 'graph.evil.'), url.replace('exportItems', 'x')])
    expect(exportedFrom(other, graph)).toBeNull();
});

test('the refusal of a session names a mailbox, or is another refusal', () => {
  const message = 'Invalid import session. The target session is expected in mailbox MBX:e0643f21@a7809c93.';
  expect(sessionExpectedIn(message)).toBe('MBX:e0643f21@a7809c93');
  expect(sessionExpectedIn(message.slice(0, -1))).toBe('MBX:e0643f21@a7809c93');
  expect(sessionExpectedIn('The item was changed since.')).toBeNull();
});
