/** The folder trees: what every mailbox has, what people made, what Exchange and programs hide. */
import type { SeedFolder } from '../model.ts';

export const folder = (name: string, type: string, more: Partial<SeedFolder> = {}): SeedFolder => ({
  name,
  type,
  items: [],
  folders: [],
  ...more,
});
const mail = (name: string, folders: SeedFolder[] = []): SeedFolder => folder(name, 'IPF.Note', { folders });

/** Well-known name, folder class, its name in English and in German. */
const wellKnown: readonly [wellKnownName: string, type: string, english: string, german: string][] = [
  ['inbox', 'IPF.Note', 'Inbox', 'Posteingang'],
  ['sentitems', 'IPF.Note', 'Sent Items', 'Gesendete Elemente'],
  ['drafts', 'IPF.Note', 'Drafts', 'Entwürfe'],
  ['deleteditems', 'IPF.Note', 'Deleted Items', 'Gelöschte Elemente'],
  ['archive', 'IPF.Note', 'Archive', 'Archiv'],
  ['junkemail', 'IPF.Note', 'Junk Email', 'Junk-E-Mail'],
  ['outbox', 'IPF.Note', 'Outbox', 'Postausgang'],
  ['calendar', 'IPF.Appointment', 'Calendar', 'Kalender'],
  ['contacts', 'IPF.Contact', 'Contacts', 'Kontakte'],
  ['tasks', 'IPF.Task', 'Tasks', 'Aufgaben'],
  ['notes', 'IPF.StickyNote', 'Notes', 'Notizen'],
  ['journal', 'IPF.Journal', 'Journal', 'Journal'],
];

/** What a new mailbox has. Names follow its owner's language; only the well-known name can be relied on. */
export const defaultFolders = (language: 'en' | 'de'): SeedFolder[] =>
  wellKnown.map(([wellKnownName, type, english, german]) =>
    folder(language === 'en' ? english : german, type, { wellKnownName }),
  );

const longName = `${'A folder name that somebody wrote while explaining everything that was ever put into it, '.repeat(3).slice(0, 249)}!`;

/** What people make over the years. */
export const ownFolders = (): SeedFolder[] => [
  mail('Projects', [
    mail('2024', [mail('Q1', [mail('Köln', [mail('Angebote')])])]),
    mail('Inbox'),
    mail('2025'),
  ]),
  mail(longName),
  mail('Кириллица'),
  mail('日本語のフォルダー', [mail('請求書')]),
  mail('Ελληνικά'),
  mail('עברית'),
  mail('🚢 Umzug'),
  mail('Q&A / "quotes" 50% + more; #1?'),
  mail('Ends with a dot.'),
  mail('Empty', [mail('Empty too')]),
  mail("Tom's"),
  folder('Team calendar', 'IPF.Appointment'),
  folder('Customers', 'IPF.Contact'),
  folder('Errands', 'IPF.Task'),
];

/** Not a person's own: none of it is moved. */
export const systemFolders = (): SeedFolder[] => [
  folder('PersonMetadata', 'IPF.Contact.MOC.QuickContacts', { hidden: true }),
  folder('Conversation Action Settings', 'IPF.Configuration', { hidden: true }),
  folder('Quick Step Settings', 'IPF.Configuration', { hidden: true }),
  folder('Recipient Cache', 'IPF.Contact.RecipientCache', { hidden: true }),
  // Some tenants return this one without the mark.
  folder('ExternalContacts', 'IPF.Contact'),
  folder('Sync Issues', 'IPF.Note', {
    wellKnownName: 'syncissues',
    folders: [
      folder('Conflicts', 'IPF.Note', { wellKnownName: 'conflicts' }),
      folder('Local Failures', 'IPF.Note', { wellKnownName: 'localfailures' }),
    ],
  }),
  folder('Search Folders', 'IPF.Note', {
    wellKnownName: 'searchfolders',
    folders: [folder('Unread Mail', 'IPF.Note', { search: true })],
  }),
  folder('Recoverable Items', 'IPF.Note', {
    wellKnownName: 'recoverableitemsroot',
    folders: [
      folder('Deletions', 'IPF.Note', { wellKnownName: 'recoverableitemsdeletions' }),
      folder('Purges', 'IPF.Note', { wellKnownName: 'recoverableitemspurges' }),
    ],
  }),
];

export const walk = (folders: SeedFolder[]): SeedFolder[] =>
  folders.flatMap((one) => [one, ...walk(one.folders)]);
