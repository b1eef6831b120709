import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createQueues, noEvent, type Work } from '../../../../src/bot/notify/queues.ts';
import { DeliveryError } from '../../../../src/bot/surface.ts';
import { createLog } from '../../../../src/log.ts';

const log = createLog({ level: 'silent' });
const work = (conversationId: number, passId: number, eventId: number): Work => ({
  conversationId,
  passId,
  eventId,
});

test('many events of one pass become one post, and the next waits for the pace of the live card', async () => {
  const at: number[] = [];
  const queues = createQueues({
    log,
    everyMs: 200,
    work: async () => {
      at.push(Date.now());
      return 'live';
    },
  });
  queues.add(work(1, 12, 1), { urgent: true });
  for (let event = 2; event < 50; event++) queues.add(work(1, 12, event), { urgent: false });
  await sleep(100);
  expect(at).toHaveLength(1);
  await sleep(400);
  expect(at.length).toBeGreaterThanOrEqual(2);
  for (const [index, time] of at.entries())
    if (index > 0) expect(time - at[index - 1]!).toBeGreaterThanOrEqual(195);
  await queues.stop();
});

test('what happens to the pass itself is shown at once', async () => {
  let shown = 0;
  const queues = createQueues({
    log,
    everyMs: 60_000,
    work: async () => {
      shown++;
      return shown < 2 ? 'live' : 'settled';
    },
  });
  queues.add(work(1, 12, 1), { urgent: true });
  await sleep(20);
  queues.add(work(1, 12, 2), { urgent: true });
  await sleep(20);
  expect(shown).toBe(2);
  expect(queues.oldest()).toBe(noEvent);
  await queues.stop();
});

test('a conversation that cannot be reached holds up no other, and its event is not passed', async () => {
  const reached: number[] = [];
  const queues = createQueues({
    log,
    everyMs: 1,
    work: async ({ conversationId }) => {
      if (conversationId === 1) throw new DeliveryError('later', 'slow down', 150);
      reached.push(conversationId);
      return 'settled';
    },
  });
  queues.add(work(1, 12, 7), { urgent: true });
  queues.add(work(2, 12, 7), { urgent: true });
  queues.add(work(3, 12, 9), { urgent: true });
  await sleep(50);
  expect(reached).toEqual([2, 3]);
  expect(queues.oldest()).toBe(7);
  expect(queues.waiting()).toBe(3);
  await queues.stop();
});

test('Retry-After is waited for, also when new events arrive meanwhile', async () => {
  const at: number[] = [];
  const queues = createQueues({
    log,
    everyMs: 1,
    work: async () => {
      at.push(Date.now());
      if (at.length === 1) throw new DeliveryError('later', 'slow down', 150);
      return 'settled';
    },
  });
  queues.add(work(1, 12, 1), { urgent: true });
  await sleep(20);
  queues.add(work(1, 12, 2), { urgent: true });
  await sleep(250);
  expect(at).toHaveLength(2);
  expect(at[1]! - at[0]!).toBeGreaterThanOrEqual(145);
  await queues.stop();
});

test('work that never succeeds is given up, so that the cursor can move on', async () => {
  let tries = 0;
  const queues = createQueues({
    log,
    everyMs: 1,
    mostTries: 10,
    work: async () => {
      tries++;
      throw new DeliveryError('later', 'slow down', 1);
    },
  });
  queues.add(work(1, 12, 1), { urgent: true });
  await sleep(300);
  expect(tries).toBe(10);
  expect(queues.oldest()).toBe(noEvent);
  await queues.stop();
});

test('an event that arrives while its pass is being posted is not lost', async () => {
  let runs = 0;
  const queues = createQueues({
    log,
    everyMs: 60_000,
    work: async () => {
      await sleep(30);
      runs++;
      return 'settled';
    },
  });
  queues.add(work(1, 12, 1), { urgent: true });
  await sleep(5);
  queues.add(work(1, 12, 2), { urgent: true });
  expect(queues.oldest()).toBe(1);
  await sleep(100);
  expect(runs).toBe(2);
  await queues.stop();
});
