/** What is in the sandbox's mailboxes: the same for the same seed, with every kind of item there is. */
import type { SeedFolder, SeedItem, SeedMailbox } from '../model.ts';
import { newSettings } from '../server/settings/seed.ts';
import { appointments } from './calendar.ts';
import { defaultFolders, ownFolders, systemFolders, walk } from './folders.ts';
import { seedItem } from './item.ts';
import { draft, type Kind, meetingMails, ordinary, readReceiptWanted, sent, special } from './mail.ts';
import { meetingsOf } from './meetings.ts';
import { contacts, journal, notes, posts, settings, tasks } from './others.ts';
import { createRandom } from './random.ts';
import { ownSettings } from './settings/index.ts';
import { people } from './words.ts';

const megabyte = 1024 * 1024;

/** The kinds that lie in a folder of a class, and how much of a mailbox's items lies there. */
const byType: Record<string, { kinds: readonly Kind[]; weight: number }> = {
  'IPF.Appointment': { kinds: appointments, weight: 12 },
  'IPF.Contact': { kinds: contacts, weight: 10 },
  'IPF.Task': { kinds: tasks, weight: 5 },
  'IPF.StickyNote': { kinds: notes, weight: 2 },
  'IPF.Journal': { kinds: journal, weight: 2 },
};
const mailKinds: Record<string, { kinds: readonly Kind[]; weight: number }> = {
  inbox: { kinds: [...ordinary, ...special, ...meetingMails, readReceiptWanted, ...ordinary], weight: 40 },
  sentitems: { kinds: [sent], weight: 20 },
  drafts: { kinds: [draft], weight: 2 },
  archive: { kinds: [...ordinary, ...posts], weight: 10 },
};
const otherMail = { kinds: ordinary, weight: 4 };

const kindsOf = (folder: SeedFolder) =>
  byType[folder.type] ?? mailKinds[folder.wellKnownName ?? ''] ?? otherMail;
const staysEmpty = (folder: SeedFolder): boolean =>
  folder.name.startsWith('Empty') || folder.wellKnownName === 'outbox';

/** Spreads a number over weights, with nothing lost to rounding. */
const spread = (total: number, weights: number[]): number[] => {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  let [given, seen] = [0, 0];
  return weights.map((weight) => {
    seen += weight;
    const share = Math.round((total * seen) / sum) - given;
    given += share;
    return share;
  });
};

export interface Size {
  seed: number;
  mailboxes: number;
  /** In folders that people use, over all mailboxes. */
  items: number;
  /** Around which the calendars have meetings. Absent: the day on which it is asked for. */
  today?: Date;
}

const midnight = (): Date => new Date(new Date().toISOString().slice(0, 10));

export const generateTenant = ({ seed, mailboxes, items, today = midnight() }: Size): SeedMailbox[] => {
  const shares = spread(
    items,
    Array.from({ length: mailboxes }, (_, at) => 2 + (at % 4)),
  );
  const around = shares.map((_, at) => ownerOf(at, mailboxes));
  return shares.map((share, at) => {
    const key = `${seed}/mailbox ${at}`;
    const { alias, name, kind } = ownerOf(at, mailboxes);
    const own = [...defaultFolders('en'), ...ownFolders()];
    const filled = walk(own).filter((folder) => !staysEmpty(folder));
    const counts = spread(
      share,
      filled.map((folder) => kindsOf(folder).weight),
    );
    filled.forEach((folder, place) => {
      folder.items = fill(`${key}/${place}`, kindsOf(folder).kinds, counts[place] ?? 0);
    });
    if (items >= 100) addOddities(own, key, at, items);
    addMeetings(own, key, meetingsOf({ name, address: `${alias}@contoso.example` }, today));
    const system = systemFolders();
    for (const folder of walk(system))
      if (folder.search !== true)
        folder.items = fill(
          `${key}/system/${folder.name}`,
          folder.hidden === true ? [settings] : ordinary,
          2,
        );
    return {
      alias,
      displayName: name,
      kind,
      folders: [...own, ...system],
      settings: ownSettings({ at, kind, alias, around }),
    };
  });
};

/** Every kind of the folder in turn, so that each occurs wherever there are enough items. */
const fill = (key: string, kinds: readonly Kind[], count: number): SeedItem[] =>
  Array.from({ length: count }, (_, at) => seedItem(`${key}/${at}`, kinds[at % kinds.length] as Kind));

/** Real numbers of people first, then a shared mailbox, a room and a projector at the end. */
const ownerOf = (
  at: number,
  mailboxes: number,
): { alias: string; name: string; kind: SeedMailbox['kind'] } => {
  const last = mailboxes >= 6 ? mailboxes - at : Number.POSITIVE_INFINITY;
  if (last === 3) return { alias: 'info', name: 'Info (shared)', kind: 'shared' };
  if (last === 2) return { alias: 'room.elbe', name: 'Raum Elbe', kind: 'room' };
  if (last === 1) return { alias: 'projector', name: 'Projector', kind: 'equipment' };
  const { name, alias } = people[at % people.length] as (typeof people)[number];
  const again = Math.floor(at / people.length);
  return again === 0
    ? { alias, name, kind: 'user' }
    : { alias: `${alias}${again + 1}`, name: `${name} ${again + 1}`, kind: 'user' };
};

const corrupt = { code: 'ErrorItemCorrupt', message: 'The item is corrupt and cannot be exported.' };
const tooLarge = {
  code: 'ErrorMessageSizeExceeded',
  message: 'The message exceeds the maximum supported size.',
};

/** The items that break migrations. They take the place of ordinary ones, so that the total stays as asked. */
const addOddities = (folders: SeedFolder[], key: string, mailbox: number, items: number): void => {
  const [inbox, sentItems] = [folderOf(folders, 'inbox'), folderOf(folders, 'sentitems')];
  const plain = ordinary[0] as Kind;
  const odd = (name: string, wish: Parameters<typeof seedItem>[2]) =>
    seedItem(`${key}/odd/${name}`, plain, wish);
  const replace = (folder: SeedFolder, ...more: SeedItem[]): void => {
    folder.items.splice(0, more.length, ...more.slice(0, folder.items.length));
  };
  if (mailbox === 0) {
    const searchKey = createRandom(`${key}/twins`).bytes(16);
    replace(
      inbox,
      odd('twin', { searchKey }),
      odd('twin', { searchKey }),
      odd('without key', { withoutSearchKey: true }),
      odd('corrupt', { exportError: corrupt }),
      odd('lies', { size: 95_000, attachmentBytes: 3.8 * megabyte * 0.75 }),
    );
    replace(sentItems, odd('twin', { searchKey }));
    if (items >= 1_000)
      replace(folderOf(folders, 'archive'), odd('large', { attachmentBytes: 50 * megabyte }));
  }
  if (items < 1_000) return;
  if (mailbox === 1)
    replace(inbox, odd('corrupt', { exportError: corrupt }), odd('8 MB', { attachmentBytes: 8 * megabyte }));
  if (mailbox === 2) replace(inbox, odd('too large', { exportError: tooLarge }));
  replace(
    folderOf(folders, 'drafts'),
    odd('some MB', { attachmentBytes: createRandom(`${key}/size`).int(200_000, 1_000_000) }),
  );
};

/** They take the place of appointments of which there is one of every kind without them. */
const addMeetings = (folders: SeedFolder[], key: string, meetings: readonly Kind[]): void => {
  const { items } = folderOf(folders, 'calendar');
  const kept = Math.max(appointments.length, items.length - meetings.length);
  for (let at = kept; at < items.length; at++)
    items[at] = seedItem(`${key}/meeting ${at - kept}`, meetings[at - kept] as Kind);
};

const folderOf = (folders: SeedFolder[], wellKnownName: string): SeedFolder => {
  const found = folders.find((folder) => folder.wellKnownName === wellKnownName);
  if (found === undefined) throw new Error(`there is no ${wellKnownName}`);
  return found;
};

/** What stands ready at the destination: empty mailboxes, some in another language, some that were used already. */
export const emptyDestination = (source: SeedMailbox[], seed: number): SeedMailbox[] =>
  source.map((mailbox, at) => {
    const language = at % 3 === 1 ? 'de' : 'en';
    const folders = [...defaultFolders(language), ...systemFolders()];
    const key = `${seed}/destination ${at}`;
    if (at % 2 === 0) folderOf(folders, 'inbox').items = fill(`${key}/welcome`, ordinary, 2);
    // The source's "Projects" and this are one name for Exchange.
    if (at % 4 < 2)
      folders.push({
        name: 'PROJECTS',
        type: 'IPF.Note',
        items: fill(`${key}/own`, ordinary, 1),
        folders: [],
      });
    return { ...mailbox, folders, settings: newSettings(language) };
  });
