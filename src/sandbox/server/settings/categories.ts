/** The list of categories and their colours: "outlookCategory resource type". */
import { randomUUID } from 'node:crypto';
import type { Category } from '../../settings-model.ts';
import { ok, refuse } from '../answer.ts';
import { readBody } from '../body.ts';
import type { Asked, Route } from '../route.ts';
import type { Mailbox } from '../store.ts';
import { choice, nameIn, refuseReadOnly } from './fields.ts';
import { contextOf, ofUser } from './of-user.ts';

const colours = ['none', ...Array.from({ length: 25 }, (_, at) => `preset${at}`)];

const shown = ({ seeded: _seeded, ...category }: Category) => category;
const one = (mailbox: Mailbox, category: Category, status = 200) =>
  ok({ ...contextOf(mailbox, 'outlook/masterCategories/$entity'), ...shown(category) }, status);

const found = ({ mailbox, params }: Asked): Category =>
  mailbox.settings.categories.find(({ id }) => id === params.category) ??
  refuse(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');

/** "The category name must be unique"; Outlook takes names that differ only in case for one. */
const create = ({ mailbox, body }: Asked) => {
  const given = readBody(body, ['id', 'displayName', 'color']);
  refuseReadOnly(given, ['id']);
  const displayName = nameIn(given.displayName, 'displayName');
  const color = choice(given.color ?? 'none', colours, 'color');
  const { categories } = mailbox.settings;
  if (categories.some((other) => other.displayName.toLowerCase() === displayName.toLowerCase()))
    refuse(409, 'ErrorCategoryAlreadyExists', 'A category with the specified name already exists.');
  const category = { id: randomUUID(), displayName, color, seeded: false };
  categories.push(category);
  return one(mailbox, category, 201);
};

/** "You can't change the displayName property once you have created the category." */
const update = (asked: Asked) => {
  const category = found(asked);
  const given = readBody(asked.body, ['id', 'displayName', 'color']);
  refuseReadOnly(given, ['id', 'displayName']);
  category.color = choice(given.color, colours, 'color');
  return one(asked.mailbox, category);
};

const remove = (asked: Asked) => {
  const category = found(asked);
  const { settings } = asked.mailbox;
  settings.categories = settings.categories.filter((other) => other !== category);
  return { status: 204 };
};

const path = '/outlook/masterCategories';
const read = ['MailboxSettings.Read', 'MailboxSettings.ReadWrite'];
const write = ['MailboxSettings.ReadWrite'];
export const categoryRoutes: Route[] = [
  ofUser({
    method: 'GET',
    path,
    roles: read,
    handle: ({ mailbox }) =>
      ok({
        ...contextOf(mailbox, 'outlook/masterCategories'),
        value: mailbox.settings.categories.map(shown),
      }),
  }),
  ofUser({ method: 'POST', path, roles: write, handle: create }),
  ofUser({
    method: 'GET',
    path: `${path}/{category}`,
    roles: read,
    handle: (asked) => one(asked.mailbox, found(asked)),
  }),
  ofUser({ method: 'PATCH', path: `${path}/{category}`, roles: write, handle: update }),
  ofUser({ method: 'DELETE', path: `${path}/{category}`, roles: write, handle: remove }),
];
