/** What is not an item, moved by full passes: real HTTP to the sandbox, a real database. */
import { expect, test } from 'vitest';
import { settingOutcomesOf } from '../../src/db/settings.ts';
import { must, startWorld } from '../fixtures/world.ts';

test('look', { timeout: 120_000 }, async () => {
  await using world = await startWorld({ sandbox: { mailboxes: 3, items: 30 } });
  await world.run('verify');
  const full = await world.run('full');
  console.log(full.progress.runs, must(await world.engine.reporting.errors(world.alex, world.project.id)));
  const rows = await settingOutcomesOf(world.database.db, world.project.id);
  console.log(
    rows
      .map((r) => [r.mailbox.slice(0, 8), r.setting, r.name, r.outcome, r.cause, r.detail].join(' | '))
      .join('\n'),
  );
  expect(1).toBe(1);
});
