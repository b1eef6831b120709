/**
 * [pure] The application permissions each side's app registration needs, least first, with the roles that grant the
 * same to some mailboxes only ("Role Based Access Control for Applications in Exchange Online").
 */
export type Side = 'source' | 'destination';

export interface AppPermission {
  name: string;
  /** Of which API; absent: Microsoft Graph. */
  api?: string;
  why: string;
  /** Exchange's role of the same right, which can be limited to a scope. Absent: it is about the directory. */
  exchangeRole?: string;
  /** What does not happen without it. Absent: nothing works. */
  without?: string;
}

const readUsers: AppPermission = { name: 'User.Read.All', why: 'finds the mailbox of an address' };

const readGroups: AppPermission = {
  name: 'GroupMember.Read.All',
  why: 'knows the addresses of groups',
  without: '"reply test" may list groups that are there',
};

/** For single settings. Whoever does not want to grant one does without that setting, and is told so. */
const forSettings: Record<Side, AppPermission[]> = {
  source: [
    {
      name: 'Calendars.Read',
      why: "reads calendars' colours and who may see them",
      exchangeRole: 'Application Calendars.Read',
      without: 'nobody is let into the new calendars',
    },
    {
      name: 'Contacts.Read',
      why: 'lists contact folders',
      exchangeRole: 'Application Contacts.Read',
      without: 'empty contact folders may be missing',
    },
    {
      name: 'Mail.Read',
      why: 'reads whose mail is always focused, or never',
      exchangeRole: 'Application Mail.Read',
      without: 'the Focused Inbox learns anew',
    },
    {
      name: 'Tasks.Read.All',
      why: 'reads To Do lists, and the steps of tasks',
      without: 'tasks move without their steps and links',
    },
    {
      name: 'ProfilePhoto.Read.All',
      why: 'reads photos, in projects with CopyPhoto',
      without: 'photos stay behind',
    },
    {
      name: 'Exchange.ManageAsAppV2',
      api: 'Office 365 Exchange Online',
      why: 'reads who may see which folder and send on behalf, and the names Exchange has of people (preview at Microsoft)',
      without: 'those rights stay behind, and names are learnt from items only',
    },
  ],
  destination: [
    {
      name: 'Calendars.ReadWrite',
      why: "sets calendars' colours and who may see them",
      exchangeRole: 'Application Calendars.ReadWrite',
      without: 'nobody is let into the new calendars',
    },
    {
      name: 'Contacts.ReadWrite',
      why: 'makes contact folders',
      exchangeRole: 'Application Contacts.ReadWrite',
      without: 'empty contact folders may be missing',
    },
    {
      name: 'Mail.ReadWrite',
      why: 'sets whose mail is always focused, or never',
      exchangeRole: 'Application Mail.ReadWrite',
      without: 'the Focused Inbox learns anew',
    },
    {
      name: 'Tasks.ReadWrite.All',
      why: 'makes To Do lists, and the steps of tasks where Microsoft lets apps do so',
      without: 'tasks move without their steps and links',
    },
    {
      name: 'ProfilePhoto.ReadWrite.All',
      why: 'sets photos, in projects with CopyPhoto',
      without: 'photos stay behind',
    },
    {
      name: 'Exchange.ManageAsAppV2',
      api: 'Office 365 Exchange Online',
      why: 'sets who may see which folder and send on behalf (preview at Microsoft)',
      without: 'those rights stay behind',
    },
  ],
};

export const appPermissions: Record<Side, AppPermission[]> = {
  source: [
    readUsers,
    readGroups,
    {
      name: 'MailboxFolder.Read.All',
      why: 'reads the folders',
      exchangeRole: 'Application MailboxFolder.Read',
    },
    {
      name: 'MailboxItem.Read.All',
      why: 'lists the items and what changed',
      exchangeRole: 'Application MailboxItem.Read',
    },
    {
      name: 'MailboxItem.Export.All',
      why: 'reads whole items',
      exchangeRole: 'Application MailboxItem.Export',
    },
    {
      name: 'MailboxSettings.Read',
      why: 'tells people, shared mailboxes and rooms apart; reads rules, categories and preferences',
      exchangeRole: 'Application MailboxSettings.Read',
      without: '"users discover" calls every mailbox "unknown", and those settings stay behind',
    },
    ...forSettings.source,
  ],
  destination: [
    readUsers,
    readGroups,
    {
      name: 'MailboxFolder.ReadWrite.All',
      why: 'makes the folders',
      exchangeRole: 'Application MailboxFolder.ReadWrite',
    },
    {
      name: 'MailboxItem.Read.All',
      why: 'looks what is there, so that nothing is stored twice',
      exchangeRole: 'Application MailboxItem.Read',
    },
    {
      name: 'MailboxItem.ImportExport.All',
      why: 'stores whole items',
      exchangeRole: 'Application MailboxItem.ImportExport',
    },
    {
      name: 'MailboxItem.ReadWrite.All',
      why: 'takes old copies away',
      exchangeRole: 'Application MailboxItem.ReadWrite',
      without: 'moves and deletes are listed instead of carried over',
    },
    {
      name: 'MailboxSettings.ReadWrite',
      why: 'makes rules, categories and preferences',
      exchangeRole: 'Application MailboxSettings.ReadWrite',
      without: 'those settings stay behind',
    },
    ...forSettings.destination,
    {
      name: 'Mail.Send',
      why: 'sends notices to the people who move, and statistics, when somebody says so',
      exchangeRole: 'Application Mail.Send',
      without: 'neither is mailed',
    },
  ],
};

/** The PowerShell that gives an app these rights over some mailboxes only. The admin runs it; we do not. */
export const limitingScript = (side: Side, clientId: string): string =>
  [
    'Connect-ExchangeOnline',
    '# The object id is that of the enterprise application, not of the app registration.',
    `New-ServicePrincipal -AppId ${clientId} -ObjectId <object id of the enterprise application> -DisplayName "Mailferry"`,
    "# A group that holds the project's mailboxes, as direct members.",
    `New-ManagementScope -Name "Mailferry" -RecipientRestrictionFilter "MemberOfGroup -eq '<distinguished name of the group>'"`,
    ...appPermissions[side].flatMap(({ exchangeRole }) =>
      exchangeRole === undefined
        ? []
        : [
            `New-ManagementRoleAssignment -App ${clientId} -Role "${exchangeRole}" -CustomResourceScope "Mailferry"`,
          ],
    ),
    '# Shows at once what the app may do to a mailbox; mailboxes themselves follow after up to two hours.',
    `Test-ServicePrincipalAuthorization -Identity ${clientId} -Resource <address of a mailbox>`,
  ].join('\n');

/** The app's permissions in the Entra admin centre, where "Grant admin consent" is. */
export const permissionsPage = (clientId: string): string =>
  `https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/CallAnAPI/appId/${encodeURIComponent(clientId)}`;
