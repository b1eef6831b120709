/** [pure] When a series ends, from its recurrence pattern ("[MS-OXOCAL] 2.2.1.44.1, RecurrencePattern Structure"). */

/** Bytes that depend on the kind of pattern: day; week; month, end of month; the nth weekday of a month. */
const specific = new Map([
  [0x0, 0],
  [0x1, 4],
  [0x2, 4],
  [0x3, 8],
  [0x4, 4],
  [0xa, 4],
  [0xb, 8],
  [0xc, 4],
]);
const noEnd = 0x5ae980df;
/** From 1601 to 1970. */
const epochMinutes = 194_074_560;

/** The day of its last occurrence, in the time zone of the meeting; null: it has no end. Undefined: not understood. */
export const lastDay = (pattern: Uint8Array): Date | null | undefined => {
  const view = new DataView(pattern.buffer, pattern.byteOffset, pattern.length);
  const u32 = (at: number): number | undefined =>
    at + 4 <= view.byteLength ? view.getUint32(at, true) : undefined;
  const own = view.byteLength < 8 ? undefined : specific.get(view.getUint16(6, true));
  if (own === undefined) return undefined;
  // Versions, frequency, kind, calendar, first date, period, sliding; then end type, count, first day of the week.
  const deletedAt = 22 + own + 12;
  const deleted = u32(deletedAt);
  if (deleted === undefined) return undefined;
  const modifiedAt = deletedAt + 4 + 4 * deleted;
  const modified = u32(modifiedAt);
  if (modified === undefined) return undefined;
  const end = u32(modifiedAt + 4 + 4 * modified + 4);
  if (end === undefined) return undefined;
  return end === noEnd ? null : new Date((end - epochMinutes) * 60_000);
};
