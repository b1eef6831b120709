/** A database of the first version, with a ledger in it, opened by this one. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { expect, test } from 'vitest';
import { inDoubt, known } from '../../src/db/ledger.ts';
import { openDatabase } from '../../src/db/open.ts';
import { changeOf } from '../../src/db/packed.ts';
import { createLog } from '../../src/log.ts';
import { newDatabase } from '../fixtures/databases.ts';

const upgrades = fileURLToPath(new URL('../../src/db/upgrades', import.meta.url));

/** As version 0.1.0 left it: two settled items, and two that were sent without an answer. */
const firstVersion = async (url: string): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'mailferry-upgrades-'));
  cpSync(upgrades, folder, { recursive: true });
  const journal = join(folder, 'meta', '_journal.json');
  const { entries, ...rest } = JSON.parse(readFileSync(journal, 'utf8')) as { entries: unknown[] };
  writeFileSync(journal, JSON.stringify({ ...rest, entries: entries.slice(0, 1) }));
  const client = postgres(url, { max: 1, onnotice: () => {} });
  await migrate(drizzle(client), { migrationsFolder: folder });
  rmSync(folder, { recursive: true });
  const row = (id: string, outcome: string, destination: string | null, cause: string | null) => client`
    insert into items (mailbox_id, item_key, folder_id, pass_id, outcome, cause, item_type, source_id, source_change,
                       search_key, destination_id, destination_change, size, created_at, intended_at)
    values (7, substring(sha256(${id}::bytea) from 1 for 16), 3, 5, ${outcome}, ${cause}, 'mail', ${id}, 'CK1', '\\x01',
            ${destination}, ${destination === null ? null : 'DK1'}, 100, now(), now())`;
  await row('copied-item', 'copied', 'its-copy', null);
  await row('failed-item', 'failed', null, 'ErrorItemCorrupt');
  await row('doubtful-item', 'intended', null, null);
  await row('doubtful-update', 'intended', 'its-copy-2', null);
  await client.end();
};

test('the ledger of the first version is there after the upgrade', async () => {
  const url = await newDatabase('empty');
  await firstVersion(url);
  await using database = await openDatabase({ url, log: createLog({ level: 'silent' }) });
  const rows = await known(database.db, 7, ['copied-item', 'failed-item', 'doubtful-item', 'another']);
  expect(rows.get('copied-item')).toMatchObject({
    outcome: 'copied',
    sourceChange: changeOf('CK1'),
    destinationId: 'its-copy',
    destinationChange: 'DK1',
    folderId: 3,
    passId: 5,
  });
  expect(rows.get('failed-item')).toMatchObject({ outcome: 'failed', destinationId: null });
  expect(rows.get('doubtful-item')).toMatchObject({ outcome: 'intended' });
  expect(rows.size).toBe(3);
  const doubtful = await inDoubt(database.db, 7);
  expect(doubtful.map(({ sourceId }) => sourceId).sort()).toEqual(['doubtful-item', 'doubtful-update']);
  // If the update turns out not to have been sent, its copy is still known, and the change is met again.
  const copy = (await database.db.query.items.findMany()).find(
    ({ sourceId }) => sourceId === 'doubtful-update',
  );
  expect(copy).toMatchObject({ outcome: 'copied', destinationId: 'its-copy-2', sourceChange: changeOf('') });
});
