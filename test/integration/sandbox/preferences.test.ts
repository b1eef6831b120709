/** Mailbox settings as an outside client meets them: automatic replies, zones, hours, languages. */
import { afterAll, expect, test } from 'vitest';
import { type App, refusal, startClient } from '../../fixtures/sandbox-client.ts';

const client = await startClient({ mailboxes: 6, items: 30 });
afterAll(() => client[Symbol.asyncDispose]());
const { source, destination } = client;
const settings = '/mailboxSettings';
const of = (app: App, alias: string, rest = settings) => `/v1.0/users/${alias}@${app.domain}${rest}`;
const read = async (app: App, alias: string, rest?: string) =>
  JSON.parse((await app.get(of(app, alias, rest))).text) as object;
const patch = (body: unknown, alias = 'alex.berg') => destination.patch(of(destination, alias), body);

test('all of it at once, or what is selected, or one by its own path', async () => {
  expect(await read(source, 'alex.berg')).toEqual({
    '@odata.context': expect.stringContaining('mailboxSettings'),
    archiveFolder: expect.stringMatching(/^AAMk/),
    automaticRepliesSetting: {
      status: 'scheduled',
      externalAudience: 'contactsOnly',
      internalReplyMessage: expect.stringContaining('mailto:sam.okoye@contoso.example'),
      externalReplyMessage: expect.stringContaining('&amp;'),
      scheduledStartDateTime: { dateTime: '2031-12-20T17:00:00.0000000', timeZone: 'Pacific Standard Time' },
      scheduledEndDateTime: { dateTime: '2032-01-05T08:00:00.0000000', timeZone: 'Pacific Standard Time' },
    },
    dateFormat: 'M/d/yyyy',
    timeFormat: 'h:mm tt',
    timeZone: 'Pacific Standard Time',
    language: { locale: 'en-US', displayName: 'English (United States)' },
    workingHours: {
      daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
      startTime: '08:00:00.0000000',
      endTime: '16:45:00.0000000',
      timeZone: { name: 'Pacific Standard Time' },
    },
    delegateMeetingMessageDeliveryOptions: 'sendToDelegateOnly',
    userPurpose: 'user',
  });
  expect(await read(source, 'alex.berg', `${settings}?$select=timeZone`)).toMatchObject({
    timeZone: 'Pacific Standard Time',
  });
  expect(await read(source, 'alex.berg', `${settings}?$select=timeZone`)).not.toHaveProperty('language');
  expect(await read(source, 'ines.vega', `${settings}/timeZone`)).toMatchObject({ value: 'Europe/Madrid' });
  expect(await read(source, 'sam.okoye', `${settings}/language`)).toMatchObject({ locale: 'de-DE' });
  expect(await read(source, 'sam.okoye', `${settings}/workingHours`)).toMatchObject({
    startTime: '09:30:00.0000000',
  });
  expect(await read(source, 'sam.okoye', `${settings}/automaticRepliesSetting`)).toMatchObject({
    status: 'alwaysEnabled',
  });
});

test('the destination is new: nothing is set, in the language of its owner', async () => {
  expect(await read(destination, 'sam.okoye')).toMatchObject({
    automaticRepliesSetting: { status: 'disabled', internalReplyMessage: '' },
    language: { locale: 'de-DE' },
    timeZone: 'W. Europe Standard Time',
  });
});

test('a change keeps what it does not name, and takes enumerations in any case', async () => {
  const schedule = {
    scheduledStartDateTime: { dateTime: '2031-12-20T17:00:00', timeZone: 'Europe/Berlin' },
    scheduledEndDateTime: { dateTime: '2032-01-05T08:00:00', timeZone: 'Europe/Berlin' },
  };
  const { status, text } = await patch({
    automaticRepliesSetting: { status: 'Scheduled', internalReplyMessage: '<p>Away</p>', ...schedule },
    timeZone: 'Tokyo Standard Time',
    workingHours: { startTime: '10:00', timeZone: { name: 'Asia/Tokyo' } },
    delegateMeetingMessageDeliveryOptions: 'sendToDelegateAndPrincipal',
  });
  expect(status).toBe(200);
  const after = await read(destination, 'alex.berg');
  expect(JSON.parse(text)).toEqual(after);
  expect(after).toMatchObject({
    automaticRepliesSetting: {
      status: 'scheduled',
      externalAudience: 'all',
      internalReplyMessage: '<p>Away</p>',
      scheduledStartDateTime: { dateTime: '2031-12-20T17:00:00.0000000', timeZone: 'Europe/Berlin' },
    },
    timeZone: 'Tokyo Standard Time',
    workingHours: {
      startTime: '10:00:00.0000000',
      endTime: '17:00:00.0000000',
      timeZone: { name: 'Asia/Tokyo' },
    },
  });
});

test('a language brings its formats, and has no others', async () => {
  expect((await patch({ language: { locale: 'de-DE' } }, 'ines.vega')).status).toBe(200);
  expect(await read(destination, 'ines.vega')).toMatchObject({
    dateFormat: 'dd.MM.yyyy',
    timeFormat: 'HH:mm',
  });
  expect(refusal(await patch({ dateFormat: 'M/d/yyyy' }, 'ines.vega'))).toBe('400 InvalidArguments');
  const both = { language: { locale: 'en-US' }, dateFormat: 'yyyy-MM-dd' };
  expect((await patch(both, 'ines.vega')).status).toBe(200);
  expect(await read(destination, 'ines.vega')).toMatchObject({
    dateFormat: 'yyyy-MM-dd',
    timeFormat: 'h:mm tt',
  });
});

const hours = (given: object) => ({ workingHours: given });
const replies = (given: object) => ({ automaticRepliesSetting: given });
const time = (dateTime: string, timeZone = 'UTC') => ({ dateTime, timeZone });
const refused: [body: object, answer: string][] = [
  [{ timeZone: 'Middle Earth Standard Time' }, '400 InvalidTimeZone'],
  [hours({ startTime: '18:00:00' }), '400 ErrorInvalidTimeSettings'],
  [hours({ daysOfWeek: [] }), '400 InvalidArguments'],
  [hours({ daysOfWeek: ['someday'] }), '400 RequestBodyRead'],
  [hours({ startTime: '25:00:00' }), '400 RequestBodyRead'],
  [hours({ timeZone: { name: 'Nowhere' } }), '400 InvalidTimeZone'],
  [
    hours({ timeZone: { '@odata.type': '#microsoft.graph.customTimeZone', name: 'x' } }),
    '501 SandboxDoesNotKnow',
  ],
  [hours({ lunch: '12:00:00' }), '501 SandboxDoesNotKnow'],
  [replies({ status: 'sometimes' }), '400 RequestBodyRead'],
  [
    replies({
      status: 'scheduled',
      scheduledStartDateTime: time('2024-01-01T00:00:00'),
      scheduledEndDateTime: time('2024-01-02T00:00:00'),
    }),
    '400 ErrorInvalidTimeSettings',
  ],
  [
    replies({
      status: 'scheduled',
      scheduledStartDateTime: time('2032-01-01T00:00:00'),
      scheduledEndDateTime: time('2031-01-02T00:00:00'),
    }),
    '400 ErrorInvalidTimeSettings',
  ],
  [replies({ scheduledEndDateTime: time('2031-01-02T00:00:00', 'Nowhere') }), '400 InvalidTimeZone'],
  [replies({ scheduledEndDateTime: time('tomorrow') }), '400 RequestBodyRead'],
  [{ language: { locale: 'xx-XX' } }, '501 SandboxDoesNotKnow'],
  [{ language: { locale: 'German' } }, '400 InvalidArguments'],
  [{ userPurpose: 'shared' }, '400 ErrorInvalidPropertySet'],
  [{ archiveFolder: 'x' }, '400 ErrorInvalidPropertySet'],
  [{ signature: 'x' }, '501 SandboxDoesNotKnow'],
];
test.for(refused)('%j is refused, and changes nothing', async ([body, answer]) => {
  const before = await read(destination, 'info');
  expect(refusal(await patch({ timeZone: 'UTC', ...body }, 'info'))).toBe(answer);
  expect(await read(destination, 'info')).toEqual(before);
});

test('reading is not changing: the source grants no more than that, and counts who tries', async () => {
  const answer = await source.patch(of(source, 'alex.berg'), { timeZone: 'UTC' });
  expect(refusal(answer)).toBe('403 ErrorAccessDenied');
  expect(await client.truth('alex.berg')).toMatchObject({ sourceWrites: 1 });
  expect(refusal(await source.get(of(source, 'no.mailbox')))).toBe('404 MailboxNotEnabledForRESTAPI');
  expect(refusal(await source.get(of(source, 'nobody')))).toBe('404 Request_ResourceNotFound');
});
