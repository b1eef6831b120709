/** What happens to mailboxes, tenants and people's minds between two passes, or in the middle of one. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { plainMailboxes, slowly } from '../fixtures/plain-mailboxes.ts';
import { must, type SandboxOptions, startWorld } from '../fixtures/world.ts';

const startOn = async (sandbox: SandboxOptions = { mailboxes: 1, items: 60 }) => startWorld({ sandbox });

test('an item that its owner moved is moved at the destination too', async () => {
  await using world = await startOn();
  await world.run('verify');
  await world.run('full');
  const [{ source = '' } = {}] = world.pairs;
  await world.edit({ do: 'move', address: source, folder: 'inbox', at: 0, to: 'archive' });
  const second = await world.run('full');
  expect(second.progress.items).toMatchObject({ copied: 0, updated: 1 });
  expect(await world.truth()).toMatchObject({ agrees: true });
  expect((await world.run('full')).progress.items).toMatchObject({ copied: 0, updated: 0 });
  expect(await world.truth()).toMatchObject({ agrees: true });
});

test('a whole folder that its owner moved is moved once, however many items that are', async () => {
  await using world = await startOn({
    contents: (() => {
      const contents = plainMailboxes({ mailboxes: 1, items: 120, bytes: 1_500 });
      contents.source[0]?.folders.push({ name: 'Later', type: 'IPF.Note', items: [], folders: [] });
      return contents;
    })(),
  });
  await world.run('verify');
  await world.run('full');
  const [{ source = '' } = {}] = world.pairs;
  for (let item = 0; item < 120; item++)
    await world.edit({ do: 'move', address: source, folder: 'inbox', at: 0, to: 'Later' });
  expect((await world.run('full')).progress.items).toMatchObject({ copied: 0, updated: 120 });
  const truth = await world.truth();
  expect(truth).toMatchObject({ agrees: true });
  expect(truth.mailboxes[0]).toMatchObject({ doubled: [] });
});

test('without the permission to delete, a moved item keeps its copy, and the errors say where', async () => {
  await using world = await startOn();
  await world.edit({
    do: 'grant',
    tenant: 'Fabrikam',
    roles: [
      'User.Read.All',
      'MailboxFolder.ReadWrite.All',
      'MailboxItem.Read.All',
      'MailboxItem.ImportExport.All',
    ],
  });
  await world.run('verify');
  await world.run('full');
  const [{ source = '' } = {}] = world.pairs;
  await world.edit({ do: 'move', address: source, folder: 'inbox', at: 0, to: 'archive' });
  const second = await world.run('full');
  expect(second.progress.items).toMatchObject({ copied: 0, updated: 0 });
  const groups = must(await world.engine.reporting.errors(world.alex, world.project.id));
  expect(groups.find(({ code }) => code === 'moved at the source')).toMatchObject({ count: 1 });
  // And once more, now that its row goes on under the new id.
  expect((await world.run('full')).progress.items).toMatchObject({ copied: 0, updated: 0 });
  // An edit later on finds the copy where it is.
  await world.edit({ do: 'edit', address: source, folder: 'archive', at: 0, subject: 'Edited' });
  await world.run('full');
  const [mailbox] = (await world.truth()).mailboxes;
  expect(mailbox).toMatchObject({ lost: [], doubled: [] });
});

test('a moved item whose copy was touched by its user keeps that copy', async () => {
  await using world = await startOn();
  await world.run('verify');
  await world.run('full');
  const [{ source = '', destination = '' } = {}] = world.pairs;
  const { searchKey } = await world.edit({
    do: 'move',
    address: source,
    folder: 'inbox',
    at: 0,
    to: 'archive',
  });
  await world.edit({ do: 'edit', address: destination, folder: 'inbox', searchKey, subject: 'Mine' });
  expect((await world.run('full')).progress.items).toMatchObject({ copied: 0, updated: 0 });
  expect((await world.truth()).mailboxes[0]).toMatchObject({ lost: [], doubled: [] });
});

test('a copy that its owner made is an item of its own', async () => {
  await using world = await startOn();
  await world.run('verify');
  await world.run('full');
  const [{ source = '' } = {}] = world.pairs;
  await world.edit({ do: 'copy', address: source, folder: 'inbox', at: 0 });
  expect((await world.run('full')).progress.items).toMatchObject({ copied: 1 });
  expect(await world.truth()).toMatchObject({ agrees: true });
});

test('an item that moves into the folder while it is read is copied once', async () => {
  let edited: Promise<unknown> | undefined;
  let edit: (() => Promise<unknown>) | undefined;
  const contents = plainMailboxes({ mailboxes: 1, items: 330, bytes: 2_000 });
  const [mailbox] = contents.source;
  const inbox = mailbox?.folders[0];
  mailbox?.folders.push({
    name: 'Later',
    type: 'IPF.Note',
    items: inbox?.items.splice(0, 1) ?? [],
    folders: [],
  });
  await using world = await startOn({
    contents,
    latencyMs: 100,
    // After the first page of the inbox: what follows shifts by one.
    onExchange: ({ url, method }) => {
      if (method === 'GET' && /\/items\?.*top/.test(decodeURIComponent(url))) edited ??= edit?.();
    },
  });
  await world.run('verify');
  const [{ source = '' } = {}] = world.pairs;
  edit = () => world.edit({ do: 'move', address: source, folder: 'Later', at: 0, to: 'inbox' });
  const full = await world.run('full');
  await edited;
  expect(full.progress.runs.completed).toBe(1);
  await world.run('full');
  const truth = await world.truth();
  expect(truth.mailboxes[0]).toMatchObject({ missing: [], extra: [], duplicates: 0 });
});

test('an item that moves while deletes are carried over is not copied anew beside a copy that its user moved', async () => {
  let atTheEnd: (() => Promise<unknown>) | undefined;
  let moved: Promise<unknown> | undefined;
  const contents = plainMailboxes({ mailboxes: 1, items: 30, bytes: 2_000 });
  for (const mailbox of [...contents.source, ...contents.destination])
    mailbox.folders.push({ name: 'Later', type: 'IPF.Note', items: [], folders: [] });
  const [from] = contents.source;
  from?.folders[1]?.items.push(...(from.folders[0]?.items.splice(0, 3) ?? []));
  await using world = await startOn({
    contents,
    latencyMs: 20,
    // The inbox was read; the folder after it is about to be.
    onExchange: ({ url }) => {
      if (url.includes('/items/delta')) moved ??= atTheEnd?.();
    },
  });
  await world.run('verify');
  await world.options('PropagateDeletes=1 MaximumDeletes=100');
  await world.run('full');
  const [{ source = '', destination = '' } = {}] = world.pairs;
  await world.edit({ do: 'move', address: destination, folder: 'Later', at: 0, to: 'inbox' });
  atTheEnd = () => world.edit({ do: 'move', address: source, folder: 'Later', at: 0, to: 'inbox' });
  await world.run('full');
  await moved;
  await world.run('full');
  const truth = await world.truth();
  expect(truth.mailboxes[0]).toMatchObject({ lost: [], doubled: [] });
});

test('a sign-in service that is busy is waited for, and fails no run', { timeout: 60_000 }, async () => {
  await using world = await startOn({
    mailboxes: 1,
    items: 20,
    faults: [{ on: 'token', do: '503', after: 2, times: 1 }],
  });
  const verified = await world.begin('verify');
  let waitsFor: string | null = null;
  while (waitsFor === null) {
    await sleep(50);
    const [run] = await world.database.db.query.runs.findMany();
    expect(['queued', 'running']).toContain(run?.state);
    waitsFor = run?.waitsFor ?? null;
  }
  expect(waitsFor).toMatch(/sign-in service is busy/);
  must(await world.engine.passControl.stop(world.alex, verified.id));
});

test('a pass that was stopped can be asked for again at once', async () => {
  await using world = await startOn(slowly(40, { mailboxes: 3, items: 100 }));
  await world.run('verify');
  const first = await world.begin('full');
  must(await world.engine.passControl.stop(world.alex, first.id));
  await world.waitFor(first.id);
  const again = await world.run('full');
  expect(again.state).toBe('finished');
  expect(await world.truth()).toMatchObject({ agrees: true });
});

test('a job that outlived its run does not keep the mailbox from its next pass', async () => {
  await using world = await startOn();
  await world.run('verify');
  // As if the worker had lost its connection after the run's outcome was written: the queue would try again later.
  const left = await world.database.db.execute(
    sql`update queue.job set state = 'retry', start_after = now() + interval '2 minutes', completed_on = null
        where name = 'runs' returning 1 as one`,
  );
  expect(left).toHaveLength(1);
  await world.run('full');
  expect(await world.truth()).toMatchObject({ agrees: true });
});

test('a project keeps its tenants while a pass runs between them', async () => {
  await using world = await startOn(slowly(40, { mailboxes: 1, items: 100 }));
  await world.run('verify');
  const pass = await world.begin('full');
  const { engine, alex, project } = world;
  const other = must(
    await engine.endpoints.add(alex, {
      name: 'Other',
      tenantId: '99999999-0000-4000-8000-000000000000',
      clientId: '99999999-0000-4000-8000-000000000001',
      region: 'Europe',
    }),
  );
  expect(await engine.projects.connect(alex, project.id, { destinationEndpointId: other.id })).toMatchObject({
    ok: false,
    refusal: { code: 'busy' },
  });
  await world.waitFor(pass.id);
  must(await engine.projects.connect(alex, project.id, { destinationEndpointId: other.id }));
  const { rows } = must(await engine.mailboxes.list(alex, project.id));
  expect(rows[0]?.verification).toBeNull();
});

test('a plan is not approved for another tenant than it was asked for', async () => {
  await using world = await startOn();
  await world.run('verify');
  const { engine, alex, sam, project, database } = world;
  const asked = must(await engine.approvals.request(alex, project.id, 'full', {}));
  // As if the endpoint had been corrected and everything verified again since.
  await database.db.execute(
    sql`update endpoints set tenant_id = '99999999-0000-4000-8000-000000000000'
        where id = (select destination_endpoint_id from projects where id = ${project.id})`,
  );
  const refused = await engine.approvals.approve(sam, asked.id, { planHash: asked.planHash });
  expect(refused).toMatchObject({ ok: false, refusal: { code: 'plan-changed' } });
  expect(refused.ok ? '' : refused.refusal.sentence).toContain('its tenants are others now');
});

test('a mailbox that was made anew is moved from the start, and verification says so', async () => {
  await using world = await startOn();
  await world.run('verify');
  const first = await world.run('full');
  // As if the one that was moved to had been another.
  await world.database.db.execute(sql`update mailboxes set destination_mailbox_id = 'MBX:gone@gone'`);
  await world.run('verify');
  const { rows } = must(await world.engine.mailboxes.list(world.alex, world.project.id));
  expect(rows[0]?.problem).toMatch(/another one than before/);
  const second = await world.run('full');
  expect(second.progress.items.copied).toBe(first.progress.items.copied);
});
