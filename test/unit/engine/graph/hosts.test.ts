import { expect, test } from 'vitest';
import { EngineError } from '../../../../src/engine/errors.ts';
import { createHosts } from '../../../../src/engine/graph/hosts.ts';

const microsoft = createHosts();

test.for([
  'https://graph.microsoft.com/v1.0/admin/exchange/mailboxes/x/folders?$skiptoken=1',
  'https://login.microsoftonline.com/tenant/oauth2/v2.0/token',
  'https://outlook.office365.com/api/gv1.0/Mailboxes(x)/importItem?authtoken=abc',
  'https://GRAPH.microsoft.com:443/v1.0/x',
])('%s may be called', (address) => {
  expect(microsoft.check(address).href).toBe(new URL(address).href);
});

test.for([
  'http://graph.microsoft.com/v1.0/x',
  'https://graph.microsoft.com:8443/v1.0/x',
  'https://graph.microsoft.com.evil.example/x',
  'https://graph.microsoft.com@evil.example/x',
  'https://evil.example/https://graph.microsoft.com/',
  'https://xgraph.microsoft.com/',
  'https://outlook.office.com/',
  'https://127.0.0.1/',
  'http://169.254.169.254/metadata',
  'file:///etc/passwd',
  'data:text/plain,https://graph.microsoft.com',
  'javascript:alert(1)',
  '//graph.microsoft.com/v1.0/x',
  '/v1.0/x',
  'not an address',
  '',
])('"%s" is not called', (address) => {
  expect(() => microsoft.check(address)).toThrow(EngineError);
});

test('the refusal names the host and keeps the rest to itself: import addresses are secrets', () => {
  const secret = 'https://user:pw@evil.example:444/import?authtoken=t0ken';
  try {
    microsoft.check(secret);
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({ kind: 'permanent' });
    expect((error as Error).message).toContain('"evil.example:444"');
    expect((error as Error).message).not.toMatch(/t0ken|pw|user|\/import/);
  }
});

test('the sandbox’s own addresses take the place of Microsoft’s', () => {
  const sandbox = createHosts('http://127.0.0.1:4010', 'http://127.0.0.1:4011/');
  expect(sandbox.check('http://127.0.0.1:4010/v1.0/x').port).toBe('4010');
  expect(sandbox.check('http://127.0.0.1:4011/t/token').port).toBe('4011');
  expect(() => sandbox.check('http://127.0.0.1:4012/')).toThrow('127.0.0.1:4012');
  expect(() => sandbox.check('https://graph.microsoft.com/v1.0/x')).toThrow('graph.microsoft.com');
});
