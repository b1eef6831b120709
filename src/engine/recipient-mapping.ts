/**
 * [pure] Who is who at the destination. What people said about one address comes before what follows from the list of
 * mailboxes, and that before a rule for a whole domain:
 *
 *   RecipientMapping for one address > imported pairs > the project's mailboxes > RecipientMapping for a domain
 *
 * Other names of a person (aliases, legacyExchangeDNs) lead where the person's own address leads.
 */
import type { MappingRule } from './mapping-rules.ts';
import type { AddressMap } from './transfer/address-map.ts';

export const origins = ['option', 'imported pair', 'mailbox list', 'other name', 'domain'] as const;
export type Origin = (typeof origins)[number];

interface Pair {
  source: string;
  destination: string;
}

export interface Known {
  /** Of the project's options, in lower case. */
  rules: MappingRule[];
  /** The source is an SMTP address or a legacyExchangeDN. */
  pairs: Iterable<Pair>;
  mailboxes: Iterable<Pair>;
  /** In lower case: an alias or legacyExchangeDN of the source organisation, and the address of whose it is. */
  names: ReadonlyMap<string, string>;
}

export interface Recipients extends AddressMap {
  /** Where an address or legacyExchangeDN leads and why, also when that is where it was; undefined: not known. */
  find(address: string): { destination: string; from: Origin } | undefined;
  /** It is where one of the project's mailboxes goes. */
  isDestination(address: string): boolean;
}

export const recipientsOf = ({ rules, pairs, mailboxes, names }: Known): Recipients => {
  const said = new Map<string, string>();
  const domains = new Map<string, string>();
  for (const { source, destination } of rules)
    (source.startsWith('@') ? domains : said).set(source, destination);
  const imported = new Map<string, string>();
  for (const { source, destination } of pairs) imported.set(source.toLowerCase(), destination);
  const listed = new Map<string, string>();
  const arrived = new Set<string>();
  const ownDomains = new Set(domains.keys());
  for (const { source, destination } of mailboxes) {
    listed.set(source.toLowerCase(), destination);
    arrived.add(destination.toLowerCase());
    for (const address of [source, destination]) ownDomains.add(domainOf(address.toLowerCase()));
  }
  // Exchange gives people aliases only in domains of their organisation.
  for (const name of names.keys()) if (!isLegacyName(name)) ownDomains.add(domainOf(name));

  const own = (address: string): { destination: string; from: Origin } | undefined => {
    const option = said.get(address);
    if (option !== undefined) return { destination: option, from: 'option' };
    const pair = imported.get(address);
    if (pair !== undefined) return { destination: pair, from: 'imported pair' };
    const mailbox = listed.get(address);
    return mailbox === undefined ? undefined : { destination: mailbox, from: 'mailbox list' };
  };
  const byDomain = (address: string): { destination: string; from: Origin } | undefined => {
    // It is somebody's at the destination: there is nowhere further to go.
    if (arrived.has(address)) return undefined;
    const at = address.lastIndexOf('@');
    const domain = domains.get(domainOf(address));
    return domain === undefined || at < 1
      ? undefined
      : { destination: address.slice(0, at) + domain, from: 'domain' };
  };
  const smtpOf = (address: string): { destination: string; from: Origin } | undefined => {
    const direct = own(address);
    if (direct !== undefined) return direct;
    const name = names.get(address);
    const person = name === undefined || name === address ? undefined : own(name);
    return person === undefined ? byDomain(address) : { destination: person.destination, from: 'other name' };
  };
  const legacyOf = (name: string): { destination: string; from: Origin } | undefined => {
    const pair = imported.get(name);
    const address = pair ?? names.get(name);
    if (address === undefined) return undefined;
    const from = pair === undefined ? 'other name' : 'imported pair';
    // A list that was made at the source pairs names with the addresses of the source.
    const person = smtpOf(address.toLowerCase());
    // What follows from a rule for a whole domain is a guess all the same.
    if (person !== undefined)
      return { destination: person.destination, from: person.from === 'domain' ? 'domain' : from };
    return pair === undefined ? undefined : { destination: pair, from };
  };
  const find = (address: string) => {
    const plain = plainAddress(address);
    return isLegacyName(plain) ? legacyOf(plain) : smtpOf(plain);
  };
  return {
    find,
    smtp: (address) => {
      const plain = plainAddress(address);
      const destination = smtpOf(plain)?.destination;
      return destination === undefined || destination.toLowerCase() === plain ? undefined : destination;
    },
    legacy: (name) => legacyOf(plainAddress(name))?.destination,
    isDestination: (address) => arrived.has(plainAddress(address)),
    isOwn: (address) => ownDomains.has(domainOf(plainAddress(address))),
  };
};

/** With its @. */
const domainOf = (address: string): string => address.slice(address.lastIndexOf('@'));

/** As it is looked up and kept: in lower case, without "smtp:" or "x500:". */
export const plainAddress = (address: string): string =>
  address
    .trim()
    .toLowerCase()
    .replace(/^(?:smtp|x500|ex):/, '');

export const isLegacyName = (plain: string): boolean => plain.startsWith('/o=');
