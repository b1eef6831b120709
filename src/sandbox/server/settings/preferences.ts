/** "mailboxSettings resource type": automatic replies, time zone, working hours, language and formats. */

import type { Preferences, WorkingHours } from '../../settings-model.ts';
import { doesNotKnow, ok, refuse } from '../answer.ts';
import { fieldsOf, readBody } from '../body.ts';
import { project, selected } from '../odata.ts';
import type { Asked, Route } from '../route.ts';
import type { Mailbox, User } from '../store.ts';
import { findUser } from '../users.ts';
import { readAutomaticReplies } from './automatic-replies.ts';
import { choice, listOf, refuseReadOnly, text } from './fields.ts';
import { isLocale, languageName, refuseFormat } from './languages.ts';
import { contextOf, ofUser } from './of-user.ts';
import { isZone } from './zones.ts';

const read = ['MailboxSettings.Read', 'MailboxSettings.ReadWrite'];
const write = ['MailboxSettings.ReadWrite'];
const readOnly = ['archiveFolder', 'userPurpose'];
const writable = [
  'automaticRepliesSetting',
  'dateFormat',
  'delegateMeetingMessageDeliveryOptions',
  'language',
  'timeFormat',
  'timeZone',
  'workingHours',
];
const deliveries = [
  'sendToDelegateAndInformationToPrincipal',
  'sendToDelegateAndPrincipal',
  'sendToDelegateOnly',
];
const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

const shown = ({ settings: { preferences }, folders }: Mailbox, { kind }: User) => {
  const { locale, ...others } = preferences;
  const archive = [...folders.values()].find(({ wellKnownName }) => wellKnownName === 'archive');
  return {
    archiveFolder: archive?.id ?? null,
    ...others,
    language: { locale, displayName: languageName(locale) },
    userPurpose: kind,
  };
};

const userOf = ({ tenant, params }: Asked): User => findUser(tenant, params.id ?? '');

const all = (asked: Asked) => {
  const settings = shown(asked.mailbox, userOf(asked));
  const names = selected(asked.query, Object.keys(settings));
  return ok({ ...contextOf(asked.mailbox, 'mailboxSettings'), ...project(settings, names) });
};

/** One property by its own path: an object as it is, a plain value as `value`. */
const single = (name: keyof ReturnType<typeof shown>): Route =>
  ofUser({
    method: 'GET',
    path: `/mailboxSettings/${name}`,
    roles: read,
    handle: (asked) => {
      const value = shown(asked.mailbox, userOf(asked))[name];
      const said = typeof value === 'object' ? value : { value };
      return ok({ ...contextOf(asked.mailbox, `mailboxSettings/${name}`), ...said });
    },
  });

/** All or nothing: what is wrong in one setting leaves the others as they were. */
const update = (asked: Asked) => {
  const { mailbox, body } = asked;
  const given = readBody(body, [...writable, ...readOnly]);
  refuseReadOnly(given, readOnly);
  mailbox.settings.preferences = changed(mailbox.settings.preferences, given);
  return ok({ ...contextOf(mailbox, 'mailboxSettings'), ...shown(mailbox, userOf(asked)) });
};

const changed = (before: Preferences, given: Record<string, unknown>): Preferences => {
  const after = { ...before };
  if ('automaticRepliesSetting' in given)
    after.automaticRepliesSetting = readAutomaticReplies(
      given.automaticRepliesSetting,
      before.automaticRepliesSetting,
    );
  if ('timeZone' in given) after.timeZone = zoneIn(given.timeZone);
  if ('workingHours' in given) after.workingHours = hoursIn(given.workingHours, before.workingHours);
  if ('delegateMeetingMessageDeliveryOptions' in given)
    after.delegateMeetingMessageDeliveryOptions = choice(
      given.delegateMeetingMessageDeliveryOptions,
      deliveries,
      'delegateMeetingMessageDeliveryOptions',
    );
  if ('language' in given) after.locale = localeIn(given.language);
  if ('dateFormat' in given) after.dateFormat = text(given.dateFormat, 'dateFormat');
  if ('timeFormat' in given) after.timeFormat = text(given.timeFormat, 'timeFormat');
  return refuseFormat(before, after, given);
};

const zoneIn = (value: unknown): string =>
  isZone(value) ? value : refuse(400, 'InvalidTimeZone', `'${String(value)}' is not a known time zone.`);

const localeIn = (value: unknown): string => {
  const { locale } = fieldsOf(value, ['locale', 'displayName'], 'language');
  const wanted = text(locale, 'locale');
  if (!/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(wanted))
    return refuse(400, 'InvalidArguments', `'${wanted}' is not a language.`);
  return isLocale(wanted) ? wanted : doesNotKnow(`the language "${wanted}"`);
};

/** "Update user mailbox settings" names these errors. */
const hoursIn = (value: unknown, before: WorkingHours): WorkingHours => {
  const given = fieldsOf(value, ['daysOfWeek', 'startTime', 'endTime', 'timeZone'], 'workingHours');
  const after = { ...before };
  if ('daysOfWeek' in given) {
    after.daysOfWeek = listOf(given.daysOfWeek, (day) => choice(day, days, 'daysOfWeek'), 'daysOfWeek');
    if (after.daysOfWeek.length === 0) refuse(400, 'InvalidArguments', 'daysOfWeek must not be empty.');
  }
  if ('startTime' in given) after.startTime = timeIn(given.startTime);
  if ('endTime' in given) after.endTime = timeIn(given.endTime);
  if ('timeZone' in given) {
    const { name, ...kind } = fieldsOf(given.timeZone, ['name', '@odata.type'], 'timeZone');
    const type = kind['@odata.type'] ?? '#microsoft.graph.timeZoneBase';
    if (type !== '#microsoft.graph.timeZoneBase') doesNotKnow(`time zones of the type "${String(type)}"`);
    after.timeZone = { name: zoneIn(name) };
  }
  if (after.startTime >= after.endTime)
    refuse(400, 'ErrorInvalidTimeSettings', 'The start of the working hours must lie before their end.');
  return after;
};

const timeIn = (value: unknown): string => {
  const time = text(value, 'The time');
  if (!/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,7})?)?$/.test(time))
    return refuse(400, 'RequestBodyRead', `Cannot convert the literal '${time}' to a time of day.`);
  const [whole = '', fraction = ''] = time.split('.');
  return `${whole.length === 5 ? `${whole}:00` : whole}.${fraction.padEnd(7, '0')}`;
};

const path = '/mailboxSettings';
export const preferenceRoutes: Route[] = [
  ofUser({ method: 'GET', path, roles: read, options: ['$select'], handle: all }),
  ofUser({ method: 'PATCH', path, roles: write, handle: update }),
  ...(['automaticRepliesSetting', 'timeZone', 'workingHours', 'language', 'userPurpose'] as const).map(
    single,
  ),
];
