/** Languages, time zones, working hours and automatic replies, as different as people are. */
import { formatsOf } from '../../server/settings/languages.ts';
import type { AutomaticReplies, Preferences } from '../../settings-model.ts';
import type { Circle } from './index.ts';

const places: readonly [locale: string, zone: string][] = [
  ['en-US', 'Pacific Standard Time'],
  ['de-DE', 'W. Europe Standard Time'],
  // A program set the IANA name: Exchange takes both.
  ['es-ES', 'Europe/Madrid'],
  ['de-DE', 'Europe/Zurich'],
  ['pl-PL', 'Central European Standard Time'],
  ['ru-RU', 'Russian Standard Time'],
  ['el-GR', 'GTB Standard Time'],
  ['ja-JP', 'Tokyo Standard Time'],
  ['he-IL', 'Israel Standard Time'],
  ['fr-FR', 'Romance Standard Time'],
  ['en-GB', 'India Standard Time'],
  ['en-GB', 'GMT Standard Time'],
];
const weeks: readonly string[][] = [
  ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
  ['monday', 'tuesday', 'thursday'],
  ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday'],
];

export const preferences = (circle: Circle): Preferences => {
  const { at } = circle;
  const [locale, timeZone] = places[at % places.length] ?? ['en-US', 'UTC'];
  return {
    automaticRepliesSetting: automaticReplies(circle, timeZone),
    ...formatsOf(locale),
    ...(at % 4 === 1 ? { dateFormat: 'yyyy-MM-dd' } : {}),
    timeZone,
    locale,
    workingHours: {
      daysOfWeek: weeks[at % weeks.length] ?? [],
      startTime: at % 2 === 0 ? '08:00:00.0000000' : '09:30:00.0000000',
      endTime: at % 3 === 0 ? '16:45:00.0000000' : '17:00:00.0000000',
      timeZone: { name: timeZone },
    },
    delegateMeetingMessageDeliveryOptions: at % 3 === 1 ? 'sendToDelegateAndPrincipal' : 'sendToDelegateOnly',
  };
};

/** Away in the years around the turn of 2032; away for good; not away; away long ago; never away. */
const automaticReplies = (circle: Circle, timeZone: string): AutomaticReplies => {
  const { at, kind } = circle;
  const deputy = circle.colleague(1)?.address ?? 'support@tailspin.example';
  const said = {
    internalReplyMessage: `<html><body>Ich bin nicht da. Bitte an <a href="mailto:${deputy}">${deputy}</a>.</body></html>`,
    externalReplyMessage: '<html><body>I am away &amp; back in January.</body></html>',
  };
  const between = (start: string, end: string) => ({
    scheduledStartDateTime: { dateTime: `${start}.0000000`, timeZone },
    scheduledEndDateTime: { dateTime: `${end}.0000000`, timeZone },
  });
  const future = between('2031-12-20T17:00:00', '2032-01-05T08:00:00');
  const past = between('2024-07-01T08:00:00', '2024-07-15T08:00:00');
  const silent = { internalReplyMessage: '', externalReplyMessage: '' };
  const kinds: AutomaticReplies[] = [
    { status: 'scheduled', externalAudience: 'contactsOnly', ...said, ...future },
    { status: 'alwaysEnabled', externalAudience: 'all', ...said, ...past },
    { status: 'disabled', externalAudience: 'none', ...said, ...past },
    { status: 'scheduled', externalAudience: 'all', ...said, ...past },
    { status: 'disabled', externalAudience: 'all', ...silent, ...past },
  ];
  return kinds[kind === 'user' ? at % kinds.length : 4] as AutomaticReplies;
};
