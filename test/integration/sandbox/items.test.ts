/** The sandbox's items, listed one by one and as changes, as an outside client meets them. */
import { afterAll, describe, expect, test } from 'vitest';
import { refusal, type Said, startClient } from '../../fixtures/sandbox-client.ts';

const client = await startClient({ mailboxes: 2, items: 600 });
afterAll(() => client[Symbol.asyncDispose]());
const { source } = client;
const mailbox = await source.mailbox();
const inbox = `${mailbox}/folders/inbox/items`;
const expand = (...ids: string[]) =>
  `$expand=singleValueExtendedProperties($filter=${ids.map((id) => `id eq '${id}'`).join(' or ')})`;
const filtered = (filter: string) => source.get(`${inbox}?$top=250&$filter=${encodeURIComponent(filter)}`);
const all = await source.all(`${inbox}?$top=250`);
const idsOf = (items: Said[]) => items.map(({ id }) => id);

test('an item is what Graph says of it, and nothing of its content', () => {
  expect(all.length).toBeGreaterThan(20);
  expect(Object.keys(all[0]!)).toEqual([
    '@odata.etag',
    'id',
    'changeKey',
    'categories',
    'createdDateTime',
    'lastModifiedDateTime',
    'size',
    'type',
  ]);
  expect(all[0]).toMatchObject({ '@odata.etag': `W/"${all[0]!.changeKey}"`, categories: [] });
});

test('ids are opaque, about 150 characters, all different, and case-sensitive', async () => {
  for (const id of idsOf(all)) expect(id).toMatch(/^[\w=-]{140,160}$/);
  expect(new Set(idsOf(all)).size).toBe(all.length);
  const id = all[0]!.id;
  expect((await source.get(`${inbox}/${id}`)).said.id).toBe(id);
  expect(refusal(await source.get(`${inbox}/${id.toLowerCase()}`))).toBe('404 ErrorItemNotFound');
});

test('an item is found in its own folder only', async () => {
  expect(refusal(await source.get(`${mailbox}/folders/drafts/items/${all[0]!.id}`))).toBe(
    '404 ErrorItemNotFound',
  );
  expect(refusal(await source.get(`${mailbox}/folders/nowhere/items`))).toBe('404 ErrorItemNotFound');
});

test('ten to a page where nothing is asked, and links lead through all of them', async () => {
  expect((await source.get(inbox)).said.value).toHaveLength(10);
  expect(idsOf(await source.all(`${inbox}?$top=7&$select=id`))).toEqual(idsOf(all));
  const { said } = await source.get(`${inbox}?$top=3&$skip=4&$count=true`);
  expect(idsOf(said.value)).toEqual(idsOf(all).slice(4, 7));
  expect(said['@odata.count']).toBe(all.length);
});

test('$select leaves the id and the etag, and knows no subject', async () => {
  const { said } = await source.get(`${inbox}?$select=size,type&$top=1`);
  expect(Object.keys(said.value[0]!)).toEqual(['@odata.etag', 'id', 'size', 'type']);
  for (const name of ['subject', 'receivedDateTime', 'isRead', 'Size'])
    expect((await source.get(`${inbox}?$select=${name}`)).status).toBe(400);
});

test('$filter compares times, sizes and classes; $orderby sorts by them', async () => {
  const sorted = await source.all(`${inbox}?$top=250&$orderby=createdDateTime`);
  const times = all.map(({ createdDateTime }) => createdDateTime).sort();
  expect(sorted.map(({ createdDateTime }) => createdDateTime)).toEqual(times);
  const [from, to] = [times[3]!, times[9]!];
  const between = await filtered(`createdDateTime ge ${from} and createdDateTime lt ${to}`);
  expect(idsOf(between.said.value).sort()).toEqual(
    idsOf(all.filter(({ createdDateTime }) => createdDateTime >= from && createdDateTime < to)).sort(),
  );
  const day = await filtered(`createdDateTime ge ${from.slice(0, 10)}`);
  expect(day.said.value.length).toBeGreaterThanOrEqual(all.length - 4);
  const signed = await filtered("type eq 'ipm.note.smime'");
  expect(signed.said.value.length).toBeGreaterThan(0);
  expect(signed.said.value.map(({ type }) => type)).toEqual(
    all.filter(({ type }) => type === 'IPM.Note.SMIME').map(({ type }) => type),
  );
  const large = await source.all(`${inbox}?$top=250&$orderby=size desc`);
  expect(large[0]!.size).toBe(Math.max(...all.map(({ size }) => size)));
});

test('a filter on a binary property, and on what the sandbox has not learnt, is refused', async () => {
  const key = "singleValueExtendedProperties/any(ep: ep/id eq 'Binary 0x300B' and ep/value eq 'AAAA')";
  for (const filter of [key, "subject eq 'x'", 'not (size gt 5)', "contains(type,'Note')"])
    expect((await filtered(filter)).status).toBe(501);
});

test('a comparison with a value of another kind is 400', async () => {
  const filters = ["size eq '5'", 'type eq IPM.Note', 'createdDateTime ge yesterday', 'size gt 2021-01-01'];
  for (const filter of filters) expect((await filtered(filter)).status).toBe(400);
});

test('extended properties come when they are asked for, as text, and are left out where there are none', async () => {
  const ids = ['String 0x0037', 'Binary 0x300B', 'Integer 0x0E07', 'SystemTime 0x0E06'];
  const items = await source.all(`${inbox}?$select=id&$top=250&${expand(...ids)}`);
  const read = ({ singleValueExtendedProperties: found = [] }: Said, id: string) =>
    found.find((one) => one.id.toLowerCase() === id.toLowerCase())?.value;
  const keys = items.map((item) => read(item, 'Binary 0x300B'));
  expect(keys.filter((key) => key === undefined)).toHaveLength(1);
  for (const key of keys) if (key) expect(Buffer.from(key, 'base64')).toHaveLength(16);
  // A copy that its owner made has the same key: the only pair.
  expect(new Set(keys).size).toBe(keys.length - 1);
  for (const item of items) {
    expect(read(item, 'SystemTime 0x0E06')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/);
    expect(read(item, 'Integer 0x0E07')).toMatch(/^\d+$/);
    expect(read(item, 'String 0x0037')).toEqual(expect.any(String));
  }
  const one = await source.get(`${inbox}/${items[0]!.id}?$select=id&${expand('Binary 0x300B')}`);
  expect(read(one.said, 'Binary 0x300B')).toBe(keys[0]);
  expect((await source.get(`${inbox}?${expand('Binary 0x7777')}`)).status).toBe(501);
});

test('the categories of an item are its keywords', async () => {
  const categories = all.map((item) => (item as unknown as { categories: string[] }).categories);
  expect(categories).toContainEqual(['Red category', 'Grün']);
});

describe('changes', async () => {
  await using stack = new AsyncDisposableStack();
  const other = stack.use(await startClient({ mailboxes: 2, items: 600 }));
  const running = stack.move();
  afterAll(() => running.disposeAsync());
  const at = await other.source.mailbox();
  const delta = (folder: string) => `${at}/folders/${folder}/items/delta`;
  const address = 'alex.berg@contoso.example';
  const edit = (body: object) => other.edit({ address, folder: 'inbox', ...body });
  const round = async (start: string, size = 1_000) => {
    const entries: Said[] = [];
    for (let [next, pages] = [start, 0]; ; pages++) {
      const { said } = await other.source.get(next, { prefer: `odata.maxpagesize=${size}` });
      expect(said.value.length).toBeLessThanOrEqual(size);
      entries.push(...said.value);
      if (said['@odata.deltaLink'] !== undefined) return { entries, pages, link: said['@odata.deltaLink'] };
      next = said['@odata.nextLink'];
    }
  };

  test('the first round shows every item, some twice, over pages of the size that was preferred', async () => {
    const { entries, pages, link } = await round(`${delta('inbox')}?$select=id,size`, 5);
    const listed = await other.source.all(`${at}/folders/inbox/items?$top=250`);
    expect([...new Set(idsOf(entries))].sort()).toEqual(idsOf(listed).sort());
    expect(entries.length).toBeGreaterThan(listed.length);
    expect(pages).toBeGreaterThan(3);
    expect(Object.keys(entries[0]!)).toEqual(['@odata.etag', 'id', 'size']);
    expect((await round(link)).entries).toEqual([]);
  });

  test('later rounds show what was changed, copied, deleted and moved since, and only that', async () => {
    const [inboxStart, archiveStart] = [await round(delta('inbox')), await round(delta('archive'))];
    const edited = (await edit({ do: 'edit', at: 3, subject: 'Changed' })).said.id;
    const copy = (await edit({ do: 'copy', at: 4 })).said.id;
    const deleted = (await edit({ do: 'delete', at: 6 })).said.id;
    const [, , , , , , moving] = await other.source.all(`${at}/folders/inbox/items?$top=250`);
    const moved = (await edit({ do: 'move', at: 6, to: 'archive' })).said.id;
    expect(moved).not.toBe(moving!.id);
    const { entries, link } = await round(inboxStart.link);
    expect(idsOf(entries).sort()).toEqual([edited, copy, deleted, moving!.id].sort());
    const removals = entries.filter((entry) => entry['@removed'] !== undefined);
    expect(removals).toEqual([
      { id: deleted, '@removed': { reason: 'deleted' } },
      { id: moving!.id, '@removed': { reason: 'changed' } },
    ]);
    expect(idsOf((await round(archiveStart.link)).entries)).toEqual([moved]);
    expect((await round(link)).entries).toEqual([]);
    // A link does not wear out.
    expect((await round(inboxStart.link)).entries).toHaveLength(4);
  });

  test('a change while pages are read belongs to the next round', async () => {
    const first = await other.source.get(delta('inbox'), { prefer: 'odata.maxpagesize=2' });
    const copy = (await edit({ do: 'copy', at: 0 })).said.id;
    const rest = await round(first.said['@odata.nextLink']);
    expect(idsOf(rest.entries)).not.toContain(copy);
    expect(idsOf((await round(rest.link)).entries)).toEqual([copy]);
  });

  test('a token is refused when it is garbled, another folder’s, or forgotten', async () => {
    const { link } = await round(delta('inbox'));
    const token = new URL(link).searchParams.get('$deltatoken')!;
    for (const bad of ['garbled', 'bnVsbA', 'e30', `${token.slice(0, 20)}`])
      expect(refusal(await other.source.get(`${delta('inbox')}?$deltatoken=${bad}`))).toBe(
        '400 ErrorInvalidSyncStateData',
      );
    expect(refusal(await other.source.get(`${delta('drafts')}?$deltatoken=${token}`))).toBe(
      '400 ErrorInvalidSyncStateData',
    );
    const page = await other.source.get(delta('inbox'), { prefer: 'odata.maxpagesize=2' });
    await other.edit({ do: 'forget-tokens', address });
    expect(refusal(await other.source.get(link))).toBe('410 syncStateNotFound');
    expect(refusal(await other.source.get(page.said['@odata.nextLink']))).toBe('410 syncStateNotFound');
    expect((await other.source.get((await round(delta('inbox'))).link)).status).toBe(200);
  });
});
