/** Made-up facts about who is who, for the card tests. */
import type { MappingView, OldNames, PairsPreview, ReplyTest } from '../../../../src/bot/views.ts';

const lab = '/o=exchangelabs/ou=exchange administrative group (fydibohf23spdlt)/cn=recipients/cn=';

export const newMapping: MappingView = {
  projectId: 3,
  projectName: 'Wave one',
  domains: [],
  mailboxes: { change: 14, stay: 0 },
  pairs: 0,
  aliases: 0,
  legacyNames: 0,
  unnamed: 14,
  items: { copied: 0, mapped: 0, kept: 0 },
  rows: [
    { source: 'anna@contoso.example', destination: 'anna@fabrikam.example', from: 'mailbox list' },
    { source: 'ben@contoso.example', destination: 'ben.okoye@fabrikam.example', from: 'mailbox list' },
  ],
  total: 14,
  doubts: [],
};

export const mapping: MappingView = {
  ...newMapping,
  domains: [
    { source: '@contoso.onmicrosoft.com', destination: '@fabrikam.example' },
    { source: '@sourcetenant.onmicrosoft.com', destination: '@fabrikam.example' },
  ],
  mailboxes: { change: 412, stay: 3 },
  pairs: 12,
  aliases: 530,
  legacyNames: 398,
  unnamed: 17,
  items: { copied: 48_120, mapped: 39_004, kept: 12 },
  rows: [
    { source: 'sales@contoso.example', destination: 'vertrieb@fabrikam.example', from: 'option' },
    {
      source: '/o=old org/cn=recipients/cn=team',
      destination: 'team@fabrikam.example',
      from: 'imported pair',
    },
    ...newMapping.rows,
    { source: 'carla@contoso.example', destination: 'carla@contoso.example', from: 'mailbox list' },
    { source: `${lab}anna`, destination: 'anna@fabrikam.example', from: 'other name' },
  ],
  total: 1_355,
  doubts: [
    'Nobody of this project is known to have an address in sourcetenant.onmicrosoft.com. If that is not your source\'s domain, mend it: options RecipientMapping="…".',
  ],
};

export const foundMapping: MappingView = {
  ...mapping,
  search: 'zoe@contoso.onmicrosoft.com',
  rows: [{ source: 'zoe@contoso.onmicrosoft.com', destination: 'zoe@fabrikam.example', from: 'domain' }],
  total: 1,
};

export const pairs: PairsPreview = {
  importId: 8,
  projectId: 3,
  fileName: 'names.csv',
  fresh: 11,
  changed: 1,
  already: 2,
  sample: [
    { source: 'sales@contoso.example', destination: 'vertrieb@fabrikam.example' },
    { source: `${lab}team`, destination: 'team@fabrikam.example' },
  ],
  faults: [
    {
      line: 4,
      column: 1,
      columnName: 'source',
      value: 'sales',
      problem: 'the @ is missing',
      mend: 'write it as name@domain',
    },
  ],
  badRows: 1,
  readAs: { encoding: 'UTF-8', separator: ';' },
};

export const replies: ReplyTest = {
  projectId: 3,
  projectName: 'Wave one',
  addresses: 6_204,
  outside: 4_810,
  fine: 1_380,
  broken: [
    {
      address: `${lab}anna`,
      items: 812,
      mailboxes: 14,
      mend: 'stamp',
      who: 'anna@contoso.example',
      destination: 'anna@fabrikam.example',
    },
    {
      address: `${lab}ben`,
      items: 640,
      mailboxes: 9,
      mend: 'stamp',
      who: 'ben@contoso.example',
      destination: 'ben.okoye@fabrikam.example',
    },
    {
      address: 'carla@fabrikam.example',
      items: 77,
      mailboxes: 3,
      mend: 'make',
      destination: 'carla@fabrikam.example',
    },
    {
      address: 'sales@contoso.example',
      items: 40,
      mailboxes: 6,
      mend: 'alias',
      destination: 'vertrieb@fabrikam.example',
    },
    { address: 'dora@contoso.example', items: 31, mailboxes: 2, mend: 'add' },
    { address: `${lab}f81d4fae7dec11d0a76500a0c91e6bf6-projekt.nord`, items: 12, mailboxes: 2, mend: 'name' },
    { address: 'left.long.ago@contoso.example', items: 5, mailboxes: 1, mend: 'unlisted' },
  ],
  items: 1_617,
  notes: [
    'The groups of the destination could not be read, so addresses of groups may be listed without need. Grant the app GroupMember.Read.All there ("endpoint guide destination").',
  ],
};

export const oldNames: OldNames = {
  projectId: 3,
  projectName: 'Wave one',
  addresses: 412,
  names: 530,
  unnamed: [],
  unmapped: 38,
  read: { ok: true },
};

export const unknownNames: OldNames = {
  ...oldNames,
  addresses: 2,
  names: 2,
  unnamed: ['carla@contoso.example', 'dora@contoso.example', 'emil@contoso.example'],
  unmapped: 0,
  read: {
    ok: false,
    why: 'Exchange at the source did not tell the names of its mailboxes: the app needs Exchange.ManageAsAppV2 there, and a role of Exchange such as "Recipient Management". Both are a preview of Microsoft.',
  },
};
