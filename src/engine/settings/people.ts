/** [pure] Who somebody is at the destination. */
import type { AddressMap } from '../transfer/address-map.ts';
import type { SettingsWork } from './setting.ts';

/** The address at the destination; the same one where nothing is known of it. */
export const mapped = (addresses: AddressMap, address: string): string =>
  (isLegacy(address) ? addresses.legacy(address) : addresses.smtp(address)) ?? address;

/** An address inside of one Exchange organisation ("/o=…"): nobody outside can use it. */
export const isLegacy = (address: string): boolean => /^\/o=/i.test(address);

export type Grantee = { address: string } | { cause: 'setting-outside' | 'setting-unmapped' };

/**
 * Whom a grant is for at the destination. People of other organisations cannot be given rights there without an
 * invitation by mail, which nobody asked us to send; people of the source who do not move are nobody there.
 */
export const granteeOf = (
  { addresses, isOfSource }: Pick<SettingsWork, 'addresses' | 'isOfSource'>,
  address: string,
): Grantee => {
  const known = isLegacy(address) ? addresses.legacy(address) : addresses.smtp(address);
  if (known !== undefined) return { address: known };
  return { cause: isLegacy(address) || isOfSource(address) ? 'setting-unmapped' : 'setting-outside' };
};
