/** The arguments that several commands take. Typed or clicked, nothing is trusted before it went through these. [pure] */
import { z } from 'zod';
import { storable } from '../storable.ts';

/** Inputs of a card arrive as "", which means: not filled in. */
const emptyIsAbsent = (value: unknown): unknown =>
  typeof value === 'string' && value.trim() === '' ? undefined : value;

const clean = (value: unknown): unknown => (typeof value === 'string' ? storable(value) : value);

export const text = (max: number, what: string) =>
  z.preprocess(
    (value) => emptyIsAbsent(clean(typeof value === 'number' ? String(value) : value)),
    z
      .string({ error: `${what} is missing.` })
      .trim()
      .max(max, `${what} is longer than ${max} characters.`),
  );

export const maybe = <T extends z.ZodType>(inner: T) => z.preprocess(emptyIsAbsent, inner.optional());

/** PostgreSQL's integer: a larger number cannot be the id of anything, and must not become a fault. */
const largestId = 2_147_483_647;

export const id = (what: string) =>
  z.coerce
    .number(`${what} is a number.`)
    .int(`${what} is a whole number.`)
    .min(1, `${what} is a number from 1 up.`)
    .max(largestId, `${what} is not a number that exists here.`);

/** One of these words, whatever its capitals. */
export const oneOf = <const Words extends readonly [string, ...string[]]>(words: Words, otherwise: string) =>
  z.preprocess(
    (said) => (typeof said === 'string' ? said.trim().toLowerCase() : said),
    z.enum(words, otherwise),
  );

/** Pins a button to the project its card showed, so that an old card never acts on another project. */
export const project = maybe(id('The project'));

export const aPass = z.object({ pass: maybe(id('The pass')), project });

export const addresses = maybe(
  z
    .string('Addresses are words with an @.')
    .refine((said) => !said.includes('\0'), 'Addresses are words with an @.')
    .max(200_000, 'That is too long a list to type: import it, and say the command without addresses.')
    .transform((said) => said.split(/[\s,;]+/).filter((address) => address !== ''))
    .refine(
      (said) => said.every((address) => /^[^@]+@[^@]+$/.test(address)),
      'Every address has one @ in it.',
    ),
);

/** Names of waves, which are words without an @. */
export const waves = maybe(
  z
    .string('Names of waves are words.')
    .max(2_000, 'That is too long a list of waves.')
    .transform((said) => said.split(/[\s,;]+/).filter((name) => name !== '')),
);
