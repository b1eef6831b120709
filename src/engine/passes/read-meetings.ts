/**
 * Which meetings of a calendar are still to come, and what a move does to them. Who organises a meeting and who comes
 * no list says, so what is not over is exported and looked into; nothing of its content is kept.
 */
import type { ListedItem, MailboxClient } from '../graph/index.ts';
import { type FoundMeeting, type MeetingsFound, nextOnes } from '../meetings/found.ts';
import { type People, readMeeting } from '../meetings/read-meeting.ts';
import { StreamFault } from '../transfer/stream/fault.ts';
import { readItem } from '../transfer/stream/read.ts';
import type { Signs } from '../transfer/transfer.ts';

/** In one call, which is the most there is. */
const perCall = 20;
/** By the sizes that Exchange reports: larger ones do not fit into an answer that is read whole. */
const mostBytes = 3_000_000;

export interface MeetingReader {
  /** Items of a calendar as they are listed. */
  add(items: ListedItem[]): Promise<void>;
  end(): Promise<MeetingsFound>;
}

export const createMeetingReader = (
  source: MailboxClient,
  people: People,
  { signal, signs, now }: { signal: AbortSignal; signs: Signs; now: Date },
): MeetingReader => {
  // Of a series the list says the midnight before its last day ends, in whatever zone: read-meeting.ts knows better.
  const surelyOver = new Date(now.getTime() - 2 * 24 * 3600_000);
  const found = { read: 0, unread: 0, invited: 0 };
  const meetings: FoundMeeting[] = [];
  const waiting: string[] = [];

  const look = (data: Buffer): void => {
    try {
      const read = readMeeting(readItem(Buffer.from(data.toString('latin1'), 'base64')), people, now);
      found.read++;
      if (read.kind === 'invited') found.invited++;
      if (read.kind === 'organised') meetings.push(read.meeting);
    } catch (error) {
      if (!(error instanceof StreamFault)) throw error;
      found.unread++;
    }
  };
  const readSome = async (ids: string[]): Promise<void> => {
    if (ids.length === 0) return;
    signs.aliveAt = performance.now();
    const alone: string[] = [];
    {
      using exported = await source.exportItems(ids, signal);
      for (const item of exported.items) {
        if ('data' in item) look(item.data);
        else if ('missing' in item && ids.length > 1) alone.push(item.id);
        else found.unread++;
      }
    }
    for (const id of alone) await readSome([id]);
  };

  return {
    add: async (items) => {
      for (const { id, ends, size, messageClass } of items) {
        if (!/^ipm\.appointment/i.test(messageClass) || (ends != null && ends < surelyOver)) continue;
        if (size > mostBytes) found.unread++;
        else waiting.push(id);
      }
      while (waiting.length >= perCall) await readSome(waiting.splice(0, perCall));
    },
    end: async () => {
      await readSome(waiting.splice(0));
      return { ...found, ...nextOnes(meetings, now) };
    },
  };
};
