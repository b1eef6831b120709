/**
 * The yardstick: the least that any copier must do. Lists a folder's ids, exports 20 items a request, imports one a
 * request, remembers nothing, recovers nothing, governs nothing. Run as a process of its own; prints one JSON line.
 *
 * usage: node bare-copier.ts '{"graphUrl","loginUrl","tenants":[…]}' '[["source@…","destination@…"], …]'
 */
import { Pool } from 'undici';

interface Tenant {
  role: string;
  tenantId: string;
  clientId: string;
  clientSecret: string;
}
const ready = JSON.parse(process.argv[2] ?? '') as { graphUrl: string; loginUrl: string; tenants: Tenant[] };
const pairs = JSON.parse(process.argv[3] ?? '') as [string, string][];
const pool = new Pool(ready.graphUrl, { connections: 64, pipelining: 1 });

const call = async (
  method: 'GET' | 'POST',
  path: string,
  headers: Record<string, string>,
  body?: string | Buffer[],
): Promise<Buffer> => {
  const answer = await pool.request({
    method,
    path,
    headers,
    body: Array.isArray(body) ? Buffer.concat(body) : (body ?? null),
  });
  const bytes = Buffer.from(await answer.body.arrayBuffer());
  if (answer.statusCode >= 300)
    throw new Error(
      `${method} ${path.split('?')[0]}: ${answer.statusCode} ${bytes.toString('utf8').slice(0, 200)}`,
    );
  return bytes;
};
const json = (bytes: Buffer) => JSON.parse(bytes.toString('utf8'));

const tokenOf = async (role: string): Promise<string> => {
  const tenant = ready.tenants.find((one) => one.role === role)!;
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: tenant.clientId,
    client_secret: tenant.clientSecret,
    scope: 'https://graph.microsoft.com/.default',
  });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return json(await call('POST', `/${tenant.tenantId}/oauth2/v2.0/token`, headers, form.toString()))
    .access_token;
};

const asJson = { 'content-type': 'application/json' };
const head = (token: string) => ({ authorization: `Bearer ${token}` });

const copyMailbox = async (
  source: string,
  destination: string,
  tokens: { source: string; destination: string },
): Promise<number> => {
  const mailboxOf = async (address: string, token: string) =>
    json(await call('GET', `/v1.0/users/${address}/settings/exchange`, head(token)))
      .primaryMailboxId as string;
  const [from, to] = [
    await mailboxOf(source, tokens.source),
    await mailboxOf(destination, tokens.destination),
  ];
  const inboxOf = async (id: string, token: string) =>
    json(await call('GET', `/v1.0/admin/exchange/mailboxes/${id}/folders/inbox`, head(token))).id as string;
  const inbox = await inboxOf(to, tokens.destination);
  const session = new URL(
    json(
      await call(
        'POST',
        `/v1.0/admin/exchange/mailboxes/${to}/createImportSession`,
        head(tokens.destination),
      ),
    ).importUrl,
  );
  const prefix = Buffer.from(`{"FolderId":${JSON.stringify(inbox)},"Mode":"create","Data":"`);
  const suffix = Buffer.from('"}');
  let copied = 0;
  let next: string | undefined =
    `/v1.0/admin/exchange/mailboxes/${from}/folders/inbox/items?$select=id&$top=250`;
  const lanes = new Set<Promise<void>>();
  while (next !== undefined) {
    const page = json(await call('GET', next, head(tokens.source)));
    next =
      page['@odata.nextLink'] === undefined
        ? undefined
        : page['@odata.nextLink'].slice(ready.graphUrl.length);
    const ids = (page.value as { id: string }[]).map((item) => item.id);
    for (let at = 0; at < ids.length; at += 20) {
      const body = JSON.stringify({ itemIds: ids.slice(at, at + 20) });
      const exported = json(
        await call(
          'POST',
          `/v1.0/admin/exchange/mailboxes/${from}/exportItems`,
          { ...head(tokens.source), ...asJson },
          body,
        ),
      );
      for (const item of exported.value as { data: string }[]) {
        while (lanes.size >= 4) await Promise.race(lanes);
        const lane: Promise<void> = call('POST', session.pathname + session.search, asJson, [
          prefix,
          Buffer.from(item.data, 'latin1'),
          suffix,
        ]).then(() => {
          copied++;
          lanes.delete(lane);
        });
        lanes.add(lane);
      }
    }
  }
  await Promise.all(lanes);
  return copied;
};

const tokens = { source: await tokenOf('source'), destination: await tokenOf('destination') };
const cpu = process.cpuUsage();
const start = performance.now();
const counts = await Promise.all(
  pairs.map(([source, destination]) => copyMailbox(source, destination, tokens)),
);
const seconds = (performance.now() - start) / 1000;
const used = process.cpuUsage(cpu);
const items = counts.reduce((sum, count) => sum + count, 0);
process.stdout.write(`${JSON.stringify({ items, seconds, cpuMs: (used.user + used.system) / 1000 })}\n`);
await pool.close();
