/** [pure] What the files of this folder pass to each other: a setting, and the single things that it consists of. */
import type { SettingOutcome } from '../../db/settings.ts';
import type { MailboxClient, SettingsClient } from '../graph/index.ts';
import type { CompiledOptions } from '../options/compile.ts';
import type { People } from './people.ts';

/** In the order in which they are carried: rules name categories, and grants are on calendars. */
export const settingNames = [
  'language and formats',
  'time zone',
  'working hours',
  'meeting messages to delegates',
  'automatic replies',
  'categories',
  'inbox rules',
  'focused inbox',
  'contact folders',
  'to-do lists',
  'steps and links of tasks',
  'calendars',
  'calendar permissions',
  'folder permissions',
  'send on behalf',
  'photo',
] as const;
export type SettingName = (typeof settingNames)[number];

/** Both sides of one mailbox, and who is who. The source is only read. */
export interface SettingsWork {
  source: SettingsClient;
  destination: SettingsClient;
  mailboxes: { source: MailboxClient; destination: MailboxClient };
  people: People;
  /** Where the folders that move are at the destination, by their ids at the source. */
  folders: ReadonlyMap<string, string>;
  /** The copies of items, by the items' ids; those that did not move are not in it. */
  copiesOf(ids: string[]): Promise<Map<string, string>>;
  /** The pass is the one that none comes after. */
  isLast: boolean;
  options: Pick<CompiledOptions, 'copyPhoto' | 'shareCalendars'> & { leavesFoldersOut: boolean };
  now: Date;
  /** Something was read or written: the run does not stand still. */
  alive(): void;
  signal: AbortSignal;
}

/** What is at the destination. */
export interface Present {
  id: string | null;
  /** In the same form as what is wanted, so that the two can be compared. */
  value: unknown;
}

/** One thing that shall be at the destination as it is at the source. */
export interface Thing {
  /** For people, and unique within its setting. */
  name: string;
  /** By which it is recognised when it is called otherwise next time. */
  sourceId?: string;
  /** As it shall be at the destination: with mapped addresses and folders. */
  wanted: unknown;
  present: Present | null;
  /** Absent: it is always there. */
  create?(): Promise<Present>;
  update(present: Present): Promise<Present>;
  /** Looks again, after a lost answer to `create`. */
  find?(): Promise<Present | null>;
  /** Nothing was carried yet, and something else is there: does the source win? */
  overwrites: boolean;
  /** What is different about the copy, although it is one. */
  note?: Note;
}

/** A cause that explanations.ts has a sentence for; the detail says whom or what it is about. */
export interface Note {
  cause: string;
  detail?: string;
}

/** Something that stays behind, and why. */
export type Left = Note & { name: string; sourceId?: string };

export type Known = Pick<
  SettingOutcome,
  'name' | 'sourceId' | 'destinationId' | 'sourceMark' | 'destinationMark' | 'cause'
>;

/** What earlier passes carried of one setting. */
export interface Before {
  all: Known[];
  /**
   * All that is found now, each with the name by which it is known and what is known of it: by its id; else by its name,
   * if what had that name is not found any more. Nothing is known of two at once.
   */
  match(things: { name: string; sourceId?: string }[]): { name: string; last: Known | undefined }[];
}

export interface Setting {
  name: SettingName;
  /** What the app needs on each side, as people grant it. */
  needs: { source: string; destination: string };
  /** False: not in this pass, and there is nothing to say about it. */
  isWanted?(work: SettingsWork): boolean;
  /** Reads both sides. Wrap what is read from the source in `fromSource`. */
  things(work: SettingsWork, before: Before): Promise<(Thing | Left)[]>;
  /** What `afterwards` calls its things. */
  reserved?: readonly string[];
  /** Two things may well be called the same: only by its id is one recognised. */
  onlyById?: true;
  /** After they were carried: what depends on all of them, as the order of rules does. */
  afterwards?(work: SettingsWork, carried: Known[]): Promise<Thing[]>;
}

export const isLeft = (one: Thing | Left): one is Left => 'cause' in one;
