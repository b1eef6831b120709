/** [pure] Who somebody is at the destination. */
import type { SettingsSides } from '../transfer/transfer.ts';

/** An address inside of one Exchange organisation ("/o=…"): nobody outside can use it. */
export const isLegacy = (address: string): boolean => /^\/o=/i.test(address);

export interface People {
  /** The address at the destination, also where it is the same one; undefined: nothing is known of it. */
  leadsTo(address: string): string | undefined;
  /** Where it leads follows from a rule for a whole domain: nobody said that there is such a person. */
  isGuess(address: string): boolean;
  /** Whose organisation an address is of. */
  sideOf(address: string): 'source' | 'destination' | 'outside';
  /** The mailbox's own address at the destination. */
  isSelf(address: string): boolean;
  /** An address of the destination organisation, also where the source's has the same domain. */
  isThere(address: string): boolean;
}

export const peopleOf = ({ sourceAddress, destinationAddress, recipients }: SettingsSides): People => {
  const isThere = (address: string): boolean =>
    domainOf(address) === domainOf(destinationAddress) || recipients.isDestination(address);
  return {
    leadsTo: (address) => recipients.find(address)?.destination,
    isGuess: (address) => recipients.find(address)?.from === 'domain',
    isSelf: (address) => address.toLowerCase() === destinationAddress.toLowerCase(),
    isThere,
    sideOf: (address) => {
      if (isLegacy(address) || domainOf(address) === domainOf(sourceAddress)) return 'source';
      if (isThere(address)) return 'destination';
      return recipients.isOwn(address) ? 'source' : 'outside';
    },
  };
};

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

export type Grantee = { address: string } | { cause: 'setting-outside' | 'setting-unmapped' };

/**
 * Whom a grant is for at the destination. People of other organisations cannot be given rights there without an
 * invitation by mail, which nobody asked us to send; people of the source who do not move are nobody there. A guess gives
 * nobody rights.
 */
export const granteeOf = (people: People, address: string): Grantee => {
  const { leadsTo, isGuess, isThere, sideOf } = people;
  const known = isGuess(address) ? undefined : leadsTo(address);
  if (known !== undefined) return isThere(known) ? { address: known } : { cause: 'setting-outside' };
  const side = sideOf(address);
  if (side === 'destination') return { address };
  return { cause: side === 'source' ? 'setting-unmapped' : 'setting-outside' };
};
