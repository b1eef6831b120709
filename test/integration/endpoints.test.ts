/** Endpoints: what they sign in with, what Microsoft says no to, and what a destination must say of itself. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCertificate } from '../fixtures/certificate.ts';
import { must, startWorld, type World } from '../fixtures/world.ts';
import { type Bot, linkOf, startBot, textOf } from './bot-chat.ts';

let world: World;
let bot: Bot;
beforeAll(async () => {
  world = await startWorld({ sandbox: { mailboxes: 2, items: 20 } });
  bot = startBot(world);
}, 120_000);
afterAll(() => world[Symbol.asyncDispose]());

const register = async (certificate: string, tenant: string): Promise<void> => {
  const answer = await fetch(`${world.sandbox.ready.graphUrl}/_sandbox/certificates`, {
    method: 'POST',
    body: JSON.stringify({ tenant, certificate }),
  });
  if (!answer.ok) throw new Error(`registering a certificate: ${await answer.text()}`);
};
const endpointOf = async (name: string) =>
  (await world.engine.endpoints.list(world.alex)).find((one) => one.name === name)!;

test('a certificate is taken once Entra knows it, says when it ends, and verifies both sides', async () => {
  const { engine, alex } = world;
  const soon = makeCertificate({ days: 20 });
  const source = await endpointOf('Contoso');
  const unknown = await engine.endpoints.setSecret(alex, source.id, soon.pem);
  expect(unknown).toMatchObject({ ok: false, refusal: { code: 'sign-in-failed' } });
  expect(unknown.ok || unknown.refusal.sentence).toContain('does not know this certificate');
  expect((await endpointOf('Contoso')).certificate).toBeNull();

  await register(soon.certificate, 'Contoso');
  const stored = must(await engine.endpoints.setSecret(alex, source.id, soon.pem));
  expect(stored).toMatchObject({ hasSecret: true, certificate: { expiresSoon: true } });
  const late = makeCertificate({ days: 300 });
  await register(late.certificate, 'Fabrikam');
  const destination = await endpointOf('Fabrikam');
  must(await engine.endpoints.setSecret(alex, destination.id, `${late.certificate}\n${late.key}`));
  expect((await endpointOf('Fabrikam')).certificate?.expiresSoon).toBe(false);
  must(await engine.endpoints.test(alex, source.id));

  const verified = await world.run('verify');
  expect(verified.progress.runs.completed).toBe(world.pairs.length);
  const rows = JSON.stringify(await world.database.db.query.endpoints.findMany());
  expect(rows).not.toContain('PRIVATE');
});

test('a stored credential that another key sealed is listed, and its test says why it cannot be used', async () => {
  const { engine, alex, database } = world;
  const { id } = await endpointOf('Fabrikam');
  const before = await database.db.query.endpoints.findMany();
  await database.db.execute(`update endpoints set secret_key_id = 'another', secret_sealed = 'c2VhbGVk'`);
  expect((await endpointOf('Fabrikam')).certificate).toBeNull();
  const tested = await engine.endpoints.test(alex, id);
  expect(tested.ok || tested.refusal.sentence).toContain('another MAILFERRY_KEY');
  for (const row of before)
    await database.db.execute(
      `update endpoints set secret_key_id = '${row.secretKeyId}', secret_sealed = '${row.secretSealed}' where id = ${row.id}`,
    );
});

test.for([
  [65001, 'consent-missing', /consented/],
  [500011, 'sign-in-failed', /no Microsoft Graph/],
  [50076, 'sign-in-failed', /as an app/],
] as const)(
  'AADSTS%s is said in words, and where consent is missing so is that',
  async ([code, refusal, sentence]) => {
    const { engine, alex, edit } = world;
    const { id } = await endpointOf('Contoso');
    await edit({ do: 'refuse-sign-in', tenant: 'Contoso', code });
    const tested = await engine.endpoints.test(alex, id);
    const { card } = await bot.say('Anna', 'endpoint test Contoso');
    await edit({ do: 'refuse-sign-in', tenant: 'Contoso', code: null });
    expect(textOf(card)).toContain(refusal === 'consent-missing' ? 'endpoint guide' : 'endpoint secret');
    expect(tested).toMatchObject({ ok: false, refusal: { code: refusal } });
    expect(tested.ok || tested.refusal.sentence).toMatch(sentence);
    must(await engine.endpoints.test(alex, id));
  },
);

const post = (values: Record<string, string>) => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
  body: Buffer.from(new URLSearchParams(values).toString()),
});

test('the page takes a certificate once it works; what is wrong with it is said, and it can be mended there', async () => {
  const made = makeCertificate({ days: 12 });
  await register(made.certificate, 'Contoso');
  const path = linkOf(
    (await bot.say('Anna', 'endpoint secret Contoso')).card,
    /^Enter the secret of Contoso/,
  );
  const other = makeCertificate();
  for (const [fields, said] of [
    [{}, 'Both fields were empty'],
    [{ secret: 'x', certificate: made.pem }, 'one of the two'],
    [{ certificate: `${other.key}${made.certificate}` }, 'does not belong to the certificate'],
    [{ certificate: makeCertificate({ days: -2 }).pem }, 'expired on'],
    [{ certificate: other.pem }, 'does not know this certificate'],
  ] as const) {
    const refused = await bot.page(path, post(fields));
    expect(refused.status, said).toBe(422);
    expect(refused.body).toContain(said);
    expect(refused.body).not.toContain('BEGIN PRIVATE KEY-----\n');
  }
  const taken = await bot.page(path, post({ certificate: made.pem.replaceAll('\n', '\r\n') }));
  expect(taken).toMatchObject({ status: 200 });
  expect(taken.body).toContain('The certificate works and is stored');
  expect((await bot.page(path)).status).toBe(410);
  expect(textOf((await bot.say('Anna', 'endpoint')).card)).toMatch(/certificate, expires \d+ \w+ \d{4}/);
  expect(textOf((await bot.say('Anna', 'endpoint test Contoso')).card)).toContain('and passes stop then');
  const { card } = await bot.say('Anna', `endpoint secret Contoso\n${made.pem}`);
  expect(card.title).toBe('That looks like a secret');
  const kept = JSON.stringify(await world.database.db.query.audit.findMany());
  expect(kept).not.toContain('PRIVATE');
});

const blank = 'Region of the destination tenant: This field cannot be left blank.';
const ids = (digit: string) => ({
  tenant: `${digit.repeat(8)}-2222-4333-8444-555555555555`,
  client: `${digit.repeat(8)}-7777-4888-9999-000000000000`,
});

test('a destination must say its region, where to find it is said, and a refusal leaves nothing behind', async () => {
  const { engine, alex } = world;
  const { tenant, client } = ids('a');
  const before = await engine.endpoints.list(alex);
  const { card } = await bot.say('Anna', 'project new');
  const fields = { name: 'Regions', destinationTenant: tenant, destinationClient: client };
  const refused = await bot.click('Anna', card, 'Create the project', {
    ...fields,
    sourceTenant: ids('b').tenant,
    sourceClient: ids('b').client,
  });
  expect(refused.exit).toBe(2);
  expect(textOf(refused.card)).toContain(blank);
  expect(textOf(refused.card)).toContain('Identity > Overview > Properties');
  expect(await engine.endpoints.list(alex)).toEqual(before);
  expect((await engine.projects.list(alex)).some(({ name }) => name === 'Regions')).toBe(false);
  const alone = await bot.click('Anna', card, 'Create the project', {
    name: 'R',
    destinationRegion: 'Europe',
  });
  expect(alone.exit).toBe(2);

  const made = await bot.click('Anna', card, 'Create the project', { ...fields, destinationRegion: 'japan' });
  expect(made.exit).toBe(0);
  expect((await endpointOf('Regions destination')).region).toBe('Japan');
});

test('an endpoint without a region is no destination until it says one, and the engine holds to it', async () => {
  const { engine, alex, project } = world;
  const { tenant, client } = ids('c');
  const added = await bot.say('Anna', `endpoint add Norway tenant ${tenant} client ${client}`);
  expect(textOf(added.card)).toContain('not said; a destination needs it');
  const { id } = await endpointOf('Norway');
  expect(await engine.projects.connect(alex, project.id, { destinationEndpointId: id })).toMatchObject({
    ok: false,
    refusal: { sentence: blank, next: expect.stringContaining('endpoint region "Norway"') },
  });
  expect(textOf((await bot.say('Anna', 'project connect Contoso to Norway')).card)).toContain('left blank');
  const asked = await bot.say('Anna', 'endpoint region Norway');
  expect((await bot.click('Anna', asked.card, 'Save', {})).card.title).toContain('In which region');
  const long = await bot.click('Anna', asked.card, 'Save', { region: 'x'.repeat(70) });
  expect(textOf(long.card)).toContain('at most 60 characters');
  await bot.click('Anna', asked.card, 'Save', { region: 'Norway' });
  expect((await endpointOf('Norway')).region).toBe('Norway');
  const again = await bot.say('Anna', `endpoint add norway tenant ${tenant} client ${client} region europe`);
  expect(again.exit).toBe(0);
  expect((await endpointOf('Norway')).region).toBe('Europe');
  const corrected = must(
    await engine.endpoints.add(alex, { name: 'Norway', tenantId: tenant, clientId: ids('d').client }),
  );
  expect(corrected.region).toBe('Europe');
  must(await engine.projects.connect(alex, project.id, { destinationEndpointId: id }));
});

test.for([
  ['type "Google Workspace"', 'Google Workspace migration'],
  ['type IMAP', 'IMAP migration'],
  ['type Exchange 2016 on-premises', 'for Exchange servers'],
  ['type Zimbra', 'say it without \\"type\\"'],
  ['delegated', 'application permissions'],
  ['username admin@contoso.example password Hunter2', 'change the password'],
])('endpoint add … %s is refused by its name, and nothing of it is kept', async ([more, said]) => {
  const { tenant, client } = ids('e');
  for (const line of [
    `endpoint add Other tenant ${tenant} client ${client} ${more}`,
    `endpoint add Other ${more}`,
  ]) {
    const { exit, card } = await bot.say('Anna', line);
    expect(exit).toBe(2);
    expect(textOf(card)).toContain(said);
  }
  expect(await endpointOf('Other')).toBeUndefined();
  const kept = JSON.stringify(await world.database.db.query.audit.findMany());
  expect(kept).not.toContain('Hunter2');
});

test('Microsoft 365 under its other names, and GoDaddy, are endpoints', async () => {
  for (const [at, type] of ['Microsoft 365', 'office 365', 'M365', 'GoDaddy'].entries()) {
    const { tenant, client } = ids(String(at + 1));
    const line = `endpoint add "Kind ${at}" tenant ${tenant} client ${client} type ${type}`;
    expect((await bot.say('Anna', line)).exit, type).toBe(0);
  }
  expect(textOf((await bot.say('Anna', 'endpoint add Kind tenant x client y')).card)).toContain(
    'no tenant id',
  );
  expect(textOf((await bot.say('Anna', 'endpoint add Kind')).card)).toContain('The tenant id is missing.');
});
