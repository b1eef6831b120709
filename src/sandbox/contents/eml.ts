/** Real messages (`--eml DIR`): a mailbox with a folder per folder, from every file that is a message. */
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser';
import type { MessageContent, Property, SeedFolder, SeedItem, SeedMailbox } from '../model.ts';
import { checkStream, encodeMessage } from '../stream/index.ts';
import { binary, file, from, item, number, recipient, text, time } from './properties.ts';
import { createRandom } from './random.ts';
import type { Person } from './words.ts';

const mostFileBytes = 30 * 1024 * 1024;

export const mailboxesFromEml = async (
  dir: string,
): Promise<{ mailboxes: SeedMailbox[]; skipped: number }> => {
  const read = await readFolder(dir, 'corpus');
  const mailbox: SeedMailbox = {
    alias: 'corpus',
    displayName: 'Real messages',
    kind: 'user',
    folders: [
      { name: 'Inbox', type: 'IPF.Note', wellKnownName: 'inbox', items: read.folder.items, folders: [] },
      ...read.folder.folders,
    ],
  };
  const holds = (folder: SeedFolder): boolean => folder.items.length > 0 || folder.folders.some(holds);
  return { mailboxes: mailbox.folders.some(holds) ? [mailbox] : [], skipped: read.skipped };
};

const readFolder = async (dir: string, name: string): Promise<{ folder: SeedFolder; skipped: number }> => {
  const folder: SeedFolder = { name, type: 'IPF.Note', items: [], folders: [] };
  let skipped = 0;
  const entries = await readdir(dir, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => a.name.localeCompare(b.name))) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) {
      const below = await readFolder(path, entry.name);
      folder.folders.push(below.folder);
      skipped += below.skipped;
    } else if (/^\.(eml|mime|txt|)$/.test(extname(entry.name).toLowerCase())) {
      const made = await readMessage(path).catch(() => undefined);
      if (made === undefined) skipped++;
      else folder.items.push(made);
    }
  }
  return { folder, skipped };
};

const readMessage = async (path: string): Promise<SeedItem | undefined> => {
  const bytes = await readFile(path);
  if (
    bytes.length === 0 ||
    bytes.length > mostFileBytes ||
    !/^(?:From |[\w-]+:)/.test(bytes.toString('latin1', 0, 200))
  )
    return undefined;
  const content = contentOf(await simpleParser(bytes, { skipImageLinks: true }), path);
  const stream = encodeMessage(content);
  const { messageClass, extended, searchKey, received } = checkStream(stream);
  return {
    messageClass,
    stream: () => stream,
    size: bytes.length,
    received: received ?? new Date(0),
    extended,
    ...(searchKey === null ? {} : { searchKey }),
  };
};

const personsIn = (addresses: AddressObject | AddressObject[] | undefined): Person[] =>
  [addresses ?? []]
    .flat()
    .flatMap(({ value }) => value.flatMap((one) => one.group ?? [one]))
    .map(({ name, address }) => ({ name: clean(name || address || ''), address: clean(address ?? '') }));

/** A NUL ends a string in the stream. */
const clean = (value: string): string => value.replaceAll('\0', '').toWellFormed();

const contentOf = (mail: ParsedMail, path: string): MessageContent => {
  const at =
    mail.date !== undefined && !Number.isNaN(mail.date.getTime())
      ? mail.date
      : new Date('2020-01-01T00:00:00Z');
  const [sender = { name: '', address: '' }] = personsIn(mail.from);
  const body: Property[] =
    typeof mail.html === 'string'
      ? [binary(0x1013, Buffer.from(mail.html)), number(0x3fde, 65_001), number(0x1016, 3)]
      : [text(0x1000, clean(mail.text ?? '')), number(0x1016, 1)];
  const to = [mail.to, mail.cc, mail.bcc].flatMap((addresses, type) =>
    personsIn(addresses).map((person) => ({ person, type: type + 1 })),
  );
  return item(
    createRandom(path.split('/').slice(-2).join('/')),
    'IPM.Note',
    clean(mail.subject ?? ''),
    at,
    [
      ...from(sender),
      time(0x0039, at),
      time(0x0e06, at),
      number(0x0e07, 1),
      text(0x007d, clean(mail.headerLines.map(({ line }) => line).join('\r\n'))),
      ...(mail.messageId === undefined ? [] : [text(0x1035, clean(mail.messageId))]),
      ...body,
    ],
    {
      recipients: to.map(({ person, type }, row) => recipient(row, type, person)),
      attachments: mail.attachments.map(({ filename, contentType, content, cid }, row) =>
        file(row, clean(filename ?? 'attachment.bin'), contentType, content, cid),
      ),
    },
  );
};
