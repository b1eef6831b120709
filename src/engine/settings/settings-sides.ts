/** [pure] Who is who, as the project's own list of mailboxes says it. */
import type { AddressMap } from '../transfer/address-map.ts';
import type { SettingsSides } from '../transfer/transfer.ts';

interface Pair {
  source: string;
  destination: string;
}

export const settingsSides = (
  mailbox: { sourceAddress: string; destinationAddress: string },
  pairs: Pair[],
  addresses = mapOfPairs(pairs),
): SettingsSides => ({
  sourceAddress: mailbox.sourceAddress,
  destinationAddress: mailbox.destinationAddress,
  addresses,
  sourceDomains: new Set(pairs.map(({ source }) => source.slice(source.lastIndexOf('@') + 1).toLowerCase())),
});

const mapOfPairs = (pairs: Pair[]): AddressMap => {
  const known = new Map(pairs.map(({ source, destination }) => [source.toLowerCase(), destination]));
  return { smtp: (address) => known.get(address.toLowerCase()), legacy: () => undefined };
};
