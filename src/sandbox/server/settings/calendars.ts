/** Calendars and their colours: "calendar resource type". A calendar is a folder, and has that folder's id. */
import { createHash } from 'node:crypto';
import { ok, refuse } from '../answer.ts';
import { readBody } from '../body.ts';
import { refuseTwin } from '../folders.ts';
import { page, project, selected } from '../odata.ts';
import type { Asked, Route } from '../route.ts';
import { addFolder, type Folder, type Mailbox } from '../store.ts';
import { choice, nameIn, refuseReadOnly } from './fields.ts';
import { contextOf, ofUser } from './of-user.ts';

/** With the colours that Outlook paints them in; `auto` lets Outlook choose. */
const colours = {
  auto: '',
  lightBlue: '#a6d1f5',
  lightGreen: '#87d28e',
  lightOrange: '#fcab73',
  lightGray: '#c0c0c0',
  lightYellow: '#f5cf50',
  lightTeal: '#4adacc',
  lightPink: '#e4a5c7',
  lightBrown: '#b39188',
  lightRed: '#ff887c',
} as const;

const known = [
  'id',
  'name',
  'color',
  'hexColor',
  'changeKey',
  'isDefaultCalendar',
  'canShare',
  'canViewPrivateItems',
  'canEdit',
  'isTallyingResponses',
  'isRemovable',
  'owner',
  'allowedOnlineMeetingProviders',
  'defaultOnlineMeetingProvider',
];
const writable = ['name', 'color'];
const readOnly = known.filter((name) => !writable.includes(name));

/** The calendar that everybody has comes first. */
const calendarsOf = ({ folders }: Mailbox): Folder[] =>
  [...folders.values()]
    .filter(({ type, hidden }) => type === 'IPF.Appointment' && !hidden)
    .sort((a, b) => Number(isDefault(b)) - Number(isDefault(a)));
const isDefault = ({ wellKnownName }: Folder): boolean => wellKnownName === 'calendar';

export const calendarIn = ({ mailbox, params }: Asked): Folder =>
  calendarsOf(mailbox).find((folder) =>
    params.calendar === undefined ? isDefault(folder) : folder.id === params.calendar,
  ) ?? refuse(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');

const shown = ({ address, tenant }: Mailbox, folder: Folder) => ({
  id: folder.id,
  name: folder.name,
  color: folder.color,
  hexColor: colours[folder.color as keyof typeof colours] ?? '',
  changeKey: createHash('sha1').update(`${folder.id}/${folder.name}/${folder.color}`).digest('base64'),
  isDefaultCalendar: isDefault(folder),
  canShare: true,
  canViewPrivateItems: true,
  canEdit: true,
  isTallyingResponses: isDefault(folder),
  isRemovable: !isDefault(folder),
  owner: { name: tenant.users.get(address)?.displayName ?? address, address },
  allowedOnlineMeetingProviders: ['teamsForBusiness'],
  defaultOnlineMeetingProvider: 'teamsForBusiness',
});

const one = (mailbox: Mailbox, folder: Folder, names: string[] | null, status = 200) =>
  ok({ ...contextOf(mailbox, 'calendars/$entity'), ...project(shown(mailbox, folder), names) }, status);

const list = ({ mailbox, query, url }: Asked) => {
  const names = selected(query, known);
  const { value, count, next } = page(calendarsOf(mailbox), query, url, { byDefault: 10, most: 1_000 });
  return ok({
    ...contextOf(mailbox, 'calendars'),
    ...count,
    ...next,
    value: value.map((folder) => project(shown(mailbox, folder), names)),
  });
};

const fieldsIn = ({ body }: Asked): { name?: string; color?: string } => {
  const given = readBody(body, known);
  refuseReadOnly(given, readOnly);
  const { name, color } = given;
  return {
    ...(name === undefined ? {} : { name: nameIn(name, 'name') }),
    ...(color === undefined
      ? {}
      : { color: choice(color, Object.keys(colours) as (keyof typeof colours)[], 'color') }),
  };
};

/** Made below the calendar that everybody has. */
const create = (asked: Asked) => {
  const { mailbox } = asked;
  const { name = refuse(400, 'ErrorInvalidRequest', 'name is required.'), color = 'auto' } = fieldsIn(asked);
  if (calendarsOf(mailbox).some((other) => other.name.toLowerCase() === name.toLowerCase()))
    refuse(409, 'ErrorFolderExists', 'A calendar with the specified name already exists.');
  const parent = calendarIn({ ...asked, params: {} });
  refuseTwin(parent, name);
  const folder = addFolder(mailbox, parent, { name, type: 'IPF.Appointment', items: [], folders: [] });
  folder.color = color;
  return one(mailbox, folder, null, 201);
};

const update = (asked: Asked) => {
  const { mailbox } = asked;
  const folder = calendarIn(asked);
  const { name, color } = fieldsIn(asked);
  if (name !== undefined && isDefault(folder))
    refuse(400, 'ErrorInvalidRequest', 'The default calendar cannot be renamed.');
  if (name !== undefined && folder.parent !== null) refuseTwin(folder.parent, name, folder);
  Object.assign(folder, { name: name ?? folder.name, color: color ?? folder.color });
  folder.version = ++mailbox.version;
  return one(mailbox, folder, null);
};

const read = ['Calendars.ReadBasic', 'Calendars.Read', 'Calendars.ReadWrite'];
const write = ['Calendars.ReadWrite'];
const single = (asked: Asked) => one(asked.mailbox, calendarIn(asked), selected(asked.query, known));
const listOptions = ['$select', '$top', '$skip', '$count'];
export const calendarRoutes: Route[] = [
  ofUser({ method: 'GET', path: '/calendars', roles: read, options: listOptions, handle: list }),
  ofUser({ method: 'POST', path: '/calendars', roles: write, handle: create }),
  ...['/calendar', '/calendars/{calendar}'].flatMap((path) => [
    ofUser({ method: 'GET', path, roles: read, options: ['$select'], handle: single }),
    ofUser({ method: 'PATCH', path, roles: write, handle: update }),
  ]),
];
