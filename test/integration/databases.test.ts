/** What is remembered, on PGlite and on PostgreSQL alike: the ledger, plans and approvals, the audit chain, whole passes. */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { inDoubt, intend, known, settle, withdraw } from '../../src/db/ledger.ts';
import { rowsOf } from '../../src/db/open.ts';
import { changeOf } from '../../src/db/packed.ts';
import { finishRun, keepDeltaToken, keepHold, openRun, RunTaken, requeueRun } from '../../src/db/runs.ts';
import { onBothDatabases } from '../fixtures/databases.ts';
import { must, startWorld, type World } from '../fixtures/world.ts';

const small = { mailboxes: 2, items: 40 };

/** A run that nobody works on: its ledger is the test's own. */
const openLedger = async (world: World) => {
  const pass = await world.begin('verify');
  const [run] = rowsOf<{ id: number; mailbox_id: number }>(
    await world.database.db.execute(sql`select id, mailbox_id from runs order by id limit 1`),
  );
  const [folder] = rowsOf<{ id: number }>(
    await world.database.db.execute(
      sql`insert into folders (mailbox_id, source_id, destination_id, path) values (${run?.mailbox_id}, 'f', 'g', 'Inbox') returning id`,
    ),
  );
  const scope = { mailboxId: run?.mailbox_id ?? 0, passId: pass.id, runId: run?.id ?? 0, attempt: 0 };
  const intent = (name: string) => ({
    sourceId: name,
    sourceChange: changeOf('1'),
    searchKey: Buffer.from(name.padEnd(16)),
    itemType: 'mail' as const,
    size: 100,
    created: new Date(0),
    folderId: folder?.id ?? 0,
  });
  const counters = async () =>
    rowsOf<{ copied: number; failed: number; bytes: string }>(
      await world.database.db.execute(sql`select copied, failed, bytes from runs where id = ${scope.runId}`),
    )[0];
  return { db: world.database.db, scope, intent, counters };
};

onBothDatabases((where) => {
  test('a batch is intended as a whole, settled once, and counted with its outcomes', async () => {
    await using world = await startWorld({ ...(await where()), sandbox: small, work: false });
    const { db, scope, intent, counters } = await openLedger(world);
    await intend(db, { ...scope, at: new Date() }, ['a', 'b', 'c'].map(intent));
    expect((await inDoubt(db, scope.mailboxId)).map(({ sourceId }) => sourceId).sort()).toEqual([
      'a',
      'b',
      'c',
    ]);
    const settled = [
      { sourceId: 'a', outcome: 'copied' as const, destinationId: 'x', destinationChange: 'y' },
      { sourceId: 'b', outcome: 'failed' as const, cause: 'ErrorItemCorrupt' },
    ];
    await settle(db, { ...scope, bytes: 500 }, settled);
    // A worker that was taken for dead settles again: nothing counts twice.
    await settle(db, { ...scope, bytes: 0 }, settled);
    expect(await counters()).toMatchObject({ copied: 1, failed: 1 });
    expect((await inDoubt(db, scope.mailboxId)).map(({ sourceId }) => sourceId)).toEqual(['c']);
  });

  test('what a worker wrote that was taken for dead is refused, and a second copy is reported', async () => {
    await using world = await startWorld({ ...(await where()), sandbox: small, work: false });
    const { db, scope: first, intent, counters } = await openLedger(world);
    await intend(db, { ...first, at: new Date() }, ['a', 'b'].map(intent));
    const opened = await openRun(db, first.runId, () => undefined);
    const second = { ...first, attempt: opened !== null && typeof opened === 'object' ? opened.attempt : 0 };
    expect(second.attempt).toBe(1);
    const stored = (destinationId: string) => [
      { sourceId: 'a', outcome: 'copied' as const, destinationId, destinationChange: 'y' },
    ];
    await settle(db, { ...second, bytes: 100 }, stored('theirs'));
    await expect(intend(db, { ...first, at: new Date() }, [intent('c')])).rejects.toThrow(RunTaken);
    await expect(settle(db, { ...first, bytes: 100 }, stored('ours'))).rejects.toThrow(RunTaken);
    await expect(keepDeltaToken(db, first, intent('a').folderId, 'token')).rejects.toThrow(RunTaken);
    await requeueRun(db, first, null);
    await finishRun(db, first, { state: 'failed', problem: 'it is not' });
    expect(await keepHold(db, first, null, 0)).toBe('taken');
    expect(await keepHold(db, second, null, 0)).toBe('running');
    expect(await counters()).toMatchObject({ copied: 1, bytes: expect.anything() });
    const [kept, ...others] = await db.query.items.findMany();
    expect(kept).toMatchObject({ sourceId: 'a', outcome: 'copied', cause: 'possible duplicate' });
    expect(others).toEqual([]);
    expect(await inDoubt(db, first.mailboxId)).toMatchObject([{ sourceId: 'b' }]);
  });

  test('an intent that is taken back leaves a new item unknown, and a failed one failed', async () => {
    await using world = await startWorld({ ...(await where()), sandbox: small, work: false });
    const { db, scope, intent } = await openLedger(world);
    await intend(db, { ...scope, at: new Date() }, ['failed', 'edited'].map(intent));
    await settle(db, { ...scope, bytes: 0 }, [
      { sourceId: 'failed', outcome: 'failed', cause: 'ErrorItemCorrupt' },
      { sourceId: 'edited', outcome: 'copied', destinationId: 'x', destinationChange: 'y' },
    ]);
    await intend(db, { ...scope, at: new Date() }, ['new', 'failed', 'edited'].map(intent));
    await withdraw(db, scope, ['new', 'failed', 'edited']);
    const rows = await known(db, scope.mailboxId, ['new', 'failed', 'edited']);
    expect([...rows.values()].map(({ sourceId, outcome }) => [sourceId, outcome]).sort()).toEqual([
      ['edited', 'copied'],
      ['failed', 'failed'],
    ]);
    expect(rows.get('edited')).toMatchObject({ destinationId: 'x', destinationChange: 'y' });
    expect(await inDoubt(db, scope.mailboxId)).toEqual([]);
  });

  test('two people approve at once: one starts it, the other is told', async () => {
    await using world = await startWorld({ ...(await where()), sandbox: small });
    await world.run('verify');
    const { engine, alex, sam, project } = world;
    const asked = must(await engine.approvals.request(alex, project.id, 'full', {}));
    const pia = must(
      await engine.workgroups.enter({
        tenantId: 'local',
        person: { objectId: 'Pia', name: 'Pia' },
        roleIfNew: 'owner',
      }),
    );
    const answers = await Promise.all(
      [sam, pia].map((actor) => engine.approvals.approve(actor, asked.id, { planHash: asked.planHash })),
    );
    expect(answers.map(({ ok }) => ok).sort()).toEqual([false, true]);
    expect(answers.find(({ ok }) => !ok)).toMatchObject({ refusal: { code: 'already-decided' } });
    await world.waitFor(asked.id);
    const [count] = rowsOf<{ runs: string }>(
      await world.database.db.execute(sql`select count(*) as runs from runs where pass_id = ${asked.id}`),
    );
    expect(Number(count?.runs)).toBe(world.pairs.length);
  });

  test('whoever asks may not approve, and a plan that changed is refused with what changed', async () => {
    await using world = await startWorld({ ...(await where()), sandbox: small });
    await world.run('verify');
    const { engine, alex, sam, project, pairs } = world;
    const asked = must(await engine.approvals.request(alex, project.id, 'full', {}));
    expect(await engine.approvals.approve(alex, asked.id, { planHash: asked.planHash })).toMatchObject({
      ok: false,
      refusal: { code: 'own-plan' },
    });
    must(await engine.mailboxes.remove(alex, project.id, pairs[1]?.source ?? ''));
    const refused = await engine.approvals.approve(sam, asked.id, { planHash: asked.planHash });
    expect(refused).toMatchObject({ ok: false, refusal: { code: 'plan-changed' } });
    expect(refused.ok ? '' : refused.refusal.sentence).toContain(pairs[1]?.source);
    expect(await engine.approvals.approve(sam, asked.id, { planHash: 'another hash' })).toMatchObject({
      ok: false,
    });
  });

  test('the audit chain shows a row that was changed', async () => {
    await using world = await startWorld({ ...(await where()), sandbox: small, work: false });
    const { engine, alex, database } = world;
    for (const command of ['one', 'two', 'three'])
      await engine.audit.write({ actor: alex, command, args: { b: 1, a: [2] }, result: 'done' });
    await Promise.all(
      ['four', 'five'].map((command) => engine.audit.write({ command, args: {}, result: 'done' })),
    );
    expect(await engine.audit.verify()).toBeNull();
    const [row] = rowsOf<{ id: number }>(
      await database.db.execute(
        sql`update audit set result = 'nothing happened' where command = 'two' returning id`,
      ),
    );
    expect(await engine.audit.verify()).toBe(Number(row?.id));
  });

  test('a whole pass, and a second one that has nothing to do', async () => {
    await using world = await startWorld({ ...(await where()), sandbox: { mailboxes: 3, items: 200 } });
    await world.run('verify');
    const first = await world.run('full');
    expect(first.state).toBe('finished');
    expect((await world.truth()).agrees).toBe(true);
    const second = await world.run('full');
    expect(second.progress.items).toMatchObject({ copied: 0, updated: 0 });
    expect((await world.truth()).agrees).toBe(true);
  });

  test('an edit is carried over; an edit on both sides is left to people', async () => {
    await using world = await startWorld({ ...(await where()), sandbox: { mailboxes: 2, items: 120 } });
    await world.run('verify');
    await world.run('full');
    const [{ source = '', destination = '' } = {}] = world.pairs;
    await world.edit({
      do: 'edit',
      address: source,
      folder: 'sentitems',
      at: 1,
      subject: 'Edited at the source',
    });
    const both = { do: 'edit', folder: 'sentitems' };
    const { searchKey } = await world.edit({
      ...both,
      address: source,
      at: 2,
      subject: 'Edited on both sides',
    });
    await world.edit({ ...both, address: destination, searchKey, subject: 'Theirs' });
    const pass = await world.run('full');
    expect(pass.progress.items).toMatchObject({ updated: 1, skipped: 1, copied: 0 });
    const { mailboxes } = await world.truth();
    expect(mailboxes[0]?.different).toEqual([expect.stringContaining('Theirs')]);
  });
});
