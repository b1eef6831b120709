/**
 * What can only be changed, never made or deleted ("mailboxSettings resource type"). Exchange has a value for each in
 * every mailbox, and does not say whether somebody chose it: the first time, the source's takes its place.
 */
import type { Preferences } from '../graph/settings/preferences.ts';
import type { Setting, SettingName, SettingsWork } from './setting.ts';
import { fromSource } from './sides.ts';

/** `pick`: the part that the setting is about, or null where nobody has set it at the source yet. */
const preference = (
  name: SettingName,
  pick: (preferences: Preferences) => Partial<Preferences> | null,
): Setting => ({
  name,
  needs: { source: 'MailboxSettings.Read', destination: 'MailboxSettings.ReadWrite' },
  things: async ({ source, destination }: SettingsWork) => {
    const wanted = pick(await fromSource(source.preferences.read()));
    if (wanted === null) return [];
    const present = (preferences: Preferences) => ({ id: null, value: pick(preferences) });
    return [
      {
        name,
        wanted,
        present: present(await destination.preferences.read()),
        overwrites: true,
        update: async () => present(await destination.preferences.change(wanted)),
      },
    ];
  },
});

/** Together, because Exchange refuses a format that the language does not have. */
export const language = preference('language and formats', ({ language, dateFormat, timeFormat }) =>
  language?.locale
    ? {
        language: { locale: language.locale },
        ...(dateFormat ? { dateFormat } : {}),
        ...(timeFormat ? { timeFormat } : {}),
      }
    : null,
);

export const timeZone = preference('time zone', ({ timeZone: zone }) => (zone ? { timeZone: zone } : null));

export const workingHours = preference('working hours', ({ workingHours: hours }) =>
  hours === null || hours.daysOfWeek.length === 0 ? null : { workingHours: plain(hours) },
);

const plain = (
  hours: NonNullable<Preferences['workingHours']>,
): NonNullable<Preferences['workingHours']> => ({
  daysOfWeek: hours.daysOfWeek,
  startTime: hours.startTime,
  endTime: hours.endTime,
  timeZone: hours.timeZone,
});

export const meetingMessages = preference(
  'meeting messages to delegates',
  ({ delegateMeetingMessageDeliveryOptions: option }) =>
    option ? { delegateMeetingMessageDeliveryOptions: option } : null,
);
