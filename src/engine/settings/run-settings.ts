/**
 * The settings of one mailbox, each on its own: what one of them meets keeps none of the others, and no item, back.
 * Every step can be repeated, and a second time changes nothing.
 */
import { known } from '../../db/ledger.ts';
import { isAway } from '../../db/open.ts';
import { RunTaken } from '../../db/runs.ts';
import { keepSettings, noteSettingTrouble, recordSetting, settingsBefore } from '../../db/settings.ts';
import { EngineError } from '../errors.ts';
import type { Transfer } from '../transfer/transfer.ts';
import { automaticReplies } from './automatic-replies.ts';
import { calendarPermissions } from './calendar-permissions.ts';
import { calendars } from './calendars.ts';
import type { Carried } from './carry.ts';
import { carryAll } from './carry-all.ts';
import { categories } from './categories.ts';
import { focusedInbox } from './focused-inbox.ts';
import { folderPermissions } from './folder-permissions.ts';
import { inboxRules } from './inbox-rules.ts';
import { contactFolders, todoLists } from './named-lists.ts';
import { peopleOf } from './people.ts';
import { photo } from './photo.ts';
import { language, meetingMessages, timeZone, workingHours } from './preferences.ts';
import { sendOnBehalf } from './send-on-behalf.ts';
import type { Known, Setting, SettingsWork } from './setting.ts';
import { NotAtSource } from './sides.ts';
import { taskParts } from './task-parts.ts';

const settings: Setting[] = [
  language,
  timeZone,
  workingHours,
  meetingMessages,
  automaticReplies,
  categories,
  inboxRules,
  focusedInbox,
  contactFolders,
  todoLists,
  taskParts,
  calendars,
  calendarPermissions,
  folderPermissions,
  sendOnBehalf,
  photo,
];

/** Answers a sentence when some could not be carried over: the run then has errors. */
export const copySettings = async (transfer: Transfer): Promise<string | undefined> => {
  if (transfer.kind !== 'full' || transfer.settings === undefined) return undefined;
  const work = workOf(transfer, transfer.settings);
  const before = await settingsBefore(transfer.db, transfer.mailboxId);
  let failed = 0;
  for (const setting of settings) {
    if (setting.isWanted?.(work) === false) continue;
    transfer.signal.throwIfAborted();
    transfer.signs.doing = `copying settings: ${setting.name}`;
    failed += await copySetting(transfer, setting, work, before.get(setting.name) ?? []);
    transfer.signs.aliveAt = performance.now();
  }
  return failed === 0
    ? undefined
    : `${failed === 1 ? 'One setting was' : `${failed} settings were`} not carried over because something went wrong. Say "settings ${transfer.settings.sourceAddress}" to see which and why, then run full again.`;
};

/** Answers how many of it failed. */
const copySetting = async (
  transfer: Transfer,
  setting: Setting,
  work: SettingsWork,
  known: Known[],
): Promise<number> => {
  const carried: Carried[] = [];
  const keep = (done: Carried[]) => keepSettings(transfer.db, transfer, setting.name, done);
  try {
    const all = await carryAll(setting, work, known, { carried, keep: (done) => keep([done]) });
    await recordSetting(transfer.db, transfer, setting.name, all);
    return all.filter(({ outcome }) => outcome === 'failed').length;
  } catch (error) {
    if (error instanceof RunTaken || isAway(error)) throw error;
    // What was done is remembered, also where the rest was not: else it is done again.
    await keep(carried).catch((fault: unknown) => {
      if (fault instanceof RunTaken || isAway(fault)) throw fault;
      transfer.log.error({ err: fault }, `remembering settings: ${setting.name}`);
    });
    transfer.signal.throwIfAborted();
    const trouble = troubleOf(setting, error);
    transfer.log.warn({ err: error }, `copying settings: ${setting.name}`);
    await noteSettingTrouble(transfer.db, transfer, setting.name, trouble);
    return trouble.outcome === 'failed' ? 1 : 0;
  }
};

const troubleOf = (
  { needs }: Setting,
  error: unknown,
): { outcome: 'skipped' | 'failed'; cause: string; detail: string | null } => {
  const isAtSource = error instanceof NotAtSource;
  const fault = isAtSource ? error.cause : error;
  if (!(fault instanceof EngineError)) return { outcome: 'failed', cause: 'bug', detail: null };
  if (fault.kind === 'forbidden' || fault.kind === 'auth') {
    const side = isAtSource ? 'source' : 'destination';
    return { outcome: 'skipped', cause: 'setting-not-allowed', detail: `${needs[side]} at the ${side}` };
  }
  return { outcome: 'failed', cause: fault.code ?? fault.kind, detail: null };
};

const workOf = (transfer: Transfer, sides: NonNullable<Transfer['settings']>): SettingsWork => {
  const { options, signal } = transfer;
  return {
    source: transfer.source.settings(sides.sourceAddress, signal),
    destination: transfer.destination.settings(sides.destinationAddress, signal),
    mailboxes: { source: transfer.source, destination: transfer.destination },
    people: peopleOf(sides),
    folders: new Map([...transfer.folderOf.values()].map((one) => [one.sourceId, one.destinationId])),
    copiesOf: async (ids) =>
      new Map(
        [...(await known(transfer.db, transfer.mailboxId, ids))].flatMap(([id, { destinationId }]) =>
          destinationId === null ? [] : [[id, destinationId] as const],
        ),
      ),
    isLast: transfer.pass.last === true,
    options: {
      copyPhoto: options.copyPhoto,
      shareCalendars: options.shareCalendars,
      leavesFoldersOut:
        options.itemTypes !== undefined ||
        options.folderFilter !== undefined ||
        options.includeFolders.length + options.excludeFolders.length > 0,
    },
    alive: () => {
      transfer.signs.aliveAt = performance.now();
    },
    now: transfer.source.serverTime() ?? new Date(),
    signal,
  };
};
