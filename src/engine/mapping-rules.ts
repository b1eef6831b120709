/**
 * [pure] One RecipientMapping as people write it: "@contoso.onmicrosoft.com->@fabrikam.com" for everybody of a domain,
 * "anna.b@contoso.com->anna.brown@fabrikam.com" for one person.
 */
import type { OptionLine } from '../db/schema.ts';
import { addressFault } from './addresses.ts';

/** In lower case. Both begin with "@", or neither. */
export interface MappingRule {
  source: string;
  destination: string;
}

/** Where in the value, from 0; why; and what to write instead. */
export interface RuleFault {
  at?: number;
  problem: string;
  mend: string;
}

const example = 'write "@contoso.onmicrosoft.com->@fabrikam.com", or one address on each side';

/** The value as it is kept, without spaces around the arrow; or what is wrong with it. */
export const readMapping = (value: string): string | RuleFault => {
  const arrow = /->|→/.exec(value);
  if (arrow === null) return { problem: `"${value}" does not say what it becomes`, mend: example };
  const before = value.slice(0, arrow.index);
  const after = value.slice(arrow.index + arrow[0].length);
  const [source, destination] = [before.trim(), after.trim()];
  const at = { source: before.indexOf(source), destination: value.length - after.trimStart().length };
  const second = /->|→/.exec(after);
  if (second !== null)
    return {
      at: value.length - after.length + second.index,
      problem: 'there is a second "->" in it',
      mend: 'write one mapping in each RecipientMapping',
    };
  const fault = sideFault(source, at.source) ?? sideFault(destination, at.destination);
  if (fault !== null) return fault;
  if (isDomain(source) !== isDomain(destination))
    return {
      at: at.destination,
      problem: 'one side is a whole domain and the other one address',
      mend: 'write a domain with its @ on both sides, or one address on both',
    };
  if (source.toLowerCase() === destination.toLowerCase())
    return { at: at.destination, problem: 'both sides are the same, so nothing would change', mend: example };
  return `${source}->${destination}`;
};

const isDomain = (side: string): boolean => side.startsWith('@');

/** As the guides write them, for people to put their own in. */
const placeholders = /(?:source|destination)(?:tenant|domain)(?:name)?\b/i;

const sideFault = (side: string, at: number): RuleFault | null => {
  if (side === '') return { at, problem: 'one side of the "->" is empty', mend: example };
  if (/^(?:x500:)?\/o=/i.test(side))
    return {
      at,
      problem: 'this is a name of Exchange, which no option line holds',
      mend: 'bring it in a list: say "mapping import"',
    };
  if (!side.includes('@'))
    return {
      at,
      problem: `the @ is missing in "${side}"`,
      mend: `write "@${side}" if you mean the whole domain`,
    };
  const fault = addressFault(isDomain(side) ? `name${side}` : side);
  if (fault !== null) return { at, problem: `"${side}" cannot be used: ${fault.problem}`, mend: fault.mend };
  return placeholders.test(side.slice(side.indexOf('@')))
    ? {
        at,
        problem: `"${side}" is the name from the instructions, not yours`,
        mend: 'put the domain of your own tenant there',
      }
    : null;
};

export const mappingRules = (lines: OptionLine[]): MappingRule[] =>
  lines
    .filter(({ name }) => name === 'RecipientMapping')
    .map(({ value }) => {
      const [source = '', destination = ''] = value.toLowerCase().split('->');
      return { source, destination };
    });

/** Two lines about the same source: the later one takes the place of the earlier one. */
export const sameSource = (one: OptionLine, other: OptionLine): boolean =>
  one.name === 'RecipientMapping' &&
  one.name === other.name &&
  mappingRules([one])[0]?.source === mappingRules([other])[0]?.source;

/** A project moves people to one domain. Answers the second one that rules for whole domains lead to. */
export const secondDomain = (lines: OptionLine[]): { first: string; second: string } | null => {
  const domains = mappingRules(lines)
    .map(({ destination }) => destination)
    .filter(isDomain);
  const [first] = domains;
  const second = domains.find((domain) => domain !== first);
  return first === undefined || second === undefined ? null : { first, second };
};
