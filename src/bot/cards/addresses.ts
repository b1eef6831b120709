/** Addresses in a narrow table. [pure] */
import { cut } from './format.ts';

/** The end of a name of Exchange is all that tells it apart: "…/cn=anna". */
export const shortName = (address: string): string =>
  address.startsWith('/') ? cut(`…${address.slice(address.lastIndexOf('/'))}`, 60) : cut(address, 100);

/** Where all share one domain, it moves into the head: nine of ten tables then fit a phone. */
export const addressColumn = (label: string, addresses: string[]): { head: string; cells: string[] } => {
  const domains = new Set(addresses.map((address) => address.slice(address.lastIndexOf('@')).toLowerCase()));
  const [domain] = domains;
  return domains.size !== 1 || domain === undefined || addresses.length < 2
    ? { head: label, cells: addresses }
    : {
        head: `${label} ${domain}`,
        cells: addresses.map((address) => address.slice(0, address.lastIndexOf('@'))),
      };
};
