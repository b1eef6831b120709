/** Mail that an application sends: who may, what is read, and what is remembered of it. */
import { expect, test } from 'vitest';
import { ask, type Client, refusal, startClient } from '../../fixtures/sandbox-client.ts';

const message = {
  subject: 'Hello',
  body: { contentType: 'HTML', content: '<p>Soon.</p>' },
  toRecipients: [{ emailAddress: { address: 'ines.vega@contoso.example' } }],
};
const send = ({ destination }: Client, body: unknown, from = 'alex.berg@fabrikam.example') =>
  destination.post(`/v1.0/users/${from}/sendMail`, body);
const remembered = async ({ graphUrl }: Client) =>
  JSON.parse((await ask(`${graphUrl}/_sandbox/mail`)).text) as unknown[];

test('what was sent is remembered, with its attachments by name and size, and counted', async () => {
  await using client = await startClient();
  const attachments = [
    {
      '@odata.type': '#microsoft.graph.fileAttachment',
      name: 'numbers.csv',
      contentType: 'text/csv',
      contentBytes: Buffer.from('a,b').toString('base64'),
    },
  ];
  const answer = await send(client, { message: { ...message, attachments }, saveToSentItems: false });
  expect([answer.status, answer.text]).toEqual([202, '']);
  expect(await remembered(client)).toEqual([
    {
      tenant: 'Fabrikam',
      from: 'alex.berg@fabrikam.example',
      to: ['ines.vega@contoso.example'],
      subject: 'Hello',
      contentType: 'html',
      content: '<p>Soon.</p>',
      attachments: [{ name: 'numbers.csv', bytes: 3 }],
      saveToSentItems: false,
    },
  ]);
  expect(await client.truth('alex.berg')).toMatchObject({ mailSent: 1, sourceWrites: 0 });
});

test('its body is read strictly, and what was refused was not sent', async () => {
  await using client = await startClient();
  const wrong: [message: object, answer: string][] = [
    [{ ...message, importance: 'high' }, '501 SandboxDoesNotKnow'],
    [{ ...message, body: { contentType: 'markdown', content: '' } }, '400 ErrorInvalidRequest'],
    [{ ...message, body: 'Soon.' }, '400 BadRequest'],
    [{ ...message, toRecipients: [] }, '400 ErrorInvalidRecipients'],
    [{ ...message, toRecipients: [{ emailAddress: { address: 'nobody' } }] }, '400 ErrorInvalidRecipients'],
    [{ ...message, toRecipients: [{ address: 'a@b.example' }] }, '501 SandboxDoesNotKnow'],
    [
      { ...message, attachments: [{ '@odata.type': '#microsoft.graph.itemAttachment' }] },
      '501 SandboxDoesNotKnow',
    ],
    [
      { ...message, body: { contentType: 'text', content: 'x'.repeat(4 * 1024 * 1024) } },
      '413 RequestEntityTooLarge',
    ],
  ];
  for (const [one, answer] of wrong) expect(refusal(await send(client, { message: one }))).toBe(answer);
  expect(refusal(await send(client, { message, urgent: true }))).toBe('501 SandboxDoesNotKnow');
  expect(await remembered(client)).toEqual([]);
});

test('who has no mailbox sends nothing, nor does an app whose consent was taken away; the source has none', async () => {
  await using client = await startClient();
  expect(refusal(await send(client, { message }, 'no.mailbox@fabrikam.example'))).toBe(
    '404 MailboxNotEnabledForRESTAPI',
  );
  expect(refusal(await send(client, { message }, 'nobody@fabrikam.example'))).toBe(
    '404 Request_ResourceNotFound',
  );
  await client.edit({ do: 'grant', tenant: 'Fabrikam', roles: ['User.Read.All'] });
  await client.destination.signInAgain();
  expect((await send(client, { message })).status).toBe(403);
  const fromSource = await client.source.post('/v1.0/users/alex.berg@contoso.example/sendMail', { message });
  expect(fromSource.status).toBe(403);
  expect(await client.truth('alex.berg')).toMatchObject({ mailSent: 0, sourceWrites: 1 });
});
