import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EngineError, type ErrorKind, errorKinds } from '../../../../src/engine/errors.ts';
import {
  errorBodyOf,
  errorOf,
  kindOfCode,
  networkError,
  parseRetryAfter,
  wasNeverSent,
} from '../../../../src/engine/graph/errors.ts';

const body = (code: string, message = 'So it is.') => JSON.stringify({ error: { code, message } });

test.for([
  [400, 'permanent'],
  [401, 'auth'],
  [403, 'forbidden'],
  [404, 'not-found'],
  [405, 'permanent'],
  [408, 'transient'],
  [409, 'conflict'],
  [410, 'sync-lost'],
  [412, 'conflict'],
  [413, 'permanent'],
  [429, 'throttled'],
  [500, 'transient'],
  [501, 'permanent'],
  [502, 'transient'],
  [503, 'transient'],
  [504, 'transient'],
  [507, 'permanent'],
  [509, 'throttled'],
] as [number, ErrorKind][])('%i without a code that is known is %s', ([status, kind]) => {
  expect(errorOf('GET …/x', { status, body: '' })).toMatchObject({ kind, status, code: `http-${status}` });
  expect(errorOf('GET …/x', { status, body: body('SomethingNew') })).toMatchObject({
    kind,
    code: 'SomethingNew',
  });
  expect(errorOf('GET …/x', { status, body: '<html>A proxy’s page</html>' }).kind).toBe(kind);
});

test.for([
  ['ApplicationThrottled', 503, 'throttled'],
  ['ErrorServerBusy', 503, 'throttled'],
  ['ErrorTimeoutExpired', 400, 'transient'],
  ['ErrorMailboxStoreUnavailable', 400, 'transient'],
  ['ErrorAccessDenied', 400, 'forbidden'],
  ['InvalidAuthenticationToken', 400, 'auth'],
  ['ErrorItemNotFound', 400, 'not-found'],
  ['MailboxNotEnabledForRESTAPI', 403, 'not-found'],
  ['SyncStateNotFound', 404, 'sync-lost'],
  ['resyncRequired', 410, 'sync-lost'],
  ['ErrorFolderExists', 400, 'conflict'],
  ['ErrorIrresolvableConflict', 400, 'conflict'],
  ['ErrorQuotaExceeded', 507, 'permanent'],
] as [string, number, ErrorKind][])(
  'the code %s says more than the status %i: %s',
  ([code, status, kind]) => {
    expect(errorOf('asking', { status, body: body(code) })).toMatchObject({ kind, code, status });
    expect(kindOfCode(code.toUpperCase())).toBe(kind);
  },
);

test('inside an answer of 200, a code that nobody knows is for good', () => {
  expect(kindOfCode('ErrorOfTomorrow')).toBe('permanent');
});

test('the message says what was being done, the status, the code and what the service said', () => {
  expect(errorOf('GET …/folders', { status: 403, body: body('ErrorAccessDenied', 'Denied.') }).message).toBe(
    'GET …/folders: 403 ErrorAccessDenied Denied.',
  );
});

test.for([
  ['{"error":{"code":"X","message":"y"}}', { code: 'X', message: 'y' }],
  ['{"Message":"The import failed."}', { message: 'The import failed.' }],
  ['{"error":"invalid_grant"}', {}],
  ['{}', {}],
  ['null', {}],
  ['[]', {}],
  ['17', {}],
  ['', {}],
  ['<html>', {}],
  ['{"error":{"code":"X"', {}],
] as [string, object][])('the body %s', ([text, found]) => {
  expect(errorBodyOf(text)).toEqual(found);
});

test.for(['{"error":null}', '{"error":{"code":404,"message":"Not here."}}'])(
  'the unusual body %s is an error of its status and no crash',
  (text) => {
    expect(errorOf('asking', { status: 503, body: text })).toMatchObject({ kind: 'transient' });
  },
);

test('a code that is the name of an object’s own property is a code like any other', () => {
  expect(errorKinds).toContain(kindOfCode('constructor'));
});

test('whatever text an answer holds, it has one of the kinds', () => {
  const answers = fc.oneof(
    fc.string(),
    fc.string().map((code) => body(code)),
    fc.string().map((message) => JSON.stringify({ Message: message })),
  );
  fc.assert(
    fc.property(fc.integer({ min: 300, max: 599 }), answers, (status, text) => {
      fc.pre(!/constructor|__proto__/.test(text));
      const error = errorOf('asking', { status, body: text });
      expect(error).toBeInstanceOf(EngineError);
      expect(errorKinds).toContain(error.kind);
      expect(error.code).toBeTypeOf('string');
    }),
  );
});

const now = Date.parse('2026-03-01T10:00:00Z');

test.for([
  ['30', 30_000],
  ['2.128', 2_128],
  ['0', 0],
  ['-5', 0],
  [' 7 ', 7_000],
  ['Sun, 01 Mar 2026 10:01:30 GMT', 90_000],
  ['Sun, 01 Mar 2026 09:00:00 GMT', 0],
  ['', undefined],
  ['  ', undefined],
  ['soon', undefined],
  ['Infinity', undefined],
  [null, undefined],
  [undefined, undefined],
] as [string | null | undefined, number | undefined][])('Retry-After "%s"', ([value, ms]) => {
  const parsed = parseRetryAfter(value, now);
  if (ms === undefined) expect(parsed).toBeUndefined();
  else expect(parsed).toBeCloseTo(ms, 6);
});

test('the wish to wait goes along with the error, and only if there is one', () => {
  expect(errorOf('asking', { status: 429, retryAfter: '10', body: '' }).retryAfterMs).toBe(10_000);
  expect(errorOf('asking', { status: 429, body: '' }).retryAfterMs).toBeUndefined();
});

test('a connection that broke is trouble on the way, with the code from wherever it stands in the causes', () => {
  const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  const cause = new TypeError('fetch failed', { cause: reset });
  const error = networkError('GET …/folders', cause);
  expect(error).toMatchObject({ kind: 'transient', code: 'ECONNRESET', cause });
  expect(error.message).toBe('GET …/folders: fetch failed');
  expect(networkError('GET …/folders', 'a string')).toMatchObject({ kind: 'transient', code: undefined });
});

test.for([
  ['ECONNREFUSED', true],
  ['ENOTFOUND', true],
  ['EAI_AGAIN', true],
  ['UND_ERR_CONNECT_TIMEOUT', true],
  ['EHOSTUNREACH', true],
  ['ECONNRESET', false],
  ['EPIPE', false],
  ['UND_ERR_SOCKET', false],
  ['UND_ERR_HEADERS_TIMEOUT', false],
  ['UND_ERR_BODY_TIMEOUT', false],
] as const)('after %s, that nothing was sent is certain: %s', ([code, certain]) => {
  const error = Object.assign(new Error(code), { code });
  expect(wasNeverSent(error)).toBe(certain);
  expect(wasNeverSent(new TypeError('fetch failed', { cause: error }))).toBe(certain);
});

test('what has no code may have been sent', () => {
  for (const error of [new Error('x'), null, undefined, 'ECONNREFUSED'])
    expect(wasNeverSent(error)).toBe(false);
});

/** As the Exchange Admin API fails: always in the same words, with the exception in the details. */
const cmdletFailure = (exception: string) =>
  JSON.stringify({
    error: {
      code: 'BadRequest',
      message: 'Error executing cmdlet',
      details: [{ code: 'Context', target: '', message: `Ex6F9304|${exception}|So it is, with a | in it.` }],
    },
  });

test.for<[string, number, string, ErrorKind]>([
  [
    'Microsoft.Exchange.Management.StoreTasks.InvalidExternalUserIdException',
    400,
    'InvalidExternalUserIdException',
    'permanent',
  ],
  [
    'Microsoft.Exchange.Management.StoreTasks.UserAlreadyExistsInPermissionEntryException',
    400,
    'UserAlreadyExistsInPermissionEntryException',
    'conflict',
  ],
  [
    'Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException',
    400,
    'ManagementObjectNotFoundException',
    'not-found',
  ],
])('of a cmdlet that failed, the exception %s is the code', ([exception, status, code, kind]) => {
  expect(errorOf('asking', { status, body: cmdletFailure(exception) })).toMatchObject({ code, kind, status });
});

test('details that name no exception leave the code as it is', () => {
  const details = [[], [{}], [{ message: 7 }], [{ message: 'plain' }], 'none', null];
  for (const one of details)
    expect(errorBodyOf(JSON.stringify({ error: { code: 'A', message: 'b', details: one } }))).toEqual({
      code: 'A',
      message: 'b',
    });
});
