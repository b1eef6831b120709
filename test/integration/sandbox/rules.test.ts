/** Inbox rules and categories as an outside client meets them. */
import { afterAll, expect, test } from 'vitest';
import { type App, refusal, type Said, startClient } from '../../fixtures/sandbox-client.ts';

const client = await startClient({ mailboxes: 6, items: 30 });
afterAll(() => client[Symbol.asyncDispose]());
const { source, destination } = client;
const alex = (app: App, rest: string) => `/v1.0/users/alex.berg@${app.domain}${rest}`;
const rules = '/mailFolders/inbox/messageRules';
const categories = '/outlook/masterCategories';

interface Rule {
  id: string;
  displayName: string;
  sequence: number;
  actions: { moveToFolder?: string };
}
const list = async (app: App) =>
  (JSON.parse((await app.get(alex(app, rules))).text) as { value: Rule[] }).value;
const inOrder = async () =>
  (await list(destination)).map(({ displayName, sequence }) => `${sequence} ${displayName}`);
const add = (body: object) => destination.post(alex(destination, rules), body);
const idOf = (answer: { said: Said }) => answer.said.id;
const plain = { displayName: 'Plain', sequence: 1, actions: { markAsRead: true } };

test('the source has every kind of rule, in its order, and says who made them', async () => {
  const found = await list(source);
  expect(found.map(({ sequence }) => sequence)).toEqual(found.map((_, at) => at + 1));
  const called = Object.groupBy(found, ({ displayName }) => displayName);
  expect(called.Newsletters).toHaveLength(2);
  expect(called['Play a sound']).toMatchObject([{ isReadOnly: true }]);
  expect(called['Into a folder that is gone']).toMatchObject([{ hasError: true, isEnabled: true }]);
  expect(called['No longer']).toMatchObject([{ isEnabled: false }]);
  expect(called.Everything![0]).not.toHaveProperty('conditions');
  expect(called.Offers).toMatchObject([
    {
      actions: {
        forwardTo: [
          { emailAddress: { address: 'ines.vega@contoso.example' } },
          { emailAddress: { address: 'buyer@northwind.example' } },
        ],
      },
    },
  ]);
});

test('a rule’s folder has the same id in both of Microsoft’s interfaces', async () => {
  const moving = (await list(source)).find(({ displayName }) => displayName === 'Newsletters')!;
  const folder = await source.get(
    `${await source.mailbox('alex.berg')}/folders/${moving.actions.moveToFolder}`,
  );
  expect(folder.said.displayName).toBe('2024');
});

test('a rule is made, kept upper-cased where Exchange does so, changed and taken away', async () => {
  const made = await add({
    displayName: 'Mine',
    sequence: 1,
    actions: { assignCategories: ['In nobody’s list'], stopProcessingRules: true },
    conditions: { senderContains: ['adele'], subjectContains: ['Hello'] },
    exceptions: { fromAddresses: [{ emailAddress: { address: 'sam.okoye@fabrikam.example' } }] },
  });
  expect(made.status).toBe(201);
  expect(JSON.parse(made.text)).toMatchObject({
    isEnabled: true,
    hasError: false,
    isReadOnly: false,
    conditions: { senderContains: ['ADELE'], subjectContains: ['Hello'] },
  });
  const path = alex(destination, `${rules}/${idOf(made)}`);
  expect((await destination.get(path)).said.displayName).toBe('Mine');
  expect((await destination.patch(path, { displayName: 'Yours', conditions: null })).status).toBe(200);
  expect(JSON.parse((await destination.get(path)).text)).not.toHaveProperty('conditions');
  expect((await destination.send('DELETE', path)).status).toBe(204);
  expect(refusal(await destination.get(path))).toBe('404 ErrorItemNotFound');
});

test('a part that is not said stays, and goes when it is said to be empty', async () => {
  const made = await add({
    displayName: 'Parts',
    sequence: 90,
    actions: { markAsRead: true, assignCategories: ['Red'], stopProcessingRules: true },
    conditions: { subjectContains: ['Hello'], withinSizeRange: { minimumSize: 1, maximumSize: 9 } },
  });
  const path = alex(destination, `${rules}/${idOf(made)}`);
  const change = async (body: object) => JSON.parse((await destination.patch(path, body)).text) as object;
  expect(await change({ actions: { stopProcessingRules: null } })).toMatchObject({
    actions: { markAsRead: true, assignCategories: ['Red'] },
  });
  const less = {
    conditions: { subjectContains: [], withinSizeRange: { maximumSize: null } },
    actions: { assignCategories: [] },
  };
  expect(await change(less)).toMatchObject({
    conditions: { withinSizeRange: { minimumSize: 1 } },
    actions: { markAsRead: true },
  });
  const { conditions, actions } = JSON.parse((await destination.get(path)).text) as Record<string, object>;
  expect([conditions, actions]).toEqual([{ withinSizeRange: { minimumSize: 1 } }, { markAsRead: true }]);
  const refused = async (body: object) => refusal(await destination.patch(path, body));
  expect(await refused({ conditions: { subjectContains: null } })).toBe('400 RequestBodyRead');
  expect(await refused({ actions: { markAsRead: null } })).toBe('400 ErrorInvalidRequest');
  await destination.send('DELETE', path);
});

test('a place in the order that is taken is made free', async () => {
  await add({ ...plain, displayName: 'A' });
  await add({ ...plain, displayName: 'C', sequence: 7 });
  const b = await add({ ...plain, displayName: 'B' });
  expect(await inOrder()).toEqual(['1 B', '2 A', '7 C']);
  await destination.patch(alex(destination, `${rules}/${idOf(b)}`), { sequence: 2 });
  expect(await inOrder()).toEqual(['2 B', '3 A', '7 C']);
});

const wrong: [name: string, body: object, answer: string][] = [
  ['without actions', { displayName: 'x', sequence: 1 }, '400 ErrorInvalidRequest'],
  ['without a place', { displayName: 'x', actions: { delete: true } }, '400 ErrorInvalidRequest'],
  ['that does nothing', { ...plain, actions: {} }, '400 ErrorInvalidRequest'],
  ['with the source’s marks', { ...plain, hasError: false }, '400 ErrorInvalidPropertySet'],
  [
    'into a folder of another mailbox',
    { ...plain, actions: { moveToFolder: 'AAMkx' } },
    '400 ErrorInvalidFolderId',
  ],
  ['into a folder by name', { ...plain, actions: { moveToFolder: 'inbox' } }, '400 ErrorInvalidFolderId'],
  ['with an unknown action', { ...plain, actions: { playSound: true } }, '501 SandboxDoesNotKnow'],
  ['with an unknown condition', { ...plain, conditions: { from: 'x' } }, '501 SandboxDoesNotKnow'],
  [
    'to nobody',
    { ...plain, actions: { forwardTo: [{ emailAddress: { name: 'x' } }] } },
    '400 ErrorInvalidRecipients',
  ],
  ['with a wrong kind', { ...plain, conditions: { sentToMe: 'yes' } }, '400 RequestBodyRead'],
  ['at place 0', { ...plain, sequence: 0 }, '400 ErrorInvalidRequest'],
];
test.for(wrong)('a rule %s is refused', async ([, body, answer]) => {
  const before = await inOrder();
  expect(refusal(await add(body))).toBe(answer);
  expect(await inOrder()).toEqual(before);
});

test('only the inbox has rules, and a rule of Outlook’s own is changed by nobody', async () => {
  const elsewhere = await destination.get(alex(destination, '/mailFolders/drafts/messageRules'));
  expect(refusal(elsewhere)).toBe('501 SandboxDoesNotKnow');
  await client.edit({ do: 'grant', tenant: 'Contoso', roles: ['MailboxSettings.ReadWrite'] });
  await source.signInAgain();
  const own = (await list(source)).find(({ displayName }) => displayName === 'Play a sound')!;
  const path = alex(source, `${rules}/${own.id}`);
  expect(refusal(await source.patch(path, { isEnabled: false }))).toBe('403 ErrorAccessDenied');
  expect(refusal(await source.send('DELETE', path))).toBe('403 ErrorAccessDenied');
  expect(await client.truth('alex.berg')).toMatchObject({ sourceWrites: 2 });
});

test('a category’s name is its own for good, and its colour is one of Outlook’s', async () => {
  const add = (body: object) => destination.post(alex(destination, categories), body);
  const before = (await destination.get(alex(destination, categories))).said.value;
  expect(before.map(({ displayName }) => displayName)).toContain('Red category');
  const made = await add({ displayName: '請求書', color: 'Preset24' });
  expect(made.status).toBe(201);
  expect(JSON.parse(made.text)).toMatchObject({ displayName: '請求書', color: 'preset24' });
  const path = alex(destination, `${categories}/${idOf(made)}`);
  expect((await destination.patch(path, { color: 'none' })).status).toBe(200);
  expect(JSON.parse((await destination.get(path)).text)).toMatchObject({ color: 'none' });
  expect(refusal(await destination.patch(path, { displayName: 'x' }))).toBe('400 ErrorInvalidPropertySet');
  expect(refusal(await destination.patch(path, { color: 'pink' }))).toBe('400 RequestBodyRead');
  expect(refusal(await add({ displayName: 'RED CATEGORY' }))).toBe('409 ErrorCategoryAlreadyExists');
  expect(refusal(await add({ displayName: ' ' }))).toBe('400 ErrorInvalidRequest');
  expect((await destination.send('DELETE', path)).status).toBe(204);
  expect((await destination.get(alex(destination, categories))).said.value).toEqual(before);
});
