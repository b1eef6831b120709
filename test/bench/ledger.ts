/**
 * What the ledger takes and costs: a million items in one mailbox, through the ledger's own statements, with ids as
 * long as Exchange's. A batch is 20 items: intended, settled, asked for.
 */
import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { intend, known, type Scope, settle } from '../../src/db/ledger.ts';
import { type Db, openDatabase, rowsOf } from '../../src/db/open.ts';
import { changeOf } from '../../src/db/packed.ts';
import { createLog } from '../../src/log.ts';
import type { Line } from './processes.ts';

const many = 1_000_000;
const few = 10_000;
const timed = 500;

/** 152 characters, the first 60 of them the mailbox's own. */
const idOf = (side: string, at: number): string =>
  `AAMk${createHash('sha384').update(side).digest('base64url').slice(0, 56)}${createHash('sha512').update(`${side}${at}`).digest('base64url').slice(0, 86)}AAAAA=`;
const changeKeyOf = (at: number): string =>
  createHash('sha256').update(`change${at}`).digest('base64').slice(0, 40);

const itemsFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, at) => {
    const number = first + at;
    return {
      sourceId: idOf('source', number),
      sourceChange: changeOf(changeKeyOf(number)),
      searchKey: createHash('md5').update(String(number)).digest(),
      itemType: 'mail' as const,
      size: 10_000,
      created: new Date(1_700_000_000_000 + number * 1_000),
      folderId: 1,
      destinationId: idOf('destination', number),
      destinationChange: changeKeyOf(-number),
    };
  });

const move = async (db: Db, scope: Scope, first: number, count: number): Promise<void> => {
  const batch = itemsFrom(first, count);
  await known(
    db,
    scope.mailboxId,
    batch.map(({ sourceId }) => sourceId),
  );
  await intend(
    db,
    { ...scope, at: new Date() },
    batch.map(({ destinationId: _id, destinationChange: _key, ...intent }) => intent),
  );
  await settle(
    db,
    { ...scope, bytes: 0 },
    batch.map(({ sourceId, destinationId, destinationChange, size }) => ({
      sourceId,
      outcome: 'copied' as const,
      destinationId,
      destinationChange,
      size,
    })),
  );
};

/** Milliseconds of a batch of 20, at the size that the ledger has now: the median of many. */
const batchMs = async (db: Db, scope: Scope, first: number): Promise<number> => {
  const times: number[] = [];
  for (let batch = 0; batch < timed; batch++) {
    const start = performance.now();
    await move(db, scope, first + batch * 20, 20);
    times.push(performance.now() - start);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
};

export const ledger = async (newDatabase: (name: string) => Promise<string>): Promise<Line[]> => {
  const url = await newDatabase('ledger');
  await using database = await openDatabase({ url, log: createLog({ level: 'warn' }) });
  const { db } = database;
  await db.execute(sql`insert into workgroups (tenant_id, external_id, name) values ('t', 'w', 'w')`);
  await db.execute(sql`insert into people (tenant_id, object_id, name) values ('t', 'p', 'p')`);
  await db.execute(sql`insert into projects (workgroup_id, name, created_by) values (1, 'p', 1)`);
  await db.execute(
    sql`insert into mailboxes (project_id, source_address, destination_address) values (1, 'a@a', 'b@b')`,
  );
  await db.execute(
    sql`insert into passes (project_id, kind, state, plan, plan_hash, requested_by) values (1, 'full', 'running', '{}', '', 1)`,
  );
  await db.execute(
    sql`insert into runs (pass_id, mailbox_id, state, planned_items, planned_bytes) values (1, 1, 'running', 0, 0)`,
  );
  const scope = { mailboxId: 1, passId: 1, runId: 1, attempt: 0 };
  const fill = async (from: number, to: number, step: number): Promise<void> => {
    for (let at = from; at < to; at += step) {
      await move(db, scope, at, step);
      // As the server does by itself every minute, which is longer than this takes.
      if (at % 10_000 === 0) await db.execute(sql`vacuum analyze intents`);
    }
    await db.execute(sql`vacuum analyze items`);
  };
  // In small batches, so that both ends have compiled and planned what they are about to be timed with.
  await fill(0, few, 20);
  const early = await batchMs(db, scope, 10_000_000);
  await fill(few, many, 1_000);
  const late = await batchMs(db, scope, 20_000_000);
  await db.execute(sql`vacuum items`);
  const [size] = rowsOf<{ bytes: string; rows: string }>(
    await db.execute(
      sql`select pg_total_relation_size('items') + pg_total_relation_size('intents') as bytes, (select count(*) from items) as rows`,
    ),
  );
  const each = Number(size?.bytes) / Number(size?.rows);
  return [
    [
      `ledger at ${Number(size?.rows).toLocaleString('en')} items, with all indexes`,
      `${Math.round(each)} bytes an item`,
      '≤ 450 bytes',
    ],
    ['a batch of 20 in the ledger, at 10,000 items', `${early.toFixed(1)} ms`, ''],
    ['the same at 1,000,000', `${late.toFixed(1)} ms, ${(late / early).toFixed(2)} times`, '≤ 1.10 times'],
  ];
};
