/**
 * What a cmdlet is in the Exchange Online Admin API (preview), how it fails, and how its parameters are read.
 * Failures are worded as Exchange's PowerShell words them; the API's pages do not show them.
 */
import { randomUUID } from 'node:crypto';
import { doesNotKnow, Refuse } from '../answer.ts';
import type { SentMail } from '../mail.ts';
import type { Tenant } from '../store.ts';

export type Parameters = Record<string, unknown>;

export interface Cmdlet {
  /** "Get-Mailbox" */
  name: string;
  parameters: readonly string[];
  changes: boolean;
  run(tenant: Tenant, parameters: Parameters, sent: SentMail[]): object[];
}

type Failure =
  | 'ManagementObjectNotFoundException'
  | 'ManagementObjectAmbiguousException'
  | 'UserAlreadyExistsInPermissionEntryException'
  | 'UserNotFoundInPermissionEntryException'
  | 'InvalidExternalUserIdException'
  | 'ParameterBindingException';

const namespaces: Partial<Record<Failure, string>> = {
  ManagementObjectNotFoundException: 'Microsoft.Exchange.Configuration.Tasks',
  ManagementObjectAmbiguousException: 'Microsoft.Exchange.Configuration.Tasks',
  ParameterBindingException: 'System.Management.Automation',
};

/** Answers at once. */
export const fail = (exception: Failure, text: string): never => {
  const isGone = exception === 'ManagementObjectNotFoundException';
  const where = namespaces[exception] ?? 'Microsoft.Exchange.Management.StoreTasks';
  const id = randomUUID();
  throw new Refuse({
    status: isGone ? 404 : 400,
    body: {
      error: {
        code: isGone ? 'NotFound' : 'BadRequest',
        message: 'Error executing cmdlet',
        details: [{ code: 'Context', target: '', message: `Ex6F9304|${where}.${exception}|${text}` }],
        innerError: {
          date: new Date().toISOString().slice(0, 19),
          'request-id': id,
          'client-request-id': id,
        },
      },
    },
  });
};

export const notFound = (what: string): never =>
  fail(
    'ManagementObjectNotFoundException',
    `The operation couldn't be performed because object '${what}' couldn't be found.`,
  );

export const wrong = (name: string): never =>
  fail('ParameterBindingException', `Cannot process argument transformation on parameter '${name}'.`);

export const textIn = (parameters: Parameters, name: string): string => {
  const value = parameters[name];
  return typeof value === 'string' && value !== '' ? value : wrong(name);
};

/** One, or several; as PowerShell takes them. */
export const textsIn = (parameters: Parameters, name: string): string[] => {
  const value = parameters[name];
  const list = Array.isArray(value) ? value : [value];
  return list.every((one): one is string => typeof one === 'string') ? list : wrong(name);
};

/** 1,000 unless it is said otherwise. */
export const resultSize = ({ ResultSize: size = 1_000 }: Parameters): number => {
  if (typeof size === 'string' && size.toLowerCase() === 'unlimited') return Number.POSITIVE_INFINITY;
  return typeof size === 'number' && Number.isInteger(size) && size > 0 ? size : wrong('ResultSize');
};

export const refuseStrange = (parameters: Parameters, { name, parameters: known }: Cmdlet): void => {
  const strange = Object.keys(parameters).find((one) => !known.includes(one));
  if (strange !== undefined) doesNotKnow(`the parameter "${strange}" of ${name}`);
};
