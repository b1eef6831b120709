/** Deleting items and folders through the API: the destination's app may, nobody may at the source. */
import { expect, test } from 'vitest';
import { exported, importInto, refusal, startClient } from '../../fixtures/sandbox-client.ts';

const startWithCopy = async () => {
  const client = await startClient({ mailboxes: 1, items: 30 });
  const { source, destination } = client;
  const [from, to] = [await source.mailbox(), await destination.mailbox()];
  const inbox = (await destination.get(`${to}/folders/inbox`)).said.id;
  const [item] = await source.all(`${from}/folders/inbox/items?$top=1`);
  const post = await importInto(destination, to);
  const data = await exported(source, from, item!.id);
  const { said } = await post({ FolderId: inbox, Mode: 'create', Data: data });
  return { client, from, to, item: item!, copy: `${to}/folders/${inbox}/items/${said.itemId}` };
};

test('an item is deleted once, and only with a kind of delete that is said', async () => {
  const { client, copy } = await startWithCopy();
  await using _ = client;
  const { destination } = client;
  expect(refusal(await destination.send('DELETE', copy))).toBe('400 ErrorInvalidRequest');
  expect(refusal(await destination.send('DELETE', `${copy}?disposalType=burn`))).toBe(
    '400 ErrorInvalidRequest',
  );
  expect((await destination.send('DELETE', `${copy}?disposalType=softDelete`)).status).toBe(204);
  expect(refusal(await destination.send('DELETE', `${copy}?disposalType=softDelete`))).toBe(
    '404 ErrorItemNotFound',
  );
});

test('the app of the source may not delete, and one that tries is told so', async () => {
  const { client, from, item } = await startWithCopy();
  await using _ = client;
  const answer = await client.source.send(
    'DELETE',
    `${from}/folders/inbox/items/${item.id}?disposalType=hardDelete`,
  );
  expect(refusal(answer)).toBe('403 ErrorAccessDenied');
});

test('a folder goes with what is below it, but not one of Exchange’s own', async () => {
  const { client, to } = await startWithCopy();
  await using _ = client;
  const { destination } = client;
  const made = await destination.post(`${to}/folders`, { displayName: 'Trial', type: 'IPF.Note' });
  const below = await destination.post(`${to}/folders/${made.said.id}/childFolders`, {
    displayName: 'Inbox',
    type: 'IPF.Note',
  });
  expect(refusal(await destination.send('DELETE', `${to}/folders/inbox/$ref`))).toBe('403 ErrorAccessDenied');
  expect((await destination.send('DELETE', `${to}/folders/${made.said.id}/$ref`)).status).toBe(204);
  expect((await destination.get(`${to}/folders/${below.said.id}`)).status).toBe(404);
});
