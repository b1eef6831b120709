/**
 * To Do: "todoTaskList" and "todoTask resource type". A list is a folder of tasks, and a task is an item there; its
 * steps and links are not part of the item.
 */
import { randomBytes } from 'node:crypto';
import { checkStream, encodeMessage } from '../../stream/index.ts';
import { ok, refuse } from '../answer.ts';
import { readBody } from '../body.ts';
import { refuseTwin } from '../folders.ts';
import { page, project, selected } from '../odata.ts';
import type { Asked, Route } from '../route.ts';
import { addFolder, addItem, type Folder, findFolder, type Item, type Mailbox } from '../store.ts';
import { nameIn, refuseReadOnly } from './fields.ts';
import { contextOf, ofUser } from './of-user.ts';

/** Mail with a flag, as To Do shows it: no folder, and nothing is made in it. */
const flaggedId = 'AQMkFlaggedEmails=';
const gone = (): never =>
  refuse(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
const sizes = { byDefault: 10, most: 1_000 };

const listsOf = ({ folders }: Mailbox): Folder[] =>
  [...folders.values()].filter(({ type, hidden }) => type === 'IPF.Task' && !hidden);

const shownList = (folder: Folder) => ({
  id: folder.id,
  displayName: folder.name,
  isOwner: true,
  isShared: false,
  wellknownListName: folder.wellKnownName === 'tasks' ? 'defaultList' : 'none',
});
const flagged = {
  id: flaggedId,
  displayName: 'Flagged Emails',
  isOwner: true,
  isShared: false,
  wellknownListName: 'flaggedEmails',
};
const listProperties = Object.keys(flagged);

const lists = ({ mailbox, query, url }: Asked) => {
  const names = selected(query, listProperties);
  const all = [...listsOf(mailbox).map(shownList), flagged];
  const { value, count, next } = page(all, query, url, sizes);
  return ok({
    ...contextOf(mailbox, 'todo/lists'),
    ...count,
    ...next,
    value: value.map((one) => project(one, names)),
  });
};

const createList = ({ mailbox, body }: Asked) => {
  const given = readBody(body, listProperties);
  refuseReadOnly(given, ['id', 'isOwner', 'isShared', 'wellknownListName']);
  const name = nameIn(given.displayName, 'displayName');
  const parent = findFolder(mailbox, 'tasks') ?? gone();
  refuseTwin(parent, name);
  const folder = addFolder(mailbox, parent, { name, type: 'IPF.Task', items: [], folders: [] });
  return ok({ ...contextOf(mailbox, 'todo/lists/$entity'), ...shownList(folder) }, 201);
};

const listIn = ({ mailbox, params }: Asked): Folder =>
  listsOf(mailbox).find(({ id }) => id === params.list) ?? gone();

export const taskIn = (asked: Asked): Item => listIn(asked).items.get(asked.params.task ?? '') ?? gone();

const shownTask = (item: Item, expand: string[]) => ({
  id: item.id,
  '@odata.etag': `W/"${item.changeKey}"`,
  title: item.extended['string 0x0037'] ?? '',
  status: 'notStarted',
  importance: 'normal',
  isReminderOn: false,
  hasAttachments: false,
  categories: item.categories,
  createdDateTime: item.created.toISOString(),
  lastModifiedDateTime: item.modified.toISOString(),
  ...(expand.includes('checklistItems') ? { checklistItems: item.steps ?? [] } : {}),
  ...(expand.includes('linkedResources') ? { linkedResources: item.links ?? [] } : {}),
});

const tasks = (asked: Asked) => {
  const { mailbox, query, url, params } = asked;
  const expand = (query.get('$expand') ?? '').split(',').filter((name) => name !== '');
  const strange = expand.find((name) => !['checklistItems', 'linkedResources'].includes(name));
  if (strange !== undefined) refuse(400, 'BadRequest', `Could not find a property named '${strange}'.`);
  const found = params.list === flaggedId ? [] : [...listIn(asked).items.values()];
  const { value, count, next } = page(found, query, url, sizes);
  return ok({
    ...contextOf(mailbox, 'todo/lists/tasks'),
    ...count,
    ...next,
    value: value.map((item) => shownTask(item, expand)),
  });
};

/** An item like any other, with a title. */
const createTask = (asked: Asked) => {
  const { mailbox, body } = asked;
  const title = nameIn(readBody(body, ['title']).title, 'title');
  const stream = encodeMessage({
    properties: [
      { id: 0x001a, type: 0x84b0, value: 'IPM.Task' },
      { id: 0x0037, type: 0x84b0, value: title },
      { id: 0x300b, type: 0x0102, value: randomBytes(16) },
    ],
    recipients: [],
    attachments: [],
  });
  const item = addItem(mailbox, listIn(asked), checkStream(stream), () => stream, stream.length);
  return ok({ ...contextOf(mailbox, 'todo/lists/tasks/$entity'), ...shownTask(item, []) }, 201);
};

const read = ['Tasks.Read.All', 'Tasks.ReadWrite.All'];
const write = ['Tasks.ReadWrite.All'];
const list = '/todo/lists/{list}';
const listOptions = ['$select', '$top', '$skip', '$count'];
export const todoRoutes: Route[] = [
  ofUser({ method: 'GET', path: '/todo/lists', roles: read, options: listOptions, handle: lists }),
  ofUser({ method: 'POST', path: '/todo/lists', roles: write, handle: createList }),
  ofUser({
    method: 'GET',
    path: `${list}/tasks`,
    roles: read,
    options: ['$top', '$skip', '$count', '$expand'],
    handle: tasks,
  }),
  ofUser({ method: 'POST', path: `${list}/tasks`, roles: write, handle: createTask }),
];
