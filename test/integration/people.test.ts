/** Who may enter, from where, and for how long; and endpoints that somebody typed wrong. */
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPeople } from '../../src/engine/people.ts';
import { createWorkgroups } from '../../src/engine/workgroups.ts';
import { must, startWorld, type World } from '../fixtures/world.ts';

let world: World;
let workgroups: ReturnType<typeof createWorkgroups>;
beforeAll(async () => {
  world = await startWorld({ sandbox: { mailboxes: 1, items: 20 }, work: false });
  const { db } = world.database;
  workgroups = createWorkgroups({ db, localMode: false, fourEyes: true, homeTenantId: 'home' });
}, 60_000);
afterAll(() => world[Symbol.asyncDispose]());

const anna = { objectId: 'anna', name: 'Anna' };
const night = { id: '19:night', name: 'Night shift' };

test('whoever is in the team may enter, also in a 1:1 chat, until they leave it', async () => {
  expect(await workgroups.enter({ tenantId: 'home', person: anna })).toMatchObject({
    ok: false,
    refusal: { code: 'not-a-member' },
  });
  const inTeam = { tenantId: 'home', person: anna, team: night, roleIfNew: 'approver' as const };
  must(await workgroups.enter(inTeam));
  expect(must(await workgroups.enter({ tenantId: 'home', person: anna })).role).toBe('approver');
  await workgroups.leave({ tenantId: 'home', teamId: night.id, objectIds: ['anna'] });
  expect((await workgroups.enter({ tenantId: 'home', person: anna })).ok).toBe(false);
});

test('whoever adds the bot to a team is its owner, and nobody who comes after; there is always one', async () => {
  const { db } = world.database;
  const people = createPeople({ db });
  const team = { id: '19:owners', name: 'Owners' };
  const enter = async (name: string, more: object = {}) =>
    must(await workgroups.enter({ tenantId: 'home', person: { objectId: name, name }, team, ...more }));
  expect((await enter('First')).role).toBe('approver');
  const installer = await enter('Installer', { installs: true });
  expect(installer.role).toBe('owner');
  expect((await enter('Installer')).role).toBe('owner');
  expect((await enter('Other', { installs: true })).role).toBe('approver');

  expect(await people.give(installer, 'Installer', 'viewer')).toMatchObject({
    ok: false,
    refusal: { code: 'not-ready' },
  });
  must(await people.give(installer, 'other', 'owner'));
  must(await people.give(installer, 'Inst', 'viewer'));
  expect((await enter('Installer')).role).toBe('viewer');
  expect((await people.give(installer, 'Nobody', 'owner')).ok).toBe(false);

  await people.agree(installer, { memberRole: 'operator' });
  expect((await enter('Newcomer')).role).toBe('operator');
});

test('who is named in the environment is an owner, and two who demote each other leave one', async () => {
  const { db } = world.database;
  const people = createPeople({ db });
  const named = createWorkgroups({
    db,
    localMode: false,
    fourEyes: true,
    homeTenantId: 'home',
    owners: new Set(['one', 'two']),
  });
  const team = { id: '19:named', name: 'Named' };
  const [one, two] = await Promise.all(
    ['One', 'Two'].map(async (name) =>
      must(await named.enter({ tenantId: 'home', person: { objectId: name, name }, team })),
    ),
  );
  expect([one?.role, two?.role]).toEqual(['owner', 'owner']);
  const both = await Promise.all([people.give(one!, 'Two', 'viewer'), people.give(two!, 'One', 'viewer')]);
  expect(both.map(({ ok }) => ok).sort()).toEqual([false, true]);
});

test.for([
  ['a guest', { tenantId: 'home', person: { ...anna, guest: true }, team: night }],
  ['somebody of another tenant', { tenantId: 'elsewhere', person: anna, team: night }],
] as const)('%s is refused', async ([, entering]) => {
  expect(await workgroups.enter(entering)).toMatchObject({ ok: false, refusal: { code: 'other-tenant' } });
});

test('the terminal of the machine is an operator of the workgroup that is named, and approves nothing', async () => {
  must(await workgroups.enter({ tenantId: 'home', person: anna, team: night }));
  must(await workgroups.enter({ tenantId: 'home', person: anna, team: { id: '19:day', name: 'Day shift' } }));
  const unnamed = await workgroups.enterFromTerminal('root');
  expect(unnamed).toMatchObject({ ok: false, refusal: { next: 'Say which with --workgroup "<name>".' } });
  const root = must(await workgroups.enterFromTerminal('root', 'day SHIFT'));
  expect(root.role).toBe('operator');
  must(await createPeople({ db: world.database.db }).give(root, 'root', 'owner'));
  expect(must(await workgroups.enterFromTerminal('root', 'day SHIFT')).role).toBe('operator');
});

test('adding an endpoint again with the right ids corrects it, and its secret is asked for anew', async () => {
  const { engine, alex, sandbox, project } = world;
  const { tenantId, clientId, name } = sandbox.ready.tenants[0]!;
  expect(await engine.endpoints.add(alex, { name, tenantId, clientId })).toMatchObject({
    ok: false,
    refusal: { code: 'already-exists' },
  });
  const right = '11111111-2222-4333-8444-555555555555';
  const corrected = must(await engine.endpoints.add(alex, { name, tenantId: right, clientId }));
  expect(corrected).toMatchObject({ tenantId: right, hasSecret: false });
  expect(await engine.approvals.request(alex, project.id, 'verify', {})).toMatchObject({
    ok: false,
    refusal: { code: 'not-ready' },
  });
});

test('an endpoint is tested, renamed, and forgotten only where no project needs it', async () => {
  const { engine, alex, sandbox } = world;
  const { tenantId, clientId, clientSecret } = sandbox.ready.tenants[1]!;
  const spare = must(await engine.endpoints.add(alex, { name: 'Spare', tenantId, clientId }));
  expect(await engine.endpoints.test(alex, spare.id)).toMatchObject({
    ok: false,
    refusal: { code: 'not-ready' },
  });
  must(await engine.endpoints.setSecret(alex, spare.id, clientSecret));
  expect(must(await engine.endpoints.test(alex, spare.id)).testedAt).not.toBeNull();
  expect(await engine.endpoints.rename(alex, spare.id, 'FABRIKAM')).toMatchObject({
    ok: false,
    refusal: { code: 'already-exists' },
  });
  expect(must(await engine.endpoints.rename(alex, spare.id, 'SPARE')).name).toBe('SPARE');
  must(await engine.endpoints.remove(alex, spare.id));
  expect((await engine.endpoints.get(alex, spare.id)).ok).toBe(false);
  const used = (await engine.endpoints.list(alex)).find(({ name }) => name === 'Fabrikam')!;
  expect(await engine.endpoints.remove(alex, used.id)).toMatchObject({
    ok: false,
    refusal: { code: 'busy' },
  });
});

test('the Playground is only reached from this machine', () => {
  const preload = new URL('../../src/playground-loopback.ts', import.meta.url).href;
  const listens = (how: string): string =>
    spawnSync(
      process.execPath,
      [
        '--import',
        preload,
        '-e',
        `const s=require('node:http').createServer();s.on('listening',()=>{console.log(s.address().address);s.close()});s.listen(${how})`,
      ],
      { encoding: 'utf8' },
    ).stdout.trim();
  expect(listens('0')).toBe('127.0.0.1');
  expect(listens("0, '0.0.0.0', () => {}")).toBe('127.0.0.1');
  expect(listens('{ port: 0 }')).toBe('127.0.0.1');
});
