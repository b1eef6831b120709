/**
 * How numbers, bytes, durations and times read on every card: as the locale wants them in which the card is made,
 * British unless said otherwise. The words around them are English. [pure]: the locale is an
 * argument like any other, which not every card has to hand through.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { DateTime } from 'luxon';

const locales = new AsyncLocalStorage<string>();
const locale = (): string => locales.getStore() ?? 'en-GB';

/** Whatever is formatted within `make`, now or after it waited, is formatted in this locale. BCP 47. */
export const inLocale = <T>(tag: string, make: () => T): T => locales.run(tag, make);

/** 4812 -> "4,812". */
export const count = (value: number): string => Math.round(value).toLocaleString(locale());

/** "1,000+": there are more, and those were not counted. */
export const atLeast = (value: number, more: number): string => `${count(value)}${more > 0 ? '+' : ''}`;

/** "1 mailbox", "4,812 items": the noun takes its number. */
export const many = (value: number, noun: string, plural = pluralOf(noun)): string =>
  `${count(value)} ${value === 1 ? noun : plural}`;

const pluralOf = (noun: string): string => (/(?:x|s|ch)$/.test(noun) ? `${noun}es` : `${noun}s`);

const units = ['KB', 'MB', 'GB', 'TB'] as const;

/** Decimal units, as Microsoft's admin pages count: 1,536,000 -> "1.5 MB". */
export const bytes = (value: number): string => {
  if (value < 1000) return `${count(value)} bytes`;
  let size = value / 1000;
  let unit = 0;
  // 999.95 would print as "1000.0"; the next unit reads better.
  while (size >= 999.95 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  const shown = size < 10 ? Math.round(size * 10) / 10 : Math.round(size);
  return `${shown.toLocaleString(locale())} ${units[unit]}`;
};

/** Seconds -> "3 min 20 s", "2 h 5 min", "3 days 4 h": the two largest units that say something. */
export const duration = (seconds: number): string => {
  const total = Math.max(0, Math.round(seconds));
  if (total < 60) return `${total} s`;
  const pairs: [number, string][] = [
    [Math.floor(total / 86_400), total >= 172_800 ? 'days' : 'day'],
    [Math.floor(total / 3600) % 24, 'h'],
    [Math.floor(total / 60) % 60, 'min'],
    [total % 60, 's'],
  ];
  const first = pairs.findIndex(([value]) => value > 0);
  return pairs
    .slice(first, first + 2)
    .filter(([value]) => value > 0)
    .map(([value, unit]) => `${count(value)} ${unit}`)
    .join(' ');
};

/** "23 Nov 2026, 14:02 (Europe/Berlin)". An unknown zone falls back to UTC rather than to no time at all. */
export const when = (at: Date, timeZone: string): string => {
  const local = DateTime.fromJSDate(at).setZone(timeZone);
  const shown = local.isValid ? local : DateTime.fromJSDate(at).setZone('UTC');
  const text = shown
    .setLocale(locale())
    .toLocaleString({ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });
  return `${text} (${shown.zoneName})`;
};

/** "23 Nov 2026". Without a zone: of a day that is the same everywhere, as a certificate's last one. */
export const day = (at: Date, timeZone = 'UTC'): string =>
  DateTime.fromJSDate(at)
    .setZone(timeZone)
    .setLocale(locale())
    .toLocaleString({ day: 'numeric', month: 'short', year: 'numeric' });

/** "in a few seconds", or "23 Nov 2026, 14:02 (Europe/Berlin)". */
export const whenItBegins = (at: Date, timeZone: string): string =>
  at.getTime() - Date.now() < 60_000 ? 'in a few seconds' : when(at, timeZone);

/** "Fri 27 Nov, 21:40", for tables. */
export const shortWhen = (at: Date, timeZone: string): string =>
  DateTime.fromJSDate(at)
    .setZone(timeZone)
    .setLocale(locale())
    .toLocaleString({ weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** A whole percentage that says 100 only when all of it is done. */
export const percent = (value: number, max: number): number =>
  max <= 0 ? 0 : Math.min(value >= max ? 100 : 99, Math.floor((value / max) * 100));

/** "1,234 items/min" or "12 items/s": whichever needs no fraction. */
export const rate = (perSecond: number, noun = 'items'): string =>
  perSecond >= 10 ? `${count(perSecond)} ${noun}/s` : `${count(perSecond * 60)} ${noun}/min`;

/** Long text cut to `max` characters, whole code points, with an ellipsis. */
export const cut = (text: string, max: number): string => {
  const points = [...text];
  return points.length <= max ? text : `${points.slice(0, max - 1).join('')}…`;
};

/** "a", "a and b", "a, b and c". */
export const list = (words: string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
