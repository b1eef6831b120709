/** The subjects of items that failed, for projects that log them (LogSubjects); no others are ever stored. */
import { failedWithoutSubject, noteSubjects } from '../../db/ledger.ts';
import type { Transfer } from '../transfer/transfer.ts';

/** Each costs a request; whoever has more failures than this looks at their causes, not at their subjects. */
const mostSubjects = 200;

export const noteFailedSubjects = async (transfer: Transfer): Promise<void> => {
  const { db, mailboxId, passId, options, source, folderOf } = transfer;
  if (!options.logSubjects) return;
  const found: { sourceId: string; subject: string }[] = [];
  for (const { sourceId, folderId } of await failedWithoutSubject(db, mailboxId, passId, mostSubjects)) {
    const folder = folderOf.get(folderId)?.sourceId;
    const subject = folder === undefined ? null : await source.subjectOf(folder, sourceId);
    if (subject !== null) found.push({ sourceId, subject });
  }
  await noteSubjects(db, transfer, found);
};
