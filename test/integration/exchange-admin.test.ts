/** The engine's client of the Exchange Admin API against the sandbox: whose address a name is. */
import { expect, test } from 'vitest';
import { createGraph } from '../../src/engine/graph/index.ts';
import { createLog } from '../../src/log.ts';
import { startClient } from '../fixtures/sandbox-client.ts';

test('a name that nobody has is asked for once; where the request goes astray, it says nothing of the name', async () => {
  const asked: string[] = [];
  await using client = await startClient({
    onExchange: ({ url, request }) => {
      if (url.includes('/adminapi/')) asked.push(/"Identity":"([^"]*)"/.exec(String(request))?.[1] ?? '');
    },
  });
  const { source, graphUrl, loginUrl } = client;
  const graph = createGraph({ graphUrl, loginUrl, log: createLog({ level: 'silent' }) });
  const mailbox = await graph
    .tenant({ ...source, secret: source.clientSecret })
    .mailbox('alex.berg@contoso.example');
  const { addressOf } = mailbox.settings('alex.berg@contoso.example').admin;
  expect(await addressOf('Sam Okoye')).toBe('sam.okoye@contoso.example');
  expect(await addressOf('Nobody Licensed')).toBeNull();
  expect(await addressOf('Nobody Licensed')).toBeNull();
  expect(asked).toEqual(['Sam Okoye', 'Nobody Licensed']);
  const astray = mailbox.settings('nobody@contoso.example').admin;
  await expect(astray.addressOf('Sam Okoye')).rejects.toMatchObject({ code: 'ErrorIncorrectRoutingHint' });
  await graph.close();
});
