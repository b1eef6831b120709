/** The sandbox is stricter than kind: what it has not been taught is 501 and logged, never ignored. */
import { afterAll, expect, test } from 'vitest';
import { ask, formOf, importInto, refusal, signIn, startClient } from '../../fixtures/sandbox-client.ts';

const client = await startClient();
afterAll(() => client[Symbol.asyncDispose]());
const { source, destination, graphUrl, loginUrl, logged } = client;
const from = await source.mailbox();
const to = await destination.mailbox();
const post = await importInto(destination, to);

const unknown: { name: string; run: () => ReturnType<typeof ask>; says: string }[] = [
  { name: 'a path', run: () => source.get('/v1.0/devices'), says: 'the path /v1.0/devices' },
  { name: 'a path of the other version', run: () => source.get('/beta/users'), says: 'the path /beta/users' },
  { name: 'a path in another case', run: () => source.get('/v1.0/Users'), says: 'the path /v1.0/Users' },
  {
    name: 'a batch',
    run: () => source.post('/v1.0/$batch', { requests: [] }),
    says: 'the path /v1.0/$batch',
  },
  {
    name: 'a method',
    run: () => destination.send('DELETE', `${to}/folders/inbox`),
    says: 'DELETE on this path',
  },
  {
    name: 'a query option',
    run: () => source.get(`${from}/folders?$search=x`),
    says: 'the query option "$search" here',
  },
  {
    name: 'a query option that another path has',
    run: () => source.get(`${from}/folders/inbox?$top=5`),
    says: 'the query option "$top" here',
  },
  {
    name: 'a query option without its sign',
    run: () => source.get(`${from}/folders?top=5`),
    says: 'the query option "top" here',
  },
  {
    name: 'an option of a sign-in',
    run: () => ask(`${loginUrl}/${source.tenantId}/v2.0/.well-known/openid-configuration?appid=x`),
    says: 'the query option "appid" here',
  },
  {
    name: 'a header',
    run: () => source.get('/v1.0/users', { consistencylevel: 'eventual' }),
    says: 'the header "consistencylevel"',
  },
  {
    name: 'a header of the import',
    run: () => post({}, { 'content-type': 'application/json', 'if-match': '*' }),
    says: 'the header "if-match"',
  },
  {
    name: 'a preference',
    run: () => source.get(`${from}/folders/inbox/items`, { prefer: 'IdType="ImmutableId"' }),
    says: 'the preference "IdType="ImmutableId"" here',
  },
  {
    name: 'a page size where there is none to prefer',
    run: () => source.get(`${from}/folders/inbox/items`, { prefer: 'odata.maxpagesize=5' }),
    says: 'the preference "odata.maxpagesize=5" here',
  },
  {
    name: 'a body field',
    run: () => source.post(`${from}/exportItems`, { itemIds: ['x'], format: 'mime' }),
    says: 'the body field "format"',
  },
  {
    name: 'a body field in another case',
    run: () => source.post(`${from}/exportItems`, { ItemIds: ['x'] }),
    says: 'the body field "ItemIds"',
  },
  {
    name: 'a field of the sign-in',
    run: () => signIn(loginUrl, source.tenantId, { ...formOf(source), resource: 'x' }),
    says: 'the form field "resource"',
  },
  {
    name: 'an extended property',
    run: () =>
      source.get(
        `${from}/folders/inbox/items?$expand=singleValueExtendedProperties($filter=id eq 'String 0x9999')`,
      ),
    says: 'the extended property "String 0x9999"',
  },
];
test.for(unknown)('$name that it does not know is 501, named, and logged', async ({ run, says }) => {
  logged.length = 0;
  const answer = await run();
  expect(refusal(answer)).toBe('501 SandboxDoesNotKnow');
  expect(answer.said.error.message).toBe(`The sandbox does not know ${says}.`);
  expect(logged).toHaveLength(1);
  expect(JSON.parse(JSON.parse(logged[0]!).msg as string)).toMatchObject({ error: answer.said.error });
});

test('the log holds no token and no import address', async () => {
  logged.length = 0;
  await ask(`${post.url}&again=true`, { method: 'POST' });
  await source.get('/v1.0/nothing');
  expect(logged).toHaveLength(2);
  expect(logged.join('')).not.toMatch(/eyJ|authtoken/);
});

test('what the known requests send is not logged', async () => {
  logged.length = 0;
  expect((await source.get(`${from}/folders?$top=5&$select=id`)).status).toBe(200);
  await source.get(`${from}/folders/inbox/items/delta`, { prefer: 'odata.maxpagesize=5' });
  await source.get('/v1.0/users', { 'client-request-id': 'x', accept: 'application/json' });
  await signIn(loginUrl, `${source.tenantId}`, { ...formOf(source), 'x-client-SKU': 'some.client' });
  expect(logged).toEqual([]);
});

test('an option that is given twice, and a body that is not JSON or not said to be, are the client’s fault', async () => {
  expect((await source.get('/v1.0/users?$top=5&$top=6')).status).toBe(400);
  const send = (body: string, type: string) =>
    ask(`${graphUrl}${from}/exportItems`, {
      method: 'POST',
      headers: { authorization: `Bearer ${source.token}`, 'content-type': type },
      body,
    });
  for (const body of ['{', '[]', 'null', '"itemIds"', ''])
    expect((await send(body, 'application/json')).status).toBe(400);
  expect((await send('{"itemIds":["x"]}', 'text/plain')).status).toBe(415);
  expect((await send('{"itemIds":["x"]}', 'application/json; charset=utf-8')).status).toBe(200);
});

test('a malformed address is 400, and the sandbox goes on', async () => {
  for (const path of ['/%E0%A4%A', `${from}/folders/%zz`, '//'])
    expect((await ask(`${graphUrl}${path}`)).status).toBe(400);
  expect((await source.get('/v1.0/users')).status).toBe(200);
});

test('an unknown mailbox is 404', async () => {
  const path = '/v1.0/admin/exchange/mailboxes/MBX:nothing@nowhere/folders';
  expect((await source.get(path)).status).toBe(404);
});
