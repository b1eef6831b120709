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
    await edit({ do: 'refuse-sign-in', tenant: 'Contoso', code: null });
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
