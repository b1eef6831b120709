/**
 * Automatic replies, with the last pass only: before that, people still write to the source, and the source answers
 * them ("automaticRepliesSetting resource type"). What is written in them is carried, never kept.
 */
import { DateTime, IANAZone } from 'luxon';
import type { AutomaticReplies, Zoned } from '../graph/settings/preferences.ts';
import type { Left, Setting, Thing } from './setting.ts';
import { fromSource } from './sides.ts';

const name = 'automatic replies';

export const automaticReplies: Setting = {
  name,
  needs: { source: 'MailboxSettings.Read', destination: 'MailboxSettings.ReadWrite' },
  things: async ({ source, destination, isLast, now }) => {
    const { automaticRepliesSetting: wanted } = await fromSource(source.preferences.read());
    const reason = whyNot(wanted, isLast, now);
    if (reason === 'nothing') return [];
    if (reason !== null) return [{ name, cause: reason } satisfies Left];
    const { automaticRepliesSetting: there } = await destination.preferences.read();
    const thing: Thing = {
      name,
      wanted: plain(wanted),
      present: { id: null, value: plain(there) },
      // Words that are switched off may be for the next holiday.
      overwrites: isUnused(there),
      update: async () => {
        const after = await destination.preferences.change({ automaticRepliesSetting: plain(wanted) });
        return { id: null, value: plain(after.automaticRepliesSetting) };
      },
    };
    return [thing];
  },
};

/** Null: it is carried. */
export const whyNot = (
  replies: AutomaticReplies,
  isLast: boolean,
  now: Date,
): 'nothing' | 'replies-later' | 'replies-over' | null => {
  if (isUnused(replies)) return 'nothing';
  if (!isLast) return 'replies-later';
  if (replies.status !== 'scheduled') return null;
  const ends = instantOf(replies.scheduledEndDateTime);
  return ends !== null && ends <= now.getTime() ? 'replies-over' : null;
};

const isUnused = ({ status, internalReplyMessage, externalReplyMessage }: AutomaticReplies): boolean =>
  status === 'disabled' && !internalReplyMessage && !externalReplyMessage;

/** A schedule counts only while there is one: Exchange answers made-up times otherwise. */
const plain = (replies: AutomaticReplies): AutomaticReplies => ({
  status: replies.status,
  externalAudience: replies.externalAudience,
  internalReplyMessage: replies.internalReplyMessage ?? '',
  externalReplyMessage: replies.externalReplyMessage ?? '',
  ...(replies.status === 'scheduled' && replies.scheduledStartDateTime && replies.scheduledEndDateTime
    ? {
        scheduledStartDateTime: replies.scheduledStartDateTime,
        scheduledEndDateTime: replies.scheduledEndDateTime,
      }
    : {}),
});

/**
 * Exchange says these in UTC unless it was asked otherwise. A zone by its Windows name is taken for UTC: a day too
 * early or too late at most, and what Exchange does not take is then an error of its own.
 */
const instantOf = (time: Zoned | null | undefined): number | null => {
  if (!time) return null;
  const zone = IANAZone.isValidZone(time.timeZone) ? time.timeZone : 'utc';
  const at = DateTime.fromISO(time.dateTime, { zone });
  return at.isValid ? at.toMillis() : null;
};
