/**
 * Content in and out: exportItems, createImportSession, and the import POST on its own path with its own token
 * ("mailbox: exportItems", "mailbox: createImportSession", "Import an Exchange mailbox item").
 */
import { checkStream, StreamError, type StreamSummary } from '../stream/index.ts';
import { type Answer, graphError, ok, Refuse, refuse } from './answer.ts';
import { readBody } from './body.ts';
import type { Asked, Route } from './route.ts';
import { claimsOf, importToken } from './sign-in.ts';
import { addItem, type Contents, changeItem, holderOf, type Item, type Mailbox, sizeOf } from './store.ts';

/** A larger answer silently leaves items out; an item asked for alone always comes. */
const mostExportBytes = 5 * 1024 * 1024;
const mostItemBytes = 150 * 1024 * 1024;
const sessionMs = 60 * 60_000;

const base = '/v1.0/admin/exchange/mailboxes/{mailbox}';

const findItem = (mailbox: Mailbox, id: string): Item | undefined => {
  for (const folder of mailbox.folders.values()) {
    const item = folder.items.get(id);
    if (item !== undefined) return item;
  }
  return undefined;
};

const idsIn = (body: Buffer): string[] => {
  const { itemIds } = readBody(body, ['itemIds']);
  if (!Array.isArray(itemIds) || itemIds.length === 0 || itemIds.some((id) => typeof id !== 'string'))
    return refuse(400, 'ErrorInvalidRequest', 'itemIds must hold 1 to 20 ids.');
  return itemIds.length > 20
    ? refuse(400, 'ErrorInvalidRequest', 'No more than 20 items can be exported at once.')
    : itemIds;
};

const notFound = { code: 'ErrorItemNotFound', message: 'The specified object was not found in the store.' };

/** What is against handing out an item here; in an archive it may lie in another mailbox than the one asked. */
const refusalOf = ({ mailbox, params, url }: Asked, item: Item | undefined) => {
  if (item === undefined) return notFound;
  const holder = holderOf(mailbox, item.folder);
  if (holder === params.mailbox) return item.exportError;
  return params.mailbox === mailbox.id
    ? {
        code: 'ErrorArchiveFolderMovedPermanently',
        message: `${url.origin}/beta/admin/exchange/mailboxes/${holder}/exportItems`,
      }
    : notFound;
};

const exportItems = (asked: Asked, contents: Contents): Answer => {
  const parts: Buffer[] = [
    Buffer.from(
      '{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#Collection(microsoft.graph.exportItemResponse)","value":[',
    ),
  ];
  let bytes = 0;
  let first = true;
  const add = (...more: Buffer[]): void => {
    if (!first) parts.push(Buffer.from(','));
    first = false;
    parts.push(...more);
  };
  for (const id of idsIn(asked.body)) {
    const item = findItem(asked.mailbox, id);
    const error = refusalOf(asked, item);
    if (item === undefined || error !== undefined) {
      add(Buffer.from(JSON.stringify({ itemId: id, error })));
      continue;
    }
    const stream = item.content();
    bytes += stream.length;
    if (bytes > mostExportBytes && !first) continue;
    contents.exported(stream, item.content);
    add(
      Buffer.from(`{"itemId":"${id}","changeKey":"${item.changeKey}","data":"`),
      Buffer.from(stream.toString('base64'), 'latin1'),
      Buffer.from('"}'),
    );
  }
  parts.push(Buffer.from(']}'));
  return ok(Buffer.concat(parts));
};

const createSession = ({ params, body, url }: Asked): Answer => {
  readBody(body, []);
  const { mailbox = '' } = params;
  const service = url.pathname.startsWith('/beta/') ? 'gbeta' : 'gv1.0';
  const ends = new Date(Math.floor((Date.now() + sessionMs) / 1000) * 1000);
  return ok({
    '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#microsoft.graph.mailboxItemImportSession',
    importUrl: `${url.origin}/api/${service}/Mailboxes('${mailbox}')/importItem?authtoken=${importToken(mailbox, ends)}`,
    expirationDateTime: ends.toISOString().replace('Z', '1052Z'),
  });
};

export const createStreamRoutes = (contents: Contents): Route[] => [
  {
    method: 'POST',
    path: `${base}/exportItems`,
    kind: 'export',
    options: [],
    roles: ['MailboxItem.Export.All', 'MailboxItem.ImportExport.All'],
    handle: (asked) => exportItems(asked, contents),
  },
  {
    method: 'POST',
    path: `${base}/createImportSession`,
    kind: 'session',
    options: [],
    roles: ['MailboxItem.ImportExport.All'],
    writes: true,
    handle: createSession,
  },
];

/** The mailbox that an import's token opens: the token is the only key, and only to its own mailbox. */
export const mailboxOfImport = (
  mailboxes: Map<string, Mailbox>,
  named: string,
  token: string | null,
  authorization?: string,
): Mailbox => {
  if (authorization !== undefined)
    return refuse(
      400,
      'ErrorInvalidRequest',
      'The import URL is authenticated by itself; send no Authorization header.',
    );
  const claims = token === null ? null : claimsOf(token);
  const mailbox = mailboxes.get(String(claims?.mailbox ?? ''));
  if (claims?.use !== 'import' || mailbox === undefined)
    return refuse(401, 'InvalidAuthenticationToken', 'The import session is not valid, or has expired.');
  if (claims.mailbox !== named) throw expectedIn(named);
  return mailbox;
};

const expectedIn = (mailboxId: string): Refuse =>
  new Refuse({
    status: 409,
    body: { Message: `Invalid import session. The target session is expected in mailbox ${mailboxId}.` },
  });

/** Where the text of "Data" begins and ends in the JSON. */
const findData = (body: Buffer): { start: number; end: number } | undefined => {
  const key = body.indexOf('"Data"');
  if (key < 0) return undefined;
  const [opening] = /^"Data"\s*:\s*"/.exec(body.toString('latin1', key, key + 100)) ?? [];
  if (opening === undefined) return undefined;
  const start = key + opening.length;
  const end = body.indexOf('"', start);
  return end < 0 ? undefined : { start, end };
};

/** Takes the base64 out as bytes, so that a body of 200 MB is not parsed as JSON. */
const readImport = (body: Buffer): { fields: Record<string, unknown>; stream: Buffer } => {
  const data = findData(body) ?? refuse(400, 'ErrorInvalidRequest', 'Data is required.');
  const written = body.toString('latin1', data.start, data.end);
  // Some JSON writers escape "/" and "+".
  const base64 = written.replace(/\\(?:\/|u002[bB])/g, (escaped) => (escaped === '\\/' ? '/' : '+'));
  const rest = Buffer.concat([body.subarray(0, data.start), body.subarray(data.end)]);
  const fields = readBody(rest, ['FolderId', 'Mode', 'Data', 'ItemId', 'ChangeKey']);
  if (base64.length === 0 || base64.length % 4 !== 0 || /[^A-Za-z0-9+/=]|=[^=]/.test(base64))
    return refuse(400, 'ErrorInvalidRequest', 'Data is not base64.');
  return { fields, stream: Buffer.from(base64, 'base64') };
};

const summaryOf = (stream: Buffer): StreamSummary => {
  try {
    return checkStream(stream);
  } catch (error) {
    if (!(error instanceof StreamError)) throw error;
    return refuse(400, 'ErrorCorruptData', `The item cannot be read: ${error.message}.`);
  }
};

/** `session`: the mailbox that the session was made for. */
export const importItem = (mailbox: Mailbox, session: string, body: Buffer, contents: Contents): Answer => {
  const { fields, stream } = readImport(body);
  const { FolderId: folderId, Mode: mode, ItemId: itemId, ChangeKey: changeKey } = fields;
  if (typeof folderId !== 'string') return refuse(400, 'ErrorInvalidRequest', 'FolderId is required.');
  // An id as the list of folders gives it: the import's own service knows no well-known names.
  const folder = mailbox.folders.get(folderId);
  if (folder === undefined || folder.parent === null)
    return refuse(404, 'ErrorFolderNotFound', 'The specified folder could not be found in the store.');
  if (folder.search) return refuse(400, 'ErrorInvalidFolder', 'A search folder cannot hold items.');
  if (holderOf(mailbox, folder) !== session) throw expectedIn(holderOf(mailbox, folder));
  if (stream.length > mostItemBytes)
    return graphError(413, 'ErrorMessageSizeExceeded', 'The message exceeds the maximum supported size.');
  const said = summaryOf(stream);
  const stored = (item: Item): Answer =>
    ok({
      '@odata.context':
        'https://outlook.office365.com/api/gv1.0/$metadata#microsoft.graph.importMailboxItemResponse',
      itemId: item.id,
      changeKey: item.changeKey,
    });
  if (mode === 'create') {
    if (itemId !== undefined || changeKey !== undefined)
      return refuse(400, 'ErrorInvalidRequest', 'ItemId and ChangeKey belong to the mode "update".');
    return stored(addItem(mailbox, folder, said, contents.imported(stream), stream.length));
  }
  if (mode !== 'update') return refuse(400, 'ErrorInvalidRequest', 'Mode must be "create" or "update".');
  if (typeof itemId !== 'string' || typeof changeKey !== 'string')
    return refuse(400, 'ErrorInvalidRequest', 'ItemId and ChangeKey are required to update.');
  const item = folder.items.get(itemId);
  if (item === undefined)
    return refuse(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
  if (item.changeKey !== changeKey)
    return refuse(
      412,
      'ErrorIrresolvableConflict',
      'The item was changed since; the change key is not the current one.',
    );
  if (item.seeded) item.overwritten = true;
  changeItem(mailbox, item, said, contents.imported(stream), sizeOf(stream.length));
  return stored(item);
};
