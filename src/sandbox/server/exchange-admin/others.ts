/** The endpoints that only read: members of groups, the organisation, its domains. */
import type { Group, Tenant } from '../store.ts';
import { type Cmdlet, notFound, resultSize, textIn } from './cmdlet.ts';
import { findGroup, findMailbox } from './recipients.ts';

const members = (tenant: Tenant, { members: addresses }: Group): object[] =>
  addresses.map((address) => {
    const user = findMailbox(tenant, address);
    const group = user === undefined ? findGroup(tenant, address) : undefined;
    return {
      Identity: address.split('@')[0],
      Name: address.split('@')[0],
      DisplayName: user?.displayName ?? group?.displayName ?? address,
      PrimarySmtpAddress: address,
      ExternalDirectoryObjectId: user?.id ?? group?.id ?? null,
      RecipientType:
        user === undefined
          ? group?.isSecurity === true
            ? 'MailUniversalSecurityGroup'
            : 'MailUniversalDistributionGroup'
          : 'UserMailbox',
    };
  });

const membersOf = (name: string, isMeant: (group: Group) => boolean): Cmdlet => ({
  name,
  parameters: ['Identity', 'ResultSize'],
  changes: false,
  run: (tenant, parameters) => {
    const identity = textIn(parameters, 'Identity');
    const group = findGroup(tenant, identity);
    return group === undefined || !isMeant(group)
      ? notFound(identity)
      : members(tenant, group).slice(0, resultSize(parameters));
  },
});

export const groupMemberCmdlets = [
  membersOf('Get-DistributionGroupMember', ({ isDynamic, isUnified }) => !isDynamic && !isUnified),
];
export const dynamicMemberCmdlets = [
  membersOf('Get-DynamicDistributionGroupMember', ({ isDynamic }) => isDynamic),
];

export const organizationCmdlets: Cmdlet[] = [
  {
    name: 'Get-OrganizationConfig',
    parameters: [],
    changes: false,
    run: ({ name, tenantId, domain }) => [
      { Identity: domain, Name: domain, DisplayName: name, ExternalDirectoryOrganizationId: tenantId },
    ],
  },
];

export const domainCmdlets: Cmdlet[] = [
  {
    name: 'Get-AcceptedDomain',
    parameters: ['ResultSize'],
    changes: false,
    run: ({ domain }, parameters) =>
      [
        { Identity: domain, Name: domain, DomainName: domain, DomainType: 'Authoritative', Default: true },
      ].slice(0, resultSize(parameters)),
  },
];
