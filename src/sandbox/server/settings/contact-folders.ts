/** Folders of contacts besides the one that everybody has: "contactFolder resource type". */
import { ok, refuse } from '../answer.ts';
import { readBody } from '../body.ts';
import { refuseTwin } from '../folders.ts';
import { page, project, selected } from '../odata.ts';
import type { Asked, Route } from '../route.ts';
import { addFolder, type Folder, findFolder, type Mailbox } from '../store.ts';
import { nameIn, refuseReadOnly } from './fields.ts';
import { contextOf, ofUser } from './of-user.ts';

const known = ['id', 'displayName', 'parentFolderId'];

const mainOf = (mailbox: Mailbox): Folder =>
  findFolder(mailbox, 'contacts') ??
  refuse(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');

const shown = (folder: Folder) => ({
  id: folder.id,
  displayName: folder.name,
  parentFolderId: folder.parent?.id ?? null,
});

const list = ({ mailbox, query, url }: Asked) => {
  const names = selected(query, known);
  const main = mainOf(mailbox);
  const found = [...mailbox.folders.values()].filter(
    (folder) => folder !== main && folder.type === 'IPF.Contact' && !folder.hidden,
  );
  const { value, count, next } = page(found, query, url, { byDefault: 10, most: 1_000 });
  return ok({
    ...contextOf(mailbox, 'contactFolders'),
    ...count,
    ...next,
    value: value.map((folder) => project(shown(folder), names)),
  });
};

/** Below the one that everybody has. */
const create = ({ mailbox, body }: Asked) => {
  const given = readBody(body, known);
  refuseReadOnly(given, ['id', 'parentFolderId']);
  const name = nameIn(given.displayName, 'displayName');
  const main = mainOf(mailbox);
  refuseTwin(main, name);
  const folder = addFolder(mailbox, main, { name, type: 'IPF.Contact', items: [], folders: [] });
  return ok({ ...contextOf(mailbox, 'contactFolders/$entity'), ...shown(folder) }, 201);
};

const read = ['Contacts.Read', 'Contacts.ReadWrite'];
export const contactFolderRoutes: Route[] = [
  ofUser({
    method: 'GET',
    path: '/contactFolders',
    roles: read,
    options: ['$select', '$top', '$skip', '$count'],
    handle: list,
  }),
  ofUser({ method: 'POST', path: '/contactFolders', roles: ['Contacts.ReadWrite'], handle: create }),
];
