import { createHash } from 'node:crypto';
import type { SeedItem, SeedMailbox } from '../model.ts';
import { checkStream, encodeMessage, fileTimeOf } from '../stream/index.ts';
const item = (mailbox: number, at: number): SeedItem => {
  const received = new Date(1.7e12 + at * 1e6);
  const searchKey = createHash('sha256').update(`${mailbox}/${at}`).digest().subarray(0, 16);
  const stream = () => encodeMessage({ properties: [
      { id: 0x001a, type: 0x84b0, value: 'IPM.Note' },
      { id: 0x0037, type: 0x84b0, value: `Message ${at}` },
      { id: 0x0e06, type: 0x0040, value: fileTimeOf(received) },
      { id: 0x1000, type: 0x84b0, value: 'x'.repeat(5000) },
      { id: 0x300b, type: 0x0102, value: searchKey } ], recipients: [], attachments: [] });
  return { messageClass: 'IPM.Note', stream, size: 9000, received, searchKey, extended: checkStream(stream()).extended };
};
export const generateTenant = ({ mailboxes, items }: { seed: number; mailboxes: number; items: number }): SeedMailbox[] =>
  Array.from({ length: mailboxes }, (_, m) => ({ alias: `user${m}`, displayName: `User ${m}`, kind: 'user', folders: [
    { name: 'Inbox', type: 'IPF.Note', wellKnownName: 'inbox', items: Array.from({ length: Math.ceil(items / mailboxes) }, (_, i) => item(m, i)), folders: [ { name: 'Projects', type: 'IPF.Note', items: [item(m, 1e6)], folders: [] } ] } ] }));
export const emptyDestination = (source: SeedMailbox[], _seed: number): SeedMailbox[] => source.map((m) => ({ ...m, folders: [ { name: 'Posteingang', type: 'IPF.Note', wellKnownName: 'inbox', items: [], folders: [] } ] }));
