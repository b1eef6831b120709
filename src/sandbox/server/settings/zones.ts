/** Time zones as Exchange takes them: by their Windows names or their IANA names. */
import { DateTime, IANAZone } from 'luxon';
import type { Zoned } from '../../settings-model.ts';

/** The Windows names that this sandbox knows ("Default time zones"). */
const windows: Record<string, string> = {
  UTC: 'UTC',
  'GMT Standard Time': 'Europe/London',
  'Greenwich Standard Time': 'Atlantic/Reykjavik',
  'W. Europe Standard Time': 'Europe/Berlin',
  'Romance Standard Time': 'Europe/Paris',
  'Central Europe Standard Time': 'Europe/Budapest',
  'Central European Standard Time': 'Europe/Warsaw',
  'GTB Standard Time': 'Europe/Bucharest',
  'FLE Standard Time': 'Europe/Kiev',
  'Israel Standard Time': 'Asia/Jerusalem',
  'Russian Standard Time': 'Europe/Moscow',
  'India Standard Time': 'Asia/Kolkata',
  'China Standard Time': 'Asia/Shanghai',
  'Tokyo Standard Time': 'Asia/Tokyo',
  'AUS Eastern Standard Time': 'Australia/Sydney',
  'Eastern Standard Time': 'America/New_York',
  'Central Standard Time': 'America/Chicago',
  'Mountain Standard Time': 'America/Denver',
  'Pacific Standard Time': 'America/Los_Angeles',
};

/** Null: there is no such zone. */
const ianaOf = (name: string): string | null => windows[name] ?? (IANAZone.isValidZone(name) ? name : null);

export const isZone = (name: unknown): name is string => typeof name === 'string' && ianaOf(name) !== null;

/** Milliseconds since 1970; null where the time or its zone cannot be read. */
export const instantOf = ({ dateTime, timeZone }: Zoned): number | null => {
  const zone = ianaOf(timeZone);
  const time = zone === null ? null : DateTime.fromISO(dateTime, { zone });
  return time?.isValid === true ? time.toMillis() : null;
};
