/** Fields of a request's body, checked as Graph's types say. What is wrong is 400. */

import type { Person } from '../../settings-model.ts';
import { refuse } from '../answer.ts';
import { fieldsOf } from '../body.ts';

/** An enumeration value: any letter case is taken, and the right one is kept ("Scheduled" becomes "scheduled"). */
export const choice = <T extends string>(value: unknown, of: readonly T[], what: string): T =>
  of.find((one) => typeof value === 'string' && one.toLowerCase() === value.toLowerCase()) ??
  refuse(400, 'RequestBodyRead', `Requested value '${String(value)}' was not found for ${what}.`);

export const text = (value: unknown, what: string): string =>
  typeof value === 'string' ? value : refuse(400, 'RequestBodyRead', `${what} must be a string.`);

/** Not empty, and not too long for Exchange. */
export const nameIn = (value: unknown, what: string): string => {
  const name = text(value, what);
  return name.trim() === '' || name.length > 255
    ? refuse(400, 'ErrorInvalidRequest', `${what} must have 1 to 255 characters.`)
    : name;
};

export const truth = (value: unknown, what: string): boolean =>
  typeof value === 'boolean' ? value : refuse(400, 'RequestBodyRead', `${what} must be true or false.`);

export const listOf = <T>(value: unknown, read: (one: unknown, what: string) => T, what: string): T[] =>
  Array.isArray(value)
    ? value.map((one) => read(one, what))
    : refuse(400, 'RequestBodyRead', `${what} must be a collection.`);

export const emailAddress = (value: unknown, what: string): Person => {
  const { address, name } = fieldsOf(value, ['address', 'name'], what);
  if (typeof address !== 'string' || !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(address))
    return refuse(400, 'ErrorInvalidRecipients', `${what} has no valid address.`);
  return { name: typeof name === 'string' ? name : address, address };
};

/** Properties that only Exchange sets. */
export const refuseReadOnly = (body: object, names: readonly string[]): void => {
  const found = names.find((name) => name in body);
  if (found !== undefined) refuse(400, 'ErrorInvalidPropertySet', `The property '${found}' is read-only.`);
};
