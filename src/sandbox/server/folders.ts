/** Mailbox folders: list, children, get, create, rename, delta. */
import { ok, refuse } from './answer.ts';
import { readBody } from './body.ts';
import { deltaOf } from './delta.ts';
import { expandedIds, type Fields, filterOf, page, project, selected, sorterOf } from './odata.ts';
import type { Asked, Route } from './route.ts';
import {
  addFolder,
  discardFolder,
  type Folder,
  findFolder,
  holderOf,
  type Mailbox,
  shownItems,
} from './store.ts';

const base = '/v1.0/admin/exchange/mailboxes/{mailbox}/folders';
const read = ['MailboxFolder.Read.All', 'MailboxFolder.ReadWrite.All'];
const write = ['MailboxFolder.ReadWrite.All'];
const listOptions = ['$select', '$filter', '$top', '$skip', '$orderby', '$count', '$expand'];
const properties = [
  'id',
  'displayName',
  'parentFolderId',
  'childFolderCount',
  'totalItemCount',
  'type',
  'wellKnownName',
];
const sizes = { byDefault: 10, most: 1_000 };

const fields: Fields<Folder> = {
  displayName: { is: 'text', of: (folder) => folder.name },
  type: { is: 'text', of: (folder) => folder.type },
  wellKnownName: { is: 'text', of: (folder) => folder.wellKnownName },
};

const extended: Record<string, (folder: Folder) => string | undefined> = {
  'boolean 0x10f4': (folder) => (folder.hidden ? 'true' : undefined),
  'string 0x3001': (folder) => folder.name,
  'string 0x3613': (folder) => folder.type,
};

export const mustFind = (mailbox: Mailbox, idOrName = ''): Folder =>
  findFolder(mailbox, idOrName) ??
  refuse(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');

const shown = (mailbox: Mailbox, folder: Folder, names: string[] | null, expanded: string[] | null) => ({
  ...project(
    {
      id: folder.id,
      displayName: folder.name,
      parentFolderId: folder.parent?.id ?? null,
      childFolderCount: folder.children.length,
      totalItemCount: shownItems(mailbox, folder).length,
      type: folder.type,
      wellKnownName: folder.wellKnownName,
      // The routing link, which v1.0 has not.
      ...(mailbox.isArchive
        ? {
            parentMailboxUrl: `https://graph.microsoft.com/beta/admin/exchange/mailboxes/${holderOf(mailbox, folder)}`,
          }
        : {}),
    },
    names,
  ),
  ...(expanded === null ? {} : values(expanded, (id) => extended[id]?.(folder))),
});

/** The properties that are there; the ones that are not are left out, and so is an empty list. */
export const values = (ids: string[], read: (id: string) => string | undefined) => {
  const found = ids.flatMap((id) => {
    const value = read(id);
    return value === undefined ? [] : [{ id: id[0]?.toUpperCase() + id.slice(1), value }];
  });
  return found.length === 0 ? {} : { singleValueExtendedProperties: found };
};

const context = (mailbox: Mailbox, rest: string) =>
  `https://graph.microsoft.com/v1.0/$metadata#admin/exchange/mailboxes('${mailbox.id}')/${rest}`;

const list = ({ mailbox, query, url }: Asked, folders: Folder[]) => {
  const names = selected(query, properties);
  const expanded = expandedIds(query, (id) => id in extended);
  const { value, count, next } = page(
    sorterOf(query, fields)(folders.filter(filterOf(query, fields))),
    query,
    url,
    sizes,
  );
  return ok({
    '@odata.context': context(mailbox, 'folders'),
    ...count,
    ...next,
    value: value.map((folder) => shown(mailbox, folder, names, expanded)),
  });
};

const one = (
  mailbox: Mailbox,
  folder: Folder,
  names: string[] | null,
  expanded: string[] | null,
  status = 200,
) =>
  ok(
    { '@odata.context': context(mailbox, 'folders/$entity'), ...shown(mailbox, folder, names, expanded) },
    status,
  );

const nameIn = (body: Record<string, unknown>): string => {
  const { displayName } = body;
  if (typeof displayName !== 'string' || displayName.trim() === '')
    return refuse(400, 'ErrorInvalidRequest', 'displayName is required.');
  return displayName.length > 255
    ? refuse(400, 'ErrorInvalidRequest', 'displayName must have 255 characters or fewer.')
    : displayName;
};

/** Exchange takes names that differ only in case for one name. */
export const refuseTwin = (parent: Folder, name: string, except?: Folder): void => {
  if (parent.children.some((child) => child !== except && child.name.toLowerCase() === name.toLowerCase()))
    refuse(409, 'ErrorFolderExists', 'A folder with the specified name already exists.');
};

const create = ({ mailbox, body }: Asked, parent: Folder) => {
  const given = readBody(body, ['displayName', 'type']);
  const name = nameIn(given);
  if (typeof given.type !== 'string' || !/^IPF(\.|$)/.test(given.type))
    return refuse(400, 'ErrorInvalidRequest', 'type is required, and must be a folder class.');
  if (parent.search) return refuse(400, 'ErrorInvalidFolder', 'A search folder cannot hold folders.');
  refuseTwin(parent, name);
  return one(
    mailbox,
    addFolder(mailbox, parent, { name, type: given.type, items: [], folders: [] }),
    null,
    null,
    201,
  );
};

const rename = ({ mailbox, params, body }: Asked) => {
  const given = readBody(body, ['displayName', 'type']);
  const folder = mustFind(mailbox, params.folder);
  if ('type' in given) return refuse(400, 'ErrorInvalidRequest', 'The type of a folder cannot be changed.');
  if (folder.wellKnownName !== null || folder.parent === null)
    return refuse(403, 'ErrorAccessDenied', 'A distinguished folder cannot be renamed.');
  const name = nameIn(given);
  refuseTwin(folder.parent, name, folder);
  Object.assign(folder, { name, version: ++mailbox.version });
  return one(mailbox, folder, null, null);
};

const remove = ({ mailbox, params }: Asked) => {
  const folder = mustFind(mailbox, params.folder);
  if (folder.wellKnownName !== null || folder.parent === null)
    return refuse(403, 'ErrorAccessDenied', 'A distinguished folder cannot be deleted.');
  discardFolder(mailbox, folder);
  return { status: 204 };
};

const delta = ({ mailbox, query, url, headers }: Asked, folders: Folder[], of: string) => {
  const names = selected(query, properties);
  const answer = deltaOf(mailbox, query, url, headers.prefer, of, { present: folders, removed: [] });
  return ok({
    '@odata.context': context(mailbox, 'folders'),
    ...answer.links,
    value: answer.page.map((entry) =>
      'removed' in entry ? entry.removed : shown(mailbox, entry.present, names, null),
    ),
  });
};

/** Microsoft says both that the list has "all folders" and that it has those below the root: an archive shows its root, too. */
const top = ({ mailbox, params }: Asked): Folder[] => {
  if (!mailbox.isArchive) return mailbox.root.children;
  return [mailbox.root, ...mailbox.root.children].filter(
    (folder) => params.mailbox === mailbox.id || holderOf(mailbox, folder) === params.mailbox,
  );
};

export const folderRoutes: Route[] = [
  {
    method: 'GET',
    path: base,
    kind: 'folder',
    options: listOptions,
    roles: read,
    handle: (asked) => list(asked, top(asked)),
  },
  {
    method: 'POST',
    path: base,
    kind: 'folder',
    options: [],
    roles: write,
    writes: true,
    handle: (asked) => create(asked, asked.mailbox.root),
  },
  {
    method: 'GET',
    path: `${base}/delta`,
    kind: 'delta',
    options: ['$select', '$deltatoken', '$skiptoken'],
    roles: read,
    handle: (asked) =>
      delta(
        asked,
        [...asked.mailbox.folders.values()].filter(({ parent }) => parent !== null),
        `all below ${asked.mailbox.root.id}`,
      ),
  },
  {
    method: 'GET',
    path: `${base}/{folder}`,
    kind: 'folder',
    options: ['$select', '$expand'],
    roles: read,
    handle: ({ mailbox, params, query }) =>
      one(
        mailbox,
        mustFind(mailbox, params.folder),
        selected(query, properties),
        expandedIds(query, (id) => id in extended),
      ),
  },
  {
    method: 'PATCH',
    path: `${base}/{folder}`,
    kind: 'folder',
    options: [],
    roles: write,
    writes: true,
    handle: rename,
  },
  {
    method: 'DELETE',
    path: `${base}/{folder}/$ref`,
    kind: 'delete',
    options: [],
    roles: write,
    writes: true,
    handle: remove,
  },
  {
    method: 'GET',
    path: `${base}/{folder}/childFolders`,
    kind: 'folder',
    options: listOptions,
    roles: read,
    handle: (asked) => list(asked, mustFind(asked.mailbox, asked.params.folder).children),
  },
  {
    method: 'POST',
    path: `${base}/{folder}/childFolders`,
    kind: 'folder',
    options: [],
    roles: write,
    writes: true,
    handle: (asked) => create(asked, mustFind(asked.mailbox, asked.params.folder)),
  },
  {
    method: 'GET',
    path: `${base}/{folder}/childFolders/delta`,
    kind: 'delta',
    options: ['$select', '$deltatoken', '$skiptoken'],
    roles: read,
    handle: (asked) => {
      const parent = mustFind(asked.mailbox, asked.params.folder);
      return delta(asked, parent.children, parent.id);
    },
  },
];
