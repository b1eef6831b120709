/** The MailboxFolderPermission endpoint: who may do what in whose folders. */
import type { Grant } from '../../settings-model.ts';
import type { SentMail } from '../mail.ts';
import type { Folder, Tenant } from '../store.ts';
import {
  type Cmdlet,
  fail,
  notFound,
  type Parameters,
  resultSize,
  textIn,
  textsIn,
  wrong,
} from './cmdlet.ts';
import { addressOf, findGroup, mailboxIn, type WithMailbox } from './recipients.ts';

const roles = [
  'None',
  'Owner',
  'PublishingEditor',
  'Editor',
  'PublishingAuthor',
  'Author',
  'NonEditingAuthor',
  'Reviewer',
  'Contributor',
];
const calendarRoles = ['AvailabilityOnly', 'LimitedDetails'];
const single = [
  'CreateItems',
  'CreateSubfolders',
  'DeleteAllItems',
  'DeleteOwnedItems',
  'EditAllItems',
  'EditOwnedItems',
  'FolderContact',
  'FolderOwner',
  'FolderVisible',
  'ReadItems',
];
const flags = ['None', 'Delegate', 'CanViewPrivateItems'];

/** "alex@contoso.com:\Projects\2024": names as the mailbox shows them, in its own language; "\" alone is the top. */
const folderIn = (tenant: Tenant, parameters: Parameters): { owner: WithMailbox; folder: Folder } => {
  const identity = textIn(parameters, 'Identity');
  const [, who, path] = /^(.+?):\\(.*)$/s.exec(identity) ?? [];
  if (who === undefined || path === undefined) return wrong('Identity');
  const owner = mailboxIn(tenant, who);
  const names = path === '' ? [] : path.split('\\');
  const folder = names.reduce<Folder | undefined>(
    (parent, name) => parent?.children.find((child) => child.name.toLowerCase() === name.toLowerCase()),
    owner.mailbox.root,
  );
  return { owner, folder: folder ?? notFound(identity) };
};

const outside = 'ExchangePublishedUser.';

/** People by their names; the preview does not say their addresses. */
const knownAs = (tenant: Tenant, who: string): string => {
  if (!who.includes('@')) return who;
  const user = tenant.users.get(who.toLowerCase());
  return user?.displayName ?? findGroup(tenant, who)?.displayName ?? `${outside}${who}`;
};

const shown = (tenant: Tenant, folder: Folder, { who, rights, flags: held }: Grant) => ({
  Identity: knownAs(tenant, who),
  FolderName: folder.name,
  User: knownAs(tenant, who),
  AccessRights: rights,
  SharingPermissionFlags: held.length === 0 ? null : held.join(', '),
  IsValid: true,
  ObjectState: 'New',
});

/** Whom the parameter names, as the folder's list has them. */
const whoIn = (tenant: Tenant, folder: Folder, parameters: Parameters): string => {
  const wanted = textIn(parameters, 'User');
  const isWanted = (who: string) => who.toLowerCase() === wanted.toLowerCase();
  const there = folder.grants.find(({ who }) => isWanted(who) || isWanted(knownAs(tenant, who)))?.who;
  const own = ['Default', 'Anonymous'].find(isWanted);
  return (
    own ??
    addressOf(tenant, wanted) ??
    there ??
    (folder.type === 'IPF.Appointment' && /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(wanted) && !isOurs(tenant, wanted)
      ? wanted
      : fail(
          'InvalidExternalUserIdException',
          `The user "${wanted}" is either not valid SMTP address, or there is no matching information.`,
        ))
  );
};

const isOurs = ({ domain }: Tenant, address: string): boolean => address.toLowerCase().endsWith(`@${domain}`);

const oneOf = (of: readonly string[], text: string, name: string): string =>
  of.find((one) => one.toLowerCase() === text.toLowerCase()) ?? wrong(name);

/** One role, or single rights. */
const rightsIn = (folder: Folder, parameters: Parameters): string[] => {
  const given = textsIn(parameters, 'AccessRights').flatMap((text) => text.split(/, */));
  const known = folder.type === 'IPF.Appointment' ? [...roles, ...calendarRoles] : roles;
  if (given.length === 1) return given.map((text) => oneOf([...known, ...single], text, 'AccessRights'));
  return given.length === 0
    ? wrong('AccessRights')
    : given.map((text) => oneOf(single, text, 'AccessRights'));
};

/** Only in calendars, and only for editors. */
const flagsIn = (folder: Folder, rights: string[], parameters: Parameters): string[] => {
  if (parameters.SharingPermissionFlags === undefined) return [];
  const given = textsIn(parameters, 'SharingPermissionFlags')
    .flatMap((text) => text.split(/, */))
    .map((text) => oneOf(flags, text, 'SharingPermissionFlags'))
    .filter((flag) => flag !== 'None');
  const isFit = folder.type === 'IPF.Appointment' && rights[0] === 'Editor';
  return given.length === 0 || isFit ? given : wrong('SharingPermissionFlags');
};

/** Microsoft's mail to whoever is let in, where it is asked for. */
const notify = (owner: WithMailbox, to: string, parameters: Parameters, sent: SentMail[]): void => {
  const wanted = parameters.SendNotificationToUser ?? false;
  if (typeof wanted !== 'boolean') wrong('SendNotificationToUser');
  if (wanted === true)
    sent.push({
      tenant: owner.mailbox.tenant.name,
      from: owner.address,
      to: [to],
      subject: `I'd like to share my folder with you`,
      contentType: 'html',
      content: '',
      attachments: [],
      saveToSentItems: false,
    });
};

const changing = ['Identity', 'User', 'AccessRights', 'SharingPermissionFlags', 'SendNotificationToUser'];

const get: Cmdlet = {
  name: 'Get-MailboxFolderPermission',
  parameters: ['Identity', 'User', 'ResultSize'],
  changes: false,
  run: (tenant, parameters) => {
    const { folder } = folderIn(tenant, parameters);
    const who = parameters.User === undefined ? null : whoIn(tenant, folder, parameters);
    return folder.grants
      .filter((grant) => who === null || grant.who === who)
      .slice(0, resultSize(parameters))
      .map((grant) => shown(tenant, folder, grant));
  },
};

const add: Cmdlet = {
  name: 'Add-MailboxFolderPermission',
  parameters: changing,
  changes: true,
  run: (tenant, parameters, sent) => {
    const { owner, folder } = folderIn(tenant, parameters);
    const who = whoIn(tenant, folder, parameters);
    if (folder.grants.some((grant) => grant.who === who))
      return fail(
        'UserAlreadyExistsInPermissionEntryException',
        `An existing permission entry was found for user: ${knownAs(tenant, who)}.`,
      );
    const rights = rightsIn(folder, parameters);
    const grant = { who, rights, flags: flagsIn(folder, rights, parameters) };
    notify(owner, who, parameters, sent);
    folder.grants.push(grant);
    return [shown(tenant, folder, grant)];
  },
};

const entryIn = (tenant: Tenant, folder: Folder, parameters: Parameters): Grant => {
  const who = whoIn(tenant, folder, parameters);
  return (
    folder.grants.find((grant) => grant.who === who) ??
    fail(
      'UserNotFoundInPermissionEntryException',
      `There is no existing permission entry found for user: ${knownAs(tenant, who)}.`,
    )
  );
};

const set: Cmdlet = {
  name: 'Set-MailboxFolderPermission',
  parameters: changing,
  changes: true,
  run: (tenant, parameters, sent) => {
    const { owner, folder } = folderIn(tenant, parameters);
    const grant = entryIn(tenant, folder, parameters);
    const rights = rightsIn(folder, parameters);
    const held = flagsIn(folder, rights, parameters);
    notify(owner, grant.who, parameters, sent);
    Object.assign(grant, { rights, flags: held });
    return [];
  },
};

const remove: Cmdlet = {
  name: 'Remove-MailboxFolderPermission',
  parameters: ['Identity', 'User'],
  changes: true,
  run: (tenant, parameters) => {
    const { folder } = folderIn(tenant, parameters);
    const grant = entryIn(tenant, folder, parameters);
    // "Default" and "Anonymous" stay; they are only given nothing.
    if (['Default', 'Anonymous'].includes(grant.who)) return wrong('User');
    folder.grants = folder.grants.filter((other) => other !== grant);
    return [];
  },
};

export const folderPermissionCmdlets: Cmdlet[] = [get, add, set, remove];
