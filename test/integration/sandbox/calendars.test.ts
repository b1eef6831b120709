/** Calendars, and who is let into them, as an outside client meets them. */
import { afterAll, expect, test } from 'vitest';
import { type App, refusal, startClient } from '../../fixtures/sandbox-client.ts';

const client = await startClient({ mailboxes: 6, items: 30 });
afterAll(() => client[Symbol.asyncDispose]());
const { source, destination } = client;
const alex = (app: App, rest: string) => `/v1.0/users/alex.berg@${app.domain}${rest}`;
const permissions = '/calendar/calendarPermissions';

interface Shown {
  id: string;
  name: string;
  role: string;
  emailAddress: { name: string; address: string | null };
}
const list = async (app: App, rest: string) =>
  (JSON.parse((await app.get(alex(app, rest))).text) as { value: Shown[] }).value;

test('every calendar folder is a calendar of the same id, with a colour; the main one comes first', async () => {
  const found = await list(source, '/calendars');
  expect(found).toMatchObject([
    {
      name: 'Calendar',
      color: 'lightBlue',
      hexColor: '#a6d1f5',
      isDefaultCalendar: true,
      isRemovable: false,
    },
    { name: 'Team calendar', color: 'lightGreen', isDefaultCalendar: false, owner: { name: 'Alex Berg' } },
  ]);
  const folder = await source.get(`${await source.mailbox('alex.berg')}/folders/${found[1]!.id}`);
  expect(folder.said).toMatchObject({ displayName: 'Team calendar', type: 'IPF.Appointment' });
  expect((await source.get(alex(source, '/calendar'))).said.id).toBe(found[0]!.id);
});

test('a calendar is made below the main one, once, and painted', async () => {
  const path = alex(destination, '/calendars');
  const made = await destination.post(path, { name: 'Urlaub', color: 'LightTeal' });
  expect([made.status, JSON.parse(made.text)]).toMatchObject([201, { name: 'Urlaub', color: 'lightTeal' }]);
  expect(refusal(await destination.post(path, { name: 'URLAUB' }))).toBe('409 ErrorFolderExists');
  expect(refusal(await destination.post(path, { name: 'x', hexColor: '#fff' }))).toBe(
    '400 ErrorInvalidPropertySet',
  );
  expect(refusal(await destination.post(path, { name: 'x', color: 'maxColor' }))).toBe('400 RequestBodyRead');
  expect(refusal(await destination.post(path, { color: 'auto' }))).toBe('400 ErrorInvalidRequest');
  const own = `${path}/${made.said.id}`;
  expect(JSON.parse((await destination.patch(own, { color: 'lightPink' })).text)).toMatchObject({
    color: 'lightPink',
    name: 'Urlaub',
  });
  const main = alex(destination, '/calendar');
  expect((await destination.patch(main, { color: 'lightGray' })).status).toBe(200);
  expect(refusal(await destination.patch(main, { name: 'Mine' }))).toBe('400 ErrorInvalidRequest');
});

test('permissions are said in Graph’s words: colleagues, people outside, everybody', async () => {
  expect(await list(source, permissions)).toMatchObject([
    {
      emailAddress: { name: 'My Organization', address: null },
      isRemovable: false,
      isInsideOrganization: true,
      role: 'freeBusyRead',
    },
    { emailAddress: { address: 'sam.okoye@contoso.example' }, role: 'delegateWithPrivateEventAccess' },
    { emailAddress: { name: 'Inés Vega' }, role: 'read', isRemovable: true },
    {
      emailAddress: { address: 'buyer@northwind.example' },
      isInsideOrganization: false,
      role: 'freeBusyRead',
      allowedRoles: ['none', 'freeBusyRead', 'limitedRead', 'read'],
    },
  ]);
  const room = await source.get(`/v1.0/users/room.elbe@contoso.example${permissions}`);
  expect(JSON.parse(room.text)).toMatchObject({
    value: [
      { role: 'limitedRead' },
      { role: 'delegateWithoutPrivateEventAccess' },
      { emailAddress: { name: 'Team' }, role: 'custom' },
    ],
  });
});

const sam = { name: 'Sam', address: 'sam.okoye@fabrikam.example' };
const outsider = { name: 'Buyer', address: 'buyer@northwind.example' };
const add = (body: object, rest = permissions) => destination.post(alex(destination, rest), body);

test('a permission is given once, changed in its role alone, and taken away', async () => {
  const made = await add({ emailAddress: sam, isInsideOrganization: true, isRemovable: true, role: 'read' });
  expect([made.status, JSON.parse(made.text)]).toMatchObject([
    201,
    { role: 'read', emailAddress: { name: 'Sam Okoye', address: sam.address } },
  ]);
  expect(refusal(await add({ emailAddress: sam, role: 'write' }))).toBe('409 ErrorPermissionExists');
  const path = alex(destination, `${permissions}/${made.said.id}`);
  const role = 'delegateWithPrivateEventAccess';
  expect(JSON.parse((await destination.patch(path, { role })).text)).toMatchObject({ role });
  expect(refusal(await destination.patch(path, { role, emailAddress: sam }))).toBe(
    '400 ErrorInvalidPropertySet',
  );
  expect((await destination.send('DELETE', path)).status).toBe(204);
  expect(refusal(await destination.patch(path, { role }))).toBe('404 ErrorItemNotFound');
});

test('what everybody may do can be changed, and not be taken away', async () => {
  const [everybody] = await list(destination, permissions);
  const path = alex(destination, `${permissions}/${everybody!.id}`);
  expect(JSON.parse((await destination.patch(path, { role: 'limitedRead' })).text)).toMatchObject({
    role: 'limitedRead',
  });
  expect(refusal(await destination.send('DELETE', path))).toBe('403 ErrorAccessDenied');
  const delegate = { role: 'delegateWithoutPrivateEventAccess' };
  expect(refusal(await destination.patch(path, delegate))).toBe('400 ErrorInvalidRequest');
});

test('people outside read at most; the main calendar alone has delegates; strangers of the own domain are nobody', async () => {
  expect(refusal(await add({ emailAddress: outsider, role: 'write' }))).toBe('400 ErrorInvalidRequest');
  expect(refusal(await add({ emailAddress: outsider, isInsideOrganization: true, role: 'read' }))).toBe(
    '400 ErrorInvalidRequest',
  );
  expect((await add({ emailAddress: outsider, role: 'read' })).status).toBe(201);
  const moved = { name: 'Sam', address: 'sam.okoye@contoso.example' };
  expect(JSON.parse((await add({ emailAddress: moved, role: 'read' })).text)).toMatchObject({
    isInsideOrganization: false,
  });
  const nobody = { emailAddress: { address: 'nobody@fabrikam.example' }, role: 'read' };
  expect(refusal(await add(nobody))).toBe('400 ErrorInvalidRecipients');
  const other = (await destination.post(alex(destination, '/calendars'), { name: 'Other' })).said.id;
  const role = 'delegateWithoutPrivateEventAccess';
  expect(refusal(await add({ emailAddress: sam, role }, `/calendars/${other}/calendarPermissions`))).toBe(
    '400 ErrorInvalidRequest',
  );
  expect((await add({ emailAddress: sam, role: 'custom' })).status).toBe(400);
  expect(await client.truth('alex.berg')).toMatchObject({ mailSent: 0 });
});
