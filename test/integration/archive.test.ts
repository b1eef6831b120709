/** In-place archives move with their mailboxes, through Microsoft's beta version, wherever their parts lie. */
import { expect, test } from 'vitest';
import { createContract, hasGraphDescription } from '../fixtures/graph-contract.ts';
import { must, type SandboxOptions, startWorld, type World } from '../fixtures/world.ts';

const archivedItems = 40;

const startWith = (sandbox: SandboxOptions = {}) =>
  startWorld({ sandbox: { mailboxes: 1, items: 80, archives: 1, ...sandbox } });

/** With a project whose archives move, and verified mailboxes. */
const ready = async (world: World): Promise<void> => {
  await world.options('IncludeArchive=1');
  await world.run('verify');
};
const firstPair = ({ pairs: [pair] }: World) => pair ?? { source: '', destination: '' };
const planned = async (world: World) =>
  must(await world.engine.approvals.request(world.alex, world.project.id, 'full', {}));

test('a full pass moves the archive too, and a second one finds nothing to do', {
  timeout: 60_000,
}, async () => {
  const contract = hasGraphDescription ? createContract() : undefined;
  await using world = await startWith({
    mailboxes: 2,
    onExchange: (exchange) => contract?.check(exchange),
  });
  await ready(world);
  const first = await world.run('full');
  expect(first.plan.mailboxes.map(({ archive }) => archive)).toEqual([true, undefined]);
  expect(first.progress.items).toMatchObject({ failed: 0, copied: first.plan.items });
  expect(await world.truth()).toMatchObject({ agrees: true, mailSent: 0 });
  const second = await world.run('full');
  expect(second.progress.items).toMatchObject({ copied: 0, updated: 0, failed: 0 });
  expect((await world.run('full', { last: true })).progress.items).toMatchObject({ copied: 0, updated: 0 });
  expect(await world.truth()).toMatchObject({ agrees: true });
  expect(contract?.faults() ?? []).toEqual([]);
});

test('unless the project says so, archives stay where they are, and only version 1.0 is spoken', async () => {
  const asked: string[] = [];
  await using world = await startWith({ onExchange: ({ url }) => void asked.push(new URL(url).pathname) });
  await world.run('verify');
  const pass = await world.run('full');
  expect(pass.plan.mailboxes[0]).not.toHaveProperty('archive');
  const [mailbox] = (await world.truth()).mailboxes;
  expect(mailbox?.missing).toHaveLength(archivedItems);
  expect(mailbox?.missing.every((name) => name.startsWith('/In-Place Archive/'))).toBe(true);
  expect(asked.filter((path) => path.includes('beta'))).toEqual([]);
});

test('archives that were not asked for are asked for by a new verification, before anything moves', async () => {
  await using world = await startWith();
  await world.run('verify');
  await world.options('IncludeArchive=1');
  const refused = await world.engine.approvals.request(world.alex, world.project.id, 'full', {});
  expect(refused).toMatchObject({ ok: false, refusal: { code: 'not-ready' } });
  await world.run('verify');
  const [one] = (await planned(world)).plan.mailboxes;
  expect(one).toMatchObject({ archive: true });
  expect(one?.items).toBeGreaterThan(80 + archivedItems - 5);
});

test('an archive that the destination has not is a problem with its mend', async () => {
  await using world = await startWith();
  const { source, destination } = firstPair(world);
  await world.edit({ do: 'disable-archive', address: destination });
  await ready(world);
  const groups = must(await world.engine.reporting.errors(world.alex, world.project.id));
  expect(groups).toMatchObject([{ code: 'archive-missing', count: 1 }]);
  const sentence = groups[0]?.explanation ?? '';
  expect(sentence).toContain('in-place archive');
  // Without a source archive there is nothing that the destination could lack.
  await world.edit({ do: 'disable-archive', address: source });
  await world.run('verify');
  expect((await world.run('full')).progress.items.failed).toBe(0);
  expect(await world.truth()).toMatchObject({ agrees: true });
});

test('an empty archive needs none at the destination, until a policy fills it', async () => {
  await using world = await startWith();
  const { source, destination } = firstPair(world);
  await world.edit({ do: 'disable-archive', address: destination });
  await world.edit({ do: 'disable-archive', address: source });
  await world.edit({ do: 'enable-archive', address: source });
  await ready(world);
  expect(must(await world.engine.reporting.errors(world.alex, world.project.id))).toEqual([]);
  expect((await world.run('full')).progress.runs.failed).toBe(0);
  await world.edit({ do: 'archive', address: source, folder: 'inbox', at: 3, to: 'Deleted Items' });
  const { id } = await world.run('full');
  const [run] = await world.database.db.query.runs.findMany({ where: (run, { eq }) => eq(run.passId, id) });
  expect(run).toMatchObject({
    state: 'failed',
    problem: expect.stringContaining('Run verify, then this pass again'),
  });
});

test('what a policy moved into the archive between two passes is moved there at the destination', async () => {
  await using world = await startWith();
  const { source } = firstPair(world);
  await ready(world);
  await world.run('full');
  for (const to of ['Inbox', 'Before 2018', '2019'])
    await world.edit({ do: 'archive', address: source, folder: 'inbox', at: 6, to });
  const second = await world.run('full');
  expect(second.progress.items).toMatchObject({ copied: 0, updated: 3, failed: 0 });
  expect(await world.truth()).toMatchObject({ agrees: true });
  expect((await world.run('full', { last: true })).progress.items).toMatchObject({ copied: 0, updated: 0 });
  expect(await world.truth()).toMatchObject({ agrees: true });
});

test('what a policy moved at both sides is neither lost nor doubled', async () => {
  await using world = await startWith();
  const { source, destination } = firstPair(world);
  await ready(world);
  await world.run('full');
  const moved = await world.edit({ do: 'archive', address: source, folder: 'inbox', at: 6, to: 'Inbox' });
  const searchKey = moved.searchKey;
  await world.edit({ do: 'archive', address: destination, folder: 'inbox', searchKey, to: 'Inbox' });
  expect((await world.run('full')).progress.items).toMatchObject({ copied: 0, failed: 0 });
  const [mailbox] = (await world.truth()).mailboxes;
  expect(mailbox).toMatchObject({ lost: [], doubled: [] });
});

test('edits and deletes in an archive are carried over, also in its auxiliary mailboxes', async () => {
  await using world = await startWith();
  const { source } = firstPair(world);
  await world.options('PropagateDeletes=1');
  await ready(world);
  await world.run('full');
  const inArchive = { address: source, archive: true };
  await world.edit({ do: 'edit', ...inArchive, folder: 'Before 2018', at: 1, subject: 'Edited' });
  await world.edit({ do: 'delete', ...inArchive, folder: 'Before 2018', at: 2 });
  await world.edit({ do: 'delete', ...inArchive, folder: 'Inbox', at: 2 });
  await world.edit({ do: 'archive', address: source, folder: 'inbox', at: 6, to: 'Projects' });
  const second = await world.run('full');
  expect(second.progress.items).toMatchObject({ copied: 0, updated: 2, deleted: 2 });
  const truth = await world.truth();
  expect(truth).toMatchObject({ agrees: true });
  expect(truth.mailboxes[0]?.destinationItems).toBe(truth.mailboxes[0]?.sourceItems);
});

test('an archive that does not move is no reason to delete what a policy took there', async () => {
  await using world = await startWith();
  const { source } = firstPair(world);
  await world.options('PropagateDeletes=1');
  await world.run('verify');
  await world.run('full');
  await world.edit({ do: 'archive', address: source, folder: 'inbox', at: 6, to: 'Inbox' });
  const second = await world.run('full');
  expect(second.progress.items.deleted).toBe(0);
  expect(second.progress.runs['completed with errors']).toBe(1);
  const groups = must(await world.engine.reporting.errors(world.alex, world.project.id));
  expect(groups.map(({ explanation }) => explanation).join()).toContain('moved into the in-place archive');
  // With archives, it is only a move.
  await world.options('IncludeArchive=1');
  await world.run('verify');
  await world.run('full');
  expect(await world.truth()).toMatchObject({ agrees: true });
});

test('archives that do not move any more are not taken for deleted', async () => {
  await using world = await startWith();
  const { source } = firstPair(world);
  await world.options('IncludeArchive=1 PropagateDeletes=1');
  await world.run('verify');
  await world.run('full');
  await world.options('IncludeArchive=0');
  await world.edit({ do: 'new', address: source, folder: 'inbox' });
  expect((await world.run('full')).progress.items).toMatchObject({ copied: 1, deleted: 0 });
  expect(await world.truth()).toMatchObject({ agrees: true });
  await world.options('IncludeArchive=1');
  expect((await world.run('full')).progress.items).toMatchObject({ copied: 0, deleted: 0 });
});

test('a folder that goes to an auxiliary mailbox while it is copied is followed', {
  timeout: 60_000,
}, async () => {
  let exports = 0;
  let grow: (() => void) | undefined;
  await using world = await startWith({
    onExchange: ({ url }) => {
      if (url.includes('/beta/') && url.endsWith('/exportItems') && ++exports === 3) grow?.();
    },
  });
  const grown: Promise<unknown>[] = [];
  const { source, destination } = firstPair(world);
  await ready(world);
  grow = () =>
    grown.push(
      world.edit({ do: 'expand', address: source, folder: 'Before 2018' }),
      world.edit({ do: 'expand', address: destination, folder: 'Before 2018' }).catch(() => {}),
      world.edit({ do: 'expand', address: source, folder: 'Inbox' }),
      world.edit({ do: 'expand', address: destination, folder: 'Inbox' }).catch(() => {}),
    );
  exports = 0;
  await world.run('full');
  await Promise.all(grown);
  expect(grown).not.toEqual([]);
  await world.run('full');
  expect(await world.truth()).toMatchObject({ agrees: true });
  await world.edit({ do: 'expand', address: source, folder: 'Projects' });
  await world.edit({ do: 'expand', address: destination, folder: 'PROJECTS' });
  await world.edit({ do: 'edit', address: source, archive: true, folder: 'Projects', subject: 'Edited' });
  expect((await world.run('full')).progress.items).toMatchObject({ copied: 0, updated: 1, failed: 0 });
  expect(await world.truth()).toMatchObject({ agrees: true });
});

test('lost answers and refused sessions in archives leave each item there once', {
  timeout: 90_000,
}, async () => {
  await using world = await startWith({
    faults: [
      { on: 'import', do: 'reset-after', every: 9 },
      { on: 'import', do: 'late', every: 31, delayMs: 300 },
      { on: 'export', do: 'half', every: 7 },
      { on: 'list', do: '503', every: 13 },
      { on: 'session', do: '429', every: 3, retryAfter: 0.05 },
    ],
  });
  await ready(world);
  await world.run('full');
  await world.run('full');
  const truth = await world.truth();
  expect(truth.mailboxes[0]).toMatchObject({ lost: [], doubled: [], duplicates: 0 });
  expect(truth).toMatchObject({ agrees: true });
  expect(world.sandbox.faultsStruck()).toBeGreaterThan(10);
});

test('an archive that was made anew is another one: what was known of it is forgotten, and nothing else', async () => {
  await using world = await startWith();
  const { destination } = firstPair(world);
  await ready(world);
  await world.run('full');
  await world.edit({ do: 'disable-archive', address: destination });
  await world.edit({ do: 'enable-archive', address: destination });
  const verified = await world.run('verify');
  expect(verified.progress.runs.completed).toBe(1);
  expect((await world.run('full')).progress.items).toMatchObject({ copied: archivedItems, updated: 0 });
  expect(await world.truth()).toMatchObject({ agrees: true });
});

test('an archive has no permissions of its own: the ones of a folder with the same name are asked for once', async () => {
  const asked: string[] = [];
  await using world = await startWith({
    onExchange: ({ url, request }) =>
      void (
        url.includes('/adminapi/') && asked.push(/"Identity":"([^"]*)"/.exec(String(request))?.[1] ?? '')
      ),
  });
  await ready(world);
  const { source } = firstPair(world);
  const pass = await world.run('full');
  expect(pass.progress.settings.failed).toBe(0);
  const folders = asked.filter((identity) => identity.startsWith(source));
  expect(folders.filter((identity) => /^[^:]+:\\+Projects$/.test(identity))).toHaveLength(1);
  expect(folders.filter((identity) => identity.includes('Before 2018'))).toEqual([]);
});

test('a trial into a folder of its own tries the archive as well, and goes without a trace', async () => {
  await using world = await startWith();
  await ready(world);
  const pass = await world.run('trial', { into: 'Tried' });
  expect(pass.progress.runs.completed).toBe(1);
  await world.run('trial', { removes: pass.id });
  const [mailbox] = (await world.truth()).mailboxes;
  expect(mailbox).toMatchObject({ extra: [], destinationItems: 0 });
  await world.run('trial');
  await world.run('prestage', { olderThan: '1 day ago' });
  await world.run('full');
  expect(await world.truth()).toMatchObject({ agrees: true });
});
