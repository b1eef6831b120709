import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { onceAtATime } from '../../../src/bot/once.ts';
import type { Inbound, Reply } from '../../../src/bot/surface.ts';

const click = (command: string, who = 'Anna'): Inbound => ({
  surface: 'teams',
  tenantId: 't',
  person: { objectId: who, name: who },
  place: { kind: 'channel', conversationId: 'c', reference: {} },
  click: { command, args: { pass: 1 }, messageId: 'm1' },
});

const counting = (show: Reply['show']) => {
  let runs = 0;
  const dispatch = onceAtATime(async () => {
    runs++;
    await sleep(10);
    return { card: { title: `run ${runs}`, parts: [] }, exit: 0, show };
  });
  return { dispatch, runs: () => runs };
};

test('a double click runs once, and its message is posted once', async () => {
  const { dispatch, runs } = counting('post');
  const [first, second] = await Promise.all([dispatch(click('full')), dispatch(click('full'))]);
  expect(runs()).toBe(1);
  expect(first).toMatchObject({ show: 'post' });
  expect(second).toMatchObject({ show: 'toast', exit: 0, card: { title: 'One click is enough' } });
});

test('a double click on a card that is replaced gets the new card twice', async () => {
  const { dispatch } = counting('replace');
  const [first, second] = await Promise.all([dispatch(click('approve')), dispatch(click('approve'))]);
  expect(second).toEqual(first);
});

test('two people, two buttons and typed lines are not one', async () => {
  const { dispatch, runs } = counting('post');
  const typed = { ...click(''), text: 'full' };
  delete typed.click;
  await Promise.all([
    dispatch(click('full')),
    dispatch(click('full', 'Ben')),
    dispatch(click('verify')),
    dispatch(typed),
    dispatch(typed),
  ]);
  expect(runs()).toBe(5);
});

test('what somebody else pressed in between makes the same click a new one', async () => {
  const { dispatch, runs } = counting('replace');
  await dispatch(click('approve'));
  await dispatch(click('undo', 'Ben'));
  await dispatch(click('approve'));
  expect(runs()).toBe(3);
});
