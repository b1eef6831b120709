/** The Mailbox endpoint: Get-Mailbox, and Set-Mailbox for who may send on behalf. */
import { doesNotKnow } from '../answer.ts';
import type { Tenant } from '../store.ts';
import { proxiesOf } from '../users.ts';
import { type Cmdlet, notFound, type Parameters, resultSize, textIn, textsIn, wrong } from './cmdlet.ts';
import {
  addressOf,
  findGroup,
  hasMailbox,
  legacyNameOf,
  mailboxIn,
  nameOf,
  type WithMailbox,
} from './recipients.ts';

const details = {
  user: 'UserMailbox',
  shared: 'SharedMailbox',
  room: 'RoomMailbox',
  equipment: 'EquipmentMailbox',
} as const;

const shown = (tenant: Tenant, user: WithMailbox) => {
  const { mailbox, kind, id, displayName, address } = user;
  const { forwardTo, onHold, capacity } = mailbox.traits;
  const isResource = kind === 'room' || kind === 'equipment';
  return {
    Identity: nameOf(user),
    Name: nameOf(user),
    Alias: nameOf(user),
    DisplayName: displayName,
    Guid: id,
    ExternalDirectoryObjectId: id,
    ExchangeGuid: mailbox.id.slice(4, 40),
    UserPrincipalName: address,
    PrimarySmtpAddress: address,
    EmailAddresses: proxiesOf(user),
    LegacyExchangeDN: legacyNameOf(mailbox),
    RecipientType: 'UserMailbox',
    RecipientTypeDetails: details[kind],
    IsShared: kind === 'shared',
    IsResource: isResource,
    ResourceType: isResource ? details[kind].replace('Mailbox', '') : null,
    ResourceCapacity: capacity ?? null,
    // Names, not addresses.
    GrantSendOnBehalfTo: mailbox.settings.sendOnBehalf.map((one) => knownAs(tenant, one)),
    ForwardingAddress: null,
    ForwardingSmtpAddress: forwardTo === undefined ? null : `smtp:${forwardTo}`,
    DeliverToMailboxAndForward: forwardTo !== undefined,
    LitigationHoldEnabled: onHold,
    InPlaceHolds: [],
    ArchiveStatus: mailbox.archive === undefined ? 'None' : 'Active',
    ArchiveGuid: mailbox.archive?.id.slice(4, 40) ?? '00000000-0000-0000-0000-000000000000',
    AutoExpandingArchiveEnabled: false,
    HiddenFromAddressListsEnabled: false,
    IsMailboxEnabled: true,
    IsDirSynced: false,
    ProhibitSendReceiveQuota:
      kind === 'user' ? '100 GB (107,374,182,400 bytes)' : '50 GB (53,687,091,200 bytes)',
    MaxSendSize: '35 MB (36,700,160 bytes)',
    MaxReceiveSize: '36 MB (37,748,736 bytes)',
    IsValid: true,
    ObjectState: 'Unchanged',
  };
};

/** How Exchange names whoever has this address. */
const knownAs = (tenant: Tenant, address: string): string => {
  const user = tenant.users.get(address.toLowerCase());
  return user === undefined ? (findGroup(tenant, address)?.alias ?? address) : nameOf(user);
};

const kindsIn = (parameters: Parameters): string[] => {
  const wanted = textsIn(parameters, 'RecipientTypeDetails').flatMap((text) => text.split(/, */));
  const known = Object.values(details).map((kind) => kind.toLowerCase());
  return wanted.map((kind) =>
    known.includes(kind.toLowerCase()) ? kind.toLowerCase() : wrong('RecipientTypeDetails'),
  );
};

const get: Cmdlet = {
  name: 'Get-Mailbox',
  parameters: ['Identity', 'ResultSize', 'RecipientTypeDetails'],
  changes: false,
  run: (tenant, parameters) => {
    const all =
      parameters.Identity === undefined
        ? [...tenant.users.values()].filter(hasMailbox)
        : [mailboxIn(tenant, textIn(parameters, 'Identity'))];
    const kinds = parameters.RecipientTypeDetails === undefined ? null : kindsIn(parameters);
    return all
      .filter(({ kind }) => kinds?.includes(details[kind].toLowerCase()) ?? true)
      .slice(0, resultSize(parameters))
      .map((user) => shown(tenant, user));
  },
};

/** The whole list, or `{ "@odata.type": "#Exchange.GenericHashTable", add: …, remove: … }`. */
const set: Cmdlet = {
  name: 'Set-Mailbox',
  parameters: ['Identity', 'GrantSendOnBehalfTo'],
  changes: true,
  run: (tenant, parameters) => {
    const { settings } = mailboxIn(tenant, textIn(parameters, 'Identity')).mailbox;
    const wanted = parameters.GrantSendOnBehalfTo;
    const addresses = (of: Parameters, name: string): string[] =>
      of[name] === undefined ? [] : textsIn(of, name).map((who) => addressOf(tenant, who) ?? notFound(who));
    if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted)) {
      settings.sendOnBehalf =
        wanted === null ? [] : [...new Set(addresses(parameters, 'GrantSendOnBehalfTo'))];
      return [];
    }
    const { '@odata.type': type, ...change } = wanted as Parameters;
    const strange = Object.keys(change).find((name) => !['add', 'remove'].includes(name));
    if (type !== '#Exchange.GenericHashTable' || strange !== undefined)
      return doesNotKnow(`"${strange ?? String(type)}" in GrantSendOnBehalfTo`);
    const [added, removed] = [addresses(change, 'add'), addresses(change, 'remove')];
    settings.sendOnBehalf = [...new Set([...settings.sendOnBehalf, ...added])].filter(
      (one) => !removed.includes(one),
    );
    return [];
  },
};

export const mailboxCmdlets: Cmdlet[] = [get, set];
