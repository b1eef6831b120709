/** [pure] What to do with one thing of a setting, given what it is on both sides and what it was after the last pass. */

export type SettingDecision =
  | 'create'
  | 'update'
  /** It is at the destination as it shall be. */
  | 'unchanged'
  /** Both sides changed it since, or the destination had one of its own: that one stays. */
  | 'conflict'
  /** It was carried, and the destination's user took it away: it stays away. */
  | 'removed';

export interface Sides {
  /** The mark of what it shall be. */
  wanted: string;
  /** The mark of what is at the destination; null: nothing. */
  present: string | null;
  /** Both after the last pass that carried it; null: none did. */
  before: { source: string; destination: string } | null;
  /** Nothing was carried yet, and something else is there: does the source win? */
  overwrites: boolean;
}

export const decideSetting = ({ wanted, present, before, overwrites }: Sides): SettingDecision => {
  if (present === wanted) return 'unchanged';
  if (before === null) {
    if (present === null) return 'create';
    return overwrites ? 'update' : 'conflict';
  }
  if (present === null) return 'removed';
  const isEdited = wanted !== before.source;
  const isTouched = present !== before.destination;
  if (!isEdited) return 'unchanged';
  return isTouched ? 'conflict' : 'update';
};
