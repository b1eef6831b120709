/**
 * Languages, and the formats each of them has. Exchange refuses a format that the language does not have, and
 * falls back to the language's own when only the language is changed ("Set-MailboxRegionalConfiguration").
 */

import type { Preferences } from '../../settings-model.ts';
import { refuse } from '../answer.ts';

interface Formats {
  /** Its own comes first. */
  dates: string[];
  times: string[];
}
const h24 = ['HH:mm', 'H:mm'];
const everywhere = 'yyyy-MM-dd';
const languages: Record<string, Formats> = {
  'en-US': {
    dates: ['M/d/yyyy', 'MM/dd/yyyy', 'dd-MMM-yy', everywhere],
    times: ['h:mm tt', 'hh:mm tt', ...h24],
  },
  'en-GB': { dates: ['dd/MM/yyyy', 'dd/MM/yy', everywhere], times: [...h24, 'hh:mm tt'] },
  'de-DE': { dates: ['dd.MM.yyyy', 'dd.MM.yy', everywhere], times: h24 },
  'fr-FR': { dates: ['dd/MM/yyyy', 'dd.MM.yy', everywhere], times: h24 },
  'es-ES': { dates: ['dd/MM/yyyy', 'd/M/yyyy', everywhere], times: ['H:mm', 'HH:mm'] },
  'pl-PL': { dates: ['dd.MM.yyyy', everywhere], times: h24 },
  'ru-RU': { dates: ['dd.MM.yyyy', everywhere], times: ['H:mm', 'HH:mm'] },
  'el-GR': { dates: ['d/M/yyyy', everywhere], times: ['h:mm tt', 'HH:mm'] },
  'ja-JP': { dates: ['yyyy/MM/dd', everywhere], times: ['H:mm', 'HH:mm'] },
  'he-IL': { dates: ['dd/MM/yyyy', everywhere], times: h24 },
};

export const isLocale = (locale: string): boolean => locale in languages;

/** "German (Germany)" */
export const languageName = (locale: string): string =>
  new Intl.DisplayNames('en', { type: 'language', languageDisplay: 'standard' }).of(locale) ?? locale;

export const formatsOf = (locale: string): { dateFormat: string; timeFormat: string } => {
  const { dates = [], times = [] } = languages[locale] ?? {};
  return { dateFormat: dates[0] ?? everywhere, timeFormat: times[0] ?? 'HH:mm' };
};

/** The preferences after a change, with formats that fit their language. */
export const refuseFormat = (before: Preferences, after: Preferences, given: object): Preferences => {
  const own = formatsOf(after.locale);
  const isNew = after.locale !== before.locale;
  const { dates = [], times = [] } = languages[after.locale] ?? {};
  const fitted = {
    ...after,
    ...(isNew && !('dateFormat' in given) ? { dateFormat: own.dateFormat } : {}),
    ...(isNew && !('timeFormat' in given) ? { timeFormat: own.timeFormat } : {}),
  };
  if (!dates.includes(fitted.dateFormat))
    refuse(400, 'InvalidArguments', `The date format '${fitted.dateFormat}' is not one of ${after.locale}.`);
  if (!times.includes(fitted.timeFormat))
    refuse(400, 'InvalidArguments', `The time format '${fitted.timeFormat}' is not one of ${after.locale}.`);
  return fitted;
};
