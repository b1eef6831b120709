/** Automatic replies, time zone, hours, language, formats. Every mailbox has them, so none is ever missing. */
import type { AutomaticReplies, Preferences } from '../../settings-model.ts';
import { instantOf } from '../settings/zones.ts';
import type { Mailbox } from '../store.ts';
import type { Fact } from './fact.ts';

const instant = (time: AutomaticReplies['scheduledStartDateTime']): string =>
  new Date(instantOf(time) ?? 0).toISOString();

/** A schedule that is over cannot be set again: whoever was away then is not away. */
const automaticReplies = (said: AutomaticReplies, isExpected: boolean): Fact => {
  const isOver = said.status === 'scheduled' && (instantOf(said.scheduledEndDateTime) ?? 0) <= Date.now();
  const texts = {
    'to colleagues': said.internalReplyMessage,
    'to others': said.externalReplyMessage,
    audience: said.externalAudience,
  };
  const schedule = {
    start: instant(said.scheduledStartDateTime),
    end: instant(said.scheduledEndDateTime),
    'time zone': said.scheduledStartDateTime.timeZone,
  };
  return {
    setting: 'automatic replies',
    name: 'automatic replies',
    properties: {
      status: isOver && isExpected ? 'disabled' : said.status,
      ...(isOver && isExpected ? {} : texts),
      ...(said.status === 'scheduled' && !(isOver && isExpected) ? schedule : {}),
    },
  };
};

const others = (preferences: Preferences): Record<string, Record<string, string>> => ({
  'time zone': { value: preferences.timeZone },
  language: { value: preferences.locale },
  'date format': { value: preferences.dateFormat },
  'time format': { value: preferences.timeFormat },
  'working hours': {
    days: [...preferences.workingHours.daysOfWeek].sort().join(' '),
    start: preferences.workingHours.startTime,
    end: preferences.workingHours.endTime,
    'time zone': preferences.workingHours.timeZone.name,
  },
  'meeting messages to delegates': { value: preferences.delegateMeetingMessageDeliveryOptions },
});

export const preferenceFacts = ({ settings }: Mailbox, isExpected: boolean): Fact[] => [
  automaticReplies(settings.preferences.automaticRepliesSetting, isExpected),
  ...Object.entries(others(settings.preferences)).map(([name, properties]) => ({
    setting: 'preference',
    name,
    properties,
  })),
];
