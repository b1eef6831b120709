/** Mailbox items: list, get, delta. No content: that is item-streams.ts. */

import { knownIds } from '../stream/index.ts';
import { ok, refuse } from './answer.ts';
import { deltaOf } from './delta.ts';
import { mustFind, values } from './folders.ts';
import { expandedIds, type Fields, filterOf, page, project, selected, sorterOf } from './odata.ts';
import type { Asked, Route } from './route.ts';
import { discardItem, type Item, type Mailbox, shownItems } from './store.ts';

const base = '/v1.0/admin/exchange/mailboxes/{mailbox}/folders/{folder}/items';
const roles = ['MailboxItem.Read.All', 'MailboxItem.ReadWrite.All'];
const properties = [
  'id',
  'changeKey',
  'categories',
  'createdDateTime',
  'lastModifiedDateTime',
  'size',
  'type',
];
const sizes = { byDefault: 10, most: 1_000 };

const fields: Fields<Item> = {
  createdDateTime: { is: 'time', of: (item) => item.created },
  lastModifiedDateTime: { is: 'time', of: (item) => item.modified },
  size: { is: 'number', of: (item) => item.size },
  type: { is: 'text', of: (item) => item.messageClass },
};

const shown = (item: Item, names: string[] | null, expanded: string[] | null) => ({
  '@odata.etag': `W/"${item.changeKey}"`,
  ...project(
    {
      id: item.id,
      changeKey: item.changeKey,
      categories: item.categories,
      createdDateTime: item.created.toISOString(),
      lastModifiedDateTime: item.modified.toISOString(),
      size: item.size,
      type: item.messageClass,
    },
    names,
  ),
  // Ids are echoed in the server's own letter case.
  ...(expanded === null ? {} : values(expanded, (id) => item.extended[id])),
});

const context = (mailbox: Mailbox, folder: string, rest = '') =>
  `https://graph.microsoft.com/v1.0/$metadata#admin/exchange/mailboxes('${mailbox.id}')/folders('${folder}')/items${rest}`;

const list = ({ mailbox, params, query, url }: Asked) => {
  const folder = mustFind(mailbox, params.folder);
  const names = selected(query, properties);
  const expanded = expandedIds(query, (id) => knownIds.has(id));
  const found = sorterOf(query, fields)(shownItems(mailbox, folder).filter(filterOf(query, fields)));
  const { value, count, next } = page(found, query, url, sizes);
  return ok({
    '@odata.context': context(mailbox, folder.id),
    ...count,
    ...next,
    value: value.map((item) => shown(item, names, expanded)),
  });
};

const get = ({ mailbox, params, query }: Asked) => {
  const folder = mustFind(mailbox, params.folder);
  const item =
    folder.items.get(params.item ?? '') ??
    refuse(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
  return ok({
    '@odata.context': context(mailbox, folder.id, '/$entity'),
    ...shown(
      item,
      selected(query, properties),
      expandedIds(query, (id) => knownIds.has(id)),
    ),
  });
};

/** "mailboxItem: delete": what kind of delete must be said, and both end in a folder that is not shown. */
const remove = ({ mailbox, params, query }: Asked) => {
  const kind = query.get('disposalType');
  if (kind !== 'softDelete' && kind !== 'hardDelete')
    refuse(400, 'ErrorInvalidRequest', 'disposalType must be softDelete or hardDelete.');
  const item = mustFind(mailbox, params.folder).items.get(params.item ?? '');
  if (item === undefined)
    return refuse(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
  discardItem(mailbox, item);
  return { status: 204 };
};

const delta = ({ mailbox, params, query, url, headers }: Asked) => {
  const folder = mustFind(mailbox, params.folder);
  const names = selected(query, properties);
  const { page: entries, links } = deltaOf(mailbox, query, url, headers.prefer, folder.id, {
    present: [...folder.items.values()],
    removed: folder.removed,
  });
  return ok({
    '@odata.context': context(mailbox, folder.id),
    ...links,
    value: entries.map((entry) => ('removed' in entry ? entry.removed : shown(entry.present, names, null))),
  });
};

export const itemRoutes: Route[] = [
  {
    method: 'GET',
    path: base,
    kind: 'list',
    options: ['$select', '$filter', '$top', '$skip', '$orderby', '$count', '$expand'],
    roles,
    handle: list,
  },
  {
    method: 'GET',
    path: `${base}/delta`,
    kind: 'delta',
    options: ['$select', '$deltatoken', '$skiptoken'],
    roles,
    handle: delta,
  },
  {
    method: 'GET',
    path: `${base}/{item}`,
    kind: 'list',
    options: ['$select', '$expand'],
    roles,
    handle: get,
  },
  {
    method: 'DELETE',
    path: `${base}/{item}`,
    kind: 'delete',
    options: ['disposalType'],
    roles: ['MailboxItem.ReadWrite.All'],
    writes: true,
    handle: remove,
  },
];
