/**
 * [pure] Who of the source is who at the destination: by the part of the address before the @, else by the name,
 * and only where no more than one fits on either side. What is not certain is said, not guessed.
 */
import type { DirectoryUser } from './graph/index.ts';

export type Match =
  | { kind: 'matched'; source: DirectoryUser; destination: DirectoryUser; by: 'address' | 'name' }
  | { kind: 'unmatched'; source: DirectoryUser }
  | { kind: 'ambiguous'; source: DirectoryUser; candidates: string[] };

/** One answer for each source, in their order. */
export const match = (sources: DirectoryUser[], destinations: DirectoryUser[]): Match[] => {
  const byAddress = withoutShared(addressMatches(sources, destinations));
  const taken = new Set(byAddress.flatMap((one) => (one.kind === 'matched' ? [one.destination.id] : [])));
  const left = byAddress.flatMap((one) => (one.kind === 'unmatched' ? [one.source] : []));
  const free = destinations.filter(({ id }) => !taken.has(id));
  const byName = new Map(withoutShared(nameMatches(left, free)).map((one) => [one.source.id, one]));
  return byAddress.map((one) => (one.kind === 'unmatched' ? (byName.get(one.source.id) ?? one) : one));
};

const addressMatches = (sources: DirectoryUser[], destinations: DirectoryUser[]): Match[] => {
  // The sign-in name says most, then the main address, then any other that leads to the mailbox.
  const tiers = [
    index(destinations, ({ userPrincipalName }) => [localPart(userPrincipalName)]),
    index(destinations, ({ mail }) => (mail === null ? [] : [localPart(mail)])),
    index(destinations, ({ addresses }) => addresses.map(localPart)),
  ];
  return sources.map((source) => {
    for (const name of namesOf(source))
      for (const tier of tiers) {
        const found = tier.get(name);
        if (found !== undefined) return oneOf(source, [...found], 'address');
      }
    return { kind: 'unmatched', source };
  });
};

const nameMatches = (sources: DirectoryUser[], destinations: DirectoryUser[]): Match[] => {
  const named = index(destinations, (user) => displayNames(user));
  return sources.map((source) =>
    oneOf(source, [...new Set(displayNames(source).flatMap((name) => [...(named.get(name) ?? [])]))], 'name'),
  );
};

const oneOf = (source: DirectoryUser, found: DirectoryUser[], by: 'address' | 'name'): Match => {
  const [destination, ...more] = found;
  if (destination === undefined) return { kind: 'unmatched', source };
  return more.length === 0
    ? { kind: 'matched', source, destination, by }
    : { kind: 'ambiguous', source, candidates: found.map(({ userPrincipalName }) => userPrincipalName) };
};

/** A mailbox that two sources lead to belongs to neither of them for certain. */
const withoutShared = (matches: Match[]): Match[] => {
  const wanted = new Map<string, number>();
  for (const one of matches)
    if (one.kind === 'matched') wanted.set(one.destination.id, (wanted.get(one.destination.id) ?? 0) + 1);
  return matches.map((one) =>
    one.kind === 'matched' && (wanted.get(one.destination.id) ?? 0) > 1
      ? { kind: 'ambiguous', source: one.source, candidates: [one.destination.userPrincipalName] }
      : one,
  );
};

const index = (
  users: DirectoryUser[],
  keysOf: (user: DirectoryUser) => string[],
): Map<string, Set<DirectoryUser>> => {
  const found = new Map<string, Set<DirectoryUser>>();
  for (const user of users)
    for (const key of keysOf(user)) found.set(key, (found.get(key) ?? new Set()).add(user));
  return found;
};

const localPart = (address: string): string => address.split('@')[0]?.toLowerCase() ?? '';

const namesOf = ({ userPrincipalName, mail }: DirectoryUser): string[] => [
  ...new Set([localPart(userPrincipalName), ...(mail === null ? [] : [localPart(mail)])]),
];

/** None where there is no name to go by. */
const displayNames = ({ displayName }: DirectoryUser): string[] => {
  const name = displayName.trim().replace(/\s+/g, ' ').toLowerCase();
  return name === '' ? [] : [name];
};
