/** [pure] Who somebody is at the destination. */
import type { SettingsSides } from '../transfer/transfer.ts';

/** An address inside of one Exchange organisation ("/o=…"): nobody outside can use it. */
export const isLegacy = (address: string): boolean => /^\/o=/i.test(address);

export interface People {
  /** The address at the destination, also where it is the same one; undefined: nothing is known of it. */
  leadsTo(address: string): string | undefined;
  /** Whose organisation an address is of. */
  sideOf(address: string): 'source' | 'destination' | 'outside';
}

export const peopleOf = ({ sourceAddress, destinationAddress, recipients }: SettingsSides): People => ({
  leadsTo: (address) => recipients.find(address)?.destination,
  sideOf: (address) => {
    const domain = domainOf(address);
    if (isLegacy(address) || domain === domainOf(sourceAddress)) return 'source';
    if (domain === domainOf(destinationAddress)) return 'destination';
    return recipients.isOwn(address) ? 'source' : 'outside';
  },
});

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

export type Grantee = { address: string } | { cause: 'setting-outside' | 'setting-unmapped' };

/**
 * Whom a grant is for at the destination. People of other organisations cannot be given rights there without an
 * invitation by mail, which nobody asked us to send; people of the source who do not move are nobody there.
 */
export const granteeOf = ({ leadsTo, sideOf }: People, address: string): Grantee => {
  const known = leadsTo(address);
  if (known !== undefined) return { address: known };
  const side = sideOf(address);
  if (side === 'destination') return { address };
  return { cause: side === 'source' ? 'setting-unmapped' : 'setting-outside' };
};
