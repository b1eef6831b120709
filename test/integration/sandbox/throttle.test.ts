/** Microsoft's three limits per application and mailbox, by a clock that the test moves: it takes no real time. */
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { afterEach, expect, test, vi } from 'vitest';
import { plainMailboxes } from '../../fixtures/plain-mailboxes.ts';
import { type App, type Client, importInto, startClient } from '../../fixtures/sandbox-client.ts';

// Hundreds of megabytes and ten thousand requests, however slow the machine.
vi.setConfig({ testTimeout: 120_000 });
afterEach(() => vi.useRealTimers());
const contents = plainMailboxes({ mailboxes: 2, items: 1, bytes: 2_000 });
const start = (throttle: 'off' | 'graph' | number) => startClient({ contents, throttle });
const spaces = (megabytes: number) => Buffer.alloc(megabytes * 1_000_000, ' ');
const patient = { timeout: 20_000 };
const stopClock = () => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
const turnClock = (seconds: number) => vi.setSystemTime(Date.now() + Math.ceil(seconds * 1000));

/** Requests whose bodies are not through yet: the server has begun with each of them. */
const hold = async (app: App, client: Client, path: string, count: number): Promise<ClientRequest[]> =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const held = request(`${client.graphUrl}${path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${app.token}`,
          'content-type': 'application/json',
          'content-length': '2',
          expect: '100-continue',
        },
      });
      held.flushHeaders();
      await once(held, 'continue');
      return held;
    }),
  );

const finish = (held: ClientRequest[]) =>
  Promise.all(
    held.map(async (one) => {
      one.end('{}');
      const [answer] = (await once(one, 'response')) as [IncomingMessage];
      answer.resume();
      await once(answer, 'end');
    }),
  );

test('four requests at once are let in, a fifth is refused in Exchange’s words', async () => {
  await using client = await start('graph');
  const [first, second] = [await client.source.mailbox('user0'), await client.source.mailbox('user1')];
  const held = await hold(client.source, client, `${first}/exportItems`, 3);
  expect((await client.source.get(`${first}/folders`)).status).toBe(200);
  held.push(...(await hold(client.source, client, `${first}/exportItems`, 1)));
  const { status, headers, said } = await client.source.get(`${first}/folders`);
  expect(status).toBe(429);
  expect(Number(headers.get('retry-after'))).toBe(1);
  expect(said.error).toMatchObject({
    code: 'ApplicationThrottled',
    message: 'Application is over its MailboxConcurrency limit.',
  });
  // Another mailbox has limits of its own, and the directory none of these.
  expect((await client.source.get(`${second}/folders`)).status).toBe(200);
  expect((await client.source.get('/v1.0/users')).status).toBe(200);
  await finish(held);
  await expect.poll(async () => (await client.source.get(`${first}/folders`)).status, patient).toBe(200);
});

test('a request counts until its connection is gone, however it ends', async () => {
  await using client = await start('graph');
  const mailbox = await client.source.mailbox('user0');
  const held = await hold(client.source, client, `${mailbox}/exportItems`, 4);
  expect((await client.source.get(`${mailbox}/folders`)).status).toBe(429);
  for (const one of held) {
    one.on('error', () => {});
    one.destroy();
  }
  await expect.poll(async () => (await client.source.get(`${mailbox}/folders`)).status, patient).toBe(200);
});

test('10,000 requests in ten minutes, refused ones counted: the next is refused in Graph’s words', async () => {
  // Ten minutes are six seconds of the test's clock, which stands still.
  await using client = await start(100);
  const [mailbox, other] = [await client.source.mailbox('user0'), await client.source.mailbox('user1')];
  stopClock();
  const held = await hold(client.source, client, `${mailbox}/exportItems`, 4);
  const statuses = new Map<number, number>();
  let left = 10_000;
  const lane = async () => {
    while (left-- > 0) {
      const { status } = await client.source.get(`${mailbox}/folders/inbox?$select=id`);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
  expect([...statuses]).toEqual([[429, 10_000]]);
  await finish(held);
  turnClock(2);
  // Until the server, too, has seen the four end.
  let refused = await client.source.get(`${mailbox}/folders`);
  while (refused.said.error?.code === 'ApplicationThrottled')
    refused = await client.source.get(`${mailbox}/folders`);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '4.000']);
  expect(refused.said.error).toMatchObject({
    code: 'TooManyRequests',
    innerError: { code: '429', status: '429', 'request-id': expect.any(String), date: expect.any(String) },
  });
  expect((await client.source.get(`${other}/folders`)).status).toBe(200);
  turnClock(4);
  expect((await client.source.get(`${mailbox}/folders`)).status).toBe(200);
});

test('150 MB of uploads in five minutes: more is refused until the oldest is five minutes old', async () => {
  await using client = await start('graph');
  const mailbox = await client.destination.mailbox('user0');
  const { said } = await client.destination.get(`${mailbox}/folders/inbox`);
  const post = await importInto(client.destination, mailbox);
  stopClock();
  // What it is does not matter: it was uploaded.
  expect((await post(spaces(90))).status).toBe(400);
  turnClock(100);
  expect((await post(spaces(55))).status).toBe(400);
  const { status, headers, said: refused } = await post(spaces(6));
  expect(status).toBe(429);
  expect(refused.error).toMatchObject({
    code: 'ApplicationThrottled',
    message: 'Application is over its IncomingBytes limit.',
  });
  // Less would go, and reading is no upload.
  expect((await post({ FolderId: said.id, Mode: 'create' })).status).toBe(400);
  expect((await client.destination.get(`${mailbox}/folders/inbox`)).status).toBe(200);
  expect(await importInto(client.destination, await client.destination.mailbox('user1'))).toBeDefined();
  turnClock(Number(headers.get('retry-after')) - 1);
  expect((await post(spaces(6))).status).toBe(429);
  turnClock(1.1);
  expect((await post(spaces(6))).status).toBe(400);
});

test('a factor makes the waits that many times shorter, and "off" refuses nothing', async () => {
  const wanted = [
    ['graph', 429, '1.000'],
    [10, 429, '0.100'],
    ['off', 200, null],
  ] as const;
  for (const [throttle, status, after] of wanted) {
    await using client = await start(throttle);
    const mailbox = await client.source.mailbox('user0');
    const held = await hold(client.source, client, `${mailbox}/exportItems`, 6);
    const fifth = await client.source.get(`${mailbox}/folders`);
    expect([fifth.status, fifth.headers.get('retry-after')]).toEqual([status, after]);
    await finish(held);
  }
});

test('an item larger than the whole budget may go when nothing else was sent', async () => {
  await using client = await start('graph');
  const post = await importInto(client.destination, await client.destination.mailbox('user0'));
  stopClock();
  expect((await post(spaces(160))).status).toBe(400);
  expect((await post(' ')).status).toBe(429);
});
