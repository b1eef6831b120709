/** Request bodies, read strictly. */
import { doesNotKnow, refuse } from './answer.ts';

export const readBody = (body: Buffer, known: readonly string[]): Record<string, unknown> => {
  let value: unknown;
  try {
    value = body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
  } catch {
    return refuse(400, 'BadRequest', 'Unable to read JSON request payload.');
  }
  return fieldsOf(value, known, 'The request payload');
};

/** An object within a body, held to the same. */
export const fieldsOf = (value: unknown, known: readonly string[], what: string): Record<string, unknown> => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse(400, 'BadRequest', `${what} must be an object.`);
  const strange = Object.keys(value).find((name) => !known.includes(name));
  if (strange !== undefined) doesNotKnow(`the body field "${strange}"`);
  return value as Record<string, unknown>;
};
