/**
 * In-place archives: what lies in one after some years. Only its deleted items have a well-known name there; the
 * inbox of an archive is a folder like others.
 */
import type { SeedFolder } from '../model.ts';
import { folder } from './folders.ts';
import { seedItem } from './item.ts';
import { type Kind, ordinary } from './mail.ts';

const itemsIn = (key: string, count: number) =>
  Array.from({ length: count }, (_, at) => seedItem(`${key}/${at}`, ordinary[at % ordinary.length] as Kind));

const mail = (key: string, name: string, items: number, more: Partial<SeedFolder> = {}): SeedFolder =>
  folder(name, 'IPF.Note', { items: itemsIn(`${key}/${name}`, items), ...more });

/** Forty items, eighteen of them in an auxiliary archive. */
export const archiveOf = (key: string): SeedFolder[] => [
  mail(key, 'Inbox', 12, { folders: [mail(key, '2019', 4)] }),
  mail(key, 'Deleted Items', 3, { wellKnownName: 'archivedeleteditems' }),
  mail(key, 'Projects', 3),
  mail(key, 'Before 2018', 14, { auxiliary: true, folders: [mail(key, '2016', 4)] }),
  recoverable(),
];

/** Enabled, and used so long that it grew over one mailbox as well. */
export const emptyArchive = (language: 'en' | 'de'): SeedFolder[] => [
  folder(language === 'de' ? 'Gelöschte Elemente' : 'Deleted Items', 'IPF.Note', {
    wellKnownName: 'archivedeleteditems',
  }),
  folder('PROJECTS', 'IPF.Note', { auxiliary: true }),
  recoverable(),
];

const recoverable = (): SeedFolder =>
  folder('Recoverable Items', 'IPF.Note', {
    wellKnownName: 'archiverecoverableitemsroot',
    folders: [mail('deletions', 'Deletions', 1, { wellKnownName: 'archiverecoverableitemsdeletions' })],
  });
