/** What belongs to folders: who is let in, the colours of calendars, the parts of tasks. */
import type { Grant } from '../../settings-model.ts';
import type { Folder, Item, Mailbox, Tenant } from '../store.ts';
import { ownFolders } from '../truth.ts';
import type { Fact } from './fact.ts';
import { type Lens, placeOf } from './lens.ts';

/** A group that has the same name at the destination, where nobody said what becomes of it. */
const groupLike = ({ groups }: Tenant, address: string): string | null =>
  groups.find(({ mail, alias }) => mail !== null && alias === address.split('@')[0])?.mail ?? null;

const isGroup = ({ groups }: Tenant, address: string): boolean => groups.some(({ mail }) => mail === address);

/** Nothing: people who are gone, and who is nobody at the destination, cannot be let in there. */
const grantFact = (
  mailbox: Mailbox,
  folder: Folder,
  grant: Grant,
  lens: Lens,
  destination: Tenant,
): Fact[] => {
  const { who } = grant;
  if (!who.includes('@')) return who === 'Default' ? [factOf(folder, grant, who, false)] : [];
  // Groups are not what a migration of mailboxes moves.
  if (isGroup(mailbox.tenant, who) && !lens.isNamed(who)) {
    const group = groupLike(destination, who);
    return group === null ? [] : [factOf(folder, grant, group, true)];
  }
  // Outsiders are let in by invitation, which is not for a migration to send.
  return lens.isLost(who) ? [] : [factOf(folder, grant, lens.person(who), lens.isOutside(who))];
};

const factOf = (folder: Folder, { rights, flags }: Grant, who: string, isOptional: boolean): Fact => ({
  setting: folder.type === 'IPF.Appointment' ? 'calendar permission' : 'folder permission',
  name: `${placeOf(folder)} for ${who}`,
  properties: { rights: [...rights].sort().join(' '), flags: [...flags].sort().join(' ') },
  isOptional,
});

export const grantFacts = (mailbox: Mailbox, lens: Lens, destination: Tenant): Fact[] =>
  ownFolders(mailbox.root).flatMap((folder) =>
    folder.grants.flatMap((grant) => grantFact(mailbox, folder, grant, lens, destination)),
  );

export const calendarFacts = (mailbox: Mailbox): Fact[] =>
  ownFolders(mailbox.root)
    .filter(({ type }) => type === 'IPF.Appointment')
    .map((folder) => ({
      setting: 'calendar',
      name: placeOf(folder),
      properties: { colour: folder.color },
      isOld: folder.seeded,
    }));

/** Folders of contacts and lists of tasks: that they are there. */
export const listFacts = (mailbox: Mailbox): Fact[] =>
  ownFolders(mailbox.root)
    .filter(({ type }) => type === 'IPF.Contact' || type === 'IPF.Task')
    .map((folder) => ({
      setting: folder.type === 'IPF.Contact' ? 'contact folder' : 'task list',
      name: placeOf(folder),
      properties: {},
      isOld: folder.seeded,
    }));

const taskOf = (item: Item): string =>
  item.searchKey?.toString('hex') ?? item.extended['string 0x0037'] ?? item.id;

/** A task is known by its search key, in both mailboxes. */
export const taskFacts = (mailbox: Mailbox): Fact[] =>
  ownFolders(mailbox.root)
    .filter(({ type }) => type === 'IPF.Task')
    .flatMap((folder) => [...folder.items.values()])
    .filter(({ steps = [], links = [] }) => steps.length + links.length > 0)
    .map((item) => ({
      setting: 'parts of a task',
      name: taskOf(item),
      properties: {
        steps: JSON.stringify(
          (item.steps ?? []).map(({ displayName, isChecked }) => [displayName, isChecked]),
        ),
        links: JSON.stringify(
          (item.links ?? []).map(({ applicationName, displayName, externalId, webUrl }) => [
            applicationName,
            displayName,
            externalId,
            webUrl,
          ]),
        ),
      },
    }));
