/**
 * The Exchange Online Admin API (preview): a few cmdlets over HTTP, each with an endpoint of its own. Sources: "Get
 * started with the Exchange Online Admin API" and the pages of its endpoints. Its pages are followed by posting the
 * same body to the link, for a few minutes.
 */
import { createHash } from 'node:crypto';
import { type Answer, doesNotKnow, ok, refuse } from '../answer.ts';
import { fieldsOf, readBody } from '../body.ts';
import type { SentMail } from '../mail.ts';
import type { Asked, Route } from '../route.ts';
import { exchangeAudience } from '../sign-in.ts';
import { type Cmdlet, type Parameters, refuseStrange } from './cmdlet.ts';
import { folderPermissionCmdlets } from './folder-permission.ts';
import { mailboxCmdlets } from './mailbox.ts';
import { domainCmdlets, dynamicMemberCmdlets, groupMemberCmdlets, organizationCmdlets } from './others.ts';
import { findMailbox } from './recipients.ts';

const endpoints: Record<string, Cmdlet[]> = {
  OrganizationConfig: organizationCmdlets,
  AcceptedDomain: domainCmdlets,
  Mailbox: mailboxCmdlets,
  MailboxFolderPermission: folderPermissionCmdlets,
  DistributionGroupMember: groupMemberCmdlets,
  DynamicDistributionGroupMember: dynamicMemberCmdlets,
};

const pageSize = 10;
const linkLivesMs = 5 * 60_000;

const cmdletIn = (cmdlets: Cmdlet[], body: Buffer): { cmdlet: Cmdlet; parameters: Parameters } => {
  const { CmdletInput: input } = readBody(body, ['CmdletInput']);
  const { CmdletName: name, Parameters: given = {} } = fieldsOf(
    input,
    ['CmdletName', 'Parameters'],
    'CmdletInput',
  );
  const cmdlet = cmdlets.find((one) => one.name === name);
  if (cmdlet === undefined)
    return refuse(400, 'BadRequest', `The cmdlet '${String(name)}' is not supported by this endpoint.`);
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return refuse(400, 'BadRequest', 'Parameters must be an object.');
  refuseStrange(given as Parameters, cmdlet);
  return { cmdlet, parameters: given as Parameters };
};

/** Where the request is sent to: a mailbox, or the organisation's own ("X-AnchorMailbox routing hint"). */
const refuseAnchor = ({ tenant, headers }: Asked, { name }: Cmdlet, { Identity }: Parameters): void => {
  const anchor = headers['x-anchormailbox'];
  if (anchor === undefined) refuse(400, 'BadRequest', 'The header X-AnchorMailbox is required.');
  const [, system] =
    /^APP:SystemMailbox\{bb558c35-97f1-4cb9-8ff7-d53741dc928c\}@(.+)$/.exec(anchor ?? '') ?? [];
  const mustFit = name.includes('MailboxFolderPermission') || name === 'Set-Mailbox';
  if (!mustFit && system !== undefined && [tenant.tenantId, tenant.domain].includes(system)) return;
  const [, address] = /^UPN:(.+)$/.exec(anchor ?? '') ?? [];
  const anchored = address === undefined ? undefined : tenant.users.get(address.toLowerCase())?.mailbox;
  const target =
    typeof Identity === 'string' ? findMailbox(tenant, Identity.split(':\\')[0] ?? '') : undefined;
  if (anchored === undefined || (mustFit && target !== undefined && target.mailbox !== anchored))
    refuse(
      400,
      'ErrorIncorrectRoutingHint',
      `The x-anchor mailbox '${anchor}' does not match the target of the request.`,
    );
};

const answer = (cmdlets: Cmdlet[], sent: SentMail[], asked: Asked): Answer => {
  const { tenant, params, body } = asked;
  if (params.tenant?.toLowerCase() !== tenant.tenantId && params.tenant?.toLowerCase() !== tenant.domain)
    return refuse(403, 'Forbidden', 'The token is for another organization.');
  if (tenant.withoutExchangeRole === true)
    return refuse(
      403,
      'Forbidden',
      'The role assigned to the application is not supported in this scenario.',
    );
  const { cmdlet, parameters } = cmdletIn(cmdlets, body);
  refuseAnchor(asked, cmdlet, parameters);
  return paged(asked, cmdlet.run(tenant, parameters, sent));
};

/** A link is good for the same body only. */
const paged = ({ query, url, body }: Asked, rows: object[]): Answer => {
  const digest = createHash('sha256').update(body).digest('base64url');
  const from = startIn(query.get('$skiptoken'), digest);
  const value = rows.slice(from, from + pageSize).map((row) => selected(row, query.get('$select')));
  const link = new URL(url);
  const token = JSON.stringify({ from: from + pageSize, digest, ends: Date.now() + linkLivesMs });
  link.searchParams.set('$skiptoken', Buffer.from(token).toString('base64url'));
  return ok({
    '@odata.context': `https://outlook.office365.com/adminapi/v2.0/$metadata#Collection(Exchange.GenericObject)`,
    ...(from + pageSize < rows.length ? { '@odata.nextLink': link.href } : {}),
    value,
  });
};

const startIn = (token: string | undefined, digest: string): number => {
  if (token === undefined) return 0;
  const { from, ends, ...said } = parsed(token);
  return typeof from === 'number' && typeof ends === 'number' && ends > Date.now() && said.digest === digest
    ? from
    : refuse(400, 'BadRequest', 'The page link has expired, or belongs to another request.');
};

const parsed = (token: string): Record<string, unknown> => {
  try {
    return (JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
};

const selected = (row: object, select: string | undefined): object => {
  if (select === undefined) return row;
  const names = select.split(',').map((name) => name.trim());
  const strange = names.find((name) => !(name in row));
  if (strange !== undefined) doesNotKnow(`the property "${strange}" here`);
  return Object.fromEntries(Object.entries(row).filter(([name]) => names.includes(name)));
};

/** Reading and changing come as POST: only the cmdlet tells which it is. Whatever cannot be read changes nothing. */
const isChange = (cmdlets: Cmdlet[], body: Buffer): boolean => {
  const text = body.toString('utf8');
  return cmdlets.some(({ name, changes }) => changes && text.includes(`"${name}"`));
};

export const adminRoutes = (sent: SentMail[]): Route[] =>
  Object.entries(endpoints).map(([name, cmdlets]) => ({
    method: 'POST',
    path: `/adminapi/v2.0/{tenant}/${name}`,
    kind: 'admin',
    options: ['$select', '$skiptoken'],
    roles: ['Exchange.ManageAsAppV2'],
    audience: exchangeAudience,
    writes: (body) => isChange(cmdlets, body),
    handle: (asked) => answer(cmdlets, sent, asked),
  }));
